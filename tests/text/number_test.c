/* tests/text/number_test.c - numbers as written in Chinese prose. */
#include "text/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

struct sample {
    const char *text;
    int64_t micro; /* -1: no number */
    size_t to;     /* bytes; 0: all */
};

static void check(const struct sample *s)
{
    struct str text = str_from(s->text);
    int64_t micro = -1;
    size_t to = 0;
    bool found = text_number(text, 0, &micro, &to);

    if (found != (s->micro >= 0) ||
        (found && (micro != s->micro || to != (s->to ? s->to : text.n))))
        fail_msg("%s: found %d, %lld millionths to byte %zu", s->text, found, (long long)micro, to);
}

static void all(const struct sample *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        check(&s[i]);
}
#define ALL(list) all(list, sizeof(list) / sizeof((list)[0]))

static const int64_t M = 1000000;

static void arabic(void **state)
{
    const struct sample s[] = {
        {"0", 0, 0},
        {"12345", 12345 * M, 0},
        {"12,345.6", 12345600000, 0},
        {"1,234,567", 1234567 * M, 0},
        {"１２３", 123 * M, 0},
        {"１，２３４．５", 1234500000, 0},
        {"0.5", 500000, 0},
        {"3.", 3 * M, 1},
        {"3.5吨", 3500000, 3},
        {"0.0000001", 0, 0},
        {"12,34", -1, 0},
        {"1234,567", -1, 0},
        {"1.2.3", -1, 0},
        {"1.5万", 15000 * M, 0},
        {"1.2亿", 120000000 * M, 0},
        {"2.996525万", 29965250000, 0},
        {"3千", 3000 * M, 0},
        {"3百万", 3000000 * M, 0},
        {"5 万元", 50000 * M, 5},
        {"", -1, 0},
        {"元", -1, 0},
        {",1", -1, 0},
    };

    (void)state;
    ALL(s);
}

static void chinese(void **state)
{
    const struct sample s[] = {
        {"三万五千", 35000 * M, 0},
        {"三万五千元", 35000 * M, 12},
        {"壹拾万", 100000 * M, 0},
        {"壹佰贰拾叁万肆仟伍佰陆拾柒", 1234567 * M, 0},
        {"十", 10 * M, 0},
        {"十五", 15 * M, 0},
        {"二十", 20 * M, 0},
        {"一百零五", 105 * M, 0},
        {"一百五", 150 * M, 0},
        {"一千零五十", 1050 * M, 0},
        {"一万零五百", 10500 * M, 0},
        {"两千", 2000 * M, 0},
        {"一亿二千万", 120000000 * M, 0},
        {"三万亿", 3000000000000 * M, 0},
        {"零", 0, 0},
        {"三点五", 3500000, 0},
        {"三点五万", 35000 * M, 0},
        {"二〇二四", 2024 * M, 0},
        {"一二〇", 120 * M, 0},
        {"半", 500000, 0},
        {"万", -1, 0},
        {"百元", -1, 0},
        {"七八", -1, 0},
        {"三五万", -1, 0},
        {"三百五百", -1, 0},
        {"萬", -1, 0},
        {"伍萬", 50000 * M, 0},
    };

    (void)state;
    ALL(s);
}

static void mixed(void **state)
{
    const struct sample s[] = {
        {"3万5", 35000 * M, 0},      {"3万5千", 35000 * M, 0},       {"3万5000", 35000 * M, 0},
        {"3万零5", 30005 * M, 0},    {"3万2024年", 30000 * M, 4},    {"十余万", 100000 * M, 0},
        {"三十多万", 300000 * M, 0}, {"1,200余万", 12000000 * M, 0}, {"十几万", 100000 * M, 0},
        {"300余", 300 * M, 3},       {"一百千克", 100 * M, 6},       {"10万千瓦", 100000 * M, 5},
        {"3万3万", -1, 0},
    };

    (void)state;
    ALL(s);
}

static void too_large(void **state)
{
    const struct sample s[] = {
        {"8999999999999", 8999999999999 * M, 0},
        {"9000000000000", -1, 0},
        {"99999999999999999999999999999999999999999999999999", -1, 0},
        {"100万亿", -1, 0},
        {"9999万亿亿", -1, 0},
    };
    char many[1000];

    (void)state;
    ALL(s);
    memset(many, '9', sizeof(many) - 1);
    many[sizeof(many) - 1] = '\0';
    check(&(struct sample){many, -1, 0});
}

static void starts_anywhere(void **state)
{
    int64_t micro;
    size_t to;

    (void)state;
    assert_true(text_number(STR("罚款3万元"), 6, &micro, &to));
    assert_int_equal(micro, 30000 * M);
    assert_int_equal(to, 10);
    assert_false(text_number(STR("罚款3万元"), 0, &micro, &to));
    assert_false(text_number(STR("罚款"), 6, &micro, &to));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arabic),    cmocka_unit_test(chinese),         cmocka_unit_test(mixed),
        cmocka_unit_test(too_large), cmocka_unit_test(starts_anywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
