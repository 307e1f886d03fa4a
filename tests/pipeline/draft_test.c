/*
 * tests/pipeline/draft_test.c - an edited rule over files: what it finds, what differs from the
 * saved one, other values; what a sweep may not say.
 */
#include "pipeline/draft.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#define OK(call) assert_int_equal((call), ERR_OK)
#define RULE "illegal-mining-not-referred"

/* Values of the mineral, in 万元, of cases of 2024 and 2025 in turn; -1: not known. */
static const int wan[] = {3, 12, 15, 18, 25, 33, 40, -1};
enum { CASES = sizeof(wan) / sizeof(wan[0]) };

struct bench {
    struct arena arena;
    struct law *law;
    char dir[64];
    const char *file;
    struct str saved; /* text of the rule */
    struct pipeline_screen_request screen;
    struct diag_list diags;
    struct err err;
};

static void write_cases(struct bench *b)
{
    struct buf text = {0};

    for (int i = 0; i < CASES; i++) {
        buf_fmt(&text,
                "{\"当事人名称\":\"某矿业%d有限公司\",\"案由\":\"非法采矿\","
                "\"机关名称\":\"区市场监管局\",\"规划矿区或保护矿种\":\"否\","
                "\"禁采区或禁采期\":\"否\",\"决定日期\":\"%d-06-01\"",
                i, 2024 + i % 2);
        if (wan[i] >= 0)
            buf_fmt(&text, ",\"矿产品价值\":\"%d万元\"", wan[i]);
        buf_z(&text, "}\n");
    }
    b->file = str_fmt(&b->arena, "%s/cases.jsonl", b->dir).p;
    OK(file_write(b->file, buf_view(&text), &b->err));
    buf_release(&text);
}

static int set_up(void **state)
{
    static const char dir[] = "/tmp/liandong-draft-XXXXXX";
    struct bench *b = calloc(1, sizeof(*b));

    arena_init(&b->arena, 0);
    diag_init(&b->diags, &b->arena);
    OK(law_load(SOURCE_ROOT "/law", &b->law, &b->diags, &b->err));
    memcpy(b->dir, dir, sizeof(dir));
    assert_non_null(mkdtemp(b->dir));
    write_cases(b);
    OK(file_read(&b->arena, SOURCE_ROOT "/law/rule/" RULE ".rule", 1 << 20, &b->saved, &b->err));
    b->screen = (struct pipeline_screen_request){
        .law = b->law, .since = DAY_NONE, .today = day_from_ymd(2025, 12, 1), .threads = 2};
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;

    unlink(b->file);
    rmdir(b->dir);
    law_unref(b->law);
    arena_release(&b->arena);
    free(b);
    return 0;
}

/* The saved rule with `meets` written as `instead`. */
static struct str edited(struct bench *b, struct str instead)
{
    struct str meets = STR("达到 标准.非法采矿罪");
    size_t at = str_find(b->saved, meets);

    assert_true(at != STR_NPOS);
    return str_fmt(&b->arena, "%.*s%.*s%.*s", (int)at, b->saved.p, STR_F(instead),
                   STR_F(str_tail(b->saved, at + meets.n)));
}

static enum err_code try_text(struct bench *b, struct str text, const char *sweep,
                              struct pipeline_draft *ret)
{
    struct str one = str_from(sweep);
    struct pipeline_draft_request q = {.screen = &b->screen,
                                       .file = STR("draft.rule"),
                                       .text = text,
                                       .sweep = arena_copy(&b->arena, &one, sizeof(one)),
                                       .nsweep = sweep ? 1 : 0,
                                       .sample = 2,
                                       .seed = 1};

    return pipeline_draft_files(&q, &b->file, 1, ret, &b->diags, &b->err);
}

/* Cases of at least so many 万元. */
static int64_t from(int least)
{
    int64_t n = 0;

    for (int i = 0; i < CASES; i++)
        n += wan[i] >= least;
    return n;
}

static void a_threshold_is_lowered(void **state)
{
    struct bench *b = *state;
    struct pipeline_draft d;

    OK(try_text(b, edited(b, STR("矿产品价值 >= 15万元")), NULL, &d));
    assert_int_equal(d.draft.rows, CASES);
    assert_int_equal(d.draft.hits, from(15));
    assert_int_equal(d.draft.undetermined, 1); /* the value that is not known */
    assert_int_equal(d.draft.nmissing, 1);
    assert_true(d.false_examples > 0);
    assert_true(d.draft.saved && d.draft.comparable);
    assert_int_equal(d.draft.saved_hits, from(30)); /* 10万元至30万元, not set */
    assert_int_equal(d.draft.added, from(15) - from(30));
    assert_int_equal(d.draft.lost, 0);
    assert_int_equal(d.draft.nhit, 2);
    assert_int_equal(d.draft.nadded, 2);
    assert_int_equal(d.draft.shown.n, 2 + 1 + 2);
    assert_false(d.draft.decided);
    assert_int_equal(d.draft.back.precision, -1);
    pipeline_draft_release(&d);
}

static void hits_lie_by_organ_and_year(void **state)
{
    struct bench *b = *state;
    struct pipeline_draft d;
    int64_t even = 0;

    OK(try_text(b, edited(b, STR("矿产品价值 >= 15万元")), NULL, &d));
    for (int i = 0; i < CASES; i += 2)
        even += wan[i] >= 15;
    assert_int_equal(d.draft.organ.v.n, 1);
    assert_true(str_eq(d.draft.organ.v.at[0].name, STR("区市场监管局")));
    assert_int_equal(d.draft.organ.v.at[0].hits, from(15));
    assert_int_equal(d.draft.year.v.n, 2);
    assert_true(str_eq(d.draft.year.v.at[0].name, STR("2024")));
    assert_int_equal(d.draft.year.v.at[0].hits, even);
    assert_int_equal(d.draft.year.v.at[1].hits, from(15) - even);
    assert_int_equal(d.draft.year.v.at[1].undetermined, 1);
    pipeline_draft_release(&d);
}

static void a_constant_is_swept(void **state)
{
    static const int value[] = {5, 20, 100};
    struct bench *b = *state;
    struct pipeline_draft d;
    struct str text = edited(b, STR("矿产品价值 >= 15万元"));
    static const char *const by[] = {"1=5万元,20万元、100万元", "15万元=5万元，20万元,100万元"};

    for (int way = 0; way < 2; way++) {
        OK(try_text(b, text, by[way], &d));
        assert_int_equal(d.draft.npoint, 3);
        for (int i = 0; i < 3; i++) {
            int64_t more = from(value[i]) - from(15);

            assert_int_equal(d.draft.point[i].hits, from(value[i]));
            assert_int_equal(d.draft.point[i].undetermined, 1);
            assert_int_equal(d.draft.point[i].added, more > 0 ? more : 0);
            assert_int_equal(d.draft.point[i].lost, more < 0 ? -more : 0);
        }
        pipeline_draft_release(&d);
    }
}

static void a_limit_is_swept_through_the_standard(void **state)
{
    static const int value[] = {10, 20, 35};
    struct bench *b = *state;
    struct pipeline_draft d;

    OK(try_text(b, b->saved, "标准.非法采矿罪.矿产品价值=10万元,20万元,35万元", &d));
    assert_int_equal(d.draft.hits, from(30));
    assert_int_equal(d.false_examples, 0);
    assert_int_equal(d.draft.added + d.draft.lost, 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(d.draft.point[i].hits, from(value[i]));
    pipeline_draft_release(&d);
}

static void a_new_rule_has_nothing_to_differ_from(void **state)
{
    struct bench *b = *state;
    struct str name = STR(RULE), text = b->saved;
    size_t at = str_find(text, name);
    struct pipeline_draft d;

    text =
        str_fmt(&b->arena, "%.*snew-rule%.*s", (int)at, text.p, STR_F(str_tail(text, at + name.n)));
    OK(try_text(b, text, NULL, &d));
    assert_false(d.draft.saved);
    assert_int_equal(d.draft.hits, from(30));
    pipeline_draft_release(&d);
}

static void refused(struct bench *b, struct str text, const char *sweep, enum err_code code,
                    const char *zh)
{
    struct pipeline_draft d;
    enum err_code rc = try_text(b, text, sweep, &d);

    if (rc != code || !str_has(str_from(b->err.zh), str_from(zh)))
        fail_msg("%s: %d %s", sweep ? sweep : "", (int)rc, b->err.zh);
}

static void what_cannot_be_swept_is_said(void **state)
{
    struct bench *b = *state;
    struct str text = edited(b, STR("矿产品价值 >= 15万元 且 矿产品价值 >= 15万元"));
    struct buf many = {0};

    refused(b, text, "3=1万元", ERR_NOT_FOUND, "“当”里的数：1=15万元、2=15万元");
    refused(b, text, "0=1万元", ERR_NOT_FOUND, "（只写数字是指第几个数）超出了范围");
    refused(b, text, "15万元=1万元", ERR_NOT_FOUND, "不止一处");
    refused(b, text, "16万元=1万元", ERR_NOT_FOUND, "不在“当”里");
    refused(b, text, "1=", ERR_INVALID, "看不懂扫描“1=”");
    refused(b, text, "1=是", ERR_INVALID, "看不懂扫描的取值“是”");
    refused(b, text, "1=5吨", ERR_INVALID, "");
    refused(b, text, "标准.非法采矿罪.矿产品价值=1万元", ERR_NOT_FOUND, "它用到的限值：没有");
    refused(b, b->saved, "标准.非法采矿罪.无此限=1万元", ERR_NOT_FOUND,
            "它用到的限值：标准.非法采矿罪.");
    refused(b, b->saved, "标准.非法采矿罪.矿产品价值=很多", ERR_INVALID, "看不懂扫描的取值");
    buf_z(&many, "1=1元");
    for (int i = 0; i < PIPELINE_DRAFT_MAX_VALUES; i++)
        buf_fmt(&many, ",%d元", i + 2);
    refused(b, text, buf_cstr(&many), ERR_LIMIT, "最多 100 个");
    buf_release(&many);
    refused(b, STR("规则 x 「甲」\n当 无此字段 > 1元\n"), NULL, ERR_INVALID, "规则 x 有误");
    refused(b, STR(""), NULL, ERR_INVALID, "规则 draft.rule 有误");
}

static void what_is_printed_can_be_read(void **state)
{
    struct bench *b = *state;
    struct pipeline_draft d;
    struct buf out = {0};

    OK(try_text(b, edited(b, STR("矿产品价值 >= 15万元")), "1=5万元,20万元", &d));
    screen_draft_text(&d.screen.report, &d.draft, &out);
    assert_true(str_has(buf_view(&out), STR("筛查行政处罚 8 条：命中 5，待查 1，不中 2\n")));
    assert_true(str_has(buf_view(&out), STR("新命中 3，不再命中 0\n")));
    assert_true(str_has(buf_view(&out), STR("    取值  命中  待查  新命中  不再命中\n"
                                            "   5万元     6     1       1         0\n"
                                            "  20万元     3     1       0         2\n")));
    assert_true(str_has(buf_view(&out), STR("待查，缺 矿产品价值\n")));
    assert_false(str_has(buf_view(&out), STR(" \n")));
    buf_release(&out);
    pipeline_draft_release(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_threshold_is_lowered, set_up, tear_down),
        cmocka_unit_test_setup_teardown(hits_lie_by_organ_and_year, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_constant_is_swept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_limit_is_swept_through_the_standard, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_new_rule_has_nothing_to_differ_from, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_swept_is_said, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_printed_can_be_read, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
