/* tests/column/table_test.c - appending, growth, unknown values. */
#include "column/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

static void unset_values_are_unknown_and_cost_nothing(void **state)
{
    const enum column_kind kind[] = {COLUMN_NUMBER, COLUMN_TEXT};
    struct column_table t;

    (void)state;
    column_table_init(&t, 2, kind);
    for (size_t i = 0; i < 5000; i++)
        assert_int_equal(column_table_add(&t), i);
    assert_int_equal(t.n, 5000);
    assert_null(t.column[0].number);
    assert_null(t.column[0].valid);
    assert_null(t.column[1].text);
    assert_false(column_known(&t.column[0], 4999));
    column_table_release(&t);
    assert_null(t.column);
}

static void values_survive_growth(void **state)
{
    const enum column_kind kind[] = {COLUMN_NUMBER, COLUMN_TEXT};
    struct column_table t;
    char text[32];

    (void)state;
    column_table_init(&t, 2, kind);
    for (size_t i = 0; i < 10000; i++) {
        size_t row = column_table_add(&t);

        if (i % 3 == 0)
            column_set_number(&t, 0, row, -(int64_t)i);
        if (i % 7 == 0) {
            int n = snprintf(text, sizeof(text), "甲%zu", i);

            column_set_text(&t, 1, row, (struct str){text, (size_t)n});
        }
    }
    for (size_t i = 0; i < 10000; i++) {
        assert_int_equal(column_known(&t.column[0], i), i % 3 == 0);
        assert_int_equal(column_known(&t.column[1], i), i % 7 == 0);
        if (i % 3 == 0)
            assert_int_equal(t.column[0].number[i], -(int64_t)i);
        if (i % 7 == 0) {
            snprintf(text, sizeof(text), "甲%zu", i);
            assert_true(str_eq(t.column[1].text[i], str_from(text)));
        }
    }
    column_table_release(&t);
}

static void a_late_first_value_finds_its_row(void **state)
{
    const enum column_kind kind[] = {COLUMN_NUMBER};
    struct column_table t;

    (void)state;
    column_table_init(&t, 1, kind);
    for (size_t i = 0; i < 2000; i++)
        (void)column_table_add(&t);
    column_set_number(&t, 0, 1999, 42);
    assert_false(column_known(&t.column[0], 1998));
    assert_true(column_known(&t.column[0], 1999));
    assert_int_equal(t.column[0].number[1999], 42);
    column_table_release(&t);
}

static void an_empty_text_is_known(void **state)
{
    const enum column_kind kind[] = {COLUMN_TEXT};
    struct column_table t;

    (void)state;
    column_table_init(&t, 1, kind);
    column_set_text(&t, 0, column_table_add(&t), STR(""));
    assert_true(column_known(&t.column[0], 0));
    assert_int_equal(t.column[0].text[0].n, 0);
    column_table_release(&t);
}

static void a_table_of_no_columns_counts_rows(void **state)
{
    struct column_table t;

    (void)state;
    column_table_init(&t, 0, NULL);
    (void)column_table_add(&t);
    assert_int_equal(t.n, 1);
    column_table_release(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unset_values_are_unknown_and_cost_nothing),
        cmocka_unit_test(values_survive_growth),
        cmocka_unit_test(a_late_first_value_finds_its_row),
        cmocka_unit_test(an_empty_text_is_known),
        cmocka_unit_test(a_table_of_no_columns_counts_rows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
