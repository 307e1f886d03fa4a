/* law/organ.c - organs (机关) and their sections: trees flattened, parents before children. */
#include "base/fen.h"
#include "law/law_internal.h"

struct organ_in {
    struct law_organ organ;
    const struct yaml_node *kind, *region, *children;
};

#define AT(f) offsetof(struct organ_in, f), 0
#define LIST_AT(f, count) offsetof(struct organ_in, f), offsetof(struct organ_in, count)
static const struct law_key organ_key[] = {
    {"id", LAW_KEY_STR, true, AT(organ.id)},
    {"name", LAW_KEY_STR, true, AT(organ.name)},
    {"short", LAW_KEY_STR, false, AT(organ.short_name)},
    {"alias", LAW_KEY_STRS, false, LIST_AT(organ.alias, organ.nalias)},
    {"kind", LAW_KEY_NODE, true, AT(kind)},
    {"region", LAW_KEY_NODE, false, AT(region)},
    {"uscc", LAW_KEY_STR, false, AT(organ.uscc)},
    {"doc_prefix", LAW_KEY_STRS, false, LIST_AT(organ.doc_prefix, organ.ndoc_prefix)},
    {"power", LAW_KEY_STRS, false, LIST_AT(organ.power, organ.npower)},
    {"children", LAW_KEY_NODE, false, AT(children)},
};
static const struct law_keys organ_keys = LAW_KEYS("机关", organ_key);

static const char *const kind_name[] = {
    [LAW_ORGAN_AGENCY] = "agency",
    [LAW_ORGAN_POLICE] = "police",
    [LAW_ORGAN_PROCURATORATE] = "procuratorate",
    [LAW_ORGAN_COURT] = "court",
    [LAW_ORGAN_JUSTICE_BUREAU] = "justice_bureau",
    [LAW_ORGAN_TOWNSHIP] = "township",
    [LAW_ORGAN_PARTY_OFFICE] = "party_office",
    [LAW_ORGAN_SECTION] = "section",
};
enum { NKIND = sizeof(kind_name) / sizeof(kind_name[0]), MAX_DEPTH = 8 };
_Static_assert(NKIND == LAW_ORGAN_SECTION + 1, "a name for every kind");

struct str law_organ_kind_name(enum law_organ_kind kind)
{
    return str_from(kind_name[kind]);
}

int law_organ_whole(const struct law *law, int organ)
{
    const struct law_organ *o = &law->organ[organ];

    while (o->kind == LAW_ORGAN_SECTION && o->parent)
        o = o->parent;
    return (int)(o - law->organ);
}

int law_read_organ_kind(struct law_loader *ld, struct law_item item)
{
    return law_read_choice(ld, item, kind_name, NKIND, "机关类别");
}

/* No organ is called more; it keeps looking up free of allocation. */
enum { MAX_NAME = 512 };

/* Name for comparing: full-width ASCII (U+FF01 to U+FF5E) narrowed, white space of any width
 * dropped.  Writes at most name.n bytes. */
static struct str comparable(struct str name, char *out)
{
    size_t n = 0;

    for (size_t i = 0, len = 0; i < name.n; i += len) {
        uint32_t cp = str_utf8_at(name, i, &len);

        if (cp <= ' ' || cp == 0x3000 || cp == 0xA0)
            continue;
        if (cp >= 0xFF01 && cp <= 0xFF5E)
            cp -= 0xFEE0;
        n += str_utf8_put(out + n, cp);
    }
    return (struct str){out, n};
}

static void register_name(struct law_loader *ld, struct law_item item, struct str name,
                          struct law_organ *o)
{
    if (name.n > MAX_NAME)
        LAW_ERROR(ld, item.file, item.node, "机关名称超过 %d 字节", MAX_NAME);
    else
        law_register(ld, &ld->snap->organ_by_name, item,
                     comparable(name, arena_alloc(ld->a, name.n + 1)), o);
}

/* A section is found by its path: its name alone says too little (法制, 办公室). */
static void register_names(struct law_loader *ld, struct law_item item, struct law_organ *o)
{
    register_name(ld, item, o->id, o);
    if (o->kind == LAW_ORGAN_SECTION)
        return;
    register_name(ld, item, o->name, o);
    if (!str_eq(o->short_name, o->name))
        register_name(ld, item, o->short_name, o);
    register_name(ld, item, o->uscc, o);
    for (size_t i = 0; i < o->nalias; i++)
        register_name(ld, item, o->alias[i], o);
}

static size_t count_tree(const struct yaml_node *node, int depth)
{
    const struct yaml_node *children = yaml_get(node, STR("children"));
    size_t n = 1;

    for (size_t i = 0; depth < MAX_DEPTH && children && i < children->n; i++)
        n += count_tree(children->item[i], depth + 1);
    return n;
}

static void load_kind(struct law_loader *ld, const struct law_file *f, struct organ_in *in)
{
    int kind = law_read_organ_kind(ld, (struct law_item){f, in->kind});

    if (kind < 0)
        return;
    in->organ.kind = (enum law_organ_kind)kind;
    if (in->organ.kind == LAW_ORGAN_SECTION && !in->organ.parent)
        LAW_ERROR(ld, f, in->kind, "内设机构应当写在所属机关的 children 里");
}

static void load_region(struct law_loader *ld, const struct law_file *f, struct organ_in *in)
{
    struct str text;

    if (in->organ.parent)
        in->organ.region = in->organ.parent->region;
    if (!in->region || !law_read_text(ld, f, in->region, &text))
        return;
    if ((text.n != 6 && text.n != 9) || !fen_decimal(text, 0, &in->organ.region))
        LAW_ERROR(ld, f, in->region, "区划代码应当是 6 位或 9 位数字");
}

static void load_tree(struct law_loader *ld, struct law_item item, const struct law_organ *parent,
                      int depth)
{
    struct organ_in in = {.organ.parent = parent};
    struct law_organ *o = &ld->law->organ[ld->law->norgan++];

    if (!law_read_map(ld, item, &organ_keys, &in))
        return;
    load_kind(ld, item.file, &in);
    load_region(ld, item.file, &in);
    in.organ.place = law_place_of(item.file, item.node);
    if (in.organ.short_name.n == 0)
        in.organ.short_name = in.organ.name;
    *o = in.organ;
    register_names(ld, item, o);
    if (in.children && (in.children->kind != YAML_LIST || depth == MAX_DEPTH)) {
        LAW_ERROR(ld, item.file, in.children, "children 应当是列表，且不超过 %d 层", MAX_DEPTH);
        return;
    }
    for (size_t i = 0; in.children && i < in.children->n; i++)
        load_tree(ld, (struct law_item){item.file, in.children->item[i]}, o, depth + 1);
}

void law_load_organs(struct law_loader *ld)
{
    size_t n, total = 0;
    struct law_item *item = law_list_items(ld, STR("law/organ/"), &n);

    for (size_t i = 0; i < n; i++)
        total += count_tree(item[i].node, 0);
    ld->law->organ = ARENA_ARRAY(ld->a, struct law_organ, total + 1);
    for (size_t i = 0; i < n; i++)
        load_tree(ld, item[i], NULL, 0);
}

int law_organ_find(const struct law *law, struct str name)
{
    char key[MAX_NAME];
    const struct law_organ *o;

    if (name.n > MAX_NAME)
        return -1;
    o = map_get(&law_snapshot(law)->organ_by_name, comparable(name, key));
    return o ? (int)(o - law->organ) : -1;
}

static bool is_called(const struct law_organ *o, struct str name)
{
    if (str_eq(o->name, name) || str_eq(o->short_name, name))
        return true;
    for (size_t i = 0; i < o->nalias; i++)
        if (str_eq(o->alias[i], name))
            return true;
    return false;
}

int law_organ_path(const struct law *law, const struct str *part, size_t npart)
{
    int at = npart > 0 ? law_organ_find(law, part[0]) : -1;

    for (size_t i = 1; i < npart && at >= 0; i++) {
        size_t k = 0;

        while (k < law->norgan &&
               !(law->organ[k].parent == &law->organ[at] && is_called(&law->organ[k], part[i])))
            k++;
        at = k < law->norgan ? (int)k : -1;
    }
    return at;
}
