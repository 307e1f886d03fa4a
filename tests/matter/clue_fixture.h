#ifndef TESTS_MATTER_CLUE_FIXTURE_H
#define TESTS_MATTER_CLUE_FIXTURE_H
/*
 * tests/matter/clue_fixture.h - a store with the tables of clues, and runs that put clues of one
 * rule "r" into it.
 */
#include "base/file.h"
#include "matter/clue_list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

struct bench {
    char home[64];
    struct store *store;
    struct arena arena;
    struct matter_records found; /* by the run that has begun */
    struct err err;
};

static inline int set_up(void **state)
{
    struct bench *b = calloc(1, sizeof(*b));

    memcpy(b->home, "/tmp/liandong-clue-XXXXXX", sizeof("/tmp/liandong-clue-XXXXXX"));
    assert_non_null(mkdtemp(b->home));
    assert_int_equal(store_open(b->home, STORE_CREATE, &b->store, &b->err), ERR_OK);
    assert_int_equal(matter_clue_migrate(b->store, 1, &b->err), ERR_OK);
    arena_init(&b->arena, 0);
    *state = b;
    return 0;
}

static inline void remove_home(const char *home)
{
    struct arena a;
    struct str *name;
    size_t n;
    struct err err;

    arena_init(&a, 0);
    assert_int_equal(file_list(&a, home, &name, &n, &err), ERR_OK);
    for (size_t i = 0; i < n; i++)
        unlink(str_fmt(&a, "%s/%.*s", home, STR_F(name[i])).p);
    rmdir(home);
    arena_release(&a);
}

static inline int tear_down(void **state)
{
    struct bench *b = *state;

    store_close(b->store);
    remove_home(b->home);
    arena_release(&b->arena);
    free(b);
    return 0;
}

static inline struct matter_clue clue(int64_t record, const char *reason)
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
        .facts = str_from(reason),
    };
}

static inline struct matter_run begin_run(struct bench *b)
{
    struct matter_run run;

    assert_int_equal(store_begin(b->store, &b->err), ERR_OK);
    assert_int_equal(matter_run_begin(b->store, STR("law"), 100, &run, &b->err), ERR_OK);
    b->found.v.n = 0;
    return run;
}

/* Records rise within a run. */
static inline enum matter_clue_change put(struct bench *b, struct matter_run run, int64_t record,
                                          const char *reason)
{
    struct matter_clue c = clue(record, reason);
    enum matter_clue_change change;

    assert_int_equal(matter_clue_put(b->store, run, &c, &change, &b->err), ERR_OK);
    vec_push(&b->arena, &b->found.v, record);
    return change;
}

static inline int64_t sweep(struct bench *b, struct matter_run run)
{
    struct matter_swept of = {STR("r"), STR("penalty"), b->found};
    int64_t gone;

    assert_int_equal(matter_clue_sweep(b->store, run, &of, &gone, &b->err), ERR_OK);
    assert_int_equal(store_commit(b->store, &b->err), ERR_OK);
    return gone;
}

/* How many events of that kind there are. */
static inline int64_t count_events(struct bench *b, const char *what)
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

#endif
