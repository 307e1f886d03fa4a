/* registry/watermark.c - see watermark.h. */
#include "registry/watermark.h"

enum err_code registry_watermark(struct store *s, struct arena *a, struct str *ret, struct err *err)
{
    struct store_stmt *q;
    struct buf b = {0};
    bool row = false;

    TRY(store_query(s,
                    "SELECT count(*), coalesce(max(id), 0), coalesce(sum(rows), 0),"
                    " coalesce(sum(loaded), 0), coalesce(sum(changed), 0),"
                    " coalesce(sum(phase), 0), coalesce(sum(runs), 0) FROM import",
                    &q, err));
    TRY(store_start(q, NULL, 0, err));
    TRY(store_next(q, &row, err));
    for (int i = 0; i < 7; i++) {
        buf_z(&b, i ? "-" : "");
        buf_i64(&b, store_column_int(q, i));
    }
    store_end(q);
    *ret = str_dup(a, buf_view(&b));
    buf_release(&b);
    return ERR_OK;
}
