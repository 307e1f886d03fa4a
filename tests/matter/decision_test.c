/*
 * tests/matter/decision_test.c - what people decide on clues, what a later run makes of it, and
 * that an older home comes along.
 */
#include "clue_fixture.h"

static const struct actor operator_ = {.is_operator = true};

static const struct matter_actor wang = {STR_INIT("王检察官"), STR_INIT("mtg-jcy"), 200};

static enum err_code decide(struct bench *b, struct matter_decision d)
{
    return matter_clue_decide(b->store, &d, &wang, &b->err);
}

#define ACCEPT(id) ((struct matter_decision){.verb = MATTER_ACCEPT, .clue = (id)})
#define REOPEN(id) ((struct matter_decision){.verb = MATTER_REOPEN, .clue = (id)})
#define MERGE(id, to) ((struct matter_decision){.verb = MATTER_MERGE, .clue = (id), .into = (to)})
#define DISMISS(id, why)       \
    ((struct matter_decision){ \
        .verb = MATTER_DISMISS, .clue = (id), .code = STR(why), .note = STR("见核查笔录")})
#define REBUT(id) \
    ((struct matter_decision){.verb = MATTER_REBUT, .clue = (id), .note = STR("已于当日移送")})

/* Clues 1, 2, 3 of records 1, 2, 3. */
static void three_clues(struct bench *b)
{
    struct matter_run run = begin_run(b);

    for (int64_t i = 1; i <= 3; i++)
        assert_int_equal(put(b, run, i, "{}"), MATTER_CLUE_NEW);
    assert_int_equal(sweep(b, run), 0);
}

static struct matter_clue_kept kept(struct bench *b, struct arena *a, int64_t id)
{
    struct matter_clue_kept k;

    assert_int_equal(matter_clue_get(b->store, &operator_, id, a, &k, &b->err), ERR_OK);
    return k;
}

static void check(struct bench *b, int64_t id, enum matter_clue_state state, bool changed)
{
    struct arena a;
    struct matter_clue_kept k;

    arena_init(&a, 0);
    k = kept(b, &a, id);
    assert_int_equal(k.state, state);
    assert_int_equal(k.changed, changed);
    arena_release(&a);
}

/* A complete run that finds these records with these values (NULL: not found). */
static void run_again(struct bench *b, const char *one, const char *two)
{
    struct matter_run run = begin_run(b);

    if (one)
        (void)put(b, run, 1, one);
    if (two)
        (void)put(b, run, 2, two);
    (void)put(b, run, 3, "{}");
    (void)sweep(b, run);
}

static void a_dismissed_clue_stays_dismissed(void **state)
{
    struct bench *b = *state;

    three_clues(b);
    assert_int_equal(decide(b, DISMISS(1, "referred")), ERR_OK);
    run_again(b, "{}", "{}");
    check(b, 1, MATTER_CLUE_DISMISSED, false);
    assert_int_equal(count_events(b, "changed"), 0);
    run_again(b, "{\"v\":1}", "{}");
    check(b, 1, MATTER_CLUE_DISMISSED, true);
    assert_int_equal(count_events(b, "changed"), 1);
    run_again(b, "{\"v\":1}", "{}");
    assert_int_equal(count_events(b, "changed"), 1);
    run_again(b, "{}", "{}");
    check(b, 1, MATTER_CLUE_DISMISSED, false);
    run_again(b, NULL, "{}");
    check(b, 1, MATTER_CLUE_DISMISSED, false);
    run_again(b, "{}", "{}");
    check(b, 1, MATTER_CLUE_DISMISSED, false);
    assert_int_equal(count_events(b, "gone"), 1);
    assert_int_equal(count_events(b, "again"), 1);
}

static void what_was_decided_on_is_kept(void **state)
{
    struct bench *b = *state;
    struct matter_run run;
    struct matter_clue c = clue(1, "{}");
    enum matter_clue_change change;
    struct arena a;

    three_clues(b);
    assert_int_equal(decide(b, ACCEPT(1)), ERR_OK);
    run = begin_run(b);
    c.rule_version = STR("0002");
    c.reason = STR("{\"because\":\"in other words\"}");
    assert_int_equal(matter_clue_put(b->store, run, &c, &change, &b->err), ERR_OK);
    assert_int_equal(change, MATTER_CLUE_SAME);
    assert_int_equal(store_commit(b->store, &b->err), ERR_OK);
    arena_init(&a, 0);
    assert_true(str_eq(kept(b, &a, 1).clue.rule_version, STR("0001")));
    assert_true(str_eq(kept(b, &a, 1).clue.reason, STR("{}")));
    arena_release(&a);
}

static void a_changed_clue_is_decided_anew(void **state)
{
    struct bench *b = *state;

    three_clues(b);
    assert_int_equal(decide(b, DISMISS(1, "facts")), ERR_OK);
    assert_int_equal(decide(b, DISMISS(1, "facts")), ERR_CONFLICT);
    run_again(b, "{\"v\":1}", "{}");
    assert_int_equal(decide(b, DISMISS(1, "evidence")), ERR_OK);
    check(b, 1, MATTER_CLUE_DISMISSED, false);
    assert_int_equal(decide(b, ACCEPT(1)), ERR_OK);
    check(b, 1, MATTER_CLUE_ACCEPTED, false);
    assert_int_equal(decide(b, ACCEPT(1)), ERR_CONFLICT);
}

static void one_stands_for_both(void **state)
{
    struct bench *b = *state;

    three_clues(b);
    assert_int_equal(decide(b, MERGE(1, 1)), ERR_CONFLICT);
    assert_int_equal(decide(b, MERGE(1, 9)), ERR_NOT_FOUND);
    assert_int_equal(decide(b, MERGE(1, 2)), ERR_OK);
    assert_int_equal(decide(b, MERGE(2, 1)), ERR_CONFLICT); /* no circle */
    assert_int_equal(decide(b, ACCEPT(1)), ERR_CONFLICT);
    assert_true(str_has(str_from(b->err.zh), STR("已并入线索 2")));
    assert_int_equal(decide(b, REBUT(1)), ERR_CONFLICT);
    assert_int_equal(decide(b, REOPEN(1)), ERR_OK);
    check(b, 1, MATTER_CLUE_OPEN, false);
    assert_int_equal(decide(b, MERGE(2, 1)), ERR_OK);
}

static void what_is_gone_cannot_be_decided(void **state)
{
    struct bench *b = *state;

    three_clues(b);
    assert_int_equal(decide(b, ACCEPT(1)), ERR_OK);
    run_again(b, NULL, NULL);
    check(b, 1, MATTER_CLUE_ACCEPTED, false);
    check(b, 2, MATTER_CLUE_GONE, false);
    assert_int_equal(decide(b, DISMISS(2, "facts")), ERR_CONFLICT);
    assert_int_equal(decide(b, MERGE(3, 2)), ERR_CONFLICT);
    assert_int_equal(decide(b, REBUT(2)), ERR_OK);
    assert_int_equal(decide(b, REOPEN(1)), ERR_OK);
    check(b, 1, MATTER_CLUE_GONE, false);
    run_again(b, "{}", "{}");
    check(b, 1, MATTER_CLUE_OPEN, false);
    assert_int_equal(decide(b, ACCEPT(99)), ERR_NOT_FOUND);
}

static void every_decision_says_who_and_why(void **state)
{
    struct bench *b = *state;
    struct matter_clue_events h;
    struct arena a;

    three_clues(b);
    assert_int_equal(decide(b, DISMISS(1, "evidence")), ERR_OK);
    assert_int_equal(decide(b, REBUT(1)), ERR_OK);
    arena_init(&a, 0);
    assert_int_equal(matter_clue_history(b->store, &operator_, 1, &a, &h, &b->err), ERR_OK);
    assert_int_equal(h.v.n, 3);
    assert_true(str_eq(h.v.at[0].what, STR("found")));
    assert_true(str_eq(h.v.at[1].what, STR("dismissed")));
    assert_true(str_eq(h.v.at[1].actor, STR("王检察官")));
    assert_true(str_eq(h.v.at[1].organ, STR("mtg-jcy")));
    assert_true(str_eq(h.v.at[1].code, STR("evidence")));
    assert_true(str_eq(h.v.at[1].note, STR("见核查笔录")));
    assert_int_equal(h.v.at[1].at, 200);
    assert_true(str_eq(h.v.at[2].what, STR("rebutted")));
    assert_true(str_eq(h.v.at[2].note, STR("已于当日移送")));
    arena_release(&a);
    assert_int_equal(store_exec(b->store, "UPDATE clue_event SET note = ''", &b->err),
                     ERR_CONFLICT);
    assert_int_equal(store_exec(b->store, "DELETE FROM clue_event", &b->err), ERR_CONFLICT);
    assert_int_equal(store_exec(b->store, "DELETE FROM clue", &b->err), ERR_CONFLICT);
}

static int64_t listed(struct bench *b, struct matter_clue_filter f, size_t *ret_shown)
{
    struct matter_clues found;
    struct arena a;

    arena_init(&a, 0);
    assert_int_equal(matter_clue_list(b->store, &operator_, &f, &a, &found, &b->err), ERR_OK);
    *ret_shown = found.v.n;
    arena_release(&a);
    return found.total;
}

static void clues_are_found_by_what_is_asked(void **state)
{
    struct bench *b = *state;
    struct matter_verdicts v;
    struct arena a;
    size_t n;

    three_clues(b);
    assert_int_equal(decide(b, ACCEPT(3)), ERR_OK);
    assert_int_equal(decide(b, DISMISS(1, "data")), ERR_OK);
    assert_int_equal(listed(b, (struct matter_clue_filter){0}, &n), 3);
    assert_int_equal(n, 3);
    assert_int_equal(listed(b, (struct matter_clue_filter){.limit = 2}, &n), 3);
    assert_int_equal(n, 2);
    assert_int_equal(listed(b, (struct matter_clue_filter){.state = STR("open")}, &n), 1);
    assert_int_equal(listed(b, (struct matter_clue_filter){.rule = STR("x")}, &n), 0);
    assert_int_equal(listed(b, (struct matter_clue_filter){.organ = STR("mtg-amr")}, &n), 3);
    assert_int_equal(listed(b, (struct matter_clue_filter){.since = 101}, &n), 0);
    arena_init(&a, 0);
    assert_int_equal(matter_clue_verdicts(b->store, STR("r"), STR("penalty"), &a, &v, &b->err),
                     ERR_OK);
    assert_int_equal(v.v.n, 2);
    assert_int_equal(v.v.at[0].record, 1);
    assert_false(v.v.at[0].accepted);
    assert_true(str_eq(v.v.at[0].code, STR("data")));
    assert_int_equal(v.v.at[1].record, 3);
    assert_true(v.v.at[1].accepted);
    arena_release(&a);
}

/* The first step of the schema, as homes out there have it: it may never change. */
static const struct store_migration first_step[] = {
    STORE_MIGRATION(1, "clues",
                    "CREATE TABLE screen_run ("
                    " id INTEGER PRIMARY KEY,"
                    " law TEXT NOT NULL,"
                    " at INTEGER NOT NULL) STRICT;"
                    "CREATE TABLE clue ("
                    " id INTEGER PRIMARY KEY,"
                    " region INTEGER NOT NULL,"
                    " rule TEXT NOT NULL,"
                    " rule_version TEXT NOT NULL,"
                    " kind TEXT NOT NULL,"
                    " dataset TEXT NOT NULL,"
                    " record INTEGER NOT NULL,"
                    " organ TEXT,"
                    " party INTEGER,"
                    " state TEXT NOT NULL CHECK (state IN ('open', 'gone')),"
                    " sentence TEXT NOT NULL,"
                    " reason TEXT NOT NULL,"
                    " found_at INTEGER NOT NULL,"
                    " run INTEGER NOT NULL REFERENCES screen_run (id),"
                    " UNIQUE (rule, dataset, record)) STRICT;"
                    "CREATE INDEX clue_record ON clue (dataset, record);"
                    "CREATE INDEX clue_party ON clue (party) WHERE party IS NOT NULL;"
                    "CREATE TABLE clue_event ("
                    " id INTEGER PRIMARY KEY,"
                    " clue INTEGER NOT NULL REFERENCES clue (id),"
                    " run INTEGER NOT NULL REFERENCES screen_run (id),"
                    " at INTEGER NOT NULL,"
                    " what TEXT NOT NULL CHECK (what IN ('found', 'changed', 'gone', 'again')),"
                    " rule_version TEXT NOT NULL,"
                    " sentence TEXT NOT NULL,"
                    " reason TEXT NOT NULL) STRICT;"
                    "CREATE INDEX clue_event_clue ON clue_event (clue);"
                    "CREATE TRIGGER clue_event_no_update BEFORE UPDATE ON clue_event"
                    " BEGIN SELECT RAISE(ABORT, 'clue_event is append only'); END;"
                    "CREATE TRIGGER clue_event_no_delete BEFORE DELETE ON clue_event"
                    " BEGIN SELECT RAISE(ABORT, 'clue_event is append only'); END;"),
};

static void an_older_home_comes_along(void **state)
{
    struct bench *b = *state;
    struct store *s;
    char home[80];
    struct arena a;
    struct matter_clue_events h;

    snprintf(home, sizeof(home), "%s/old", b->home);
    assert_int_equal(store_open(home, STORE_CREATE, &s, &b->err), ERR_OK);
    assert_int_equal(store_migrate(s, STR("matter"), first_step, 1, 1, &b->err), ERR_OK);
    assert_int_equal(
        store_exec(s, "INSERT INTO screen_run (id, law, at) VALUES (1, 'l', 5)", &b->err), ERR_OK);
    assert_int_equal(
        store_exec(s,
                   "INSERT INTO clue (id, region, rule, rule_version, kind, dataset, record, organ,"
                   " state, sentence, reason, found_at, run) VALUES (7, 0, 'r', '0001', 'k',"
                   " 'penalty', 1, 'mtg-amr', 'open', 's', '{}', 5, 1)",
                   &b->err),
        ERR_OK);
    assert_int_equal(
        store_exec(s,
                   "INSERT INTO clue_event (clue, run, at, what, rule_version, sentence, reason)"
                   " VALUES (7, 1, 5, 'found', '0001', 's', '{}')",
                   &b->err),
        ERR_OK);
    assert_int_equal(matter_clue_migrate(s, 9, &b->err), ERR_OK);
    store_close(b->store);
    b->store = s;
    assert_int_equal(decide(b, DISMISS(7, "facts")), ERR_OK);
    run_again(b, "{\"v\":1}", NULL); /* its facts were not kept: not said to have changed */
    check(b, 7, MATTER_CLUE_DISMISSED, false);
    run_again(b, "{\"v\":2}", NULL);
    check(b, 7, MATTER_CLUE_DISMISSED, true);
    arena_init(&a, 0);
    assert_int_equal(matter_clue_history(s, &operator_, 7, &a, &h, &b->err), ERR_OK);
    assert_int_equal(h.v.n, 3);
    arena_release(&a);
    store_close(s);
    remove_home(home);
    assert_int_equal(store_open(b->home, 0, &b->store, &b->err), ERR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_dismissed_clue_stays_dismissed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_decided_on_is_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_changed_clue_is_decided_anew, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_stands_for_both, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_gone_cannot_be_decided, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_decision_says_who_and_why, set_up, tear_down),
        cmocka_unit_test_setup_teardown(clues_are_found_by_what_is_asked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_older_home_comes_along, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
