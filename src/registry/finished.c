/* registry/finished.c - see finished.h. */
#include "registry/finished.h"

enum err_code registry_finished_start(struct store *s, int64_t after, struct store_stmt **ret_rows,
                                      struct err *err)
{
    struct store_value v[] = {store_int(after)};
    struct store_stmt *q;

    TRY(store_query(s,
                    "SELECT id, file, size, digest, options, law_version, finished_at, rows,"
                    " loaded, changed, unchanged, duplicates, rejected, warnings FROM import"
                    " WHERE status = 'done' AND id > ? ORDER BY id",
                    &q, err));
    TRY(store_start(q, v, 1, err));
    *ret_rows = q;
    return ERR_OK;
}

struct registry_finished registry_finished_read(const struct store_stmt *row)
{
    return (struct registry_finished){
        .id = store_column_int(row, 0),
        .file = store_column_text(row, 1),
        .size = store_column_int(row, 2),
        .digest = store_column_text(row, 3),
        .options = store_column_text(row, 4),
        .law_version = store_column_text(row, 5),
        .finished_at = store_column_int(row, 6),
        .counts = {.rows = store_column_int(row, 7),
                   .loaded = store_column_int(row, 8),
                   .changed = store_column_int(row, 9),
                   .unchanged = store_column_int(row, 10),
                   .duplicates = store_column_int(row, 11),
                   .rejected = store_column_int(row, 12),
                   .warnings = store_column_int(row, 13)},
    };
}
