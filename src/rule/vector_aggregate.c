/*
 * rule/vector_aggregate.c - aggregates over a block; see vector.h, eval.h.
 *
 * What a search is made by (keys, bounds, held values) is computed for the whole block; then each
 * row searches its own group, but for rows that are alone in it, which the index knows.
 */
#include "rule/vector.h"

enum { MAX_BOUNDS = 6 };

struct inputs {
    struct rule_vals key[RULE_MAX_KEYS], bound[MAX_BOUNDS], need[RULE_MAX_HELD];
    struct rule_bits known; /* rows in which all of them are */
    struct rule_truths guard;
};

/* ---- inputs ---- */

/* False: to be asked row by row. */
static bool read_one(struct rule_block *b, const struct rule_node *n, const struct rule_bits *live,
                     struct rule_vals *ret, struct rule_bits *known)
{
    rule_block_vals(b, n, live, ret);
    if (ret->unsupported || rule_vals_ranged(ret))
        return false;
    for (size_t w = 0; w < COLUMN_WORDS; w++)
        known->w[w] &= ret->none ? 0 : ret->one ? ~(uint64_t)0 : ret->known.w[w];
    return true;
}

static bool read_inputs(struct rule_block *b, const struct rule_aggregate *g,
                        const struct rule_bits *live, struct inputs *in)
{
    bool ok = g->bound.n <= MAX_BOUNDS && g->need.n <= RULE_MAX_HELD;

    in->known = *live;
    for (size_t i = 0; ok && i < g->key.n; i++)
        ok = read_one(b, g->key.at[i].value, live, &in->key[i], &in->known);
    for (size_t i = 0; ok && i < g->bound.n; i++)
        ok = read_one(b, g->bound.at[i].value, live, &in->bound[i], &in->known);
    for (size_t i = 0; ok && i < g->need.n; i++)
        ok = read_one(b, g->need.at[i], live, &in->need[i], &in->known);
    return ok;
}

static void read_guards(struct rule_block *b, const struct rule_aggregate *g, struct inputs *in)
{
    rule_truths_all(&in->guard, RULE_ALL_YES);
    for (size_t i = 0; i < g->guard.n; i++) {
        struct rule_truths t;

        rule_block_test(b, g->guard.at[i], &in->known, &t);
        rule_truths_join(&in->guard, &t, &in->known);
    }
    rule_truths_spread(&in->guard, &in->known);
}

/* ---- what is surely known ---- */

/* Days that any span of ours moves within the years 1 to 9999. */
static bool far_from_ends(int64_t day)
{
    enum { FIRST = -300000, LAST = 2500000 };

    return day > FIRST && day < LAST;
}

/* A moved day is known in every row when it is at both ends of what the zone map says. */
static bool surely_moves(struct rule_block *b, const struct rule_node *n)
{
    bool back = n->op == RULE_OP_DAY_SUB || n->op == RULE_OP_WORKDAY_SUB;
    const struct column_chunk *k;
    struct day least, most;

    if (n->kid[0]->op != RULE_OP_FIELD || n->kid[0]->level != 0)
        return false;
    k = rule_block_chunk(b, n->kid[0]->field);
    return k && k->known == b->n && far_from_ends(k->least) && far_from_ends(k->most) &&
           rule_day(k->least, &least) && rule_day(k->most, &most) &&
           rule_day_move(&b->e, least, n->kid[1], back, &least) &&
           rule_day_move(&b->e, most, n->kid[1], back, &most);
}

/* Known in every row of the block, as far as zone maps tell without looking at rows. */
static bool surely_known(struct rule_block *b, const struct rule_node *n)
{
    const struct column_chunk *k;

    if (n->op == RULE_OP_CONST)
        return n->type.kind != RULE_WORDS;
    if (n->op == RULE_OP_DAY_ADD || n->op == RULE_OP_DAY_SUB || n->op == RULE_OP_WORKDAY_ADD ||
        n->op == RULE_OP_WORKDAY_SUB)
        return surely_moves(b, n);
    if (n->op != RULE_OP_FIELD || n->level != 0)
        return false;
    k = rule_block_chunk(b, n->field);
    return k && k->known == b->n;
}

static bool all_surely_known(struct rule_block *b, const struct rule_aggregate *g)
{
    bool known = g->guard.n == 0;

    for (size_t i = 0; known && i < g->key.n; i++)
        known = surely_known(b, g->key.at[i].value);
    for (size_t i = 0; known && i < g->bound.n; i++)
        known = surely_known(b, g->bound.at[i].value);
    for (size_t i = 0; known && i < g->need.n; i++)
        known = surely_known(b, g->need.at[i]);
    return known;
}

/* ---- rows whose group is empty ---- */

/* Whether the walked key is the row's own value of the indexed column: then the index knows who
 * shares it. */
static bool walks_own(const struct rule_aggregate *g, const struct rule_path *p)
{
    const struct rule_node *key = g->key.at[p->walk].value;

    return g->same && key->op == RULE_OP_FIELD && key->level == 0 && key->field == p->index->key;
}

static struct rule_kept_empty *kept_empty(struct rule_block *b, const struct column_index *x,
                                          int field)
{
    struct rule_kept_empty *k;

    for (size_t i = 0; i < RULE_KEPT; i++)
        if (b->empty[i].block == b->block + 1 && b->empty[i].index == x &&
            b->empty[i].field == field)
            return &b->empty[i];
    k = &b->empty[b->empty_turn++ % RULE_KEPT];
    *k = (struct rule_kept_empty){.index = x, .field = field, .block = b->block + 1};
    return k;
}

/* Leaves the rows whose key some row of the counted table has; of each row it is found out once
 * for all rules that look there by that field. */
static void drop_empty(struct rule_block *b, const struct column_index *x, int field,
                       struct rule_bits *rows)
{
    struct rule_kept_empty *kept = kept_empty(b, x, field);
    const struct column_chunk *k = rule_block_chunk(b, field);
    struct rule_bits need = *rows;

    for (size_t w = 0; w < COLUMN_WORDS; w++)
        need.w[w] &= ~kept->done.w[w];
    RULE_EACH_BIT(&need, i)
    {
        uint64_t none = k && column_index_none(x, column_chunk_value(k, i));

        kept->empty.w[i >> 6] |= none << (i & 63);
    }
    for (size_t w = 0; w < COLUMN_WORDS; w++) {
        kept->done.w[w] |= need.w[w];
        rows->w[w] &= ~kept->empty.w[w];
    }
}

/* Leaves the rows whose group may hold another. */
static void drop_alone(struct rule_block *b, const struct rule_aggregate *g,
                       const struct rule_path *p, struct rule_bits *rows)
{
    const struct rule_node *key = g->key.at[p->walk].value;
    const uint64_t *shared = column_index_shared(p->index, b->block);

    if (walks_own(g, p))
        for (size_t w = 0; w < COLUMN_WORDS; w++)
            rows->w[w] &= shared ? shared[w] : 0;
    else if (key->op == RULE_OP_FIELD && key->level == 0)
        drop_empty(b, p->index, key->field, rows);
}

/* ---- searching ---- */

/* Candidates of the row; RULE_NO: none. */
static enum rule_truth search(struct rule_block *b, const struct rule_aggregate *g,
                              const struct inputs *in, size_t i, struct rule_scan *s)
{
    (void)rule_scan_start(&b->e, g, s);
    b->e.row[0] = (b->block << COLUMN_BLOCK_BITS) + i;
    for (size_t k = 0; k < g->key.n; k++)
        s->key[k].n = rule_vals_at(&in->key[k], i);
    for (size_t k = 0; k < g->bound.n; k++)
        rule_scan_bound(s, &g->bound.at[k], rule_vals_at(&in->bound[k], i));
    for (size_t k = 0; k < g->need.n; k++)
        b->e.held[k] = (struct rule_value){.n = rule_vals_at(&in->need[k], i)};
    return rule_scan_narrow(s);
}

/* Nothing but the screened row in the table, or all that is looked up by is known without a look:
 * rows whose group is empty are answered first, and inputs computed only for the others. */
static bool empty_first(struct rule_block *b, const struct rule_aggregate *g,
                        const struct rule_bits *live, struct rule_bits *left)
{
    const struct rule_path *p = &b->e.prepared->path[g->slot];

    *left = *live;
    if (column_table_rows(p->index->table) <= (size_t)g->same) {
        memset(left, 0, sizeof(*left));
        return true;
    }
    if (!all_surely_known(b, g))
        return false;
    drop_alone(b, g, p, left);
    return true;
}

/* Rows that search, rows that surely find nothing; the others are unknown.  False: to be asked row
 * by row. */
static bool part_rows(struct rule_block *b, const struct rule_aggregate *g,
                      const struct rule_bits *live, struct inputs *in, struct rule_bits *ret_search,
                      struct rule_bits *ret_nothing)
{
    struct rule_bits left;
    bool first = empty_first(b, g, live, &left);

    for (size_t w = 0; w < COLUMN_WORDS; w++)
        ret_nothing->w[w] = live->w[w] & ~left.w[w];
    *ret_search = left;
    if (!rule_bits_any(&left))
        return true;
    if (!read_inputs(b, g, &left, in))
        return false;
    read_guards(b, g, in);
    *ret_search = in->guard.yes;
    if (!first)
        drop_alone(b, g, &b->e.prepared->path[g->slot], ret_search);
    for (size_t w = 0; w < COLUMN_WORDS; w++)
        ret_nothing->w[w] |= in->guard.no.w[w] | (in->guard.yes.w[w] & ~ret_search->w[w]);
    return true;
}

/* ---- 存在, 不存在 ---- */

static void exists(struct rule_block *b, const struct rule_node *n, const struct rule_bits *live,
                   struct rule_truths *ret)
{
    const struct rule_aggregate *g = n->aggregate;
    struct rule_bits rows;
    struct rule_scan s;
    struct inputs in;
    size_t row;

    if (!part_rows(b, g, live, &in, &rows, &ret->no)) {
        rule_block_test_rows(b, n, live, ret);
        if (n->op == RULE_OP_NOT_EXISTS)
            rule_truths_not(ret);
        return;
    }
    ret->same = RULE_MIXED;
    memset(&ret->yes, 0, sizeof(ret->yes));
    RULE_EACH_BIT(&rows, i)
    {
        bool found = search(b, g, &in, i, &s) == RULE_YES && rule_scan_next(&b->e, g, &s, &row);

        ret->yes.w[i >> 6] |= (uint64_t)found << (i & 63);
        ret->no.w[i >> 6] |= (uint64_t)!found << (i & 63);
    }
    rule_truths_settle(ret, live);
}

void rule_block_exists(struct rule_block *b, const struct rule_node *n,
                       const struct rule_bits *live, struct rule_truths *ret)
{
    size_t used = b->used;

    exists(b, n, live, ret);
    if (n->op == RULE_OP_NOT_EXISTS)
        rule_truths_not(ret);
    b->used = used;
}

/* ---- 次数, 合计 … ---- */

void rule_block_aggregate(struct rule_block *b, const struct rule_node *n,
                          const struct rule_bits *live, struct rule_vals *ret)
{
    const struct rule_aggregate *g = n->aggregate;
    int64_t *out = rule_block_room(b);
    struct rule_bits rows, nothing;
    size_t used = b->used;
    struct rule_scan s;
    struct inputs in;

    if (!part_rows(b, g, live, &in, &rows, &nothing)) {
        *ret = (struct rule_vals){.unsupported = true};
        b->used = used;
        return;
    }
    *ret = (struct rule_vals){.at = out};
    if (n->op == RULE_OP_COUNT) { /* of nothing it is 0, of which the others are unknown */
        memset(out, 0, sizeof(*b->room));
        ret->known = nothing;
    }
    RULE_EACH_BIT(&rows, i)
    {
        struct rule_value v = {0};
        bool known = n->op == RULE_OP_COUNT;

        if (search(b, g, &in, i, &s) == RULE_YES)
            known = rule_scan_value(&b->e, n, &s, &v);
        out[i] = v.n;
        ret->known.w[i >> 6] |= (uint64_t)known << (i & 63);
    }
    b->used = used;
}
