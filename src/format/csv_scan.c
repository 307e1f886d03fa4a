/*
 * format/csv_scan.c - see csv_internal.h.
 *
 * RFC 4180 and what people make of it: any line ending; a quote inside an unquoted cell is a
 * character; a quoted cell ends at a quote that a separator or a line end follows, blanks between
 * them being dropped, and any other single quote in it is a character.
 */
#include "format/csv_internal.h"

enum { CSV_ENDS_PLAIN = 1, CSV_IN_QUOTES = 2 };

void csv_shape_init(struct csv_shape *c, char sep, size_t cell_bytes)
{
    *c = (struct csv_shape){.sep = sep, .cell_bytes = cell_bytes};
    c->class['\n'] = c->class['\r'] = CSV_ENDS_PLAIN | CSV_IN_QUOTES;
    c->class[(unsigned char)sep] |= CSV_ENDS_PLAIN;
    c->class['"'] |= CSV_IN_QUOTES;
}

static bool is(const struct csv_shape *c, char byte, unsigned char class)
{
    return c->class[(unsigned char)byte] & class;
}

/* Steps over the separator or line end at p, behind a cell. */
static enum csv_step end_cell(struct csv_scan *s, char sep)
{
    if (s->p == s->end)
        return s->eof ? CSV_ROW : CSV_MORE;
    if (*s->p == sep) {
        s->p++;
        return CSV_CELL;
    }
    if (*s->p == '\r' && s->p + 1 == s->end && !s->eof)
        return CSV_MORE;
    if (*s->p == '\r' && s->p + 1 < s->end && s->p[1] == '\n')
        s->p++;
    s->p++;
    s->line++;
    return CSV_ROW;
}

/* plain -> { any but separator, line end } */
static enum csv_step scan_plain(const struct csv_shape *c, struct csv_scan *s, struct str *ret)
{
    const char *p = s->p;

    while (p < s->end && !is(c, *p, CSV_ENDS_PLAIN))
        p++;
    *ret = (struct str){s->p, (size_t)(p - s->p)};
    s->p = p;
    return ret->n > c->cell_bytes ? CSV_LONG : end_cell(s, c->sep);
}

enum quote { QUOTE_CLOSES, QUOTE_DOUBLED, QUOTE_LITERAL, QUOTE_MORE };

/* What the quote at p inside a quoted cell is; *ret_end: what stands behind it and its blanks. */
static enum quote quote_at(const struct csv_shape *c, const struct csv_scan *s, const char *p,
                           const char **ret_end)
{
    const char *q = p + 1;

    if (q < s->end && *q == '"')
        return QUOTE_DOUBLED;
    while (q < s->end && *q == ' ')
        q++;
    *ret_end = q;
    if (q == s->end)
        return s->eof ? QUOTE_CLOSES : QUOTE_MORE;
    return is(c, *q, CSV_ENDS_PLAIN) ? QUOTE_CLOSES : QUOTE_LITERAL;
}

/* A line end inside quotes, CR LF counted at its LF; false: it may not stand here. */
static bool line_at(struct csv_scan *s, const char *p)
{
    s->line += *p == '\n' || p + 1 == s->end || p[1] != '\n';
    return s->quote >= s->one_line;
}

/* Finds the closing quote of the cell whose text starts at p; CSV_CELL when there is one. */
static enum csv_step find_close(const struct csv_shape *c, struct csv_scan *s, const char *p,
                                const char **ret_close)
{
    for (;; p++) {
        while (p < s->end && !is(c, *p, CSV_IN_QUOTES))
            p++;
        if ((size_t)(p - s->quote) > c->cell_bytes)
            return CSV_OPEN;
        if (p == s->end)
            return s->eof ? CSV_OPEN : CSV_MORE;
        if (*p != '"') {
            if (!line_at(s, p))
                return CSV_OPEN;
            continue;
        }
        switch (quote_at(c, s, p, &s->p)) {
        case QUOTE_MORE:
            return CSV_MORE;
        case QUOTE_DOUBLED:
            s->escaped = true;
            p++;
            break;
        case QUOTE_LITERAL:
            break;
        case QUOTE_CLOSES:
            *ret_close = p;
            return CSV_CELL;
        }
    }
}

/* quoted -> '"' { any but '"' | '""' | '"' not before separator or line end } '"' { ' ' } */
static enum csv_step scan_quoted(const struct csv_shape *c, struct csv_scan *s, struct str *ret)
{
    const char *close = NULL;
    enum csv_step step;

    s->quote = s->p;
    s->quote_line = s->line;
    s->escaped = false;
    step = find_close(c, s, s->p + 1, &close);
    if (step != CSV_CELL)
        return step;
    *ret = (struct str){s->quote + 1, (size_t)(close - s->quote - 1)};
    return end_cell(s, c->sep);
}

enum csv_step csv_scan_cell(const struct csv_shape *c, struct csv_scan *s, struct str *ret_text)
{
    s->cell = s->p;
    s->quote = NULL;
    if (s->p == s->end && !s->eof)
        return CSV_MORE;
    if (s->p == s->end || *s->p != '"')
        return scan_plain(c, s, ret_text);
    return scan_quoted(c, s, ret_text);
}
