/*
 * rule/vector_plan.c - which aggregates are walked by group and which are searched row by row; see
 * vector.h, vector_walk.c.
 *
 * A walk answers for all rows; a search costs several times as much as a row of a walk, but a rule may
 * ask it of few rows.  So rules are tried on some rows of blocks here and there, and searches
 * are counted.
 */
#include "base/mem.h"
#include "rule/vector.h"

#include <stdlib.h>

enum {
    BLOCKS = 32,     /* that are tried, of a table that has many more */
    FEW_BLOCKS = 64, /* of a smaller table nothing is walked */
    EACH_WORD = 16,  /* one word of a block's bitmap in so many is tried */
    WALK_GAIN = 6,   /* a search costs as much as that many rows of a walk */
    CROWD = 512, /* rows of the group of a row, on average: more are not compared with each other */
    PART_ROWS = 1 << 15,
};

/* ---- what can be walked ---- */

static bool own_key(const struct rule_key *k)
{
    return k->value->type.kind != RULE_WORDS ||
           (k->value->op == RULE_OP_FIELD && k->value->level == 0);
}

/* Rows are compared with every other of their window, unless the window itself is the answer. */
static bool compares(const struct rule_aggregate *g, const struct rule_path *p)
{
    return g->rest.n > 0 || g->key.n > 1 + (size_t)(p->range >= 0);
}

static bool is_crowded(const struct column_index *x)
{
    uint64_t squares = 0;

    for (size_t g = 0; g < x->ngroup; g++) {
        uint64_t n = x->start[g + 1] - x->start[g];

        squares += n * n;
    }
    return squares / CROWD > x->start[x->ngroup];
}

/* Most aggregates are of a few indexes: that of the one before is remembered. */
struct crowd {
    const struct column_index *index;
    bool crowded;
};

static bool crowded(const struct column_index *x, struct crowd *last)
{
    if (last->index != x)
        *last = (struct crowd){x, is_crowded(x)};
    return last->crowded;
}

static bool can_walk(const struct rule_vector *v, size_t plan, const struct rule_node *n,
                     struct crowd *last)
{
    const struct rule_aggregate *g = n->aggregate;
    const struct rule_path *p = &v->binding->prepared[plan].path[g->slot];

    if ((n->op != RULE_OP_EXISTS && n->op != RULE_OP_NOT_EXISTS && n->op != RULE_OP_COUNT) ||
        p->index->ngroup == 0 || g->need.n > RULE_MAX_HELD || g->bound.n > RULE_WALK_BOUNDS ||
        !rule_walks_own(g, p) || rule_is_simple(n->op, g, p))
        return false;
    for (size_t k = 0; k < g->key.n; k++)
        if (!own_key(&g->key.at[k]))
            return false;
    return !compares(g, p) || !crowded(p->index, last);
}

/* By plan and slot of the aggregate; NULL: nothing of the plan. */
static bool **find_walkable(struct rule_vector *v, bool *ret_any)
{
    const struct rule_binding *b = v->binding;
    bool **can = ARENA_ARRAY(&v->arena, bool *, b->nplan + 1);
    struct crowd last = {0};

    *ret_any = false;
    for (size_t p = 0; p < b->nplan; p++)
        for (size_t i = 0; i < b->plan[p]->aggregate.n; i++) {
            if (!can_walk(v, p, b->plan[p]->aggregate.at[i], &last))
                continue;
            if (!can[p])
                can[p] = ARENA_ARRAY(&v->arena, bool, b->plan[p]->aggregate.n);
            *ret_any = can[p][i] = true;
        }
    return can;
}

/* ---- trying ---- */

struct trial {
    struct rule_vector *v;
    struct rule_block *block;
    bool **can;     /* [nplan][slot]: what can be walked; NULL: nothing of the plan */
    uint64_t *rows; /* [dataset]: that were tried */
};

static void try_block(struct trial *t, size_t dataset, size_t number)
{
    const struct rule_binding *b = t->v->binding;
    uint64_t hit[COLUMN_WORDS], undetermined[COLUMN_WORDS];
    struct rule_bits *rows = &t->block->rows;

    if (!rule_block_open(t->block, dataset, number))
        return;
    for (size_t w = 0; w < COLUMN_WORDS; w++) {
        if ((w + number) % EACH_WORD)
            rows->w[w] = 0;
        t->rows[dataset] += (uint64_t)__builtin_popcountll(rows->w[w]);
    }
    for (size_t p = 0; p < b->nplan; p++)
        if (t->can[p] && b->plan[p]->dataset == &b->world->law->dataset[dataset])
            (void)rule_block_eval(t->block, p, hit, undetermined);
}

/* ---- choosing ---- */

static bool pays(const struct rule_vector *v, size_t plan, const struct rule_node *n,
                 const struct trial *t)
{
    const struct column_index *x = v->binding->prepared[plan].path[n->aggregate->slot].index;
    uint64_t tried = t->rows[v->binding->plan[plan]->dataset - v->binding->world->law->dataset];
    uint64_t searches = t->block->asked[plan][n->aggregate->slot];

    return tried > 0 &&
           searches * column_table_rows(x->table) / tried * WALK_GAIN > x->start[x->ngroup];
}

/* Written alike over the same dataset, they come to the same. */
static bool same_walk(const struct rule_vector *v, const struct rule_walked *w, size_t plan,
                      const struct rule_node *n)
{
    const struct rule_plan *p = v->binding->plan[w->plan], *q = v->binding->plan[plan];

    return w->node == n ||
           (!p->changed && !q->changed && p->dataset == q->dataset && w->node->op == n->op &&
            str_eq(w->node->source, n->source) && !rule_depends_on_place(n));
}

static struct rule_walked *find_walk(const struct rule_vector *v, size_t plan,
                                     const struct rule_node *n)
{
    for (size_t i = 0; i < v->walk.n; i++)
        if (same_walk(v, v->walk.at[i], plan, n))
            return v->walk.at[i];
    return NULL;
}

static void add_walk(struct rule_vector *v, size_t plan, const struct rule_node *n)
{
    const struct column_index *x = v->binding->prepared[plan].path[n->aggregate->slot].index;
    struct rule_walked *w = ARENA_NEW(&v->arena, struct rule_walked);

    w->node = n;
    w->plan = plan;
    w->count = mem_zero(column_table_end(x->table) + 1, sizeof(*w->count));
    vec_push(&v->arena, &v->walk, w);
}

static void add_parts(struct rule_vector *v, const struct rule_walked *w)
{
    const struct column_index *x =
        v->binding->prepared[w->plan].path[w->node->aggregate->slot].index;

    for (size_t from = 0, to; from < x->ngroup; from = to) {
        for (to = from + 1; to < x->ngroup && x->start[to] - x->start[from] < PART_ROWS;)
            to++;
        vec_push(&v->arena, &v->part, (struct rule_walk_part){w, from, to, false});
    }
    if (x->chain.n > 0)
        vec_push(&v->arena, &v->part, (struct rule_walk_part){w, 0, 0, true});
}

static void choose(struct rule_vector *v, const struct trial *t)
{
    const struct rule_binding *b = v->binding;

    for (size_t p = 0; p < b->nplan; p++)
        for (size_t i = 0; t->can[p] && i < b->plan[p]->aggregate.n; i++) {
            const struct rule_node *n = b->plan[p]->aggregate.at[i];

            if (t->can[p][i] && !find_walk(v, p, n) && (!t->block || pays(v, p, n, t)))
                add_walk(v, p, n);
        }
    for (size_t p = 0; p < b->nplan; p++)
        for (size_t i = 0; t->can[p] && i < b->plan[p]->aggregate.n; i++)
            v->walked[p][i] = find_walk(v, p, b->plan[p]->aggregate.at[i]);
    for (size_t i = 0; i < v->walk.n; i++)
        add_parts(v, v->walk.at[i]);
}

static void ask_counts(struct rule_vector *v, struct rule_block *b)
{
    b->asked = ARENA_ARRAY(&v->arena, uint64_t *, v->binding->nplan + 1);
    for (size_t p = 0; p < v->binding->nplan; p++)
        b->asked[p] = ARENA_ARRAY(&v->arena, uint64_t, v->binding->plan[p]->aggregate.n + 1);
}

static void try_tables(struct trial *t)
{
    const struct rule_world *w = t->v->binding->world;

    t->block = rule_block_new(t->v);
    t->rows = ARENA_ARRAY(&t->v->arena, uint64_t, w->law->ndataset + 1);
    ask_counts(t->v, t->block);
    for (size_t d = 0; d < w->law->ndataset; d++) {
        size_t n = w->table[d].nblock;

        for (size_t i = 0; n >= FEW_BLOCKS && i < BLOCKS; i++)
            try_block(t, d, i * n / BLOCKS);
    }
}

size_t rule_vector_walks(struct rule_vector *v, bool always)
{
    size_t n = v->binding->nplan;
    struct trial t = {.v = v};
    bool any;

    t.can = find_walkable(v, &any);
    if (!any)
        return 0;
    v->walked = ARENA_ARRAY(&v->arena, struct rule_walked **, n + 1);
    for (size_t p = 0; p < n; p++)
        v->walked[p] =
            ARENA_ARRAY(&v->arena, struct rule_walked *, v->binding->plan[p]->aggregate.n + 1);
    if (!always)
        try_tables(&t);
    choose(v, &t);
    rule_block_free(t.block);
    return v->part.n;
}
