#ifndef REGISTRY_TABLE_INTERNAL_H
#define REGISTRY_TABLE_INTERNAL_H
/*
 * registry/table_internal.h - the SQL of a dataset's tables: ds_<id> (records) and dh_<id> (their former
 * selves).  Column names come from the law; everything is put together by sql/.
 */
#include "base/vec.h"
#include "registry/record.h"
#include "store/store.h"

/* What a law has and the store has not. */
struct registry_missing {
    const struct law_dataset *dataset;
    bool table;     /* there is no table at all */
    VEC(int) field; /* indices */
};

MUST_CHECK enum err_code registry_table_create(struct store *s, const struct law_dataset *d,
                                               struct arena *a, struct err *err);
MUST_CHECK enum err_code registry_table_extend(struct store *s, const struct registry_missing *m,
                                               struct arena *a, struct err *err);

/* A row's own columns, before those of the law's fields. */
enum registry_column {
    REGISTRY_ID,
    REGISTRY_IDENTITY,    /* slot: unique; registry/README.md */
    REGISTRY_IDENTITY_LO, /* the identity's other half, against collisions of slots */
    REGISTRY_ORDINAL,
    REGISTRY_CONTENT,
    REGISTRY_IMPORT,
    REGISTRY_SHEET,
    REGISTRY_LINE,
    REGISTRY_VERSION,
    REGISTRY_EVIDENCE,
    REGISTRY_WARNINGS,
    REGISTRY_OWN_COLUMNS
};

enum { REGISTRY_SHAPES = 512 }; /* a power of two */

/* An INSERT of the fields that are known: rows are wide and mostly NULL, and what is not named costs
 * nothing to bind. */
struct registry_shape {
    uint64_t hash; /* of the list of fields */
    const uint16_t *known;
    size_t nknown;
    struct store_stmt *insert; /* ON CONFLICT DO NOTHING; NULL: free */
};

/* Prepared statements of one dataset.  Parameters of an insert: the own columns, then the fields that
 * the shape names. */
struct registry_table {
    const struct law_dataset *dataset;
    struct store *store;
    struct arena *arena;
    struct registry_shape shape[REGISTRY_SHAPES];
    size_t nshape;
    struct registry_shape all; /* all fields, for when there are too many shapes */
    struct store_stmt *find;   /* ?slot → id, identity_lo, content, import_id */
    struct store_stmt *former; /* ?slot ?identity_lo ?content → import_id of former selves */
    struct store_stmt *keep;   /* ?import ?id: copies the row into the history */
    bool *filled;              /* [nfield]: noted in the store that the column has values */
    struct store_stmt *update; /* as insert from REGISTRY_CONTENT on, without version; then ?id */
    struct store_value *param; /* [REGISTRY_OWN_COLUMNS + nfield + 1] */
};

/* The INSERT for a row with these known fields. */
MUST_CHECK enum err_code registry_table_shape(struct registry_table *t, const uint16_t *known,
                                              size_t nknown, const struct registry_shape **ret,
                                              struct err *err);

/* Notes the columns of these fields as filled: registry/cursor.h leaves out those that never were.
 * With the transaction that fills them. */
MUST_CHECK enum err_code registry_table_note_filled(struct registry_table *t, const uint16_t *known,
                                                    size_t nknown, struct err *err);

/* Prepares the statements; memory in a, for as long as the table is used. */
MUST_CHECK enum err_code registry_table_open(struct store *s, const struct law_dataset *d,
                                             struct arena *a, struct registry_table *ret,
                                             struct err *err);

#endif
