/* rule/aggregate.c - kernels of aggregates over another dataset; see eval.h. */
#include "rule/eval.h"

/* ---- candidates ---- */

/* Computes what is held during the search; false when a part of it is unknown. */
static bool hold(struct rule_eval *e, const struct rule_aggregate *g)
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

/* [s->from, s->to]: what the bounds leave of the order field's values. */
static bool read_bounds(struct rule_eval *e, const struct rule_aggregate *g, struct rule_scan *s)
{
    s->from = INT64_MIN;
    s->to = g->bound.n ? RULE_NO_RANK - 1 : RULE_NO_RANK;
    for (size_t i = 0; i < g->bound.n; i++) {
        const struct rule_bound *b = &g->bound.at[i];
        struct rule_value v;

        if (!rule_value(e, b->value, &v))
            return false;
        if (b->strict && __builtin_add_overflow(v.n, b->upper ? -1 : 1, &v.n)) {
            s->from = INT64_MAX; /* below or above everything: nothing is left */
            s->to = INT64_MIN;
        } else if (b->upper) {
            s->to = v.n < s->to ? v.n : s->to;
        } else {
            s->from = v.n > s->from ? v.n : s->from;
        }
    }
    return true;
}

/* First place in rank[at, end) that is at least v. */
static uint32_t lower(const int64_t *rank, uint32_t at, uint32_t end, int64_t v)
{
    while (at < end) {
        uint32_t mid = at + (end - at) / 2;

        if (rank[mid] < v)
            at = mid + 1;
        else
            end = mid;
    }
    return at;
}

static enum rule_truth narrow(struct rule_scan *s)
{
    const struct rule_index *x = s->index;

    if (s->group == RULE_NO_GROUP)
        return RULE_NO;
    s->at = x->start[s->group];
    s->end = x->start[s->group + 1];
    if (s->to != RULE_NO_RANK) {
        s->end = lower(x->rank, s->at, s->end, s->to + 1);
        s->at = lower(x->rank, s->at, s->end, s->from);
    }
    return rule_truth_of(s->at < s->end);
}

enum rule_truth rule_scan_open(struct rule_eval *e, const struct rule_aggregate *g,
                               struct rule_scan *s)
{
    struct rule_value key[RULE_MAX_KEYS];
    enum rule_truth guard;

    s->index = e->prepared->index[g->slot];
    s->at = s->end = 0;
    if (s->index->table->n <= (size_t)g->same)
        return RULE_NO; /* nothing but the screened row: no key could find any */
    if (!read_key(e, g, key) || !read_bounds(e, g, s) || !hold(e, g))
        return RULE_MAYBE;
    guard = guards(e, g);
    if (guard != RULE_YES)
        return guard;
    e->table[1] = s->index->table;
    s->group = rule_index_find(s->index, key);
    return narrow(s);
}

static bool counts(struct rule_eval *e, const struct rule_aggregate *g)
{
    for (size_t i = 0; i < g->rest.n; i++)
        if (rule_test(e, g->rest.at[i]) != RULE_YES)
            return false;
    return true;
}

bool rule_scan_next(struct rule_eval *e, const struct rule_aggregate *g, struct rule_scan *s,
                    size_t *ret_row)
{
    while (s->at < s->end) {
        size_t row = s->index->row[s->at++];

        if (g->same && row == e->row[0])
            continue;
        e->row[1] = row;
        if (counts(e, g)) {
            *ret_row = row;
            return true;
        }
    }
    return false;
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
    const struct rule_index *x = s->index;
    const struct column *c;
    size_t row = e->row[0];

    if (x->group_of[row] != s->group)
        return false;
    if (s->to == RULE_NO_RANK)
        return true;
    c = &x->table->column[x->order];
    return column_known(c, row) && c->number[row] >= s->from && c->number[row] <= s->to;
}

size_t rule_scan_size(const struct rule_eval *e, const struct rule_aggregate *g,
                      const struct rule_scan *s)
{
    return s->end - s->at - (g->same && self_within(e, s));
}

bool rule_value_COUNT(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    const struct rule_aggregate *g = n->aggregate;
    struct rule_scan s;
    size_t row;
    enum rule_truth open = rule_scan_open(e, g, &s);

    v->n = 0;
    if (open != RULE_YES)
        return open == RULE_NO;
    if (g->rest.n == 0) {
        v->n = (int64_t)rule_scan_size(e, g, &s);
        return true;
    }
    while (rule_scan_next(e, g, &s, &row))
        v->n++;
    return true;
}

/* Folds the field of every row that counts; false when there was none, or when the result does not
 * fit.  The sum is exact on the way, so that it does not depend on the order of the rows. */
static bool fold(struct rule_eval *e, const struct rule_node *n, struct rule_value *v,
                 void (*step)(rule_wide *sum, int64_t x))
{
    const struct rule_aggregate *g = n->aggregate;
    struct rule_scan s;
    rule_wide sum = 0;
    bool any = false;
    size_t row;

    if (rule_scan_open(e, g, &s) != RULE_YES)
        return false;
    while (rule_scan_next(e, g, &s, &row)) {
        const struct column *c = &s.index->table->column[g->field];

        if (!column_known(c, row))
            continue;
        if (any)
            step(&sum, c->number[row]);
        else
            sum = c->number[row];
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

bool rule_value_SUM(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return fold(e, n, v, step_sum);
}

bool rule_value_MAX(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return fold(e, n, v, step_max);
}

bool rule_value_MIN(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return fold(e, n, v, step_min);
}

/* The row with the latest date; rows without a date come after all others. */
static bool latest_row(struct rule_eval *e, const struct rule_aggregate *g, size_t *ret)
{
    struct rule_scan s;
    bool any = false, dated = false;
    size_t row;

    if (rule_scan_open(e, g, &s) != RULE_YES)
        return false;
    while (rule_scan_next(e, g, &s, &row)) {
        bool has_date = s.index->rank[s.at - 1] != RULE_NO_RANK;

        if (dated && !has_date)
            break;
        *ret = row;
        any = true;
        dated = has_date;
    }
    return any;
}

bool rule_value_LATEST(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    const struct rule_aggregate *g = n->aggregate;
    const struct column *c;
    size_t row;

    if (!latest_row(e, g, &row))
        return false;
    c = &e->table[1]->column[g->field];
    if (!column_known(c, row))
        return false;
    if (c->kind == COLUMN_TEXT)
        v->text = c->text[row];
    else
        v->n = c->number[row];
    return true;
}
