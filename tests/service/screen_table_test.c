/* tests/service/screen_table_test.c - columns line up by places on a terminal, whatever the script. */
#include "service/screen/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void columns_line_up(void **state)
{
    static const struct screen_table_column column[] = {
        {"机关", 10, false}, {"命中", 0, true}, {"说明", 0, false}};
    struct screen_table t;
    struct buf out = {0};
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    screen_table_init(&t, column, 3, &a);
    screen_table_add(&t, (struct str[]){STR("区应急局"), STR("7"), STR("无")});
    screen_table_add(&t, (struct str[]){STR("区市场监管局"), STR("12345"), STR("")});
    screen_table_add(&t, (struct str[]){STR("a"), STR(""), STR("b")});
    screen_table_print(&t, 1, &out);
    assert_string_equal(buf_cstr(&out), " 机关        命中  说明\n"
                                        " 区应急局       7  无\n"
                                        " 区市场监…  12345\n"
                                        " a                 b\n");
    buf_release(&out);
    arena_release(&a);
}

static void heads_may_be_left_out(void **state)
{
    static const struct screen_table_column column[] = {{NULL, 0, false}, {NULL, 2, false}};
    struct screen_table t;
    struct buf out = {0};
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    screen_table_init(&t, column, 2, &a);
    screen_table_print(&t, 0, &out);
    assert_int_equal(out.n, 0);
    screen_table_add(&t, (struct str[]){STR("甲"), STR("乙丙")});
    screen_table_print(&t, 0, &out);
    assert_string_equal(buf_cstr(&out), "甲  …\n");
    buf_release(&out);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_line_up),
        cmocka_unit_test(heads_may_be_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
