/* rule/aggregate.c - kernels of aggregates over another dataset; see eval.h. */
#include "rule/eval.h"

/* ---- candidates ---- */

bool rule_scan_hold(struct rule_eval *e, const struct rule_aggregate *g)
{
    struct rule_value v;

    for (size_t i = 0; i < g->need.n; i++)
        if (!rule_value(e, g->need.at[i], i < RULE_MAX_HELD ? &e->held[i] : &v))
            return false;
    return true;
}

bool rule_value_HELD(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    *v = e->held[n->number];
    return true;
}

static enum rule_truth guards(struct rule_eval *e, const struct rule_aggregate *g)
{
    enum rule_truth t = RULE_YES;

    for (size_t i = 0; i < g->guard.n; i++)
        t = rule_truth_and(t, rule_test(e, g->guard.at[i]));
    return t;
}

static bool read_key(struct rule_eval *e, const struct rule_aggregate *g, struct rule_value *key)
{
    for (size_t i = 0; i < g->key.n; i++)
        if (!rule_value(e, g->key.at[i].value, &key[i]))
            return false;
    return true;
}

/* s->ranks: what the bounds leave of the order field's values. */
static void all_bounds(const struct rule_aggregate *g, struct rule_scan *s)
{
    s->bounded = g->bound.n > 0;
    s->ranks = (struct column_ranks){INT64_MIN, INT64_MAX};
}

static bool read_bounds(struct rule_eval *e, const struct rule_aggregate *g, struct rule_scan *s)
{
    for (size_t i = 0; i < g->bound.n; i++) {
        struct rule_value v;

        if (!rule_value(e, g->bound.at[i].value, &v))
            return false;
        rule_scan_bound(&s->ranks, &g->bound.at[i], v.n);
    }
    return true;
}

/* A text that was computed becomes its code; one that no row has becomes COLUMN_NO_CODE. */
static void find_code(struct rule_eval *e, struct rule_value *v)
{
    if (v->n == COLUMN_NO_CODE)
        v->n = column_pool_find(e->world->pool, v->text);
}

static void find_codes(struct rule_eval *e, const struct rule_aggregate *g, struct rule_value *key)
{
    for (size_t i = 0; i < g->key.n; i++)
        if (g->key.at[i].value->type.kind == RULE_WORDS)
            find_code(e, &key[i]);
}

enum rule_truth rule_scan_narrow(struct rule_scan *s)
{
    const struct column_index *x = s->path->index;

    column_index_find(x, s->key[s->path->walk].n, &s->rows);
    if (s->path->range >= 0) {
        s->bounded = true;
        s->ranks.from = s->ranks.to = s->key[s->path->range].n;
    }
    s->end = s->rows.n;
    s->chain = s->rows.chain;
    s->at = s->ranks.from == INT64_MIN || s->end == 0
                ? 0
                : column_rows_below(x, &s->rows, s->ranks.from);
    return rule_truth_of(s->at < s->end || s->chain);
}

bool rule_scan_start(struct rule_eval *e, const struct rule_aggregate *g, struct rule_scan *s)
{
    s->path = &e->prepared->path[g->slot];
    s->at = s->end = s->chain = 0;
    all_bounds(g, s);
    e->table[1] = s->path->index->table;
    /* Nothing but the screened row: no key could find any. */
    return column_table_rows(e->table[1]) > (size_t)g->same;
}

enum rule_truth rule_scan_open(struct rule_eval *e, const struct rule_aggregate *g,
                               struct rule_scan *s)
{
    enum rule_truth guard;

    if (!rule_scan_start(e, g, s))
        return RULE_NO;
    if (!read_key(e, g, s->key) || !read_bounds(e, g, s) || !rule_scan_hold(e, g))
        return RULE_MAYBE;
    guard = guards(e, g);
    if (guard != RULE_YES)
        return guard;
    find_codes(e, g, s->key);
    return rule_scan_narrow(s);
}

/* The keys that did not lead here. */
static bool has_keys(const struct rule_eval *e, const struct rule_aggregate *g,
                     const struct rule_scan *s)
{
    int64_t v;

    for (size_t i = 0; i < g->key.n; i++)
        if (i != s->path->walk &&
            (!column_get(&e->table[1]->column[g->key.at[i].field], e->row[1], &v) ||
             v != s->key[i].n))
            return false;
    return true;
}

/* A later row is not sorted: its place in the order is looked at here. */
static bool within(const struct rule_scan *s, size_t row)
{
    int64_t v;

    return !s->bounded ||
           (column_index_rank(s->path->index, row, &v) && v >= s->ranks.from && v <= s->ranks.to);
}

/* Sorted, unknown last: none behind this one lies within either. */
static bool is_beyond(const struct rule_scan *s, size_t row)
{
    int64_t v;

    return s->bounded && (!column_index_rank(s->path->index, row, &v) || v > s->ranks.to);
}

static bool counts(struct rule_eval *e, const struct rule_aggregate *g, const struct rule_scan *s)
{
    if ((g->same && e->row[1] == e->row[0]) || column_row_gone(e->table[1], e->row[1]) ||
        (g->key.n > 1 && !has_keys(e, g, s)))
        return false;
    for (size_t i = 0; i < g->rest.n; i++)
        if (rule_test(e, g->rest.at[i]) != RULE_YES)
            return false;
    return true;
}

static bool next_later(struct rule_eval *e, const struct rule_aggregate *g, struct rule_scan *s)
{
    while (s->chain) {
        e->row[1] = s->chain - 1;
        s->chain = column_index_next(s->path->index, e->row[1]);
        if (within(s, e->row[1]) && counts(e, g, s))
            return true;
    }
    return false;
}

bool rule_scan_next(struct rule_eval *e, const struct rule_aggregate *g, struct rule_scan *s,
                    size_t *ret_row)
{
    while (s->at < s->end) {
        e->row[1] = column_rows_at(&s->rows, s->at++);
        if (is_beyond(s, e->row[1])) {
            s->at = s->end;
            break;
        }
        if (counts(e, g, s)) {
            *ret_row = e->row[1];
            return true;
        }
    }
    if (!next_later(e, g, s))
        return false;
    *ret_row = e->row[1];
    return true;
}

/* ---- tests ---- */

enum rule_truth rule_test_EXISTS(struct rule_eval *e, const struct rule_node *n)
{
    struct rule_scan s;
    size_t row;
    enum rule_truth open = rule_scan_open(e, n->aggregate, &s);

    return open == RULE_YES ? rule_truth_of(rule_scan_next(e, n->aggregate, &s, &row)) : open;
}

enum rule_truth rule_test_NOT_EXISTS(struct rule_eval *e, const struct rule_node *n)
{
    return rule_truth_not(rule_test_EXISTS(e, n));
}

/* ---- values ---- */

/* The screened row lies among the candidates. */
static bool self_within(const struct rule_eval *e, const struct rule_scan *s)
{
    const struct column_index *x = s->path->index;
    int64_t v;

    return column_get(&x->table->column[x->key], e->row[0], &v) && v == s->key[s->path->walk].n &&
           within(s, e->row[0]);
}

bool rule_scan_size(const struct rule_eval *e, const struct rule_aggregate *g,
                    const struct rule_scan *s, size_t *ret_n)
{
    const struct column_index *x = s->path->index;
    uint32_t end = s->end;
    bool led = g->key.n == 1 + (size_t)(s->path->range >= 0);
    int64_t n;

    if (g->rest.n > 0 || !led)
        return false;
    if (s->bounded && end > 0)
        end = column_rows_through(x, &s->rows, s->ranks.to);
    n = end > s->at ? end - s->at : 0;
    if (s->chain || x->ngone > 0)
        n += column_index_balance(x, s->key[s->path->walk].n, s->bounded ? &s->ranks : NULL);
    *ret_n = (size_t)(n - (g->same && n > 0 && self_within(e, s)));
    return true;
}

static bool count(struct rule_eval *e, const struct rule_aggregate *g, struct rule_scan *s,
                  struct rule_value *v)
{
    size_t row, size;

    v->n = 0;
    if (rule_scan_size(e, g, s, &size)) {
        v->n = (int64_t)size;
        return true;
    }
    while (rule_scan_next(e, g, s, &row))
        v->n++;
    return true;
}

/* Folds the field of every row that counts; false when there was none, or when the result does not
 * fit.  The sum is exact on the way, so that it does not depend on the order of the rows. */
static bool fold(struct rule_eval *e, const struct rule_aggregate *g, struct rule_scan *s,
                 struct rule_value *v, void (*step)(rule_wide *sum, int64_t x))
{
    const struct column *c = &s->path->index->table->column[g->field];
    rule_wide sum = 0;
    bool any = false;
    size_t row;
    int64_t x;

    while (rule_scan_next(e, g, s, &row)) {
        if (!column_get(c, row, &x))
            continue;
        if (any)
            step(&sum, x);
        else
            sum = x;
        any = true;
    }
    v->n = (int64_t)sum;
    return any && v->n == sum;
}

static void step_sum(rule_wide *sum, int64_t x)
{
    *sum += x;
}

static void step_max(rule_wide *max, int64_t x)
{
    *max = x > *max ? x : *max;
}

static void step_min(rule_wide *min, int64_t x)
{
    *min = x < *min ? x : *min;
}

/* Date, then what the row is called; rows without a date come after all others. */
static bool is_later(const struct column_index *x, size_t row, size_t than)
{
    int64_t a = 0, b = 0;
    bool dated = column_index_rank(x, row, &a), other = column_index_rank(x, than, &b);

    if (dated != other)
        return dated;
    return a != b ? a > b : column_row_id(x->table, row) > column_row_id(x->table, than);
}

static bool latest(struct rule_eval *e, const struct rule_aggregate *g, struct rule_scan *s,
                   struct rule_value *v)
{
    const struct column_index *x = s->path->index;
    size_t row, best = SIZE_MAX;

    while (rule_scan_next(e, g, s, &row))
        if (best == SIZE_MAX || is_later(x, row, best))
            best = row;
    v->text = STR_NULL;
    return best != SIZE_MAX && column_get(&x->table->column[g->field], best, &v->n);
}

bool rule_scan_value(struct rule_eval *e, const struct rule_node *n, struct rule_scan *s,
                     struct rule_value *v)
{
    const struct rule_aggregate *g = n->aggregate;

    if (n->op == RULE_OP_COUNT)
        return count(e, g, s, v);
    if (n->op == RULE_OP_LATEST)
        return latest(e, g, s, v);
    return fold(e, g, s, v,
                n->op == RULE_OP_SUM   ? step_sum
                : n->op == RULE_OP_MAX ? step_max
                                       : step_min);
}

static bool value(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    struct rule_scan s;
    enum rule_truth open = rule_scan_open(e, n->aggregate, &s);

    v->n = 0;
    if (open != RULE_YES)
        return open == RULE_NO && n->op == RULE_OP_COUNT;
    return rule_scan_value(e, n, &s, v);
}

bool rule_value_COUNT(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return value(e, n, v);
}

bool rule_value_SUM(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return value(e, n, v);
}

bool rule_value_MAX(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return value(e, n, v);
}

bool rule_value_MIN(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return value(e, n, v);
}

bool rule_value_LATEST(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return value(e, n, v);
}
