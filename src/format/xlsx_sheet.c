/*
 * format/xlsx_sheet.c - the rows of one sheet, one at a time: the parser is suspended at the end
 * of each row that holds something.
 */
#include "format/xlsx_internal.h"

enum { SHOWN_BYTES = 200 };

static const char *value_or(const char *v, const char *otherwise)
{
    return v ? v : otherwise;
}

/* ---- the value of a cell ---- */

static struct format_cell date_or_number(struct xlsx_rows *r, struct str s)
{
    const struct xlsx_book *b = r->book;
    enum number_format f = r->style < b->format.n ? b->format.at[r->style] : NUMBER_FORMAT_PLAIN;
    struct arena *a = &r->row->scratch;
    struct format_cell cell = {s, FORMAT_BROKEN};

    if (f == NUMBER_FORMAT_PLAIN) {
        if (number_of_sheet(a, s, &cell.text))
            cell.kind = FORMAT_NUMBER;
    } else if (number_date(a, s, b->since_1904, f, &cell.text)) {
        cell.kind = cell.text.n >= 10 ? FORMAT_DATE : FORMAT_TEXT;
    }
    return cell;
}

/* "2025-01-31T09:30:00" -> "2025-01-31 09:30:00"; midnight goes without saying. */
static struct format_cell iso_date(struct str s)
{
    char *t = memchr(s.p, 'T', s.n);

    if (t && str_starts(str_tail(s, (size_t)(t - s.p)), STR("T00:00:00")))
        s.n = (size_t)(t - s.p);
    else if (t)
        *t = ' ';
    return (struct format_cell){s, s.n >= 10 ? FORMAT_DATE : FORMAT_TEXT};
}

static struct format_cell boolean(struct str s)
{
    if (str_eq(s, STR("1")) || str_eq(s, STR("true")))
        return (struct format_cell){STR("是"), FORMAT_BOOL};
    if (str_eq(s, STR("0")) || str_eq(s, STR("false")))
        return (struct format_cell){STR("否"), FORMAT_BOOL};
    return (struct format_cell){s, FORMAT_BROKEN};
}

static struct format_cell cell_of(struct xlsx_rows *r)
{
    struct arena *a = &r->row->scratch;
    struct str s = str_dup(a, buf_view(&r->text)), shared;

    if (r->has_formula)
        return (struct format_cell){str_fmt(a, "=%.*s", STR_F(buf_view(&r->formula))),
                                    FORMAT_FORMULA};
    switch (r->type) {
    case 's':
        if (s.n > 0 && !xlsx_strings_get(&r->book->strings, s, &shared))
            return (struct format_cell){s, FORMAT_BROKEN};
        s = s.n > 0 ? shared : s;
        return (struct format_cell){s, s.n ? FORMAT_TEXT : FORMAT_EMPTY};
    case 'S':
    case 'i':
        return (struct format_cell){s, s.n ? FORMAT_TEXT : FORMAT_EMPTY};
    default:
        break;
    }
    if (s.n == 0)
        return (struct format_cell){s, FORMAT_EMPTY};
    switch (r->type) {
    case 'b':
        return boolean(s);
    case 'e':
        return (struct format_cell){s, FORMAT_BROKEN};
    case 'd':
        return iso_date(s);
    default:
        return date_or_number(r, s);
    }
}

/* ---- cells and rows ---- */

/* Column of a reference: "AB12" -> 27; `otherwise` when there is none. */
static size_t column_of(const char *ref, size_t otherwise)
{
    size_t column = 0, n = 0;

    if (!ref)
        return otherwise;
    for (; ref[n] >= 'A' && ref[n] <= 'Z' && n < 4; n++)
        column = column * 26 + (size_t)(ref[n] - 'A') + 1;
    return n > 0 ? column - 1 : otherwise;
}

static char type_of(const char *t)
{
    return strcmp(t, "str") == 0 ? 'S' : t[0];
}

static void start_row(struct xlsx_rows *r, const char **attr)
{
    const char *number = xml_attr(attr, "r");
    long long line = number ? strtoll(number, NULL, 10) : 0;

    row_begin(r->row);
    r->line = line > 0 ? line : r->line + 1;
    r->column = 0;
    r->in_row = true;
}

static void start_cell(struct xlsx_rows *r, const char **attr)
{
    long style = strtol(value_or(xml_attr(attr, "s"), "0"), NULL, 10);

    r->column = column_of(xml_attr(attr, "r"), r->column);
    r->type = type_of(value_or(xml_attr(attr, "t"), "n"));
    r->style = style > 0 ? (size_t)style : 0;
    r->in_cell = true;
    r->has_formula = false;
    buf_reset(&r->text);
    buf_reset(&r->formula);
}

/* Puts the cell in its column; columns that the file leaves out are empty. */
static void put_cell(struct xlsx_rows *r, struct format_cell cell)
{
    struct row_builder *row = r->row;
    const struct format_limits *l = &r->book->zip.limits;

    if (r->column >= l->columns) {
        row_problem(row, "超过 %zu 列的上限", l->columns);
        return;
    }
    if (r->column < row->n) {
        row_problem(row, "单元格的次序是乱的（第 %zu 列）", r->column + 1);
        return;
    }
    if (cell.text.n > l->cell_bytes) {
        row_problem(row, "第 %zu 列超过 %zu 字节的上限", r->column + 1, l->cell_bytes);
        cell.text = utf8_shorten(&row->scratch, cell.text, SHOWN_BYTES);
    }
    while (row->n < r->column)
        row_add(row, (struct format_cell){STR(""), FORMAT_EMPTY});
    row_add(row, cell);
}

static void end_cell(struct xlsx_rows *r)
{
    struct row_builder *row = r->row;

    r->in_cell = false;
    xlsx_unescape(&r->text, 0);
    if (row->scratch.used > r->book->zip.limits.row_bytes) {
        row_problem(row, "整行超过 %zu 字节的上限", r->book->zip.limits.row_bytes);
    } else {
        struct format_cell cell = cell_of(r);

        if (cell.kind != FORMAT_EMPTY)
            put_cell(r, cell);
    }
    r->column++;
}

static void end_row(struct xlsx_rows *r)
{
    r->in_row = false;
    if (r->row->problem.n == 0 && row_blank(r->row))
        return;
    r->ready = true;
    xml_part_suspend(&r->part);
}

static void on_start(void *user, const char *name, const char **attr)
{
    struct xlsx_rows *r = user;

    if (strcmp(name, "row") == 0 && !r->in_row)
        start_row(r, attr);
    else if (strcmp(name, "c") == 0 && r->in_row && !r->in_cell)
        start_cell(r, attr);
    if (!r->in_cell)
        return;
    r->phonetic += strcmp(name, "rPh") == 0;
    r->in_formula = strcmp(name, "f") == 0;
    r->has_formula |= r->in_formula;
    r->in_text = strcmp(name, "v") == 0 || (strcmp(name, "t") == 0 && r->phonetic == 0);
}

static void on_end(void *user, const char *name)
{
    struct xlsx_rows *r = user;

    r->in_text = r->in_formula = false;
    r->phonetic -= r->phonetic > 0 && strcmp(name, "rPh") == 0;
    if (strcmp(name, "c") == 0 && r->in_cell)
        end_cell(r);
    else if (strcmp(name, "row") == 0 && r->in_row)
        end_row(r);
}

static void on_text(void *user, struct str text)
{
    struct xlsx_rows *r = user;
    struct buf *b = r->in_formula ? &r->formula : &r->text;

    if ((r->in_text || r->in_formula) && b->n <= r->book->zip.limits.cell_bytes)
        buf_str(b, text);
}

enum err_code xlsx_rows_open(struct xlsx_rows *r, struct xlsx_book *book,
                             const struct xlsx_sheet *sheet, struct row_builder *row,
                             struct err *err)
{
    *r = (struct xlsx_rows){.book = book, .row = row};
    TRY(xml_part_open(&r->part, &book->zip, sheet->part, err));
    r->part.handlers = (struct xml_handlers){on_start, on_end, on_text};
    r->part.user = r;
    return ERR_OK;
}

enum err_code xlsx_rows_next(struct xlsx_rows *r, bool *ret_more, struct err *err)
{
    r->ready = false;
    while (!r->ready && (r->part.suspended || !r->part.done))
        TRY(xml_part_step(&r->part, err));
    *ret_more = r->ready;
    return ERR_OK;
}

void xlsx_rows_close(struct xlsx_rows *r)
{
    xml_part_close(&r->part);
    buf_release(&r->text);
    buf_release(&r->formula);
}
