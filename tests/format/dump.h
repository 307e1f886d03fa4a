#ifndef TESTS_FORMAT_DUMP_H
#define TESTS_FORMAT_DUMP_H
/*
 * tests/format/dump.h - a table as text, so that a test is one comparison.
 *
 * A row is "LINE cell|cell\n"; a cell is its text after "n:" number, "d:" date, "b:" boolean, "f:"
 * formula, "x:" broken, and after "name=" where cells have names.  A row with a problem is
 * "LINE! problem\n".  A new sheet is announced by "[name]\n".  An error that ends the reading is
 * "ERROR code: Chinese sentence\n".
 */
#include "format/table.h"

#include "base/buf.h"

void dump_table(struct buf *b, struct str bytes, enum format_kind kind,
                const struct format_limits *limits);
/* The same of a file. */
void dump_file(struct buf *b, const char *path, const struct format_limits *limits);
/* The dump of bytes is exactly `want`. */
void assert_dump(struct str bytes, const char *want);
/* The dump of bytes holds `part`. */
void assert_dump_has(struct str bytes, const struct format_limits *limits, const char *part);

/* A zip with these parts, ready to be read; free with buf_release. */
struct part {
    const char *name;
    struct str bytes;
};
struct buf zip_of(const struct part *part, size_t n);

#endif
