/*
 * tests/pipeline/screen_test.c - screening files in memory: what hits, what is undetermined, how a
 * referral is found under another of the case's numbers, what a report hides.
 */
#include "base/file.h"
#include "pipeline/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#define OK(call) assert_int_equal((call), ERR_OK)

struct bench {
    struct arena arena;
    struct law *law;
    char dir[64];
    int threads;
    struct err err;
};

static int set_up(void **state)
{
    static const char dir[] = "/tmp/liandong-screen-XXXXXX";
    struct bench *b = calloc(1, sizeof(*b));
    struct diag_list diags;

    arena_init(&b->arena, 0);
    diag_init(&diags, &b->arena);
    OK(law_load(SOURCE_ROOT "/law", &b->law, &diags, &b->err));
    memcpy(b->dir, dir, sizeof(dir));
    assert_non_null(mkdtemp(b->dir));
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    struct str *name;
    size_t n;

    OK(file_list(&b->arena, b->dir, &name, &n, &b->err));
    for (size_t i = 0; i < n; i++)
        unlink(str_fmt(&b->arena, "%s/%.*s", b->dir, STR_F(name[i])).p);
    rmdir(b->dir);
    law_unref(b->law);
    arena_release(&b->arena);
    free(b);
    return 0;
}

static const char *write_text(struct bench *b, const char *name, struct str text)
{
    const char *path = str_fmt(&b->arena, "%s/%s", b->dir, name).p;

    OK(file_write(path, text, &b->err));
    return path;
}

static void screen_files(struct bench *b, const char *rule, const char *const *file, size_t n,
                         struct pipeline_screen *ret)
{
    struct str slug = str_dup(&b->arena, str_from(rule));
    struct pipeline_screen_request q = {.law = b->law,
                                        .rule = arena_copy(&b->arena, &slug, sizeof(slug)),
                                        .nrule = rule[0] ? 1 : 0,
                                        .since = DAY_NONE,
                                        .today = day_from_ymd(2025, 12, 1),
                                        .threads = b->threads};
    struct diag_list diags;

    diag_init(&diags, &b->arena);
    OK(pipeline_screen_files(&q, file, n, ret, &diags, &b->err));
}

static size_t count(const struct pipeline_screen *s, bool undetermined)
{
    size_t n = 0;

    for (size_t i = 0; i < s->found.n; i++)
        n += s->found.at[i].undetermined == undetermined;
    return n;
}

#define MINING(value)                                                                                             \
    "{\"当事人名称\":\"某矿业有限公司\",\"案由\":\"非法采矿\",\"决定日期\":\"2025-06-01\"," \
    "\"矿产品价值\":\"" value "\"}\n"

static void a_case_is_asked_about(void **state)
{
    struct bench *b = *state;
    const char *file[] = {
        write_text(b, "q.jsonl", STR(MINING("30万元") MINING("99999.99元") MINING("20万元")))};
    struct pipeline_screen s;

    screen_files(b, "illegal-mining-not-referred", file, 1, &s);
    assert_int_equal(s.files.count.rows, 3);
    assert_int_equal(count(&s, false), 1);
    assert_int_equal(count(&s, true), 1 + 1);
    pipeline_screen_release(&s);
}

#define PENALTY                                                                                                   \
    "{\"当事人名称\":\"某矿业有限公司\",\"案由\":\"非法采矿\",\"决定日期\":\"2025-06-01\"," \
    "\"矿产品价值\":\"30万元\",\"机关名称\":\"区市场监管局\","                                   \
    "\"决定书文号\":\"京规自门罚〔2025〕7号\",\"立案号\":\"京规自门立〔2025〕3号\"}\n"
#define REFERRAL(no)                                                                                        \
    "{\"移送书文号\":\"京规自门移〔2025〕1号\",\"当事人名称\":\"某矿业有限公司\"," \
    "\"机关名称\":\"区市场监管局\",\"移送日期\":\"2025-06-02\",\"立案号\":\"" no "\"}\n"

static size_t hits_with(struct bench *b, struct str referral)
{
    const char *file[] = {write_text(b, "p.jsonl", STR(PENALTY)),
                          write_text(b, "r.jsonl", referral)};
    struct pipeline_screen s;
    size_t n;

    screen_files(b, "illegal-mining-not-referred", file, 2, &s);
    n = count(&s, false);
    pipeline_screen_release(&s);
    return n;
}

static void a_referral_is_found_by_the_other_number(void **state)
{
    struct bench *b = *state;

    assert_int_equal(hits_with(b, STR(REFERRAL("京规自门立〔2025〕3号"))), 0);
    assert_int_equal(hits_with(b, STR(REFERRAL("京规自门立〔2025〕4号"))), 1);
}

static void a_row_twice_counts_once(void **state)
{
    struct bench *b = *state;
    const char *file[] = {write_text(b, "d.jsonl", STR(PENALTY PENALTY))};
    struct pipeline_screen s;

    screen_files(b, "illegal-mining-not-referred", file, 1, &s);
    assert_int_equal(s.files.duplicates, 1);
    assert_int_equal(count(&s, false), 1);
    pipeline_screen_release(&s);
}

static void threads_do_not_change_the_findings(void **state)
{
    struct bench *b = *state;
    const char *file[] = {SOURCE_ROOT "/tests/story/files/row17.csv"};
    struct pipeline_screen one, two;

    b->threads = 1;
    screen_files(b, "", file, 1, &one);
    b->threads = 3;
    screen_files(b, "", file, 1, &two);
    assert_true(one.found.n > 0);
    assert_int_equal(one.found.n, two.found.n);
    for (size_t i = 0; i < one.found.n; i++) {
        assert_int_equal(one.found.at[i].plan, two.found.at[i].plan);
        assert_int_equal(one.found.at[i].row, two.found.at[i].row);
    }
    pipeline_screen_release(&one);
    pipeline_screen_release(&two);
}

static void broken_lines_are_named(void **state)
{
    struct bench *b = *state;
    const char *file[] = {write_text(
        b, "x.jsonl", STR("{\"当事人名称\":\n" MINING("30万元") "{\"违法事实\":{\"a\":1}}\n"))};
    struct pipeline_screen s;

    screen_files(b, "illegal-mining-not-referred", file, 1, &s);
    assert_int_equal(count(&s, false), 1);
    assert_int_equal(s.files.reject.n, 2);
    assert_true(str_has(s.files.reject.at[0], STR("第1行")));
    assert_false(str_has(s.files.reject.at[0], STR("嵌套")));
    assert_true(str_has(s.files.reject.at[1], STR("嵌套")));
    pipeline_screen_release(&s);
}

static void a_report_masks_people(void **state)
{
    struct bench *b = *state;
    const char *file[] = {write_text(
        b, "m.jsonl",
        STR("{\"当事人名称\":\"王小二\",\"当事人类别\":\"自然人\",\"案由\":\"非法采矿\","
            "\"决定日期\":\"2025-06-01\",\"证件号码\":\"11010919900101001X\","
            "\"违法事实\":\"当事人王小二（电话13800138000）无证采矿，矿产品价值35万元\"}\n"))};
    struct pipeline_screen s;
    struct buf out = {0};

    screen_files(b, "illegal-mining-not-referred", file, 1, &s);
    assert_int_equal(count(&s, false), 1);
    screen_clue_json(&s.report, 0, &b->arena, &out);
    assert_true(str_has(buf_view(&out), STR("\"party\":\"王**\"")));
    assert_false(str_has(buf_view(&out), STR("13800138000")));
    assert_false(str_has(buf_view(&out), STR("王小二"))); /* nor in sentences and prose */
    assert_true(str_has(buf_view(&out), STR("当事人王**（电话138******00）无证采矿")));
    assert_false(str_has(buf_view(&out), STR("19900101")));
    assert_true(str_has(buf_view(&out), STR("\"value\":\"35万元\"")));
    buf_release(&out);
    pipeline_screen_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_case_is_asked_about, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_referral_is_found_by_the_other_number, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_row_twice_counts_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(threads_do_not_change_the_findings, set_up, tear_down),
        cmocka_unit_test_setup_teardown(broken_lines_are_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_report_masks_people, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
