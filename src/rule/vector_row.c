/* rule/vector_row.c - tests that are asked row by row, and groups that are empty; see vector.h. */
#include "rule/vector.h"

void rule_block_test_rows(struct rule_block *b, const struct rule_node *n,
                          const struct rule_bits *live, struct rule_truths *ret)
{
    memset(ret, 0, sizeof(*ret));
    ret->same = RULE_MIXED;
    RULE_EACH_BIT(live, i)
    {
        enum rule_truth t;

        b->e.row[0] = (b->block << COLUMN_BLOCK_BITS) + i;
        t = rule_test(&b->e, n);
        ret->yes.w[i >> 6] |= (uint64_t)(t == RULE_YES) << (i & 63);
        ret->no.w[i >> 6] |= (uint64_t)(t == RULE_NO) << (i & 63);
    }
    rule_truths_settle(ret, live);
    if (rule_by_opposite(n->op))
        rule_truths_not(ret);
}

/* ---- aggregates ---- */

/* What is looked up by is a field or a constant everywhere: then it is known where the chunks
 * say so, and nothing has to be computed to see that a group is empty. */
static bool is_simple(const struct rule_node *n)
{
    return n->op == RULE_OP_CONST || (n->op == RULE_OP_FIELD && n->level == 0);
}

static bool simple_group(const struct rule_aggregate *g)
{
    bool simple = g->guard.n == 0;

    for (size_t i = 0; i < g->key.n; i++)
        simple &= g->key.at[i].value->op == RULE_OP_FIELD;
    for (size_t i = 0; i < g->bound.n; i++)
        simple &= is_simple(g->bound.at[i].value);
    for (size_t i = 0; i < g->need.n; i++)
        simple &= is_simple(g->need.at[i]);
    return simple;
}

static void keep_known(const struct rule_block *b, const struct rule_node *n,
                       struct rule_bits *rows)
{
    const struct column_chunk *k;
    struct rule_bits valid;

    if (n->op != RULE_OP_FIELD)
        return;
    k = rule_block_chunk(b, n->field);
    if (k && k->known == b->n)
        return;
    if (k)
        column_chunk_valid(k, b->n, valid.w);
    else
        memset(&valid, 0, sizeof(valid));
    for (size_t w = 0; w < COLUMN_WORDS; w++)
        rows->w[w] &= valid.w[w];
}

/* Rows in which all that the group is looked up by is known. */
static void known_rows(const struct rule_block *b, const struct rule_aggregate *g,
                       struct rule_bits *rows)
{
    for (size_t i = 0; i < g->key.n; i++)
        keep_known(b, g->key.at[i].value, rows);
    for (size_t i = 0; i < g->bound.n; i++)
        keep_known(b, g->bound.at[i].value, rows);
    for (size_t i = 0; i < g->need.n; i++)
        keep_known(b, g->need.at[i], rows);
}

/* Nothing in the group but the row itself. */
static bool is_empty(const struct column_index *x, const struct rule_aggregate *g, int64_t key,
                     size_t row)
{
    struct column_rows r;

    column_index_find(x, key, &r);
    return !r.chain && (r.n == 0 || (g->same && r.n == 1 && column_rows_at(&r, 0) == row));
}

/* Of the rows, those whose group is empty. */
static void empty_groups(const struct rule_block *b, const struct rule_aggregate *g,
                         const struct rule_path *path, const struct rule_bits *rows,
                         struct rule_bits *ret)
{
    const struct column_chunk *k = rule_block_chunk(b, g->key.at[path->walk].value->field);

    memset(ret, 0, sizeof(*ret));
    if (!k)
        return;
    RULE_EACH_BIT(rows, i)
    if (is_empty(path->index, g, column_chunk_value(k, i), (b->block << COLUMN_BLOCK_BITS) + i))
        ret->w[i >> 6] |= (uint64_t)1 << (i & 63);
}

/* An aggregate that is a test, and what it is of an empty group. */
static enum rule_truth of_nothing(const struct rule_node *n)
{
    return n->op == RULE_OP_NOT_EXISTS ? RULE_YES : RULE_NO;
}

void rule_block_test_exists(struct rule_block *b, const struct rule_node *n,
                            const struct rule_bits *live, struct rule_truths *ret)
{
    const struct rule_aggregate *g = n->aggregate;
    const struct rule_path *path = &b->e.prepared->path[g->slot];
    struct rule_bits empty = *live, rest = *live;
    struct rule_bits *side = of_nothing(n) == RULE_YES ? &ret->yes : &ret->no;

    if (column_table_rows(path->index->table) <= (size_t)g->same) {
        rule_truths_all(ret, of_nothing(n) == RULE_YES ? RULE_ALL_YES : RULE_ALL_NO);
        return;
    }
    if (!simple_group(g)) {
        rule_block_test_rows(b, n, live, ret);
        return;
    }
    known_rows(b, g, &empty);
    empty_groups(b, g, path, &empty, &empty);
    for (size_t w = 0; w < COLUMN_WORDS; w++)
        rest.w[w] &= ~empty.w[w];
    rule_block_test_rows(b, n, &rest, ret);
    rule_truths_spread(ret, &rest);
    for (size_t w = 0; w < COLUMN_WORDS; w++)
        side->w[w] |= empty.w[w];
    rule_truths_settle(ret, live);
}
