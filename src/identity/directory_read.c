/* identity/directory_read.c - rows of a sheet by the titles of its columns; see directory_internal.h. */
#include "identity/directory_internal.h"

enum { FILE_MAX = 32 << 20, ROWS_MAX = 20000, PROBLEMS_MAX = 200 };

void directory_problem_print(struct buf *b, const struct directory_problem *p)
{
    if (p->sheet.n)
        buf_fmt(b, "工作表“%.*s”", STR_F(p->sheet));
    if (p->line)
        buf_fmt(b, "第 %lld 行", (long long)p->line);
    if (p->column.n)
        buf_fmt(b, "“%.*s”列", STR_F(p->column));
    buf_fmt(b, "：%.*s", STR_F(p->zh));
}

void directory_add(struct arena *a, struct directory_problems *problems,
                   const struct directory_row *row, struct str column, struct str zh)
{
    struct directory_problem p = {row->sheet, row->line, row->no, column, str_dup(a, zh)};
    size_t i;

    if (problems->v.n >= PROBLEMS_MAX)
        return;
    vec_push(a, &problems->v, p);
    for (i = problems->v.n - 1; i > 0 && problems->v.at[i - 1].no > p.no; i--)
        problems->v.at[i] = problems->v.at[i - 1];
    problems->v.at[i] = p;
}

/* ---- the header ---- */

struct reading {
    const struct directory_shape *shape;
    struct arena *a;
    struct directory_rows *rows;
    struct directory_problems *problems;
    size_t sheet_no, no;
    bool header;                   /* of the sheet at hand is known */
    int column[DIRECTORY_COLUMNS]; /* where each stands; -1: nowhere */
    size_t sheets;                 /* with such a header */
};

static int find_title(const struct format_row *row, struct str title)
{
    for (size_t i = 0; i < row->n; i++)
        if (str_eq(str_trim(row->cell[i].text), title))
            return (int)i;
    return -1;
}

static void read_header(struct reading *r, const struct format_row *row)
{
    struct directory_row at = {.sheet = str_dup(r->a, row->sheet), .line = row->line, .no = r->no};

    for (size_t i = 0; i < r->shape->n; i++) {
        r->column[i] = find_title(row, r->shape->title[i]);
        if (r->column[i] < 0 && (r->shape->required >> i & 1))
            directory_add(r->a, r->problems, &at, r->shape->title[i], STR("缺少这一列"));
    }
    r->header = true;
    r->sheets++;
}

/* ---- rows ---- */

static struct str read_cell(struct reading *r, const struct format_row *row,
                            const struct directory_row *at, size_t i)
{
    int column = r->column[i];
    const struct format_cell *cell;

    if (column < 0 || (size_t)column >= row->n)
        return STR("");
    cell = &row->cell[column];
    if (cell->kind == FORMAT_FORMULA || cell->kind == FORMAT_BROKEN) {
        directory_add(r->a, r->problems, at, r->shape->title[i],
                      cell->kind == FORMAT_FORMULA ? STR("不能是公式，请粘贴为数值")
                                                   : STR("单元格的值已损坏"));
        return STR("");
    }
    return str_dup(r->a, str_trim(cell->text));
}

static void read_row(struct reading *r, const struct format_row *row)
{
    struct directory_row at = {.sheet = str_dup(r->a, row->sheet), .line = row->line, .no = r->no};
    bool empty = true;

    if (row->problem) {
        directory_add(r->a, r->problems, &at, STR(""), str_from(row->problem));
        return;
    }
    for (size_t i = 0; i < r->shape->n; i++) {
        at.cell[i] = read_cell(r, row, &at, i);
        empty = empty && at.cell[i].n == 0;
    }
    for (size_t i = 0; i < r->shape->n && !empty; i++)
        if (at.cell[i].n == 0 && r->column[i] >= 0 && (r->shape->required >> i & 1))
            directory_add(r->a, r->problems, &at, r->shape->title[i], STR("没有填写"));
    if (!empty)
        vec_push(r->a, &r->rows->v, at);
}

static void take(struct reading *r, const struct format_row *row)
{
    r->no++;
    if (row->sheet_no != r->sheet_no) {
        r->sheet_no = row->sheet_no;
        r->header = false;
    }
    if (r->header)
        read_row(r, row);
    else if (find_title(row, r->shape->title[0]) >= 0)
        read_header(r, row);
}

static enum err_code read_all(struct reading *r, struct format_table *t, struct err *err)
{
    const struct format_row *row;

    for (;;) {
        TRY(format_next(t, &row, err));
        if (!row)
            return ERR_OK;
        take(r, row);
        if (r->rows->v.n > ROWS_MAX) {
            err_set(err, ERR_LIMIT, "more than %d rows", ROWS_MAX);
            return err_set_zh(err, "名录超过 %d 行，请分成几个文件", ROWS_MAX);
        }
    }
}

enum err_code directory_read(const struct directory_shape *shape, const char *path, struct arena *a,
                             struct directory_rows *ret, struct directory_problems *problems,
                             struct err *err)
{
    struct format_limits limits = {.file_bytes = FILE_MAX, .unpacked_bytes = 8 * (size_t)FILE_MAX};
    struct reading r = {.shape = shape, .a = a, .rows = ret, .problems = problems};
    struct directory_row nowhere = {.sheet = shape->sheet};
    struct format_table *t;
    enum err_code rc;

    TRY(format_open(path, FORMAT_AUTO, &limits, &t, err));
    rc = read_all(&r, t, err);
    format_close(t);
    if (rc == ERR_OK && r.sheets == 0)
        directory_add(a, problems, &nowhere, shape->title[0], STR("文件里没有哪个工作表有这一列"));
    return rc;
}
