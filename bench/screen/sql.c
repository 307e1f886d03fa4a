/*
 * bench/screen/sql.c - what the peers of bench/screen.sh need of us, and SQLite as one of them.
 *
 *     screen_sql --write DIR --today DAY [--law DIR]
 *         DIR/sqlite/RULE.sql, DIR/postgres/RULE.sql, DIR/functions.sql (PostgreSQL), DIR/indexes.sql
 *     screen_sql --run DB --sql DIR [--rounds R] [--limit SECONDS] [--law DIR]
 *         runs the statements of DIR/sqlite in a database that has the tables; one JSON object a line
 *
 * The same tables, statements and digest as for the other peers; the functions that SQL lacks are
 * our own, in C.
 */
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "rule/emit_sql.h"
#include "rule/sql_function.h"
#include "service/screen/pack.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

enum { SQL_MAX = 1 << 20, LONG_MS = 20000, STEPS = 100000 };

struct options {
    const char *law, *write, *run, *sql;
    struct day today;
    int rounds, limit;
};

static void die(const char *what, const char *why)
{
    fprintf(stderr, "screen_sql: %s: %s\n", what, why);
    exit(1);
}

static void die_of(const char *what, const struct err *err)
{
    die(what, err->zh[0] ? err->zh : err->message);
}

/* ---- writing ---- */

static void put_file(struct arena *a, struct str path, struct str text)
{
    struct err err;

    if (file_write(str_fmt(a, "%.*s", STR_F(path)).p, text, &err) != ERR_OK)
        die_of("write", &err);
}

static void make_folder(struct arena *a, const char *dir, const char *name)
{
    const char *path = str_fmt(a, "%s/%s", dir, name).p;

    if (mkdir(path, 0755) != 0 && errno != EEXIST)
        die(path, strerror(errno));
}

static void write_statements(const struct screen_pack *pack, const struct options *o,
                             enum sql_dialect dialect, struct arena *a)
{
    const char *name = dialect == SQL_SQLITE ? "sqlite" : "postgres";
    struct rule_sql_request q = {.dialect = dialect, .today = o->today, .since = DAY_NONE};

    make_folder(a, o->write, name);
    for (size_t i = 0; i < pack->n; i++)
        put_file(a, str_fmt(a, "%s/%s/%.*s.sql", o->write, name, STR_F(pack->plan[i]->slug)),
                 sql_bytes(rule_emit_sql(pack->plan[i], &q, a)));
}

/* CREATE INDEX, once for each list of columns that some rule searches by. */
static void write_indexes(const struct screen_pack *pack, const struct options *o, struct arena *a)
{
    struct buf b = {0}, key = {0};
    struct map seen;
    size_t count = 0;

    map_init(&seen, a);
    for (size_t i = 0; i < pack->n; i++) {
        struct rule_sql_index *x;
        size_t n = rule_sql_indexes(pack->plan[i], a, &x);

        for (size_t k = 0; k < n; k++) {
            buf_reset(&key);
            buf_fmt(&key, "\"sc_%.*s\" (", STR_F(x[k].dataset->id));
            for (size_t f = 0; f < x[k].n; f++)
                buf_fmt(&key, "%s\"%.*s\"", f ? ", " : "",
                        STR_F(x[k].dataset->field[x[k].field[f]].column));
            buf_char(&key, ')');
            if (x[k].n == 0 || map_get(&seen, buf_view(&key)))
                continue;
            map_put(&seen, str_dup(a, buf_view(&key)), a);
            buf_fmt(&b, "CREATE INDEX bench_%zu ON %.*s;\n", ++count, STR_F(buf_view(&key)));
        }
    }
    put_file(a, str_fmt(a, "%s/indexes.sql", o->write), buf_view(&b));
    buf_release(&key);
    buf_release(&b);
}

static struct law *open_law(const char *dir, struct arena *a)
{
    struct diag_list diags;
    struct law *law;
    struct err err;

    diag_init(&diags, a);
    if (law_load(dir, &law, &diags, &err) != ERR_OK)
        die_of("law", &err);
    return law;
}

static void write_all(const struct options *o, const struct law *law, struct arena *a)
{
    struct screen_pack pack;
    struct diag_list diags;
    struct err err;

    diag_init(&diags, a);
    if (screen_pack_load(law, NULL, 0, a, &diags, &pack, &err) != ERR_OK)
        die_of("rules", &err);
    write_statements(&pack, o, SQL_SQLITE, a);
    write_statements(&pack, o, SQL_POSTGRES, a);
    put_file(a, str_fmt(a, "%s/functions.sql", o->write),
             sql_bytes(rule_sql_postgres_functions(law, a)));
    write_indexes(&pack, o, a);
}

/* ---- SQLite ---- */

enum { ARGS_MAX = 8 };

struct lent { /* what a callback is given */
    const struct law *law;
    const struct rule_sql_function *function;
    const struct rule_sql_aggregate *aggregate;
};

/* False: one of them is unknown. */
static bool arguments(int n, sqlite3_value **v, int64_t arg[ARGS_MAX])
{
    for (int i = 0; i < n; i++) {
        if (sqlite3_value_type(v[i]) == SQLITE_NULL)
            return false;
        arg[i] = sqlite3_value_int64(v[i]);
    }
    return true;
}

static void call(sqlite3_context *c, int n, sqlite3_value **v)
{
    const struct lent *l = sqlite3_user_data(c);
    int64_t arg[ARGS_MAX], ret;

    if (arguments(n, v, arg) && l->function->fn(l->law, arg, &ret))
        sqlite3_result_int64(c, ret);
}

static void step(sqlite3_context *c, int n, sqlite3_value **v)
{
    const struct lent *l = sqlite3_user_data(c);
    void *state = sqlite3_aggregate_context(c, (int)l->aggregate->size);
    int64_t arg[ARGS_MAX];

    if (arguments(n, v, arg))
        l->aggregate->step(state, arg);
}

static void finish(sqlite3_context *c)
{
    const struct lent *l = sqlite3_user_data(c);
    void *state = sqlite3_aggregate_context(c, (int)l->aggregate->size);
    int64_t ret;

    if (l->aggregate->finish(state, &ret))
        sqlite3_result_int64(c, ret);
}

static void lend_functions(sqlite3 *db, const struct law *law, struct arena *a)
{
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    size_t n, m;
    const struct rule_sql_function *f = rule_sql_functions(&n);
    const struct rule_sql_aggregate *g = rule_sql_aggregates(&m);
    struct lent *l = ARENA_ARRAY(a, struct lent, n + m);

    for (size_t i = 0; i < n; i++) {
        l[i] = (struct lent){law, &f[i], NULL};
        if (sqlite3_create_function(db, f[i].name, f[i].nargs, flags, &l[i], call, NULL, NULL))
            die(f[i].name, sqlite3_errmsg(db));
    }
    for (size_t i = 0; i < m; i++) {
        l[n + i] = (struct lent){law, NULL, &g[i]};
        if (sqlite3_create_function(db, g[i].name, g[i].nargs, flags, &l[n + i], NULL, step,
                                    finish))
            die(g[i].name, sqlite3_errmsg(db));
    }
}

struct outcome {
    int64_t ns, digest[2][3]; /* hits, undetermined: count, sum, squares */
    bool over;
};

static int past(void *p)
{
    return clock_elapsed_ns() > *(const int64_t *)p;
}

static void run_once(sqlite3 *db, const char *sql, int limit, struct outcome *ret)
{
    int64_t start = clock_elapsed_ns(), end = start + (int64_t)limit * 1000000000;
    sqlite3_stmt *s;
    int rc;

    sqlite3_progress_handler(db, STEPS, past, &end);
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
        die(sql, sqlite3_errmsg(db));
    *ret = (struct outcome){0};
    while ((rc = sqlite3_step(s)) == SQLITE_ROW)
        for (int i = 0; i < 3; i++)
            ret->digest[sqlite3_column_int(s, 0)][i] = sqlite3_column_int64(s, i + 1);
    ret->ns = clock_elapsed_ns() - start;
    ret->over = rc == SQLITE_INTERRUPT;
    if (rc != SQLITE_DONE && !ret->over)
        die(sql, sqlite3_errmsg(db));
    sqlite3_finalize(s);
}

static void put_outcome(struct str rule, const struct outcome *r)
{
    static const char *const key[2] = {"hit", "undetermined"};
    struct buf b = {0};

    json_open(&b, NULL, '{');
    json_text(&b, "what", STR("rule"));
    json_text(&b, "rule", rule);
    json_key(&b, "ms");
    buf_fmt(&b, "%.4f", (double)r->ns / 1e6);
    if (r->over)
        json_bool(&b, "over", true);
    for (int u = 0; u < 2 && !r->over; u++) {
        json_open(&b, key[u], '[');
        for (int i = 0; i < 3; i++)
            json_i64(&b, NULL, r->digest[u][i]);
        json_close(&b, ']');
    }
    json_close(&b, '}');
    puts(buf_cstr(&b));
    fflush(stdout);
    buf_release(&b);
}

/* Count, sum, and sum of squares modulo a prime, in the database. */
static struct str digest_query(struct arena *a, struct str sql)
{
    return str_fmt(a,
                   "SELECT undetermined, count(*), sum(id), sum(id * id %% 4294967291) FROM (\n"
                   "%.*s\n) GROUP BY undetermined",
                   STR_F(sql));
}

static void run_rule(sqlite3 *db, const struct options *o, struct str rule)
{
    struct outcome best = {.ns = INT64_MAX}, r;
    struct arena a;
    struct str sql;
    struct err err;

    arena_init(&a, 0);
    if (file_read(&a, str_fmt(&a, "%s/sqlite/%.*s.sql", o->sql, STR_F(rule)).p, SQL_MAX, &sql,
                  &err) != ERR_OK)
        die_of("statement", &err);
    sql = digest_query(&a, sql);
    for (int i = 0; i < o->rounds; i++) {
        run_once(db, sql.p, o->limit, &r);
        best = r.ns < best.ns ? r : best;
        if (r.over || r.ns / 1000000 > LONG_MS)
            break;
    }
    put_outcome(rule, &best);
    arena_release(&a);
}

static void run_all(const struct options *o, const struct law *law, struct arena *a)
{
    struct rusage u;
    sqlite3 *db;

    if (sqlite3_open_v2(o->run, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        die(o->run, sqlite3_errmsg(db));
    sqlite3_exec(db,
                 "PRAGMA cache_size = -2097152; PRAGMA mmap_size = 17179869184; "
                 "PRAGMA threads = 2; PRAGMA temp_store = MEMORY;",
                 NULL, NULL, NULL);
    lend_functions(db, law, a);
    for (size_t i = 0; i < law->nrule; i++)
        run_rule(db, o, law->rule[i].slug);
    sqlite3_close(db);
    getrusage(RUSAGE_SELF, &u);
    printf("{\"what\":\"peak\",\"peak_bytes\":%lld}\n", (long long)u.ru_maxrss * 1024);
}

/* ---- options ---- */

static void usage(void)
{
    fprintf(stderr, "usage: screen_sql --write DIR --today DAY [--law DIR]\n"
                    "       screen_sql --run DB --sql DIR [--rounds R] [--limit S] [--law DIR]\n");
    exit(2);
}

static void parse(int argc, char **argv, struct options *o)
{
    for (int i = 1; i + 1 < argc; i += 2) {
        const char *v = argv[i + 1];

        if (strcmp(argv[i], "--law") == 0)
            o->law = v;
        else if (strcmp(argv[i], "--write") == 0)
            o->write = v;
        else if (strcmp(argv[i], "--run") == 0)
            o->run = v;
        else if (strcmp(argv[i], "--sql") == 0)
            o->sql = v;
        else if (strcmp(argv[i], "--rounds") == 0)
            o->rounds = (int)strtol(v, NULL, 10);
        else if (strcmp(argv[i], "--limit") == 0)
            o->limit = (int)strtol(v, NULL, 10);
        else if (strcmp(argv[i], "--today") != 0 || !day_parse(str_from(v), &o->today))
            usage();
    }
    if (argc % 2 == 0 || o->rounds < 1 || o->limit < 1 ||
        !(o->write ? day_known(o->today) : o->run && o->sql))
        usage();
}

int main(int argc, char **argv)
{
    struct options o = {.law = "law", .today = DAY_NONE, .rounds = 3, .limit = 600};
    struct arena a;
    struct law *law;

    arena_init(&a, 0);
    parse(argc, argv, &o);
    law = open_law(o.law, &a);
    if (o.write)
        write_all(&o, law, &a);
    else
        run_all(&o, law, &a);
    law_unref(law);
    arena_release(&a);
    return 0;
}
