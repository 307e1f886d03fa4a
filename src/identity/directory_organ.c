/* identity/directory_organ.c - organs of a workbook as a file of law/organ; see directory.h. */
#include "base/fen.h"
#include "identity/directory_internal.h"

enum { ID, NAME, SHORT, ALIAS, KIND, PARENT, REGION, USCC, PREFIX, POWER, DEEPEST = 6 };

static const struct str titles[] = {STR_INIT("代号"),         STR_INIT("名称"),
                                    STR_INIT("简称"),         STR_INIT("别名"),
                                    STR_INIT("类别"),         STR_INIT("上级"),
                                    STR_INIT("行政区划代码"), STR_INIT("统一社会信用代码"),
                                    STR_INIT("机关代字"),     STR_INIT("执法领域")};
_Static_assert(sizeof(titles) / sizeof(titles[0]) == DIRECTORY_COLUMNS, "as wide as a row");

const struct directory_shape directory_organ_shape = {
    .sheet = STR_INIT("机关"),
    .title = titles,
    .n = sizeof(titles) / sizeof(titles[0]),
    .required = 1u << ID | 1u << NAME | 1u << KIND,
};

const struct str directory_kind_zh[LAW_ORGAN_SECTION + 1] = {
    [LAW_ORGAN_AGENCY] = STR_INIT("行政机关"),         [LAW_ORGAN_POLICE] = STR_INIT("公安机关"),
    [LAW_ORGAN_PROCURATORATE] = STR_INIT("检察院"),    [LAW_ORGAN_COURT] = STR_INIT("法院"),
    [LAW_ORGAN_JUSTICE_BUREAU] = STR_INIT("司法局"),   [LAW_ORGAN_TOWNSHIP] = STR_INIT("镇街"),
    [LAW_ORGAN_PARTY_OFFICE] = STR_INIT("党委办公室"), [LAW_ORGAN_SECTION] = STR_INIT("内设机构"),
};

struct sheet {
    struct arena *a;
    struct directory_rows rows;
    struct directory_problems *problems;
    struct map by_id;
};

/* ---- checking ---- */

static int kind_find(struct str zh)
{
    for (int i = 0; i <= LAW_ORGAN_SECTION; i++)
        if (str_eq(zh, directory_kind_zh[i]) ||
            str_eq(zh, law_organ_kind_name((enum law_organ_kind)i)))
            return i;
    return -1;
}

static bool is_slug(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '-')
            return false;
    return s.n > 0 && s.n <= 60;
}

static void wrong(struct sheet *s, const struct directory_row *row, int column, struct str zh)
{
    directory_add(s->a, s->problems, row, titles[column], zh);
}

/* Above it, up to a root: an error when it never comes to one. */
static void check_parents(struct sheet *s, const struct directory_row *row)
{
    const struct directory_row *at = row;

    for (int deep = 0; at->cell[PARENT].n; deep++) {
        at = map_get(&s->by_id, at->cell[PARENT]);
        if (!at) {
            wrong(s, row, PARENT,
                  str_fmt(s->a, "没有代号为“%.*s”的机关", STR_F(row->cell[PARENT])));
            return;
        }
        if (deep >= DEEPEST) {
            wrong(s, row, PARENT, STR("上级关系太深，或成了环"));
            return;
        }
    }
}

static void check_row(struct sheet *s, const struct directory_row *row)
{
    const struct str *c = row->cell;
    int64_t region;

    if (c[ID].n && !is_slug(c[ID]))
        wrong(s, row, ID, STR("只能用小写字母、数字和横线"));
    if (c[KIND].n && kind_find(c[KIND]) < 0)
        wrong(s, row, KIND,
              str_fmt(s->a,
                      "没有“%.*s”这一类；可以写 行政机关、公安机关、检察院、法院、司法局、镇街、"
                      "党委办公室、内设机构",
                      STR_F(c[KIND])));
    if (c[REGION].n &&
        (!fen_decimal(c[REGION], 0, &region) || (c[REGION].n != 6 && c[REGION].n != 9)))
        wrong(s, row, REGION, STR("应当是 6 位或 9 位数字"));
    if (kind_find(c[KIND]) == LAW_ORGAN_SECTION && c[PARENT].n == 0)
        wrong(s, row, PARENT, STR("内设机构应当写上级"));
}

static void index_rows(struct sheet *s)
{
    for (size_t i = 0; i < s->rows.v.n; i++) {
        struct directory_row *row = &s->rows.v.at[i];
        struct directory_row *former = map_get(&s->by_id, row->cell[ID]);

        if (former)
            wrong(s, row, ID, str_fmt(s->a, "与第 %lld 行重复", (long long)former->line));
        else if (row->cell[ID].n)
            map_put(&s->by_id, row->cell[ID], row);
    }
}

/* ---- writing ---- */

static void put_text(struct buf *b, const char *pad, const char *key, struct str value)
{
    if (value.n == 0)
        return;
    buf_fmt(b, "%s  %s: ", pad, key);
    buf_json(b, value); /* a JSON string is a YAML string */
    buf_char(b, '\n');
}

static void put_list(struct buf *b, const char *pad, const char *key, struct str value)
{
    bool first = true;

    if (value.n == 0)
        return;
    buf_fmt(b, "%s  %s: [", pad, key);
    while (value.n > 0) {
        struct str part = str_trim(str_cut(&value, STR("、")));

        if (part.n == 0)
            continue;
        buf_z(b, first ? "" : ", ");
        buf_json(b, part);
        first = false;
    }
    buf_z(b, "]\n");
}

static void put_organ(struct sheet *s, struct buf *b, const struct directory_row *row, int deep)
{
    const char *pad = str_fmt(s->a, "%*s", 4 * deep, "").p;
    const struct str *c = row->cell;
    bool first = true;

    buf_fmt(b, "%s- id: %.*s\n", pad, STR_F(c[ID]));
    put_text(b, pad, "name", c[NAME]);
    put_text(b, pad, "short", c[SHORT]);
    put_list(b, pad, "alias", c[ALIAS]);
    put_text(b, pad, "kind", law_organ_kind_name((enum law_organ_kind)kind_find(c[KIND])));
    if (c[REGION].n)
        buf_fmt(b, "%s  region: %.*s\n", pad, STR_F(c[REGION]));
    put_text(b, pad, "uscc", c[USCC]);
    put_list(b, pad, "doc_prefix", c[PREFIX]);
    put_list(b, pad, "power", c[POWER]);
    for (size_t i = 0; i < s->rows.v.n; i++) {
        if (!str_eq(s->rows.v.at[i].cell[PARENT], c[ID]))
            continue;
        if (first)
            buf_fmt(b, "%s  children:\n", pad);
        first = false;
        put_organ(s, b, &s->rows.v.at[i], deep + 1);
    }
}

/* Loads what was written, as law/ will: its diagnostics become problems. */
static void prove(struct sheet *s, struct str yaml)
{
    struct law_text file = {STR("law/organ/directory.yaml"), yaml};
    struct directory_row at = {.sheet = directory_organ_shape.sheet};
    struct law *law = NULL;
    struct diag_list diags;
    struct err err;

    diag_init(&diags, s->a);
    if (law_parse(&file, 1, &law, &diags, &err) == ERR_OK)
        law_unref(law);
    for (size_t i = 0; i < diags.v.n; i++)
        if (diags.v.at[i].level == DIAG_ERROR)
            directory_add(s->a, s->problems, &at, STR(""), diags.v.at[i].text);
}

enum err_code directory_read_organs(const char *path, struct arena *a, struct buf *yaml,
                                    int64_t *ret_n, struct directory_problems *problems,
                                    struct err *err)
{
    struct sheet s = {.a = a, .problems = problems};

    TRY(directory_read(&directory_organ_shape, path, a, &s.rows, problems, err));
    map_init(&s.by_id, a);
    index_rows(&s);
    for (size_t i = 0; i < s.rows.v.n; i++) {
        check_row(&s, &s.rows.v.at[i]);
        check_parents(&s, &s.rows.v.at[i]);
    }
    if (problems->v.n > 0)
        return ERR_OK;
    for (size_t i = 0; i < s.rows.v.n; i++)
        if (s.rows.v.at[i].cell[PARENT].n == 0)
            put_organ(&s, yaml, &s.rows.v.at[i], 0);
    *ret_n = (int64_t)s.rows.v.n;
    prove(&s, buf_view(yaml));
    return ERR_OK;
}
