/*
 * rule/cost.c - see cost.h.
 *
 * Each clause is asked as the vector engine asks it, of a block's rows that reach it, so that two
 * looks at the clock time up to 4 096 rows.  Tests that rules share are timed for each of them.
 */
#include "rule/cost.h"

#include "base/bug.h"
#include "base/clock.h"
#include "rule/print.h"
#include "rule/vector.h"

enum { ALWAYS = 1000 };

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
                            .joins = joins(n),
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
    size_t line;              /* of the next clause, in the order of expect() */
    struct rule_block *block; /* asked as a run asks */
    struct rule_block *parts; /* asked once more, for what a standard's versions cost; it remembers
                               * none of the answers that the other was given */
    struct arena scratch;
};

static int64_t count_bits(const struct rule_bits *b)
{
    int64_t n = 0;

    for (size_t w = 0; w < COLUMN_WORDS; w++)
        n += __builtin_popcountll(b->w[w]);
    return n;
}

static void measure(struct measuring *m, struct rule_block *b, const struct rule_node *n,
                    const struct rule_bits *live, struct rule_truths *ret);

static void time_test(struct rule_block *b, const struct rule_node *n, const struct rule_bits *live,
                      struct rule_truths *ret, struct rule_clause *k)
{
    int64_t start = clock_elapsed_ns();

    rule_block_test(b, n, live, ret);
    k->ns += clock_elapsed_ns() - start;
    rule_truths_spread(ret, live);
}

/* 且 and 或 ask their sides only of rows that nothing has settled yet. */
static void measure_sides(struct measuring *m, struct rule_block *b, const struct rule_node *n,
                          const struct rule_bits *live, struct rule_truths *ret)
{
    bool any = n->op == RULE_OP_OR;
    struct rule_bits open = *live;
    struct rule_truths t;

    *ret = (struct rule_truths){.same = RULE_MIXED};
    *(any ? &ret->no : &ret->yes) = *live;
    for (size_t k = 0; k < n->nkid; k++) {
        measure(m, b, n->cheap[k], &open, &t);
        for (size_t w = 0; w < COLUMN_WORDS; w++) {
            uint64_t settled = any ? t.yes.w[w] : t.no.w[w], neither = ~(t.yes.w[w] | t.no.w[w]);

            if (any) {
                ret->yes.w[w] |= settled;
                ret->no.w[w] &= ~(open.w[w] & (settled | neither));
            } else {
                ret->no.w[w] |= settled;
                ret->yes.w[w] &= ~(open.w[w] & (settled | neither));
            }
            open.w[w] &= ~settled;
        }
    }
}

/* The rows that the version is for. */
static void rows_of_version(struct measuring *m, const struct rule_block *b,
                            const struct rule_node *n, const struct rule_version *v,
                            const struct rule_bits *live, struct rule_bits *ret)
{
    memset(ret, 0, sizeof(*ret));
    RULE_EACH_BIT(live, i)
    {
        const struct rule_version *mine;
        struct rule_eval e;

        rule_eval_start(&e, m->b, m->plan, (b->block << COLUMN_BLOCK_BITS) + i, &m->scratch);
        if (rule_version_at(&e, n, &mine) == RULE_VERSION_FOUND && mine == v)
            ret->w[i >> 6] |= UINT64_C(1) << (i & 63);
    }
}

static void measure_versions(struct measuring *m, const struct rule_node *n,
                             const struct rule_bits *live)
{
    for (size_t i = 0; i < n->versions->n; i++) {
        struct rule_truths ignored;
        struct rule_bits rows;

        if (!n->versions->at[i].test)
            continue;
        rows_of_version(m, m->parts, n, &n->versions->at[i], live, &rows);
        measure(m, m->parts, n->versions->at[i].test, &rows, &ignored);
    }
}

static void measure(struct measuring *m, struct rule_block *b, const struct rule_node *n,
                    const struct rule_bits *live, struct rule_truths *ret)
{
    struct rule_clause *k = &m->cost->v.at[m->line++];
    int64_t tested = count_bits(live);

    if (n->op == RULE_OP_NOT) {
        measure(m, b, n->kid[0], live, ret);
        rule_truths_not(ret);
    } else if (joins(n)) {
        measure_sides(m, b, n, live, ret);
    } else if (tested > 0) {
        time_test(b, n, live, ret, k);
    } else {
        *ret = (struct rule_truths){.same = RULE_MIXED};
    }
    if (n->op == RULE_OP_MEETS)
        measure_versions(m, n, live);
    k->tested += tested;
    k->yes += count_bits(&ret->yes);
    k->maybe += tested - count_bits(&ret->yes) - count_bits(&ret->no);
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

static void start_block(struct measuring *m, struct rule_block *b)
{
    b->plan = m->plan;
    b->used = 0;
    rule_eval_start(&b->e, m->b, m->plan, b->block << COLUMN_BLOCK_BITS, &b->scratch);
}

static void measure_block(struct measuring *m, size_t dataset, size_t number)
{
    struct rule_truths ignored;

    if (!rule_block_open(m->block, dataset, number) || !rule_block_open(m->parts, dataset, number))
        return;
    start_block(m, m->block);
    start_block(m, m->parts);
    m->line = 0;
    measure(m, m->block, m->b->plan[m->plan]->condition, &m->block->rows, &ignored);
    BUG_ON(m->line != m->cost->v.n);
    arena_reset(&m->scratch);
}

static void measure_blocks(struct measuring *m)
{
    const struct rule_plan *p = m->b->plan[m->plan];
    size_t dataset = (size_t)(p->dataset - p->law->dataset);
    struct rule_vector *v = rule_vector_new(m->b, NULL);

    m->block = rule_block_new(v);
    m->parts = rule_block_new(v);
    arena_init(&m->scratch, 0);
    for (size_t i = 0; i < m->b->world->table[dataset].nblock; i++)
        measure_block(m, dataset, i);
    arena_release(&m->scratch);
    rule_block_free(m->parts);
    rule_block_free(m->block);
    rule_vector_free(v);
}

void rule_cost_measure(const struct rule_binding *b, size_t plan, struct arena *a,
                       struct rule_cost *ret)
{
    const struct rule_plan *p = b->plan[plan];
    struct measuring m = {.b = b, .plan = plan, .cost = ret};

    rule_cost_expect(p, a, ret);
    measure_blocks(&m);
    sum_times(ret);
    ret->measured = true;
    ret->rows = (int64_t)column_table_rows(&b->world->table[p->dataset - p->law->dataset]);
    ret->hits = ret->v.at[0].yes;
    ret->undetermined = ret->v.at[0].maybe;
    ret->ns = ret->v.at[0].ns;
}
