#ifndef FORMAT_XLSX_WRITE_H
#define FORMAT_XLSX_WRITE_H
/*
 * format/xlsx_write.h - a workbook for people: bold header row, frozen, filtered, sensible widths,
 * A4 landscape with repeated header.  Streams rows (constant memory); closed = written.
 */
#include "base/err.h"
#include "base/fen.h"
#include "base/str.h"

struct xlsx_writer;

enum xlsx_cell_kind { XLSX_TEXT, XLSX_INTEGER, XLSX_MONEY_YUAN, XLSX_DATE };

struct xlsx_cell {
    enum xlsx_cell_kind kind;
    bool empty;
    struct str text;
    int64_t num; /* integer; fen, shown in 元; day number */
};

struct xlsx_column {
    struct str title;
    int width; /* in half-width characters */
};

MUST_CHECK enum err_code xlsx_create(const char *path, struct xlsx_writer **ret, struct err *err);
void xlsx_sheet(struct xlsx_writer *w, struct str name, const struct xlsx_column *column, size_t n);
void xlsx_row(struct xlsx_writer *w, const struct xlsx_cell *cell, size_t n);
/* Writes the file and frees the writer, also on failure. */
MUST_CHECK enum err_code xlsx_close(struct xlsx_writer *w, struct err *err);

#endif
