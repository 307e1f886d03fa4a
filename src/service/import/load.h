#ifndef SERVICE_IMPORT_LOAD_H
#define SERVICE_IMPORT_LOAD_H
/*
 * service/import/load.h - a file into the store: import_run with the registry behind it, the file of
 * rejected rows, the summary.
 *
 * The store has been prepared (registry_prepare) with the same law.  One import at a time per home.
 */
#include "registry/import.h"
#include "service/import/import.h"
#include "store/store.h"

struct import_request {
    const char *path;
    struct str name;               /* what the file is called where it comes from; empty: path */
    struct import_options options; /* wants is set by import_file */
    int64_t now;                   /* seconds */
    bool all_or_nothing;           /* loads nothing when any row is rejected */
    bool dry_run;                  /* everything but the store */
    int64_t batch;                 /* rows a transaction; 0: the registry's own */
    /* Called now and then on the caller's thread; may be NULL. thousandths: of the file. */
    void (*progress)(void *p, int64_t rows, int thousandths);
    void *progress_p;
    /* Called inside the transaction that ends the import; may be NULL. */
    enum err_code (*at_end)(struct store *s, struct err *err);
};

/* A sheet without a header that is known, or columns of one that are not. */
struct import_left_out {
    struct str sheet, column; /* column empty: the whole sheet */
};

struct import_summary {
    struct registry_import_counts counts;
    int64_t resumed;     /* rows that an earlier run, cut off, had settled */
    int64_t import;      /* id; 0 when nothing was kept */
    bool refused;        /* all_or_nothing, and a row was rejected: nothing was loaded */
    struct str mapping;  /* id of the (first) mapping, empty for a dataset's own names */
    struct str dataset;  /* id */
    struct str rejected; /* path of the file of rejected rows; empty when there are none */
    struct import_left_out *left_out;
    size_t nleft_out;
};

/*
 * Imports a file.  Texts of the summary live in a.  Errors: those of import_run and of the store;
 * what was committed before stays, and the same call goes on from there.
 */
MUST_CHECK enum err_code import_file(struct store *s, const struct import_request *request,
                                     struct arena *a, struct import_summary *ret, struct err *err);

#endif
