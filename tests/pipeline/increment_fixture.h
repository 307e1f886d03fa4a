#ifndef TESTS_PIPELINE_INCREMENT_FIXTURE_H
#define TESTS_PIPELINE_INCREMENT_FIXTURE_H
/*
 * tests/pipeline/increment_fixture.h - two homes that live through the same: in one screening goes on
 * from where it stood, in the other every run screens everything.  Everything kept must be equal,
 * byte for byte: clues, their events, how far the rules have come; and what the runs report.
 */
#include "../image/image_fixture.h"
#include "base/file.h"
#include "matter/clue.h"
#include "matter/decision.h"
#include "matter/ledger_subject.h"
#include "matter/log.h"
#include "pipeline/screen.h"
#include "store/fault.h"

#include <sys/stat.h>

struct twin { /* a home */
    struct fixture f;
    struct store_fault fault;
    bool full;
};

struct run_of { /* how a run is made, the same in both homes */
    struct law *law;
    struct day today, since;
    const char *rule; /* NULL: all */
    int64_t now;
};

static inline void twin_open(struct twin *t)
{
    struct fixture *f = &t->f;

    t->fault = (struct store_fault){.below = &store_sqlite, .code = ERR_IO};
    OK(store_open_with((struct store_backend){&store_faulty, &t->fault}, f->home.path, STORE_CREATE,
                       &f->store, &f->err));
    OK(registry_prepare(f->store, f->law, 1, &f->err));
    OK(matter_clue_migrate(f->store, 1, &f->err));
    OK(matter_log_migrate(f->store, 1, &f->err));
    OK(ledger_migrate(f->store, 1, &f->err));
}

static inline void twin_begin(struct twin *t, uint64_t seed, bool full)
{
    struct fixture *f = &t->f;

    fixture_begin(f, seed);
    f->numbers = 150;
    store_close(f->store);
    t->full = full;
    twin_open(t);
}

static inline void twin_end(struct twin *t)
{
    fixture_end(&t->f);
}

static inline enum err_code twin_try(struct twin *t, const struct run_of *of,
                                     struct pipeline_screen *ret)
{
    struct fixture *f = &t->f;
    struct str *rule = ARENA_NEW(&f->arena, struct str);
    struct pipeline_screen_request *q = ARENA_NEW(&f->arena, struct pipeline_screen_request);
    struct diag_list diags;

    *rule = str_from(of->rule);
    *q = (struct pipeline_screen_request){.law = of->law,
                                          .rule = rule,
                                          .nrule = of->rule ? 1 : 0,
                                          .since = of->since,
                                          .today = of->today,
                                          .now = of->now,
                                          .region = 110109,
                                          .limit = 20,
                                          .full = t->full,
                                          .program = STR("test"),
                                          .threads = 1};
    diag_init(&diags, &f->arena);
    return pipeline_screen_store(q, f->store, ret, &diags, &f->err);
}

/* ---- everything that is kept, as text ---- */

static inline void dump_query(struct fixture *f, struct store_stmt *q, int columns, struct buf *out)
{
    bool row;

    OK(store_start(q, NULL, 0, &f->err));
    for (;;) {
        OK(store_next(q, &row, &f->err));
        if (!row)
            return;
        for (int i = 0; i < columns; i++) {
            struct store_value v = store_column(q, i);

            if (v.kind == STORE_TEXT)
                buf_fmt(out, "%.*s|", STR_F(v.text));
            else
                buf_fmt(out, v.kind == STORE_NULL ? "-|" : "%lld|", (long long)v.num);
        }
        buf_char(out, '\n');
    }
}

static inline struct str twin_dump(struct twin *t, struct arena *a)
{
    struct fixture *f = &t->f;
    struct store_stmt *q;
    struct buf b = {0};
    struct str s;

    OK(store_query(f->store,
                   "SELECT id, region, rule, rule_version, kind, dataset, record, organ, party,"
                   " state, present, sentence, reason, facts, decided_facts, decided_at, code,"
                   " into_clue, found_at, run FROM clue ORDER BY id",
                   &q, &f->err));
    dump_query(f, q, 20, &b);
    OK(store_query(f->store,
                   "SELECT id, clue, run, at, what, rule_version, sentence, reason, actor, organ,"
                   " code, note, into_clue FROM clue_event ORDER BY id",
                   &q, &f->err));
    dump_query(f, q, 13, &b);
    OK(store_query(f->store, "SELECT id, law, at FROM screen_run ORDER BY id", &q, &f->err));
    dump_query(f, q, 3, &b);
    OK(store_query(f->store,
                   "SELECT rule, version, day, marks, undetermined FROM screened ORDER BY rule", &q,
                   &f->err));
    dump_query(f, q, 5, &b);
    s = str_dup(a, buf_view(&b));
    buf_release(&b);
    return s;
}

/* What the open clues say, whenever they were found: what nobody decided on is as a first run says. */
static inline struct str twin_open_clues(struct twin *t, struct arena *a)
{
    struct fixture *f = &t->f;
    struct store_stmt *q;
    struct buf b = {0};
    struct str s;

    OK(store_query(f->store,
                   "SELECT rule, rule_version, kind, dataset, record, region, organ, party,"
                   " sentence, reason, facts FROM clue WHERE state = 'open'"
                   " ORDER BY rule, dataset, record",
                   &q, &f->err));
    dump_query(f, q, 11, &b);
    s = str_dup(a, buf_view(&b));
    buf_release(&b);
    return s;
}

static inline int64_t twin_count(struct twin *t, const char *what)
{
    struct fixture *f = &t->f;
    struct store_value v = store_text(str_from(what));
    struct store_stmt *q;
    int64_t n;
    bool row;

    OK(store_query(f->store, "SELECT count(*) FROM clue_event WHERE what = ?", &q, &f->err));
    OK(store_start(q, &v, 1, &f->err));
    OK(store_next(q, &row, &f->err));
    n = store_column_int(q, 0);
    store_end(q);
    return n;
}

/* Which records are hits, whatever became of their clues. */
static inline struct str twin_hits(struct twin *t, struct arena *a)
{
    struct fixture *f = &t->f;
    struct store_stmt *q;
    struct buf b = {0};
    struct str s;

    OK(store_query(f->store,
                   "SELECT rule, dataset, record FROM clue WHERE present = 1"
                   " ORDER BY rule, dataset, record",
                   &q, &f->err));
    dump_query(f, q, 3, &b);
    s = str_dup(a, buf_view(&b));
    buf_release(&b);
    return s;
}

/* The first line that differs, for whoever reads a failure. */
static inline void same_text(struct str a, struct str b, const char *what)
{
    size_t at = 0, from, to;

    if (str_eq(a, b))
        return;
    while (at < a.n && at < b.n && a.p[at] == b.p[at])
        at++;
    for (from = at; from > 0 && a.p[from - 1] != '\n';)
        from--;
    for (to = from; to < a.n && a.p[to] != '\n';)
        to++;
    print_message("going on: %.*s\n", (int)(to - from), a.p + from);
    for (to = from; to < b.n && b.p[to] != '\n';)
        to++;
    print_message("anew:     %.*s\n", (int)(to - from), b.p + from);
    fail_msg("%s differ", what);
}

/* ---- another law ---- */

static inline void copy_folder(const char *from, const char *to)
{
    struct arena a;
    struct str *name;
    struct err err;
    size_t n;

    arena_init(&a, 0);
    assert_int_equal(mkdir(to, 0700), 0);
    assert_int_equal(file_list(&a, from, &name, &n, &err), ERR_OK);
    for (size_t i = 0; i < n; i++) {
        const char *source = str_fmt(&a, "%s/%.*s", from, STR_F(name[i])).p;
        const char *copy = str_fmt(&a, "%s/%.*s", to, STR_F(name[i])).p;
        struct stat st;
        struct str text;

        assert_int_equal(stat(source, &st), 0);
        if (S_ISDIR(st.st_mode)) {
            copy_folder(source, copy);
            continue;
        }
        assert_int_equal(file_read(&a, source, 1 << 26, &text, &err), ERR_OK);
        assert_int_equal(file_write(copy, text, &err), ERR_OK);
    }
    arena_release(&a);
}

#endif
