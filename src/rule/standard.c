/*
 * rule/standard.c - 达到 标准.X, 标准.X.L and 限.L: the versions of a standard side by side in the
 * plan, of which a run picks the one in force on the row's conduct date; see compile.h.
 */
#include "rule/compile.h"

/* ---- shared ---- */

/* The dataset whose conduct date picks the version; reports and returns NULL. */
static const struct law_dataset *dated_row(struct rule_compiler *c, const struct syntax *s)
{
    const struct law_dataset *row = rule_row(c);

    if (!row)
        return NULL;
    if (row->nconduct == 0) {
        RULE_ERROR(c, s, "数据集“%.*s”没有行为日期，不能适用标准", STR_F(row->name));
        return NULL;
    }
    for (size_t i = 0; i < row->nconduct; i++)
        rule_use_field(c, row, row->conduct[i]);
    return row;
}

static struct rule_versions *new_versions(struct rule_compiler *c, const struct law_standard *first,
                                          size_t n, const struct law_dataset *row)
{
    struct rule_versions *v = ARENA_NEW(c->arena, struct rule_versions);

    v->name = first->name;
    v->dataset = row;
    v->n = n;
    v->at = ARENA_ARRAY(c->arena, struct rule_version, n);
    for (size_t i = 0; i < n; i++)
        v->at[i].law = &first[i];
    return v;
}

static struct rule_node *versions_node(struct rule_compiler *c, enum rule_op op,
                                       struct rule_type type, struct rule_versions *v,
                                       const struct syntax *s)
{
    struct rule_node *n = rule_node_new(c, op, type, s);

    n->versions = v;
    n->level = c->counted ? 1 : 0;
    n->reads_screened = !c->counted;
    n->reads_counted = c->counted != NULL;
    for (size_t i = 0; i < v->n; i++) {
        n->ranged |= v->at[i].limit && v->at[i].low != v->at[i].high;
        n->reads_screened |= v->at[i].test && v->at[i].test->reads_screened;
    }
    return n;
}

static bool is_standard_path(struct rule_compiler *c, const struct syntax *s, size_t parts)
{
    struct diag *d;

    if (s->kind == SYNTAX_PATH && s->nkid == parts && str_eq(s->kid[0]->text, STR("标准")))
        return true;
    d = RULE_ERROR(c, s, "标准写得不完整：“%.*s”", STR_F(rule_written(c, s)));
    diag_hint(c->diags, d, "“达到 标准.名称”，或限值“标准.名称.限值”");
    return false;
}

/* ---- 达到 ---- */

/* Compiles the test of one version in its own file; a fault there is only summed up here. */
static struct rule_node *compile_test(struct rule_compiler *c, const struct law_standard *law,
                                      struct diag_list *faults)
{
    struct rule_source source = {.file = law->test_place.file,
                                 .whole = law->test_place.source,
                                 .text = law->test,
                                 .line = law->test_place.line,
                                 .column = law->test_place.column};
    struct rule_compiler inner = *c;
    struct rule_node *n;

    diag_init(faults, c->diags->arena);
    inner.diags = faults;
    inner.lx.diags = faults;
    inner.lx.source = &source;
    inner.left = RULE_MAX_ERRORS;
    inner.lx.left = &inner.left;
    inner.standard = law;
    inner.in_standard = true;
    n = rule_compile_condition(&inner, 0, source.text.n);
    c->nodes = inner.nodes;
    return n;
}

static bool compile_versions(struct rule_compiler *c, const struct syntax *s,
                             struct rule_versions *v)
{
    for (size_t i = 0; i < v->n; i++) {
        const struct law_standard *law = v->at[i].law;
        struct diag_list faults;
        struct diag *d;

        if (str_trim(law->test).n == 0)
            continue;
        v->at[i].test = compile_test(c, law, &faults);
        if (faults.errors == 0)
            continue;
        d = RULE_ERROR(c, s, "标准“%.*s”的条件在这里不能用：%.*s", STR_F(law->name),
                       STR_F(faults.v.at[0].text));
        diag_hint(c->diags, d, "见 %.*s 第 %d 行", STR_F(faults.v.at[0].file), faults.v.at[0].line);
        return false;
    }
    return true;
}

/* meets -> 达到 标准 '.' name */
struct rule_node *rule_resolve_meets(struct rule_compiler *c, const struct syntax *s)
{
    const struct syntax *path = s->kid[0];
    const struct law_standard *first;
    const struct law_dataset *row;
    struct rule_versions *v;
    size_t n = 0;

    if (c->in_standard) {
        RULE_ERROR(c, s, "标准的条件里不能再写“达到”");
        return rule_node_error(c, s);
    }
    if (!is_standard_path(c, path, 2))
        return rule_node_error(c, s);
    first = rule_find_standard(c, path->kid[1], &n);
    row = dated_row(c, s);
    if (!first || !row)
        return rule_node_error(c, s);
    if (first->dataset != row) {
        RULE_ERROR(c, s, "标准“%.*s”是关于“%.*s”的，不能用于“%.*s”", STR_F(first->name),
                   STR_F(first->dataset->name), STR_F(row->name));
        return rule_node_error(c, s);
    }
    v = new_versions(c, first, n, row);
    if (!compile_versions(c, s, v))
        return rule_node_error(c, s);
    return versions_node(c, RULE_OP_MEETS, rule_type_plain(RULE_BOOL), v, s);
}

/* ---- limits ---- */

static const struct law_limit *find_limit(const struct law_standard *s, struct str name)
{
    for (size_t i = 0; i < s->nlimit; i++)
        if (str_eq(s->limit[i].name, name))
            return &s->limit[i];
    return NULL;
}

/* The limit as the change of the compilation has it: one value, whatever the law says. */
static const struct law_limit *changed_limit(struct rule_compiler *c, const struct law_standard *s,
                                             const struct law_limit *l)
{
    struct rule_change *change = c->change;
    struct law_limit *copy;

    if (!change || !l || !str_eq(s->name, change->standard) || !str_eq(l->name, change->limit))
        return l;
    change->used = true;
    copy = arena_copy(c->arena, l, sizeof(*l));
    copy->type = change->value.type;
    copy->unit = change->value.unit;
    copy->low = copy->high = change->value.num;
    copy->set_by_province = false;
    return copy;
}

/* A changed value must be of the limit's own kind, or the rule would mean something else. */
static bool change_fits(struct rule_compiler *c, const struct syntax *s,
                        const struct law_standard *law, const struct law_limit *changed)
{
    const struct law_limit *own = find_limit(law, changed->name);
    struct rule_type mine = {.kind = (enum rule_kind)own->type, .unit = own->unit},
                     other = {.kind = (enum rule_kind)changed->type, .unit = changed->unit};

    if (rule_type_alike(c->law, mine, other))
        return true;
    RULE_ERROR(c, s, "标准“%.*s”的限值“%.*s”不能换成这种值：类型或单位不同", STR_F(law->name),
               STR_F(changed->name));
    return false;
}

static void report_limit(struct rule_compiler *c, const struct syntax *name,
                         const struct law_standard *first, size_t n)
{
    struct near near = near_to(name->text);
    struct diag *d;

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < first[i].nlimit; k++)
            near_offer(&near, first[i].limit[k].name);
    d = RULE_ERROR(c, name, "标准“%.*s”没有限值“%.*s”", STR_F(first->name), STR_F(name->text));
    rule_hint_near(c, d, &near);
}

/* The limit's values in that unit; false when they are of another type or do not come out even. */
static bool limit_in_unit(struct rule_compiler *c, struct rule_version *v, struct rule_type type)
{
    struct rule_type mine = {.kind = (enum rule_kind)v->limit->type, .unit = v->limit->unit};
    int64_t num = 1, den = 1;

    if (!rule_type_alike(c->law, mine, type))
        return false;
    if (type.kind == RULE_QUANTITY && !rule_scale_factor(c->law, mine.unit, type.unit, &num, &den))
        return false;
    return (rule_wide)v->limit->low * num % den == 0 &&
           (rule_wide)v->limit->high * num % den == 0 &&
           rule_ratio(v->limit->low, num, den, &v->low) &&
           rule_ratio(v->limit->high, num, den, &v->high);
}

static struct rule_node *limit_node(struct rule_compiler *c, const struct syntax *s,
                                    const struct syntax *name, struct rule_versions *v)
{
    struct rule_type type = rule_type_plain(RULE_NO_TYPE);

    v->limit = name->text;
    for (size_t i = 0; i < v->n; i++) {
        v->at[i].limit = changed_limit(c, v->at[i].law, find_limit(v->at[i].law, name->text));
        if (v->at[i].limit && !change_fits(c, s, v->at[i].law, v->at[i].limit))
            return rule_node_error(c, s);
        if (v->at[i].limit && type.kind == RULE_NO_TYPE)
            type = (struct rule_type){.kind = (enum rule_kind)v->at[i].limit->type,
                                      .unit = v->at[i].limit->unit};
    }
    if (type.kind == RULE_NO_TYPE) {
        report_limit(c, name, v->at[0].law, v->n);
        return rule_node_error(c, s);
    }
    for (size_t i = 0; i < v->n; i++)
        if (v->at[i].limit && !limit_in_unit(c, &v->at[i], type)) {
            RULE_ERROR(c, s, "标准“%.*s”各版本的限值“%.*s”类型或单位不一致", STR_F(v->name),
                       STR_F(name->text));
            return rule_node_error(c, s);
        }
    return versions_node(c, RULE_OP_LIMIT, type, v, s);
}

/* limit -> 标准 '.' name '.' name */
struct rule_node *rule_resolve_limit(struct rule_compiler *c, const struct syntax *s)
{
    const struct law_standard *first;
    const struct law_dataset *row;
    size_t n = 0;

    if (!is_standard_path(c, s, 3))
        return rule_node_error(c, s);
    first = rule_find_standard(c, s->kid[1], &n);
    row = dated_row(c, s);
    if (!first || !row)
        return rule_node_error(c, s);
    return limit_node(c, s, s->kid[2], new_versions(c, first, n, row));
}

struct rule_node *rule_resolve_own_limit(struct rule_compiler *c, const struct syntax *s)
{
    struct rule_versions *v = new_versions(c, c->standard, 1, c->standard->dataset);

    if (s->nkid != 2) {
        RULE_ERROR(c, s, "限值写作“限.名称”");
        return rule_node_error(c, s);
    }
    v->fixed = true;
    return limit_node(c, s, s->kid[1], v);
}

/* ---- every standard of the law ---- */

void rule_check_standards(const struct law *law, struct arena *a, struct diag_list *diags)
{
    for (size_t i = 0; i < law->nstandard; i++) {
        struct rule_compiler c = {.law = law,
                                  .arena = a,
                                  .diags = diags,
                                  .screened = law->standard[i].dataset,
                                  .lx = {.law = law, .arena = a}};
        struct diag_list faults;

        if (str_trim(law->standard[i].test).n == 0)
            continue;
        rule_plan_init(&c);
        (void)compile_test(&c, &law->standard[i], &faults);
        for (size_t k = 0; k < faults.v.n; k++)
            vec_push(diags->arena, &diags->v, faults.v.at[k]);
        diags->errors += faults.errors;
    }
}
