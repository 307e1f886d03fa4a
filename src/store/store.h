#ifndef STORE_STORE_H
#define STORE_STORE_H
/*
 * store/store.h - the database of a home directory: statements, transactions, migrations.
 *
 * What it is not: it knows no table of ours and no dialect; a driver (store/driver.h) does the
 * work.  SQL is a literal, or a struct sql_text that only sql/ can make.
 *
 * A store belongs to one thread at a time; any number of processes may have the same home open,
 * one of them writes at a time.  Statements live as long as the store, which keeps one per text.
 */
#include "base/err.h"
#include "base/str.h"
#include "sql/text.h"

struct store;
struct store_stmt;
struct store_driver;

enum store_kind { STORE_NULL, STORE_INT, STORE_TEXT };

/* A parameter or a column.  Text is borrowed: as a parameter until the statement has ended, as a
 * column until the next row. */
struct store_value {
    enum store_kind kind;
    int64_t num;
    struct str text;
};

#define STORE_NONE ((struct store_value){STORE_NULL, 0, {NULL, 0}})

static inline struct store_value store_int(int64_t v)
{
    return (struct store_value){STORE_INT, v, {NULL, 0}};
}

static inline struct store_value store_text(struct str s)
{
    return (struct store_value){STORE_TEXT, 0, s};
}

/* NULL for text that is not there. */
static inline struct store_value store_text_or_none(struct str s)
{
    return s.n ? store_text(s) : STORE_NONE;
}

enum store_flags {
    STORE_CREATE = 1 << 0,  /* make the home and its database when they are not there */
    STORE_NO_WAIT = 1 << 1, /* another writer is ERR_BUSY at once, not after five seconds */
    STORE_MAPPED = 1 << 2,  /* reads through a memory map: for whoever reads all of it */
};

/* Opens home/liandong.db.  ERR_NOT_FOUND when there is none and STORE_CREATE is not given;
 * ERR_INVALID when the file is no database of ours; ERR_BUSY, ERR_IO. */
MUST_CHECK enum err_code store_open(const char *home, unsigned flags, struct store **ret_store,
                                    struct err *err);
struct store_backend {
    const struct store_driver *driver;
    void *self; /* the driver's setting, borrowed for the store's life */
};
/* The same through another driver. */
MUST_CHECK enum err_code store_open_with(struct store_backend backend, const char *home,
                                         unsigned flags, struct store **ret_store, struct err *err);
/* A database elsewhere: `place` is a file for store_sqlite, a URL or connection string for
 * store_postgres, which knows no STORE_CREATE.  store_home is NULL. */
MUST_CHECK enum err_code store_open_at(struct store_backend backend, const char *place,
                                       unsigned flags, struct store **ret_store, struct err *err);
/* Rolls back what is not committed.  NULL is allowed. */
void store_close(struct store *s);
const char *store_home(const struct store *s);

/* The prepared statement of this text.  A variable does not compile. */
#define store_query(store, sql, ret_stmt, err) \
    store_prepare_literal_((store), STR(sql), (ret_stmt), (err))
MUST_CHECK enum err_code store_prepare_literal_(struct store *s, struct str sql,
                                                struct store_stmt **ret_stmt, struct err *err);
MUST_CHECK enum err_code store_prepare(struct store *s, const struct sql_text *sql,
                                       struct store_stmt **ret_stmt, struct err *err);

/* Runs q with n parameters, as many as it has placeholders, up to its first row.  A run that was
 * not read to its end is given up. */
MUST_CHECK enum err_code store_start(struct store_stmt *q, const struct store_value *v, size_t n,
                                     struct err *err);
/* Next row, or false at the end, where the statement has ended by itself. */
MUST_CHECK enum err_code store_next(struct store_stmt *q, bool *ret_row, struct err *err);
struct store_value store_column(const struct store_stmt *q, int i);
static inline int64_t store_column_int(const struct store_stmt *q, int i)
{
    return store_column(q, i).num;
}
static inline struct str store_column_text(const struct store_stmt *q, int i)
{
    return store_column(q, i).text;
}
/* Those of the columns from … to - 1 that are not NULL, in order: a wide row is mostly NULL.  ret has
 * room for to - from; returns how many there are. */
struct store_known {
    int column;
    bool is_text;
    int64_t num;
    struct str text; /* borrowed until the next row */
};
size_t store_columns_known(const struct store_stmt *q, int from, int to, struct store_known *ret);
/*
 * The same for all columns of rows that are read by the million.  Where it is true, a statement may
 * call liandong_gather(k, c1, c2 …) with at most STORE_GATHER columns: it gathers those that are not
 * NULL as columns k, k + 1 …; k 1, 2 … rises over the calls of a row and starts with 1.  They are fetched
 * before another statement takes a step, and of rows that come as they are found: sorted ones would all
 * have been gathered before the first.
 */
enum { STORE_GATHER = 100 };
bool store_gathers(const struct store *s);
size_t store_columns_gathered(const struct store_stmt *q, const struct store_known **ret);
/* Ends a run before its last row. */
void store_end(struct store_stmt *q);

/* A statement without rows: start to end.  ret_changes (rows written) may be NULL. */
MUST_CHECK enum err_code store_run(struct store_stmt *q, const struct store_value *v, size_t n,
                                   int64_t *ret_changes, struct err *err);
/* A literal without parameters or rows. */
#define store_exec(store, sql, err) store_exec_literal_((store), STR(sql), (err))
MUST_CHECK enum err_code store_exec_literal_(struct store *s, struct str sql, struct err *err);
/* Computed text without parameters or rows. */
MUST_CHECK enum err_code store_exec_text(struct store *s, const struct sql_text *sql,
                                         struct err *err);

/* Write transactions.  begin waits a few seconds for another writer, then ERR_BUSY. */
MUST_CHECK enum err_code store_begin(struct store *s, struct err *err);
/* A view that does not change while it is read; ends with rollback. */
MUST_CHECK enum err_code store_begin_read(struct store *s, struct err *err);
/* What commit has reported is on the disk.  On failure nothing of it is. */
MUST_CHECK enum err_code store_commit(struct store *s, struct err *err);
/* Harmless without a transaction. */
void store_rollback(struct store *s);
bool store_in_transaction(const struct store *s);

/* Says that much is about to be written (memory grows to about 256 MiB), or that it has been;
 * outside a transaction.  Durability is the same. */
MUST_CHECK enum err_code store_bulk(struct store *s, bool on, struct err *err);

/* Many rows into one table, as fast as the database takes them; inside a transaction, and no other
 * statement until the end. */
struct store_table {
    struct str name;
    const struct str *column;
    size_t ncolumn;
};
MUST_CHECK enum err_code store_fill_begin(struct store *s, const struct store_table *t,
                                          struct err *err);
/* One row: v[0..ncolumn) of the table. */
MUST_CHECK enum err_code store_fill_row(struct store *s, const struct store_value *v,
                                        struct err *err);
MUST_CHECK enum err_code store_fill_end(struct store *s, struct err *err);

/*
 * A function of whole numbers that statements may call from then on; an unknown (NULL) argument
 * makes the result NULL without a call.  With `step` it is an aggregate over the rows whose
 * arguments are known; state is zeroed memory of `size` bytes, aligned for int64_t, given to finish
 * once, which gives back what step took.  f and p are borrowed for the store's life.  ERR_INVALID
 * where the database has its functions in SQL.
 */
struct store_function {
    const char *name;
    int nargs;
    bool (*fn)(void *p, const int64_t *arg, int64_t *ret); /* false: unknown */
    size_t size;
    void (*step)(void *state, const int64_t *arg);
    bool (*finish)(void *state, int64_t *ret);
    void *p;
};
enum { STORE_FUNCTION_ARGS = 8 };
MUST_CHECK enum err_code store_function(struct store *s, const struct store_function *f,
                                        struct err *err);

/* One step of an area's schema.  Steps are applied once, in order, the missing ones in one
 * transaction; a step that was applied may never change again. */
struct store_migration {
    int version; /* 1, 2, 3 … without a gap */
    struct str name, sql;
};
#define STORE_MIGRATION(version, name, sql)      \
    {                                            \
        (version), STR_INIT(name), STR_INIT(sql) \
    }

/* Brings the schema of an area (registry, matter …) up to date; now is in seconds.  ERR_CONFLICT
 * when the database is newer than the program or an applied step differs from ours. */
MUST_CHECK enum err_code store_migrate(struct store *s, struct str area,
                                       const struct store_migration *m, size_t n, int64_t now,
                                       struct err *err);

#endif
