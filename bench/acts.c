/*
 * bench/acts.c - durable acts a second: 16 clients, group commit, everything that an act brings with
 * it.  Beside it, in the same run, the very statements that write all of that - matters, acts,
 * roles, clocks, outbox, leaves and nodes of the ledger, with the same bytes - done bare in SQLite,
 * in as many transactions: recorded from one more run of the same acts (record.h).  What the bare
 * side leaves out is what we do beside writing: reading, judging, counting, hashing.
 * Options: --acts N (default 20000), --clients N (default 16), --times N (default 3: pairs of runs,
 * of which the one in the middle by ratio is printed), --home DIR (default: a folder under the
 * current one, which should lie on a real disk).
 */
#include "record.h"

#include "base/clock.h"
#include "base/file.h"
#include "matter/writer.h"
#include "store/driver.h"

#include <ftw.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MUST(call)                                           \
    do {                                                     \
        if ((call) != ERR_OK) {                              \
            fprintf(stderr, "%s: %s\n", #call, err.message); \
            exit(1);                                         \
        }                                                    \
    } while (0)
#define BARE(db, call)                                                     \
    do {                                                                   \
        int rc_ = (call);                                                  \
        if (rc_ != SQLITE_OK && rc_ != SQLITE_DONE && rc_ != SQLITE_ROW) { \
            fprintf(stderr, "%s: %s\n", #call, sqlite3_errmsg(db));        \
            exit(1);                                                       \
        }                                                                  \
    } while (0)

struct setting {
    long acts, clients, times;
    char home[400];
};

struct client {
    const struct law *law;
    struct matter_writer *writer; /* NULL: alone, in the log */
    struct matter_log *log;
    struct record *recording; /* when alone */
    int no;
    long rounds;
};

enum { ACTS_A_ROUND = 3 }; /* opened, reported, approved */

static struct matter_act act_of(const struct law *law, const char *name, const char *at)
{
    static const struct str capability[] = {STR_INIT("批准移送")};
    struct matter_act act = {.name = str_from(name), .timed = true};
    bool timed;

    if (!moment_parse(str_from(at), &act.at, &timed))
        exit(2);
    act.actor =
        (struct matter_act_actor){law_organ_find(law, STR("mtg-amr")), STR("甲"), capability, 1};
    return act;
}

static void ask(struct client *c, struct matter_request *q, struct arena *a,
                struct matter_receipt *ret)
{
    struct err err;

    if (c->writer)
        MUST(matter_writer_do(c->writer, q, a, ret, &err));
    if (c->writer)
        return;
    MUST(matter_do(c->log, q, a, ret, &err));
    record_mark(c->recording);
}

static void one_round(struct client *c, long i, struct arena *a)
{
    struct matter_pair opening[] = {{STR("当事人"), STR("某石材有限公司")},
                                    {STR("违法事实"), STR("在某镇某村无证开采建筑石料")},
                                    {STR("涉嫌罪名"), STR("非法采矿罪")},
                                    {STR("专案组人数"), STR("2")}};
    struct matter_pair paper[] = {{STR("移送涉嫌犯罪案件的书面报告"), STR("一号")}};
    struct matter_pair approval[] = {{STR("审批人身份"), STR("正职负责人")},
                                     {STR("批准文号"), STR("京示移批〔2024〕1号")}};
    struct matter_request q = {.procedure = STR("referral")};
    struct matter_receipt r;

    q.entered.n = 1700000000;
    q.key = str_fmt(a, "%d-%ld-1", c->no, i);
    q.act = act_of(c->law, "指定专案组", "2024-03-04T09:00:00");
    q.act.field = (struct matter_pairs){opening, 4};
    ask(c, &q, a, &r);
    q.matter = r.matter;
    q.seen = 1;
    q.key = str_fmt(a, "%d-%ld-2", c->no, i);
    q.act = act_of(c->law, "提出书面报告", "2024-03-05T09:00:00");
    q.act.paper = (struct matter_pairs){paper, 1};
    ask(c, &q, a, &r);
    q.seen = 2;
    q.key = str_fmt(a, "%d-%ld-3", c->no, i);
    q.act = act_of(c->law, "批准移送", "2024-03-06T09:00:00");
    q.act.field = (struct matter_pairs){approval, 2};
    ask(c, &q, a, &r);
}

static void *client(void *p)
{
    struct client *c = p;
    struct arena a;

    arena_init(&a, 0);
    for (long i = 0; i < c->rounds; i++) {
        one_round(c, i, &a);
        arena_reset(&a);
    }
    arena_release(&a);
    return NULL;
}

static double run_clients(const struct setting *s, const struct law *law, struct matter_log *log,
                          int64_t *ret_commits)
{
    struct client *c = calloc((size_t)s->clients, sizeof(*c));
    pthread_t *thread = calloc((size_t)s->clients, sizeof(*thread));
    struct matter_writer *w;
    struct err err;
    int64_t from;

    MUST(matter_writer_new(log, &w, &err));
    from = clock_elapsed_ns();
    for (long i = 0; i < s->clients; i++) {
        c[i] = (struct client){law, w, log, NULL, (int)i, s->acts / s->clients / ACTS_A_ROUND};
        if (pthread_create(&thread[i], NULL, client, &c[i]) != 0)
            exit(1);
    }
    for (long i = 0; i < s->clients; i++)
        pthread_join(thread[i], NULL);
    *ret_commits = matter_writer_commits(w);
    from = clock_elapsed_ns() - from;
    matter_writer_free(w);
    free(thread);
    free(c);
    return (double)from / 1e9;
}

/* ---- bare ---- */

struct bare {
    sqlite3 *db;
    sqlite3_stmt **write; /* by statement of the record */
    const struct record *record;
};

/* Those of src/store/sqlite.c that are not the file's. */
static const char same_settings[] =
    "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;"
    "PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;"
    "PRAGMA wal_autocheckpoint = 4096; PRAGMA journal_size_limit = 134217728";

static void bare_open(struct bare *b, const char *path)
{
    BARE(b->db, sqlite3_open_v2(path, &b->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL));
    BARE(b->db, sqlite3_exec(b->db, same_settings, NULL, NULL, NULL));
    b->write = calloc(b->record->sql.n + 1, sizeof(*b->write));
    for (size_t i = 0; i < b->record->sql.n; i++) {
        struct str sql = b->record->sql.at[i];

        BARE(b->db, sqlite3_prepare_v3(b->db, sql.p, (int)sql.n, SQLITE_PREPARE_PERSISTENT,
                                       &b->write[i], NULL));
    }
}

static void bare_close(struct bare *b)
{
    for (size_t i = 0; i < b->record->sql.n; i++)
        sqlite3_finalize(b->write[i]);
    free(b->write);
    sqlite3_close(b->db);
}

static void do_write(struct bare *b, const struct record_write *w)
{
    sqlite3_stmt *q = b->write[w->statement];

    for (size_t i = 0; i < w->nvalue; i++) {
        const struct store_value *v = &w->value[i];
        int at = (int)i + 1;

        if (v->kind == STORE_INT)
            BARE(b->db, sqlite3_bind_int64(q, at, v->num));
        else if (v->kind == STORE_TEXT)
            BARE(b->db, sqlite3_bind_text(q, at, v->text.p, (int)v->text.n, SQLITE_STATIC));
        else
            BARE(b->db, sqlite3_bind_null(q, at));
    }
    while (sqlite3_step(q) == SQLITE_ROW)
        ;
    BARE(b->db, sqlite3_reset(q));
}

/* `group` acts are committed together. */
static void do_writes(struct bare *b, int64_t group)
{
    const struct record *r = b->record;
    size_t at = 0;

    BARE(b->db, sqlite3_exec(b->db, "BEGIN IMMEDIATE", NULL, NULL, NULL));
    for (size_t t = 0; t < r->act.n; t++) {
        for (; at < r->act.at[t]; at++)
            do_write(b, &r->write.at[at]);
        if ((int64_t)(t + 1) % group == 0)
            BARE(b->db, sqlite3_exec(b->db, "COMMIT; BEGIN IMMEDIATE", NULL, NULL, NULL));
    }
    BARE(b->db, sqlite3_exec(b->db, "COMMIT", NULL, NULL, NULL));
}

static double run_bare(const struct record *record, const char *path, int64_t group)
{
    struct bare b = {.record = record};
    int64_t start;

    bare_open(&b, path);
    start = clock_elapsed_ns();
    do_writes(&b, group);
    start = clock_elapsed_ns() - start;
    bare_close(&b);
    return (double)start / 1e9;
}

/* ---- do both say the same? ---- */

static int64_t sum_of(const char *path)
{
    static const char sql[] =
        "SELECT (SELECT count(*) + sum(length(bytes)) FROM matter_act)"
        " + (SELECT count(*) + sum(length(body)) FROM matter)"
        " + (SELECT count(*) + sum(length(body)) FROM matter_clock)"
        " + (SELECT count(*) + sum(length(text)) FROM outbox)"
        " + (SELECT count(*) FROM matter_role) + (SELECT count(*) FROM ledger_leaf)"
        " + (SELECT count(*) FROM ledger_node) + (SELECT sum(length(text)) FROM matter_law)";
    sqlite3_stmt *q;
    sqlite3 *db;
    int64_t n;

    BARE(db, sqlite3_open(path, &db));
    BARE(db, sqlite3_prepare_v2(db, sql, -1, &q, NULL));
    BARE(db, sqlite3_step(q));
    n = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    sqlite3_close(db);
    return n;
}

/* ---- the whole ---- */

static struct law *load_law(void)
{
    struct arena a;
    struct diag_list diags;
    struct law *law;
    struct err err;

    arena_init(&a, 0);
    diag_init(&diags, &a);
    MUST(law_load("law", &law, &diags, &err));
    arena_release(&a);
    return law;
}

static void prepare_home(struct store_backend backend, const char *home, struct store **ret)
{
    struct err err;

    MUST(store_open_with(backend, home, STORE_CREATE, ret, &err));
    MUST(matter_log_migrate(*ret, 1, &err));
}

/* One more run of the same acts, one after the other, with every write noted. */
static void record_acts(const struct setting *s, const struct matter_book *book, const char *home,
                        struct record *ret)
{
    struct matter_log log;
    struct store *store;
    struct arena a;
    struct err err;

    record_init(ret);
    prepare_home((struct store_backend){&record_driver, ret}, home, &store);
    record_restart(ret); /* the tables are there already on the bare side */
    matter_log_init(&log, store, book);
    arena_init(&a, 0);
    MUST(store_begin(store, &err));
    for (long i = 0; i < s->acts / s->clients / ACTS_A_ROUND; i++)
        for (long c = 0; c < s->clients; c++) {
            struct client alone = {book->law, NULL, &log, ret, (int)c, 0};

            one_round(&alone, i, &a);
            arena_reset(&a);
        }
    MUST(store_commit(store, &err));
    arena_release(&a);
    matter_log_release(&log);
    store_close(store);
}

struct pair {
    double ours, bare;
    int64_t commits;
    bool equal;
};

static struct pair run_pair(const struct setting *s, const struct matter_book *book,
                            const struct record *record, long no)
{
    long acts = s->acts / s->clients / ACTS_A_ROUND * ACTS_A_ROUND * s->clients;
    char ours[500], bare[500], from[600], to[600];
    struct pair p = {0};
    struct matter_log log;
    struct store *store;

    snprintf(ours, sizeof(ours), "%s/ours%ld", s->home, no);
    snprintf(bare, sizeof(bare), "%s/bare%ld", s->home, no);
    snprintf(from, sizeof(from), "%s/liandong.db", ours);
    snprintf(to, sizeof(to), "%s/liandong.db", bare);
    prepare_home((struct store_backend){&store_sqlite, NULL}, ours, &store);
    matter_log_init(&log, store, book);
    sync(); /* neither side waits for what came before it */
    p.ours = run_clients(s, book->law, &log, &p.commits);
    matter_log_release(&log);
    store_close(store);
    prepare_home((struct store_backend){&store_sqlite, NULL}, bare, &store);
    store_close(store);
    sync();
    p.bare = run_bare(record, to, acts / p.commits > 0 ? acts / p.commits : 1);
    p.equal = sum_of(from) == sum_of(to);
    return p;
}

static int by_ratio(const void *x, const void *y)
{
    const struct pair *a = x, *b = y;
    double d = a->bare / a->ours - b->bare / b->ours;

    return (d > 0) - (d < 0);
}

static void print_pair(const struct setting *s, const struct pair *p)
{
    long acts = s->acts / s->clients / ACTS_A_ROUND * ACTS_A_ROUND * s->clients;

    printf("{\"bench\":\"acts\",\"case\":\"%ld clients, %ld acts, %lld commits\",\"ours_ms\":%.0f,"
           "\"peer\":\"the same writes bare in SQLite\",\"peer_ms\":%.0f,\"ratio\":%.2f,"
           "\"acts_per_s\":%.0f,\"peer_per_s\":%.0f,\"equal\":%s}\n",
           s->clients, acts, (long long)p->commits, p->ours * 1e3, p->bare * 1e3, p->bare / p->ours,
           (double)acts / p->ours, (double)acts / p->bare, p->equal ? "true" : "false");
}

static void measure(const struct setting *s)
{
    struct pair *pair = calloc((size_t)s->times, sizeof(*pair));
    struct law *law = load_law();
    struct record record;
    struct arena a;
    struct diag_list diags;
    struct matter_book book;
    struct err err;
    char home[500];

    arena_init(&a, 0);
    diag_init(&diags, &a);
    MUST(matter_book_make(law, &a, &diags, &book, &err));
    snprintf(home, sizeof(home), "%s/record", s->home);
    record_acts(s, &book, home, &record);
    for (long i = 0; i < s->times; i++)
        pair[i] = run_pair(s, &book, &record, i);
    qsort(pair, (size_t)s->times, sizeof(*pair), by_ratio);
    print_pair(s, &pair[s->times / 2]);
    record_release(&record);
    free(pair);
    arena_release(&a);
    law_unref(law);
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *f)
{
    (void)st;
    (void)flag;
    (void)f;
    return remove(path);
}

int main(int argc, char **argv)
{
    struct setting s = {20000, 16, 3, ""};
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--acts") == 0)
            s.acts = strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--clients") == 0)
            s.clients = strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--times") == 0)
            s.times = strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--home") == 0)
            snprintf(s.home, sizeof(s.home), "%s", argv[i + 1]);
    }
    if (s.acts < 1 || s.clients < 1 || s.times < 1)
        return 2;
    if (!s.home[0]) {
        snprintf(s.home, sizeof(s.home), "build/bench-acts-XXXXXX");
        if (!mkdtemp(s.home))
            return 1;
    }
    measure(&s);
    return nftw(s.home, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0 ? 0 : 1;
}
