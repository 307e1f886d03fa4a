/* tests/base/base_test.c - text, dates, money, maps, arenas, diagnostics. */
#include "base/buf.h"
#include "base/clock.h"
#include "base/day.h"
#include "base/diag.h"
#include "base/fen.h"
#include "base/map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void day_round_trip(void **state)
{
    (void)state;
    for (int32_t n = -800000; n < 2932000; n += 13) {
        int y, m, d;

        day_to_ymd((struct day){n}, &y, &m, &d);
        if (y >= 1 && y <= 9999)
            assert_int_equal(day_from_ymd(y, m, d).n, n);
    }
    assert_int_equal(day_from_ymd(1970, 1, 1).n, 0);
    assert_int_equal(day_weekday(day_from_ymd(2026, 11, 23)), 1);
}

static void assert_day(const char *text, const char *want)
{
    struct buf b = {0};
    struct day d;

    if (!day_parse(str_from(text), &d)) {
        assert_null(want);
        return;
    }
    day_print(&b, d);
    assert_non_null(want);
    assert_string_equal(buf_cstr(&b), want);
    buf_release(&b);
}

static void day_reads_what_files_hold(void **state)
{
    (void)state;
    assert_day("2025-01-31", "2025-01-31");
    assert_day(" 2025/1/3 ", "2025-01-03");
    assert_day("2025.1.3", "2025-01-03");
    assert_day("20250131", "2025-01-31");
    assert_day("2025年1月31日", "2025-01-31");
    assert_day("2026-04-29 15:26:33", "2026-04-29");
    assert_day("2025-02-29", NULL);
    assert_day("2025-1/3", NULL);
    assert_day("202501", NULL);
    assert_day("二〇二五年", NULL);
    assert_day("2025年1月31", NULL);
}

static void day_adds_months(void **state)
{
    struct day d = day_add(day_from_ymd(2023, 12, 31), (struct span){2, SPAN_MONTH});

    (void)state;
    assert_int_equal(d.n, day_from_ymd(2024, 2, 29).n);
    d = day_sub(day_from_ymd(2024, 2, 29), (struct span){1, SPAN_YEAR});
    assert_int_equal(d.n, day_from_ymd(2023, 2, 28).n);
}

static void assert_fen(int64_t fen, const char *want)
{
    struct buf b = {0};

    fen_print(&b, (struct fen){fen});
    assert_string_equal(buf_cstr(&b), want);
    buf_release(&b);
}

static void money(void **state)
{
    int64_t v;

    (void)state;
    assert_true(fen_decimal(STR("1,234.5"), 2, &v));
    assert_int_equal(v, 123450);
    assert_true(fen_decimal(STR("-0.01"), 2, &v));
    assert_int_equal(v, -1);
    assert_false(fen_decimal(STR("0.001"), 2, &v));
    assert_true(fen_decimal(STR("0.010"), 2, &v));
    assert_false(fen_decimal(STR("12,34"), 2, &v));
    assert_false(fen_decimal(STR("99999999999999999999"), 2, &v));
    assert_false(fen_decimal(STR("1."), 2, &v));
    assert_false(fen_decimal(STR(""), 2, &v));
    assert_fen(10000000, "10万元");
    assert_fen(9999999, "99999.99元");
    assert_fen(15000000000, "1.5亿元");
    assert_fen(0, "0元");
    assert_fen(-50, "-0.5元");
}

static void utf8(void **state)
{
    (void)state;
    assert_int_equal(str_utf8_valid(STR("执法A")), 7);
    assert_int_equal(str_utf8_valid(STR("ab\xFF")), 2);
    assert_int_equal(str_utf8_valid(STR("\xED\xA0\x80")), 0);
    assert_int_equal(str_utf8_valid(STR("\xE6\x89")), 0);
    assert_int_equal(str_utf8_count(STR("执法A")), 3);
    assert_true(str_eq(str_trim(STR("\xE3\x80\x80 甲 \t")), STR("甲")));
    assert_true(str_eq(str_trim(STR("\xEF\xBB\xBF\xC2\xA0Â \v\xC2\xA0\r\n")), STR("Â")));
    assert_int_equal(str_trim(STR(" \xE3\x80\x80\f")).n, 0);
}

static void maps_hold_many(void **state)
{
    struct arena a;
    struct map m;

    (void)state;
    arena_init(&a, 0);
    map_init(&m, &a);
    for (int i = 0; i < 5000; i++)
        assert_null(map_put(&m, str_fmt(&a, "键%d", i), (void *)(uintptr_t)(i + 1)));
    for (int i = 0; i < 5000; i++)
        assert_int_equal((uintptr_t)map_get(&m, str_fmt(&a, "键%d", i)), i + 1);
    assert_null(map_get(&m, STR("键")));
    arena_release(&a);
}

static void count_up(void *p)
{
    ++*(int *)p;
}

static void arena_runs_deferred(void **state)
{
    struct arena a;
    int calls = 0;

    (void)state;
    arena_init(&a, 100);
    arena_defer(&a, count_up, &calls);
    arena_alloc(&a, 200000);
    assert_true(arena_over(&a));
    arena_reset(&a);
    assert_int_equal(calls, 1);
    assert_false(arena_over(&a));
    arena_alloc(&a, 8);
    arena_release(&a);
}

static void json_escapes(void **state)
{
    struct buf b = {0};

    (void)state;
    buf_json(&b, STR("a\"\\\n\x01"
                     "\xE2\x80\xA8</甲—\xE2\x80\xA9\x7F"));
    assert_string_equal(buf_cstr(&b), "\"a\\\"\\\\\\n\\u0001\\u2028</甲—\\u2029\\u007f\"");
    buf_reset(&b);
    buf_json(&b, STR(""));
    assert_string_equal(buf_cstr(&b), "\"\"");
    buf_release(&b);
}

static void diagnostics_point(void **state)
{
    struct arena a;
    struct diag_list l;
    struct buf b = {0};
    struct diag *d;

    (void)state;
    arena_init(&a, 0);
    diag_init(&l, &a);
    d = diag_add(&l, DIAG_ERROR, STR("x.rule"), STR("规则 a\n当 案由 属与 b\n"), 2, 6, "不认识“%s”",
                 "属与");
    d->width = 2;
    diag_hint(&l, d, "是否想写“属于”?");
    diag_print_all(&b, &l);
    assert_string_equal(buf_cstr(&b), "x.rule:2:6: 错误: 不认识“属与”\n"
                                      "    当 案由 属与 b\n"
                                      "            ^~~~\n"
                                      "  提示: 是否想写“属于”?\n");
    buf_release(&b);
    arena_release(&a);
}

static void clock_is_beijing(void **state)
{
    int64_t t = 1767196800; /* 2025-12-31T16:00:00Z */
    struct clock c = clock_fixed(&t);
    struct buf b = {0};

    (void)state;
    assert_int_equal(clock_today(&c).n, day_from_ymd(2026, 1, 1).n);
    clock_print(&b, t);
    assert_string_equal(buf_cstr(&b), "2026-01-01T00:00:00+08:00");
    buf_release(&b);
}

static void integers_print_to_their_ends(void **state)
{
    struct buf b = {0};

    (void)state;
    buf_i64(&b, 0);
    buf_char(&b, ' ');
    buf_i64(&b, INT64_MIN);
    buf_char(&b, ' ');
    buf_i64(&b, INT64_MAX);
    assert_string_equal(buf_cstr(&b), "0 -9223372036854775808 9223372036854775807");
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_print_to_their_ends),
        cmocka_unit_test(day_round_trip),
        cmocka_unit_test(day_reads_what_files_hold),
        cmocka_unit_test(day_adds_months),
        cmocka_unit_test(money),
        cmocka_unit_test(utf8),
        cmocka_unit_test(maps_hold_many),
        cmocka_unit_test(arena_runs_deferred),
        cmocka_unit_test(json_escapes),
        cmocka_unit_test(diagnostics_point),
        cmocka_unit_test(clock_is_beijing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
