/* bench/record.c - see record.h. */
#include "record.h"

#include "base/mem.h"

#include <stdlib.h>

struct conn {
    struct record *record;
    void *below;
};

struct stmt {
    struct conn *conn;
    void *below;
    int statement; /* -1: writes nothing */
};

void record_init(struct record *r)
{
    memset(r, 0, sizeof(*r));
    arena_init(&r->arena, 0);
}

void record_release(struct record *r)
{
    arena_release(&r->arena);
}

void record_restart(struct record *r)
{
    r->write.n = r->act.n = 0;
}

void record_mark(struct record *r)
{
    vec_push(&r->arena, &r->act, r->write.n);
}

static enum err_code open_below(void *self, const char *path, unsigned flags, void **ret_conn,
                                struct err *err)
{
    struct conn *c;
    void *below = NULL;

    TRY(store_sqlite.open(NULL, path, flags, &below, err));
    c = MEM_NEW(struct conn);
    *c = (struct conn){self, below};
    *ret_conn = c;
    return ERR_OK;
}

static void close_below(void *p)
{
    struct conn *c = p;

    store_sqlite.close(c->below);
    free(c);
}

static enum err_code script(void *p, struct str sql, struct err *err)
{
    return store_sqlite.script(((struct conn *)p)->below, sql, err);
}

static bool writes(struct str sql)
{
    return str_starts(sql, STR("INSERT")) || str_starts(sql, STR("UPDATE")) ||
           str_starts(sql, STR("DELETE"));
}

static int add_sql(struct record *r, struct str sql)
{
    if (!writes(sql))
        return -1;
    vec_push(&r->arena, &r->sql, str_dup(&r->arena, sql));
    return (int)r->sql.n - 1;
}

static enum err_code prepare(void *p, struct str sql, void **ret_stmt, struct err *err)
{
    struct conn *c = p;
    struct stmt *q;
    void *below = NULL;

    TRY(store_sqlite.prepare(c->below, sql, &below, err));
    q = MEM_NEW(struct stmt);
    *q = (struct stmt){c, below, add_sql(c->record, sql)};
    *ret_stmt = q;
    return ERR_OK;
}

static void finish(void *p)
{
    struct stmt *q = p;

    store_sqlite.finish(q->below);
    free(q);
}

static void note(struct record *r, int statement, const struct store_value *v, size_t n)
{
    struct record_write w = {statement, n, ARENA_ARRAY(&r->arena, struct store_value, n + 1)};

    for (size_t i = 0; i < n; i++) {
        w.value[i] = v[i];
        if (v[i].kind == STORE_TEXT)
            w.value[i].text = str_dup(&r->arena, v[i].text);
    }
    vec_push(&r->arena, &r->write, w);
}

static enum err_code start(void *p, const struct store_value *v, size_t n, struct err *err)
{
    struct stmt *q = p;

    TRY(store_sqlite.start(q->below, v, n, err));
    if (q->statement >= 0)
        note(q->conn->record, q->statement, v, n);
    return ERR_OK;
}

static enum err_code step(void *p, bool *ret_row, struct err *err)
{
    return store_sqlite.step(((struct stmt *)p)->below, ret_row, err);
}

static struct store_value column(void *p, int i)
{
    return store_sqlite.column(((struct stmt *)p)->below, i);
}

static size_t known(void *p, int from, int to, struct store_known *ret)
{
    return store_sqlite.known(((struct stmt *)p)->below, from, to, ret);
}

static void reset(void *p)
{
    store_sqlite.reset(((struct stmt *)p)->below);
}

static int64_t changes(void *p)
{
    return store_sqlite.changes(((struct conn *)p)->below);
}

static bool in_transaction(void *p)
{
    return store_sqlite.in_transaction(((struct conn *)p)->below);
}

static enum err_code bulk(void *p, bool on, struct err *err)
{
    return store_sqlite.bulk(((struct conn *)p)->below, on, err);
}

const struct store_driver record_driver = {
    .name = "record",
    .begin = "BEGIN IMMEDIATE",
    .begin_read = "BEGIN",
    .open = open_below,
    .close = close_below,
    .script = script,
    .prepare = prepare,
    .finish = finish,
    .start = start,
    .step = step,
    .column = column,
    .known = known,
    .reset = reset,
    .changes = changes,
    .in_transaction = in_transaction,
    .bulk = bulk,
};
