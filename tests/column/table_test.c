/* tests/column/table_test.c - appending, growth, blocks, unknown values, rows that go. */
#include "column/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

struct fixture {
    struct column_pool pool;
    struct column_table table;
    struct arena arena;
};

static void begin(struct fixture *f, size_t n, const enum column_kind *kind)
{
    column_pool_init(&f->pool);
    column_table_init(&f->table, &f->pool, n, kind, NULL);
    arena_init(&f->arena, 0);
}

static void end(struct fixture *f)
{
    column_table_release(&f->table);
    column_pool_release(&f->pool);
    arena_release(&f->arena);
}

static void unset_values_are_unknown_and_cost_nothing(void **state)
{
    const enum column_kind kind[] = {COLUMN_NUMBER, COLUMN_TEXT};
    struct fixture f;

    (void)state;
    begin(&f, 2, kind);
    for (size_t i = 0; i < 5000; i++)
        assert_int_equal(column_table_add(&f.table), i);
    assert_int_equal(f.table.n, 5000);
    assert_null(f.table.column[0].chunk);
    assert_null(f.table.column[1].chunk);
    assert_false(column_known(&f.table.column[0], 4999));
    end(&f);
}

static struct str text_of(size_t i, char *room, size_t n)
{
    return (struct str){room, (size_t)snprintf(room, n, "甲%zu", i)};
}

static void values_survive_growth(void **state)
{
    const enum column_kind kind[] = {COLUMN_NUMBER, COLUMN_TEXT, COLUMN_ID};
    struct column_table *t;
    struct fixture f;
    char room[32];

    (void)state;
    begin(&f, 3, kind);
    t = &f.table;
    for (size_t i = 0; i < 10000; i++) {
        size_t row = column_table_add(t);

        if (i % 3 == 0)
            column_set_number(t, 0, row, -(int64_t)i);
        if (i % 7 == 0)
            column_set_text(t, 1, row, text_of(i, room, sizeof(room)));
        if (i % 5 == 0)
            column_set_id(t, 2, row, INT64_MIN + (int64_t)i);
    }
    for (size_t i = 0; i < 10000; i++) {
        assert_int_equal(column_known(&t->column[0], i), i % 3 == 0);
        assert_int_equal(column_known(&t->column[1], i), i % 7 == 0);
        if (i % 3 == 0)
            assert_int_equal(column_number(&t->column[0], i), -(int64_t)i);
        if (i % 7 == 0)
            assert_true(str_eq(column_text(t, 1, i, &f.arena), text_of(i, room, sizeof(room))));
        if (i % 5 == 0)
            assert_true(column_id(t, 2, i) == INT64_MIN + (int64_t)i);
    }
    assert_int_equal(t->column[0].chunk[1].most, -4098);
    assert_int_equal(t->column[0].chunk[0].known, 1366);
    end(&f);
}

static void a_late_first_value_finds_its_row(void **state)
{
    const enum column_kind kind[] = {COLUMN_NUMBER};
    struct fixture f;

    (void)state;
    begin(&f, 1, kind);
    for (size_t i = 0; i < 9000; i++)
        (void)column_table_add(&f.table);
    column_set_number(&f.table, 0, 8999, 42);
    assert_false(column_known(&f.table.column[0], 8998));
    assert_true(column_known(&f.table.column[0], 8999));
    assert_int_equal(column_number(&f.table.column[0], 8999), 42);
    end(&f);
}

static void an_empty_text_is_known(void **state)
{
    const enum column_kind kind[] = {COLUMN_TEXT};
    struct fixture f;

    (void)state;
    begin(&f, 1, kind);
    column_set_text(&f.table, 0, column_table_add(&f.table), STR(""));
    assert_true(column_known(&f.table.column[0], 0));
    assert_int_equal(column_text(&f.table, 0, 0, &f.arena).n, 0);
    end(&f);
}

static void a_table_of_no_columns_counts_rows(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f, 0, NULL);
    (void)column_table_add(&f.table);
    assert_int_equal(f.table.n, 1);
    end(&f);
}

static size_t count_rows(const struct column_table *t)
{
    size_t n = 0;

    COLUMN_EACH_ROW(t, row)
    n++;
    return n;
}

static void a_new_block_leaves_a_gap_and_dropped_rows_are_passed_over(void **state)
{
    const enum column_kind kind[] = {COLUMN_NUMBER};
    struct fixture f;
    size_t row;

    (void)state;
    begin(&f, 1, kind);
    for (size_t i = 0; i < 10; i++)
        (void)column_table_add(&f.table);
    (void)column_table_block(&f.table);
    row = column_table_add(&f.table);
    assert_int_equal(row, COLUMN_BLOCK);
    assert_int_equal(column_next_row(&f.table, 10), COLUMN_BLOCK);
    column_table_drop(&f.table, 0);
    column_table_drop(&f.table, row);
    assert_int_equal(count_rows(&f.table), 9);
    assert_int_equal(column_table_rows(&f.table), 9);
    assert_true(column_row_gone(&f.table, 0));
    assert_true(column_next_row(&f.table, 10) == SIZE_MAX);
    end(&f);
}

static void a_row_is_found_by_its_own_number(void **state)
{
    const enum column_kind kind[] = {COLUMN_NUMBER};
    struct fixture f;

    (void)state;
    begin(&f, 1, kind);
    column_table_number(&f.table);
    for (int64_t i = 0; i < 6000; i++)
        column_set_row_id(&f.table, column_table_add(&f.table), 1000 + i * 3);
    assert_int_equal(column_find_row(&f.table, 1000 + 5000 * 3), 5000);
    assert_int_equal(column_row_id(&f.table, 5000), 1000 + 5000 * 3);
    assert_true(column_find_row(&f.table, 1001) == SIZE_MAX);
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unset_values_are_unknown_and_cost_nothing),
        cmocka_unit_test(values_survive_growth),
        cmocka_unit_test(a_late_first_value_finds_its_row),
        cmocka_unit_test(an_empty_text_is_known),
        cmocka_unit_test(a_table_of_no_columns_counts_rows),
        cmocka_unit_test(a_new_block_leaves_a_gap_and_dropped_rows_are_passed_over),
        cmocka_unit_test(a_row_is_found_by_its_own_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
