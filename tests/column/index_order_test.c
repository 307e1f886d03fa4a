/*
 * tests/column/index_order_test.c - an index gives the rows of a value in order, in small groups and in
 * large ones, whatever the values and numbers, the greatest among them; compared with plain loops.
 */
#include "column/index.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return *seed >> 16;
}

enum { KEY, ORDER, COLUMNS };

static const enum column_kind kind[] = {COLUMN_NUMBER, COLUMN_NUMBER};

/* Rows in blocks of random size, numbers rising within each; some values unknown. */
static void fill(struct column_table *t, uint64_t seed, unsigned keys, int64_t scale)
{
    column_table_number(t);
    for (int b = 0; b < 6; b++) {
        int64_t id = (int64_t)(next(&seed) % 100000) - 50000;
        size_t n = next(&seed) % 800;

        column_table_block(t);
        for (size_t i = 0; i < n; i++) {
            size_t row = column_table_add(t);

            id += 1 + (int64_t)(next(&seed) % 7);
            column_set_row_id(t, row, id);
            if (next(&seed) % 10)
                column_set_number(t, KEY, row, (int64_t)(next(&seed) % keys));
            if (next(&seed) % 5)
                column_set_number(t, ORDER, row, ((int64_t)(next(&seed) % 1000) - 500) * scale);
            else if (next(&seed) % 3 == 0)
                column_set_number(t, ORDER, row, INT64_MAX);
        }
    }
}

struct expected {
    bool unknown;
    int64_t rank, id;
    uint32_t row;
};

static int by_rank(const void *a, const void *b)
{
    const struct expected *x = a, *y = b;

    if (x->unknown != y->unknown)
        return x->unknown ? 1 : -1;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static void check_value(const struct column_table *t, const struct column_index *x, int64_t value)
{
    struct expected *want = mem_alloc((t->n + 1) * sizeof(*want));
    struct column_rows rows;
    size_t n = 0;
    int64_t v;

    COLUMN_EACH_ROW(t, row)
    {
        struct expected e = {true, 0, column_row_id(t, row), (uint32_t)row};

        if (!column_get(&t->column[KEY], row, &v) || v != value)
            continue;
        e.unknown = !column_get(&t->column[ORDER], row, &e.rank);
        want[n++] = e;
    }
    qsort(want, n, sizeof(*want), by_rank);
    column_index_find(x, value, &rows);
    assert_int_equal(rows.n, n);
    assert_int_equal(rows.chain, 0);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = column_rows_at(&rows, i);
        int64_t rank = 0;

        assert_int_equal(!column_get(&t->column[ORDER], row, &rank), want[i].unknown);
        assert_true(rank == want[i].rank);
        assert_true(column_row_id(t, row) == want[i].id);
    }
    free(want);
}

static void groups_are_in_order(void **state)
{
    static const int64_t scale[] = {1, 1000003, INT64_MAX / 600};
    static const unsigned keys[] = {1, 3, 2000};

    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++)
        for (size_t k = 0; k < 9; k++) {
            struct column_pool pool;
            struct column_table t;
            struct column_index *x;

            column_pool_init(&pool);
            column_table_init(&t, &pool, COLUMNS, kind, NULL);
            fill(&t, seed, keys[k % 3], scale[k / 3]);
            x = column_index_new(&t, KEY, ORDER);
            for (int64_t value = 0; value < (int64_t)keys[k % 3]; value++)
                check_value(&t, x, value);
            column_index_free(x);
            column_table_release(&t);
            column_pool_release(&pool);
        }
}

static bool is_among(const struct column_table *t, size_t row, const struct column_ranks *ranks)
{
    int64_t v;

    return !ranks || (column_get(&t->column[ORDER], row, &v) && v >= ranks->from && v <= ranks->to);
}

static int64_t plain_count(const struct column_table *t, int64_t value,
                           const struct column_ranks *ranks)
{
    int64_t n = 0, v;

    COLUMN_EACH_ROW(t, row)
    if (column_get(&t->column[KEY], row, &v) && v == value)
        n += is_among(t, row, ranks);
    return n;
}

static int64_t run_length(const struct column_index *x, int64_t value,
                          const struct column_ranks *ranks)
{
    struct column_rows rows;

    column_index_find(x, value, &rows);
    if (!ranks)
        return rows.n;
    return (int64_t)column_rows_through(x, &rows, ranks->to) -
           column_rows_below(x, &rows, ranks->from);
}

static void change(struct column_table *t, struct column_index *x, uint64_t *seed, int64_t id)
{
    size_t row = column_next_row(t, next(seed) % (t->nblock << COLUMN_BLOCK_BITS));

    if (next(seed) % 2 && row != SIZE_MAX) {
        column_table_drop(t, row);
        column_index_drop(x, row);
        return;
    }
    row = column_table_add(t);
    column_set_row_id(t, row, id);
    column_set_number(t, KEY, row, (int64_t)(next(seed) % 60));
    if (next(seed) % 4)
        column_set_number(t, ORDER, row,
                          next(seed) % 20 ? (int64_t)(next(seed) % 1000) - 500 : INT64_MAX);
    column_index_add(x, row);
}

/* The length of a run and its balance are the rows that count, after any rows came and went. */
static void the_balance_is_exact(void **state)
{
    struct column_pool pool;
    struct column_table t;
    struct column_index *x;
    uint64_t seed = 9;

    (void)state;
    column_pool_init(&pool);
    column_table_init(&t, &pool, COLUMNS, kind, NULL);
    fill(&t, 4, 50, 1);
    for (int i = 0; i < 40; i++) /* gone before there is an index */
        column_table_drop(&t, column_next_row(&t, (size_t)i * 60));
    x = column_index_new(&t, KEY, ORDER);
    for (int i = 0; i < 2000; i++) {
        int64_t value = (int64_t)(next(&seed) % 60);
        struct column_ranks ranks = {(int64_t)(next(&seed) % 1000) - 500, INT64_MAX};
        const struct column_ranks *asked = next(&seed) % 4 ? &ranks : NULL;

        if (next(&seed) % 3)
            ranks.to = ranks.from + (int64_t)(next(&seed) % 400);
        if (next(&seed) % 3 == 0)
            ranks.from = INT64_MIN;
        change(&t, x, &seed, 1000000 + i);
        assert_true(run_length(x, value, asked) + column_index_balance(x, value, asked) ==
                    plain_count(&t, value, asked));
        if (column_index_none(x, value))
            assert_true(plain_count(&t, value, NULL) == 0);
    }
    column_index_free(x);
    column_table_release(&t);
    column_pool_release(&pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(groups_are_in_order),
                                       cmocka_unit_test(the_balance_is_exact)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
