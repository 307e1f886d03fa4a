/* tests/matter/log_test.c - acts in the store: kept once, in order, whole or not at all. */
#include "district.h"

#include "crypto/digest.h"
#include "matter/ledger_subject.h"
#include "matter/replay.h"
#include "matter/work.h"
#include "matter/writer.h"
#include "store/fault.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

static struct law *law;

static int64_t open_one(struct bench *b, const char *key)
{
    struct matter_request q = opening(law, key);
    struct matter_receipt r;
    struct err err;

    OK(matter_commit(&b->log, &q, &b->arena, &r, &err));
    assert_int_equal(r.version, 1);
    return r.matter;
}

static void an_act_is_kept_with_what_follows(void **state)
{
    struct bench b;
    struct matter_request q;
    struct matter_receipt r;
    struct matter m;
    struct err err;

    (void)state;
    bench_open(&b, law);
    q = reporting(law, open_one(&b, "a"), 1, "b");
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
    OK(matter_get(&b.log, r.matter, &b.arena, &m, &err));
    assert_true(str_eq(m.plan->p->state[m.state].name, STR("待批")));
    assert_int_equal(m.version, 2);
    assert_int_equal(m.nclock, 1);
    assert_int_equal(m.clock[0].due.n, moment_of("2024-03-09T00:00:00").n);
    assert_int_equal(COUNT(&b, "matter_act"), 2);
    assert_int_equal(COUNT(&b, "outbox WHERE kind = 'duty'"), 1);
    bench_close(&b);
}

static void a_refusal_leaves_nothing(void **state)
{
    struct bench b;
    struct matter_request q;
    struct matter_receipt r;
    struct err err;

    (void)state;
    bench_open(&b, law);
    q = reporting(law, open_one(&b, "a"), 1, "b");
    q.act.paper.n = 0;
    assert_int_equal(matter_commit(&b.log, &q, &b.arena, &r, &err), ERR_INVALID);
    assert_non_null(strstr(err.zh, "移送涉嫌犯罪案件的书面报告"));
    q.act.actor.organ = law_organ_find(law, STR("mtg-court"));
    assert_int_equal(matter_commit(&b.log, &q, &b.arena, &r, &err), ERR_FORBIDDEN);
    assert_non_null(strstr(err.zh, "应当由移送机关办理"));
    assert_int_equal(COUNT(&b, "matter_act"), 1);
    assert_int_equal(COUNT(&b, "matter_clock"), 0);
    bench_close(&b);
}

static void a_stale_act_is_told_what_changed(void **state)
{
    struct bench b;
    struct matter_request q;
    struct matter_receipt r;
    struct err err;
    int64_t id;

    (void)state;
    bench_open(&b, law);
    id = open_one(&b, "a");
    q = reporting(law, id, 1, "b");
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
    q = reporting(law, id, 1, "c");
    assert_int_equal(matter_commit(&b.log, &q, &b.arena, &r, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.zh, "第 2 次“提出书面报告”"));
    q.seen = 7;
    assert_int_equal(matter_commit(&b.log, &q, &b.arena, &r, &err), ERR_INVALID);
    bench_close(&b);
}

static void a_key_works_once(void **state)
{
    struct bench b;
    struct matter_request q = opening(law, "k");
    struct matter_receipt r;
    struct err err;

    (void)state;
    bench_open(&b, law);
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
    assert_false(r.again);
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
    assert_true(r.again);
    assert_int_equal(r.matter, 1);
    assert_int_equal(COUNT(&b, "matter"), 1);
    q.act.actor.person = STR("乙");
    assert_int_equal(matter_commit(&b.log, &q, &b.arena, &r, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.zh, "已经用于另一次办理"));
    bench_close(&b);
}

static void history_cannot_be_rewritten(void **state)
{
    struct bench b;
    struct err err;

    (void)state;
    bench_open(&b, law);
    open_one(&b, "a");
    assert_int_equal(store_exec(b.store, "UPDATE matter_act SET act = 'x'", &err), ERR_CONFLICT);
    assert_int_equal(store_exec(b.store, "DELETE FROM matter_act", &err), ERR_CONFLICT);
    assert_int_equal(store_exec(b.store, "DELETE FROM matter", &err), ERR_CONFLICT);
    assert_int_equal(store_exec(b.store, "UPDATE matter_procedure SET text = ''", &err),
                     ERR_CONFLICT);
    bench_close(&b);
}

/* ---- the ledger ---- */

/* The leaf of each act is the digest of its bytes; an act without one does not exist. */
static void every_act_has_its_leaf(void **state)
{
    struct bench b;
    struct matter_request q;
    struct matter_receipt r;
    struct buf bytes = {0};
    struct err err;
    int64_t index, size;

    (void)state;
    bench_open(&b, law);
    q = reporting(law, open_one(&b, "a"), 1, "b");
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
    OK(ledger_size(b.store, &size, &err));
    assert_int_equal(size, 2);
    for (int64_t act = 1; act <= 2; act++) {
        struct proof_leaf leaf;
        struct digest_value d;

        OK(ledger_find(b.store, STR("act"), act, &index, &err));
        OK(ledger_leaf(b.store, index, &b.arena, &leaf, &err));
        buf_reset(&bytes);
        OK(ledger_content(b.store, STR("act"), act, &bytes, &err));
        d = digest_of(buf_view(&bytes));
        assert_memory_equal(&leaf.content, &d, sizeof(d));
        assert_true(str_has(buf_view(&bytes), STR("联动办理行为\t1\n")));
    }
    buf_release(&bytes);
    bench_close(&b);
}

/* ---- links ---- */

struct line {
    const char *organ, *act, *at;
    struct matter_pairs field, paper;
};

static void run_lines(struct bench *b, int64_t id, const struct line *line, size_t n)
{
    struct matter m;
    struct matter_receipt r;
    struct err err;

    for (size_t i = 0; i < n; i++) {
        struct matter_request q = {.matter = id, .entered = moment_of("2024-06-01T09:00:00")};

        OK(matter_get(&b->log, id, &b->arena, &m, &err));
        q.seen = m.version;
        q.act = act_of(law, line[i].organ, line[i].act, line[i].at);
        q.act.field = line[i].field;
        q.act.paper = line[i].paper;
        q.key = str_fmt(&b->arena, "%lld-%zu", (long long)id, (size_t)m.version);
        OK(matter_commit(&b->log, &q, &b->arena, &r, &err));
    }
}

/* A referral that the police refuse, up to the wish for supervision. */
static int64_t refused_referral(struct bench *b)
{
    int64_t id = open_one(b, "open");
    const struct line line[] = {
        {"mtg-amr",
         "提出书面报告",
         "2024-03-05T09:00:00",
         {0},
         {(struct matter_pair *)report_paper, 1}},
        {"mtg-amr",
         "批准移送",
         "2024-03-06T09:00:00",
         PAIRS(PAIR("审批人身份", "正职负责人"), PAIR("批准文号", "一号")),
         {0}},
        {"mtg-amr", "移送", "2024-03-06T14:00:00",
         PAIRS(PAIR("移送书文号", "一号"), PAIR("经过检验鉴定", "否")),
         PAIRS(PAIR("涉嫌犯罪案件移送书", "1"), PAIR("涉嫌犯罪案件情况的调查报告", "2"),
               PAIR("涉案物品清单", "3"))},
        {"mtg-police", "签收", "2024-03-06T15:00:00",
         PAIRS(PAIR("材料齐全", "是"), PAIR("属本机关管辖", "是")), PAIRS(PAIR("移送书回执", "1"))},
        {"mtg-police", "不予立案", "2024-03-08T09:00:00", PAIRS(PAIR("不立案理由", "数额")),
         PAIRS(PAIR("不予立案通知书", "1"), PAIR("退回的案卷材料", "2"))},
        {"mtg-amr", "建议立案监督", "2024-03-11T09:00:00", {0}, PAIRS(PAIR("建议立案监督函", "1"))},
    };

    run_lines(b, id, line, sizeof(line) / sizeof(line[0]));
    return id;
}

static void police_file_after_supervision(struct bench *b, int64_t supervision)
{
    const struct line line[] = {
        {"mtg-procuratorate", "受理不立案监督", "2024-03-12T09:00:00", {0}, {0}},
        {"mtg-procuratorate",
         "要求说明不立案理由",
         "2024-03-13T09:00:00",
         PAIRS(PAIR("通知书送达日期", "2024-03-13")),
         {0}},
        {"mtg-police", "公安立案", "2024-03-18T09:00:00", PAIRS(PAIR("立案决定书文号", "一号")),
         PAIRS(PAIR("立案决定书", "1"))},
    };

    run_lines(b, supervision, line, sizeof(line) / sizeof(line[0]));
}

static void links_open_and_move_other_matters(void **state)
{
    struct bench b;
    struct matter m;
    struct err err;
    int64_t id;

    (void)state;
    bench_open(&b, law);
    id = refused_referral(&b);
    assert_int_equal(COUNT(&b, "matter"), 2);
    OK(matter_get(&b.log, id + 1, &b.arena, &m, &err));
    assert_true(str_eq(m.plan->p->id, STR("filing-supervision")));
    assert_true(matter_organ_of(&m, law_role_find(m.plan->p, STR("移送机关"))) ==
                law_organ_find(law, STR("mtg-amr")));
    police_file_after_supervision(&b, id + 1);
    OK(matter_get(&b.log, id, &b.arena, &m, &err));
    assert_true(str_eq(m.plan->p->state[m.state].name, STR("已立案")));
    assert_int_equal(COUNT(&b, "matter_link"), 2);
    assert_int_equal(COUNT(&b, "matter_act WHERE cause IS NOT NULL"), 2);
    bench_close(&b);
}

/* ---- replay ---- */

static void replay_gives_the_same_bytes(void **state)
{
    struct bench b, again;
    struct matter_replay r;
    struct err err;

    (void)state;
    bench_open(&b, law);
    police_file_after_supervision(&b, refused_referral(&b) + 1);
    open_one(&b, "another");
    bench_open(&again, law);
    OK(matter_replay_check(&b.log, &again.log, &b.arena, &r, &err));
    assert_int_equal(r.different, 0);
    assert_int_equal(r.acts, COUNT(&b, "matter_act"));
    assert_int_equal(r.matters, 3);
    assert_true(r.clocks > 3);
    bench_close(&again);
    bench_close(&b);
}

/* Whatever dice make of every procedure, with links, refusals in linked matters and the outbox. */
static void a_district_replays(void **state)
{
    struct bench b, again;
    struct matter_replay r;
    struct err err;

    (void)state;
    district_open(&b, law);
    assert_true(COUNT(&b, "matter_act WHERE cause IS NOT NULL") > 10);
    bench_open(&again, law);
    OK(matter_replay_check(&b.log, &again.log, &b.arena, &r, &err));
    for (size_t i = 0; i < r.sentence.n; i++)
        print_error("%.*s\n", STR_F(r.sentence.at[i]));
    assert_int_equal(r.different, 0);
    assert_int_equal(r.acts, COUNT(&b, "matter_act"));
    bench_close(&again);
    bench_close(&b);
}

static void replay_finds_what_was_tampered_with(void **state)
{
    struct bench b, again;
    struct matter_replay r;
    struct err err;

    (void)state;
    bench_open(&b, law);
    refused_referral(&b);
    OK(store_exec(b.store, "UPDATE matter_clock SET due = due + 86400 WHERE term = 'FWD-01'",
                  &err));
    bench_open(&again, law);
    OK(matter_replay_check(&b.log, &again.log, &b.arena, &r, &err));
    assert_int_equal(r.different, 1);
    assert_true(str_eq(r.sentence.at[0], STR("期限 1 1：重放的结果与库中不同")));
    bench_close(&again);
    bench_close(&b);
}

/* ---- lists ---- */

struct seen {
    int64_t n;
    struct moment due;
};

static enum err_code see_duty(void *p, const struct matter_duty *d, struct err *err)
{
    struct seen *s = p;

    (void)err;
    s->n++;
    s->due = d->due;
    return ERR_OK;
}

static void duties_are_listed_by_organ_and_date(void **state)
{
    struct bench b;
    struct matter_request q;
    struct matter_receipt r;
    const struct actor who = actor_operator(STR(""));
    struct seen s = {0};
    struct err err;

    (void)state;
    bench_open(&b, law);
    q = reporting(law, open_one(&b, "a"), 1, "b");
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
    OK(matter_duties(b.store, &who,
                     &(struct matter_duty_filter){STR("mtg-amr"), moment_of("2024-03-10")},
                     see_duty, &s, &err));
    assert_int_equal(s.n, 1);
    assert_int_equal(s.due.n, moment_of("2024-03-09").n);
    OK(matter_duties(b.store, &who,
                     &(struct matter_duty_filter){STR("mtg-amr"), moment_of("2024-03-08")},
                     see_duty, &s, &err));
    OK(matter_duties(b.store, &who, &(struct matter_duty_filter){STR("mtg-police"), MOMENT_NONE},
                     see_duty, &s, &err));
    assert_int_equal(s.n, 1);
    bench_close(&b);
}

/* ---- two writers ---- */

struct rival {
    struct matter_writer *w;
    int64_t matter;
    const char *key;
    enum err_code rc;
};

static void *report(void *p)
{
    struct rival *r = p;
    struct matter_request q = reporting(law, r->matter, 1, r->key);
    struct matter_receipt receipt;
    struct arena a;
    struct err err;

    arena_init(&a, 0);
    r->rc = matter_writer_do(r->w, &q, &a, &receipt, &err);
    arena_release(&a);
    return NULL;
}

static void race(struct matter_writer *w, int64_t matter, int n)
{
    enum { MOST = 8 };
    struct rival rival[MOST];
    pthread_t thread[MOST];
    char key[MOST][40];
    int won = 0;

    for (int i = 0; i < n; i++) {
        snprintf(key[i], sizeof(key[i]), "race-%lld-%d", (long long)matter, i);
        rival[i] = (struct rival){w, matter, key[i], ERR_OK};
        assert_int_equal(pthread_create(&thread[i], NULL, report, &rival[i]), 0);
    }
    for (int i = 0; i < n; i++) {
        pthread_join(thread[i], NULL);
        assert_true(rival[i].rc == ERR_OK || rival[i].rc == ERR_CONFLICT);
        won += rival[i].rc == ERR_OK;
    }
    assert_int_equal(won, 1);
}

static void two_writers_never_both_win(void **state)
{
    struct bench b;
    struct matter_writer *w;
    struct err err;
    int64_t id[20];

    (void)state;
    bench_open(&b, law);
    for (int i = 0; i < 20; i++) {
        char key[20];

        snprintf(key, sizeof(key), "o%d", i);
        id[i] = open_one(&b, key);
    }
    OK(matter_writer_new(&b.log, &w, &err));
    for (int i = 0; i < 20; i++)
        race(w, id[i], 4);
    matter_writer_free(w);
    assert_int_equal(COUNT(&b, "matter_act WHERE no = 2"), 20);
    bench_close(&b);
}

/* Two processes with the same home: the database decides. */
static void two_logs_never_both_win(void **state)
{
    struct bench b;
    struct matter_log other;
    struct store *store;
    struct matter_request q;
    struct matter_receipt r;
    struct err err;
    int64_t id;

    (void)state;
    bench_open(&b, law);
    id = open_one(&b, "a");
    OK(store_open(b.home.path, 0, &store, &err));
    matter_log_init(&other, store, &b.book);
    q = reporting(law, id, 1, "one");
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
    q = reporting(law, id, 1, "two");
    assert_int_equal(matter_commit(&other, &q, &b.arena, &r, &err), ERR_CONFLICT);
    matter_log_release(&other);
    store_close(store);
    bench_close(&b);
}

/* ---- faults ---- */

/* Every call of the write path fails once: nothing of the act is there, and the same wish works. */
static void every_fault_leaves_whole_acts(void **state)
{
    int64_t points = 0;

    (void)state;
    for (int64_t at = 1;; at++) {
        struct store_fault fault = {.below = &store_sqlite, .code = ERR_IO};
        struct bench b;
        struct matter_request q;
        struct matter_receipt r;
        struct err err;
        enum err_code rc;

        bench_open(&b, law);
        refused_referral(&b);
        bench_close_store(&b);
        bench_open_store(&b, &store_faulty, &fault);
        q = opening(law, "faulty");
        fault.fail_at = fault.calls + at;
        rc = matter_commit(&b.log, &q, &b.arena, &r, &err);
        fault.fail_at = 0;
        points = at;
        if (rc != ERR_OK) {
            assert_int_equal(COUNT(&b, "matter_act WHERE client_key = 'faulty'"), 0);
            assert_int_equal(COUNT(&b, "matter"), 2);
            OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
        }
        assert_int_equal(COUNT(&b, "matter_act WHERE client_key = 'faulty'"), 1);
        assert_int_equal(COUNT(&b, "matter"), 3);
        bench_close(&b);
        if (rc == ERR_OK)
            break;
    }
    print_message("%lld points of the write path\n", (long long)points - 1);
    assert_true(points > 15);
}

/* ---- kill ---- */

/* Opens matters and reports in them until it is killed; tells each that was acknowledged. */
static void act_in_child(struct bench *b, int pipe_end, int round)
{
    struct err err;

    for (int i = 0;; i++) {
        struct arena a;
        struct matter_request q;
        struct matter_receipt r;
        char key[40];
        int64_t told;

        arena_init(&a, 0);
        snprintf(key, sizeof(key), "%d-%d", round, i);
        q = opening(law, key);
        if (matter_commit(&b->log, &q, &a, &r, &err) != ERR_OK)
            _exit(1);
        told = r.matter;
        if (write(pipe_end, &told, sizeof(told)) != sizeof(told))
            _exit(1);
        strcat(key, "r");
        q = reporting(law, r.matter, 1, key);
        if (matter_commit(&b->log, &q, &a, &r, &err) != ERR_OK)
            _exit(1);
        told = -r.matter;
        if (write(pipe_end, &told, sizeof(told)) != sizeof(told))
            _exit(1);
        arena_release(&a);
    }
}

static pid_t start_child(struct bench *b, int *ret_end, int round)
{
    int ends[2];
    pid_t child;
    struct err err;

    assert_int_equal(pipe(ends), 0);
    bench_close_store(b);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        if (store_open(b->home.path, 0, &b->store, &err) != ERR_OK)
            _exit(1);
        matter_log_init(&b->log, b->store, &b->book);
        b->log.region = 110109;
        act_in_child(b, ends[1], round);
    }
    close(ends[1]);
    *ret_end = ends[0];
    return child;
}

/* Every act that was told is there, and no half one: the store equals its own replay. */
static void check_survivors(struct bench *b, int end, int64_t *acknowledged)
{
    struct err err;
    struct matter m;
    int64_t told;

    while (read(end, &told, sizeof(told)) == sizeof(told)) {
        OK(matter_get(&b->log, told < 0 ? -told : told, &b->arena, &m, &err));
        assert_true(m.version >= (told < 0 ? 2 : 1));
        ++*acknowledged;
    }
    assert_int_equal(COUNT(b, "matter m WHERE version <>"
                              " (SELECT count(*) FROM matter_act a WHERE a.matter = m.id)"),
                     0);
}

static void kill_at_any_moment_loses_no_act(void **state)
{
    enum { ROUNDS = 200 };
    struct bench b, again;
    struct matter_replay r;
    uint64_t random = 20260131;
    int64_t acknowledged = 0;
    struct err err;

    (void)state;
    print_message("seed %llu\n", (unsigned long long)random);
    bench_open(&b, law);
    for (int round = 0; round < ROUNDS; round++) {
        struct timespec while_ = {0};
        int end, status;
        pid_t child = start_child(&b, &end, round);

        random = random * 6364136223846793005u + 1442695040888963407u;
        while_.tv_nsec = (long)((random >> 33) % 30000000);
        nanosleep(&while_, NULL);
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        bench_open_store(&b, &store_sqlite, NULL);
        check_survivors(&b, end, &acknowledged);
        close(end);
    }
    print_message("%d kills, %lld acts acknowledged\n", ROUNDS, (long long)acknowledged);
    assert_true(acknowledged > ROUNDS);
    bench_open(&again, law);
    OK(matter_replay_check(&b.log, &again.log, &b.arena, &r, &err));
    assert_int_equal(r.different, 0);
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
        cmocka_unit_test(an_act_is_kept_with_what_follows),
        cmocka_unit_test(a_refusal_leaves_nothing),
        cmocka_unit_test(a_stale_act_is_told_what_changed),
        cmocka_unit_test(a_key_works_once),
        cmocka_unit_test(history_cannot_be_rewritten),
        cmocka_unit_test(every_act_has_its_leaf),
        cmocka_unit_test(links_open_and_move_other_matters),
        cmocka_unit_test(replay_gives_the_same_bytes),
        cmocka_unit_test(a_district_replays),
        cmocka_unit_test(replay_finds_what_was_tampered_with),
        cmocka_unit_test(duties_are_listed_by_organ_and_date),
        cmocka_unit_test(two_writers_never_both_win),
        cmocka_unit_test(two_logs_never_both_win),
        cmocka_unit_test(every_fault_leaves_whole_acts),
        cmocka_unit_test(kill_at_any_moment_loses_no_act),
    };

    return cmocka_run_group_tests_name("matter_log", tests, load, unload);
}
