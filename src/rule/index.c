/* rule/index.c - see index.h. */
#include "rule/index.h"

#include "base/bug.h"
#include "base/mem.h"

/* ---- order ---- */

static const struct column *date_column(const struct law_dataset *d, const struct column_table *t)
{
    return d->date_field >= 0 && t->n > 0 ? &t->column[d->date_field] : NULL;
}

static int32_t date_of(const struct column *c, size_t row)
{
    int64_t v;

    if (!c || !column_known(c, row))
        return RULE_NO_DATE;
    v = c->number[row];
    return v > INT32_MIN && v < RULE_NO_DATE ? (int32_t)v : RULE_NO_DATE;
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

uint32_t *rule_rows_by_date(const struct law_dataset *d, const struct column_table *t)
{
    const struct column *c = date_column(d, t);
    uint64_t *key = mem_alloc((t->n + 1) * sizeof(*key));
    uint32_t *order = mem_alloc((t->n + 1) * sizeof(*order));

    BUG_ON(t->n >= INT32_MAX);
    for (size_t i = 0; i < t->n; i++)
        key[i] = (uint64_t)((uint32_t)date_of(c, i) ^ 0x80000000U) << 32 | i;
    if (c)
        qsort(key, t->n, sizeof(*key), by_number);
    for (size_t i = 0; i < t->n; i++)
        order[i] = (uint32_t)key[i];
    free(key);
    return order;
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

/* Lays the rows out by group, keeping their order by date. */
static void fill(struct rule_index *x, const uint32_t *order)
{
    const struct column *c = date_column(x->dataset, x->table);
    uint32_t *next = mem_zero(x->ngroup + 1, sizeof(*next)), at = 0;

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
        int32_t g = x->group_of[order[i]];

        if (g < 0)
            continue;
        x->date[next[g]] = date_of(c, order[i]);
        x->row[next[g]++] = order[i];
    }
    free(next);
}

struct rule_index *rule_index_new(const struct law_dataset *d, const struct column_table *t,
                                  const int *field, size_t nfield, const uint32_t *order)
{
    struct rule_index *x = MEM_NEW(struct rule_index);

    x->dataset = d;
    x->table = t;
    x->nfield = nfield;
    memcpy(x->field, field, nfield * sizeof(*field));
    x->group_of = mem_alloc((t->n + 1) * sizeof(*x->group_of));
    x->row = mem_alloc((t->n + 1) * sizeof(*x->row));
    x->date = mem_alloc((t->n + 1) * sizeof(*x->date));
    grow(x);
    for (size_t i = 0; i < t->n; i++)
        put_row(x, i);
    fill(x, order);
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
    free(x->date);
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
