#ifndef TESTS_FUZZ_TABLE_FUZZ_H
#define TESTS_FUZZ_TABLE_FUZZ_H
/*
 * tests/fuzz/table_fuzz.h - reads every row of a table and aborts where it breaks its promises:
 * cells are valid UTF-8 without NUL, limits hold, lines do not go back within a sheet, problems
 * are sentences.
 */
#include "format/table.h"

#include <stdlib.h>

static inline void table_fuzz_row(const struct format_row *r, const struct format_limits *l,
                                  int64_t last_line)
{
    if (l->columns && r->n > l->columns + 1)
        abort();
    if (r->line < 1 || r->line < last_line)
        abort();
    if (r->problem &&
        (!r->problem[0] || str_utf8_valid(str_from(r->problem)) < str_from(r->problem).n))
        abort();
    for (size_t i = 0; i < r->n; i++) {
        struct str s = r->cell[i].text;

        if (str_utf8_valid(s) < s.n || (s.n > 0 && memchr(s.p, 0, s.n)))
            abort();
        if (r->key && str_utf8_valid(r->key[i]) < r->key[i].n)
            abort();
        if (!r->problem && l->cell_bytes && s.n > l->cell_bytes * 4)
            abort();
        if ((r->cell[i].kind == FORMAT_EMPTY) != (s.n == 0) && !r->problem)
            abort();
    }
}

static inline void table_fuzz_read(struct str bytes, enum format_kind kind,
                                   const struct format_limits *limits)
{
    struct format_table *t = NULL;
    const struct format_row *row;
    struct err err;
    size_t sheet = 0;
    int64_t line = 1;

    if (format_open_bytes(bytes, kind, limits, &t, &err) != ERR_OK)
        return;
    while (format_next(t, &row, &err) == ERR_OK && row) {
        table_fuzz_row(row, limits, kind == FORMAT_XLSX || row->sheet_no != sheet ? 1 : line);
        sheet = row->sheet_no;
        line = row->line;
        if (format_progress(t) < 0 || format_progress(t) > 1000)
            abort();
    }
    format_close(t);
}

#endif
