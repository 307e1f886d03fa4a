/* law/cause.c - causes (案由): trees flattened, parents before children. */
#include "law/law_internal.h"

struct cause_in {
    struct law_cause cause;
    const struct yaml_node *name, *children;
};

#define AT(field) offsetof(struct cause_in, field), 0
#define LIST_AT(field, count) offsetof(struct cause_in, field), offsetof(struct cause_in, count)
static const struct law_key cause_key[] = {
    {"code", LAW_KEY_STR, true, AT(cause.code)},
    {"name", LAW_KEY_NODE, true, AT(name)},
    {"field", LAW_KEY_STR, false, AT(cause.field)},
    {"words", LAW_KEY_STRS, false, LIST_AT(cause.word, cause.nword)},
    {"not", LAW_KEY_STRS, false, LIST_AT(cause.not_, cause.nnot)},
    {"charges", LAW_KEY_STRS, false, LIST_AT(cause.charge, cause.ncharge)},
    {"children", LAW_KEY_NODE, false, AT(children)},
};
static const struct law_keys cause_keys = LAW_KEYS("案由", cause_key);

enum { MAX_DEPTH = 16 };

static size_t count_tree(const struct yaml_node *node, int depth)
{
    const struct yaml_node *children =
        node->kind == YAML_MAP ? yaml_get(node, STR("children")) : NULL;
    size_t n = 1;

    for (size_t i = 0; depth < MAX_DEPTH && children && i < children->n; i++)
        n += count_tree(children->item[i], depth + 1);
    return n;
}

static void load_tree(struct law_loader *ld, struct law_item item, const struct law_cause *parent,
                      int depth)
{
    struct cause_in in = {.cause.parent = parent};
    struct law_cause *c = &ld->law->cause[ld->law->ncause++];

    if (!law_read_map(ld, item, &cause_keys, &in) ||
        !law_read_text(ld, item.file, in.name, &in.cause.name))
        return;
    law_check_name(ld, item.file, in.name, "案由名称");
    if (in.cause.field.n == 0 && parent)
        in.cause.field = parent->field;
    in.cause.place = law_place_of(item.file, item.node);
    *c = in.cause;
    law_register(ld, &ld->snap->cause_by_name, item, c->code, c);
    law_register(ld, &ld->snap->cause_by_name, item, c->name, c);
    if (in.children && (in.children->kind != YAML_LIST || depth == MAX_DEPTH)) {
        LAW_ERROR(ld, item.file, in.children, "children 应当是列表，且不超过 %d 层", MAX_DEPTH);
        return;
    }
    for (size_t i = 0; in.children && i < in.children->n; i++)
        load_tree(ld, (struct law_item){item.file, in.children->item[i]}, c, depth + 1);
}

void law_load_causes(struct law_loader *ld)
{
    size_t n, total = 0;
    struct law_item *item = law_list_items(ld, STR("law/cause/"), &n);

    for (size_t i = 0; i < n; i++)
        total += count_tree(item[i].node, 0);
    ld->law->cause = ARENA_ARRAY(ld->a, struct law_cause, total + 1);
    for (size_t i = 0; i < n; i++)
        load_tree(ld, item[i], NULL, 0);
}

int law_cause_find(const struct law *law, struct str name)
{
    const struct law_cause *c = map_get(&law_snapshot(law)->cause_by_name, name);

    return c ? (int)(c - law->cause) : -1;
}

bool law_cause_in(const struct law *law, int cause, int class_)
{
    const struct law_cause *c = &law->cause[cause];

    while (c && c != &law->cause[class_])
        c = c->parent;
    return c != NULL;
}
