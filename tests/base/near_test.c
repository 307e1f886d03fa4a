/* tests/base/near_test.c - suggestions for mistyped names. */
#include "base/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void distance_counts_edits(void **state)
{
    (void)state;
    assert_int_equal(near_distance(STR(""), STR("")), 0);
    assert_int_equal(near_distance(STR("home"), STR("")), 4);
    assert_int_equal(near_distance(STR("home"), STR("HOME")), 0);
    assert_int_equal(near_distance(STR("ohme"), STR("home")), 1);
    assert_int_equal(near_distance(STR("kitten"), STR("sitting")), 3);
    assert_int_equal(near_distance(STR("矿产品价格"), STR("矿产品价值")), 1);
    assert_true(
        near_distance(STR("12345678901234567890123456789012345678901234567890123456789012345"),
                      STR("1")) == STR_NPOS);
}

static struct str nearest(struct str want)
{
    static const char *const name[] = {"行政处罚", "刑事立案", "home", "json", "unverified"};
    struct near n = near_to(want);

    for (size_t i = 0; i < sizeof(name) / sizeof(*name); i++)
        near_offer(&n, str_from(name[i]));
    return near_best(&n);
}

static void nearest_is_what_was_meant(void **state)
{
    (void)state;
    assert_true(str_eq(nearest(STR("行政处法")), STR("行政处罚")));
    assert_true(str_eq(nearest(STR("unverifyed")), STR("unverified")));
    assert_true(str_eq(nearest(STR("hoem")), STR("home")));
    assert_null(nearest(STR("许可")).p);
    assert_null(nearest(STR("x")).p);
    assert_null(nearest(STR("")).p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distance_counts_edits),
        cmocka_unit_test(nearest_is_what_was_meant),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
