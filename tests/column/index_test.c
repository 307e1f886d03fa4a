/* tests/column/index_test.c - groups are those of a plain loop, in order, also of later rows; a row
 * knows whether it is alone. */
#include "column/index.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

enum { ROWS = 9000, LATER = 300 };

struct fixture {
    struct column_pool pool;
    struct column_table table;
    uint64_t seed;
};

static int64_t below(struct fixture *f, int64_t n)
{
    f->seed = f->seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (int64_t)(f->seed >> 33) % n;
}

/* Keys: few that many share, many that few share, and, when wide, some that are not small. */
static void add(struct fixture *f, bool wide)
{
    size_t row = column_table_add(&f->table);
    int64_t key = below(f, 2) ? below(f, 12) : 1000 + below(f, 8000);

    if (below(f, 20) > 0)
        column_set_number(&f->table, 0, row, wide && key % 5 == 0 ? key * 1000000007 : key);
    if (below(f, 10) > 0)
        column_set_number(&f->table, 1, row,
                          below(f, 50) ? below(f, 400) : INT64_MAX - below(f, 2));
}

static void begin(struct fixture *f, bool wide)
{
    static const enum column_kind kind[] = {COLUMN_NUMBER, COLUMN_NUMBER};

    f->seed = 7;
    column_pool_init(&f->pool);
    column_table_init(&f->table, &f->pool, 2, kind, NULL);
    for (size_t i = 0; i < ROWS; i++) {
        if (i % 1000 == 0)
            (void)column_table_block(&f->table);
        add(f, wide);
    }
}

static void end(struct fixture *f)
{
    column_table_release(&f->table);
    column_pool_release(&f->pool);
}

static size_t count_plainly(const struct column_table *t, int64_t key)
{
    size_t n = 0;
    int64_t v;

    COLUMN_EACH_ROW(t, row)
    n += column_get(&t->column[0], row, &v) && v == key;
    return n;
}

/* Unknown comes behind all that is known, also behind the greatest number. */
static void check_order(const struct column_index *x, const struct column_rows *r)
{
    for (uint32_t i = 1; i < r->n; i++) {
        size_t a = column_rows_at(r, i - 1), b = column_rows_at(r, i);
        int64_t p = 0, q = 0;
        bool has_p = column_index_rank(x, a, &p), has_q = column_index_rank(x, b, &q);

        assert_true(has_p != has_q ? has_p : p < q || (p == q && a < b));
    }
}

/* Every search agrees with counting. */
static void check_search(const struct column_index *x, const struct column_rows *r)
{
    static const int64_t probe[] = {INT64_MIN,     -1,       0, 1, 57, 200, 399, 400,
                                    INT64_MAX - 1, INT64_MAX};

    for (size_t i = 0; i < sizeof(probe) / sizeof(probe[0]); i++) {
        uint32_t below = 0, through = 0;

        for (uint32_t k = 0; k < r->n; k++) {
            int64_t rank;
            bool known = column_index_rank(x, column_rows_at(r, k), &rank);

            below += known && rank < probe[i];
            through += known && rank <= probe[i];
        }
        assert_int_equal(column_rows_below(x, r, probe[i]), below);
        assert_int_equal(column_rows_through(x, r, probe[i]), through);
    }
}

static void check_key(const struct column_index *x, int64_t key)
{
    struct column_rows r;
    size_t n;

    column_index_find(x, key, &r);
    check_order(x, &r);
    check_search(x, &r);
    n = r.n;
    for (uint32_t row = r.chain; row; row = column_index_next(x, row - 1))
        n++;
    assert_int_equal(n, count_plainly(x->table, key));
    if (n == 0)
        assert_int_equal(r.n + r.chain, 0);
}

static void check_company(const struct column_index *x)
{
    int64_t key;

    for (size_t row = 0; row != SIZE_MAX; row = column_next_row(x->table, row + 97)) {
        const uint64_t *shared = column_index_shared(x, row >> COLUMN_BLOCK_BITS);
        bool has = shared && column_bit(shared, row & (COLUMN_BLOCK - 1));

        if (column_get(&x->table->column[0], row, &key))
            assert_int_equal(has, count_plainly(x->table, key) > 1);
        else
            assert_false(has);
    }
}

static void check(const struct column_index *x)
{
    for (int64_t key = -1; key < 20; key++)
        check_key(x, key);
    for (int64_t key = 1000; key < 9100; key += 400)
        check_key(x, key);
    check_key(x, 5 * 1000000007LL);
    check_key(x, INT64_MAX);
    check_company(x);
}

static void try_table(bool wide)
{
    struct fixture f;
    struct column_index *x;

    begin(&f, wide);
    x = column_index_new(&f.table, 0, 1);
    check(x);
    for (size_t i = 0; i < LATER; i++) {
        add(&f, wide);
        column_index_add(x, ((f.table.nblock - 1) << COLUMN_BLOCK_BITS) +
                                f.table.fill[f.table.nblock - 1] - 1);
    }
    check(x);
    column_index_free(x);
    end(&f);
}

static void groups_are_those_of_a_plain_loop(void **state)
{
    (void)state;
    try_table(false);
}

static void values_that_are_not_small_are_chained(void **state)
{
    (void)state;
    try_table(true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_are_those_of_a_plain_loop),
        cmocka_unit_test(values_that_are_not_small_are_chained),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
