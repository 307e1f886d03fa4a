#ifndef IDENTITY_DIRECTORY_INTERNAL_H
#define IDENTITY_DIRECTORY_INTERNAL_H
/* identity/directory_internal.h - sheets by their columns, shared by what reads and writes them. */
#include "format/table.h"
#include "identity/directory.h"

enum { DIRECTORY_COLUMNS = 10 };

struct directory_shape {
    struct str sheet;
    const struct str *title;
    size_t n;
    unsigned required; /* bit 1 << column */
};
extern const struct directory_shape directory_organ_shape, directory_user_shape;

/* Chinese names of the kinds of organ, by enum law_organ_kind. */
extern const struct str directory_kind_zh[LAW_ORGAN_SECTION + 1];

struct directory_row {
    struct str sheet;
    int64_t line;
    size_t no;                          /* over all sheets */
    struct str cell[DIRECTORY_COLUMNS]; /* trimmed; empty when there is none */
};
struct directory_rows {
    VEC(struct directory_row) v;
};

/* All rows of the sheets that have the shape's first column; problems for the others are none: a
 * workbook may have sheets of its own.  No such sheet is a problem. */
MUST_CHECK enum err_code directory_read(const struct directory_shape *shape, const char *path,
                                        struct arena *a, struct directory_rows *ret,
                                        struct directory_problems *problems, struct err *err);

/* A problem of a row, put behind those of this and earlier rows; zh is copied. */
void directory_add(struct arena *a, struct directory_problems *problems,
                   const struct directory_row *row, struct str column, struct str zh);

#endif
