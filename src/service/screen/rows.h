#ifndef SERVICE_SCREEN_ROWS_H
#define SERVICE_SCREEN_ROWS_H
/*
 * service/screen/rows.h - the row of a record, for whoever asks for many: rows of an image lie by
 * cause, not by record.  A table of the moment: it does not follow rows that come or go.
 */
#include "service/screen/world.h"

struct screen_rows { /* of a dataset; zeroed: not made */
    uint32_t *of;    /* by record; 0: none, else + 1 */
    int64_t n;
};

/* Makes it, once; storage in a. */
void screen_rows_make(const struct screen_world *w, size_t dataset, struct arena *a,
                      struct screen_rows *ret);

/* False: the dataset has no such record. */
static inline bool screen_rows_find(const struct screen_rows *r, int64_t record, uint32_t *ret_row)
{
    if (record < 0 || record >= r->n || !r->of[record])
        return false;
    *ret_row = r->of[record] - 1;
    return true;
}

#endif
