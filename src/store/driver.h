#ifndef STORE_DRIVER_H
#define STORE_DRIVER_H
/*
 * store/driver.h - what a database must be able to do for struct store: the table that sqlite.c
 * and fault.c fill.
 *
 * A driver knows nothing of our tables.  `self` is the driver's own setting given at open (the
 * counters of the fault driver), `conn` and `stmt` what its open and prepare made.  Every fallible
 * call fills *err as base/err.h says: ERR_BUSY when another process holds the database,
 * ERR_CONFLICT when a constraint or a protecting trigger refused, ERR_IO otherwise.
 */
#include "store/store.h"

struct store_driver {
    const char *name;
    const char *begin, *begin_read; /* how a transaction starts: to write, to see one moment */
    enum err_code (*open)(void *self, const char *path, unsigned flags, void **ret_conn,
                          struct err *err);
    void (*close)(void *conn);
    /* Several statements, no parameters. */
    enum err_code (*script)(void *conn, struct str sql, struct err *err);
    enum err_code (*prepare)(void *conn, struct str sql, void **ret_stmt, struct err *err);
    void (*finish)(void *stmt);
    /* Binds all parameters (n of them, borrowed until reset) and makes ready for the first row. */
    enum err_code (*start)(void *stmt, const struct store_value *v, size_t n, struct err *err);
    enum err_code (*step)(void *stmt, bool *ret_row, struct err *err);
    struct store_value (*column)(void *stmt, int i); /* borrowed until the next step or reset */
    /* The columns from, from + 1 … before to that are not NULL, in order; returns how many. */
    size_t (*known)(void *stmt, int from, int to, struct store_known *ret);
    /* NULL: there is no liandong_gather.  What its calls gathered of the row that a statement of the
     * connection is at. */
    size_t (*gathered)(void *conn, const struct store_known **ret);
    void (*reset)(void *stmt);
    int64_t (*changes)(void *conn); /* rows that the last statement wrote */
    bool (*in_transaction)(void *conn);
    /* More memory and rarer checkpoints while much is written, or back again. */
    enum err_code (*bulk)(void *conn, bool on, struct err *err);
    /* NULL: rows are filled in by an INSERT. */
    enum err_code (*fill_begin)(void *conn, const struct store_table *t, struct err *err);
    enum err_code (*fill_row)(void *conn, const struct store_value *v, size_t n, struct err *err);
    enum err_code (*fill_end)(void *conn, struct err *err);
    /* NULL: functions cannot be added. */
    enum err_code (*function)(void *conn, const struct store_function *f, struct err *err);
};

extern const struct store_driver store_sqlite, store_faulty, store_postgres;

#endif
