/* tests/law/calendar_test.c - working days by the shipped calendar; cases worked out by hand. */
#include "law_fixture.h"

static struct day day(const char *s)
{
    struct day d;

    assert_true(day_parse(str_from(s), &d));
    return d;
}

static void single_days(void **state)
{
    static const struct {
        const char *date;
        enum law_day kind;
    } cases[] = {
        {"2024-02-09", LAW_DAY_WORKING}, /* New Year's Eve of 2024 is no day off */
        {"2025-01-28", LAW_DAY_OFF},     /* from 2025 it is */
        {"2024-05-11", LAW_DAY_WORKING}, /* Saturday, made up */
        {"2024-10-01", LAW_DAY_OFF},     {"2024-10-12", LAW_DAY_WORKING},
        {"2024-10-13", LAW_DAY_OFF},     /* Sunday */
        {"2018-12-29", LAW_DAY_WORKING}, /* stated by the notice of 2019 */
        {"2018-12-31", LAW_DAY_OFF},     {"2019-05-02", LAW_DAY_OFF}, /* as amended */
        {"2020-01-31", LAW_DAY_OFF},                                  /* as extended */
        {"2020-02-01", LAW_DAY_OFF},     {"2020-02-03", LAW_DAY_WORKING},
        {"2016-01-01", LAW_DAY_OFF},     {"2015-12-31", LAW_DAY_UNKNOWN},
        {"2027-01-01", LAW_DAY_UNKNOWN},
    };
    struct law *law = law_shipped();

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if (law_calendar_day(law, day(cases[i].date)) != cases[i].kind)
            fail_msg("%s", cases[i].date);
    law_unref(law);
}

/* From the statutes that count in working days: trigger, days, last day. */
static const struct {
    const char *from;
    int32_t n;
    const char *to;
} spans[] = {
    {"2024-02-08", 3, "2024-02-19"},  {"2024-10-08", 10, "2024-10-21"},
    {"2024-02-06", 7, "2024-02-21"},  {"2023-01-19", 7, "2023-02-02"},
    {"2024-04-30", 5, "2024-05-10"},  {"2025-01-24", 5, "2025-02-07"},
    {"2024-05-10", 2, "2024-05-13"},  {"2025-04-25", 3, "2025-04-29"},
    {"2024-12-30", 5, "2025-01-07"},  {"2024-09-06", 15, "2024-09-29"},
    {"2024-09-29", 15, "2024-10-24"}, {"2024-07-01", 60, "2024-09-24"},
};

static void spans_of_working_days(void **state)
{
    struct law *law = law_shipped();

    (void)state;
    for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
        struct day from = day(spans[i].from), to;
        int32_t n;

        assert_true(law_working_day_add(law, from, spans[i].n, &to));
        if (to.n != day(spans[i].to).n)
            fail_msg("%s + %d working days", spans[i].from, (int)spans[i].n);
        assert_true(law_working_days(law, from, to, &n));
        assert_int_equal(n, spans[i].n);
        assert_true(law_working_days(law, to, from, &n));
        assert_int_equal(n, -spans[i].n);
    }
    law_unref(law);
}

static void beyond_the_calendar_is_unknown(void **state)
{
    struct law *law = law_shipped();
    struct day to = day("2026-12-30");
    int32_t n = 7;

    (void)state;
    assert_false(law_working_day_add(law, to, 3, &to));
    assert_int_equal(to.n, day("2026-12-30").n);
    assert_false(law_working_days(law, day("2026-12-30"), day("2027-01-04"), &n));
    assert_false(law_working_days(law, day("2015-12-30"), day("2016-01-04"), &n));
    assert_false(law_working_days(law, DAY_NONE, day("2016-01-04"), &n));
    assert_false(law_working_days(law, day("2016-01-04"), DAY_NONE, &n));
    assert_int_equal(n, 7);
    /* The days after 2015-12-31 are all known. */
    assert_true(law_working_days(law, day("2015-12-31"), day("2016-01-04"), &n));
    assert_int_equal(n, 1);
    law_unref(law);
}

static void backwards(void **state)
{
    struct law *law = law_shipped();
    struct day to;

    (void)state;
    assert_true(law_working_day_add(law, day("2024-10-08"), -1, &to));
    assert_int_equal(to.n, day("2024-09-30").n);
    assert_true(law_working_day_add(law, day("2024-10-08"), -2, &to));
    assert_int_equal(to.n, day("2024-09-29").n); /* Sunday, made up */
    assert_true(law_working_day_add(law, day("2024-10-05"), 0, &to));
    assert_int_equal(to.n, day("2024-10-05").n);
    law_unref(law);
}

/* Counting and stepping agree on every pair of days of a year. */
static void counting_and_stepping_agree(void **state)
{
    struct law *law = law_shipped();
    struct day from = day("2024-01-01");

    (void)state;
    for (int i = 0; i < 366; i++) {
        struct day d = {from.n + i}, at = d;
        int32_t n, stepped = 0;

        while (at.n < d.n + 40) {
            at.n++;
            stepped += law_calendar_day(law, at) == LAW_DAY_WORKING;
            assert_true(law_working_days(law, d, at, &n));
            assert_int_equal(n, stepped);
        }
    }
    law_unref(law);
}

static void a_gap_between_years_is_unknown(void **state)
{
    static const struct law_text file[] = {
        LAW_TEXT("law/calendar/2020.yaml",
                 "year: 2020\nverified: no\noff: {元旦: [2020-01-01]}\nwork: {}\n"),
        LAW_TEXT("law/calendar/2022.yaml",
                 "year: 2022\nverified: no\noff: {元旦: [2021-12-31, 2022-01-03]}\nwork: {}\n"),
    };
    struct buf out = {0};
    struct law *law = law_of(file, 2, &out);
    int32_t n;

    (void)state;
    assert_non_null(law);
    assert_int_equal(law_calendar_day(law, day("2020-12-31")), LAW_DAY_WORKING);
    assert_int_equal(law_calendar_day(law, day("2021-06-01")), LAW_DAY_UNKNOWN);
    assert_int_equal(law_calendar_day(law, day("2021-12-31")), LAW_DAY_UNKNOWN);
    assert_int_equal(law_calendar_day(law, day("2022-01-03")), LAW_DAY_OFF);
    assert_false(law_working_days(law, day("2020-12-30"), day("2022-01-05"), &n));
    law_unref(law);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(single_days),
        cmocka_unit_test(spans_of_working_days),
        cmocka_unit_test(beyond_the_calendar_is_unknown),
        cmocka_unit_test(backwards),
        cmocka_unit_test(counting_and_stepping_agree),
        cmocka_unit_test(a_gap_between_years_is_unknown),
    };

    return cmocka_run_group_tests_name("law_calendar", tests, NULL, NULL);
}
