#ifndef REGISTRY_CURSOR_H
#define REGISTRY_CURSOR_H
/*
 * registry/cursor.h - many records out of the store, fast: only the fields asked for, and of each
 * row only what it has.
 *
 * What it is not: a record with its provenance (registry/scan.h).  A cursor belongs to its store's
 * thread; what it hands out is borrowed until the next row.  Values are typed by the law given; a
 * stored code that this law no longer has is left out.
 */
#include "registry/record.h"
#include "store/store.h"

struct registry_cell {
    int field;
    int64_t num; /* by the field's type; of a code its index */
    struct str text;
};

/* Which records a cursor streams, in the order of their ids. */
enum registry_cursor_of {
    REGISTRY_CURSOR_RANGE, /* from < id <= to */
    REGISTRY_CURSOR_ONE,   /* id = from */
    REGISTRY_CURSOR_FORMER, /* former selves that were kept under from < rowid <= to; the id is that of
                               their record, the oldest first */
};

struct registry_cursor;

/* Memory in a.  ncell of a row is at most nfield. */
MUST_CHECK enum err_code registry_cursor_open(struct store *s, const struct law *law,
                                              const struct law_dataset *d, const int *field,
                                              size_t nfield, struct arena *a,
                                              struct registry_cursor **ret, struct err *err);
MUST_CHECK enum err_code registry_cursor_start(struct registry_cursor *c,
                                               enum registry_cursor_of of, int64_t from, int64_t to,
                                               struct err *err);
struct registry_cursor_row {
    int64_t id;
    const struct registry_cell *cell; /* in the order of the fields asked for */
    size_t ncell;
};
/* False at the end. */
MUST_CHECK enum err_code registry_cursor_next(struct registry_cursor *c, bool *ret_more,
                                              struct registry_cursor_row *ret, struct err *err);
/* Ends a run before its last row. */
void registry_cursor_end(struct registry_cursor *c);

/* Which fields any row may have had a value of; ret_filled[d->nfield]. */
MUST_CHECK enum err_code registry_filled(struct store *s, const struct law_dataset *d,
                                         bool *ret_filled, struct err *err);

/* How far a dataset has come: greater numbers mean that records came or were corrected. */
struct registry_mark {
    int64_t record; /* greatest id; 0: none */
    int64_t former; /* greatest rowid of the history; 0: none */
};
MUST_CHECK enum err_code registry_mark(struct store *s, const struct law_dataset *d,
                                       struct registry_mark *ret, struct err *err);
/* The id of the last import at most upto, and a hash of what they all imported (file, way of reading,
 * moment): stores with the same hash hold the same imports so far. */
MUST_CHECK enum err_code registry_history(struct store *s, int64_t upto, int64_t *ret_last,
                                          struct registry_hash *ret, struct err *err);

#endif
