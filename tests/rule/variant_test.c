/*
 * tests/rule/variant_test.c - a rule under edit: what it calls itself, its constants, its limits;
 * a changed limit means what a law with that limit would mean.
 */
#include "rule_fixture.h"

#include "rule/variant.h"

static const char text[] = "# 草稿\n"
                           "规则 test 「测试」 # 名称\n"
                           "类型 类案不同罚\n依据 测试办法 第一条\n筛查 行政处罚\n"
                           "当 罚款金额 >= 10万元\n"
                           "   且 次数(行政处罚, 当事人 = 本案 且\n"
                           "           决定日期 在 本案.决定日期 前 2年 内) >= 3 # 不是 99\n"
                           "   且 决定日期 >= 2024-01-31\n"
                           "线索 「12」\n送 检察院\n"
                           "例 命中 { 罚款金额: 77元 }\n例 不中 { }\n";

static void a_text_says_its_name(void **state)
{
    struct law *law = fixture_law();
    struct rule_heading h;
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    rule_heading(law, str_from(text), &a, &h);
    assert_true(str_eq(h.slug, STR("test")));
    assert_true(str_eq(h.title, STR("测试")));
    rule_heading(law, STR("类型 甲\n"), &a, &h);
    assert_int_equal(h.slug.n, 0);
    rule_heading(law, STR("规则"), &a, &h);
    assert_int_equal(h.slug.n, 0);
    rule_heading(law, STR("规则 x \xff"), &a, &h);
    assert_int_equal(h.slug.n, 0);
    arena_release(&a);
    law_unref(law);
}

static void constants_stand_in_the_condition(void **state)
{
    static const char *const want[] = {"10万元", "2年", "3", "2024-01-31"};
    static const int line[] = {6, 8, 8, 9};
    struct law *law = fixture_law();
    struct rule_constants c;
    struct arena a;
    struct str other;

    (void)state;
    arena_init(&a, 0);
    rule_constants(law, str_from(text), &a, &c);
    assert_int_equal(c.v.n, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_true(str_eq(c.v.at[i].text, str_from(want[i])));
        assert_int_equal(c.v.at[i].line, line[i]);
    }
    other = rule_replace_constant(str_from(text), &c.v.at[0], STR("5万元"), &a);
    assert_true(str_has(other, STR("当 罚款金额 >= 5万元\n")));
    assert_int_equal(other.n, sizeof(text) - 1 - 1);
    rule_constants(law, STR("没有"), &a, &c);
    assert_int_equal(c.v.n, 0);
    arena_release(&a);
    law_unref(law);
}

/* ---- a changed limit, over the law that is shipped ---- */

struct bench {
    struct law *law;
    struct arena arena;
    const struct law_rule *rule;
};

static struct bench with_rule(const char *slug)
{
    struct bench b = {.law = fixture_law_at(SOURCE_ROOT "/law")};

    arena_init(&b.arena, 0);
    for (size_t i = 0; i < b.law->nrule; i++)
        if (str_eq(b.law->rule[i].slug, str_from(slug)))
            b.rule = &b.law->rule[i];
    assert_non_null(b.rule);
    return b;
}

static void release(struct bench *b)
{
    arena_release(&b->arena);
    law_unref(b->law);
}

static enum err_code change(struct bench *b, const char *limit, const char *value,
                            struct rule_plan **ret)
{
    struct rule_change c = {.standard = STR("非法采矿罪"), .limit = str_from(limit)};
    struct rule_file f = {b->rule->slug, b->rule->file, b->rule->text};
    struct diag_list diags;
    struct err err;

    diag_init(&diags, &b->arena);
    assert_true(law_literal_parse(b->law, str_from(value), &c.value));
    return rule_compile_changed(b->law, &f, &c, &b->arena, &diags, ret, &err);
}

/* Outcomes of a plan for records of 非法采矿 with these values of the mineral, in 万元. */
static void outcomes(struct bench *b, struct rule_plan *plan, const int64_t *wan, size_t n,
                     enum rule_outcome *ret)
{
    size_t d = (size_t)(plan->dataset - b->law->dataset);
    struct rule_binding *binding;
    struct rule_world w;
    struct err err;

    rule_world_init(&w, b->law, day_from_ymd(2025, 6, 1));
    for (size_t i = 0; i < n; i++) {
        size_t row = column_table_add(&w.table[d]);

        rule_world_set(&w, d, (size_t)plan->dataset->cause_field, row,
                       law_cause_find(b->law, STR("非法采矿")), STR_NULL);
        rule_world_set(&w, d, (size_t)plan->dataset->date_field, row, day_from_ymd(2025, 3, 1).n,
                       STR_NULL);
        rule_world_set(&w, d, (size_t)law_field_find(plan->dataset, STR("矿产品价值")), row,
                       wan[i] * 1000000, STR_NULL);
    }
    assert_int_equal(rule_bind(&w, &plan, 1, &binding, &err), ERR_OK);
    for (size_t i = 0; i < n; i++)
        ret[i] = rule_eval(binding, 0, i, &b->arena);
    rule_binding_free(binding);
    rule_world_release(&w);
}

static void a_changed_limit_decides(void **state)
{
    static const int64_t wan[] = {9, 15, 20, 35};
    struct bench b = with_rule("illegal-mining-not-referred");
    enum rule_outcome have[4];
    struct rule_plan *plan, *other;

    (void)state;
    plan = fixture_compile(b.law, b.rule->slug, b.rule->text, &b.arena);
    outcomes(&b, plan, wan, 4, have);
    assert_int_equal(have[1], RULE_UNDETERMINED); /* 10万元至30万元, not set */
    assert_int_equal(have[2], RULE_UNDETERMINED);
    assert_int_equal(have[3], RULE_HIT);
    assert_int_equal(change(&b, "矿产品价值", "20万元", &other), ERR_OK);
    outcomes(&b, other, wan, 4, have);
    assert_int_not_equal(have[1], RULE_HIT);
    assert_int_equal(have[2], RULE_HIT);
    assert_int_equal(have[3], RULE_HIT);
    assert_false(str_eq(plan->version, other->version));
    assert_int_equal(change(&b, "矿产品价值", "40万元", &other), ERR_OK);
    outcomes(&b, other, wan, 4, have);
    assert_int_not_equal(have[3], RULE_HIT);
    release(&b);
}

static void a_wrong_change_is_refused(void **state)
{
    struct bench b = with_rule("illegal-mining-not-referred");
    struct rule_plan *plan;

    (void)state;
    assert_int_equal(change(&b, "不存在", "20万元", &plan), ERR_NOT_FOUND);
    assert_int_equal(change(&b, "矿产品价值", "3吨", &plan), ERR_INVALID);
    release(&b);
}

static void limits_are_listed(void **state)
{
    struct bench b = with_rule("illegal-mining-not-referred");
    struct rule_limits l;
    bool found = false;

    (void)state;
    rule_limits(fixture_compile(b.law, b.rule->slug, b.rule->text, &b.arena), &b.arena, &l);
    for (size_t i = 0; i < l.v.n; i++)
        found |= str_eq(l.v.at[i].standard, STR("非法采矿罪")) &&
                 str_eq(l.v.at[i].limit, STR("矿产品价值")) &&
                 str_eq(l.v.at[i].shown, STR("10万元至30万元"));
    assert_true(found);
    release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_says_its_name),
        cmocka_unit_test(constants_stand_in_the_condition),
        cmocka_unit_test(a_changed_limit_decides),
        cmocka_unit_test(a_wrong_change_is_refused),
        cmocka_unit_test(limits_are_listed),
    };

    return cmocka_run_group_tests_name("rule_variant", tests, NULL, NULL);
}
