#ifndef REGISTRY_IMPORT_INTERNAL_H
#define REGISTRY_IMPORT_INTERNAL_H
/*
 * registry/import_internal.h - the state of a running import, shared by import.c (transactions,
 * counts) and settle.c (what becomes of a row).
 */
#include "registry/import.h"
#include "registry/seen.h"
#include "registry/table_internal.h"

enum { REGISTRY_PARTY_CACHE = 1 << 18 }; /* slots; a power of two */

/* A table of the import: statements, and the id that the next new record gets. */
struct registry_import_table {
    struct registry_table t; /* t.dataset NULL: not opened yet */
    int64_t next_id;
};

struct registry_import {
    struct store *store;
    const struct law *law;
    struct arena arena;
    int lock;
    int64_t id;
    bool whole, broken, bulk;
    bool again;             /* this very file has been imported to its end before */
    bool second;            /* in the second pass */
    bool meets_known;       /* the identity of the latest row was in the store */
    int64_t settled;        /* rows that an earlier run had settled */
    int64_t batch, pending; /* rows a transaction (0: by size), rows in the running one */
    int64_t records;        /* in the table last written to */
    int64_t at_sheet, at_line;
    struct registry_import_counts counts;
    struct registry_import_table *table; /* [law->ndataset] */
    struct store_stmt *add_party;
    int64_t
        *party_cache; /* [REGISTRY_PARTY_CACHE] ids that are written or to be, by their low bits */
    VEC(struct registry_party) party; /* to be written with the batch, in party_arena */
    struct arena party_arena;
    struct registry_seen seen; /* rows of the file that the store knew before, or that wait */
    VEC(int64_t) waiting;      /* rows for the second pass, rising */
    size_t next_waiting;
    int64_t settled_second;
    enum err_code (*at_end)(struct store *s, struct err *err); /* or NULL */
    struct buf scratch;
};

/* The table of d, opened when first asked for. */
MUST_CHECK enum err_code registry_import_table(struct registry_import *im,
                                               const struct law_dataset *d,
                                               struct registry_import_table **ret, struct err *err);

/* What becomes of a row: in the first pass, in the first pass when an earlier run has settled it,
 * in the second pass. */
MUST_CHECK enum err_code registry_settle_first(struct registry_import *im,
                                               const struct registry_record *r, struct err *err);
MUST_CHECK enum err_code registry_settle_again(struct registry_import *im,
                                               const struct registry_record *r, struct err *err);
MUST_CHECK enum err_code registry_settle_second(struct registry_import *im,
                                                const struct registry_record *r, struct err *err);

#endif
