#ifndef SERVICE_SCREEN_TABLE_H
#define SERVICE_SCREEN_TABLE_H
/*
 * service/screen/table.h - rows of text in columns that line up on a terminal, where a Chinese
 * character takes two places.
 *
 * A column is as wide as its widest cell, at most `most` places: longer cells are cut and end in
 * “…”. Cells are copied into the arena given; one thread.
 */
#include "base/buf.h"
#include "base/vec.h"

enum { SCREEN_TABLE_COLUMNS = 12 };

struct screen_table_column {
    const char *head; /* NULL in the first column: no row of heads */
    size_t most;      /* 0: no limit */
    bool right;       /* numbers */
};

struct screen_table {
    const struct screen_table_column *column; /* borrowed */
    size_t ncolumn;
    size_t width[SCREEN_TABLE_COLUMNS];
    VEC(struct str *) row;
    struct arena *arena;
};

void screen_table_init(struct screen_table *t, const struct screen_table_column *column,
                       size_t ncolumn, struct arena *a);
void screen_table_add(struct screen_table *t, const struct str *cell);
/* Every row, with `indent` spaces before it. */
void screen_table_print(const struct screen_table *t, int indent, struct buf *out);

#endif
