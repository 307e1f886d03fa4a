/* tests/rule/condition_test.c - one condition over one row: three outcomes, why, and what is refused. */
#include "../law/law_fixture.h"

#include "rule/condition.h"

static const struct law_text text[] = {
    LAW_TEXT("law/unit/u.yaml", "- {dimension: 人, units: [{name: 人, to: 1/1}]}\n"),
    LAW_TEXT("law/dataset/d.yaml", "name: 处罚\nid: d\nroles: {}\nidentity: [[号]]\ntext: [号]\n"
                                   "fields:\n  - {name: 号, column: no, type: 文本}\n"),
};

static struct law_field field[] = {
    {.name = STR_INIT("人数"), .type = LAW_INT, .unit = -1},
    {.name = STR_INIT("甲文"), .type = LAW_TEXT, .unit = -1},
    {.name = STR_INIT("乙文"), .type = LAW_TEXT, .unit = -1},
    {.name = STR_INIT("日期"), .type = LAW_DATE, .unit = -1},
    {.name = STR_INIT("是否"), .type = LAW_BOOL, .unit = -1},
};
static const struct law_dataset fields = {
    .name = STR_INIT("程序"), .field = field, .nfield = sizeof(field) / sizeof(field[0])};

struct bench {
    struct law *law;
    struct arena arena;
    struct buf out;
};

static const struct rule_condition *compile(struct bench *b, const char *cond)
{
    struct law_place place = {STR("law/procedure/p.yaml"), str_from(cond), 1, 1};
    const struct rule_condition *c = NULL;
    struct diag_list diags;
    struct err err;

    diag_init(&diags, &b->arena);
    if (rule_condition_compile(b->law, &fields, str_from(cond), &place, &b->arena, &diags, &c,
                               &err) != ERR_OK)
        assert_true(diags.errors > 0);
    buf_reset(&b->out);
    diag_print_all(&b->out, &diags);
    return c;
}

static void expect(struct bench *b, const char *cond, enum rule_outcome want, const char *why)
{
    const struct rule_condition_value value[] = {{true, 1, STR_NULL},
                                                 {true, 0, STR("同")},
                                                 {true, 0, STR("同")},
                                                 {true, 19000, STR_NULL},
                                                 {0}};
    const struct rule_condition *c = compile(b, cond);
    const struct rule_condition_row *row =
        rule_condition_row_make(b->law, &fields, value, (struct day){19001}, &b->arena);
    struct rule_reason reason;

    if (!c)
        fail_msg("%s", buf_cstr(&b->out));
    assert_int_equal(rule_condition_test(c, row), want);
    rule_condition_explain(c, row, &b->arena, &reason);
    assert_int_equal(reason.outcome, want);
    if (want == RULE_UNDETERMINED)
        assert_true(str_eq(reason.missing.at[0], str_from(why)));
    else
        assert_string_equal(str_dup(&b->arena, reason.because.at[0]).p, why);
}

static void open(struct bench *b)
{
    memset(b, 0, sizeof(*b));
    arena_init(&b->arena, 0);
    b->law = law_of(text, sizeof(text) / sizeof(text[0]), &b->out);
    if (!b->law)
        fail_msg("%s", buf_cstr(&b->out));
}

static void close_(struct bench *b)
{
    buf_release(&b->out);
    arena_release(&b->arena);
    law_unref(b->law);
}

static void a_row_gives_three_outcomes(void **state)
{
    struct bench b;

    (void)state;
    open(&b);
    expect(&b, "人数 >= 2", RULE_MISS, "人数 1 < 2");
    expect(&b, "人数 < 2 且 甲文 = 乙文", RULE_HIT, "人数 1 < 2");
    expect(&b, "甲文 = 「异」", RULE_MISS, "甲文“同” ≠ “异”");
    expect(&b, "是否", RULE_UNDETERMINED, "是否");
    expect(&b, "人数 >= 2 或 是否", RULE_UNDETERMINED, "是否");
    close_(&b);
}

static void what_reaches_beyond_the_row_is_refused(void **state)
{
    struct bench b;

    (void)state;
    open(&b);
    assert_null(compile(&b, "次数(处罚, 号 = 本案.甲文) >= 1"));
    if (!strstr(buf_cstr(&b.out), "程序的条件只能用程序自己的字段"))
        fail_msg("%s", buf_cstr(&b.out));
    assert_null(compile(&b, "没有的字段 = 1"));
    assert_null(compile(&b, "人数 >= 「文」"));
    assert_null(compile(&b, "人数 >="));
    close_(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_gives_three_outcomes),
        cmocka_unit_test(what_reaches_beyond_the_row_is_refused),
    };

    return cmocka_run_group_tests_name("rule_condition", tests, NULL, NULL);
}
