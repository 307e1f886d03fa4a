/*
 * format/csv.c - rows of comma, tab or semicolon separated text, and what is done about broken
 * ones.
 *
 * A row is read again from its start when the window ends within it.  A quote that nothing closes
 * spoils the line it stands on, and reading goes on with the next line; what that search has
 * seen is remembered (no_closer), so that a file of such quotes costs no more than its length.
 */
#include "format/csv_internal.h"
#include "format/format_internal.h"

#include "base/mem.h"

enum { SHOWN_BYTES = 200 }; /* of a cell that is not read to its end */

struct csv {
    struct csv_shape shape;
    int64_t line;       /* of the next row */
    uint64_t no_closer; /* before this offset no quote closes a cell that is open */
};

static struct csv_scan scan_from(const struct format_table *t)
{
    const struct source *s = &t->source;
    const struct csv *c = t->reader;
    size_t known = c->no_closer > s->base ? (size_t)(c->no_closer - s->base) : 0;

    return (struct csv_scan){.p = s->p + s->pos,
                             .end = s->p + s->n,
                             .one_line = s->p + (known < s->n ? known : s->n),
                             .line = c->line,
                             .eof = s->eof};
}

static void move_to(struct format_table *t, const struct csv_scan *s)
{
    struct csv *c = t->reader;

    t->source.pos = (size_t)(s->p - t->source.p);
    c->line = s->line;
}

/* Undoubles quotes. */
static struct str unescape(struct arena *a, struct str s)
{
    char *out = arena_alloc(a, s.n);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        out[n++] = s.p[i];
        if (s.p[i] == '"' && i + 1 < s.n && s.p[i + 1] == '"')
            i++;
    }
    return (struct str){out, n};
}

/* ="00123" is how spreadsheets are told that digits are text. */
static struct str unwrap(struct str s)
{
    if (s.n >= 3 && s.p[0] == '=' && s.p[1] == '"' && s.p[s.n - 1] == '"' &&
        !memchr(s.p + 2, '"', s.n - 3))
        return str_sub(s, 2, s.n - 1);
    return s;
}

static void add_cell(struct format_table *t, const struct csv_scan *s, struct str text)
{
    if (s->quote && s->escaped)
        text = unescape(&t->rows.scratch, text);
    if (text.n > 0 && text.p[0] == '=')
        text = unwrap(text);
    row_add(&t->rows, (struct format_cell){text, text.n ? FORMAT_TEXT : FORMAT_EMPTY});
}

/* row -> cell { separator cell } line-end, all of it in the window, or CSV_MORE. */
static enum csv_step scan_row(struct format_table *t, struct csv_scan *s)
{
    const struct csv *c = t->reader;
    const char *start = s->p;
    enum csv_step step = CSV_CELL;

    while (step == CSV_CELL) {
        struct str text = STR("");

        if (t->rows.n == t->limits.columns || (size_t)(s->p - start) > t->limits.row_bytes) {
            s->cell = s->p;
            return CSV_LONG;
        }
        step = csv_scan_cell(&c->shape, s, &text);
        if (step == CSV_CELL || step == CSV_ROW)
            add_cell(t, s, text);
    }
    return step;
}

/* A line so long that the file is none of ours: the work on a broken row stays bounded. */
static bool endless(const struct format_table *t, uint64_t from)
{
    return t->source.base + t->source.pos - from > (uint64_t)t->limits.row_bytes * 16;
}

static enum err_code fail_endless(const struct format_table *t, struct err *err)
{
    size_t bytes = t->limits.row_bytes * 16;
    long long line = t->row.line;

    err_set(err, ERR_LIMIT, "line %lld: no end within %zu bytes", line, bytes);
    return err_set_zh(err,
                      "第 %lld 行开始的内容太长（%zu 字节内没有换行），不像表格文件，已停止读取",
                      line, bytes);
}

/* Skips to behind the next line end, whatever quotes there are. */
static enum err_code skip_line(struct format_table *t, struct err *err)
{
    struct csv *c = t->reader;
    struct source *s = &t->source;
    uint64_t from = s->base + s->pos;

    for (;;) {
        while (s->pos < s->n && s->p[s->pos] != '\n' && s->p[s->pos] != '\r')
            s->pos++;
        if (endless(t, from))
            return fail_endless(t, err);
        TRY(source_need(s, 2, err));
        if (s->pos == s->n)
            return ERR_OK;
        if (s->p[s->pos] != '\n' && s->p[s->pos] != '\r')
            continue;
        s->pos += s->p[s->pos] == '\r' && s->pos + 1 < s->n && s->p[s->pos + 1] == '\n';
        s->pos++;
        c->line++;
        return ERR_OK;
    }
}

/* Reading goes on behind the line on which the quote stands. */
static enum err_code resume_behind_quote(struct format_table *t, const struct csv_scan *s,
                                         struct err *err)
{
    struct csv *c = t->reader;
    size_t left = (size_t)(s->end - s->quote);
    size_t seen = left < c->shape.cell_bytes ? left : c->shape.cell_bytes;

    if (s->quote >= s->one_line)
        c->no_closer = t->source.base + (uint64_t)(s->quote - t->source.p) + seen;
    t->source.pos = (size_t)(s->quote - t->source.p);
    c->line = s->quote_line;
    return skip_line(t, err);
}

/* Skips what is left of a row that went over a limit, cell by cell. */
static enum err_code skip_row(struct format_table *t, struct err *err)
{
    struct csv *c = t->reader;
    uint64_t from = t->source.base + t->source.pos;

    while (!endless(t, from)) {
        struct csv_scan at = scan_from(t);
        struct str text;

        switch (csv_scan_cell(&c->shape, &at, &text)) {
        case CSV_CELL:
        case CSV_LONG:
            move_to(t, &at);
            break;
        case CSV_ROW:
            move_to(t, &at);
            return ERR_OK;
        case CSV_OPEN:
            return resume_behind_quote(t, &at, err);
        case CSV_MORE:
            TRY(source_fill(&t->source, err));
        }
    }
    return fail_endless(t, err);
}

/* The cells of a row with a problem were not checked, or not all of them. */
static void repair_cells(struct row_builder *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (utf8_check(r->cell[i].text, 0) < r->cell[i].text.n)
            r->cell[i].text = utf8_repair(&r->scratch, r->cell[i].text);
}

/* The start of a cell that is not read to its end, for the list of rejected rows. */
static void show_cell(struct format_table *t, const char *from, const char *end)
{
    struct str s = {from, (size_t)(end - from)};
    struct arena *a = &t->rows.scratch;

    s.n = s.n < SHOWN_BYTES * 2 ? s.n : SHOWN_BYTES * 2;
    s = utf8_shorten(a, utf8_repair(a, str_cut(&s, STR("\n"))), SHOWN_BYTES);
    row_add(&t->rows, (struct format_cell){s, FORMAT_TEXT});
}

static enum err_code give_up_open(struct format_table *t, const struct csv_scan *s, struct err *err)
{
    struct row_builder *r = &t->rows;

    repair_cells(r);
    row_problem(r, "第 %zu 列（第 %lld 行）的引号没有闭合，这一行未读入，从下一行继续", r->n + 1,
                (long long)s->quote_line);
    show_cell(t, s->quote, s->end);
    return resume_behind_quote(t, s, err);
}

static enum err_code give_up_long(struct format_table *t, const struct csv_scan *s, struct err *err)
{
    struct row_builder *r = &t->rows;
    const struct format_limits *l = &t->limits;

    repair_cells(r);
    if (r->n == l->columns) {
        row_problem(r, "超过 %zu 列的上限", l->columns);
    } else if ((size_t)(s->p - s->cell) > l->cell_bytes) {
        row_problem(r, "第 %zu 列超过 %zu 字节的上限", r->n + 1, l->cell_bytes);
        show_cell(t, s->cell, s->p);
    } else {
        row_problem(r, "整行超过 %zu 字节的上限", l->row_bytes);
    }
    move_to(t, s);
    return skip_row(t, err);
}

/* Names the cell that holds the malformed byte at offset bad of the window. */
static void name_bad_byte(struct format_table *t, size_t bad)
{
    struct row_builder *r = &t->rows;
    unsigned byte = (unsigned char)t->source.p[bad];
    size_t column = 0;

    while (column < r->n && utf8_check(r->cell[column].text, 0) == r->cell[column].text.n)
        column++;
    if (byte == 0)
        row_problem(r, "第 %zu 列有空字符（本行第 %zu 字节）", column + 1, bad - t->source.pos + 1);
    else if (t->source.decode)
        row_problem(r, "有无法识别的 GB18030 字节");
    else
        row_problem(r, "第 %zu 列有无效的 UTF-8 字节 0x%02X（本行第 %zu 字节）", column + 1, byte,
                    bad - t->source.pos + 1);
}

static enum err_code finish_row(struct format_table *t, struct csv_scan *s, enum csv_step step,
                                struct err *err)
{
    size_t end = (size_t)(s->p - t->source.p), bad;

    if (step == CSV_OPEN)
        return give_up_open(t, s, err);
    if (step == CSV_LONG)
        return give_up_long(t, s, err);
    bad = source_check(&t->source, end);
    if (bad < end) {
        name_bad_byte(t, bad);
        repair_cells(&t->rows);
    }
    move_to(t, s);
    return ERR_OK;
}

static enum err_code csv_next(struct format_table *t, bool *ret_more, struct err *err)
{
    struct csv *c = t->reader;

    for (;;) {
        struct csv_scan s = scan_from(t);
        enum csv_step step;

        row_begin(&t->rows);
        if (s.p == s.end && s.eof) {
            *ret_more = false;
            return ERR_OK;
        }
        t->row.line = c->line;
        step = scan_row(t, &s);
        if (step == CSV_MORE) {
            TRY(source_fill(&t->source, err));
            continue;
        }
        TRY(finish_row(t, &s, step, err));
        if (t->rows.problem.n > 0 || !row_blank(&t->rows))
            break;
    }
    *ret_more = true;
    return ERR_OK;
}

static void csv_close(struct format_table *t)
{
    free(t->reader);
}

static int csv_progress(const struct format_table *t)
{
    return source_progress(&t->source);
}

/* sep=; on the first line is how spreadsheets say it. */
static char said_separator(struct format_table *t)
{
    struct str v = source_view(&t->source);
    char sep;

    if (v.n < 6 || !str_starts(v, STR("sep=")) || (v.p[5] != '\n' && v.p[5] != '\r'))
        return 0;
    sep = v.p[4];
    if (sep != ',' && sep != ';' && sep != '\t')
        return 0;
    t->source.pos += 6 + (v.n > 6 && v.p[5] == '\r' && v.p[6] == '\n');
    return sep;
}

enum err_code csv_open(struct format_table *t, struct err *err)
{
    static const struct format_ops ops = {csv_next, csv_close, csv_progress};
    struct csv *c = MEM_NEW(struct csv);
    char sep = said_separator(t);

    (void)err;
    c->line = sep ? 2 : 1;
    csv_shape_init(&c->shape, sep ? sep : csv_sniff(source_view(&t->source)), t->limits.cell_bytes);
    t->reader = c;
    t->ops = &ops;
    return ERR_OK;
}
