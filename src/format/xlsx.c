/* format/xlsx.c - the visible sheets of a workbook, one after the other, as rows of a table. */
#include "format/xlsx_internal.h"

#include "base/mem.h"

struct xlsx {
    struct xlsx_book book;
    struct xlsx_rows rows;
    bool open;        /* rows is */
    size_t sheet;     /* index of the sheet being read, or to be opened */
    uint64_t before;  /* bytes of the sheets read */
    uint64_t visible; /* bytes of all sheets to be read */
};

static uint64_t bytes_of(struct xlsx *x, const struct xlsx_sheet *s)
{
    uint64_t bytes = 0;

    return !s->hidden && xlsx_zip_has(&x->book.zip, s->part, &bytes) ? bytes : 0;
}

/* Opens the next visible sheet; without one x->sheet is behind the last. */
static enum err_code open_sheet(struct format_table *t, struct err *err)
{
    struct xlsx *x = t->reader;
    const struct xlsx_sheet *s = x->book.sheet.at;

    while (x->sheet < x->book.sheet.n && s[x->sheet].hidden)
        x->sheet++;
    if (x->sheet == x->book.sheet.n)
        return ERR_OK;
    x->open = true;
    return xlsx_rows_open(&x->rows, &x->book, &s[x->sheet], &t->rows, err);
}

static void close_sheet(struct xlsx *x)
{
    if (x->open)
        xlsx_rows_close(&x->rows);
    x->open = false;
}

static enum err_code xlsx_next(struct format_table *t, bool *ret_more, struct err *err)
{
    struct xlsx *x = t->reader;
    bool more = false;

    while (!more) {
        if (!x->open)
            TRY(open_sheet(t, err));
        if (!x->open)
            break;
        TRY(xlsx_rows_next(&x->rows, &more, err));
        if (!more) {
            x->before += bytes_of(x, &x->book.sheet.at[x->sheet++]);
            close_sheet(x);
        }
    }
    if (more) {
        t->row.line = x->rows.line;
        t->row.sheet = x->book.sheet.at[x->sheet].name;
        t->row.sheet_no = x->sheet;
    }
    *ret_more = more;
    return ERR_OK;
}

static void xlsx_close(struct format_table *t)
{
    struct xlsx *x = t->reader;

    close_sheet(x);
    xlsx_book_close(&x->book);
    free(x);
}

static int xlsx_progress(const struct format_table *t)
{
    const struct xlsx *x = t->reader;
    uint64_t read = x->before + (x->open ? x->rows.part.fed : 0);

    return x->visible && read < x->visible ? (int)(read * 1000 / x->visible) : 1000;
}

enum err_code xlsx_open(struct format_table *t, const char *path, struct str bytes, struct err *err)
{
    static const struct format_ops ops = {xlsx_next, xlsx_close, xlsx_progress};
    struct xlsx *x = MEM_NEW(struct xlsx);

    t->reader = x;
    t->ops = &ops;
    x->book.zip.file_bytes = t->source.total;
    TRY(xlsx_book_open(&x->book, &t->limits, path, bytes, err));
    for (size_t i = 0; i < x->book.sheet.n; i++)
        x->visible += bytes_of(x, &x->book.sheet.at[i]);
    return ERR_OK;
}
