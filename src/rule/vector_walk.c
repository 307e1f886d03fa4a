/*
 * rule/vector_walk.c - 存在 and 次数 over rows of the screened table itself, found for all rows of a
 * group at once; see vector.h, decisions/0019.
 *
 * A search of its own for each row reads the group again and again, at random.  Here a group's
 * rows are read once into arrays, in the order of the index, and every row looks at a window of them.
 */
#include "base/mem.h"
#include "rule/vector.h"

#include <stdlib.h>

enum { AHEAD = 24 }; /* rows that are fetched before they are read */

/* The rows of the group at hand. */
struct rule_members {
    size_t n, ranked, room; /* the first `ranked` have a known rank */
    uint32_t *row;
    int64_t *rank;
    int64_t *key[RULE_MAX_KEYS]; /* by place in g->key: the counted field */
    uint8_t *lacks;              /* bit k: key[k] is unknown */
};

/* Where a value of the screened row comes from. */
struct own {
    enum { OWN_RANK, OWN_KEY, OWN_FIELD, OWN_OTHER } from;
    size_t key;
    const struct column *field;
    const struct rule_node *node, *span;
    struct rule_move *move; /* NULL: it is not moved */
    int64_t plus;
};

struct walk {
    struct rule_block *block;
    const struct rule_walked *to;
    const struct rule_node *node;
    const struct rule_aggregate *g;
    const struct rule_path *path;
    const struct column_index *index;
    struct rule_members *m;
    bool ranked, held;           /* the order of rows matters; values are held for the row */
    bool steps;                  /* only the rank is compared, with the row's own and a number */
    bool same;                   /* there are further keys, each of the row's own same field */
    size_t extra[RULE_MAX_KEYS]; /* keys that are compared */
    size_t nextra, low, high;    /* low, high: the window of the row before */
    struct own bound[RULE_WALK_BOUNDS], key[RULE_MAX_KEYS];
    int64_t own[RULE_MAX_KEYS]; /* the keys of the row */
};

/* ---- the members of a group ---- */

struct rule_members *rule_members_new(void)
{
    return MEM_NEW(struct rule_members);
}

void rule_members_free(struct rule_members *m)
{
    for (size_t k = 0; k < RULE_MAX_KEYS; k++)
        free(m->key[k]);
    free(m->row);
    free(m->rank);
    free(m->lacks);
    free(m);
}

static void make_room(struct rule_members *m, size_t n)
{
    if (n <= m->room)
        return;
    m->room = n * 2;
    m->row = mem_realloc(m->row, m->room * sizeof(*m->row));
    m->rank = mem_realloc(m->rank, m->room * sizeof(*m->rank));
    m->lacks = mem_realloc(m->lacks, m->room);
    for (size_t k = 0; k < RULE_MAX_KEYS; k++)
        m->key[k] = mem_realloc(m->key[k], m->room * sizeof(*m->key[k]));
}

static void add_row(struct walk *w, size_t row)
{
    struct rule_members *m = w->m;

    if (column_row_gone(w->index->table, row))
        return;
    make_room(m, m->n + 1);
    m->row[m->n] = (uint32_t)row;
    m->lacks[m->n++] = 0;
}

struct later {
    int64_t rank;
    uint32_t row;
    bool known;
};

static int by_rank(const void *a, const void *b)
{
    const struct later *x = a, *y = b;

    if (x->known != y->known)
        return x->known ? -1 : 1;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

/* Later rows are not sorted among the others. */
static void sort_members(struct walk *w)
{
    struct rule_members *m = w->m;
    struct later *v = mem_alloc((m->n + 1) * sizeof(*v));

    for (size_t i = 0; i < m->n; i++) {
        v[i] = (struct later){.row = m->row[i]};
        v[i].known = column_index_rank(w->index, m->row[i], &v[i].rank);
    }
    if (m->n > 1)
        qsort(v, m->n, sizeof(*v), by_rank);
    for (size_t i = 0; i < m->n; i++)
        m->row[i] = v[i].row;
    free(v);
}

static void read_ranks(struct walk *w)
{
    struct rule_members *m = w->m;

    m->ranked = 0;
    while (m->ranked < m->n && column_index_rank(w->index, m->row[m->ranked], &m->rank[m->ranked]))
        m->ranked++;
}

static void read_key(struct walk *w, size_t k)
{
    const struct column *c = &w->index->table->column[w->g->key.at[k].field];
    struct rule_members *m = w->m;

    for (size_t i = 0; i < m->n; i++)
        if (!column_get(c, m->row[i], &m->key[k][i]))
            m->lacks[i] |= (uint8_t)(1u << k);
}

/* The whole run, when none of it went. */
static void copy_run(struct rule_members *m, const struct column_rows *r)
{
    make_room(m, r->n);
    memcpy(m->row, r->at, r->n * sizeof(*m->row));
    memset(m->lacks, 0, r->n);
    m->n = r->n;
}

static void read_rows(struct walk *w, const struct column_rows *r)
{
    bool whole = r->at && w->index->ngone == 0;

    w->m->n = 0;
    if (whole)
        copy_run(w->m, r);
    for (uint32_t i = 0; !whole && i < r->n; i++)
        add_row(w, column_rows_at(r, i));
    for (uint32_t row = r->chain; row; row = column_index_next(w->index, row - 1))
        add_row(w, row - 1);
    if (w->ranked && r->chain)
        sort_members(w);
}

static bool are_alike(const struct walk *w, size_t a, size_t b)
{
    for (size_t x = 0; x < w->nextra; x++)
        if (w->m->key[w->extra[x]][a] != w->m->key[w->extra[x]][b])
            return false;
    return !w->m->lacks[a] && !w->m->lacks[b];
}

/* In most small groups no two rows have the further keys in common: then nothing else is read. */
static bool some_alike(const struct walk *w)
{
    enum { FEW = 16 };
    size_t n = w->m->n;

    for (size_t i = 0; n <= FEW && i < n; i++)
        for (size_t k = i + 1; k < n; k++)
            if (are_alike(w, i, k))
                return true;
    return n > FEW;
}

/* ---- a row's own values ---- */

static struct own own_field(const struct walk *w, const struct rule_node *n)
{
    struct own o = {.from = OWN_FIELD, .node = n};

    if (w->ranked && n->field == w->index->order)
        o.from = OWN_RANK;
    for (size_t x = 0; x < w->nextra && o.from == OWN_FIELD; x++)
        if (w->g->key.at[w->extra[x]].field == n->field) {
            o.from = OWN_KEY;
            o.key = w->extra[x];
        }
    o.field = &w->index->table->column[n->field];
    return o;
}

/* A field, or one that is moved by a span or by a number; all else is left to the row evaluator. */
static struct own find_own(struct walk *w, const struct rule_node *n, bool move)
{
    struct own other = {.from = OWN_OTHER, .node = n}, o;
    bool back = n->op == RULE_OP_DAY_SUB || n->op == RULE_OP_WORKDAY_SUB;

    if (n->op == RULE_OP_FIELD)
        return own_field(w, n);
    if (n->nkid != 2 || n->kid[0]->op != RULE_OP_FIELD)
        return other;
    o = own_field(w, n->kid[0]);
    o.span = n->kid[1];
    if (move && (back || n->op == RULE_OP_DAY_ADD || n->op == RULE_OP_WORKDAY_ADD)) {
        o.move = rule_block_moves(w->block, o.span, back);
        return o;
    }
    if ((n->op != RULE_OP_ADD && n->op != RULE_OP_SUB) || o.span->op != RULE_OP_CONST ||
        o.span->number == INT64_MIN)
        return other;
    o.plus = n->op == RULE_OP_ADD ? o.span->number : -o.span->number;
    return o;
}

static bool own_value(struct walk *w, const struct own *o, size_t i, int64_t *ret)
{
    struct rule_value v;

    switch (o->from) {
    case OWN_RANK:
        if (i >= w->m->ranked)
            return false;
        *ret = w->m->rank[i];
        break;
    case OWN_KEY:
        if (w->m->lacks[i] >> o->key & 1)
            return false;
        *ret = w->m->key[o->key][i];
        break;
    case OWN_FIELD:
        if (!column_get(o->field, w->m->row[i], ret))
            return false;
        break;
    case OWN_OTHER:
        if (!rule_value(&w->block->e, o->node, &v))
            return false;
        *ret = v.n;
        return true;
    }
    if (o->move)
        return rule_block_move(w->block, o->move, o->span, *ret, ret);
    return !__builtin_add_overflow(*ret, o->plus, ret);
}

static bool own_keys(struct walk *w, size_t i)
{
    for (size_t x = 0; x < w->nextra; x++)
        if (!own_value(w, &w->key[w->extra[x]], i, &w->own[w->extra[x]]))
            return false;
    return true;
}

static bool own_ranks(struct walk *w, size_t i, struct column_ranks *ret)
{
    struct column_ranks r = {INT64_MIN, INT64_MAX};
    int64_t v;

    for (size_t k = 0; k < w->g->bound.n; k++) {
        if (!own_value(w, &w->bound[k], i, &v))
            return false;
        rule_scan_bound(&r, &w->g->bound.at[k], v);
    }
    if (w->path->range >= 0) {
        if (!own_value(w, &w->key[w->path->range], i, &v))
            return false;
        r.from = r.to = v;
    }
    *ret = r;
    return true;
}

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
static bool find_window(struct walk *w, size_t i)
{
    const struct rule_members *m = w->m;
    struct column_ranks ranks;

    if (!w->ranked) {
        w->low = 0;
        w->high = m->n;
        return true;
    }
    if (!own_ranks(w, i, &ranks))
        return false;
    w->low = ranks.from == INT64_MIN ? 0 : below(m->rank, m->ranked, w->low, ranks.from);
    w->high = ranks.to == INT64_MAX ? m->ranked : below(m->rank, m->ranked, w->high, ranks.to + 1);
    return true;
}

static bool has_keys(const struct walk *w, size_t i)
{
    if (w->m->lacks[i])
        return false;
    for (size_t x = 0; x < w->nextra; x++)
        if (w->m->key[w->extra[x]][i] != w->own[w->extra[x]])
            return false;
    return true;
}

static bool passes(struct walk *w, size_t i)
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

static size_t count(struct walk *w, size_t self)
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

static void answer(const struct walk *w, size_t i, size_t n)
{
    if (n > 0)
        w->to->count[w->m->row[i]] = (uint8_t)(n < RULE_WALKED_MANY ? n : RULE_WALKED_MANY);
}

static void ask(struct walk *w, size_t i)
{

    w->block->e.row[0] = w->m->row[i];
    w->held = false;
    if (!own_keys(w, i) || !find_window(w, i))
        return; /* unknown: nobody asks */
    answer(w, i, count(w, i));
}

/* How many rows have a rank that is so much more than the row's own: both rise together. */
static void ask_steps(struct walk *w, int64_t plus)
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

static void walk_group(struct walk *w, const struct column_rows *r)
{
    read_rows(w, r);
    for (size_t k = 0; k < w->nextra; k++)
        read_key(w, w->extra[k]);
    if (w->same && !some_alike(w))
        return;
    if (w->ranked)
        read_ranks(w);
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

static void fetch_row(const struct walk *w, size_t row)
{
    const struct column_table *t = w->index->table;

    if (w->ranked && !w->same && t->column[w->index->order].chunk)
        fetch(&t->column[w->index->order], row);
    for (size_t k = 0; k < w->nextra; k++)
        if (t->column[w->g->key.at[w->extra[k]].field].chunk)
            fetch(&t->column[w->g->key.at[w->extra[k]].field], row);
}

/* Groups that were sorted when the index was made, with what came to them since. */
static void walk_sorted(struct walk *w, size_t from, size_t to)
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
static void walk_later(struct walk *w)
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

static bool is_same(const struct walk *w, size_t k)
{
    const struct own *o = &w->key[k];

    return o->node->op == RULE_OP_FIELD && o->node->field == w->g->key.at[k].field;
}

static void find_owns(struct walk *w)
{
    w->ranked = w->g->bound.n > 0 || w->path->range >= 0;
    for (size_t k = 0; k < w->g->key.n; k++)
        if (k != w->path->walk && (int64_t)k != w->path->range)
            w->extra[w->nextra++] = k;
    for (size_t k = 0; k < w->g->key.n; k++)
        w->key[k] = find_own(w, w->g->key.at[k].value, false);
    w->same = w->nextra > 0;
    for (size_t x = 0; x < w->nextra; x++)
        w->same &= is_same(w, w->extra[x]);
    w->steps = w->path->range >= 0 && w->nextra == 0 && w->g->rest.n == 0 && w->g->bound.n == 0 &&
               w->key[w->path->range].from == OWN_RANK && !w->key[w->path->range].move;
    for (size_t k = 0; k < w->g->bound.n; k++)
        w->bound[k] = find_own(w, w->g->bound.at[k].value, true);
}

void rule_block_walk(struct rule_block *b, size_t part)
{
    const struct rule_walk_part *p = &b->v->part.at[part];
    const struct rule_walked *to = p->walked;
    struct walk w = {.block = b, .to = to, .node = to->node, .g = to->node->aggregate};

    rule_eval_start(&b->e, b->v->binding, to->plan, 0, &b->scratch);
    w.path = &b->e.prepared->path[w.g->slot];
    w.index = w.path->index;
    b->e.table[1] = w.index->table;
    w.m = b->members;
    find_owns(&w);
    if (p->later)
        walk_later(&w);
    else
        walk_sorted(&w, p->from, p->to);
    arena_reset(&b->scratch);
}
