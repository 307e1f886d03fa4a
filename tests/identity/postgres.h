#ifndef TESTS_IDENTITY_POSTGRES_H
#define TESTS_IDENTITY_POSTGRES_H
/*
 * tests/identity/postgres.h - the tables of a migrated SQLite store, made in PostgreSQL: the same
 * statements can then be run there.  Triggers are SQLite's and stay behind; migrations are too.
 */
#include "store/driver.h"
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#define PG_OK(call)                                 \
    do {                                            \
        if ((call) != ERR_OK)                       \
            fail_msg("%s: %s", #call, err.message); \
    } while (0)

/* Every `from` becomes `to`. */
static inline struct str pg_replaced(struct arena *a, struct str s, const char *from,
                                     const char *to)
{
    struct buf b = {0};
    struct str out, needle = str_from(from);
    size_t at;

    while ((at = str_find(s, needle)) != STR_NPOS) {
        buf_str(&b, str_sub(s, 0, at));
        buf_z(&b, to);
        s = str_tail(s, at + needle.n);
    }
    buf_str(&b, s);
    out = str_dup(a, buf_view(&b));
    buf_release(&b);
    return out;
}

/* Tables before indexes, in the order in which they were made. */
static inline struct str pg_schema(struct store *sqlite, struct arena *a)
{
    struct buf all = {0};
    struct store_stmt *q;
    struct str out;
    struct err err;
    bool row = true;

    buf_z(&all, "DROP SCHEMA public CASCADE; CREATE SCHEMA public;");
    PG_OK(store_query(sqlite,
                      "SELECT sql FROM sqlite_master WHERE type IN ('table', 'index')"
                      " AND sql IS NOT NULL AND name NOT LIKE 'migration%'"
                      " ORDER BY type DESC, rowid",
                      &q, &err));
    PG_OK(store_start(q, NULL, 0, &err));
    for (;;) {
        PG_OK(store_next(q, &row, &err));
        if (!row)
            break;
        buf_str(&all, store_column_text(q, 0));
        buf_char(&all, ';');
    }
    out = pg_replaced(a, buf_view(&all), "INTEGER", "bigint");
    out = pg_replaced(a, out, ") STRICT, WITHOUT ROWID", ")");
    out = pg_replaced(a, out, ") STRICT", ")");
    buf_release(&all);
    return out;
}

/* The store of LIANDONG_POSTGRES with those tables, empty; NULL when it is not set. */
static inline struct store *pg_store_like(struct store *sqlite, struct arena *a)
{
    const char *url = getenv("LIANDONG_POSTGRES");
    struct store *s = NULL;
    struct err err;

    if (!url)
        return NULL;
    PG_OK(store_open_at((struct store_backend){&store_postgres, NULL}, url, 0, &s, &err));
    PG_OK(store_exec_literal_(s, pg_schema(sqlite, a), &err));
    return s;
}

#endif
