/*
 * service/screen/mirror.c - the tables of a mirror: set-up, one table, its indexes; see mirror.h.
 * mirror_update.c decides what must be copied.
 */
#include "service/screen/mirror_internal.h"

#include "registry/schema.h"
#include "rule/emit_sql.h"
#include "rule/sql_function.h"

#include <inttypes.h>

/* ---- state: what the mirror holds, by name ---- */

enum err_code screen_mirror_state(struct screen_mirror *m, struct str name, struct arena *a,
                                  struct str *ret, struct err *err)
{
    struct store_value v[] = {store_text(name)};
    struct store_stmt *q;
    bool row = false;

    TRY(store_query(m->db, "SELECT value FROM sc_state WHERE name = ?", &q, err));
    TRY(store_start(q, v, 1, err));
    TRY(store_next(q, &row, err));
    *ret = row ? str_dup(a, store_column_text(q, 0)) : STR_NULL;
    store_end(q);
    return ERR_OK;
}

enum err_code screen_mirror_note(struct screen_mirror *m, struct str name, struct str value,
                                 struct err *err)
{
    struct store_value v[] = {store_text(name), store_text(value)};
    struct store_stmt *q;

    TRY(store_query(m->db,
                    "INSERT INTO sc_state (name, value) VALUES (?, ?)"
                    " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    &q, err));
    return store_run(q, v, 2, NULL, err);
}

/* ---- functions ---- */

/* A function of rule/ as the store takes it. */
struct adapter {
    struct store_function f;
    const struct law *law;
    bool (*fn)(const struct law *law, const int64_t *arg, int64_t *ret);
};

static bool call(void *p, const int64_t *arg, int64_t *ret)
{
    const struct adapter *a = p;

    return a->fn(a->law, arg, ret);
}

static enum err_code add_functions(struct screen_mirror *m, struct err *err)
{
    size_t n;
    const struct rule_sql_function *f = rule_sql_functions(&n);

    for (size_t i = 0; i < n; i++) {
        struct adapter *a = ARENA_NEW(&m->arena, struct adapter);

        *a = (struct adapter){
            .f = {.name = f[i].name, .nargs = f[i].nargs, .fn = call, .p = a},
            .law = m->law,
            .fn = f[i].fn,
        };
        TRY(store_function(m->db, &a->f, err));
    }
    return ERR_OK;
}

static enum err_code add_aggregates(struct screen_mirror *m, struct err *err)
{
    size_t n;
    const struct rule_sql_aggregate *g = rule_sql_aggregates(&n);

    for (size_t i = 0; i < n; i++) {
        struct store_function *f = ARENA_NEW(&m->arena, struct store_function);

        *f = (struct store_function){.name = g[i].name,
                                     .nargs = g[i].nargs,
                                     .size = g[i].size,
                                     .step = g[i].step,
                                     .finish = g[i].finish};
        TRY(store_function(m->db, f, err));
    }
    return ERR_OK;
}

/* Made again when the program's texts or the law's calendar have changed. */
static enum err_code make_postgres(struct screen_mirror *m, struct err *err)
{
    const struct sql_text *functions = rule_sql_postgres_functions(m->law, &m->arena);
    struct str have, want = str_fmt(&m->arena, "%016" PRIx64, str_hash(sql_bytes(functions)));

    TRY(screen_mirror_state(m, STR("functions"), &m->arena, &have, err));
    if (str_eq(have, want))
        return ERR_OK;
    TRY(store_exec_text(m->db, functions, err));
    return screen_mirror_note(m, STR("functions"), want, err);
}

/* ---- open, close ---- */

static enum err_code read_server(struct screen_mirror *m, struct err *err)
{
    struct store_stmt *q;
    bool row = false;

    if (m->dialect == SQL_SQLITE)
        TRY(store_query(m->db, "SELECT 'SQLite ' || sqlite_version()", &q, err));
    else
        TRY(store_query(m->db, "SELECT 'PostgreSQL ' || current_setting('server_version')", &q,
                        err));
    TRY(store_start(q, NULL, 0, err));
    TRY(store_next(q, &row, err));
    m->server = str_dup(&m->arena, store_column_text(q, 0));
    store_end(q);
    return ERR_OK;
}

/* The settings of a file come before its first transaction: a mirror that is lost is made again,
 * so nothing is flushed. */
static enum err_code prepare_sqlite(struct screen_mirror *m, struct err *err)
{
    TRY(store_exec(m->db, "PRAGMA synchronous = OFF; PRAGMA cache_size = -262144", err));
    TRY(add_functions(m, err));
    TRY(add_aggregates(m, err));
    TRY(store_begin(m->db, err));
    return store_exec(m->db,
                      "CREATE TABLE IF NOT EXISTS sc_state (name TEXT PRIMARY KEY, value TEXT)"
                      " STRICT, WITHOUT ROWID",
                      err);
}

/* The lock is held to the end of the transaction; its number means nothing but is always the same. */
static enum err_code prepare_postgres(struct screen_mirror *m, struct err *err)
{
    TRY(store_exec(m->db,
                   "SET jit = off; SET work_mem = '128MB'; SET maintenance_work_mem = '256MB';"
                   "SET search_path TO liandong",
                   err));
    TRY(store_begin(m->db, err));
    TRY(store_exec(m->db,
                   "SELECT pg_advisory_xact_lock(7811001001);"
                   "CREATE SCHEMA IF NOT EXISTS liandong;"
                   "CREATE TABLE IF NOT EXISTS sc_state (name text PRIMARY KEY, value text)",
                   err));
    return make_postgres(m, err);
}

static void give_up(struct screen_mirror *m)
{
    store_close(m->db);
    arena_release(&m->arena);
}

enum err_code screen_mirror_open(const struct law *law, enum sql_dialect dialect, const char *place,
                                 struct screen_mirror *ret, struct err *err)
{
    bool lite = dialect == SQL_SQLITE;
    struct store_backend backend = {lite ? &store_sqlite : &store_postgres, NULL};
    enum err_code rc;

    *ret = (struct screen_mirror){.dialect = dialect, .law = law};
    arena_init(&ret->arena, 0);
    rc = store_open_at(backend, place, STORE_CREATE, &ret->db, err);
    if (rc == ERR_OK)
        rc = lite ? prepare_sqlite(ret, err) : prepare_postgres(ret, err);
    if (rc == ERR_OK)
        rc = read_server(ret, err);
    if (rc != ERR_OK)
        give_up(ret);
    return rc;
}

enum err_code screen_mirror_close(struct screen_mirror *m, bool keep, struct err *err)
{
    enum err_code rc = keep ? store_commit(m->db, err) : ERR_OK;

    give_up(m);
    return rc;
}

/* ---- one table ---- */

static void table_name(struct sql_maker *k, const struct law_dataset *d)
{
    sql_name2(k, STR("sc_"), d->id);
}

static void column_types(const struct screen_mirror *m, const struct screen_mirror_table *t,
                         struct sql_maker *k)
{
    for (size_t i = 0; i < t->nfield; i++) {
        const struct law_field *f = &t->dataset->field[t->field[i]];

        sql_add(k, ", ");
        sql_name(k, f->column);
        if (!registry_keeps_text(f->type))
            sql_add(k, " bigint");
        else if (m->dialect == SQL_POSTGRES)
            sql_add(k, " text COLLATE \"C\"");
        else
            sql_add(k, " text");
    }
}

static enum err_code make_table(struct screen_mirror *m, const struct screen_mirror_table *t,
                                struct arena *a, struct err *err)
{
    struct sql_maker k;

    sql_make(&k, a);
    sql_add(&k, "DROP TABLE IF EXISTS ");
    table_name(&k, t->dataset);
    TRY(store_exec_text(m->db, sql_done(&k), err));
    sql_add(&k, "CREATE TABLE ");
    table_name(&k, t->dataset);
    if (m->dialect == SQL_POSTGRES)
        sql_add(&k, " (id bigint PRIMARY KEY");
    else
        sql_add(&k, " (id integer PRIMARY KEY");
    column_types(m, t, &k);
    sql_add(&k, ")");
    return store_exec_text(m->db, sql_done(&k), err);
}

enum err_code screen_mirror_begin(struct screen_mirror *m, const struct screen_mirror_table *t,
                                  struct err *err)
{
    struct str *column;
    struct arena a;
    enum err_code rc;

    arena_init(&a, 0);
    column = ARENA_ARRAY(&a, struct str, t->nfield + 1);
    column[0] = STR("id");
    for (size_t i = 0; i < t->nfield; i++)
        column[i + 1] = t->dataset->field[t->field[i]].column;
    rc = make_table(m, t, &a, err);
    if (rc == ERR_OK) {
        struct str name = str_fmt(&a, "sc_%.*s", STR_F(t->dataset->id));

        rc = store_fill_begin(m->db, &(struct store_table){name, column, t->nfield + 1}, err);
    }
    arena_release(&a);
    return rc;
}

static enum err_code no_date(const struct law_dataset *d, int field, int64_t id, struct err *err)
{
    err_set(err, ERR_INVALID, "record %" PRId64 " of %.*s: %.*s is no date", id, STR_F(d->id),
            STR_F(d->field[field].column));
    return err_set_zh(
        err, "“%.*s”第 %" PRId64 " 号记录的“%.*s”不是公元1年至9999年的日期，不能用 SQL 筛查",
        STR_F(d->name), id, STR_F(d->field[field].name));
}

static bool is_date(int64_t n)
{
    return n >= day_from_ymd(1, 1, 1).n && n <= day_from_ymd(9999, 12, 31).n;
}

enum err_code screen_mirror_row(struct screen_mirror *m, const struct screen_mirror_table *t,
                                int64_t id, const struct registry_value *value, struct err *err)
{
    struct store_value v[SCREEN_MIRROR_COLUMNS];

    v[0] = store_int(id);
    for (size_t i = 0; i < t->nfield; i++) {
        const struct law_field *f = &t->dataset->field[t->field[i]];

        if (!value[i].known)
            v[i + 1] = STORE_NONE;
        else if (f->type == LAW_DATE && !is_date(value[i].num))
            return no_date(t->dataset, t->field[i], id, err);
        else
            v[i + 1] =
                registry_keeps_text(f->type) ? store_text(value[i].text) : store_int(value[i].num);
    }
    return store_fill_row(m->db, v, err);
}

enum err_code screen_mirror_end(struct screen_mirror *m, struct err *err)
{
    return store_fill_end(m->db, err);
}

/* ---- indexes ---- */

static enum err_code make_index(struct screen_mirror *m, const struct rule_sql_index *x,
                                struct arena *a, struct err *err)
{
    struct str columns = STR_NULL;
    struct sql_maker k;

    for (size_t i = 0; i < x->n; i++)
        columns =
            str_fmt(a, "%.*s,%.*s", STR_F(columns), STR_F(x->dataset->field[x->field[i]].column));
    sql_make(&k, a);
    sql_add(&k, "CREATE INDEX IF NOT EXISTS ");
    sql_name(&k, str_fmt(a, "sci_%016" PRIx64,
                         str_hash(str_fmt(a, "%.*s%.*s", STR_F(x->dataset->id), STR_F(columns)))));
    sql_add(&k, " ON ");
    table_name(&k, x->dataset);
    for (size_t i = 0; i < x->n; i++) {
        if (i > 0)
            sql_add(&k, ", ");
        else
            sql_add(&k, " (");
        sql_name(&k, x->dataset->field[x->field[i]].column);
    }
    sql_add(&k, ")");
    return store_exec_text(m->db, sql_done(&k), err);
}

/* Rules mostly begin with a cause. */
static enum err_code index_cause(struct screen_mirror *m, const struct rule_plan *p,
                                 struct arena *a, struct err *err)
{
    const struct law_dataset *d = p->dataset;
    int f = d->cause_field;
    struct rule_sql_index x = {.dataset = d, .field = {f}, .n = 1};

    if (f < 0 || !p->uses_field[d - m->law->dataset][f])
        return ERR_OK;
    return make_index(m, &x, a, err);
}

enum err_code screen_mirror_index(struct screen_mirror *m, const struct screen_pack *pack,
                                  struct err *err)
{
    enum err_code rc = ERR_OK;
    struct arena a;

    arena_init(&a, 0);
    for (size_t p = 0; p < pack->n && rc == ERR_OK; p++) {
        struct rule_sql_index *x;
        size_t n = rule_sql_indexes(pack->plan[p], &a, &x);

        rc = index_cause(m, pack->plan[p], &a, err);
        for (size_t i = 0; i < n && rc == ERR_OK; i++)
            rc = make_index(m, &x[i], &a, err);
        arena_reset(&a);
    }
    arena_release(&a);
    return rc;
}
