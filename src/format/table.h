#ifndef FORMAT_TABLE_H
#define FORMAT_TABLE_H
/*
 * format/table.h - rows out of a stranger's file: CSV, XLSX or JSON lines, one at a time.
 *
 * The kind, the encoding (UTF-8 with or without BOM, GB18030) and the separator (comma, tab,
 * semicolon) are found out by looking.  Cells come as valid UTF-8; XLSX dates as "2025-01-31" (with
 * " 09:30:00" when they have a time), XLSX numbers as the sheet shows them (15 digits), truth as
 * 是 or 否; empty cells at the end of an XLSX row are left out.  What is wrong with one row is said
 * in that row (problem) and reading goes on; what is wrong with the whole file is an error.
 * It knows nothing of headers: title rows, header and data all come as rows.
 *
 * A table is used by one thread.  A row is borrowed until the next call.
 */
#include "base/err.h"
#include "base/str.h"

enum format_kind { FORMAT_AUTO, FORMAT_CSV, FORMAT_XLSX, FORMAT_JSONL };

enum format_cell_kind {
    FORMAT_EMPTY,
    FORMAT_TEXT,
    FORMAT_NUMBER,
    FORMAT_DATE,
    FORMAT_BOOL,
    FORMAT_FORMULA, /* text is the formula; its cached value is not trusted */
    FORMAT_BROKEN,  /* #REF!, a day that never was, a number that lost digits; what stood there */
};

struct format_cell {
    struct str text;
    enum format_cell_kind kind;
};

struct format_row {
    int64_t line;     /* CSV, JSON lines: first physical line from 1; XLSX: row of the sheet */
    struct str sheet; /* XLSX: sheet name; else empty */
    size_t sheet_no;  /* from 0, in the order of the workbook, hidden ones counted */
    size_t n;
    const struct format_cell *cell;
    const struct str *key; /* JSON lines: the name of each cell; NULL otherwise */
    const char *problem;   /* Chinese sentence, or NULL when the row can be read */
};

/* What a file may cost us.  Zero fields take the default. */
struct format_limits {
    size_t file_bytes;     /* 4 GiB */
    size_t cell_bytes;     /* 1 MiB */
    size_t row_bytes;      /* 4 MiB */
    size_t columns;        /* 4096 */
    size_t unpacked_bytes; /* XLSX, all parts together: 4 GiB; and ratio 200 */
    size_t depth;          /* JSON nesting: 64 */
};

struct format_table;

/* Opens path.  ERR_NOT_FOUND, ERR_IO, ERR_LIMIT, ERR_INVALID (not a file of the kind), with zh. */
MUST_CHECK enum err_code format_open(const char *path, enum format_kind kind,
                                     const struct format_limits *limits,
                                     struct format_table **ret_table, struct err *err);
/* The same over bytes that outlive the table. */
MUST_CHECK enum err_code format_open_bytes(struct str bytes, enum format_kind kind,
                                           const struct format_limits *limits,
                                           struct format_table **ret_table, struct err *err);
/* Next row, or NULL at the end.  Blank rows are skipped.  An error ends the reading. */
MUST_CHECK enum err_code format_next(struct format_table *t, const struct format_row **ret_row,
                                     struct err *err);
void format_close(struct format_table *t);

enum format_kind format_kind_of(const struct format_table *t);
const char *format_encoding(const struct format_table *t); /* "UTF-8" or "GB18030" */
/* Share read so far, in thousandths, for progress. */
int format_progress(const struct format_table *t);

#endif
