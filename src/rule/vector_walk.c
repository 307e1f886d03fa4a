/*
 * rule/vector_walk.c - 存在 and 次数 over rows of the screened table itself, found for all rows of a
 * group at once; see vector_walk.h, decisions/0019.
 *
 * A search of its own for each row reads the group again and again, at random.  Here a group's
 * rows are read once into arrays, in the order of the index, and every row looks at a window of them.
 */
#include "rule/vector_walk.h"

enum { AHEAD = 24 }; /* rows that are fetched before they are read */

/* ---- the window of a row ---- */

/* How many of the n rising numbers are below the value; the search starts where the last one ended. */
static size_t below(const int64_t *v, size_t n, size_t last, int64_t value)
{
    size_t at = 0, end = n, step = 1;

    if (last < n && v[last] < value) {
        for (at = last + 1; at + step <= n && v[at + step - 1] < value; step *= 2)
            at += step;
        end = at + step <= n ? at + step - 1 : n;
    } else {
        for (end = last < n ? last : n; end >= step && v[end - step] >= value; step *= 2)
            end -= step;
        at = end >= step ? end - step + 1 : 0;
    }
    while (at < end) {
        size_t mid = at + (end - at) / 2;

        if (v[mid] < value)
            at = mid + 1;
        else
            end = mid;
    }
    return at;
}

/* [w->low, w->high): the rows whose rank lies within the row's bounds; false: unknown. */
static bool find_window(struct rule_walk *w, size_t i)
{
    const struct rule_members *m = w->m;
    struct column_ranks ranks;

    if (!w->ranked) {
        w->low = 0;
        w->high = m->n;
        return true;
    }
    if (!rule_own_ranks(w, i, &ranks))
        return false;
    w->low = ranks.from == INT64_MIN ? 0 : below(m->rank, m->ranked, w->low, ranks.from);
    w->high = ranks.to == INT64_MAX ? m->ranked : below(m->rank, m->ranked, w->high, ranks.to + 1);
    return true;
}

static bool has_keys(const struct rule_walk *w, size_t i)
{
    if (w->m->lacks[i])
        return false;
    for (size_t x = 0; x < w->nextra; x++)
        if (w->m->key[w->extra[x]][i] != w->own[w->extra[x]])
            return false;
    return true;
}

static bool passes(struct rule_walk *w, size_t i)
{
    struct rule_eval *e = &w->block->e;

    if (w->g->rest.n == 0)
        return true;
    if (!w->held && !rule_scan_hold(e, w->g))
        return false;
    w->held = true;
    e->row[1] = w->m->row[i];
    for (size_t k = 0; k < w->g->rest.n; k++)
        if (rule_test(e, w->g->rest.at[k]) != RULE_YES)
            return false;
    return true;
}

static size_t count(struct rule_walk *w, size_t self)
{
    bool within = w->low <= self && self < w->high;
    size_t n = 0, most = w->node->op == RULE_OP_COUNT ? RULE_WALKED_MANY : 1;

    if (w->low >= w->high)
        return 0;
    if (w->nextra == 0 && w->g->rest.n == 0)
        return w->high - w->low - within;
    for (size_t i = w->low; i < w->high && n < most; i++)
        n += i != self && has_keys(w, i) && passes(w, i);
    return n;
}

static void answer(const struct rule_walk *w, size_t i, size_t n)
{
    if (n > 0)
        w->to->count[w->m->row[i]] = (uint8_t)(n < RULE_WALKED_MANY ? n : RULE_WALKED_MANY);
}

static void ask(struct rule_walk *w, size_t i)
{

    w->block->e.row[0] = w->m->row[i];
    w->held = false;
    if (!rule_own_keys(w, i) || !find_window(w, i))
        return; /* unknown: nobody asks */
    answer(w, i, count(w, i));
}

/* How many rows have a rank that is so much more than the row's own: both rise together. */
static void ask_steps(struct rule_walk *w, int64_t plus)
{
    const struct rule_members *m = w->m;
    size_t low = 0, high = 0;

    for (size_t i = 0; i < m->ranked; i++) {
        int64_t v;

        if (__builtin_add_overflow(m->rank[i], plus, &v))
            continue;
        while (low < m->ranked && m->rank[low] < v)
            low++;
        high = high > low ? high : low;
        while (high < m->ranked && m->rank[high] == v)
            high++;
        answer(w, i, high - low - (low <= i && i < high));
    }
}

static void walk_group(struct rule_walk *w, const struct column_rows *r)
{
    rule_walk_rows(w, r);
    rule_walk_keys(w);
    if (w->same && !rule_walk_alike(w))
        return;
    if (w->ranked)
        rule_walk_ranks(w);
    if (w->steps) {
        ask_steps(w, w->key[w->path->range].plus);
        return;
    }
    w->low = w->high = 0;
    for (size_t i = 0; w->m->n > 1 && i < w->m->n; i++)
        ask(w, i);
}

/* ---- parts ---- */

static void fetch(const struct column *c, size_t row)
{
    const struct column_chunk *k = column_chunk_of(c, row);

    if (k->data)
        __builtin_prefetch((const char *)k->data + (row & (COLUMN_BLOCK - 1)) * k->width);
}

static void fetch_row(const struct rule_walk *w, size_t row)
{
    const struct column_table *t = w->index->table;

    if (w->ranked && !w->same && t->column[w->index->order].chunk)
        fetch(&t->column[w->index->order], row);
    for (size_t k = 0; k < w->nextra; k++)
        if (t->column[w->g->key.at[w->extra[k]].field].chunk)
            fetch(&t->column[w->g->key.at[w->extra[k]].field], row);
}

/* Groups that were sorted when the index was made, with what came to them since. */
static void walk_sorted(struct rule_walk *w, size_t from, size_t to)
{
    const struct column_index *x = w->index;
    const struct column *key = &x->table->column[x->key];
    uint32_t fetched = x->start[from], end = x->start[to];

    for (size_t g = from; g < to; g++) {
        struct column_rows r = {.at = x->row + x->start[g], .n = x->start[g + 1] - x->start[g]};

        for (; fetched < end && fetched < x->start[g + 1] + AHEAD; fetched++)
            fetch_row(w, x->row[fetched]);
        if (x->chain.n > 0)
            column_index_find(x, column_number(key, r.at[0]), &r);
        walk_group(w, &r);
    }
}

/* Values that no two rows shared before others came. */
static void walk_later(struct rule_walk *w)
{
    const struct column_chain *c = &w->index->chain;

    for (size_t i = 0; i < c->cap; i++) {
        struct column_rows r;

        if (!c->slot[i].row)
            continue;
        column_index_find(w->index, c->slot[i].value, &r);
        if (r.n < 2)
            walk_group(w, &r);
    }
}

void rule_block_walk(struct rule_block *b, size_t part)
{
    const struct rule_walk_part *p = &b->v->part.at[part];
    const struct rule_walked *to = p->walked;
    struct rule_walk w = {.block = b, .to = to, .node = to->node, .g = to->node->aggregate};

    rule_eval_start(&b->e, b->v->binding, to->plan, 0, &b->scratch);
    w.path = &b->e.prepared->path[w.g->slot];
    w.index = w.path->index;
    b->e.table[1] = w.index->table;
    w.m = b->members;
    rule_walk_owns(&w);
    if (p->later)
        walk_later(&w);
    else
        walk_sorted(&w, p->from, p->to);
    arena_reset(&b->scratch);
}
