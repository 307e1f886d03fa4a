/* service/document/text_read.c - lines into a document; see text.h. */
#include "base/fen.h"
#include "base/vec.h"
#include "service/document/text_internal.h"

enum { COLUMNS_MAX = 20, LINES_MAX = 50, WIDTH_MAX = 100 };

struct text_in {
    struct str rest;
    int line;
    struct arena *a;
    struct render_doc *doc;
    struct err *err;
    VEC(struct str) attachment, sign;
    VEC(struct render_block) block;
    VEC(struct render_row) row; /* of the table that is being read */
    struct render_table *table; /* NULL: none */
};

#define TEXT_FAIL(in, ...)                                                  \
    (err_set((in)->err, ERR_INVALID, "document text, line %d", (in)->line), \
     err_set_zh((in)->err, "文书稿第 %d 行：%s", (in)->line, str_fmt((in)->a, __VA_ARGS__).p))

static bool next_line(struct text_in *in, struct str *ret)
{
    if (in->rest.n == 0)
        return false;
    *ret = str_cut(&in->rest, STR("\n"));
    in->line++;
    return true;
}

/* The escapes undone; the text itself when there are none. */
static struct str plain(struct text_in *in, struct str s)
{
    struct buf b = {0};
    struct str text;

    if (!memchr(s.p ? s.p : "", '\\', s.n))
        return s;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (c == '\\' && i + 1 < s.n)
            c = s.p[++i] == 'n' ? '\n' : s.p[i] == 'r' ? '\r' : s.p[i];
        buf_char(&b, c);
    }
    text = str_dup(in->a, buf_view(&b));
    buf_release(&b);
    return text;
}

/* ---- headers ---- */

static enum err_code read_form(struct text_in *in, struct str value)
{
    for (int i = 0; i < TEXT_FORMS; i++)
        if (str_eq(value, str_from(text_forms[i]))) {
            in->doc->form = (enum render_form)i;
            return ERR_OK;
        }
    return TEXT_FAIL(in, "没有形式“%.*s”", STR_F(value));
}

/* header -> name '：' value */
static enum err_code read_header(struct text_in *in, struct str line)
{
    struct str value = line, name;

    if (!str_has(line, STR("：")))
        return TEXT_FAIL(in, "应当写成“名称：内容”，正文之前写“%s”一行", TEXT_BODY);
    name = str_cut(&value, STR("："));
    value = plain(in, value);
    for (size_t i = 0; i < text_nheader; i++)
        if (str_eq(name, str_from(text_headers[i].name))) {
            *(struct str *)(void *)((char *)in->doc + text_headers[i].at) = value;
            return ERR_OK;
        }
    if (str_eq(name, STR("形式")))
        return read_form(in, value);
    if (str_eq(name, STR("标题")))
        in->doc->title = value;
    else if (str_eq(name, STR("附件")))
        vec_push(in->a, &in->attachment, value);
    else if (str_eq(name, STR("署名")))
        vec_push(in->a, &in->sign, value);
    else if (str_eq(name, STR("印章")) && str_eq(value, STR("是")))
        in->doc->seal = true;
    else
        return TEXT_FAIL(in, "没有“%.*s”这一项", STR_F(name));
    return ERR_OK;
}

static enum err_code read_headers(struct text_in *in)
{
    struct str line;

    if (!next_line(in, &line) || !str_eq(line, STR(TEXT_FIRST_LINE)))
        return TEXT_FAIL(in, "第一行应当是“%s”", TEXT_FIRST_LINE);
    while (next_line(in, &line)) {
        if (str_eq(line, STR(TEXT_BODY)))
            return ERR_OK;
        TRY(read_header(in, line));
    }
    return TEXT_FAIL(in, "没有“%s”一行", TEXT_BODY);
}

/* ---- tables ---- */

static bool read_number(struct str s, int64_t low, int64_t high, int *ret)
{
    int64_t n;

    if (!fen_decimal(s, 0, &n) || n < low || n > high)
        return false;
    *ret = (int)n;
    return true;
}

/* The rows that were read belong to it. */
static void end_table(struct text_in *in)
{
    if (!in->table)
        return;
    in->table->row = in->row.at;
    in->table->nrow = in->row.n;
    if (in->table->nhead > in->row.n)
        in->table->nhead = in->row.n;
    in->table = NULL;
}

/* table -> '表' nhead width… */
static enum err_code start_table(struct text_in *in, struct str line)
{
    struct render_table *t = ARENA_NEW(in->a, struct render_table);
    int *width = ARENA_ARRAY(in->a, int, COLUMNS_MAX), nhead;
    struct str rest = str_trim(line);

    if (!read_number(str_cut(&rest, STR(" ")), 0, LINES_MAX, &nhead))
        return TEXT_FAIL(in, "“表”之后应当是表头的行数和各列的宽度");
    while (rest.n > 0) {
        if (t->ncolumn == COLUMNS_MAX ||
            !read_number(str_cut(&rest, STR(" ")), 1, WIDTH_MAX, &width[t->ncolumn]))
            return TEXT_FAIL(in, "表格应当有 1 至 %d 列，宽 1 至 %d", COLUMNS_MAX, WIDTH_MAX);
        t->ncolumn++;
    }
    if (t->ncolumn == 0)
        return TEXT_FAIL(in, "表格没有列");
    t->width = width;
    t->nhead = (size_t)nhead;
    in->table = t;
    in->row.at = NULL;
    in->row.n = in->row.cap = 0;
    vec_push(in->a, &in->block, (struct render_block){.kind = RENDER_TABLE, .table = t});
    return ERR_OK;
}

/* Up to the next '|' that is not escaped. */
static struct str cut_cell(struct str *rest)
{
    size_t i = 0;
    struct str cell;

    while (i < rest->n && rest->p[i] != '|')
        i += rest->p[i] == '\\' ? 2 : 1;
    i = i < rest->n ? i : rest->n;
    cell = str_sub(*rest, 0, i);
    *rest = i < rest->n ? str_tail(*rest, i + 1) : STR_NULL;
    return cell;
}

/* cell -> span ('l' | 'c') ' ' text */
static bool read_cell(struct text_in *in, struct str s, struct render_cell *ret)
{
    size_t digits = 0;

    while (digits < s.n && s.p[digits] >= '0' && s.p[digits] <= '9')
        digits++;
    if (!read_number(str_sub(s, 0, digits), 1, COLUMNS_MAX, &ret->span) || s.n < digits + 2 ||
        s.p[digits + 1] != ' ' || (s.p[digits] != 'l' && s.p[digits] != 'c'))
        return false;
    ret->align = s.p[digits] == 'c' ? RENDER_ALIGN_CENTER : RENDER_ALIGN_LEFT;
    ret->text = plain(in, str_tail(s, digits + 2));
    return true;
}

/* row -> '|' lines { '|' cell } */
static enum err_code read_row(struct text_in *in, struct str line)
{
    struct render_row row = {0};
    struct render_cell *cell = ARENA_ARRAY(in->a, struct render_cell, COLUMNS_MAX);
    struct str rest = line;

    if (!in->table)
        return TEXT_FAIL(in, "“|”开头的行只能在表格里，正文的段落前加“\\ ”");
    if (!read_number(cut_cell(&rest), 0, LINES_MAX, &row.lines))
        return TEXT_FAIL(in, "行高应当是 0 至 %d", LINES_MAX);
    while (rest.n > 0) {
        if (row.ncell == in->table->ncolumn || !read_cell(in, cut_cell(&rest), &cell[row.ncell]))
            return TEXT_FAIL(in, "格应当写成“1l 文字”或者“1c 文字”，不多于列数");
        row.ncell++;
    }
    row.cell = cell;
    vec_push(in->a, &in->row, row);
    return ERR_OK;
}

/* ---- body ---- */

static bool marked(struct str line, const char *mark, struct str *ret_text)
{
    size_t n = strlen(mark);

    if (!str_starts(line, str_from(mark)) || (line.n > n && line.p[n] != ' '))
        return false;
    *ret_text = line.n > n ? str_tail(line, n + 1) : STR_NULL;
    return true;
}

/* heading -> '#' … ' ' text */
static enum err_code read_heading(struct text_in *in, struct str line)
{
    struct render_block b = {.kind = RENDER_HEADING};

    while ((size_t)b.level < line.n && line.p[b.level] == '#')
        b.level++;
    if (b.level > 4 || (size_t)b.level >= line.n || line.p[b.level] != ' ')
        return TEXT_FAIL(in, "标题应当是一至四个“#”、一个空格和文字");
    b.text = plain(in, str_tail(line, (size_t)b.level + 1));
    vec_push(in->a, &in->block, b);
    return ERR_OK;
}

static enum err_code read_text(struct text_in *in, struct str line)
{
    struct render_block b = {.kind = RENDER_PARAGRAPH, .text = line};

    if (marked(line, text_marks[RENDER_FLUSH], &b.text))
        b.kind = RENDER_FLUSH;
    else if (marked(line, text_marks[RENDER_CENTER], &b.text))
        b.kind = RENDER_CENTER;
    else if (marked(line, text_marks[RENDER_RIGHT], &b.text))
        b.kind = RENDER_RIGHT;
    else if (str_starts(line, STR("\\ ")))
        b.text = str_tail(line, 2);
    b.text = plain(in, b.text);
    vec_push(in->a, &in->block, b);
    return ERR_OK;
}

static enum err_code read_line(struct text_in *in, struct str line)
{
    struct str rest;

    if (line.n > 0 && line.p[0] == '|')
        return read_row(in, str_tail(line, 1));
    end_table(in);
    if (marked(line, text_marks[RENDER_TABLE], &rest))
        return start_table(in, rest);
    if (str_eq(line, str_from(text_marks[RENDER_BREAK]))) {
        vec_push(in->a, &in->block, (struct render_block){.kind = RENDER_BREAK});
        return ERR_OK;
    }
    if (line.n > 0 && line.p[0] == '#')
        return read_heading(in, line);
    return read_text(in, line);
}

enum err_code document_text_read(struct str text, struct arena *a, struct render_doc *ret,
                                 struct err *err)
{
    struct render_doc doc = {.form = RENDER_PLAIN};
    struct text_in in = {.rest = text, .a = a, .doc = &doc, .err = err};
    struct str line;

    if (text.n > DOCUMENT_TEXT_MAX) {
        err_set(err, ERR_LIMIT, "document text of %zu bytes", text.n);
        return err_set_zh(err, "文书稿太长");
    }
    if (str_utf8_valid(text) != text.n)
        return TEXT_FAIL(&in, "文书稿应当是 UTF-8 文本");
    TRY(read_headers(&in));
    while (next_line(&in, &line))
        TRY(read_line(&in, line));
    end_table(&in);
    doc.attachment = in.attachment.at;
    doc.nattachment = in.attachment.n;
    doc.sign = in.sign.at;
    doc.nsign = in.sign.n;
    doc.block = in.block.at;
    doc.nblock = in.block.n;
    *ret = doc;
    return ERR_OK;
}
