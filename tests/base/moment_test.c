/* tests/base/moment_test.c - civil date and time of day. */
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

static void assert_reads(const char *text, const char *want, bool want_timed)
{
    struct moment m;
    struct buf b = {0};
    bool timed;

    if (!moment_parse(str_from(text), &m, &timed))
        fail_msg("not read: %s", text);
    moment_print(&b, m);
    assert_string_equal(buf_cstr(&b), want);
    assert_int_equal(timed, want_timed);
    buf_release(&b);
}

static void texts_are_read(void **state)
{
    (void)state;
    assert_reads("2024-03-01T10:20:00", "2024-03-01T10:20:00", true);
    assert_reads(" 2024-03-01 10:20 ", "2024-03-01T10:20:00", true);
    assert_reads("2024-02-29T23:59:59+08:00", "2024-02-29T23:59:59", true);
    assert_reads("1969-12-31T23:59:59", "1969-12-31T23:59:59", true);
    assert_reads("1900-01-01", "1900-01-01T00:00:00", false);
}

static void other_texts_are_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "2024-03-01T",
        "2024-03-01T24:00",
        "2024-03-01T10:60",
        "2024-03-01T10:20:60",
        "2024-03-01T10",
        "2024-03-01X10:20",
        "2023-02-29T10:20",
        "2024/03/01T10:20",
        "20240301",
        "2024-03-01T10:20+09:00",
        "2024-03-01T10:20:00 ab",
        "2024-03-01+08:00",
    };
    struct moment m = {7};
    bool timed = false;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (moment_parse(str_from(bad[i]), &m, &timed))
            fail_msg("read: %s", bad[i]);
    assert_int_equal(m.n, 7);
}

static void day_and_second_make_the_moment(void **state)
{
    (void)state;
    for (int64_t n = -200000; n < 200000; n += 77) {
        struct moment m = {n};

        assert_in_range(moment_second(m), 0, MOMENT_DAY - 1);
        assert_int_equal(moment_at(moment_day(m), moment_second(m)).n, n);
    }
}

static void the_clock_runs_in_beijing(void **state)
{
    int64_t utc = 1709234400; /* 2024-02-29T19:20:00Z */
    struct clock clock = clock_fixed(&utc);
    struct buf b = {0};

    (void)state;
    moment_print(&b, clock_moment(&clock));
    assert_string_equal(buf_cstr(&b), "2024-03-01T03:20:00");
    assert_int_equal(moment_day(clock_moment(&clock)).n, clock_today(&clock).n);
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_read),
        cmocka_unit_test(other_texts_are_refused),
        cmocka_unit_test(day_and_second_make_the_moment),
        cmocka_unit_test(the_clock_runs_in_beijing),
    };

    return cmocka_run_group_tests_name("moment", tests, NULL, NULL);
}
