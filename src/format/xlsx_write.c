/* format/xlsx_write.c - see xlsx_write.h; libxlsxwriter in constant-memory mode. */
#include "format/xlsx_write.h"

#include "base/buf.h"
#include "base/day.h"
#include "base/mem.h"

#include <errno.h>
#include <xlsxwriter.h>

enum { CELL_CHARS_MAX = 32767, SHEET_CHARS_MAX = 31 };

struct xlsx_writer {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *head, *text, *integer, *money, *date;
    lxw_row_t row; /* next row of the sheet */
    lxw_col_t columns;
    bool full; /* a sheet went over the rows that the format has */
    struct buf scratch;
};

static lxw_format *add_format(lxw_workbook *book, const char *number)
{
    lxw_format *f = workbook_add_format(book);

    format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
    if (number)
        format_set_num_format(f, number);
    return f;
}

static void add_formats(struct xlsx_writer *w)
{
    w->head = add_format(w->book, NULL);
    format_set_bold(w->head);
    format_set_text_wrap(w->head);
    format_set_border(w->head, LXW_BORDER_THIN);
    format_set_bg_color(w->head, 0xE8EEF7);
    w->text = add_format(w->book, "@");
    format_set_text_wrap(w->text);
    w->integer = add_format(w->book, "0");
    w->money = add_format(w->book, "#,##0.00");
    w->date = add_format(w->book, "yyyy-mm-dd");
}

/* The library says on stderr when it cannot create the file at the end; asked first, it need not. */
static bool can_create(const char *path)
{
    FILE *f = fopen(path, "wb");

    return f && fclose(f) == 0;
}

enum err_code xlsx_create(const char *path, struct xlsx_writer **ret, struct err *err)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *book = can_create(path) ? workbook_new_opt(path, &options) : NULL;
    struct xlsx_writer *w;

    if (!book) {
        err_set(err, ERR_IO, "xlsx %s: cannot create: %s", path, strerror(errno));
        return err_set_zh(err, "无法创建工作簿“%s”：%s", path, strerror(errno));
    }
    w = MEM_NEW(struct xlsx_writer);
    w->book = book;
    add_formats(w);
    *ret = w;
    return ERR_OK;
}

/* The first max characters, NUL-terminated, in scratch. */
static const char *cut(struct xlsx_writer *w, struct str s, size_t max)
{
    size_t i = 0, count = 0, len;

    for (; i < s.n && count < max; i += len, count++)
        (void)str_utf8_at(s, i, &len);
    buf_reset(&w->scratch);
    buf_add(&w->scratch, s.p, i);
    return buf_cstr(&w->scratch);
}

/* Excel refuses some characters in a sheet's name, an empty one, and one that is there already. */
static const char *sheet_name(struct xlsx_writer *w, struct str name)
{
    struct buf b = {0};
    const char *z;

    for (size_t i = 0; i < name.n; i++)
        buf_char(&b, strchr("[]:*?/\\'", name.p[i]) ? ' ' : name.p[i]);
    z = cut(w, str_trim(buf_view(&b)), SHEET_CHARS_MAX);
    buf_release(&b);
    if (z[0] && workbook_validate_sheet_name(w->book, z) == LXW_NO_ERROR)
        return z;
    return NULL; /* the library numbers it */
}

static void set_page(lxw_worksheet *s)
{
    worksheet_set_landscape(s);
    worksheet_set_paper(s, 9); /* A4 */
    worksheet_set_margins(s, 0.4, 0.4, 0.6, 0.6);
    worksheet_fit_to_pages(s, 1, 0);
    worksheet_repeat_rows(s, 0, 0);
    worksheet_freeze_panes(s, 1, 0);
    worksheet_set_footer(s, "&C第 &P 页，共 &N 页");
}

static void end_sheet(struct xlsx_writer *w)
{
    if (w->sheet && w->columns > 0)
        worksheet_autofilter(w->sheet, 0, 0, w->row > 0 ? w->row - 1 : 0,
                             (lxw_col_t)(w->columns - 1));
}

void xlsx_sheet(struct xlsx_writer *w, struct str name, const struct xlsx_column *column, size_t n)
{
    end_sheet(w);
    w->sheet = workbook_add_worksheet(w->book, sheet_name(w, name));
    w->columns = (lxw_col_t)n;
    set_page(w->sheet);
    for (size_t i = 0; i < n; i++) {
        lxw_col_t c = (lxw_col_t)i;

        worksheet_set_column(w->sheet, c, c, column[i].width, NULL);
        worksheet_write_string(w->sheet, 0, c, cut(w, column[i].title, CELL_CHARS_MAX), w->head);
    }
    w->row = 1;
}

static void write_cell(struct xlsx_writer *w, lxw_col_t c, const struct xlsx_cell *cell)
{
    switch (cell->kind) {
    case XLSX_TEXT:
        worksheet_write_string(w->sheet, w->row, c, cut(w, cell->text, CELL_CHARS_MAX), w->text);
        break;
    case XLSX_INTEGER:
        worksheet_write_number(w->sheet, w->row, c, (double)cell->num, w->integer);
        break;
    case XLSX_MONEY_YUAN:
        worksheet_write_number(w->sheet, w->row, c, (double)cell->num / 100, w->money);
        break;
    case XLSX_DATE:
        worksheet_write_number(w->sheet, w->row, c,
                               (double)(cell->num - day_from_ymd(1899, 12, 30).n), w->date);
        break;
    }
}

void xlsx_row(struct xlsx_writer *w, const struct xlsx_cell *cell, size_t n)
{
    if (w->row >= LXW_ROW_MAX) {
        w->full = true;
        return;
    }
    for (size_t i = 0; i < n && i < w->columns; i++)
        if (!cell[i].empty)
            write_cell(w, (lxw_col_t)i, &cell[i]);
    w->row++;
}

enum err_code xlsx_close(struct xlsx_writer *w, struct err *err)
{
    lxw_error e;
    bool full = w->full;

    end_sheet(w);
    e = workbook_close(w->book);
    buf_release(&w->scratch);
    free(w);
    if (e != LXW_NO_ERROR) {
        err_set(err, ERR_IO, "xlsx: %s", lxw_strerror(e));
        return err_set_zh(err, "工作簿写入失败，请检查目录是否存在、磁盘是否已满");
    }
    if (!full)
        return ERR_OK;
    err_set(err, ERR_LIMIT, "xlsx: more than %d rows", LXW_ROW_MAX);
    return err_set_zh(err, "超过工作簿 %d 行的上限，多出的行没有写入，请缩小范围或改用 CSV",
                      LXW_ROW_MAX);
}
