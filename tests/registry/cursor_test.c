/*
 * tests/registry/cursor_test.c - a cursor gives what a scan gives, of the fields asked for; columns
 * that no row ever filled are known; marks and histories tell stores apart.
 */
#include "registry/cursor.h"

#include "../store/home.h"
#include "things.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define OK(call) assert_int_equal((call), ERR_OK)

struct fixture {
    struct things things;
    struct home home;
    struct store *store;
    struct arena arena;
    struct err err;
};

static int begin(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));

    things_init(&f->things);
    f->home = home_make();
    arena_init(&f->arena, 0);
    OK(store_open(f->home.path, STORE_CREATE, &f->store, &f->err));
    OK(registry_prepare(f->store, &f->things.law, 1, &f->err));
    *state = f;
    return 0;
}

static int end(void **state)
{
    struct fixture *f = *state;

    store_close(f->store);
    arena_release(&f->arena);
    home_drop(&f->home);
    free(f);
    return 0;
}

static void load(struct fixture *f, const struct thing *row, size_t n, uint64_t print)
{
    struct thing_file file = {row, n, print};
    struct thing_run run = {.now = (int64_t)print};
    struct registry_import_counts counts;

    OK(thing_import(f->store, &f->things, &file, &run, &counts, &f->err));
}

static struct registry_cursor *open_cursor(struct fixture *f, const int *field, size_t n)
{
    struct registry_cursor *c;

    OK(registry_cursor_open(f->store, &f->things.law, &f->things.dataset, field, n, &f->arena, &c,
                            &f->err));
    return c;
}

static void a_cursor_gives_what_rows_have(void **state)
{
    static const struct thing rows[] = {{1, 10}, {2, 11}, {3, 12}, {4, 13}};
    static const int field[] = {THING_N, THING_KIND, THING_DATE, THING_ORGAN};
    struct fixture *f = *state;
    struct registry_cursor_row row;
    struct registry_cursor *c;
    bool more;

    load(f, rows, 4, 1);
    c = open_cursor(f, field, 4);
    OK(registry_cursor_start(c, REGISTRY_CURSOR_RANGE, 1, 3, &f->err));
    for (int64_t id = 2; id <= 3; id++) {
        OK(registry_cursor_next(c, &more, &row, &f->err));
        assert_true(more);
        assert_int_equal(row.id, id);
        assert_int_equal(row.ncell, 3); /* no date */
        assert_int_equal(row.cell[0].field, THING_N);
        assert_int_equal(row.cell[0].num, 9 + id);
        assert_int_equal(row.cell[1].field, THING_KIND);
        assert_int_equal(row.cell[1].num, (9 + id) % 2);
        assert_int_equal(row.cell[2].field, THING_ORGAN);
    }
    OK(registry_cursor_next(c, &more, &row, &f->err));
    assert_false(more);

    /* A law without that kind: the code is left out. */
    f->things.field[THING_KIND].nvalue = 1;
    c = open_cursor(f, field, 4);
    OK(registry_cursor_start(c, REGISTRY_CURSOR_ONE, 2, 0, &f->err));
    OK(registry_cursor_next(c, &more, &row, &f->err));
    assert_int_equal(row.ncell, 2);
    registry_cursor_end(c);
}

static void former_selves_come_in_order(void **state)
{
    static const struct thing first[] = {{1, 10}, {2, 11}}, second[] = {{1, 20}, {2, 21}},
                              third[] = {{1, 30}};
    static const int field[] = {THING_N};
    static const int64_t record[] = {1, 2, 1}, n[] = {10, 11, 20};
    struct fixture *f = *state;
    struct registry_cursor_row row;
    struct registry_cursor *c;
    struct registry_mark mark;
    bool more;

    load(f, first, 2, 1);
    load(f, second, 2, 2);
    load(f, third, 1, 3);
    OK(registry_mark(f->store, &f->things.dataset, &mark, &f->err));
    assert_int_equal(mark.record, 2);
    assert_int_equal(mark.former, 3);
    c = open_cursor(f, field, 1);
    OK(registry_cursor_start(c, REGISTRY_CURSOR_FORMER, 0, mark.former, &f->err));
    for (size_t i = 0; i < 3; i++) {
        OK(registry_cursor_next(c, &more, &row, &f->err));
        assert_int_equal(row.id, record[i]);
        assert_int_equal(row.cell[0].num, n[i]);
    }
    registry_cursor_end(c);
}

static void columns_that_nothing_filled_are_known(void **state)
{
    static const struct thing rows[] = {{1, 10}};
    struct fixture *f = *state;
    bool filled[THING_FIELDS + 1];

    OK(registry_filled(f->store, &f->things.dataset, filled, &f->err));
    for (int i = 0; i < THING_FIELDS; i++)
        assert_false(filled[i]);
    load(f, rows, 1, 1);
    OK(registry_filled(f->store, &f->things.dataset, filled, &f->err));
    assert_true(filled[THING_N]);
    assert_true(filled[THING_PARTY]);
    assert_false(filled[THING_DATE]);
    /* A store from before it was noted: nobody knows. */
    OK(store_exec(f->store, "UPDATE dataset_column SET filled = NULL", &f->err));
    OK(registry_filled(f->store, &f->things.dataset, filled, &f->err));
    assert_true(filled[THING_DATE]);
}

static void histories_differ_by_what_was_imported(void **state)
{
    static const struct thing rows[] = {{1, 10}, {2, 11}};
    struct fixture *f = *state;
    struct registry_hash one, again, two;
    int64_t last;

    load(f, rows, 1, 1);
    OK(registry_history(f->store, INT64_MAX, &last, &one, &f->err));
    assert_int_equal(last, 1);
    load(f, rows + 1, 1, 2);
    OK(registry_history(f->store, 1, &last, &again, &f->err));
    assert_int_equal(last, 1);
    assert_true(registry_hash_eq(one, again));
    OK(registry_history(f->store, INT64_MAX, &last, &two, &f->err));
    assert_int_equal(last, 2);
    assert_false(registry_hash_eq(one, two));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_cursor_gives_what_rows_have, begin, end),
        cmocka_unit_test_setup_teardown(former_selves_come_in_order, begin, end),
        cmocka_unit_test_setup_teardown(columns_that_nothing_filled_are_known, begin, end),
        cmocka_unit_test_setup_teardown(histories_differ_by_what_was_imported, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
