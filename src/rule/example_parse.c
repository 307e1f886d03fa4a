/*
 * rule/example_parse.c - 例 sections: small worlds written down; see compile.h.
 *
 * A value is a constant of the field's type; in the rows of 另有 it may also be made from the
 * screened row: 本案, 本案.决定日期 + 3日.
 */
#include "rule/compile.h"

enum { MAX_EXAMPLES = 200, MAX_ROWS = 100, MAX_TIMES = 1000 };

struct example_reader {
    struct rule_compiler *c;
    struct rule_parser p;
    struct rule_example *e;
};

/* ---- values ---- */

static struct syntax token_syntax(const struct rule_token *t, enum syntax_kind kind)
{
    return (struct syntax){.kind = kind,
                           .text = t->text,
                           .unit = t->unit,
                           .day = t->day,
                           .begin = t->begin,
                           .end = t->end,
                           .mark = t->begin};
}

/* Same name, same party: a number from 1001 on. */
static int64_t party_id(struct rule_compiler *c, struct str name)
{
    enum { FIRST = 1001 };
    size_t i = 0;

    while (i < c->party.n && !str_eq(c->party.at[i], name))
        i++;
    if (i == c->party.n)
        vec_push(c->arena, &c->party, name);
    return FIRST + (int64_t)i;
}

static bool ends_value(const struct rule_token *t)
{
    return t->kind == TOKEN_END ||
           (t->kind == TOKEN_MARK &&
            (str_eq(t->text, STR(";")) || str_eq(t->text, STR(",")) || str_eq(t->text, STR("}"))));
}

/* A word or a text by itself, for a field that holds words, a party or a name. */
static struct rule_node *single(struct rule_compiler *c, const struct rule_token *t,
                                const struct law_field *f)
{
    struct syntax s = token_syntax(t, SYNTAX_TEXT);

    if (f->type == LAW_TEXT)
        return rule_node_text(c, t->text, &s);
    if (f->type == LAW_PARTY)
        return rule_node_number(c, rule_type_plain(RULE_PARTY), party_id(c, t->text), &s);
    if ((f->type == LAW_CODE || f->type == LAW_ORGAN) && t->kind != TOKEN_NUMBER)
        return rule_resolve(c, &s, rule_type_of_field(f));
    return NULL;
}

/* 本案 alone: the screened row's field that plays the same part. */
static struct rule_node *own(struct rule_compiler *c, const struct law_dataset *d, int field,
                             const struct rule_token *t)
{
    struct syntax s = token_syntax(t, SYNTAX_THIS);
    int f = c->screened ? rule_same_role(d, field, c->screened) : -1;
    struct diag *diag;

    if (f >= 0)
        return rule_node_field(c, c->screened, f, 0, &s);
    if (c->screened) {
        diag = RULE_ERROR(c, &s, "“%.*s: 本案”不成立：%.*s没有与之对应的字段",
                          STR_F(d->field[field].name), STR_F(c->screened->name));
        diag_hint(c->diags, diag, "写明字段：%.*s: 本案.字段名", STR_F(d->field[field].name));
    }
    return rule_node_error(c, &s);
}

static void report_value(struct rule_compiler *c, const struct syntax *s, const struct law_field *f,
                         const struct rule_node *n)
{
    struct diag *d = RULE_ERROR(c, s, "字段“%.*s”是%.*s，不能填“%.*s”（%.*s）", STR_F(f->name),
                                STR_F(rule_type_name(c->arena, c->law, rule_type_of_field(f))),
                                STR_F(n->source), STR_F(rule_type_name(c->arena, c->law, n->type)));

    if (f->type == LAW_MONEY && n->type.kind == RULE_INT)
        diag_hint(c->diags, d, "金额要带单位，如 10万元");
    if (f->type == LAW_QUANTITY && n->type.kind == RULE_INT)
        diag_hint(c->diags, d, "数量要带单位，如 %.*s%.*s", STR_F(n->source),
                  STR_F(c->law->unit[f->unit].name));
}

/* Made of constants and of fields of the screened row: computable before the world stands. */
static bool is_simple(const struct rule_node *n)
{
    for (size_t i = 0; i < n->nkid; i++)
        if (!is_simple(n->kid[i]))
            return false;
    return !n->aggregate && !n->peer && !n->versions;
}

/* The screened row (the first of its example) reads nothing, the others read it. */
static bool check_reads(struct example_reader *r, const struct syntax *s, const struct rule_node *n)
{
    struct diag *d;

    if (is_simple(n) && (r->e->row.n > 0 || !n->reads_screened))
        return true;
    d = RULE_ERROR(r->c, s, "例子里的值要是常量：“%.*s”", STR_F(n->source));
    if (s->kind == SYNTAX_NAME)
        diag_hint(r->c->diags, d, "文字要加引号：「%.*s」", STR_F(s->text));
    else if (r->e->row.n == 0)
        diag_hint(r->c->diags, d, "只有“另有”的记录可以写 本案、本案.字段");
    return false;
}

static struct rule_node *expression(struct example_reader *r, const struct law_field *f)
{
    struct rule_compiler *c = r->c;
    struct rule_type type = rule_type_of_field(f);
    struct syntax *s = rule_parse_expression(&r->p);
    struct rule_node *n;

    if (!s)
        return NULL;
    n = rule_resolve(c, s, type);
    if (rule_is_error(n) || !check_reads(r, s, n))
        return rule_node_error(c, s);
    if (rule_type_alike(c->law, n->type, type) && n->type.kind == type.kind &&
        !rule_op_get(n->op)->test)
        return rule_node_in_unit(c, n, type.unit);
    report_value(c, s, f, n);
    return rule_node_error(c, s);
}

/* value -> NAME | TEXT | 本案 | expression ; NULL after a fault of syntax */
static struct rule_node *read_value(struct example_reader *r, const struct law_dataset *d,
                                    int field)
{
    const struct rule_token *t = rule_parse_token(&r->p);
    const struct law_field *f = &d->field[field];
    struct rule_node *n = NULL;
    bool alone = t->kind != TOKEN_END && t->kind != TOKEN_MARK && ends_value(t + 1);

    if (alone && rule_parse_is(&r->p, TOKEN_NAME, "本案") && r->e->row.n > 0)
        n = own(r->c, d, field, t);
    else if (alone)
        n = single(r->c, t, f);
    if (!n)
        return expression(r, f);
    r->p.at++;
    return n;
}

/* ---- records ---- */

/* The screened row is made of constants; 今日 may be set in it. */
static bool read_today(struct example_reader *r)
{
    const struct rule_token *t = rule_parse_token(&r->p);

    if (!rule_parse_take(&r->p, TOKEN_DATE, NULL)) {
        rule_parse_unexpected(&r->p, "日期，如 2025-06-15");
        return false;
    }
    r->e->today = t->day;
    return true;
}

static bool is_given(const struct rule_row *row, int field)
{
    for (size_t i = 0; i < row->cell.n; i++)
        if (row->cell.at[i].field == field)
            return true;
    return false;
}

/* field ':' ( 缺 | value ) */
static bool read_cell(struct example_reader *r, struct rule_row *row)
{
    struct rule_compiler *c = r->c;
    const struct rule_token *t = rule_parse_token(&r->p);
    struct syntax name = token_syntax(t, SYNTAX_NAME);
    struct rule_cell cell = {-1, NULL};

    if (!rule_parse_take(&r->p, TOKEN_NAME, NULL)) {
        rule_parse_unexpected(&r->p, "字段名");
        return false;
    }
    if (!rule_parse_expect(&r->p, TOKEN_MARK, ":"))
        return false;
    if (str_eq(t->text, STR("今日")) && r->e->row.n == 0)
        return read_today(r);
    cell.field = rule_find_field(c, row->dataset, &name);
    if (cell.field < 0)
        return false;
    if (is_given(row, cell.field))
        RULE_ERROR(c, &name, "字段“%.*s”写了两次", STR_F(t->text));
    if (!rule_parse_take(&r->p, TOKEN_NAME, "缺")) {
        cell.value = read_value(r, row->dataset, cell.field);
        if (!cell.value)
            return false;
    }
    vec_push(c->arena, &row->cell, cell);
    return true;
}

/* record -> '{' [ cell { ';' cell } ] '}' */
static bool read_record(struct example_reader *r, struct rule_row *row)
{
    if (!rule_parse_expect(&r->p, TOKEN_MARK, "{"))
        return false;
    while (!rule_parse_take(&r->p, TOKEN_MARK, "}")) {
        if (!read_cell(r, row))
            return false;
        if (rule_parse_take(&r->p, TOKEN_MARK, ";") || rule_parse_take(&r->p, TOKEN_MARK, ","))
            continue;
        if (!rule_parse_is(&r->p, TOKEN_MARK, "}")) {
            rule_parse_unexpected(&r->p, "“;”或“}”");
            return false;
        }
    }
    return true;
}

/* '×' INT */
static bool read_times(struct example_reader *r, struct rule_row *row)
{
    const struct rule_token *t;
    int64_t v = 0;

    row->times = 1;
    if (!rule_parse_take(&r->p, TOKEN_MARK, "×"))
        return true;
    t = rule_parse_token(&r->p);
    if (t->kind == TOKEN_NUMBER && t->unit.n == 0 && t->text.n <= 4)
        for (size_t i = 0; i < t->text.n && t->text.p[i] != '.'; i++)
            v = v * 10 + (t->text.p[i] - '0');
    if (v < 1 || v > MAX_TIMES) {
        rule_parse_unexpected(&r->p, "整数（1 到 1000）");
        return false;
    }
    r->p.at++;
    row->times = v;
    return true;
}

/* 另有 DATASET record [ '×' INT ] { ',' DATASET record [ '×' INT ] } */
static bool read_others(struct example_reader *r)
{
    struct rule_compiler *c = r->c;

    do {
        const struct rule_token *t = rule_parse_token(&r->p);
        struct syntax name = token_syntax(t, SYNTAX_NAME);
        struct rule_row row = {0};

        if (!rule_parse_take(&r->p, TOKEN_NAME, NULL)) {
            rule_parse_unexpected(&r->p, "数据集的名称");
            return false;
        }
        row.dataset = rule_find_dataset(c, &name);
        if (!row.dataset || !read_record(r, &row) || !read_times(r, &row))
            return false;
        if (r->e->row.n > MAX_ROWS) {
            RULE_ERROR(c, &name, "一个例子最多 %d 种另有的记录", MAX_ROWS);
            return false;
        }
        vec_push(c->arena, &r->e->row, row);
    } while (rule_parse_take(&r->p, TOKEN_MARK, ",") || rule_parse_take(&r->p, TOKEN_MARK, "、") ||
             rule_parse_take(&r->p, TOKEN_MARK, ";"));
    return true;
}

static bool read_outcome(struct example_reader *r)
{
    static const char *const words[] = {
        [RULE_MISS] = "不中", [RULE_HIT] = "命中", [RULE_UNDETERMINED] = "待查"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (rule_parse_take(&r->p, TOKEN_NAME, words[i])) {
            r->e->expect = (enum rule_outcome)i;
            return true;
        }
    rule_parse_unexpected(&r->p, "“命中”“不中”或“待查”");
    return false;
}

static bool read_screened(struct example_reader *r)
{
    struct rule_compiler *c = r->c;
    const struct law_dataset *screened = c->screened;
    struct rule_row row = {.dataset = screened, .times = 1};

    if (!read_record(r, &row))
        return false;
    vec_push(c->arena, &r->e->row, row);
    return true;
}

/* example -> 例 outcome record [ 另有 others ] */
static bool read_example(struct example_reader *r)
{
    if (!read_outcome(r) || !read_screened(r))
        return false;
    if (rule_parse_take(&r->p, TOKEN_NAME, "另有") && !read_others(r))
        return false;
    if (r->p.at == r->p.n)
        return true;
    rule_parse_unexpected(&r->p, "“另有”或本节结束");
    return false;
}

static void check_outcomes(struct rule_compiler *c, const struct rule_section *section, size_t n)
{
    const struct rule_example *e = c->plan->example;
    bool seen[3] = {false};

    for (size_t i = 0; i < c->plan->nexample; i++)
        seen[e[i].expect] = true;
    if (n == 0 || c->plan->nexample < n)
        return;
    if (!seen[RULE_HIT])
        rule_error(&c->lx, section[0].at, section[0].begin, "至少要有一个“例 命中”");
    if (!seen[RULE_MISS])
        rule_error(&c->lx, section[0].at, section[0].begin, "至少要有一个“例 不中”");
}

void rule_parse_examples(struct rule_compiler *c, const struct rule_section *section, size_t n)
{
    VEC(struct rule_example) v = {0};

    if (!c->screened)
        return;
    if (n > MAX_EXAMPLES) {
        rule_error(&c->lx, section[MAX_EXAMPLES].at, section[MAX_EXAMPLES].begin,
                   "例子太多：最多 %d 个", MAX_EXAMPLES);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        struct rule_example e = {.today = DAY_NONE};
        struct example_reader r = {.c = c, .e = &e};

        rule_position(c->lx.source, section[i].at, &e.line, &e.column);
        r.p = rule_parser_of(&c->lx, section[i].begin, section[i].end, &c->nodes);
        if (read_example(&r))
            vec_push(c->arena, &v, e);
    }
    c->plan->example = v.at;
    c->plan->nexample = v.n;
    check_outcomes(c, section, n);
}
