/*
 * tests/story/row17_test.c - one imported row, followed from the file to the clue and back: the
 * calls that docs/tour.md walks through, in its order.
 */
#include "base/file.h"
#include "pipeline/home.h"
#include "pipeline/screen.h"
#include "registry/scan.h"
#include "service/import/load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#define SHEET SOURCE_ROOT "/tests/story/files/row17.csv"
#define RULE "illegal-mining-not-referred"

enum { LINE = 18 }; /* row 17 of the data: the header is line 1 */

struct story {
    struct arena arena;
    struct law *law;
    struct day today;
    int64_t now;
    char home[64], referral[96];
    struct err err;
};

#define OK(call) assert_int_equal((call), ERR_OK)

static int set_up(void **state)
{
    static const char home[] = "/tmp/liandong-story-XXXXXX";
    struct story *s = calloc(1, sizeof(*s));
    struct diag_list diags;

    arena_init(&s->arena, 0);
    diag_init(&diags, &s->arena);
    OK(law_load(SOURCE_ROOT "/law", &s->law, &diags, &s->err));
    s->today = day_from_ymd(2025, 12, 1);
    s->now = 1764547200;
    memcpy(s->home, home, sizeof(home));
    assert_non_null(mkdtemp(s->home));
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct story *s = *state;
    struct str *name;
    size_t n;

    OK(file_list(&s->arena, s->home, &name, &n, &s->err));
    for (size_t i = 0; i < n; i++)
        unlink(str_fmt(&s->arena, "%s/%.*s", s->home, STR_F(name[i])).p);
    rmdir(s->home);
    law_unref(s->law);
    arena_release(&s->arena);
    free(s);
    return 0;
}

/* ---- the row becomes a record ---- */

struct caught {
    struct story *story;
    bool seen;
};

static const struct registry_value *field(const struct registry_record *r, const char *name)
{
    int f = law_field_find(r->dataset, str_from(name));

    assert_true(f >= 0);
    return &r->value[f];
}

static void check_record(const struct registry_record *r, const struct law *law)
{
    int cause = law_cause_find(law, STR("非法采矿"));

    assert_string_equal(r->dataset->id.p, "penalty");
    assert_true(field(r, "矿产品价值")->known);
    assert_true(field(r, "矿产品价值")->num >= 30000000);
    assert_true(str_has(r->evidence, STR("矿产品价值")));
    assert_true(field(r, "案由")->known);
    assert_int_equal(field(r, "案由")->num, cause);
    assert_true(field(r, "当事人")->known);
    assert_true(field(r, "机关")->known);
}

static enum err_code catch_record(void *p, const struct registry_record *r, struct err *err)
{
    struct caught *c = p;

    (void)err;
    if (r->line != LINE)
        return ERR_OK;
    check_record(r, c->story->law);
    c->seen = true;
    return ERR_OK;
}

static enum err_code pass_reject(void *p, const struct import_reject *r, struct err *err)
{
    (void)p, (void)r, (void)err;
    return ERR_OK;
}

static enum err_code pass_batch(void *p, size_t sheet_no, int64_t line, int progress,
                                struct err *err)
{
    (void)p, (void)sheet_no, (void)line, (void)progress, (void)err;
    return ERR_OK;
}

static void the_row_becomes_a_record(void **state)
{
    struct story *s = *state;
    struct caught c = {.story = s};
    struct import_sink sink = {
        .p = &c, .record = catch_record, .reject = pass_reject, .batch = pass_batch};
    struct import_options o = {.law = s->law, .today = s->today, .threads = 2};
    struct import_counts n;

    OK(import_run(SHEET, &o, &sink, &n, &s->err));
    assert_true(c.seen);
    assert_int_equal(n.rejected, 1);
}

/* ---- the record is kept, screened, and made a clue ---- */

static struct import_summary import_one(struct story *s, struct store *store, const char *path)
{
    struct import_request q = {
        .path = path, .options = {.law = s->law, .today = s->today}, .now = s->now};
    struct import_summary sum;

    OK(import_file(store, &q, &s->arena, &sum, &s->err));
    return sum;
}

static void screen_all(struct story *s, struct store *store, struct pipeline_screen *ret)
{
    static const struct str rule = STR_INIT(RULE);
    struct pipeline_screen_request q = {.law = s->law,
                                        .rule = &rule,
                                        .nrule = 1,
                                        .since = DAY_NONE,
                                        .today = s->today,
                                        .now = s->now,
                                        .region = 110109};
    struct diag_list diags;

    diag_init(&diags, &s->arena);
    OK(pipeline_screen_store(&q, store, ret, &diags, &s->err));
}

static int64_t hits(const struct pipeline_screen *run)
{
    int64_t n = 0;

    for (size_t i = 0; i < run->found.n; i++)
        n += !run->found.at[i].undetermined;
    return n;
}

static void check_clue(struct story *s, const struct pipeline_screen *run)
{
    struct buf b = {0};

    screen_clue_json(&run->report, 0, &s->arena, &b);
    assert_true(str_has(buf_view(&b), STR("\"line\":18")));
    assert_true(str_has(buf_view(&b), STR("\"id\":\"T044\"")));
    assert_true(str_has(buf_view(&b), STR("北京示例石材有限公司")));
    assert_true(str_has(buf_view(&b), STR("\"field\":\"矿产品价值\"")));
    buf_release(&b);
}

/* A referral of the same case, found in the sheet the organ sends a week later. */
static void write_referral(struct story *s)
{
    snprintf(s->referral, sizeof(s->referral), "%s/referral.csv", s->home);
    OK(file_write(s->referral,
                  STR("移送书文号,决定书文号,当事人名称,统一社会信用代码,移送机关,移送日期\n"
                      "京规自门移〔2025〕1号,京规自门罚〔2025〕7号,北京示例石材有限公司,"
                      "91110109MA0000901Y,北京市规划和自然资源委员会门头沟分局,2025-11-28\n"),
                  &s->err));
}

static void the_record_makes_a_clue_and_a_referral_closes_it(void **state)
{
    struct story *s = *state;
    struct registry_district d = {STR("北京市门头沟区"), 110109, true};
    struct pipeline_screen run;
    struct pipeline_home h;

    OK(pipeline_home_init(s->home, s->law, &d, s->now, &s->err));
    OK(pipeline_home_open(s->home, s->law, s->now, &h, &s->err));
    assert_true(import_one(s, h.store, SHEET).counts.loaded > 0);
    screen_all(s, h.store, &run);
    assert_int_equal(hits(&run), 1);
    assert_int_equal(run.clues_new, 1);
    check_clue(s, &run);
    pipeline_screen_release(&run);

    write_referral(s);
    assert_int_equal(import_one(s, h.store, s->referral).counts.loaded, 1);
    screen_all(s, h.store, &run);
    assert_int_equal(hits(&run), 0);
    assert_int_equal(run.clues_gone, 1);
    pipeline_screen_release(&run);
    pipeline_home_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_row_becomes_a_record, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_record_makes_a_clue_and_a_referral_closes_it, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
