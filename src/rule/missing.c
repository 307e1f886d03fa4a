/* rule/missing.c - what an officer must supply for an unknown to become known; see explain.h. */
#include "rule/explain.h"

static void add_missing(struct explainer *x, struct buf *b)
{
    struct str s = buf_view(b);

    for (size_t i = 0; i < x->reason->missing.n; i++)
        if (str_eq(x->reason->missing.at[i], s))
            return;
    vec_push(x->arena, &x->reason->missing, str_dup(x->arena, s));
}

static void missing_field(struct explainer *x, const struct law_dataset *d, int field, int level)
{
    struct buf b = {0};

    if (level == 1)
        buf_fmt(&b, "%.*s.", STR_F(d->name));
    buf_str(&b, d->field[field].name);
    add_missing(x, &b);
    buf_release(&b);
}

static void missing_dates(struct explainer *x, const struct rule_node *n)
{
    const struct law_dataset *d = n->versions->dataset;

    for (size_t i = 0; i < d->nconduct; i++)
        missing_field(x, d, d->conduct[i], n->level);
}

/* Why a standard, or one limit of it, gives nothing. */
static void missing_version(struct explainer *x, const struct rule_node *n)
{
    const struct rule_versions *v = n->versions;
    const struct rule_version *version;
    struct day day = DAY_NONE;
    struct buf b = {0};
    size_t which;

    buf_fmt(&b, "标准.%.*s%s%.*s", STR_F(v->name), v->limit.n ? "." : "", STR_F(v->limit));
    switch (rule_version_at(&x->e, n, &version)) {
    case RULE_VERSION_NO_DATE:
        missing_dates(x, n);
        buf_release(&b);
        return;
    case RULE_VERSION_NONE:
        buf_z(&b, "（");
        if (rule_conduct_day(&x->e, n, &day, &which))
            day_print(&b, day);
        buf_z(&b, " 没有施行中的版本）");
        break;
    case RULE_VERSION_UNVERIFIED:
        buf_z(&b, "（条文未核实）");
        break;
    case RULE_VERSION_FOUND:
        if (v->limit.n)
            buf_z(&b, version->limit ? "（省定，未设定）" : "（这一版没有此限值）");
        else
            buf_z(&b, "（须人工判断）");
        break;
    }
    add_missing(x, &b);
    buf_release(&b);
}

/* Notes the unknown among the nodes; false when all are known. */
static bool missing_among(struct explainer *x, struct rule_node *const *n, size_t count)
{
    struct rule_value v;
    bool any = false;

    for (size_t i = 0; i < count; i++) {
        bool test = rule_op_get(n[i]->op)->test;

        if (test ? rule_test(&x->e, n[i]) != RULE_MAYBE : rule_value(&x->e, n[i], &v))
            continue;
        explain_missing(x, n[i]);
        any = true;
    }
    return any;
}

static void missing_rows(struct explainer *x, const struct rule_node *n)
{
    const struct rule_aggregate *g = n->aggregate;
    struct buf b = {0};
    bool any = false;

    for (size_t i = 0; i < g->key.n; i++)
        any |= missing_among(x, &g->key.at[i].value, 1);
    for (size_t i = 0; i < g->bound.n; i++)
        any |= missing_among(x, &g->bound.at[i].value, 1);
    any |= missing_among(x, g->need.at, g->need.n);
    any |= missing_among(x, g->guard.at, g->guard.n);
    if (any)
        return;
    buf_str(&b, g->dataset->name);
    if (g->field >= 0)
        buf_fmt(&b, ".%.*s", STR_F(g->dataset->field[g->field].name));
    add_missing(x, &b);
    buf_release(&b);
}

static void missing_peer(struct explainer *x, const struct rule_node *n)
{
    const struct column_table *t = x->e.table[0];
    struct buf b = {0};
    bool any = false;

    for (size_t i = 0; i < n->peer->nkey; i++)
        if (!column_known(&t->column[n->peer->key[i]], x->e.row[0])) {
            missing_field(x, n->dataset, n->peer->key[i], 0);
            any = true;
        }
    if (any)
        return;
    buf_fmt(&b, "同类记录的%.*s", STR_F(n->dataset->field[n->peer->field].name));
    add_missing(x, &b);
    buf_release(&b);
}

/* All operands are known, and yet there is no result. */
static void missing_result(struct explainer *x, const struct rule_node *n)
{
    bool calendar = n->op == RULE_OP_WORKING_DAYS || n->op == RULE_OP_WORKDAY_ADD ||
                    n->op == RULE_OP_WORKDAY_SUB || n->op == RULE_OP_BEFORE ||
                    n->op == RULE_OP_AFTER;
    struct buf b = {0};

    rule_print_source(&b, n->source);
    buf_z(&b, calendar               ? "（超出已载入的工作日历）"
              : n->op == RULE_OP_DIV ? "（除数为零，或结果太大）"
                                     : "（结果太大）");
    add_missing(x, &b);
    buf_release(&b);
}

/* A comparison with a limit that is a range: the limit is what is to be set. */
static bool missing_limits(struct explainer *x, const struct rule_node *n)
{
    const struct rule_version *v;
    bool any = false;

    if (n->op == RULE_OP_LIMIT && rule_version_at(&x->e, n, &v) == RULE_VERSION_FOUND && v->limit &&
        v->low != v->high) {
        missing_version(x, n);
        return true;
    }
    for (size_t i = 0; i < n->nkid; i++)
        if (n->kid[i]->ranged)
            any |= missing_limits(x, n->kid[i]);
    return any;
}

static bool missing_operands(struct explainer *x, const struct rule_node *n)
{
    bool any = false;

    for (size_t i = 0; i < n->nkid; i++) {
        int64_t lo, hi;

        if (n->kid[i]->ranged && rule_range(&x->e, n->kid[i], &lo, &hi))
            continue;
        any |= missing_among(x, &n->kid[i], 1);
    }
    return any;
}

void explain_missing(struct explainer *x, const struct rule_node *n)
{
    const struct rule_version *v;

    if (n->op == RULE_OP_FIELD)
        missing_field(x, n->dataset, n->field, n->level);
    else if (n->op == RULE_OP_MEETS && rule_version_at(&x->e, n, &v) == RULE_VERSION_FOUND &&
             v->test)
        explain_missing(x, v->test);
    else if (n->versions)
        missing_version(x, n);
    else if (n->aggregate)
        missing_rows(x, n);
    else if (n->peer)
        missing_peer(x, n);
    else if (!missing_operands(x, n) && !(n->ranged && missing_limits(x, n)))
        missing_result(x, n);
}
