/*
 * bench/acts.c - durable acts a second: 16 clients, group commit, everything that an act brings with
 * it; beside it the same rows put into SQLite bare, in transactions of the same size, same run.
 * Options: --acts N (default 20000), --clients N (default 16), --home DIR (default: a folder under
 * the current one, which should lie on a real disk).
 */
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
    long acts, clients;
    char home[400];
};

struct client {
    const struct law *law;
    struct matter_writer *writer;
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

    MUST(matter_writer_do(c->writer, q, a, ret, &err));
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
        c[i] = (struct client){law, w, (int)i, s->acts / s->clients / ACTS_A_ROUND};
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

enum { TABLES = 5, MOST_COLUMNS = 12 };

/* A row to be put into one of the tables, read before the clock starts. */
struct op {
    int table, ncolumn;
    bool ends_act;
    sqlite3_value *v[MOST_COLUMNS];
};

struct bare {
    sqlite3 *from, *to;
    sqlite3_stmt *write[TABLES];
    struct arena arena;
    VEC(struct op) op;
};

static const char write_clock[] =
    "INSERT INTO matter_clock VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (matter, no) DO UPDATE SET state = excluded.state, body = excluded.body";

static const char *const write_sql[TABLES] = {
    "INSERT INTO matter VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "INSERT INTO matter_act VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", write_clock,
    "INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?)",
    "UPDATE matter SET procedure = ?2, version = version + 1, body = ?10 WHERE id = ?1"};

static sqlite3_stmt *query(struct bare *b, const char *sql)
{
    sqlite3_stmt *q;

    BARE(b->from, sqlite3_prepare_v2(b->from, sql, -1, &q, NULL));
    return q;
}

static void add_op(struct bare *b, int table, sqlite3_stmt *row)
{
    struct op op = {.table = table, .ncolumn = sqlite3_column_count(row)};

    for (int i = 0; i < op.ncolumn; i++)
        op.v[i] = sqlite3_value_dup(sqlite3_column_value(row, i));
    vec_push(&b->arena, &b->op, op);
}

static void add_all(struct bare *b, int table, sqlite3_stmt *q, int64_t key, int64_t second)
{
    BARE(b->from, sqlite3_bind_int64(q, 1, key));
    if (second)
        BARE(b->from, sqlite3_bind_int64(q, 2, second));
    while (sqlite3_step(q) == SQLITE_ROW)
        add_op(b, table, q);
    BARE(b->from, sqlite3_reset(q));
}

/* The rows of each act as the log writes them: the matter, new or again, the act, the clocks that it
 * ended and started, the outbox. */
static void read_ops(struct bare *b)
{
    sqlite3_stmt *act = query(b, "SELECT id, matter, no, act, at, entered_at, organ, person,"
                                 " client_key, wish, cause, bytes FROM matter_act ORDER BY id");
    sqlite3_stmt *matter = query(b, "SELECT * FROM matter WHERE id = ?");
    sqlite3_stmt *clock = query(b, "SELECT * FROM matter_clock WHERE matter = ? AND no = ?");
    sqlite3_stmt *box = query(b, "SELECT * FROM outbox WHERE act = ?");

    BARE(b->from,
         sqlite3_exec(b->from, "CREATE INDEX bench_outbox ON outbox (act)", NULL, NULL, NULL));
    while (sqlite3_step(act) == SQLITE_ROW) {
        int64_t no = sqlite3_column_int64(act, 2), m = sqlite3_column_int64(act, 1);

        add_all(b, no == 1 ? 0 : 4, matter, m, 0);
        add_op(b, 1, act);
        for (int64_t c = no - 1; c > 0 && c > no - 3; c--)
            add_all(b, 2, clock, m, c);
        add_all(b, 3, box, sqlite3_column_int64(act, 0), 0);
        vec_last(&b->op)->ends_act = true;
    }
    sqlite3_finalize(act);
    sqlite3_finalize(matter);
    sqlite3_finalize(clock);
    sqlite3_finalize(box);
}

static void do_op(struct bare *b, struct op *op)
{
    sqlite3_stmt *q = b->write[op->table];

    for (int i = 0; i < op->ncolumn; i++)
        if (i < sqlite3_bind_parameter_count(q))
            BARE(b->to, sqlite3_bind_value(q, i + 1, op->v[i]));
    BARE(b->to, sqlite3_step(q));
    BARE(b->to, sqlite3_reset(q));
}

static void do_ops(struct bare *b, int64_t group)
{
    int64_t n = 0;

    BARE(b->to, sqlite3_exec(b->to, "BEGIN IMMEDIATE", NULL, NULL, NULL));
    for (size_t i = 0; i < b->op.n; i++) {
        do_op(b, &b->op.at[i]);
        if (b->op.at[i].ends_act && ++n % group == 0)
            BARE(b->to, sqlite3_exec(b->to, "COMMIT; BEGIN IMMEDIATE", NULL, NULL, NULL));
    }
    BARE(b->to, sqlite3_exec(b->to, "COMMIT", NULL, NULL, NULL));
}

static void copy_procedures(struct bare *b, const char *from)
{
    char *sql = sqlite3_mprintf("ATTACH %Q AS f; INSERT INTO matter_procedure SELECT * FROM"
                                " f.matter_procedure; DETACH f",
                                from);

    BARE(b->to, sqlite3_exec(b->to, sql, NULL, NULL, NULL));
    sqlite3_free(sql);
}

static void bare_open(struct bare *b, const char *from, const char *to)
{
    arena_init(&b->arena, 0);
    BARE(b->from, sqlite3_open(from, &b->from));
    BARE(b->to, sqlite3_open(to, &b->to));
    BARE(b->to, sqlite3_exec(b->to,
                             "PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;"
                             "PRAGMA wal_autocheckpoint = 4096; PRAGMA foreign_keys = ON",
                             NULL, NULL, NULL));
    copy_procedures(b, from);
    for (int i = 0; i < TABLES; i++)
        BARE(b->to, sqlite3_prepare_v2(b->to, write_sql[i], -1, &b->write[i], NULL));
}

static void bare_close(struct bare *b)
{
    for (int i = 0; i < TABLES; i++)
        sqlite3_finalize(b->write[i]);
    for (size_t i = 0; i < b->op.n; i++)
        for (int k = 0; k < b->op.at[i].ncolumn; k++)
            sqlite3_value_free(b->op.at[i].v[k]);
    sqlite3_close(b->from);
    sqlite3_close(b->to);
    arena_release(&b->arena);
}

static double run_bare(const char *from, const char *to, int64_t group)
{
    struct bare b = {0};
    int64_t start;

    bare_open(&b, from, to);
    read_ops(&b);
    start = clock_elapsed_ns();
    do_ops(&b, group);
    start = clock_elapsed_ns() - start;
    bare_close(&b);
    return (double)start / 1e9;
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

static void prepare_home(const char *home, struct store **ret)
{
    struct err err;

    MUST(store_open(home, STORE_CREATE, ret, &err));
    MUST(matter_log_migrate(*ret, 1, &err));
}

static void measure(const struct setting *s)
{
    struct law *law = load_law();
    struct arena a;
    struct diag_list diags;
    struct matter_book book;
    struct matter_log log;
    struct store *store;
    struct err err;
    char ours[500], bare[500], from[600], to[600];
    int64_t commits = 0;
    long acts = s->acts / s->clients / ACTS_A_ROUND * ACTS_A_ROUND * s->clients;
    double t, u;

    arena_init(&a, 0);
    diag_init(&diags, &a);
    MUST(matter_book_make(law, &a, &diags, &book, &err));
    snprintf(ours, sizeof(ours), "%s/ours", s->home);
    snprintf(bare, sizeof(bare), "%s/bare", s->home);
    prepare_home(ours, &store);
    matter_log_init(&log, store, &book);
    t = run_clients(s, law, &log, &commits);
    matter_log_release(&log);
    store_close(store);
    prepare_home(bare, &store);
    store_close(store);
    snprintf(from, sizeof(from), "%s/liandong.db", ours);
    snprintf(to, sizeof(to), "%s/liandong.db", bare);
    u = run_bare(from, to, acts / commits > 0 ? acts / commits : 1);
    printf("{\"bench\":\"acts\",\"case\":\"%ld clients, %ld acts, %lld commits\",\"ours_ms\":%.0f,"
           "\"peer\":\"the same rows bare in SQLite\",\"peer_ms\":%.0f,\"ratio\":%.2f,"
           "\"acts_per_s\":%.0f,\"peer_per_s\":%.0f}\n",
           s->clients, acts, (long long)commits, t * 1e3, u * 1e3, u / t, (double)acts / t,
           (double)acts / u);
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
    struct setting s = {20000, 16, ""};
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--acts") == 0)
            s.acts = strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--clients") == 0)
            s.clients = strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--home") == 0)
            snprintf(s.home, sizeof(s.home), "%s", argv[i + 1]);
    }
    if (s.acts < 1 || s.clients < 1)
        return 2;
    if (!s.home[0]) {
        snprintf(s.home, sizeof(s.home), "build/bench-acts-XXXXXX");
        if (!mkdtemp(s.home))
            return 1;
    }
    measure(&s);
    return nftw(s.home, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0 ? 0 : 1;
}
