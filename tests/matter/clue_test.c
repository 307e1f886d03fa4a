/* tests/matter/clue_test.c - clues: found, seen, changed, gone, again; events cannot be rewritten. */
#include "base/file.h"
#include "matter/clue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

struct bench {
    char home[64];
    struct store *store;
    struct err err;
};

static int set_up(void **state)
{
    struct bench *b = calloc(1, sizeof(*b));

    memcpy(b->home, "/tmp/liandong-clue-XXXXXX", sizeof("/tmp/liandong-clue-XXXXXX"));
    assert_non_null(mkdtemp(b->home));
    assert_int_equal(store_open(b->home, STORE_CREATE, &b->store, &b->err), ERR_OK);
    assert_int_equal(matter_clue_migrate(b->store, 1, &b->err), ERR_OK);
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    struct arena a;
    struct str *name;
    size_t n;

    store_close(b->store);
    arena_init(&a, 0);
    assert_int_equal(file_list(&a, b->home, &name, &n, &b->err), ERR_OK);
    for (size_t i = 0; i < n; i++)
        unlink(str_fmt(&a, "%s/%.*s", b->home, STR_F(name[i])).p);
    rmdir(b->home);
    arena_release(&a);
    free(b);
    return 0;
}

static struct matter_clue clue(int64_t record, const char *reason)
{
    return (struct matter_clue){
        .rule = STR("r"),
        .rule_version = STR("0001"),
        .kind = STR("有案不移"),
        .dataset = STR("penalty"),
        .record = record,
        .organ = STR("mtg-amr"),
        .sentence = STR("某公司非法采矿"),
        .reason = str_from(reason),
    };
}

static struct matter_run begin_run(struct bench *b)
{
    struct matter_run run;

    assert_int_equal(store_begin(b->store, &b->err), ERR_OK);
    assert_int_equal(matter_run_begin(b->store, STR("law"), 100, &run, &b->err), ERR_OK);
    return run;
}

static enum matter_clue_change put(struct bench *b, struct matter_run run, int64_t record,
                                   const char *reason)
{
    struct matter_clue c = clue(record, reason);
    enum matter_clue_change change;

    assert_int_equal(matter_clue_put(b->store, run, &c, &change, &b->err), ERR_OK);
    return change;
}

static int64_t sweep(struct bench *b, struct matter_run run)
{
    int64_t gone;

    assert_int_equal(matter_clue_sweep(b->store, run, STR("r"), &gone, &b->err), ERR_OK);
    assert_int_equal(store_commit(b->store, &b->err), ERR_OK);
    return gone;
}

static int64_t open_clues(struct bench *b)
{
    int64_t n;

    assert_int_equal(matter_clue_count(b->store, &n, &b->err), ERR_OK);
    return n;
}

static int64_t events(struct bench *b, const char *what)
{
    struct store_stmt *q;
    struct store_value v = store_text(str_from(what));
    bool row;
    int64_t n;

    assert_int_equal(
        store_query(b->store, "SELECT count(*) FROM clue_event WHERE what = ?", &q, &b->err),
        ERR_OK);
    assert_int_equal(store_start(q, &v, 1, &b->err), ERR_OK);
    assert_int_equal(store_next(q, &row, &b->err), ERR_OK);
    n = store_column_int(q, 0);
    store_end(q);
    return n;
}

static void a_clue_lives(void **state)
{
    struct bench *b = *state;
    struct matter_run run = begin_run(b);

    assert_int_equal(put(b, run, 1, "{}"), MATTER_CLUE_NEW);
    assert_int_equal(put(b, run, 2, "{}"), MATTER_CLUE_NEW);
    assert_int_equal(sweep(b, run), 0);
    run = begin_run(b);
    assert_int_equal(put(b, run, 1, "{}"), MATTER_CLUE_SAME);
    assert_int_equal(sweep(b, run), 1);
    assert_int_equal(open_clues(b), 1);
    run = begin_run(b);
    assert_int_equal(put(b, run, 1, "{\"v\":1}"), MATTER_CLUE_CHANGED);
    assert_int_equal(put(b, run, 2, "{}"), MATTER_CLUE_NEW);
    assert_int_equal(sweep(b, run), 0);
    assert_int_equal(open_clues(b), 2);
    assert_int_equal(events(b, "found"), 2);
    assert_int_equal(events(b, "changed"), 1);
    assert_int_equal(events(b, "gone"), 1);
    assert_int_equal(events(b, "again"), 1);
}

static void events_cannot_be_rewritten(void **state)
{
    struct bench *b = *state;
    struct matter_run run = begin_run(b);

    put(b, run, 1, "{}");
    sweep(b, run);
    assert_int_equal(store_exec(b->store, "UPDATE clue_event SET what = 'gone'", &b->err),
                     ERR_CONFLICT);
    assert_int_equal(store_exec(b->store, "DELETE FROM clue_event", &b->err), ERR_CONFLICT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_clue_lives, set_up, tear_down),
        cmocka_unit_test_setup_teardown(events_cannot_be_rewritten, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
