/*
 * rule/vector_aggregate.c - aggregates over a block; see vector.h, eval.h.
 *
 * What a search is made by (keys, bounds, held values) is computed for the whole block; then each
 * row searches its own group, but for rows that are alone in it, which the index knows.
 */
#include "rule/vector.h"

enum { MAX_BOUNDS = 6 };

struct inputs {
    bool read; /* key, bound and need are computed */
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
    in->read = ok;
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

/* ---- what is known without a value ---- */

/* Days that any span of ours moves within the years 1 to 9999. */
static bool far_from_ends(int64_t day)
{
    enum { FIRST = -300000, LAST = 2500000 };

    return day > FIRST && day < LAST;
}

/* A moved day is known wherever the day is, when it is at both ends of what the zone map says. */
static bool surely_moves(struct rule_block *b, const struct rule_node *n,
                         const struct column_chunk *k)
{
    bool back = n->op == RULE_OP_DAY_SUB || n->op == RULE_OP_WORKDAY_SUB;
    struct day least, most;

    return far_from_ends(k->least) && far_from_ends(k->most) && rule_day(k->least, &least) &&
           rule_day(k->most, &most) && rule_day_move(&b->e, least, n->kid[1], back, &least) &&
           rule_day_move(&b->e, most, n->kid[1], back, &most);
}

/* A sum with a constant, the same. */
static bool surely_fits(const struct rule_node *n, const struct column_chunk *k)
{
    int64_t by = n->kid[1]->number, v;

    if (n->kid[1]->op != RULE_OP_CONST)
        return false;
    return n->op == RULE_OP_ADD ? !__builtin_add_overflow(k->least, by, &v) &&
                                      !__builtin_add_overflow(k->most, by, &v)
                                : !__builtin_sub_overflow(k->least, by, &v) &&
                                      !__builtin_sub_overflow(k->most, by, &v);
}

static bool is_own_field(const struct rule_node *n)
{
    return n->op == RULE_OP_FIELD && n->level == 0;
}

/* Takes out of `known` the rows in which the field is not. */
static const struct column_chunk *known_field(const struct rule_block *b, const struct rule_node *n,
                                              struct rule_bits *known)
{
    const struct column_chunk *k = rule_block_chunk(b, n->field);
    struct rule_bits valid;

    if (k && k->known == b->n)
        return k;
    memset(&valid, 0, sizeof(valid));
    if (k)
        column_chunk_valid(k, b->n, valid.w);
    for (size_t w = 0; w < COLUMN_WORDS; w++)
        known->w[w] &= valid.w[w];
    return k;
}

/* The same of any node, where bitmaps and zone maps tell; false: they do not. */
static bool known_rows(struct rule_block *b, const struct rule_node *n, struct rule_bits *known)
{
    const struct column_chunk *k;

    if (n->op == RULE_OP_CONST)
        return n->type.kind != RULE_WORDS;
    if (is_own_field(n)) {
        (void)known_field(b, n, known);
        return true;
    }
    if (n->nkid == 0 || !is_own_field(n->kid[0]))
        return false;
    k = rule_block_chunk(b, n->kid[0]->field);
    if (n->op == RULE_OP_DAY_ADD || n->op == RULE_OP_DAY_SUB || n->op == RULE_OP_WORKDAY_ADD ||
        n->op == RULE_OP_WORKDAY_SUB) {
        if (k && !surely_moves(b, n, k))
            return false;
    } else if ((n->op != RULE_OP_ADD && n->op != RULE_OP_SUB) || !k || !surely_fits(n, k)) {
        return false;
    }
    (void)known_field(b, n->kid[0], known);
    return true;
}

static bool all_known_rows(struct rule_block *b, const struct rule_aggregate *g,
                           struct rule_bits *known)
{
    bool told = true;

    for (size_t i = 0; told && i < g->key.n; i++)
        told = known_rows(b, g->key.at[i].value, known);
    for (size_t i = 0; told && i < g->bound.n; i++)
        told = known_rows(b, g->bound.at[i].value, known);
    for (size_t i = 0; told && i < g->need.n; i++)
        told = known_rows(b, g->need.at[i], known);
    return told;
}

/* ---- rows whose group is empty ---- */

/* Then the index knows who shares it. */
bool rule_walks_own(const struct rule_aggregate *g, const struct rule_path *p)
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

    if (rule_walks_own(g, p))
        for (size_t w = 0; w < COLUMN_WORDS; w++)
            rows->w[w] &= shared ? shared[w] : 0;
    else if (key->op == RULE_OP_FIELD && key->level == 0)
        drop_empty(b, p->index, key->field, rows);
}

/* ---- groups whose ends say all ---- */

static bool only_upper(const struct rule_aggregate *g)
{
    for (size_t i = 0; i < g->bound.n; i++)
        if (!g->bound.at[i].upper)
            return false;
    return true;
}

bool rule_is_simple(enum rule_op op, const struct rule_aggregate *g, const struct rule_path *p)
{
    return g->key.n == 1 && g->rest.n == 0 && p->range < 0 &&
           (op == RULE_OP_COUNT
                ? g->bound.n == 0
                : (op == RULE_OP_EXISTS || op == RULE_OP_NOT_EXISTS) && only_upper(g));
}

/* A group's first two rows in order; that they were looked up is remembered by value. */
struct ends {
    bool any, later; /* later: rows that came since have the value too */
    int64_t value, rank[2];
    uint32_t first, n, ranked; /* ranked: of the two, those whose rank is known */
};

enum { ENDS = 256 };

static void find_ends(const struct column_index *x, int64_t value, struct ends *e)
{
    struct column_rows rows;

    column_index_find(x, value, &rows);
    *e = (struct ends){.any = true, .later = rows.chain != 0, .value = value, .n = rows.n};
    e->first = rows.n > 0 ? column_rows_at(&rows, 0) : 0;
    while (e->ranked < 2 && e->ranked < rows.n &&
           column_index_rank(x, column_rows_at(&rows, e->ranked), &e->rank[e->ranked]))
        e->ranked++;
}

/* Whether what the ends say may be asked: of rows that went and of one that may be no member of its
 * group they know nothing. */
static bool has_ends(const struct rule_node *n, const struct rule_path *p)
{
    const struct rule_aggregate *g = n->aggregate;

    return p->index->ngone == 0 && (!g->same || rule_walks_own(g, p)) &&
           rule_is_simple(n->op, g, p);
}

static bool within_ends(const struct ends *e, const struct rule_aggregate *g,
                        const struct inputs *in, size_t i, size_t row)
{
    struct column_ranks r = {INT64_MIN, INT64_MAX};
    uint32_t other = g->same && e->first == row;

    if (g->bound.n == 0)
        return e->n > g->same;
    for (size_t k = 0; k < g->bound.n; k++)
        rule_scan_bound(&r, &g->bound.at[k], rule_vals_at(&in->bound[k], i));
    return other < e->ranked && r.from <= e->rank[other] && e->rank[other] <= r.to;
}

/* ---- searching ---- */

static uint64_t count_bits(const struct rule_bits *b)
{
    uint64_t n = 0;

    for (size_t w = 0; w < COLUMN_WORDS; w++)
        n += (uint64_t)__builtin_popcountll(b->w[w]);
    return n;
}

/* Candidates of the row; RULE_NO: none. */
static enum rule_truth search(struct rule_block *b, const struct rule_aggregate *g,
                              const struct inputs *in, size_t i, struct rule_scan *s)
{
    (void)rule_scan_start(&b->e, g, s);
    b->e.row[0] = (b->block << COLUMN_BLOCK_BITS) + i;
    for (size_t k = 0; k < g->key.n; k++)
        s->key[k].n = rule_vals_at(&in->key[k], i);
    for (size_t k = 0; k < g->bound.n; k++)
        rule_scan_bound(&s->ranks, &g->bound.at[k], rule_vals_at(&in->bound[k], i));
    for (size_t k = 0; k < g->need.n; k++)
        b->e.held[k] = (struct rule_value){.n = rule_vals_at(&in->need[k], i)};
    return rule_scan_narrow(s);
}

/*
 * Rows that search, rows that surely find nothing; the others are unknown.  Where it is known without
 * them which rows have all inputs, the inputs are computed only of rows that search, and not at
 * all (`walked`) of those that were answered before.  False: to be asked row by row.
 */
static bool part_rows(struct rule_block *b, const struct rule_aggregate *g, bool walked,
                      const struct rule_bits *live, struct inputs *in, struct rule_bits *ret_search,
                      struct rule_bits *ret_nothing)
{
    const struct rule_path *p = &b->e.prepared->path[g->slot];
    bool told;

    in->read = false;
    if (column_table_rows(p->index->table) <= (size_t)g->same) {
        memset(ret_search, 0, sizeof(*ret_search));
        *ret_nothing = *live;
        return true;
    }
    in->known = *live;
    told = all_known_rows(b, g, &in->known);
    if (!told && !read_inputs(b, g, live, in))
        return false;
    read_guards(b, g, in);
    *ret_search = in->guard.yes;
    drop_alone(b, g, p, ret_search);
    for (size_t w = 0; w < COLUMN_WORDS; w++)
        ret_nothing->w[w] = in->guard.no.w[w] | (in->guard.yes.w[w] & ~ret_search->w[w]);
    if (b->asked)
        b->asked[b->plan][g->slot] += count_bits(ret_search);
    return !told || walked || !rule_bits_any(ret_search) || read_inputs(b, g, ret_search, in);
}

/* The answers that were found by walking groups; NULL: there are none. */
static const uint8_t *walked_counts(const struct rule_block *b, const struct rule_aggregate *g)
{
    const struct rule_walked *w = b->v->walked ? b->v->walked[b->plan][g->slot] : NULL;

    return w ? w->count + (b->block << COLUMN_BLOCK_BITS) : NULL;
}

/* ---- 存在, 不存在 ---- */

/* ends NULL: they do not say. */
static bool finds(struct rule_block *b, const struct rule_aggregate *g, const struct inputs *in,
                  size_t i, struct ends *ends)
{
    struct rule_scan s;
    size_t row;

    if (ends) {
        const struct rule_path *p = &b->e.prepared->path[g->slot];
        int64_t value = rule_vals_at(&in->key[0], i);
        struct ends *e = &ends[(uint64_t)value % ENDS];

        if (!e->any || e->value != value)
            find_ends(p->index, value, e);
        if (!e->later)
            return within_ends(e, g, in, i, (b->block << COLUMN_BLOCK_BITS) + i);
    }
    return search(b, g, in, i, &s) == RULE_YES && rule_scan_next(&b->e, g, &s, &row);
}

static void exists(struct rule_block *b, const struct rule_node *n, const struct rule_bits *live,
                   struct rule_truths *ret)
{
    const struct rule_aggregate *g = n->aggregate;
    const uint8_t *walked = walked_counts(b, g);
    bool has = !walked && has_ends(n, &b->e.prepared->path[g->slot]);
    struct ends ends[ENDS];
    struct rule_bits rows;
    struct inputs in;

    if (has)
        memset(ends, 0, sizeof(ends));
    if (!part_rows(b, g, walked != NULL, live, &in, &rows, &ret->no)) {
        rule_block_test_rows(b, n, live, ret);
        if (n->op == RULE_OP_NOT_EXISTS)
            rule_truths_not(ret);
        return;
    }
    ret->same = RULE_MIXED;
    for (size_t w = 0; w < COLUMN_WORDS; w++) {
        uint64_t yes = 0;

        RULE_EACH_IN_WORD(&rows, w, i)
        {
            bool found = walked ? walked[i] > 0 : finds(b, g, &in, i, has ? ends : NULL);

            yes |= (uint64_t)found << (i & 63);
        }
        ret->yes.w[w] = yes;
        ret->no.w[w] |= rows.w[w] & ~yes;
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

/* False: later rows have the value too. */
static bool group_size(const struct column_index *x, int64_t value, int64_t *ret)
{
    struct column_rows rows;

    column_index_find(x, value, &rows);
    *ret = rows.n;
    return !rows.chain;
}

static void search_values(struct rule_block *b, const struct rule_node *n, const struct inputs *in,
                          const struct rule_bits *rows, int64_t *ret_out,
                          struct rule_bits *ret_known)
{
    const struct rule_path *p = &b->e.prepared->path[n->aggregate->slot];
    bool sizes = n->op == RULE_OP_COUNT && has_ends(n, p);
    struct rule_scan s;

    RULE_EACH_BIT(rows, i)
    {
        struct rule_value v = {0};
        bool has = n->op == RULE_OP_COUNT;

        if (sizes && group_size(p->index, rule_vals_at(&in->key[0], i), &ret_out[i])) {
            ret_out[i] -= n->aggregate->same;
            ret_known->w[i >> 6] |= (uint64_t)1 << (i & 63);
            continue;
        }

        if (search(b, n->aggregate, in, i, &s) == RULE_YES)
            has = rule_scan_value(&b->e, n, &s, &v);
        ret_out[i] = v.n;
        ret_known->w[i >> 6] |= (uint64_t)has << (i & 63);
    }
}

/* Takes the counts that were found; leaves the rows that have too many. */
static void take_counts(const uint8_t *walked, struct rule_bits *rows, int64_t *out,
                        struct rule_bits *known)
{
    for (size_t w = 0; w < COLUMN_WORDS; w++) {
        uint64_t told = 0;

        RULE_EACH_IN_WORD(rows, w, i)
        {
            out[i] = walked[i];
            told |= (uint64_t)(walked[i] < RULE_WALKED_MANY) << (i & 63);
        }
        known->w[w] |= told;
        rows->w[w] &= ~told;
    }
}

void rule_block_aggregate(struct rule_block *b, const struct rule_node *n,
                          const struct rule_bits *live, struct rule_vals *ret)
{
    const struct rule_aggregate *g = n->aggregate;
    const uint8_t *walked = walked_counts(b, g);
    int64_t *out = rule_block_room(b);
    struct rule_bits rows, nothing;
    size_t used = b->used;
    struct inputs in;
    bool ok = part_rows(b, g, walked != NULL, live, &in, &rows, &nothing);

    *ret = (struct rule_vals){.at = out};
    if (ok && n->op == RULE_OP_COUNT) { /* of nothing it is 0, of which the others are unknown */
        memset(out, 0, sizeof(*b->room));
        ret->known = nothing;
    }
    if (ok && walked)
        take_counts(walked, &rows, out, &ret->known);
    if (ok && walked && !in.read && rule_bits_any(&rows))
        ok = read_inputs(b, g, &rows, &in);
    if (ok)
        search_values(b, n, &in, &rows, out, &ret->known);
    else
        *ret = (struct rule_vals){.unsupported = true};
    b->used = used;
}
