/*
 * tests/rule/standard_test.c - the tests of standards are compiled where they stand: faults are told
 * at their place in the YAML file; versions, limits and flags are applied as the law has them.
 */
#include "rule_fixture.h"

#define TEXT(name, text)              \
    {                                 \
        {"" name, sizeof(name) - 1},  \
        {                             \
            "" text, sizeof(text) - 1 \
        }                             \
    }

#define HEAD                                                                                            \
    "- name: 甲罪\n  id: T\n  charge: 甲罪\n  crime: 某法 第一条\n  basis: 某法 第一条\n" \
    "  verified: yes\n  effective: 2020-01-01\n  limits: {价值: 5元}\n"

/* What rule_check_standards says of a law whose one standard ends so. */
static void check_standard(const char *tail, const char *want)
{
    struct arena a;
    struct law_text file[] = {
        TEXT("law/unit/a.yaml", "- {dimension: 人, units: [{name: 人, to: 1/1}]}\n"),
        TEXT("law/kind.yaml", "- 甲\n"),
        TEXT("law/source/a.yaml", "- {id: a, title: 某法, status: 现行, read: yes}\n"),
        TEXT(
            "law/dataset/a.yaml",
            "name: 处罚\nid: a\ndefault: yes\nroles: {}\nidentity: [[号]]\nconduct: [日]\nfields:\n"
            "  - {name: 号, column: no, type: 文本}\n  - {name: 价值, column: v, type: 金额}\n"
            "  - {name: 日, column: d, type: 日期}\n"),
        {STR("law/standard/a.yaml"), STR_NULL},
    };
    struct diag_list diags;
    struct law *law;
    struct err err;
    struct buf b = {0};

    arena_init(&a, 0);
    diag_init(&diags, &a);
    file[4].text = str_fmt(&a, HEAD "%s", tail);
    if (law_parse(file, 5, &law, &diags, &err) != ERR_OK) {
        diag_print_all(&b, &diags);
        fail_msg("%s", buf_cstr(&b));
    }
    diag_init(&diags, &a);
    rule_check_standards(law, &a, &diags);
    diag_print_all(&b, &diags);
    assert_string_equal(buf_cstr(&b), want);
    buf_release(&b);
    law_unref(law);
    arena_release(&a);
}

static void faults_are_told_in_the_yaml_file(void **state)
{
    (void)state;
    check_standard("  test: 价值 >= 限.价值\n", "");
    check_standard("  test: 价值 >= 限.价直\n",
                   "law/standard/a.yaml:9:17: 错误: 标准“甲罪”没有限值“价直”\n"
                   "      test: 价值 >= 限.价直\n"
                   "                       ^~~~\n"
                   "  提示: 是否想写“价值”?\n");
    check_standard(
        "  test: |-\n    价值 >= 限.价值\n    或 价直 > 1元  # 注释\n    或 价值 > 1吨\n",
        "law/standard/a.yaml:11:7: 错误: 数据集“处罚”没有字段“价直”\n"
        "        或 价直 > 1元  # 注释\n"
        "           ^~~~\n"
        "  提示: 是否想写“价值”?\n"
        "law/standard/a.yaml:12:12: 错误: 不认识的单位“吨”\n"
        "        或 价值 > 1吨\n"
        "                  ^~~\n");
    check_standard("  test: '达到 标准.甲罪'\n",
                   "law/standard/a.yaml:9:10: 错误: 标准的条件里不能再写“达到”\n"
                   "      test: '达到 标准.甲罪'\n"
                   "             ^~~~~~~~~~~~~~\n");
    check_standard("  test: 价值\n",
                   "law/standard/a.yaml:9:9: 错误: 这里要一个条件，而“价值”是金额\n"
                   "      test: 价值\n"
                   "            ^~~~\n"
                   "  提示: 要写成比较，如“价值 = …”“价值 >= …”\n");
}

/* Runs one condition on one 行政处罚 of the small law; what is missing in *ret, apart by 、. */
static enum rule_outcome outcome_of(struct arena *a, const char *condition, const char *record,
                                    struct str *ret_missing)
{
    struct law *law = fixture_law();
    struct str text =
        str_fmt(a,
                "规则 test 「测试」\n类型 类案不同罚\n依据 测试办法 第一条\n筛查 行政处罚\n"
                "当 %s\n线索 「测试」\n送 检察院\n例 命中 { %s }\n例 不中 { }\n",
                condition, record);
    struct rule_plan *plan = fixture_compile(law, STR("test"), text, a);
    enum rule_outcome expected = RULE_MISS;
    struct rule_reason r;
    struct buf b = {0};

    rule_explain_example(plan, 0, a, &expected, &r);
    for (size_t i = 0; i < r.missing.n; i++)
        buf_fmt(&b, "%s%.*s", i ? "、" : "", STR_F(r.missing.at[i]));
    *ret_missing = str_dup(a, buf_view(&b));
    buf_release(&b);
    law_unref(law);
    return r.outcome;
}

static void expect(const char *condition, const char *record, enum rule_outcome want,
                   const char *missing)
{
    struct arena a;
    struct str have = STR_NULL;

    arena_init(&a, 0);
    if (outcome_of(&a, condition, record, &have) != want || !str_eq(have, str_from(missing)))
        fail_msg("%s {%s}: want missing %s, have %.*s", condition, record, missing, STR_F(have));
    arena_release(&a);
}

static void versions_change_at_their_day(void **state)
{
    (void)state;
    /* the last day of the old version, the first of the new one */
    expect("达到 标准.非法采矿罪", "矿产品价值: 5万元; 决定日期: 2016-11-30", RULE_HIT, "");
    expect("达到 标准.非法采矿罪", "矿产品价值: 4万元; 决定日期: 2016-12-01", RULE_MISS, "");
    expect("达到 标准.非法采矿罪", "矿产品价值: 99万元; 决定日期: 2003-06-02", RULE_UNDETERMINED,
           "标准.非法采矿罪（2003-06-02 没有施行中的版本）");
    expect("达到 标准.非法采矿罪", "矿产品价值: 5万元; 决定日期: 2003-06-03", RULE_HIT, "");
    /* the conduct counts, not the decision */
    expect("达到 标准.非法采矿罪",
           "矿产品价值: 5万元; 行为终了日期: 2016-11-30; 决定日期: 2020-01-01", RULE_HIT, "");
}

static void what_nobody_read_is_open(void **state)
{
    (void)state;
    expect("达到 标准.虚假广告罪", "违法所得: 100万元", RULE_UNDETERMINED,
           "标准.虚假广告罪（条文未核实）");
    expect("违法所得 < 标准.虚假广告罪.违法所得", "违法所得: 1元", RULE_UNDETERMINED,
           "标准.虚假广告罪.违法所得（条文未核实）");
    /* read in an excerpt is enough */
    expect("达到 标准.污染环境罪", "危险废物: 3吨", RULE_HIT, "");
}

static void an_open_limit_settles_only_outside_its_range(void **state)
{
    static const char limit[] = "标准.非法采矿罪.矿产品价值（省定，未设定）";

    (void)state;
    expect("矿产品价值 >= 标准.非法采矿罪.矿产品价值", "矿产品价值: 9.9999万元", RULE_MISS, "");
    expect("矿产品价值 >= 标准.非法采矿罪.矿产品价值", "矿产品价值: 10万元", RULE_UNDETERMINED,
           limit);
    expect("矿产品价值 >= 标准.非法采矿罪.矿产品价值", "矿产品价值: 29.9999万元", RULE_UNDETERMINED,
           limit);
    expect("矿产品价值 >= 标准.非法采矿罪.矿产品价值", "矿产品价值: 30万元", RULE_HIT, "");
    expect("矿产品价值 > 标准.非法采矿罪.矿产品价值", "矿产品价值: 30万元", RULE_UNDETERMINED,
           limit);
    expect("矿产品价值 < 标准.非法采矿罪.矿产品价值", "矿产品价值: 10万元", RULE_UNDETERMINED,
           limit);
    expect("矿产品价值 = 标准.非法采矿罪.矿产品价值", "矿产品价值: 31万元", RULE_MISS, "");
    /* what the other side settles does not hinge on it */
    expect("矿产品价值 >= 标准.非法采矿罪.矿产品价值 且 禁采区", "矿产品价值: 20万元; 禁采区: 否",
           RULE_MISS, "");
    /* set by setting.yaml */
    expect("林木价值 >= 标准.滥伐林木罪.林木价值", "林木价值: 2.9999万元", RULE_MISS, "");
    expect("林木价值 >= 标准.滥伐林木罪.林木价值", "林木价值: 3万元", RULE_HIT, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_are_told_in_the_yaml_file),
        cmocka_unit_test(versions_change_at_their_day),
        cmocka_unit_test(what_nobody_read_is_open),
        cmocka_unit_test(an_open_limit_settles_only_outside_its_range),
    };

    return cmocka_run_group_tests_name("rule_standard", tests, NULL, NULL);
}
