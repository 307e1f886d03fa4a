#ifndef REGISTRY_FINISHED_H
#define REGISTRY_FINISHED_H
/*
 * registry/finished.h - imports that have ended, as the store keeps them: which file, its digest, how
 * many rows became what.  They never change again (by trigger).
 */
#include "registry/import.h"

struct registry_finished {
    int64_t id;
    struct str file;
    int64_t size;
    struct str digest; /* SM3, hex */
    struct str options, law_version;
    int64_t finished_at;
    struct registry_import_counts counts;
};

/* Starts a statement over the imports with a larger id than `after`, by rising id (column 0). */
MUST_CHECK enum err_code registry_finished_start(struct store *s, int64_t after,
                                                 struct store_stmt **ret_rows, struct err *err);
/* The row it stands on; texts are borrowed until the next. */
struct registry_finished registry_finished_read(const struct store_stmt *row);

#endif
