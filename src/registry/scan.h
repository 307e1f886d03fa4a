#ifndef REGISTRY_SCAN_H
#define REGISTRY_SCAN_H
/*
 * registry/scan.h - records out of the store: all of a dataset as a stream, or one with everything
 * that is known about it.
 *
 * Values come typed by the law given: codes as indices of its dictionaries, causes and organs.  A
 * stored code that this law no longer has is unknown, its text is still there.
 */
#include "registry/record.h"
#include "store/store.h"

/* value[i] is that of field[i]; borrowed for the call. */
typedef enum err_code (*registry_scan_fn)(void *p, int64_t id, const struct registry_value *value,
                                          struct err *err);

struct registry_scan {
    const struct law *law;
    const struct law_dataset *dataset;
    const int *field; /* indices of the fields wanted */
    size_t nfield;
    int64_t after; /* only records with a greater id */
    registry_scan_fn fn;
    void *p;
};

/* Streams the records in the order of their ids, as they were at one moment.  An error of fn ends
 * it and is returned. */
MUST_CHECK enum err_code registry_scan(struct store *s, const struct registry_scan *scan,
                                       struct err *err);

MUST_CHECK enum err_code registry_count(struct store *s, const struct law_dataset *d,
                                        int64_t *ret_n, struct err *err);

/* A record as it stands, or as it was. */
struct registry_stored {
    int64_t id, version, party;
    struct registry_value *value;                /* [dataset->nfield] */
    struct str evidence, warnings;               /* JSON arrays; empty when none */
    int64_t import;                              /* that brought it */
    int64_t replaced_by;                         /* import that replaced it; 0: it stands */
    struct str file, digest, law_version, sheet; /* digest empty until its import has ended */
    size_t sheet_no;
    int64_t line;
};

/*
 * Reads records one by one with what can be made ready once: statements and dictionaries.  Lives in
 * the arena given; store and law are borrowed for its life.
 */
struct registry_reader {
    struct store *store;
    const struct law *law;
    struct arena *arena;
    struct registry_ready *of; /* by dataset; NULL: nothing is ready yet */
};
/* As registry_record_get. */
MUST_CHECK enum err_code registry_reader_get(struct registry_reader *r, const struct law_dataset *d,
                                             int64_t id, struct arena *a,
                                             struct registry_stored *ret, struct err *err);

/* The record id, everything in a.  ERR_NOT_FOUND. */
MUST_CHECK enum err_code registry_record_get(struct store *s, const struct law *law,
                                             const struct law_dataset *d, int64_t id,
                                             struct arena *a, struct registry_stored *ret,
                                             struct err *err);

/* Its former selves, oldest first; none is no error. */
MUST_CHECK enum err_code registry_record_former(struct store *s, const struct law *law,
                                                const struct law_dataset *d, int64_t id,
                                                struct arena *a, struct registry_stored **ret,
                                                size_t *ret_n, struct err *err);

#endif
