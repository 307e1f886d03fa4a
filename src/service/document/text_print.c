/* service/document/text_print.c - a document into lines; see text.h. */
#include "service/document/text_internal.h"

#include <stddef.h>

#define AT(f) offsetof(struct render_doc, f)
const struct text_header text_headers[] = {
    {"密级", AT(secrecy)},    {"紧急程度", AT(urgency)}, {"标志", AT(head)},
    {"文号", AT(number)},     {"签发人", AT(signer)},    {"主送", AT(addressee)},
    {"成文日期", AT(date)},   {"抄送", AT(copy)},        {"印发机关", AT(issuer)},
    {"印发日期", AT(issued)}, {"作者", AT(author)},      {"文种", AT(subject)},
    {"关键词", AT(keywords)},
};
const size_t text_nheader = sizeof(text_headers) / sizeof(text_headers[0]);

const char *const text_forms[] = {
    [RENDER_OFFICIAL] = "公文", [RENDER_LETTER] = "信函", [RENDER_ORDER] = "命令",
    [RENDER_MINUTES] = "纪要",  [RENDER_WRIT] = "文书",   [RENDER_PLAIN] = "表格"};

const char *const text_marks[] = {
    [RENDER_PARAGRAPH] = NULL, [RENDER_HEADING] = "#", [RENDER_FLUSH] = ">",
    [RENDER_CENTER] = "^",     [RENDER_RIGHT] = "~",   [RENDER_TABLE] = "表",
    [RENDER_BREAK] = "换页"};

/* One line: what would end it, or a cell of it, is escaped. */
static void print_line(struct buf *b, struct str s, bool cell)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (c == '\n')
            buf_z(b, "\\n");
        else if (c == '\r')
            buf_z(b, "\\r");
        else if (c == '\\')
            buf_z(b, "\\\\");
        else if (c == '|' && cell)
            buf_z(b, "\\|");
        else
            buf_char(b, c);
    }
}

static void print_header(struct buf *b, const char *name, struct str value)
{
    if (value.n == 0)
        return;
    buf_fmt(b, "%s：", name);
    print_line(b, value, false);
    buf_char(b, '\n');
}

static void print_list(struct buf *b, const char *name, const struct str *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_fmt(b, "%s：", name);
        print_line(b, s[i], false);
        buf_char(b, '\n');
    }
}

static void print_headers(struct buf *b, const struct render_doc *doc)
{
    print_header(b, "形式", str_from(text_forms[doc->form]));
    for (size_t i = 0; i < text_nheader; i++)
        print_header(b, text_headers[i].name,
                     *(const struct str *)(const void *)((const char *)doc + text_headers[i].at));
    print_header(b, "标题", doc->title);
    print_list(b, "附件", doc->attachment, doc->nattachment);
    print_list(b, "署名", doc->sign, doc->nsign);
    if (doc->seal)
        buf_z(b, "印章：是\n");
}

/* A row: | lines | cells, each with span and l or c before its text. */
static void print_row(struct buf *b, const struct render_row *row)
{
    buf_fmt(b, "|%d", row->lines);
    for (size_t i = 0; i < row->ncell; i++) {
        const struct render_cell *c = &row->cell[i];

        buf_fmt(b, "|%d%c ", c->span, c->align == RENDER_ALIGN_CENTER ? 'c' : 'l');
        print_line(b, c->text, true);
    }
    buf_char(b, '\n');
}

static void print_table(struct buf *b, const struct render_table *t)
{
    buf_fmt(b, "%s %zu", text_marks[RENDER_TABLE], t->nhead);
    for (size_t i = 0; i < t->ncolumn; i++)
        buf_fmt(b, " %d", t->width[i]);
    buf_char(b, '\n');
    for (size_t i = 0; i < t->nrow; i++)
        print_row(b, &t->row[i]);
}

/* Does a plain paragraph look like something else? */
static bool looks_marked(struct str s)
{
    if (s.n == 0 || s.p[0] == '#' || s.p[0] == '>' || s.p[0] == '^' || s.p[0] == '~' ||
        s.p[0] == '|')
        return true;
    return str_starts(s, str_from(text_marks[RENDER_TABLE])) ||
           str_starts(s, str_from(text_marks[RENDER_BREAK]));
}

static void print_block(struct buf *b, const struct render_block *block)
{
    switch (block->kind) {
    case RENDER_TABLE:
        print_table(b, block->table);
        return;
    case RENDER_BREAK:
        buf_fmt(b, "%s\n", text_marks[RENDER_BREAK]);
        return;
    case RENDER_PARAGRAPH:
        if (looks_marked(block->text))
            buf_z(b, "\\ ");
        break;
    case RENDER_HEADING:
        for (int i = 0; i < block->level; i++)
            buf_char(b, '#');
        buf_char(b, ' ');
        break;
    case RENDER_FLUSH:
    case RENDER_CENTER:
    case RENDER_RIGHT:
        buf_fmt(b, "%s ", text_marks[block->kind]);
        break;
    }
    print_line(b, block->text, false);
    buf_char(b, '\n');
}

void document_text_print(struct buf *b, const struct render_doc *doc)
{
    buf_z(b, TEXT_FIRST_LINE "\n");
    print_headers(b, doc);
    buf_z(b, TEXT_BODY "\n");
    for (size_t i = 0; i < doc->nblock; i++)
        print_block(b, &doc->block[i]);
}
