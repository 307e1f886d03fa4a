/*
 * tests/matter/migrate_test.c - the law changes under a running matter: it moves to the new version of
 * its procedure or is told what does not fit; clocks are counted anew under a new calendar; and a
 * replay does all of it again under the law of then.
 */
#include "matter_fixture.h"

#include "matter/ledger_subject.h"
#include "matter/migrate.h"
#include "matter/replay.h"
#include "matter/reproject.h"
#include "matter/view.h"
#include "store/fault.h"

static struct law *law;
static const struct actor operator_ = {.is_operator = true};

/* ---- the shipped law, with a word of one of its files written otherwise ---- */

struct edit {
    const char *file, *was, *is;
};

static struct str edited(struct arena *a, struct str text, const struct edit *e)
{
    size_t at = str_find(text, str_from(e->was));
    struct buf b = {0};
    struct str s;

    if (at == STR_NPOS)
        fail_msg("%s does not say %s", e->file, e->was);
    buf_str(&b, str_sub(text, 0, at));
    buf_z(&b, e->is);
    buf_str(&b, str_tail(text, at + strlen(e->was)));
    s = str_dup(a, buf_view(&b));
    buf_release(&b);
    return s;
}

static struct law *law_with(const struct edit *e, size_t n)
{
    struct arena a;
    struct law_text *file;
    struct buf said = {0};
    struct law *changed;

    arena_init(&a, 0);
    file = arena_copy(&a, law->file, law->nfile * sizeof(*file));
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < law->nfile; i++)
            if (str_eq(file[i].name, str_from(e[k].file)))
                file[i].text = edited(&a, file[i].text, &e[k]);
    changed = law_of(file, law->nfile, &said);
    if (!changed)
        fail_msg("%s", buf_cstr(&said));
    buf_release(&said);
    arena_release(&a);
    return changed;
}

/* The same home, opened under another law. */
static void reopen(struct bench *b, struct law *other)
{
    bench_close_store(b);
    b->law = other;
    b->book = book_of(other, &b->arena);
    bench_open_store(b, &store_sqlite, NULL);
}

static int64_t reported(struct bench *b)
{
    struct matter_request q = opening(law, "a");
    struct matter_receipt r;
    struct err err;

    OK(matter_commit(&b->log, &q, &b->arena, &r, &err));
    q = reporting(law, r.matter, 1, "b");
    OK(matter_commit(&b->log, &q, &b->arena, &r, &err));
    return r.matter;
}

static struct matter_request moving(const struct law *by, int64_t matter, int64_t seen,
                                    const char *key)
{
    return (struct matter_request){.matter = matter,
                                   .seen = seen,
                                   .act = act_of(by, "mtg-amr", "", "2024-03-06T09:00:00"),
                                   .key = str_from(key),
                                   .entered = moment_of("2024-06-01T09:00:00"),
                                   .migrate = true};
}

static void assert_replays(struct bench *b, int64_t reprojects)
{
    struct matter_replay r;
    struct bench again;
    struct err err;

    bench_open(&again, b->law);
    OK(matter_replay_check(&b->log, &again.log, &b->arena, &r, &err));
    for (size_t i = 0; i < r.sentence.n; i++)
        print_error("%.*s\n", STR_F(r.sentence.at[i]));
    assert_int_equal(r.different, 0);
    assert_int_equal(r.unkept, 0);
    assert_int_equal(r.reprojects, reprojects);
    bench_close(&again);
}

/* ---- to the new version ---- */

static const struct edit renamed_note[] = {
    {"law/procedure/referral.yaml", "不接受移送的，责令改正", "不接受移送的，责令改正。"}};

static void a_matter_moves_to_the_new_version(void **state)
{
    struct law *other = law_with(renamed_note, 1);
    struct matter_request q;
    struct matter_receipt r;
    struct matter_view v;
    struct bench b;
    struct err err;
    int64_t id;

    (void)state;
    bench_open(&b, law);
    id = reported(&b);
    reopen(&b, other);
    OK(matter_view_get(&b.log, &operator_, id, &b.arena, &v, &err));
    assert_false(str_eq(v.current, v.matter.plan->p->version)); /* both are shown */
    q = moving(other, id, 2, "m");
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
    assert_int_equal(r.version, 3);
    OK(matter_view_get(&b.log, &operator_, id, &b.arena, &v, &err));
    assert_true(str_eq(v.current, v.matter.plan->p->version));
    assert_true(str_eq(v.matter.plan->p->state[v.matter.state].name, STR("待批")));
    assert_int_equal(v.matter.nclock, 1);
    assert_int_equal(COUNT(&b, "matter_act WHERE bytes LIKE '%原程序版本\t%'"), 1);
    assert_int_equal(COUNT(&b, "ledger_leaf WHERE kind = 'act'"), 3);
    assert_replays(&b, 0);
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
    assert_true(r.again);
    q = moving(other, id, 3, "n");
    assert_int_equal(matter_commit(&b.log, &q, &b.arena, &r, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.zh, "已经是这一版本"));
    bench_close(&b);
    law_unref(other);
}

/* Its state, a field of it and a running term are called otherwise there. */
static void what_does_not_fit_is_said(void **state)
{
    static const struct edit edits[] = {
        {"law/procedure/referral.yaml", "{name: 专案组人数, type: 整数}",
         "{name: 专案组人数, type: 日期}"},
        {"law/procedure/referral.yaml", "专案组人数 >= 2", "专案组人数 >= 2020-01-01"},
        {"law/procedure/referral.yaml", "{deadline: FWD-01, by",
         "{deadline: FWD-01, name: 审批, by"},
    };
    struct law *other = law_with(edits, sizeof(edits) / sizeof(edits[0]));
    struct matter_request q;
    struct matter_receipt r;
    struct bench b;
    struct err err;
    int64_t id;

    (void)state;
    bench_open(&b, law);
    id = reported(&b);
    reopen(&b, other);
    q = moving(other, id, 2, "m");
    assert_int_equal(matter_commit(&b.log, &q, &b.arena, &r, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.zh, "字段“专案组人数”、期限“FWD-01”"));
    assert_int_equal(COUNT(&b, "matter_act"), 2);
    q.act.actor.organ = law_organ_find(other, STR("mtg-police"));
    assert_int_equal(matter_commit(&b.log, &q, &b.arena, &r, &err), ERR_FORBIDDEN);
    bench_close(&b);
    law_unref(other);
}

/* A term that has ended may be gone: its clock stays as history, and new clocks get later numbers. */
static void an_ended_clock_stays_when_its_term_is_gone(void **state)
{
    static const struct edit edits[] = {{"law/procedure/referral.yaml", "{deadline: FWD-01, by",
                                         "{deadline: FWD-01, name: 审批, by"}};
    static const struct matter_pair approval[] = {PAIR("审批人身份", "正职负责人"),
                                                  PAIR("批准文号", "一号")};
    struct law *other = law_with(edits, 1);
    struct matter_request q;
    struct matter_receipt r;
    struct matter m;
    struct bench b;
    struct err err;
    int64_t id;

    (void)state;
    bench_open(&b, law);
    id = reported(&b);
    q = moving(law, id, 2, "approve");
    q.migrate = false;
    q.act.name = STR("批准移送");
    q.act.field = (struct matter_pairs){(struct matter_pair *)approval, 2};
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err)); /* FWD-01 ends, FWD-02 runs */
    reopen(&b, other);
    q = moving(other, id, 3, "m");
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
    OK(matter_get(&b.log, id, &b.arena, &m, &err));
    assert_int_equal(m.nclock, 2);
    assert_int_equal(m.clock[0].term, -1);
    assert_true(m.clock[1].term >= 0);
    q = moving(other, id, 4, "back");
    q.migrate = false;
    q.act.name = STR("检察意见要求移送");
    q.act.actor.organ = law_organ_find(other, STR("mtg-procuratorate"));
    q.act.field = (struct matter_pairs){(struct matter_pair[]){PAIR("检察意见书文号", "一号")}, 1};
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
    OK(matter_get(&b.log, id, &b.arena, &m, &err));
    assert_int_equal(m.clock[1].state, MATTER_CLOCK_CANCELLED);
    assert_replays(&b, 0);
    bench_close(&b);
    law_unref(other);
}

/* ---- under a new calendar ---- */

/* REV-01 is three working days: registered on Wednesday 2025-03-05 it ends on Monday the 10th; Friday
 * the 7th becomes a day off. */
static const struct edit day_off[] = {
    {"law/calendar/2025.yaml", "off:", "off:\n  临时放假: [2025-03-07]"}};

static const struct matter_pair decision[] = {
    PAIR("当事人", "某公司"), PAIR("违法事实", "事实"), PAIR("涉嫌罪名", "非法采矿罪"),
    PAIR("不起诉类型", "酌定不起诉"), PAIR("不起诉决定书文号", "一号")};

static int64_t registered(struct bench *b, const char *key)
{
    struct matter_request q = {
        .procedure = STR("reverse-referral"),
        .act = act_of(b->law, "mtg-procuratorate", "登记不起诉", "2025-03-05T09:00:00"),
        .key = str_from(key),
        .entered = moment_of("2025-06-01T09:00:00")};
    struct matter_receipt r;
    struct err err;

    q.act.field = (struct matter_pairs){(struct matter_pair *)decision, 5};
    OK(matter_commit(&b->log, &q, &b->arena, &r, &err));
    return r.matter;
}

static void assert_due(struct bench *b, int64_t id, const char *due)
{
    struct matter m;
    struct err err;

    OK(matter_get(&b->log, id, &b->arena, &m, &err));
    assert_true(str_eq(m.plan->p->term[m.clock[0].term].name, STR("REV-01")));
    assert_int_equal(m.clock[0].due.n, moment_of(due).n);
}

static void open_clocks_follow_a_new_calendar(void **state)
{
    struct law *other = law_with(day_off, 1);
    struct matter_reproject_wish w = {
        .person = STR("丙"), .entered = moment_of("2025-06-02T09:00:00"), .look = true};
    struct matter_reproject p;
    struct matter_view v;
    struct bench b;
    struct err err;
    int64_t id;

    (void)state;
    bench_open(&b, law);
    id = registered(&b, "a");
    assert_due(&b, id, "2025-03-11T00:00:00");
    reopen(&b, other);
    OK(matter_view_get(&b.log, &operator_, id, &b.arena, &v, &err));
    assert_true(v.straddle[0].differs); /* both are shown */
    assert_true(str_eq(v.straddle[0].law, law->version));
    OK(matter_reproject_all(&b.log, &w, &b.arena, &p, &err));
    assert_int_equal(p.moved.n, 1);
    assert_due(&b, id, "2025-03-11T00:00:00"); /* looking changes nothing */
    assert_int_equal(COUNT(&b, "matter_reproject"), 0);
    w.look = false;
    OK(matter_reproject_all(&b.log, &w, &b.arena, &p, &err));
    assert_int_equal(p.moved.n, 1);
    assert_true(str_eq(p.moved.at[0].was, STR("2025-03-10")));
    assert_true(str_eq(p.moved.at[0].is, STR("2025-03-11")));
    assert_true(str_eq(p.moved.at[0].reason, STR("law/calendar/2025.yaml")));
    assert_due(&b, id, "2025-03-12T00:00:00");
    assert_int_equal(COUNT(&b, "outbox WHERE kind = 'reprojected' AND organ = 'mtg-procuratorate'"),
                     1);
    assert_int_equal(COUNT(&b, "ledger_leaf WHERE kind = 'reproject'"), 1);
    assert_int_equal(COUNT(&b, "matter_law"), 2);
    OK(matter_reproject_all(&b.log, &w, &b.arena, &p, &err));
    assert_int_equal(p.moved.n, 0);
    assert_int_equal(p.id, 0);
    assert_replays(&b, 1);
    bench_close(&b);
    law_unref(other);
}

/* A district that says how it counts is a change like another. */
static void open_clocks_follow_a_setting(void **state)
{
    static const struct edit edits[] = {
        {"law/setting.yaml", "[]",
         "- {deadline: FWD-01, profile: NAT_ROLL, basis: 示例区依法治区办〔2024〕1号,"
         " effective: 2020-01-01, verified: yes}"}};
    struct law *other = law_with(edits, 1);
    struct matter_reproject_wish w = {.person = STR("丙"),
                                      .entered = moment_of("2025-06-02T09:00:00")};
    struct matter_reproject p;
    struct matter_request q;
    struct matter_receipt r;
    struct bench b;
    struct err err;

    (void)state;
    bench_open(&b, law);
    q = opening(law, "a");
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
    q = reporting(law, r.matter, 1, "b");
    q.act.at = moment_of("2024-03-06T09:00:00"); /* three days: Saturday the 9th */
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
    reopen(&b, other);
    OK(matter_reproject_all(&b.log, &w, &b.arena, &p, &err));
    assert_int_equal(p.moved.n, 1);
    assert_true(str_eq(p.moved.at[0].was, STR("2024-03-09")));
    assert_true(str_eq(p.moved.at[0].is, STR("2024-03-11")));
    assert_true(str_eq(p.moved.at[0].reason, STR("law/setting.yaml")));
    assert_replays(&b, 1);
    bench_close(&b);
    law_unref(other);
}

/* Every call of the write path fails once: clocks, event, outbox and leaf are all there or none. */
static void every_fault_leaves_a_counting_whole(void **state)
{
    struct law *other = law_with(day_off, 1);
    struct matter_reproject_wish w = {.person = STR("丙"),
                                      .entered = moment_of("2025-06-02T09:00:00")};
    int64_t points = 0;

    (void)state;
    for (bool done = false; !done; points++) {
        struct store_fault fault = {.below = &store_sqlite, .code = ERR_IO};
        struct matter_reproject p;
        struct bench b;
        struct err err;
        int64_t id;

        bench_open(&b, law);
        id = registered(&b, "a");
        bench_close_store(&b);
        b.law = other;
        b.book = book_of(other, &b.arena);
        bench_open_store(&b, &store_faulty, &fault);
        fault.fail_at = fault.calls + points + 1;
        done = matter_reproject_all(&b.log, &w, &b.arena, &p, &err) == ERR_OK;
        fault.fail_at = 0;
        assert_int_equal(COUNT(&b, "matter_reproject"), done);
        assert_int_equal(COUNT(&b, "ledger_leaf WHERE kind = 'reproject'"), done);
        assert_int_equal(COUNT(&b, "outbox WHERE kind = 'reprojected'"), done);
        assert_due(&b, id, done ? "2025-03-12T00:00:00" : "2025-03-11T00:00:00");
        bench_close(&b);
    }
    assert_true(points > 10);
    law_unref(other);
}

/* What was counted, and what was late, stays as it was then: before, between and after. */
static void replay_counts_by_the_law_of_then(void **state)
{
    struct law *other = law_with(day_off, 1);
    struct matter_reproject_wish w = {.person = STR("丙"),
                                      .entered = moment_of("2025-06-02T09:00:00")};
    struct matter_reproject p;
    struct bench b;
    struct err err;
    int64_t id;

    (void)state;
    bench_open(&b, law);
    id = registered(&b, "a");
    reopen(&b, other);
    assert_due(&b, registered(&b, "b"),
               "2025-03-12T00:00:00"); /* counted by the new calendar at once */
    assert_due(&b, id, "2025-03-11T00:00:00");
    assert_replays(&b, 0);
    OK(matter_reproject_all(&b.log, &w, &b.arena, &p, &err));
    assert_int_equal(p.moved.n, 1);
    registered(&b, "c");
    assert_replays(&b, 1);
    reopen(&b, law); /* and by a program with the former law */
    assert_replays(&b, 1);
    bench_close(&b);
    law_unref(other);
}

static void what_was_kept_of_the_law_is_not_rewritten(void **state)
{
    struct bench b;
    struct err err;

    (void)state;
    bench_open(&b, law);
    reported(&b);
    assert_int_equal(store_exec(b.store, "UPDATE matter_law SET text = ''", &err), ERR_CONFLICT);
    assert_int_equal(store_exec(b.store, "DELETE FROM matter_reproject", &err), ERR_OK); /* empty */
    OK(store_exec(b.store, "DROP TRIGGER matter_law_no_update", &err));
    OK(store_exec(b.store, "UPDATE matter_law SET text = 'x'", &err));
    bench_close_store(&b);
    b.law = law_with(day_off, 1);
    b.book = book_of(b.law, &b.arena);
    bench_open_store(&b, &store_sqlite, NULL);
    {
        struct matter_replay r;
        struct bench again;

        bench_open(&again, b.law);
        assert_int_equal(matter_replay_check(&b.log, &again.log, &b.arena, &r, &err), ERR_INVALID);
        assert_non_null(strstr(err.zh, "已损坏"));
        bench_close(&again);
    }
    law_unref(b.law);
    bench_close(&b);
}

/* A store of before laws were kept: done again under the law at hand, and counted as such. */
static void acts_older_than_kept_laws_are_counted(void **state)
{
    struct law *other = law_with(renamed_note, 1);
    struct matter_replay r;
    struct bench b, again;
    struct err err;

    (void)state;
    bench_open(&b, law);
    reported(&b);
    OK(store_exec(b.store, "DROP TRIGGER matter_law_no_delete", &err));
    OK(store_exec(b.store, "DELETE FROM matter_law", &err));
    OK(store_exec(b.store, "UPDATE matter_clock SET law = NULL", &err));
    reopen(&b, other);
    bench_open(&again, other);
    OK(matter_replay_check(&b.log, &again.log, &b.arena, &r, &err));
    assert_int_equal(r.unkept, 2);
    assert_int_equal(r.different, 0);
    bench_close(&again);
    bench_close(&b);
    law_unref(other);
}

/* ---- the outbox ---- */

static void replay_compares_the_outbox(void **state)
{
    struct matter_replay r;
    struct bench b, again;
    struct err err;

    (void)state;
    bench_open(&b, law);
    reported(&b);
    OK(store_exec(b.store, "UPDATE outbox SET organ = 'mtg-drc' WHERE kind = 'duty'", &err));
    bench_open(&again, law);
    OK(matter_replay_check(&b.log, &again.log, &b.arena, &r, &err));
    assert_int_equal(r.different, 1);
    assert_true(str_starts(r.sentence.at[0], STR("待发 ")));
    bench_close(&again);
    bench_close(&b);
}

static int load(void **state)
{
    (void)state;
    law = law_shipped();
    return 0;
}

static int unload(void **state)
{
    (void)state;
    law_unref(law);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_matter_moves_to_the_new_version),
        cmocka_unit_test(what_does_not_fit_is_said),
        cmocka_unit_test(an_ended_clock_stays_when_its_term_is_gone),
        cmocka_unit_test(open_clocks_follow_a_new_calendar),
        cmocka_unit_test(open_clocks_follow_a_setting),
        cmocka_unit_test(every_fault_leaves_a_counting_whole),
        cmocka_unit_test(replay_counts_by_the_law_of_then),
        cmocka_unit_test(what_was_kept_of_the_law_is_not_rewritten),
        cmocka_unit_test(acts_older_than_kept_laws_are_counted),
        cmocka_unit_test(replay_compares_the_outbox),
    };

    return cmocka_run_group_tests_name("matter_migrate", tests, load, unload);
}
