/* column/index.c - see index.h. */
#include "column/index.h"

#include "base/bug.h"
#include "base/mem.h"

#include <stdlib.h>

/* ---- the covered blocks ---- */

/* Whether every value is one that head can be asked for. */
static bool is_small(const struct column *c, size_t nblock)
{
    for (size_t b = 0; c->chunk && b < nblock; b++)
        if (c->chunk[b].known && (c->chunk[b].least < 0 || c->chunk[b].most >= COLUMN_MANY))
            return false;
    return true;
}

static uint32_t *head_of(struct column_index *x, int64_t value)
{
    size_t i = (size_t)value >> COLUMN_HEAD_BITS;

    if (!x->head[i])
        x->head[i] = mem_zero(COLUMN_HEADS, sizeof(uint32_t));
    return &x->head[i][value & (COLUMN_HEADS - 1)];
}

static void make_heads(struct column_index *x, const struct column *c)
{
    int64_t most = -1;

    for (size_t b = 0; b < x->nblock; b++)
        if (c->chunk[b].known && c->chunk[b].most > most)
            most = c->chunk[b].most;
    x->nhead = most < 0 ? 0 : ((size_t)most >> COLUMN_HEAD_BITS) + 1;
    x->head = mem_zero(x->nhead + 1, sizeof(*x->head));
}

typedef void (*each_fn)(struct column_index *x, uint32_t *head, size_t row);

static void each_row(struct column_index *x, const struct column *c, each_fn fn)
{
    for (size_t b = 0; b < x->nblock; b++) {
        const struct column_chunk *k = &c->chunk[b];

        for (size_t i = 0; k->known && i < x->table->fill[b]; i++)
            if (column_chunk_known(k, i) &&
                (!x->table->gone[b] || !column_bit(x->table->gone[b], i)))
                fn(x, head_of(x, column_chunk_value(k, i)), (b << COLUMN_BLOCK_BITS) + i);
    }
}

static void count_row(struct column_index *x, uint32_t *head, size_t row)
{
    (void)x;
    (void)row;
    ++*head;
}

/* Counts become single rows to be filled in, or groups with a place for their rows. */
static void make_groups(struct column_index *x)
{
    size_t cap = 0, at = 0;

    for (size_t h = 0; h < x->nhead; h++)
        for (size_t i = 0; x->head[h] && i < COLUMN_HEADS; i++) {
            uint32_t n = x->head[h][i];

            x->head[h][i] = 0;
            if (n < 2)
                continue;
            if (x->ngroup + 2 > cap) {
                cap = cap ? cap * 2 : 16;
                x->start = mem_realloc(x->start, cap * sizeof(*x->start));
            }
            x->start[x->ngroup] = (uint32_t)at;
            x->head[h][i] = COLUMN_MANY + (uint32_t)x->ngroup++;
            at += n;
        }
    if (!x->start)
        x->start = mem_alloc(sizeof(*x->start));
    x->start[x->ngroup] = (uint32_t)at;
    x->row = mem_alloc((at + 1) * sizeof(*x->row));
}

/* While filling, start is where a group's next row goes; it ends one group too far. */
static void put_row(struct column_index *x, uint32_t *head, size_t row)
{
    if (*head & COLUMN_MANY)
        x->row[x->start[*head - COLUMN_MANY]++] = (uint32_t)row;
    else
        *head = (uint32_t)row + 1;
}

/* ---- order within a group ---- */

struct ranked {
    uint64_t rank; /* rising as values do; 0 when unknown */
    uint64_t id;
    uint32_t row;
};

static int by_rank(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static bool is_sorted(const struct ranked *r, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (by_rank(&r[i - 1], &r[i]) > 0)
            return false;
    return true;
}

enum { DIGIT = 11, DIGITS = 1 << DIGIT, FEW = 128 };

struct sorting {
    struct ranked *r, *room;
    size_t n;
};

/* By eleven bits of the id or the rank; equal ones stay in order. */
static void sort_by_digit(struct sorting *s, bool rank, unsigned shift)
{
    size_t start[DIGITS] = {0}, at = 0;
    struct ranked *was = s->r;

#define DIGIT_OF(x) ((rank ? (x).rank : (x).id) >> shift & (DIGITS - 1))
    for (size_t i = 0; i < s->n; i++)
        start[DIGIT_OF(was[i])]++;
    for (size_t d = 0; d < DIGITS; d++) {
        size_t n = start[d];

        start[d] = at;
        at += n;
    }
    for (size_t i = 0; i < s->n; i++)
        s->room[start[DIGIT_OF(was[i])]++] = was[i];
#undef DIGIT_OF
    s->r = s->room;
    s->room = was;
}

/* Ranks and ids count from their least, so that few digits tell them apart. */
static struct ranked reduce(struct ranked *r, size_t n)
{
    struct ranked least = {UINT64_MAX, UINT64_MAX, 0}, most = {0, 0, 0};

    for (size_t i = 0; i < n; i++) {
        least.rank = r[i].rank < least.rank ? r[i].rank : least.rank;
        least.id = r[i].id < least.id ? r[i].id : least.id;
    }
    for (size_t i = 0; i < n; i++) {
        r[i].rank -= least.rank;
        r[i].id -= least.id;
        most.id |= r[i].id;
        most.rank |= r[i].rank;
    }
    return most;
}

static void sort_many(struct sorting *s)
{
    struct ranked most = reduce(s->r, s->n);

    for (unsigned shift = 0; shift < 64 && most.id >> shift; shift += DIGIT)
        sort_by_digit(s, false, shift);
    for (unsigned shift = 0; shift < 64 && most.rank >> shift; shift += DIGIT)
        sort_by_digit(s, true, shift);
}

/* Sorts s and lays its rows out. */
static void sort_part(struct sorting s, uint32_t *ret_row)
{
    if (!is_sorted(s.r, s.n)) {
        if (s.n < FEW)
            qsort(s.r, s.n, sizeof(*s.r), by_rank);
        else
            sort_many(&s);
    }
    for (size_t i = 0; i < s.n; i++)
        ret_row[i] = s.r[i].row;
}

/* Rows whose rank is unknown come behind all others, whatever these have. */
static void sort_group(const struct column_index *x, uint32_t *row, size_t n,
                       const struct sorting *s)
{
    size_t known = 0, end = n;

    for (size_t i = 0; i < n; i++) {
        int64_t rank;
        bool has = column_index_rank(x, row[i], &rank);

        /* The sign's bit turned: signed order as unsigned. */
        s->r[has ? known++ : --end] =
            (struct ranked){has ? (uint64_t)rank ^ (uint64_t)1 << 63 : 0,
                            (uint64_t)column_row_id(x->table, row[i]) ^ (uint64_t)1 << 63, row[i]};
    }
    sort_part((struct sorting){s->r, s->room, known}, row);
    sort_part((struct sorting){s->r + known, s->room + known, n - known}, row + known);
}

static void sort_groups(struct column_index *x)
{
    size_t most = 0;
    struct sorting s;

    for (size_t g = 0; g < x->ngroup; g++)
        most = x->start[g + 1] - x->start[g] > most ? x->start[g + 1] - x->start[g] : most;
    s.r = mem_alloc((most + 1) * sizeof(*s.r));
    s.room = mem_alloc((most + 1) * sizeof(*s.room));
    for (size_t g = 0; g < x->ngroup; g++)
        sort_group(x, x->row + x->start[g], x->start[g + 1] - x->start[g], &s);
    free(s.r);
    free(s.room);
}

/* ---- company ---- */

static void has_company(struct column_index *x, size_t row)
{
    size_t b = row >> COLUMN_BLOCK_BITS, i = row & (COLUMN_BLOCK - 1);

    if (b >= x->ncompany) {
        size_t n = x->table->cap > b ? x->table->cap : b + 1;

        x->company = mem_realloc(x->company, n * sizeof(*x->company));
        memset(x->company + x->ncompany, 0, (n - x->ncompany) * sizeof(*x->company));
        x->ncompany = n;
    }
    if (!x->company[b])
        x->company[b] = mem_zero(COLUMN_WORDS, sizeof(uint64_t));
    x->company[b][i >> 6] |= (uint64_t)1 << (i & 63);
}

void column_index_company(struct column_index *x)
{
    for (uint32_t i = 0; x->ngroup && i < x->start[x->ngroup]; i++)
        has_company(x, x->row[i]);
}

struct column_index *column_index_new(const struct column_table *t, int key, int order)
{
    struct column_index *x = MEM_NEW(struct column_index);
    const struct column *c = &t->column[key];
    bool small = is_small(c, t->nblock);

    *x = (struct column_index){.table = t, .key = key, .order = order};
    x->nblock = small ? t->nblock : 0;
    x->chain.first = small ? column_table_end(t) : 0;
    if (!c->chunk)
        return x;
    if (!small) {
        COLUMN_EACH_ROW(t, row)
        column_index_add(x, row);
        return x;
    }
    make_heads(x, c);
    each_row(x, c, count_row);
    make_groups(x);
    each_row(x, c, put_row);
    memmove(x->start + 1, x->start, x->ngroup * sizeof(*x->start));
    x->start[0] = 0;
    sort_groups(x);
    column_index_company(x);
    return x;
}

void column_index_free(struct column_index *x)
{
    if (!x)
        return;
    if (!x->borrowed) {
        for (size_t i = 0; i < x->nhead; i++)
            free(x->head[i]);
        free(x->start);
        free(x->row);
    }
    for (size_t b = 0; b < x->ncompany; b++)
        free(x->company[b]);
    free(x->company);
    free(x->head);
    free(x->chain.slot);
    free(x->chain.next);
    free(x->gone.slot);
    free(x->gone.next);
    free(x->gone_row);
    free(x);
}

/* ---- later rows ---- */

static uint64_t spread(int64_t value)
{
    uint64_t h = (uint64_t)value * 0x9E3779B97F4A7C15ULL;

    return h ^ h >> 32;
}

static struct column_chain_slot *slot_of(const struct column_chain *c, int64_t value)
{
    size_t i = spread(value) & (c->cap - 1);

    while (c->slot[i].row && c->slot[i].value != value)
        i = (i + 1) & (c->cap - 1);
    return &c->slot[i];
}

static void grow_slots(struct column_chain *c)
{
    enum { MIN = 64 };
    struct column_chain old = *c;

    c->cap = c->cap ? c->cap * 2 : MIN;
    c->slot = mem_zero(c->cap, sizeof(*c->slot));
    for (size_t i = 0; i < old.cap; i++)
        if (old.slot[i].row)
            *slot_of(c, old.slot[i].value) = old.slot[i];
    free(old.slot);
}

static void grow_rows(struct column_chain *c, size_t rows)
{
    enum { MIN = 64 };

    if (rows > c->room) {
        c->room = c->room * 2 > rows ? c->room * 2 : rows + MIN;
        c->next = mem_realloc(c->next, c->room * sizeof(*c->next));
    }
    memset(c->next + c->rows, 0, (rows - c->rows) * sizeof(*c->next));
    c->rows = rows;
}

static uint32_t find_head(const struct column_index *x, int64_t value)
{
    size_t i = (uint64_t)value >> COLUMN_HEAD_BITS;

    return value >= 0 && i < x->nhead && x->head[i] ? x->head[i][value & (COLUMN_HEADS - 1)] : 0;
}

void column_index_find(const struct column_index *x, int64_t value, struct column_rows *ret)
{
    uint32_t head = find_head(x, value);

    *ret = (struct column_rows){0};
    if (head & COLUMN_MANY) {
        uint32_t g = head - COLUMN_MANY;

        ret->at = x->row + x->start[g];
        ret->n = x->start[g + 1] - x->start[g];
    } else if (head) {
        ret->one = head - 1;
        ret->n = 1;
    }
    if (x->chain.cap)
        ret->chain = slot_of(&x->chain, value)->row;
}

/* A later row and the one that was alone until then. */
static void meet(struct column_index *x, int64_t value, size_t row)
{
    struct column_rows r;

    column_index_find(x, value, &r);
    if (r.n == 0 && !r.chain)
        return;
    has_company(x, row);
    if (r.n == 1)
        has_company(x, column_rows_at(&r, 0));
    if (r.n == 0)
        has_company(x, r.chain - 1);
}

static void chain_put(struct column_chain *c, int64_t value, size_t row)
{
    struct column_chain_slot *s;

    if (c->n * 2 >= c->cap)
        grow_slots(c);
    s = slot_of(c, value);
    c->n += s->row == 0;
    c->next[row - c->first] = s->row;
    *s = (struct column_chain_slot){value, (uint32_t)row + 1};
}

void column_index_add(struct column_index *x, size_t row)
{
    struct column_chain *c = &x->chain;
    int64_t value;

    BUG_ON(row < c->first);
    if (row - c->first >= c->rows)
        grow_rows(c, row - c->first + 1);
    if (!column_get(&x->table->column[x->key], row, &value))
        return;
    meet(x, value, row);
    chain_put(c, value, row);
}

/* ---- rows that went ---- */

void column_index_drop(struct column_index *x, size_t row)
{
    enum { MIN = 16 };
    int64_t value;

    if (row >= x->chain.first || !column_get(&x->table->column[x->key], row, &value))
        return;
    if (x->ngone >= MIN ? (x->ngone & (x->ngone - 1)) == 0 : x->ngone == 0)
        x->gone_row =
            mem_realloc(x->gone_row, (x->ngone < MIN ? MIN : x->ngone * 2) * sizeof(*x->gone_row));
    x->gone_row[x->ngone] = (uint32_t)row;
    grow_rows(&x->gone, x->ngone + 1);
    chain_put(&x->gone, value, x->ngone++);
}

static uint32_t last_of(const struct column_chain *c, int64_t value)
{
    return c->cap ? slot_of(c, value)->row : 0;
}

bool column_index_later(const struct column_index *x, int64_t value)
{
    return last_of(&x->chain, value) != 0;
}

static bool is_among(const struct column_index *x, size_t row, const struct column_ranks *ranks)
{
    int64_t v;

    return !ranks || (column_index_rank(x, row, &v) && v >= ranks->from && v <= ranks->to);
}

int64_t column_index_balance(const struct column_index *x, int64_t value,
                             const struct column_ranks *ranks)
{
    int64_t n = 0;

    for (uint32_t r = last_of(&x->chain, value); r; r = column_index_next(x, r - 1))
        n += is_among(x, r - 1, ranks) && !column_row_gone(x->table, r - 1);
    for (uint32_t g = last_of(&x->gone, value); g; g = x->gone.next[g - 1])
        n -= is_among(x, x->gone_row[g - 1], ranks);
    return n;
}

/* ---- order ---- */

/* Where the value would lie if values were spread evenly: numbers and dates mostly are. */
static uint32_t guess(int64_t low, int64_t high, uint32_t n, int64_t value)
{
    double share = ((double)value - (double)low) / ((double)high - (double)low);

    return (uint32_t)(share * (double)(n - 1));
}

/* A place in a run: which rows lie before it. */
struct place {
    const struct column_index *index;
    const struct column_rows *rows;
    int64_t value;
    bool through; /* also those whose rank is the value */
};

static bool is_before(const struct place *p, uint32_t i)
{
    int64_t v;

    return column_index_rank(p->index, column_rows_at(p->rows, i), &v) &&
           (v < p->value || (p->through && v == p->value));
}

/* [*at, *end] around the place, found by steps that double, away from the guess. */
static void gallop(const struct place *p, uint32_t *at, uint32_t *end)
{
    uint32_t step = 1, here = *at, n = p->rows->n;

    if (is_before(p, here)) {
        while (here + step < n && is_before(p, here + step)) {
            here += step;
            step *= 2;
        }
        *at = here + 1;
        *end = here + step < n ? here + step : n;
    } else {
        while (here >= step && !is_before(p, here - step)) {
            here -= step;
            step *= 2;
        }
        *at = here >= step ? here - step + 1 : 0;
        *end = here;
    }
}

/* Narrows [*at, *end] of a long run. */
static void narrow(const struct place *p, uint32_t *at, uint32_t *end)
{
    uint32_t last = p->rows->n - 1;
    int64_t low, high;

    if (!is_before(p, 0)) {
        *end = 0;
    } else if (is_before(p, last)) {
        *at = *end;
    } else if (column_index_rank(p->index, column_rows_at(p->rows, 0), &low) &&
               column_index_rank(p->index, column_rows_at(p->rows, last), &high)) {
        *at = guess(low, high, p->rows->n, p->value);
        gallop(p, at, end);
    }
}

static uint32_t rows_before(const struct place *p)
{
    enum { MANY = 32 };
    uint32_t at = 0, end = p->rows->n;

    if (end > MANY)
        narrow(p, &at, &end);
    while (at < end) {
        uint32_t mid = at + (end - at) / 2;

        if (is_before(p, mid))
            at = mid + 1;
        else
            end = mid;
    }
    return at;
}

uint32_t column_rows_below(const struct column_index *x, const struct column_rows *r, int64_t value)
{
    return rows_before(&(struct place){x, r, value, false});
}

uint32_t column_rows_through(const struct column_index *x, const struct column_rows *r,
                             int64_t value)
{
    return rows_before(&(struct place){x, r, value, true});
}
