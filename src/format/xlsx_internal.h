#ifndef FORMAT_XLSX_INTERNAL_H
#define FORMAT_XLSX_INTERNAL_H
/*
 * format/xlsx_internal.h - a workbook in pieces: XML parts out of a zip, what the workbook says
 * about its sheets, and the rows of one sheet.  Private to the xlsx_*.c files.
 *
 * Everything is streamed; in memory are only the shared strings, the styles and one row.
 */
#include "base/err.h"
#include "base/vec.h"
#include "format/format_internal.h"
#include "format/number_internal.h"

#include <expat.h>
#include <zip.h>

/* ---- xlsx_zip.c: XML parts ---- */

struct xlsx_zip {
    zip_t *zip;
    struct format_limits limits;
    uint64_t file_bytes; /* what no part's packed size can exceed */
    uint64_t unpacked;   /* by all parts so far */
};

/* path, or bytes when path is NULL. */
MUST_CHECK enum err_code xlsx_zip_open(struct xlsx_zip *z, const char *path, struct str bytes,
                                       struct err *err);
void xlsx_zip_close(struct xlsx_zip *z);
/* Whether there is a part of this name; ret_bytes is its size as the zip states it. */
bool xlsx_zip_has(struct xlsx_zip *z, struct str name, uint64_t *ret_bytes);

/* What a part's elements are handed to; any may be NULL. */
struct xml_handlers {
    void (*start)(void *user, const char *name, const char **attr); /* local name */
    void (*end)(void *user, const char *name);
    void (*text)(void *user, struct str text);
};

/* One XML part being read. */
struct xml_part {
    struct xlsx_zip *z;
    zip_file_t *file;
    XML_Parser parser;
    struct xml_handlers handlers;
    void *user;
    struct str name;
    uint64_t packed, fed;
    uint64_t event; /* fed when the last element or text came */
    size_t depth;
    const char *refusal; /* Chinese; set by the handlers of this file */
    bool suspended, done;
};

MUST_CHECK enum err_code xml_part_open(struct xml_part *p, struct xlsx_zip *z, struct str name,
                                       struct err *err);
/* Reads on until a handler suspends, or to the end (done). */
MUST_CHECK enum err_code xml_part_step(struct xml_part *p, struct err *err);
/* Called by a handler: xml_part_step returns when the handler has. */
void xml_part_suspend(struct xml_part *p);
void xml_part_close(struct xml_part *p);
/* Reads a whole part. */
MUST_CHECK enum err_code xml_part_read(struct xlsx_zip *z, struct str name,
                                       const struct xml_handlers *handlers, void *user,
                                       struct err *err);
/* The value of the attribute with this local name, or NULL. */
const char *xml_attr(const char **attr, const char *local);

/* ---- xlsx_strings.c: the shared strings ---- */

struct xlsx_strings {
    struct buf bytes;
    struct arena *arena;
    VEC(size_t) end; /* where each string ends */
};

MUST_CHECK enum err_code xlsx_strings_read(struct xlsx_strings *s, struct xlsx_zip *z,
                                           struct str part, struct err *err);
/* False when there is no string of that number. */
bool xlsx_strings_get(const struct xlsx_strings *s, struct str number, struct str *ret);
/* Decodes _x000D_ in the bytes from `from` on, in place. */
void xlsx_unescape(struct buf *b, size_t from);

/* ---- xlsx_book.c: what the workbook says ---- */

struct xlsx_sheet {
    struct str name, part;
    bool hidden;
};

struct xlsx_book {
    struct arena arena;
    struct xlsx_zip zip;
    VEC(struct xlsx_sheet) sheet;
    VEC(enum number_format) format; /* by cell style */
    struct xlsx_strings strings;
    bool since_1904;
};

MUST_CHECK enum err_code xlsx_book_open(struct xlsx_book *b, const struct format_limits *limits,
                                        const char *path, struct str bytes, struct err *err);
void xlsx_book_close(struct xlsx_book *b);

/* ---- xlsx_sheet.c: rows ---- */

struct xlsx_rows {
    struct xml_part part;
    const struct xlsx_book *book;
    struct row_builder *row;
    int64_t line; /* row number of the row under construction */
    bool ready;   /* a row is complete */
    bool in_row, in_cell, in_text, in_formula, has_formula;
    size_t phonetic; /* depth inside rPh */
    size_t column;   /* of the cell, from 0 */
    char type;       /* first letter of the cell's type; 'n' number, 'S' str, 'i' inline */
    size_t style;
    struct buf text, formula;
};

MUST_CHECK enum err_code xlsx_rows_open(struct xlsx_rows *r, struct xlsx_book *book,
                                        const struct xlsx_sheet *sheet, struct row_builder *row,
                                        struct err *err);
/* The next row into the builder; *ret_more false at the end of the sheet. */
MUST_CHECK enum err_code xlsx_rows_next(struct xlsx_rows *r, bool *ret_more, struct err *err);
void xlsx_rows_close(struct xlsx_rows *r);

#endif
