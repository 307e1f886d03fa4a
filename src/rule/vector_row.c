/* rule/vector_row.c - tests that are asked row by row, and statistics of like cases; see vector.h. */
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

/* ---- like cases ---- */

/* Few groups meet in a block: those seen last are found again without a search. */
struct seen_group {
    int64_t key[RULE_MAX_KEYS];
    int32_t group;
    bool any;
};

enum { SEEN_BITS = 8, SEEN = 1 << SEEN_BITS };

static size_t seen_place(const int64_t *key, size_t n)
{
    uint64_t h = 0;

    for (size_t i = 0; i < n; i++)
        h = (h + (uint64_t)key[i]) * 0x9E3779B97F4A7C15ULL;
    return h >> (64 - SEEN_BITS);
}

static bool same_key(const int64_t *a, const int64_t *b, size_t n)
{
    uint64_t differ = 0;

    for (size_t i = 0; i < n; i++)
        differ |= (uint64_t)(a[i] ^ b[i]);
    return differ == 0;
}

static int32_t group_of(const struct rule_peers *p, struct seen_group *seen, const int64_t *key,
                        size_t row)
{
    struct seen_group *s = &seen[seen_place(key, p->nkey)];

    if (!s->any || !same_key(s->key, key, p->nkey)) {
        memcpy(s->key, key, p->nkey * sizeof(*key));
        s->group = rule_peers_group(p, row);
        s->any = true;
    }
    return s->group;
}

/* The chunks of the key's fields; false: one is known in no row. */
static bool key_chunks(const struct rule_block *b, const struct rule_peers *p,
                       const struct column_chunk **ret, struct rule_bits *known)
{
    for (size_t k = 0; k < p->nkey; k++) {
        struct rule_bits valid;

        ret[k] = rule_block_chunk(b, p->key[k]);
        if (!ret[k])
            return false;
        column_chunk_valid(ret[k], b->n, valid.w);
        for (size_t w = 0; w < COLUMN_WORDS; w++)
            known->w[w] &= valid.w[w];
    }
    return true;
}

static struct rule_kept_groups *kept_groups(struct rule_block *b, const struct rule_peers *p)
{
    struct rule_kept_groups *k;

    for (size_t i = 0; i < RULE_KEPT; i++)
        if (b->peers[i].block == b->block + 1 && b->peers[i].peers == p)
            return &b->peers[i];
    k = &b->peers[b->peers_turn++ % RULE_KEPT];
    k->peers = p;
    k->block = b->block + 1;
    memset(&k->done, 0, sizeof(k->done));
    return k;
}

static void find_by_key(struct rule_block *b, const struct rule_peers *p,
                        const struct column_chunk *const *chunk, const struct rule_bits *rows,
                        int32_t *ret_group)
{
    struct seen_group seen[SEEN];

    memset(seen, 0, sizeof(seen));
    RULE_EACH_BIT(rows, i)
    {
        int64_t key[RULE_MAX_KEYS];

        for (size_t k = 0; k < p->nkey; k++)
            key[k] = column_chunk_value(chunk[k], i);
        ret_group[i] = group_of(p, seen, key, (b->block << COLUMN_BLOCK_BITS) + i);
    }
}

enum { CELLS = COLUMN_BLOCK, NOT_FOUND = -2 };

/* A block of one cause has few years and few kinds of party: so many combinations that the zone maps
 * allow, each a cell.  0: too many. */
static size_t count_cells(const struct rule_peers *p, const struct column_chunk *const *chunk)
{
    size_t n = 1;

    for (size_t k = 0; k < p->nkey; k++) {
        uint64_t range = (uint64_t)chunk[k]->most - (uint64_t)chunk[k]->least;

        if (range >= CELLS || n * (range + 1) > CELLS)
            return 0;
        n *= range + 1;
    }
    return n;
}

/* Also of rows whose key is not known: what stands there means nothing. */
static void number_cells(struct rule_block *b, const struct rule_peers *p,
                         const struct column_chunk *const *chunk, uint32_t *ret_cell)
{
    size_t used = b->used;
    int64_t *value = rule_block_room(b);

    memset(ret_cell, 0, b->n * sizeof(*ret_cell));
    for (size_t k = 0; k < p->nkey; k++) {
        const struct column_chunk *c = chunk[k];
        size_t n = c->room && c->room < b->n ? c->room : b->n;
        uint32_t range = (uint32_t)((uint64_t)c->most - (uint64_t)c->least) + 1;

        if (range == 1)
            continue;
        b->v->kernels->expand(c->data, c->width, n, c->base, value);
        for (size_t i = 0; i < n; i++)
            ret_cell[i] = ret_cell[i] * range + (uint32_t)((uint64_t)value[i] - (uint64_t)c->least);
    }
    b->used = used;
}

static void find_by_cell(struct rule_block *b, const struct rule_peers *p,
                         const struct column_chunk *const *chunk, const struct rule_bits *rows,
                         int32_t *ret_group)
{
    uint32_t cell[COLUMN_BLOCK];
    int32_t group[CELLS];

    number_cells(b, p, chunk, cell);
    for (size_t i = 0; i < CELLS; i++)
        group[i] = NOT_FOUND;
    RULE_EACH_BIT(rows, i)
    {
        int32_t *g = &group[cell[i]];

        if (*g == NOT_FOUND)
            *g = rule_peers_group(p, (b->block << COLUMN_BLOCK_BITS) + i);
        ret_group[i] = *g;
    }
}

/* Finds the groups of rows that were not asked for before. */
static void find_groups(struct rule_block *b, const struct rule_peers *p,
                        const struct column_chunk *const *chunk, const struct rule_bits *rows,
                        struct rule_kept_groups *kept)
{
    struct rule_bits need = *rows;

    for (size_t w = 0; w < COLUMN_WORDS; w++)
        need.w[w] &= ~kept->done.w[w];
    if (!rule_bits_any(&need))
        return;
    (count_cells(p, chunk) > 0 ? find_by_cell : find_by_key)(b, p, chunk, &need, kept->group);
    for (size_t w = 0; w < COLUMN_WORDS; w++)
        kept->done.w[w] |= need.w[w];
}

void rule_block_peer(struct rule_block *b, const struct rule_node *n, const struct rule_bits *live,
                     struct rule_vals *ret)
{
    const struct rule_stat *s = b->e.prepared->stat[n->peer->slot];
    const struct column_chunk *chunk[RULE_MAX_KEYS];
    struct rule_kept_groups *kept = kept_groups(b, s->peers);
    struct rule_bits rows = *live;
    int64_t *out = rule_block_room(b);

    *ret = (struct rule_vals){.at = out};
    if (!key_chunks(b, s->peers, chunk, &rows)) {
        *ret = (struct rule_vals){.none = true};
        return;
    }
    find_groups(b, s->peers, chunk, &rows, kept);
    for (size_t w = 0; w < COLUMN_WORDS; w++) {
        uint64_t known = 0;

        RULE_EACH_IN_WORD(&rows, w, i)
        {
            int32_t g = kept->group[i];

            if (g < 0 || !s->known[g])
                continue;
            out[i] = s->value[g];
            known |= (uint64_t)1 << (i & 63);
        }
        ret->known.w[w] = known;
    }
}
