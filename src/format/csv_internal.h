#ifndef FORMAT_CSV_INTERNAL_H
#define FORMAT_CSV_INTERNAL_H
/*
 * format/csv_internal.h - cells of separated text, found in a window of bytes that may end
 * anywhere.  Private to csv.c and csv_scan.c; knows nothing of rows, tables or recovery.
 */
#include "base/str.h"

/* How this file's cells end. */
struct csv_shape {
    unsigned char class[256]; /* CSV_ENDS_PLAIN, CSV_IN_QUOTES */
    char sep;
    size_t cell_bytes; /* the longest cell */
};

/* Where the scan stands. */
struct csv_scan {
    const char *p, *end;
    const char *one_line; /* quotes that open before this must close on their line */
    bool eof;             /* nothing behind end */
    int64_t line;         /* of p */
    const char *cell;     /* start of the last cell */
    const char *quote;    /* opening quote of the last cell, or NULL */
    int64_t quote_line;
    bool escaped; /* the last cell holds doubled quotes */
};

enum csv_step {
    CSV_CELL, /* a cell, a separator follows */
    CSV_ROW,  /* a cell, the row ends */
    CSV_MORE, /* the window ends first: nothing is read */
    CSV_OPEN, /* the quote is not closed within the limit, or before the end */
    CSV_LONG, /* the cell goes over the limit; p stands where the scan stopped */
};

void csv_shape_init(struct csv_shape *c, char sep, size_t cell_bytes);
/* Reads one cell; p moves behind its separator or line end. */
enum csv_step csv_scan_cell(const struct csv_shape *c, struct csv_scan *s, struct str *ret_text);

#endif
