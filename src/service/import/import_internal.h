#ifndef SERVICE_IMPORT_IMPORT_INTERNAL_H
#define SERVICE_IMPORT_IMPORT_INTERNAL_H
/*
 * service/import/import_internal.h - the parts of a run: layouts (map.c), rows (feed.c), typed cells
 * (cell.c), records (record.c), workers (worker.c).
 *
 * Lifetimes: layouts live in the arena of the run; rows, values and texts in the arena of their
 * batch.  Layouts and the maker are immutable once made and shared by all threads.
 */
#include "base/vec.h"
#include "service/import/import.h"

/* ---- map.c: which column is which field ---- */

/* A column of the file. */
struct import_column {
    struct str header; /* as the file writes it */
    int field;         /* -1: known and ignored, or not known */
    bool known, required;
    enum law_mapping_unit unit;
    const struct law_mapping_value *value;
    size_t nvalue;
};

struct import_layout {
    const struct law_mapping *mapping;
    const struct law_dataset *dataset;
    struct import_column *column;
    size_t ncolumn;
    const int *required; /* fields that a row must have */
    size_t nrequired;
};

/* One way to read headers: a mapping of the law, or a dataset's own field names. */
struct import_mapper {
    const struct law_mapping *mapping;
    struct map exact; /* normalised header → struct import_column (template) */
    struct map bare;  /* the same without a unit in brackets */
};

struct import_mappers {
    struct import_mapper *at;
    size_t n;
    const struct law_dataset *preferred; /* where several fit alike */
};

/* Prepares what o allows; in a. */
void import_mappers_init(struct import_mappers *m, const struct import_options *o, struct arena *a);

/* How well a header fits a mapper. */
struct import_fit {
    const struct import_mapper *mapper;
    size_t matched; /* columns that mean a field */
    size_t missing; /* required columns that are not there */
    bool complete;
};
struct import_fit import_fit_best(const struct import_mappers *m, const struct str *cell, size_t n,
                                  bool partial, struct arena *a);

struct import_layout *import_layout_new(const struct import_fit *fit, const struct str *cell,
                                        size_t n, struct arena *a);
/* Names of the required columns that the header lacks, for people. */
struct str import_fit_missing(const struct import_fit *fit, const struct str *cell, size_t n,
                              struct arena *a);
/* The same layout with one more column; `of` stays as it is. */
struct import_layout *import_layout_add(const struct import_mapper *mapper,
                                        const struct import_layout *of, struct str key,
                                        struct arena *a);

/* ---- feed.c: data rows with their layout ---- */

struct import_row {
    const struct import_layout *layout;
    struct str sheet;
    size_t sheet_no;
    int64_t line, row;
    size_t n;
    struct format_cell *cell;
    const char *problem;
};

enum import_event { IMPORT_ROW, IMPORT_SHEET, IMPORT_END };

struct import_feed;
/* take_table: the feed closes it.  Memory in a. */
struct import_feed *import_feed_new(struct format_table *take_table, const struct import_options *o,
                                    struct arena *a);
/* Next row (borrowed until the next call) or start of a sheet (lives with the run). */
MUST_CHECK enum err_code import_feed_next(struct import_feed *f, enum import_event *ret_event,
                                          struct import_row *ret_row,
                                          const struct import_sheet **ret_sheet, struct err *err);
int import_feed_progress(const struct import_feed *f);
void import_feed_free(struct import_feed *f);

/* ---- cell.c: one cell to one value ---- */

struct import_note {
    struct str field, text;
};

/* What is wrong or odd with the row at hand, in Chinese. */
struct import_notes {
    struct arena *a;
    VEC(struct str) problem; /* with column: the row is rejected */
    VEC(struct import_note) warning;
};
void import_problem(struct import_notes *n, struct str column, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void import_warn(struct import_notes *n, struct str field, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Reads a cell of column c for field f; leaves *ret unknown when the cell is empty, wrong or
 * unreadable, and notes why. */
void import_cell(const struct law *law, const struct import_column *c, const struct law_field *f,
                 const struct format_cell *cell, struct import_notes *notes,
                 struct registry_value *ret);

/* ---- validate.c: what must hold of the typed row ---- */
void import_validate(const struct import_options *o, const struct import_layout *l,
                     struct registry_record *r, struct import_notes *notes);

/* ---- derive.c: fields that import computes ---- */
void import_derive(const struct import_options *o, struct registry_record *r,
                   struct import_notes *notes);

/* ---- record.c: a row to a record or a reject ---- */

struct import_maker; /* what all rows share: readers of prose, causes */
struct import_maker *import_maker_new(const struct import_options *o, struct arena *a);

struct import_made {
    bool rejected;
    struct registry_record record;
    struct import_reject reject;
};
void import_make(const struct import_maker *m, const struct import_row *row, struct arena *a,
                 struct import_made *ret);

/* ---- worker.c: batches of rows made by threads, given back in order ---- */

/* Small enough that what one thread wrote is still in the cache when the other reads it. */
enum { IMPORT_BATCH_ROWS = 64, IMPORT_BATCH_BYTES = 1 << 20 };

struct import_batch {
    struct arena arena;
    const struct import_sheet *sheet; /* the batch starts this sheet, or NULL */
    size_t n, bytes;
    int progress;
    struct import_row row[IMPORT_BATCH_ROWS];
    struct import_made made[IMPORT_BATCH_ROWS];
};

struct import_workers;
MUST_CHECK enum err_code import_workers_start(const struct import_maker *m, int threads,
                                              struct import_workers **ret, struct err *err);
/* A free batch to fill, or NULL when all are under way. */
struct import_batch *import_workers_free(struct import_workers *w);
/* The batch that import_workers_free gave is filled. */
void import_workers_put(struct import_workers *w);
/* The oldest batch once it is made, or NULL when none is under way; waits for it. */
struct import_batch *import_workers_oldest(struct import_workers *w);
/* The oldest batch has been used. */
void import_workers_done(struct import_workers *w);
/* Ends the threads, also with work under way.  NULL is allowed. */
void import_workers_stop(struct import_workers *w);

#endif
