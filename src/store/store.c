/* store/store.c - statements and transactions over a driver; see store.h. */
#include "store/store.h"

#include "base/bug.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/vec.h"
#include "store/driver.h"

#include <stdlib.h>

struct store_stmt {
    struct store *store;
    void *driver_stmt;
    bool running;
};

struct store {
    const struct store_driver *driver;
    void *conn;
    const char *home;
    struct arena arena;
    struct map by_text;
    VEC(struct store_stmt *) stmt;
    struct store_stmt *fill; /* the INSERT of a table that is being filled */
    size_t fill_columns;
};

static enum err_code no_database(const char *home, struct err *err)
{
    err_set(err, ERR_NOT_FOUND, "%s: no liandong.db", home);
    return err_set_zh(err, "目录“%s”里还没有数据库。请先运行 liandong init --home %s", home, home);
}

static enum err_code find_file(struct arena *a, const char *home, unsigned flags,
                               const char **ret_path, struct err *err)
{
    const char *path = str_fmt(a, "%s/liandong.db", home).p;

    if (flags & STORE_CREATE)
        TRY(file_mkdirs(home, err));
    else if (!file_exists(path))
        return no_database(home, err);
    *ret_path = path;
    return ERR_OK;
}

static struct store *store_new(struct store_backend backend)
{
    struct store *s = MEM_NEW(struct store);

    arena_init(&s->arena, 0);
    map_init(&s->by_text, &s->arena);
    s->driver = backend.driver;
    return s;
}

static void store_free(struct store *s)
{
    arena_release(&s->arena);
    free(s);
}

enum err_code store_open_with(struct store_backend backend, const char *home, unsigned flags,
                              struct store **ret_store, struct err *err)
{
    struct store *s = store_new(backend);
    const char *path = NULL;
    enum err_code rc;

    s->home = str_dup(&s->arena, str_from(home)).p;
    rc = find_file(&s->arena, home, flags, &path, err);
    if (rc == ERR_OK)
        rc = s->driver->open(backend.self, path, flags, &s->conn, err);
    if (rc != ERR_OK)
        store_free(s);
    else
        *ret_store = s;
    return rc;
}

enum err_code store_open_at(struct store_backend backend, const char *place, unsigned flags,
                            struct store **ret_store, struct err *err)
{
    struct store *s = store_new(backend);
    enum err_code rc = s->driver->open(backend.self, place, flags, &s->conn, err);

    if (rc != ERR_OK)
        store_free(s);
    else
        *ret_store = s;
    return rc;
}

enum err_code store_open(const char *home, unsigned flags, struct store **ret_store,
                         struct err *err)
{
    return store_open_with((struct store_backend){&store_sqlite, NULL}, home, flags, ret_store,
                           err);
}

void store_close(struct store *s)
{
    if (!s)
        return;
    store_rollback(s);
    for (size_t i = 0; i < s->stmt.n; i++)
        s->driver->finish(s->stmt.at[i]->driver_stmt);
    s->driver->close(s->conn);
    store_free(s);
}

const char *store_home(const struct store *s)
{
    return s->home;
}

static enum err_code prepare(struct store *s, struct str sql, struct store_stmt **ret_stmt,
                             struct err *err)
{
    struct store_stmt *q = map_get(&s->by_text, sql);

    if (!q) {
        void *driver_stmt = NULL;

        TRY(s->driver->prepare(s->conn, sql, &driver_stmt, err));
        q = ARENA_NEW(&s->arena, struct store_stmt);
        *q = (struct store_stmt){s, driver_stmt, false};
        map_put(&s->by_text, str_dup(&s->arena, sql), q);
        vec_push(&s->arena, &s->stmt, q);
    }
    *ret_stmt = q;
    return ERR_OK;
}

enum err_code store_prepare_literal_(struct store *s, struct str sql, struct store_stmt **ret_stmt,
                                     struct err *err)
{
    return prepare(s, sql, ret_stmt, err);
}

enum err_code store_prepare(struct store *s, const struct sql_text *sql,
                            struct store_stmt **ret_stmt, struct err *err)
{
    return prepare(s, sql_bytes(sql), ret_stmt, err);
}

void store_end(struct store_stmt *q)
{
    if (q->running)
        q->store->driver->reset(q->driver_stmt);
    q->running = false;
}

enum err_code store_start(struct store_stmt *q, const struct store_value *v, size_t n,
                          struct err *err)
{
    enum err_code rc;

    store_end(q);
    rc = q->store->driver->start(q->driver_stmt, v, n, err);
    q->running = rc == ERR_OK;
    return rc;
}

enum err_code store_next(struct store_stmt *q, bool *ret_row, struct err *err)
{
    bool row = false;
    enum err_code rc;

    BUG_ON(!q->running);
    rc = q->store->driver->step(q->driver_stmt, &row, err);
    if (rc != ERR_OK || !row)
        store_end(q);
    if (rc == ERR_OK)
        *ret_row = row;
    return rc;
}

struct store_value store_column(const struct store_stmt *q, int i)
{
    BUG_ON(!q->running);
    return q->store->driver->column(q->driver_stmt, i);
}

size_t store_columns_known(const struct store_stmt *q, int from, int to, struct store_known *ret)
{
    BUG_ON(!q->running);
    return q->store->driver->known(q->driver_stmt, from, to, ret);
}

bool store_gathers(const struct store *s)
{
    return s->driver->gathered != NULL;
}

size_t store_columns_gathered(const struct store_stmt *q, const struct store_known **ret)
{
    BUG_ON(!q->running);
    return q->store->driver->gathered(q->store->conn, ret);
}

enum err_code store_run(struct store_stmt *q, const struct store_value *v, size_t n,
                        int64_t *ret_changes, struct err *err)
{
    bool row = true;

    TRY(store_start(q, v, n, err));
    while (row)
        TRY(store_next(q, &row, err));
    if (ret_changes)
        *ret_changes = q->store->driver->changes(q->store->conn);
    return ERR_OK;
}

enum err_code store_exec_literal_(struct store *s, struct str sql, struct err *err)
{
    return s->driver->script(s->conn, sql, err);
}

enum err_code store_exec_text(struct store *s, const struct sql_text *sql, struct err *err)
{
    return s->driver->script(s->conn, sql_bytes(sql), err);
}

enum err_code store_begin(struct store *s, struct err *err)
{
    return store_exec_literal_(s, str_from(s->driver->begin), err);
}

enum err_code store_begin_read(struct store *s, struct err *err)
{
    return store_exec_literal_(s, str_from(s->driver->begin_read), err);
}

enum err_code store_commit(struct store *s, struct err *err)
{
    return store_exec(s, "COMMIT", err);
}

void store_rollback(struct store *s)
{
    struct err ignored;

    for (size_t i = 0; i < s->stmt.n; i++)
        store_end(s->stmt.at[i]);
    s->fill_columns = 0;
    /* A rollback that fails leaves a connection whose transaction the database itself drops. */
    if (store_in_transaction(s) && store_exec(s, "ROLLBACK", &ignored) != ERR_OK)
        return;
}

bool store_in_transaction(const struct store *s)
{
    return s->driver->in_transaction(s->conn);
}

enum err_code store_bulk(struct store *s, bool on, struct err *err)
{
    return s->driver->bulk(s->conn, on, err);
}

/* ---- filling ---- */

static const struct sql_text *insert_text(const struct store_table *t, struct arena *a)
{
    struct sql_maker m;

    sql_make(&m, a);
    sql_add(&m, "INSERT INTO ");
    sql_name(&m, t->name);
    sql_add(&m, " (");
    for (size_t i = 0; i < t->ncolumn; i++) {
        if (i > 0)
            sql_add(&m, ", ");
        sql_name(&m, t->column[i]);
    }
    sql_add(&m, ") VALUES (");
    sql_params(&m, t->ncolumn);
    sql_add(&m, ")");
    return sql_done(&m);
}

enum err_code store_fill_begin(struct store *s, const struct store_table *t, struct err *err)
{
    struct arena a;
    enum err_code rc;

    BUG_ON(s->fill_columns > 0 || t->ncolumn == 0);
    if (s->driver->fill_begin) {
        TRY(s->driver->fill_begin(s->conn, t, err));
        s->fill_columns = t->ncolumn;
        return ERR_OK;
    }
    arena_init(&a, 0);
    rc = store_prepare(s, insert_text(t, &a), &s->fill, err);
    arena_release(&a);
    if (rc == ERR_OK)
        s->fill_columns = t->ncolumn;
    return rc;
}

enum err_code store_fill_row(struct store *s, const struct store_value *v, struct err *err)
{
    BUG_ON(s->fill_columns == 0);
    if (s->driver->fill_row)
        return s->driver->fill_row(s->conn, v, s->fill_columns, err);
    return store_run(s->fill, v, s->fill_columns, NULL, err);
}

enum err_code store_fill_end(struct store *s, struct err *err)
{
    BUG_ON(s->fill_columns == 0);
    s->fill_columns = 0;
    return s->driver->fill_end ? s->driver->fill_end(s->conn, err) : ERR_OK;
}

/* ---- functions ---- */

enum err_code store_function(struct store *s, const struct store_function *f, struct err *err)
{
    BUG_ON(f->nargs < 0 || f->nargs > STORE_FUNCTION_ARGS);
    if (!s->driver->function)
        return err_set(err, ERR_INVALID, "%s takes no functions", s->driver->name);
    return s->driver->function(s->conn, f, err);
}
