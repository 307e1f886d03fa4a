/* tests/service/import_facts_test.c - which of the facts in a record's prose fill its fields. */
#include "service/import/facts.h"
#include "service/import/whom.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

static const char units[] = "- dimension: 质量\n"
                            "  units: [{name: 千克, to: 1/1}, {name: 吨, to: 1000/1}]\n";
static const char fields[] =
    "name: 处罚\n"
    "id: p\n"
    "identity: [[日期]]\n"
    "roles: {party_name: 名称, date: 日期}\n"
    "text: [事实, 内容]\n"
    "fields:\n"
    "  - {name: 名称, column: name, type: 文本}\n"
    "  - {name: 日期, column: day, type: 日期}\n"
    "  - {name: 事实, column: facts, type: 文本}\n"
    "  - {name: 内容, column: penalty, type: 文本}\n"
    "  - {name: 罚款, column: fine, type: 金额, read: {from: [内容], before: [罚款], after: [罚款], sum: yes}}\n"
    "  - {name: 货值, column: value, type: 金额, read: {before: [货值金额]}}\n"
    "  - {name: 废物, column: waste, type: 数量, unit: 吨, read: {before: [危险废物]}}\n"
    "  - {name: 暗管, column: pipe, type: 布尔, read: {words: [暗管]}}\n"
    "  - {name: 终了, column: ended, type: 日期, read: {from: [事实], before: [至]}}\n";

struct fixture {
    struct arena a;
    struct law *law;
    const struct law_dataset *d;
    struct import_reader *reader;
    struct registry_record rec;
};

static int set_up(void **state)
{
    static struct fixture f;
    const struct law_text file[] = {
        {STR("law/unit/unit.yaml"), str_from(units)},
        {STR("law/dataset/p.yaml"), str_from(fields)},
    };
    struct diag_list diags;
    struct buf b = {0};
    struct err err;

    f = (struct fixture){0};
    arena_init(&f.a, 0);
    diag_init(&diags, &f.a);
    if (law_parse(file, 2, &f.law, &diags, &err) != ERR_OK) {
        diag_print_all(&b, &diags);
        fprintf(stderr, "%s\n%s\n", err.message, buf_cstr(&b));
        buf_release(&b);
        return -1;
    }
    f.d = law_dataset_find(f.law, STR("p"));
    f.reader = import_reader_new(&f.a, f.law, f.d);
    f.rec = (struct registry_record){.dataset = f.d};
    f.rec.value = ARENA_ARRAY(&f.a, struct registry_value, f.d->nfield);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    law_unref(f->law);
    arena_release(&f->a);
    return 0;
}

static struct registry_value *value(struct fixture *f, const char *field)
{
    return &f->rec.value[law_field_find(f->d, str_from(field))];
}

static void text(struct fixture *f, const char *field, const char *s)
{
    *value(f, field) = (struct registry_value){.known = true, .text = str_from(s)};
}

static void apply(struct fixture *f)
{
    import_reader_apply(f->reader, &f->rec, &f->a);
}

static void is_unknown(struct fixture *f, const char *field)
{
    if (value(f, field)->known)
        fail_msg("%s is %lld", field, (long long)value(f, field)->num);
}

static void is(struct fixture *f, const char *field, int64_t want)
{
    struct registry_value *v = value(f, field);

    if (!v->known || v->num != want)
        fail_msg("%s: known %d, %lld; evidence %.*s", field, v->known, (long long)v->num,
                 STR_F(f->rec.evidence));
}

static void one_fact_fills_its_field(void **state)
{
    struct fixture *f = *state;

    text(f, "事实", "货值金额3万元，危险废物500千克，通过暗管排放。");
    apply(f);
    is(f, "货值", 3000000);
    is(f, "废物", 500000);
    is(f, "暗管", 1);
    is_unknown(f, "罚款");
    assert_true(str_eq(
        f->rec.evidence,
        STR("[{\"field\":\"货值\",\"in\":\"事实\",\"from\":12,\"to\":19,\"text\":\"3万元\"},"
            "{\"field\":\"废物\",\"in\":\"事实\",\"from\":34,\"to\":43,\"text\":\"500千克\"},"
            "{\"field\":\"暗管\",\"in\":\"事实\",\"from\":52,\"to\":58,\"text\":\"暗管\"}]")));
    assert_int_equal(f->rec.warnings.n, 0);
}

static void a_field_is_read_from_its_own_text_only(void **state)
{
    struct fixture *f = *state;

    text(f, "事实", "曾罚款3万元。");
    apply(f);
    is_unknown(f, "罚款");
}

static void equal_candidates_agree(void **state)
{
    struct fixture *f = *state;

    text(f, "事实", "货值金额3万元。");
    text(f, "内容", "货值金额30000元。");
    apply(f);
    is(f, "货值", 3000000);
}

static void different_candidates_fill_nothing_and_both_show(void **state)
{
    struct fixture *f = *state;

    text(f, "事实", "货值金额3万元。货值金额4万元。");
    apply(f);
    is_unknown(f, "货值");
    assert_true(str_has(f->rec.evidence, STR("\"3万元\"")));
    assert_true(str_has(f->rec.evidence, STR("\"4万元\"")));
    assert_true(str_has(f->rec.evidence, STR("各处不一致，待查")));
}

static void a_total_goes_before_its_parts(void **state)
{
    struct fixture *f = *state;

    text(f, "事实", "货值金额3万元，货值金额4万元，货值金额合计7万元。");
    apply(f);
    is(f, "货值", 7000000);
}

static void a_whole_goes_before_its_parts(void **state)
{
    struct fixture *f = *state;

    text(f, "事实", "货值金额7万元，其中未售货值金额3万元。");
    apply(f);
    is(f, "货值", 7000000);
}

static void only_what_is_stated_counts(void **state)
{
    static const char *const texts[] = {
        "货值金额不足3万元。",          "货值金额3万元至5万元。",
        "拟认定货值金额3万元。",        "货值金额3万美元。",
        "货值金额每吨3万元。",          "货值金额不超过3万元。",
        "货值金额三万元以上的，罚款。", "货值金额数万元。",
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct fixture *f = *state;

        text(f, "事实", texts[i]);
        apply(f);
        if (value(f, "货值")->known)
            fail_msg("%s", texts[i]);
    }
}

static void a_lower_bound_is_taken_with_a_note(void **state)
{
    struct fixture *f = *state;

    text(f, "事实", "货值金额10万余元。");
    apply(f);
    is(f, "货值", 10000000);
    assert_true(str_has(f->rec.evidence, STR("\"note\":\"实际更多，按下限\"")));
}

static void said_to_be_none_is_none(void **state)
{
    struct fixture *f = *state;

    text(f, "事实", "无货值金额，未发现暗管。");
    apply(f);
    is(f, "货值", 0);
    is(f, "暗管", 0);
}

static void what_is_about_others_does_not_count(void **state)
{
    struct fixture *f = *state;

    text(f, "名称", "甲县农村商业银行股份有限公司及相关责任人");
    text(f, "内容", "对甲县农商银行罚款35万元。对陈某警告并罚款5万元。");
    apply(f);
    is(f, "罚款", 35000000);
}

static void the_person_in_the_row_is_found_in_a_list(void **state)
{
    struct fixture *f = *state;

    text(f, "名称", "陈某（时任行长）");
    text(f, "内容", "对甲银行罚款35万元。对陈某、李某分别警告并罚款5万元，对王某罚款1万元。");
    apply(f);
    is(f, "罚款", 5000000);
    assert_true(str_has(f->rec.evidence, STR("各人分别")));
}

static void a_fine_on_others_alone_fills_nothing(void **state)
{
    struct fixture *f = *state;

    text(f, "名称", "甲银行股份有限公司");
    text(f, "内容", "对责任人李明警告并罚款4万元。");
    apply(f);
    is_unknown(f, "罚款");
    assert_true(str_has(f->rec.evidence, STR("说的是他人，未计入")));
}

static void fines_of_one_party_add_up(void **state)
{
    struct fixture *f = *state;

    text(f, "内容", "未明码标价，罚款1千元；违法广告，罚款3万元。");
    apply(f);
    is(f, "罚款", 3100000);
    assert_true(str_has(f->rec.evidence, STR("各处相加")));
}

static void the_same_fine_twice_is_unclear(void **state)
{
    struct fixture *f = *state;

    text(f, "内容", "未明码标价，罚款1千元；违法广告，罚款1千元。");
    apply(f);
    is_unknown(f, "罚款");
}

static void words_and_figures_of_one_amount_agree(void **state)
{
    struct fixture *f = *state;

    text(f, "内容", "罚款人民币壹仟元整（￥1000.00）。");
    apply(f);
    is(f, "罚款", 100000);
}

static void parties_of_a_row_have_each_their_own(void **state)
{
    struct fixture *f = *state;

    text(f, "名称", "甲银行乙支行、甲银行丙支行");
    text(f, "内容", "对乙支行罚款20万元，对丙支行罚款30万元。");
    apply(f);
    is_unknown(f, "罚款");
}

static void a_total_of_one_party_says_nothing_of_another(void **state)
{
    struct fixture *f = *state;

    text(f, "名称", "甲银行乙支行、甲银行丙支行");
    text(f, "内容", "对乙支行罚款20万元，对丙支行合计罚款2万元。");
    apply(f);
    is_unknown(f, "罚款");
}

static void the_column_stands_and_a_difference_warns(void **state)
{
    struct fixture *f = *state;

    *value(f, "罚款") = (struct registry_value){.known = true, .num = 5000000};
    f->rec.warnings = STR("[{\"field\":\"x\",\"text\":\"y\"}]");
    text(f, "内容", "罚款3万元。");
    apply(f);
    is(f, "罚款", 5000000);
    assert_true(str_eq(f->rec.warnings,
                       STR("[{\"field\":\"x\",\"text\":\"y\"},{\"field\":\"罚款\",\"text\":"
                           "\"列内为5万元，内容写“3万元”（3万元），以列为准\"}]")));
    assert_int_equal(f->rec.evidence.n, 0);
}

static void a_month_at_the_end_of_a_period_is_its_last_day(void **state)
{
    struct fixture *f = *state;

    text(f, "事实", "2024年1月至2024年2月，无证经营。");
    apply(f);
    is(f, "终了", day_from_ymd(2024, 2, 29).n);
}

static enum import_whom whom(struct arena *a, const char *party, const char *subject)
{
    return import_whom(a, str_from(party), str_from(subject)).whom;
}

static void who_is_who(void **state)
{
    struct fixture *f = *state;
    struct arena *a = &f->a;

    assert_int_equal(whom(a, "甲银行股份有限公司乙支行", "甲银行乙支行"), WHOM_PARTY);
    assert_int_equal(whom(a, "甲（北京）保险代理有限公司", "甲保险代理公司"), WHOM_PARTY);
    assert_int_equal(whom(a, "中国甲乙财产保险股份有限公司丙市分公司", "甲乙财险丙市分公司"),
                     WHOM_LIKELY);
    assert_int_equal(whom(a, "甲银行股份有限公司乙支行", "甲银行股份有限公司"), WHOM_OTHER);
    assert_int_equal(whom(a, "甲银行股份有限公司", "甲银行股份有限公司乙支行"), WHOM_OTHER);
    assert_int_equal(whom(a, "甲财产保险股份有限公司乙分公司", "甲财险丁分公司"), WHOM_OTHER);
    assert_int_equal(whom(a, "中国甲乙银行股份有限公司丙分公司", "甲乙银行丙分行"), WHOM_LIKELY);
    assert_int_equal(whom(a, "中国甲洋财产保险股份有限公司丙分公司", "甲保财险丙分公司"),
                     WHOM_LIKELY);
    assert_int_equal(whom(a, "中国甲乙财产保险股份有限公司丙市支公司", "甲乙财险丁戊支公司"),
                     WHOM_OTHER);
    assert_int_equal(whom(a, "甲银行乙支行", "该支行"), WHOM_PARTY);
    assert_int_equal(whom(a, "甲银行乙支行", "分支机构"), WHOM_OTHER);
    assert_int_equal(whom(a, "李明", "该支行"), WHOM_OTHER);
    assert_int_equal(whom(a, "李明", "当事人"), WHOM_NOBODY);
    assert_int_equal(whom(a, "李明（时任经理）", "王某、李明"), WHOM_PARTY);
    assert_int_equal(whom(a, "李某某", "李某某"), WHOM_PARTY);
    assert_int_equal(whom(a, "李某某", "王某某"), WHOM_OTHER);
    assert_int_equal(whom(a, "李明", "甲银行乙支行"), WHOM_OTHER);
    assert_int_equal(whom(a, "", "李某某"), WHOM_NOBODY);
    assert_int_equal(import_whom(a, STR("甲公司、乙公司"), STR("乙公司")).item, 1);
}

#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(one_fact_fills_its_field),
        T(a_field_is_read_from_its_own_text_only),
        T(equal_candidates_agree),
        T(different_candidates_fill_nothing_and_both_show),
        T(a_total_goes_before_its_parts),
        T(a_whole_goes_before_its_parts),
        T(only_what_is_stated_counts),
        T(a_lower_bound_is_taken_with_a_note),
        T(said_to_be_none_is_none),
        T(what_is_about_others_does_not_count),
        T(the_person_in_the_row_is_found_in_a_list),
        T(a_fine_on_others_alone_fills_nothing),
        T(fines_of_one_party_add_up),
        T(the_same_fine_twice_is_unclear),
        T(words_and_figures_of_one_amount_agree),
        T(parties_of_a_row_have_each_their_own),
        T(a_total_of_one_party_says_nothing_of_another),
        T(the_column_stands_and_a_difference_warns),
        T(a_month_at_the_end_of_a_period_is_its_last_day),
        T(who_is_who),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
