#ifndef REGISTRY_IMPORT_H
#define REGISTRY_IMPORT_H
/*
 * registry/import.h - records of one file go into the store, in batches that are whole or not
 * there, with where they came from.  registry/README.md defines precisely which row is new,
 * changed, unchanged or a duplicate.
 *
 * What it is not: it reads no file.  The caller hands over every data row of the file, in file
 * order, as a record or as a reject, row numbers 1, 2, 3 …; and when registry_import_second says
 * so, hands the wanted ones over once more.  The file can be read again at any time, with the same
 * result: that is how an import that was cut off goes on where it stopped.
 *
 * One import at a time per home (a lock file); one thread.
 */
#include "registry/record.h"
#include "store/store.h"

struct registry_import;

struct registry_import_source {
    struct str file; /* as given */
    int64_t size;
    struct registry_hash fingerprint; /* of all bytes: equal means the same file */
    struct str options; /* what else decides how rows are read; same file, same options
                                         is the same import */
    int64_t now;        /* seconds */
    bool whole;         /* one transaction: all or nothing */
    int64_t batch;      /* rows a transaction; 0: 20 000, more into a large
                                         table */
    /* Called at the end, inside the transaction that ends the import; may be NULL. */
    enum err_code (*at_end)(struct store *s, struct err *err);
};

struct registry_import_counts {
    int64_t rows, loaded, changed, unchanged, duplicates, rejected;
    int64_t warnings; /* rows with at least one */
};

struct registry_sheet {
    size_t sheet_no;
    struct str name;
    struct str dataset, mapping; /* dataset empty: no header found, left out */
    int64_t header_line;
    struct str header, unknown; /* JSON arrays */
};

struct registry_reject {
    int64_t row;
    size_t sheet_no;
    int64_t line;
    struct str reason, cells; /* cells: JSON array */
};

/*
 * Starts the import of a file, or goes on with one that was cut off.  registry_prepare has been
 * called with the same law.  ERR_BUSY: another import is running.
 */
MUST_CHECK enum err_code registry_import_open(struct store *s, const struct law *law,
                                              const struct registry_import_source *source,
                                              struct registry_import **ret, struct err *err);

/* Records are closed (registry_record_close).  All fail with the store's errors; then the running transaction is rolled back and only
 * registry_import_close may follow. */
MUST_CHECK enum err_code registry_import_sheet(struct registry_import *im,
                                               const struct registry_sheet *sheet, struct err *err);
MUST_CHECK enum err_code registry_import_record(struct registry_import *im,
                                                const struct registry_record *r, struct err *err);
MUST_CHECK enum err_code registry_import_reject(struct registry_import *im,
                                                const struct registry_reject *r, struct err *err);

/* After the last row: how many rows must be handed over again, 0 mostly.  They are those that
 * differ from a record that an earlier file brought: which one each replaces is known only now. */
MUST_CHECK enum err_code registry_import_second(struct registry_import *im, int64_t *ret_rows,
                                                struct err *err);
/* In the second pass: is this row wanted?  To be asked for rows in rising order. */
bool registry_import_wants(struct registry_import *im, int64_t row);

/* Ends the import at now: digest is the file's SM3 in hex.  keep false rolls a whole import back. */
MUST_CHECK enum err_code registry_import_finish(struct registry_import *im, struct str digest,
                                                int64_t now, bool keep, struct err *err);

/* Also after a failure; what is not committed is lost.  NULL is allowed. */
void registry_import_close(struct registry_import *im);

const struct registry_import_counts *registry_import_counts(const struct registry_import *im);
int64_t registry_import_id(const struct registry_import *im);
/* Rows that an earlier, cut-off run had settled; 0: this import is new. */
int64_t registry_import_resumed(const struct registry_import *im);

/* The rejected rows of an import, in file order; texts are borrowed for the call. */
struct registry_rejected {
    struct str sheet_name, header; /* header: JSON array */
    struct registry_reject reject;
};
typedef enum err_code (*registry_rejected_fn)(void *p, const struct registry_rejected *r,
                                              struct err *err);
MUST_CHECK enum err_code registry_rejected(struct store *s, int64_t import, registry_rejected_fn fn,
                                           void *p, struct err *err);

#endif
