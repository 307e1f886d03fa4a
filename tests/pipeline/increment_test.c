/*
 * tests/pipeline/increment_test.c - screening that goes on from where it stood keeps and reports what
 * screening everything would: over random histories of imports, corrections, decisions, days, edited
 * rules, runs of one rule or since a day, images that go, runs that fail or are killed.
 */
#include "increment_fixture.h"

#include "service/import/load.h"

#include <signal.h>
#include <sys/wait.h>

enum { STEPS = 24 };

struct history {
    struct twin on, anew; /* going on; everything anew */
    struct twin empty;    /* the same records, and no run until the end */
    struct law *law, *edited;
    char other[300]; /* folder of the edited law */
    struct run_of run;
    uint64_t seed;
    bool is_edited;
    int64_t continued, whole[SCREEN_WHYS]; /* rules */
    int runs, failed, killed;
};

static uint64_t choose(struct history *h, uint64_t n)
{
    h->seed = h->seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (h->seed >> 24) % n;
}

static void edit(struct history *h)
{
    const char *path;
    struct diag_list diags;
    struct str text, days = STR("+ 3日");
    struct arena a;
    struct err err;
    size_t at;

    arena_init(&a, 0);
    diag_init(&diags, &a);
    snprintf(h->other, sizeof(h->other), "%s-law", h->on.f.home.path);
    copy_folder(SOURCE_ROOT "/law", h->other);
    path = str_fmt(&a, "%s/rule/no-receipt.rule", h->other).p;
    assert_int_equal(file_read(&a, path, 1 << 20, &text, &err), ERR_OK);
    at = str_find(text, days);
    assert_true(at != STR_NPOS);
    text = str_fmt(&a, "%.*s+ 60日%.*s", (int)at, text.p, STR_F(str_tail(text, at + days.n)));
    assert_int_equal(file_write(path, text, &err), ERR_OK);
    assert_int_equal(law_load(h->other, &h->edited, &diags, &err), ERR_OK);
    arena_release(&a);
}

static void begin(struct history *h, uint64_t seed)
{
    *h = (struct history){.seed = seed ^ 0x5eed};
    print_message("seed %llu\n", (unsigned long long)seed);
    twin_begin(&h->on, seed, false);
    twin_begin(&h->anew, seed, true);
    twin_begin(&h->empty, seed, true);
    h->law = h->on.f.law;
    edit(h);
    h->run = (struct run_of){
        .law = h->law, .today = day_from_ymd(2026, 1, 31), .since = DAY_NONE, .now = 1000};
}

static void end(struct history *h)
{
    struct home other;

    snprintf(other.path, sizeof(other.path), "%.255s", h->other);
    home_drop(&other);
    law_unref(h->edited);
    twin_end(&h->on);
    twin_end(&h->anew);
    twin_end(&h->empty);
}

/* ---- what happens ---- */

static void all_import(struct history *h, const char *dataset, int from, int n)
{
    fixture_import(&h->on.f, dataset, from, n);
    fixture_import(&h->anew.f, dataset, from, n);
    fixture_import(&h->empty.f, dataset, from, n);
}

static void records_come(struct history *h)
{
    static const char *const dataset[] = {"penalty", "referral", "filing", "nonprosecution",
                                          "opinion"};
    const char *name = dataset[choose(h, 5)];
    int from = (int)choose(h, 300), n = 1 + (int)choose(h, choose(h, 4) ? 4 : 40);

    all_import(h, name, from, n);
}

static void decide(struct twin *t, int64_t clue, bool accept, int64_t now)
{
    struct matter_decision d = {accept ? MATTER_ACCEPT : MATTER_DISMISS, clue, 0,
                                accept ? STR("") : STR("duplicate"), STR("")};
    struct matter_actor by = {STR("王检察官"), STR(""), now};
    struct fixture *f = &t->f;
    enum err_code rc;

    OK(store_begin(f->store, &f->err));
    rc = matter_clue_decide(f->store, &d, &by, &f->err);
    assert_true(rc == ERR_OK || rc == ERR_CONFLICT || rc == ERR_NOT_FOUND);
    OK(ledger_cover(f->store, &f->err));
    OK(store_commit(f->store, &f->err));
}

static void somebody_decides(struct history *h)
{
    int64_t clue = 1 + (int64_t)choose(h, 60);
    bool accept = choose(h, 2) != 0;

    decide(&h->on, clue, accept, ++h->run.now);
    decide(&h->anew, clue, accept, h->run.now);
}

static void the_image_goes(struct history *h)
{
    struct home image;

    snprintf(image.path, sizeof(image.path), "%.200s/image", h->on.f.home.path);
    home_drop(&image);
}

/* ---- runs ---- */

static int64_t runs_kept(struct twin *t)
{
    struct fixture *f = &t->f;
    struct store_stmt *q;
    int64_t n;
    bool row;

    OK(store_query(f->store, "SELECT count(*) FROM screen_run", &q, &f->err));
    OK(store_start(q, NULL, 0, &f->err));
    OK(store_next(q, &row, &f->err));
    n = store_column_int(q, 0);
    store_end(q);
    return n;
}

static struct str report_text(const struct pipeline_screen *s, struct arena *a)
{
    struct buf b = {0};
    struct str text;

    screen_report_text(&s->report, &b);
    text = str_dup(a, buf_view(&b));
    buf_release(&b);
    return text;
}

static void compare(struct history *h)
{
    struct arena a;

    arena_init(&a, 0);
    same_text(twin_dump(&h->on, &a), twin_dump(&h->anew, &a), "what is kept");
    arena_release(&a);
}

static void run_anew(struct history *h, struct str *report, int64_t *count, struct arena *a)
{
    struct fixture *f = &h->anew.f;
    struct pipeline_screen s;

    OK(twin_try(&h->anew, &h->run, &s));
    *report = report_text(&s, a);
    count[0] = s.clues_new;
    count[1] = s.clues_changed;
    count[2] = s.clues_gone;
    pipeline_screen_release(&s);
}

static void screen(struct history *h)
{
    struct fixture *f = &h->on.f;
    struct pipeline_screen s;
    struct str report;
    struct arena a;
    int64_t count[3];

    arena_init(&a, 0);
    h->run.now++;
    run_anew(h, &report, count, &a);
    OK(twin_try(&h->on, &h->run, &s));
    same_text(report_text(&s, &a), report, "reports");
    compare(h);
    assert_int_equal(s.clues_new, count[0]);
    assert_int_equal(s.clues_changed, count[1]);
    assert_int_equal(s.clues_gone, count[2]);
    h->continued += (int64_t)s.progress.count[SCREEN_ONLY_CHANGES];
    for (int why = 0; why < SCREEN_WHYS; why++)
        h->whole[why] += (int64_t)s.progress.count[why];
    h->runs++;
    pipeline_screen_release(&s);
    arena_release(&a);
}

static void screen_one_rule(struct history *h)
{
    h->run.rule = choose(h, 2) ? "no-receipt" : "doc-number-missing";
    screen(h);
    h->run.rule = NULL;
}

static void screen_since(struct history *h)
{
    h->run.since = (struct day){20100 + (int)choose(h, 500)};
    screen(h);
    h->run.since = DAY_NONE;
}

/* Some call to the database fails: nothing of the run is kept. */
static void a_run_fails(struct history *h)
{
    int64_t before = runs_kept(&h->on);
    struct pipeline_screen s;

    h->run.now++;
    h->on.fault.calls = 0;
    h->on.fault.fail_at = 1 + (int64_t)choose(h, 600);
    if (twin_try(&h->on, &h->run, &s) == ERR_OK) {
        pipeline_screen_release(&s);
        h->on.fault.fail_at = 0;
        assert_int_equal(twin_try(&h->anew, &h->run, &s), ERR_OK);
        pipeline_screen_release(&s);
    } else {
        h->failed++;
        h->on.fault.fail_at = 0;
        assert_int_equal(runs_kept(&h->on), before);
    }
    compare(h);
}

/* The child ends at some call without giving anything back, as if it had been killed there. */
static void a_run_is_killed(struct history *h)
{
    struct fixture *f = &h->on.f;
    int64_t before = runs_kept(&h->on), at = 1 + (int64_t)choose(h, 1200);
    struct pipeline_screen s;
    int status;
    pid_t child;

    h->run.now++;
    store_close(f->store);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        twin_open(&h->on);
        h->on.fault.calls = 0;
        h->on.fault.fail_at = at;
        h->on.fault.killed = true;
        _exit(twin_try(&h->on, &h->run, &s) == ERR_OK ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    twin_open(&h->on);
    assert_true(WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL : WEXITSTATUS(status) == 0);
    h->killed += WIFSIGNALED(status);
    if (runs_kept(&h->on) > before) {
        assert_int_equal(twin_try(&h->anew, &h->run, &s), ERR_OK);
        pipeline_screen_release(&s);
    }
    compare(h);
}

static void the_rule_is_edited(struct history *h)
{
    h->is_edited = !h->is_edited;
    h->run.law = h->is_edited ? h->edited : h->law;
}

static void step(struct history *h)
{
    switch (choose(h, 12)) {
    case 0:
        the_rule_is_edited(h);
        break;
    case 1:
        h->run.today.n += 1 + (int)choose(h, 40);
        break;
    case 2:
        the_image_goes(h);
        break;
    case 3:
        screen_one_rule(h);
        break;
    case 4:
        screen_since(h);
        break;
    case 5:
        a_run_fails(h);
        break;
    case 6:
        a_run_is_killed(h);
        break;
    case 7:
        somebody_decides(h);
        break;
    default:
        for (int k = (int)choose(h, 3); k >= 0; k--)
            records_come(h);
        screen(h);
    }
}

static void start(struct history *h)
{
    all_import(h, "penalty", 0, 260);
    all_import(h, "referral", 0, 80);
    all_import(h, "filing", 0, 40);
    all_import(h, "opinion", 0, 30);
    screen(h);
}

static void every_line_stands(struct str lines, struct str in)
{
    for (size_t end; lines.n > 0; lines = str_tail(lines, end)) {
        end = str_find(lines, STR("\n")) + 1;
        if (!str_has(in, str_sub(lines, 0, end)))
            fail_msg("a first run does not say %.*s", (int)end, lines.p);
    }
}

/* A third home has only the records: one run there finds what is present here. */
static void compare_with_empty(struct history *h)
{
    struct fixture *f = &h->empty.f;
    struct pipeline_screen s;
    struct arena a;

    arena_init(&a, 0);
    OK(twin_try(&h->empty, &h->run, &s));
    pipeline_screen_release(&s);
    same_text(twin_hits(&h->on, &a), twin_hits(&h->empty, &a), "hits");
    every_line_stands(twin_open_clues(&h->on, &a), twin_open_clues(&h->empty, &a));
    arena_release(&a);
}

static void run_history(uint64_t seed)
{
    struct history h;

    begin(&h, seed);
    start(&h);
    for (int i = 0; i < STEPS; i++)
        step(&h);
    records_come(&h);
    screen(&h);
    compare_with_empty(&h);
    print_message(
        "runs %d, failed %d, killed %d; rules: %lld went on, %lld reached too far, %lld by "
        "the day, %lld anew; clues found %lld, changed %lld, gone %lld, again %lld\n",
        h.runs, h.failed, h.killed, (long long)h.continued, (long long)h.whole[SCREEN_REACH],
        (long long)h.whole[SCREEN_OTHER_DAY], (long long)h.whole[SCREEN_OTHER_RULE],
        (long long)twin_count(&h.on, "found"), (long long)twin_count(&h.on, "changed"),
        (long long)twin_count(&h.on, "gone"), (long long)twin_count(&h.on, "again"));
    assert_true(h.continued > 100);
    assert_true(twin_count(&h.on, "gone") > 0);
    assert_true(twin_count(&h.on, "changed") > 0);
    end(&h);
}

/* ---- a case that is taken apart ---- */

#define ROW(who, more)                                                                                     \
    "{\"当事人名称\":\"" who "\",\"机关名称\":\"区市场监管局\",\"决定日期\":\"2025-06-01\"," \
    "\"案由\":\"非法采矿\",\"决定书文号\":\"京规自门罚〔2025〕7号\"" more "}\n"
#define REFERRAL                                                                                            \
    "{\"移送书文号\":\"京规自门移〔2025〕1号\",\"当事人名称\":\"某石材有限公司\"," \
    "\"机关名称\":\"区市场监管局\",\"移送日期\":\"2025-06-02\",\"立案号\":\"京规自门立〔2025〕3号\"}\n"

static void take_file(struct twin *t, const char *name, struct str text)
{
    struct fixture *f = &t->f;
    const char *path = str_fmt(&f->arena, "%s/%s", f->home.path, name).p;
    struct import_request q = {.path = path,
                               .options = {.law = f->law, .today = day_from_ymd(2026, 1, 31)},
                               .now = ++f->clock};
    struct import_summary s;

    OK(file_write(path, text, &f->err));
    OK(import_file(f->store, &q, &f->arena, &s, &f->err));
    assert_int_equal(s.counts.rejected, 0);
}

static void take_files(struct history *h, const char *name, struct str text)
{
    take_file(&h->on, name, text);
    take_file(&h->anew, name, text);
}

/* Two penalties of one document; one of them has the number of the case that was referred.  When that
 * turns out to be wrong, the other one was not referred either. */
static void a_case_that_parts_opens_a_clue(void **state)
{
    struct history h;
    int64_t found;

    (void)state;
    begin(&h, 74);
    all_import(&h, "referral", 0, 80);
    all_import(&h, "penalty", 0, 100);
    take_files(&h, "p.jsonl",
               STR(ROW("某矿业有限公司", ",\"矿产品价值\":\"50万元\"")
                       ROW("某石材有限公司", ",\"立案号\":\"京规自门立〔2025〕3号\"")));
    take_files(&h, "r.jsonl", STR(REFERRAL));
    h.run.rule = "illegal-mining-not-referred";
    screen(&h);
    found = twin_count(&h.on, "found");
    take_files(&h, "q.jsonl", STR(ROW("某石材有限公司", ",\"立案号\":\"京规自门立〔2025〕9号\"")));
    screen(&h);
    assert_int_equal(h.whole[SCREEN_REACH], 0);
    assert_int_equal(h.continued, 1);
    assert_int_equal(twin_count(&h.on, "found"), found + 1);
    end(&h);
}

/* ---- what a record was before ---- */

static void import_penalty(struct twin *t, int identity, int64_t party, int64_t day)
{
    struct fixture *f = &t->f;
    const struct law_dataset *d = law_dataset_find(f->law, STR("penalty"));
    struct registry_import_source source = {
        .file = STR("file.csv"), .options = STR("-"), .now = ++f->clock};
    struct registry_record r = fixture_record(f, d, identity, &f->arena);
    struct registry_import *im;

    r.row = 1;
    r.line = 2;
    r.party = (struct registry_party){party, REGISTRY_PARTY_USCC, STR("甲"), STR_NULL};
    r.value[d->party_field] = (struct registry_value){true, party, STR_NULL};
    r.value[d->date_field] = (struct registry_value){true, day, STR_NULL};
    r.value[d->cause_field] = (struct registry_value){true, 3, f->law->cause[3].code};
    registry_record_close(&r, &f->arena);
    source.fingerprint = (struct registry_hash){f->seed, (uint64_t)f->clock};
    OK(registry_import_open(f->store, f->law, &source, &im, &f->err));
    fixture_rows(f, im, &r, 1);
    registry_import_close(im);
}

static void both_import_penalty(struct history *h, int identity, int64_t party, int64_t day)
{
    import_penalty(&h->on, identity, party, day);
    import_penalty(&h->anew, identity, party, day);
}

/* The third penalty of a party is no third any more when the first turns out to be another party's:
 * nothing in the corrected record leads there, only what it was. */
static void a_record_that_was_another_partys_closes_a_clue(void **state)
{
    struct history h;

    (void)state;
    begin(&h, 75);
    all_import(&h, "penalty", 0, 100);
    for (int i = 0; i < 3; i++)
        both_import_penalty(&h, 1000 + i, 77, 20200 + i * 10);
    h.run.rule = "same-cause-again";
    screen(&h);
    assert_true(twin_count(&h.on, "found") > 0);
    both_import_penalty(&h, 1000, 78, 20200);
    screen(&h);
    assert_int_equal(h.continued, 1);
    assert_int_equal(twin_count(&h.on, "gone"), 1);
    end(&h);
}

static void a_history(void **state)
{
    (void)state;
    run_history(71);
}

static void another(void **state)
{
    (void)state;
    run_history(72);
}

static void a_third(void **state)
{
    (void)state;
    run_history(73);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_history),
        cmocka_unit_test(another),
        cmocka_unit_test(a_third),
        cmocka_unit_test(a_case_that_parts_opens_a_clue),
        cmocka_unit_test(a_record_that_was_another_partys_closes_a_clue),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
