/*
 * rule/cost.c - see cost.h.
 *
 * Rows are taken in slices; each clause is tested on all rows of a slice that reach it before the
 * next clause is, so that two looks at the clock time many tests. The outcome is that of rule_eval.
 */
#include "rule/cost.h"

#include "base/bug.h"
#include "base/clock.h"
#include "rule/eval.h"
#include "rule/print.h"

enum { ALWAYS = 1000, SLICE = 16384 };

/* ---- the tree of clauses ---- */

static bool joins(const struct rule_node *n)
{
    return n->op == RULE_OP_AND || n->op == RULE_OP_OR || n->op == RULE_OP_NOT;
}

static struct str clause_text(const struct rule_node *n, struct arena *a)
{
    struct buf b = {0};
    struct str s;

    if (joins(n))
        buf_z(&b, n->op == RULE_OP_AND ? "且" : n->op == RULE_OP_OR ? "或" : "非");
    else
        rule_print_source(&b, n->source);
    s = str_dup(a, buf_view(&b));
    buf_release(&b);
    return s;
}

static void print_fields(struct buf *b, const struct law_dataset *d, const int *field, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_fmt(b, "%s%.*s", i ? "、" : " 按 ", STR_F(d->field[field[i]].name));
}

/* What the node and those below it look up. */
static void print_index(struct buf *b, const struct rule_node *n)
{
    const struct rule_aggregate *g = n->aggregate;
    int field[RULE_MAX_KEYS];

    if ((g || n->peer) && b->n > 0)
        buf_z(b, "；");
    if (g) {
        for (size_t i = 0; i < g->key.n; i++)
            field[i] = g->key.at[i].field;
        buf_str(b, g->dataset->name);
        print_fields(b, g->dataset, field, g->key.n);
        if (g->bound.n > 0)
            buf_fmt(b, "，%.*s限定范围", STR_F(g->dataset->field[g->order].name));
        if (g->rest.n > 0)
            buf_z(b, "，逐条再看");
    }
    if (n->peer) {
        buf_z(b, "同类统计");
        print_fields(b, n->dataset, n->peer->key, n->peer->nkey);
    }
    for (size_t i = 0; i < n->nkid; i++)
        print_index(b, n->kid[i]);
}

struct spot { /* where a clause stands */
    int depth, order;
    int64_t reach;
};

static void add_clause(struct rule_cost *c, const struct rule_node *n, struct spot at,
                       struct arena *a)
{
    struct buf b = {0};
    struct rule_clause k = {.depth = at.depth,
                            .order = at.order,
                            .text = clause_text(n, a),
                            .joins = joins(n) || n->op == RULE_OP_MEETS,
                            .cost = n->cost,
                            .pass = n->pass,
                            .reach = at.reach};

    if (!k.joins)
        print_index(&b, n);
    k.index = str_dup(a, buf_view(&b));
    buf_release(&b);
    vec_push(a, &c->v, k);
}

static void expect(struct rule_cost *c, const struct rule_node *n, struct spot at, struct arena *a);

static void expect_sides(struct rule_cost *c, const struct rule_node *n, struct spot at,
                         struct arena *a)
{
    struct spot k = {at.depth + 1, 0, at.reach};

    for (size_t i = 0; i < n->nkid; i++) {
        const struct rule_node *side = n->op == RULE_OP_NOT ? n->kid[i] : n->cheap[i];

        k.order = (int)i + 1;
        expect(c, side, k, a);
        k.reach = k.reach * (n->op == RULE_OP_OR ? ALWAYS - side->pass : side->pass) / ALWAYS;
    }
}

/* 达到: the versions' tests, of which each row has one. */
static void expect_versions(struct rule_cost *c, const struct rule_node *n, struct spot at,
                            struct arena *a)
{
    for (size_t i = 0; i < n->versions->n; i++)
        if (n->versions->at[i].test)
            expect(c, n->versions->at[i].test, (struct spot){at.depth + 1, 1, at.reach}, a);
}

static void expect(struct rule_cost *c, const struct rule_node *n, struct spot at, struct arena *a)
{
    add_clause(c, n, at, a);
    if (joins(n))
        expect_sides(c, n, at, a);
    else if (n->op == RULE_OP_MEETS)
        expect_versions(c, n, at, a);
}

void rule_cost_expect(const struct rule_plan *plan, struct arena *a, struct rule_cost *ret)
{
    memset(ret, 0, sizeof(*ret));
    expect(ret, plan->condition, (struct spot){0, 1, ALWAYS}, a);
}

/* ---- measuring ---- */

struct measuring {
    const struct rule_binding *b;
    size_t plan;
    struct rule_cost *cost;
    size_t line; /* of the next clause, in the order of expect() */
    struct arena scratch;
};

struct rows { /* that reach a clause, and what it says of each */
    size_t *row;
    enum rule_truth *truth;
    size_t n;
};

static struct rows new_rows(struct measuring *m, size_t n)
{
    return (struct rows){ARENA_ARRAY(&m->scratch, size_t, n + 1),
                         ARENA_ARRAY(&m->scratch, enum rule_truth, n + 1), n};
}

static void measure(struct measuring *m, const struct rule_node *n, struct rows *r);

static void measure_leaf(struct measuring *m, const struct rule_node *n, struct rows *r,
                         struct rule_clause *k)
{
    int64_t start = clock_elapsed_ns();
    struct rule_eval e;

    for (size_t i = 0; i < r->n; i++) {
        rule_eval_start(&e, m->b, m->plan, r->row[i], &m->scratch);
        r->truth[i] = rule_test(&e, n);
    }
    k->ns += clock_elapsed_ns() - start;
}

/* Only rows that nothing has settled yet reach the next side. */
static void measure_sides(struct measuring *m, const struct rule_node *n, struct rows *r)
{
    enum rule_truth settled = n->op == RULE_OP_OR ? RULE_YES : RULE_NO;
    size_t *at = ARENA_ARRAY(&m->scratch, size_t, r->n + 1);

    for (size_t i = 0; i < r->n; i++)
        r->truth[i] = settled == RULE_YES ? RULE_NO : RULE_YES;
    for (size_t k = 0; k < n->nkid; k++) {
        struct rows some = new_rows(m, r->n);

        some.n = 0;
        for (size_t i = 0; i < r->n; i++)
            if (r->truth[i] != settled) {
                at[some.n] = i;
                some.row[some.n++] = r->row[i];
            }
        measure(m, n->cheap[k], &some);
        for (size_t i = 0; i < some.n; i++)
            if (some.truth[i] == settled || some.truth[i] == RULE_MAYBE)
                r->truth[at[i]] = some.truth[i];
    }
}

static void measure_version(struct measuring *m, const struct rule_node *n,
                            const struct rule_version *v, struct rows *r)
{
    struct rows some = new_rows(m, r->n);
    size_t *at = ARENA_ARRAY(&m->scratch, size_t, r->n + 1);
    const struct rule_version *mine;
    struct rule_eval e;

    some.n = 0;
    for (size_t i = 0; i < r->n; i++) {
        rule_eval_start(&e, m->b, m->plan, r->row[i], &m->scratch);
        if (rule_version_at(&e, n, &mine) != RULE_VERSION_FOUND || mine != v)
            continue;
        at[some.n] = i;
        some.row[some.n++] = r->row[i];
    }
    measure(m, v->test, &some);
    for (size_t i = 0; i < some.n; i++)
        r->truth[at[i]] = some.truth[i];
}

static void measure_standard(struct measuring *m, const struct rule_node *n, struct rows *r)
{
    for (size_t i = 0; i < r->n; i++)
        r->truth[i] = RULE_MAYBE;
    for (size_t i = 0; i < n->versions->n; i++)
        if (n->versions->at[i].test)
            measure_version(m, n, &n->versions->at[i], r);
}

static void measure(struct measuring *m, const struct rule_node *n, struct rows *r)
{
    struct rule_clause *k = &m->cost->v.at[m->line++];

    if (n->op == RULE_OP_NOT) {
        measure(m, n->kid[0], r);
        for (size_t i = 0; i < r->n; i++)
            r->truth[i] = rule_truth_not(r->truth[i]);
    } else if (joins(n)) {
        measure_sides(m, n, r);
    } else if (n->op == RULE_OP_MEETS) {
        measure_standard(m, n, r);
    } else {
        measure_leaf(m, n, r, k);
    }
    k->tested += (int64_t)r->n;
    for (size_t i = 0; i < r->n; i++) {
        k->yes += r->truth[i] == RULE_YES;
        k->maybe += r->truth[i] == RULE_MAYBE;
    }
}

/* What joins others costs what they cost. */
static void sum_times(struct rule_cost *c)
{
    for (size_t i = c->v.n; i-- > 0;) {
        struct rule_clause *k = &c->v.at[i];

        if (!k->joins)
            continue;
        for (size_t j = i + 1; j < c->v.n && c->v.at[j].depth > k->depth; j++)
            k->ns += c->v.at[j].depth == k->depth + 1 ? c->v.at[j].ns : 0;
    }
}

static void measure_slice(struct measuring *m, const struct rule_plan *p, struct rows *r)
{
    m->line = 0;
    measure(m, p->condition, r);
    BUG_ON(m->line != m->cost->v.n);
    arena_reset(&m->scratch);
    *r = new_rows(m, SLICE);
    r->n = 0;
}

void rule_cost_measure(const struct rule_binding *b, size_t plan, struct arena *a,
                       struct rule_cost *ret)
{
    const struct rule_plan *p = b->plan[plan];
    const struct column_table *t = &b->world->table[p->dataset - p->law->dataset];
    struct measuring m = {.b = b, .plan = plan, .cost = ret};
    struct rows r;

    rule_cost_expect(p, a, ret);
    arena_init(&m.scratch, 0);
    r = new_rows(&m, SLICE);
    r.n = 0;
    COLUMN_EACH_ROW(t, row)
    {
        r.row[r.n++] = row;
        if (r.n == SLICE)
            measure_slice(&m, p, &r);
    }
    measure_slice(&m, p, &r);
    arena_release(&m.scratch);
    sum_times(ret);
    ret->measured = true;
    ret->rows = (int64_t)column_table_rows(t);
    ret->hits = ret->v.at[0].yes;
    ret->undetermined = ret->v.at[0].maybe;
    ret->ns = ret->v.at[0].ns;
}
