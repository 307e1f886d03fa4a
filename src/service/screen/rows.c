/* service/screen/rows.c - see rows.h. */
#include "service/screen/rows.h"

void screen_rows_make(const struct screen_world *w, size_t dataset, struct arena *a,
                      struct screen_rows *ret)
{
    const struct column_table *t = &w->rule.table[dataset];

    if (ret->of)
        return;
    COLUMN_EACH_ROW(t, row)
    {
        int64_t record = screen_world_record(w, dataset, row);

        ret->n = record >= ret->n ? record + 1 : ret->n;
    }
    ret->of = ARENA_ARRAY(a, uint32_t, (size_t)ret->n + 1);
    COLUMN_EACH_ROW(t, row)
    ret->of[screen_world_record(w, dataset, row)] = (uint32_t)row + 1;
}
