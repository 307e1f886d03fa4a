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

/* Prepared statements of one dataset.  Parameters of insert: the own columns, then the fields. */
struct registry_table {
    const struct law_dataset *dataset;
    struct store_stmt *insert; /* ON CONFLICT DO NOTHING */
    struct store_stmt *find;   /* ?slot → id, identity_lo, content, import_id */
    struct store_stmt *former; /* ?slot ?identity_lo ?content → import_id of former selves */
    struct store_stmt *keep;   /* ?import ?id: copies the row into the history */
    struct store_stmt *update; /* as insert from REGISTRY_CONTENT on, without version; then ?id */
    /* [REGISTRY_OWN_COLUMNS + nfield] each, for insert and update */
    struct store_value *param, *update_param;
};

/* Prepares the statements; memory in a. */
MUST_CHECK enum err_code registry_table_open(struct store *s, const struct law_dataset *d,
                                             struct arena *a, struct registry_table *ret,
                                             struct err *err);

#endif
