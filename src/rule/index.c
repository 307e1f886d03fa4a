/* rule/index.c - see index.h. */
#include "rule/index.h"

#include "base/bug.h"
#include "base/mem.h"

/* ---- order ---- */

static int64_t rank_of(const struct column_table *t, int order, size_t row)
{
    const struct column *c;

    if (order < 0)
        return RULE_NO_RANK;
    c = &t->column[order];
    return column_known(c, row) ? c->number[row] : RULE_NO_RANK;
}

struct ranked {
    int64_t rank;
    uint32_t row;
};

static int by_rank(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* Dates lie close together: counting them sorts in linear time.  False when they do not. */
static bool count_sort(const struct ranked *in, size_t n, uint32_t *out)
{
    enum { WIDEST = 1 << 17 };
    int64_t least = INT64_MAX, most = INT64_MIN;
    uint32_t *place, at = 0;

    for (size_t i = 0; i < n; i++)
        if (in[i].rank != RULE_NO_RANK) {
            least = in[i].rank < least ? in[i].rank : least;
            most = in[i].rank > most ? in[i].rank : most;
        }
    if (least > most || (uint64_t)most - (uint64_t)least >= WIDEST)
        return false;
    place = mem_zero(WIDEST + 1, sizeof(*place));
    for (size_t i = 0; i < n; i++)
        place[in[i].rank == RULE_NO_RANK ? WIDEST : in[i].rank - least]++;
    for (size_t k = 0; k <= WIDEST; k++) {
        uint32_t many = place[k];

        place[k] = at;
        at += many;
    }
    for (size_t i = 0; i < n; i++)
        out[place[in[i].rank == RULE_NO_RANK ? WIDEST : in[i].rank - least]++] = in[i].row;
    free(place);
    return true;
}

uint32_t *rule_rows_by(const struct column_table *t, int order)
{
    struct ranked *r = mem_alloc((t->n + 1) * sizeof(*r));
    uint32_t *out = mem_alloc((t->n + 1) * sizeof(*out));

    BUG_ON(t->n >= INT32_MAX);
    for (size_t i = 0; i < t->n; i++)
        r[i] = (struct ranked){rank_of(t, order, i), (uint32_t)i};
    if (order < 0 || !count_sort(r, t->n, out)) {
        if (order >= 0)
            qsort(r, t->n, sizeof(*r), by_rank);
        for (size_t i = 0; i < t->n; i++)
            out[i] = r[i].row;
    }
    free(r);
    return out;
}

/* ---- keys ---- */

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * 0x9E3779B97F4A7C15ULL;
    return h ^ h >> 29;
}

static uint64_t hash_key(const struct rule_index *x, const struct rule_value *key)
{
    uint64_t h = 0;

    for (size_t i = 0; i < x->nfield; i++)
        if (x->table->column[x->field[i]].kind == COLUMN_TEXT)
            h = mix(h, str_hash(key[i].text));
        else
            h = mix(h, (uint64_t)key[i].n);
    return mix(h, h >> 32);
}

/* False when a field of the row is unknown. */
static bool key_of_row(const struct rule_index *x, size_t row, struct rule_value *key)
{
    for (size_t i = 0; i < x->nfield; i++) {
        const struct column *c = &x->table->column[x->field[i]];

        if (!column_known(c, row))
            return false;
        if (c->kind == COLUMN_TEXT)
            key[i].text = c->text[row];
        else
            key[i].n = c->number[row];
    }
    return true;
}

static bool row_has_key(const struct rule_index *x, size_t row, const struct rule_value *key)
{
    for (size_t i = 0; i < x->nfield; i++) {
        const struct column *c = &x->table->column[x->field[i]];

        if (c->kind == COLUMN_TEXT ? !str_eq(c->text[row], key[i].text)
                                   : c->number[row] != key[i].n)
            return false;
    }
    return true;
}

/* ---- groups; while building, start[g] is a row of group g ---- */

static size_t find_slot(const struct rule_index *x, const uint32_t *member, uint64_t hash,
                        const struct rule_value *key)
{
    size_t i = hash & (x->cap - 1);

    while (x->slot[i]) {
        uint32_t g = x->slot[i] - 1;

        if (x->hash[g] == hash && row_has_key(x, member[g], key))
            break;
        i = (i + 1) & (x->cap - 1);
    }
    return i;
}

static void grow(struct rule_index *x)
{
    x->cap = x->cap ? x->cap * 2 : 64;
    free(x->slot);
    x->slot = mem_zero(x->cap, sizeof(*x->slot));
    x->hash = mem_realloc(x->hash, x->cap * sizeof(*x->hash));
    x->start = mem_realloc(x->start, (x->cap + 1) * sizeof(*x->start));
    for (size_t g = 0; g < x->ngroup; g++) {
        size_t i = x->hash[g] & (x->cap - 1);

        while (x->slot[i])
            i = (i + 1) & (x->cap - 1);
        x->slot[i] = (uint32_t)g + 1;
    }
}

static void put_row(struct rule_index *x, size_t row)
{
    struct rule_value key[RULE_MAX_KEYS];
    uint64_t hash;
    size_t i;

    x->group_of[row] = RULE_NO_GROUP;
    if (!key_of_row(x, row, key))
        return;
    if (x->ngroup * 2 >= x->cap)
        grow(x);
    hash = hash_key(x, key);
    i = find_slot(x, x->start, hash, key);
    if (!x->slot[i]) {
        x->hash[x->ngroup] = hash;
        x->start[x->ngroup] = (uint32_t)row;
        x->slot[i] = (uint32_t)++x->ngroup;
    }
    x->group_of[row] = (int32_t)x->slot[i] - 1;
}

/* Lays the rows out by group, keeping their order. */
void rule_index_fill(struct rule_index *x, int order, const uint32_t *sorted)
{
    uint32_t *next = mem_zero(x->ngroup + 1, sizeof(*next)), at = 0;

    x->order = order;
    for (size_t i = 0; i < x->table->n; i++)
        if (x->group_of[i] >= 0)
            next[x->group_of[i]]++;
    for (size_t g = 0; g < x->ngroup; g++) {
        uint32_t n = next[g];

        x->start[g] = next[g] = at;
        at += n;
    }
    x->start[x->ngroup] = at;
    for (size_t i = 0; i < x->table->n; i++) {
        int32_t g = x->group_of[sorted[i]];

        if (g < 0)
            continue;
        x->rank[next[g]] = rank_of(x->table, order, sorted[i]);
        x->row[next[g]++] = sorted[i];
    }
    free(next);
}

struct rule_index *rule_index_new(const struct law_dataset *d, const struct column_table *t,
                                  const int *field, size_t nfield)
{
    struct rule_index *x = MEM_NEW(struct rule_index);

    x->dataset = d;
    x->table = t;
    x->nfield = nfield;
    memcpy(x->field, field, nfield * sizeof(*field));
    x->group_of = mem_alloc((t->n + 1) * sizeof(*x->group_of));
    x->row = mem_alloc((t->n + 1) * sizeof(*x->row));
    x->rank = mem_alloc((t->n + 1) * sizeof(*x->rank));
    grow(x);
    for (size_t i = 0; i < t->n; i++)
        put_row(x, i);
    return x;
}

void rule_index_free(struct rule_index *x)
{
    if (!x)
        return;
    free(x->slot);
    free(x->hash);
    free(x->start);
    free(x->row);
    free(x->rank);
    free(x->group_of);
    free(x);
}

int32_t rule_index_find(const struct rule_index *x, const struct rule_value *key)
{
    uint64_t hash = hash_key(x, key);

    for (size_t i = hash & (x->cap - 1); x->slot[i]; i = (i + 1) & (x->cap - 1)) {
        uint32_t g = x->slot[i] - 1;

        if (x->hash[g] == hash && row_has_key(x, x->row[x->start[g]], key))
            return (int32_t)g;
    }
    return RULE_NO_GROUP;
}
