/* tests/rule/limit_test.c - every limit of the language has an error of its own, and none a crash. */
#include "rule_fixture.h"

/* Compiles what must not compile; its first message. */
static struct str first_error(struct str text, struct arena *a, size_t *ret_errors)
{
    struct law *law = fixture_law();
    struct rule_plan *plan = NULL;
    struct diag_list diags;
    struct err err;

    diag_init(&diags, a);
    assert_int_equal(rule_compile(law, STR("test"), STR("test.rule"), text, a, &diags, &plan, &err),
                     ERR_INVALID);
    assert_null(plan);
    assert_true(err.zh[0] != '\0');
    law_unref(law);
    *ret_errors = diags.errors;
    return diags.v.at[0].text;
}

static struct str rule_with(struct arena *a, struct str condition, struct str examples)
{
    return str_fmt(a,
                   "规则 test 「测试」\n类型 类案不同罚\n依据 测试办法 第一条\n筛查 行政处罚\n"
                   "当 %.*s\n线索 「测试」\n送 检察院\n%.*s例 命中 { }\n例 不中 { }\n",
                   STR_F(condition), STR_F(examples));
}

/* head, then n times part, then tail */
static struct str repeat(struct arena *a, const char *head, const char *part, int n,
                         const char *tail)
{
    struct buf b = {0};
    struct str s;

    buf_z(&b, head);
    for (int i = 0; i < n; i++)
        buf_z(&b, part);
    buf_z(&b, tail);
    s = str_dup(a, buf_view(&b));
    buf_release(&b);
    return s;
}

static void check(struct str condition, struct str examples, const char *message)
{
    struct arena a;
    size_t errors;
    struct str have;

    arena_init(&a, 0);
    have = first_error(rule_with(&a, condition, examples), &a, &errors);
    if (!str_has(have, str_from(message)))
        fail_msg("want %s\nhave %.*s", message, STR_F(have));
    arena_release(&a);
}

static void each_limit_has_its_message(void **state)
{
    struct str none = STR("");
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    check(repeat(&a, "", "( ", 61, "暗管排放"), none, "条件嵌套超过 60 层");
    check(repeat(&a, "", "非 ", 61, "暗管排放"), none, "条件嵌套超过 60 层");
    check(repeat(&a, "罚款金额 > ", "- ", 61, "1元"), none, "条件嵌套超过 60 层");
    check(repeat(&a, "", "绝对值(", 61, "1"), none, "条件嵌套超过 60 层");
    check(repeat(&a, "罚款金额 > 1元", " + 1元", 401, ""), none, "算式太长：超过 400 步");
    check(repeat(&a, "暗管排放", " 且 缺 案由", 2600, ""), none, "规则太大");
    check(repeat(&a, "暗管排放", " 且 缺 违法事实", 3400, ""), none, "规则太长");
    check(repeat(&a, "首个(罚款金额", ", 违法所得", 8, ") > 1元"), none, "最多 8 个");
    check(repeat(&a, "同类(罚款金额 的 均值, 按 案由", ", 案由", 8, ") > 1元"), none, "最多 8 个");
    check(STR("暗管排放"), repeat(&a, "", "例 命中 { }\n", 200, ""), "例子太多：最多 200 个");
    check(STR("暗管排放"), repeat(&a, "例 命中 { } 另有 移送 { }", ", 移送 { }", 100, "\n"),
          "一个例子最多 100 种另有的记录");
    check(STR("暗管排放"), STR("例 命中 { } 另有 移送 { } × 1001\n"), "整数（1 到 1000）");
    arena_release(&a);
}

static void within_the_limits_it_compiles(void **state)
{
    struct law *law = fixture_law();
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    fixture_compile(law, STR("test"), rule_with(&a, repeat(&a, "", "非 ", 60, "暗管排放"), STR("")),
                    &a);
    fixture_compile(law, STR("test"),
                    rule_with(&a, repeat(&a, "罚款金额 > 1元", " + 1元", 399, ""), STR("")), &a);
    fixture_compile(law, STR("test"),
                    rule_with(&a, repeat(&a, "暗管排放", " 且 缺 案由", 2400, ""), STR("")), &a);
    arena_release(&a);
    law_unref(law);
}

static void a_broken_file_is_not_worth_thousands(void **state)
{
    struct arena a;
    size_t errors;

    (void)state;
    arena_init(&a, 0);
    (void)first_error(rule_with(&a, repeat(&a, "", "$ ", 5000, "x"), STR("")), &a, &errors);
    assert_int_equal(errors, 50);
    arena_release(&a);
}

static void bytes_that_are_no_text(void **state)
{
    struct arena a;
    struct str text;
    size_t errors;

    (void)state;
    arena_init(&a, 0);
    text = first_error(STR("规则 test 「\xE7\x9F」"), &a, &errors);
    assert_true(str_has(text, STR("不是 UTF-8 文本")));
    assert_int_equal(errors, 1);
    text = first_error(STR(""), &a, &errors);
    assert_true(str_has(text, STR("缺少“规则”一节")));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_limit_has_its_message),
        cmocka_unit_test(within_the_limits_it_compiles),
        cmocka_unit_test(a_broken_file_is_not_worth_thousands),
        cmocka_unit_test(bytes_that_are_no_text),
    };

    return cmocka_run_group_tests_name("rule_limit", tests, NULL, NULL);
}
