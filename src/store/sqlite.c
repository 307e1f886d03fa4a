/* store/sqlite.c - the driver over SQLite 3: write-ahead log, every commit flushed. */
#include "base/buf.h"
#include "base/bug.h"
#include "base/mem.h"
#include "store/driver.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdlib.h>

enum { BUSY_WAIT_MS = 5000 };

struct gathered { /* of the row that is being made, or was last */
    struct store_known *at;
    size_t n, room;
    struct buf text;
};

struct conn {
    sqlite3 *db;
    struct gathered gathered;
};

struct stmt {
    struct conn *conn;
    sqlite3_stmt *s;
};

static enum err_code code_of(int rc)
{
    switch (rc & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_BUSY;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
        return ERR_CONFLICT;
    case SQLITE_NOTADB:
        return ERR_INVALID;
    case SQLITE_TOOBIG:
        return ERR_LIMIT;
    default:
        return ERR_IO;
    }
}

/* SQLite's own message names tables and columns, never a value. */
static enum err_code failed(sqlite3 *db, const char *what, struct err *err)
{
    int rc = sqlite3_extended_errcode(db);
    enum err_code code = code_of(rc);

    err_set(err, code, "sqlite %s: %s (%d)", what, sqlite3_errmsg(db), rc);
    if (code == ERR_BUSY)
        return err_set_zh(err, "数据库正被另一个程序写入，请稍后再试");
    if (code == ERR_INVALID)
        return err_set_zh(err, "liandong.db 不是联动的数据库，或已损坏。请从备份恢复");
    if ((rc & 0xFF) == SQLITE_FULL)
        return err_set_zh(err, "磁盘空间不足，未写入。请清理磁盘后重新运行同一命令");
    if ((rc & 0xFF) == SQLITE_CORRUPT)
        return err_set_zh(err, "数据库已损坏。请从备份恢复");
    return err->code;
}

/* ---- gathering ---- */

/* A call is handed its arguments at once: asking for a row's columns one by one costs as much as
 * reading them. */
static void gather(sqlite3_context *ctx, int n, sqlite3_value **v)
{
    struct gathered *g = sqlite3_user_data(ctx);
    int first = sqlite3_value_int(v[0]);

    if (first == 1) {
        g->n = 0;
        buf_reset(&g->text);
    }
    if (g->n + (size_t)n > g->room) {
        g->room = g->room * 2 + (size_t)n;
        g->at = mem_realloc(g->at, g->room * sizeof(*g->at));
    }
    for (int i = 1; i < n; i++) {
        int type = sqlite3_value_type(v[i]);
        struct store_known *k = &g->at[g->n];

        if (type == SQLITE_NULL)
            continue;
        *k = (struct store_known){.column = first + i - 1, .is_text = type != SQLITE_INTEGER};
        if (k->is_text) {
            const unsigned char *text = sqlite3_value_text(v[i]);

            /* The text may move until the row is whole: its place for now. */
            k->num = (int64_t)g->text.n;
            k->text.n = (size_t)sqlite3_value_bytes(v[i]);
            buf_add(&g->text, text ? (const char *)text : "", k->text.n);
        } else
            k->num = sqlite3_value_int64(v[i]);
        g->n++;
    }
    sqlite3_result_null(ctx);
}

static size_t sqlite_gathered(void *p, const struct store_known **ret)
{
    struct gathered *g = &((struct conn *)p)->gathered;

    for (size_t i = 0; i < g->n; i++)
        if (g->at[i].is_text) {
            g->at[i].text.p = g->text.p ? g->text.p + g->at[i].num : "";
            g->at[i].num = 0;
        }
    *ret = g->at;
    return g->n;
}

static enum err_code add_gather(struct conn *c, struct err *err)
{
    int rc =
        sqlite3_create_function_v2(c->db, "liandong_gather", -1, SQLITE_UTF8 | SQLITE_DIRECTONLY,
                                   &c->gathered, gather, NULL, NULL, NULL);

    return rc == SQLITE_OK ? ERR_OK : failed(c->db, "function", err);
}

/* ---- connections ---- */

static void sqlite_close(void *p)
{
    struct conn *c = p;

    sqlite3_close(c->db);
    free(c->gathered.at);
    buf_release(&c->gathered.text);
    free(c);
}

static enum err_code sqlite_script(void *p, struct str sql, struct err *err)
{
    struct conn *c = p;
    struct arena a;
    int rc;

    arena_init(&a, 0);
    rc = sqlite3_exec(c->db, arena_cstr(&a, sql.p, sql.n), NULL, NULL, NULL);
    arena_release(&a);
    return rc == SQLITE_OK ? ERR_OK : failed(c->db, "script", err);
}

/* The settings of the file come first: they only take effect on an empty database. */
static enum err_code configure(struct conn *c, unsigned flags, struct err *err)
{
    sqlite3_busy_timeout(c->db, flags & STORE_NO_WAIT ? 0 : BUSY_WAIT_MS);
    return sqlite_script(c,
                         STR("PRAGMA page_size = 16384;"
                             "PRAGMA journal_mode = WAL;"
                             "PRAGMA synchronous = FULL;"
                             "PRAGMA foreign_keys = ON;"
                             "PRAGMA recursive_triggers = ON;" /* REPLACE meets the triggers */
                             "PRAGMA trusted_schema = OFF;"
                             "PRAGMA temp_store = MEMORY;"
                             "PRAGMA cache_size = -65536;"       /* KiB: 64 MiB */
                             "PRAGMA wal_autocheckpoint = 4096;" /* pages: 64 MiB */
                             "PRAGMA journal_size_limit = 134217728"),
                         err);
}

static enum err_code sqlite_open(void *self, const char *path, unsigned flags, void **ret_conn,
                                 struct err *err)
{
    int mode = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
               (flags & STORE_CREATE ? SQLITE_OPEN_CREATE : 0);
    struct conn *c = MEM_NEW(struct conn);
    enum err_code rc = ERR_OK;

    (void)self;
    if (sqlite3_open_v2(path, &c->db, mode, NULL) != SQLITE_OK)
        rc = failed(c->db, "open", err);
    if (rc == ERR_OK)
        rc = configure(c, flags, err);
    if (rc == ERR_OK)
        rc = add_gather(c, err);
    if (rc == ERR_OK && flags & STORE_MAPPED)
        rc = sqlite_script(c, STR("PRAGMA mmap_size = 1099511627776"), err);
    if (rc != ERR_OK)
        sqlite_close(c);
    else
        *ret_conn = c;
    return rc;
}

static enum err_code sqlite_prepare(void *p, struct str sql, void **ret_stmt, struct err *err)
{
    struct conn *c = p;
    sqlite3_stmt *s = NULL;
    const char *tail = NULL;
    struct stmt *q;

    BUG_ON(sql.n > INT_MAX);
    if (sqlite3_prepare_v3(c->db, sql.p, (int)sql.n, SQLITE_PREPARE_PERSISTENT, &s, &tail) !=
        SQLITE_OK)
        return failed(c->db, "prepare", err);
    BUG_ON(!s || tail != sql.p + sql.n); /* one statement, not an empty text */
    q = MEM_NEW(struct stmt);
    *q = (struct stmt){c, s};
    *ret_stmt = q;
    return ERR_OK;
}

static void sqlite_finish(void *p)
{
    struct stmt *q = p;

    sqlite3_finalize(q->s);
    free(q);
}

static int bind(sqlite3_stmt *s, int i, const struct store_value *v)
{
    switch (v->kind) {
    case STORE_NULL:
        return SQLITE_OK;
    case STORE_INT:
        return sqlite3_bind_int64(s, i, v->num);
    case STORE_TEXT:
        return sqlite3_bind_text64(s, i, v->text.p ? v->text.p : "", v->text.n, SQLITE_STATIC,
                                   SQLITE_UTF8);
    }
    BUG_ON(1);
    return SQLITE_MISUSE;
}

static enum err_code sqlite_start(void *p, const struct store_value *v, size_t n, struct err *err)
{
    struct stmt *q = p;

    BUG_ON(n != (size_t)sqlite3_bind_parameter_count(q->s));
    sqlite3_clear_bindings(q->s); /* all NULL at once: wide rows are mostly that */
    for (size_t i = 0; i < n; i++)
        if (v[i].kind != STORE_NULL && bind(q->s, (int)i + 1, &v[i]) != SQLITE_OK)
            return failed(q->conn->db, "bind", err);
    return ERR_OK;
}

static enum err_code sqlite_step(void *p, bool *ret_row, struct err *err)
{
    struct stmt *q = p;
    int rc = sqlite3_step(q->s);

    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        return failed(q->conn->db, "step", err);
    *ret_row = rc == SQLITE_ROW;
    return ERR_OK;
}

static struct store_value sqlite_column(void *p, int i)
{
    struct stmt *q = p;

    switch (sqlite3_column_type(q->s, i)) {
    case SQLITE_NULL:
        return STORE_NONE;
    case SQLITE_INTEGER:
        return store_int(sqlite3_column_int64(q->s, i));
    default: {
        const char *text = (const char *)sqlite3_column_text(q->s, i);

        return store_text((struct str){text, (size_t)sqlite3_column_bytes(q->s, i)});
    }
    }
}

static size_t sqlite_known(void *p, int from, int to, struct store_known *ret)
{
    sqlite3_stmt *s = ((struct stmt *)p)->s;
    struct store_known *k = ret;

    for (int i = from; i < to; i++) {
        sqlite3_value *v = sqlite3_column_value(s, i);
        int type = sqlite3_value_type(v);

        if (type == SQLITE_NULL)
            continue;
        *k = (struct store_known){.column = i, .is_text = type != SQLITE_INTEGER};
        if (type == SQLITE_INTEGER)
            k->num = sqlite3_value_int64(v);
        else {
            k->text.p = (const char *)sqlite3_value_text(v);
            k->text.n = (size_t)sqlite3_value_bytes(v);
        }
        k++;
    }
    return (size_t)(k - ret);
}

static void sqlite_reset(void *p)
{
    sqlite3_reset(((struct stmt *)p)->s);
}

static int64_t sqlite_changes(void *p)
{
    return sqlite3_changes64(((struct conn *)p)->db);
}

static bool sqlite_in_transaction(void *p)
{
    return !sqlite3_get_autocommit(((struct conn *)p)->db);
}

/* A batch touches pages of every index at random: those that do not fit are written twice. */
static enum err_code sqlite_bulk(void *p, bool on, struct err *err)
{
    if (on)
        return sqlite_script(p,
                             STR("PRAGMA cache_size = -262144;" /* 256 MiB */
                                 "PRAGMA wal_autocheckpoint = 32768" /* 512 MiB */),
                             err);
    return sqlite_script(p,
                         STR("PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4096;"
                             "PRAGMA shrink_memory"),
                         err);
}

/* ---- functions ---- */

/* False when an argument is NULL. */
static bool arguments(const struct store_function *f, sqlite3_value **v, int64_t *arg)
{
    for (int i = 0; i < f->nargs; i++) {
        if (sqlite3_value_type(v[i]) == SQLITE_NULL)
            return false;
        arg[i] = sqlite3_value_int64(v[i]);
    }
    return true;
}

static void answer(sqlite3_context *c, bool known, int64_t v)
{
    if (known)
        sqlite3_result_int64(c, v);
    else
        sqlite3_result_null(c);
}

static void call(sqlite3_context *c, int n, sqlite3_value **v)
{
    const struct store_function *f = sqlite3_user_data(c);
    int64_t arg[STORE_FUNCTION_ARGS], ret = 0;
    bool known = arguments(f, v, arg) && f->fn(f->p, arg, &ret);

    (void)n;
    answer(c, known, ret);
}

static void call_step(sqlite3_context *c, int n, sqlite3_value **v)
{
    const struct store_function *f = sqlite3_user_data(c);
    int64_t arg[STORE_FUNCTION_ARGS];
    void *state;

    (void)n;
    if (!arguments(f, v, arg))
        return;
    state = sqlite3_aggregate_context(c, (int)f->size);
    if (state)
        f->step(state, arg);
    else
        sqlite3_result_error_nomem(c);
}

/* Also called for a statement that is given up, so that nothing leaks. */
static void call_finish(sqlite3_context *c)
{
    const struct store_function *f = sqlite3_user_data(c);
    void *state = sqlite3_aggregate_context(c, 0);
    int64_t ret = 0;
    bool known = state && f->finish(state, &ret);

    answer(c, known, ret);
}

static enum err_code sqlite_function(void *p, const struct store_function *f, struct err *err)
{
    struct conn *c = p;
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    void *self = (void *)(uintptr_t)f;
    int rc = f->step ? sqlite3_create_function_v2(c->db, f->name, f->nargs, flags, self, NULL,
                                                  call_step, call_finish, NULL)
                     : sqlite3_create_function_v2(c->db, f->name, f->nargs, flags, self, call, NULL,
                                                  NULL, NULL);

    return rc == SQLITE_OK ? ERR_OK : failed(c->db, "function", err);
}

const struct store_driver store_sqlite = {
    .name = "sqlite",
    .begin = "BEGIN IMMEDIATE",
    .begin_read = "BEGIN",
    .open = sqlite_open,
    .close = sqlite_close,
    .script = sqlite_script,
    .prepare = sqlite_prepare,
    .finish = sqlite_finish,
    .start = sqlite_start,
    .step = sqlite_step,
    .column = sqlite_column,
    .known = sqlite_known,
    .gathered = sqlite_gathered,
    .reset = sqlite_reset,
    .changes = sqlite_changes,
    .in_transaction = sqlite_in_transaction,
    .bulk = sqlite_bulk,
    .function = sqlite_function,
};
