/* tests/law/find_test.c - finding things by their names; literals; standards cut by settings. */
#include "law_fixture.h"

static void assert_source(const struct law *law, const char *name, const char *id)
{
    const struct law_source *s = law_source_find(law, str_from(name));

    if (!s || !str_eq(s->id, str_from(id)))
        fail_msg("%s", name);
}

static void instruments(void **state)
{
    struct law *law = law_shipped();
    struct law_citation c;

    (void)state;
    assert_source(law, "刑法", "criminal-law");
    assert_source(law, "《刑法》", "criminal-law");
    assert_source(law, " 中华人民共和国刑法 ", "criminal-law");
    assert_source(law, "国务院令第730号", "referral-regulation");
    assert_source(law, "国务院令第310号", "referral-regulation");
    assert_source(law, "法释〔2016〕25号", "mining-interpretation");
    assert_source(law, "公通字〔2008〕36号", "filing-standard-1");
    assert_source(law, "公通字〔2022〕12号", "filing-standard-2");
    assert_null(law_source_find(law, STR("不存在法")));
    assert_true(law_citation_parse(law, STR("刑法 第三百四十三条第一款"), &c));
    assert_true(str_eq(c.article, STR("第三百四十三条第一款")));
    assert_true(law_citation_parse(law, STR("食品安全法"), &c));
    assert_int_equal(c.article.n, 0);
    /* A title that holds white space itself. */
    assert_true(law_citation_parse(
        law,
        STR("关于推进行刑双向衔接和行政违法行为监督 构建检察监督与行政执法衔接制度的意见 第二条"),
        &c));
    assert_true(str_eq(c.source->id, STR("two-way-linkage-opinion")));
    assert_true(str_eq(c.article, STR("第二条")));
    assert_false(law_citation_parse(law, STR("不存在法 第一条"), &c));
    law_unref(law);
}

static void reasons_for_dismissal(void **state)
{
    struct law *law = law_shipped();
    const struct law_dismissal *d = law_dismissal_find(law, STR("referred"));

    (void)state;
    assert_non_null(d);
    assert_true(str_eq(d->name, STR("已移送")));
    assert_ptr_equal(law_dismissal_find(law, STR("已移送")), d);
    assert_null(law_dismissal_find(law, STR("不存在")));
    law_unref(law);
}

static void assert_organ(const struct law *law, const char *name, const char *id)
{
    int i = law_organ_find(law, str_from(name));

    if (i < 0 || !str_eq(law->organ[i].id, str_from(id)))
        fail_msg("%s", name);
}

static void organs(void **state)
{
    struct law *law = law_shipped();
    const struct str path[] = {STR("检察院"), STR("行政检察")},
                     police[] = {STR("公安"), STR("法制")},
                     justice[] = {STR("司法局"), STR("执法监督")},
                     none[] = {STR("检察院"), STR("法制")};
    int i;

    (void)state;
    assert_organ(law, "北京市门头沟区市场监督管理局", "mtg-amr");
    assert_organ(law, "门头沟区市场监管局", "mtg-amr");
    assert_organ(law, " 区市场监督管理局　", "mtg-amr");
    assert_organ(law, "王平地区办事处", "mtg-wangping");
    assert_organ(law, "王平镇", "mtg-wangping");
    assert_organ(law, "检察院", "mtg-procuratorate");
    assert_organ(law, "公安", "mtg-police");
    assert_organ(law, "党委办", "mtg-party-office");
    assert_int_equal(law_organ_find(law, STR("行政检察")), -1); /* sections by path only */
    i = law_organ_path(law, path, 2);
    assert_true(i >= 0);
    assert_true(str_eq(law->organ[i].parent->id, STR("mtg-procuratorate")));
    assert_true(law_organ_path(law, police, 2) >= 0);
    assert_true(law_organ_path(law, justice, 2) >= 0);
    assert_int_equal(law_organ_path(law, none, 2), -1);
    assert_int_equal(law_organ_path(law, path, 0), -1);
    law_unref(law);
}

static void assert_literal(const struct law *law, const char *text, enum law_type type,
                           const char *unit, int64_t num)
{
    struct law_literal lit;

    if (!law_literal_parse(law, str_from(text), &lit) || lit.type != type || lit.num != num ||
        lit.unit != (unit ? law_unit_find(law, str_from(unit)) : -1))
        fail_msg("%s", text);
}

static void literals(void **state)
{
    struct law *law = law_shipped();
    struct law_literal lit = {.num = 5};

    (void)state;
    assert_literal(law, "10万元", LAW_MONEY, NULL, 10000000);
    assert_literal(law, "99999.99元", LAW_MONEY, NULL, 9999999);
    assert_literal(law, "1.5亿元", LAW_MONEY, NULL, 15000000000);
    assert_literal(law, "5 千元", LAW_MONEY, NULL, 500000);
    assert_literal(law, "2百万元", LAW_MONEY, NULL, 200000000);
    assert_literal(law, "1,234.5元", LAW_MONEY, NULL, 123450);
    assert_literal(law, "3吨", LAW_QUANTITY, "吨", 3000000);
    assert_literal(law, "3千克", LAW_QUANTITY, "千克", 3000000); /* not 3000 克 */
    assert_literal(law, "3公斤", LAW_QUANTITY, "千克", 3000000);
    assert_literal(law, "2万支", LAW_QUANTITY, "支", 20000000000);
    assert_literal(law, "30%", LAW_QUANTITY, "%", 30000000);
    assert_literal(law, "80毫克/100毫升", LAW_QUANTITY, "毫克/100毫升", 80000000);
    assert_literal(law, "0.000001亩", LAW_QUANTITY, "亩", 1);
    assert_literal(law, "12", LAW_INT, NULL, 12);
    assert_literal(law, "3万", LAW_INT, NULL, 30000);
    assert_literal(law, "-2", LAW_INT, NULL, -2);
    assert_literal(law, "2024-02-29", LAW_DATE, NULL, day_from_ymd(2024, 2, 29).n);
    assert_false(law_literal_parse(law, STR(""), &lit));
    assert_false(law_literal_parse(law, STR("元"), &lit));
    assert_false(law_literal_parse(law, STR("10万里"), &lit));
    assert_false(law_literal_parse(law, STR("0.001元"), &lit));
    assert_false(law_literal_parse(law, STR("1.5"), &lit));
    assert_false(law_literal_parse(law, STR("99999999999亿元"), &lit));
    assert_false(law_literal_parse(law, STR("2024-02-30"), &lit));
    assert_false(law_literal_parse(law, STR("1亿亿亿元"), &lit));
    assert_int_equal(lit.num, 5);
    law_unref(law);
}

static const struct law_text small[] = {
    LAW_TEXT(
        "law/cause/c.yaml",
        "- code: mining\n  name: 采矿类\n  field: 自然资源\n  children:\n"
        "    - {code: mining.bad, name: 非法采矿, children: [{code: x, name: 越界采矿, field: 水务}]}\n"
        "- {code: other, name: 其他}\n"),
    LAW_TEXT("law/dataset/a.yaml",
             "name: 处罚\nid: a\nroles: {}\nidentity: [[号]]\ndefault: yes\ntext: [号]\nfields:\n"
             "  - {name: 号, column: no, type: 文本}\n"),
    LAW_TEXT(
        "law/dataset/a.more.yaml",
        "extends: a\nfields:\n  - {name: 价值, column: v, type: 金额, read: {before: [价值]}}\n"),
    LAW_TEXT("law/source/s.yaml", "- {id: s, title: 某法, status: 现行, read: yes}\n"),
    LAW_TEXT(
        "law/standard/s.yaml",
        "- {name: 甲罪, id: T2, charge: 甲罪, crime: 某法 第一条, basis: 某法 第二条, verified: yes,\n"
        "   effective: 2020-01-01, limits: {价值: {low: 10万元, high: 30万元, set_by: province}},\n"
        "   test: 价值 >= 限.价值}\n"
        "- name: 甲罪\n  id: T1\n  charge: 甲罪\n  crime: 某法 第一条\n  basis: 某法 第一条\n"
        "  verified: no\n  effective: 2010-01-01\n  expires: 2020-01-01\n"
        "  limits: {价值: 5万元}\n  test: |-\n\n    价值 >=\n    限.价值\n"),
    LAW_TEXT("law/setting.yaml",
             "- {standard: 甲罪, limit: 价值, value: 15万元, basis: 某文, effective: 2021-01-01,\n"
             "   expires: 2022-01-01, verified: yes}\n"),
    LAW_TEXT("law/unit/unit.yaml", "- {dimension: 人, units: [{name: 人, to: 1/1}]}\n"),
};
enum { NSMALL = sizeof(small) / sizeof(small[0]) };

static struct law *law_small(void)
{
    struct buf out = {0};
    struct law *law = law_of(small, NSMALL, &out);

    if (!law)
        fail_msg("%s", buf_cstr(&out));
    buf_release(&out);
    return law;
}

static void causes_stand_below_their_class(void **state)
{
    struct law *law = law_small();
    int top = law_cause_find(law, STR("采矿类")), mid = law_cause_find(law, STR("mining.bad")),
        low = law_cause_find(law, STR("越界采矿")), other = law_cause_find(law, STR("其他"));

    (void)state;
    assert_int_equal(law->ncause, 4);
    assert_true(law_cause_in(law, low, top));
    assert_true(law_cause_in(law, mid, mid));
    assert_false(law_cause_in(law, top, mid));
    assert_false(law_cause_in(law, other, top));
    assert_true(str_eq(law->cause[mid].field, STR("自然资源"))); /* inherited */
    assert_true(str_eq(law->cause[low].field, STR("水务")));
    law_unref(law);
}

static void datasets_take_their_parts(void **state)
{
    struct law *law = law_small();
    const struct law_dataset *d = law_dataset_find(law, STR("a"));
    int f = law_field_find(d, STR("价值"));

    (void)state;
    assert_int_equal(d->nfield, 2);
    assert_int_equal(f, 1);
    assert_int_equal(law_field_find(d, STR("v")), 1);
    assert_int_equal(law_field_find(d, STR("w")), -1);
    assert_int_equal(d->field[f].read->nfrom, 1); /* the dataset's own prose */
    assert_true(str_eq(d->field[f].read->from[0], STR("号")));
    assert_true(str_eq(d->field[f].place.file, STR("law/dataset/a.more.yaml")));
    assert_int_equal(d->identity[0][0], 0);
    assert_int_equal(d->identity[0][1], -1);
    assert_int_equal(d->case_field, -1);
    law_unref(law);
}

static void assert_version(const struct law_standard *s, const char *from, const char *to,
                           int64_t low, int64_t high)
{
    struct buf b = {0};

    day_print(&b, s->effective);
    assert_string_equal(buf_cstr(&b), from);
    buf_reset(&b);
    if (day_known(s->expires))
        day_print(&b, s->expires);
    assert_string_equal(buf_cstr(&b), to);
    assert_int_equal(s->limit[0].low, low);
    assert_int_equal(s->limit[0].high, high);
    buf_release(&b);
}

/* A value that a province sets holds for its time only: the version is cut in three. */
static void settings_cut_versions(void **state)
{
    struct law *law = law_small();
    size_t n;
    const struct law_standard *s = law_standard_find(law, STR("甲罪"), &n);

    (void)state;
    assert_int_equal(n, 4);
    assert_version(&s[0], "2010-01-01", "2020-01-01", 500000 * 10, 5000000);
    assert_version(&s[1], "2020-01-01", "2021-01-01", 10000000, 30000000);
    assert_version(&s[2], "2021-01-01", "2022-01-01", 15000000, 15000000);
    assert_version(&s[3], "2022-01-01", "", 10000000, 30000000);
    assert_null(law_standard_find(law, STR("乙罪"), &n));
    assert_int_equal(n, 0);
    law_unref(law);
}

/* Where the rule compiler finds the first character of a test. */
static void tests_of_standards_have_places(void **state)
{
    struct law *law = law_small();
    size_t n;
    const struct law_standard *s = law_standard_find(law, STR("甲罪"), &n);

    (void)state;
    assert_int_equal(s[0].test_place.line, 15); /* a block: behind the empty line */
    assert_int_equal(s[0].test_place.column, 5);
    assert_int_equal(s[1].test_place.line, 3);
    assert_int_equal(s[1].test_place.column, 10);
    assert_true(str_eq(s[1].test, STR("价值 >= 限.价值")));
    assert_ptr_equal(s[1].dataset, law_dataset_find(law, STR("处罚")));
    law_unref(law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instruments),
        cmocka_unit_test(reasons_for_dismissal),
        cmocka_unit_test(organs),
        cmocka_unit_test(literals),
        cmocka_unit_test(causes_stand_below_their_class),
        cmocka_unit_test(datasets_take_their_parts),
        cmocka_unit_test(settings_cut_versions),
        cmocka_unit_test(tests_of_standards_have_places),
    };

    return cmocka_run_group_tests_name("law_find", tests, NULL, NULL);
}
