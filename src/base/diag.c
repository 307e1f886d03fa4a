/* base/diag.c - see diag.h. */
#include "base/diag.h"

#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

void diag_init(struct diag_list *l, struct arena *arena)
{
    *l = (struct diag_list){.arena = arena};
}

static struct str line_of(struct str source, int line)
{
    struct str rest = source, cut = STR_NULL;

    for (int i = 0; i < line && (rest.n > 0 || i == 0); i++)
        cut = str_cut(&rest, STR("\n"));
    if (cut.n > 0 && cut.p[cut.n - 1] == '\r')
        cut.n--;
    return cut;
}

static struct str format_va(struct arena *a, const char *fmt, va_list ap)
{
    va_list again;
    int n;
    char *p;

    va_copy(again, ap);
    n = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    p = arena_alloc(a, (size_t)n + 1);
    vsnprintf(p, (size_t)n + 1, fmt, ap);
    return (struct str){p, (size_t)n};
}

struct diag *diag_add(struct diag_list *l, enum diag_level level, struct str file,
                      struct str source, int line, int column, const char *fmt, ...)
{
    struct diag d = {.level = level, .line = line, .column = column, .width = 1};
    va_list ap;

    va_start(ap, fmt);
    d.text = format_va(l->arena, fmt, ap);
    va_end(ap);
    d.file = str_dup(l->arena, file);
    if (line > 0 && source.n > 0)
        d.source_line = str_dup(l->arena, line_of(source, line));
    vec_push(l->arena, &l->v, d);
    l->errors += level == DIAG_ERROR;
    return vec_last(&l->v);
}

void diag_hint(struct diag_list *l, struct diag *d, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    d->hint = format_va(l->arena, fmt, ap);
    va_end(ap);
}

static void print_marker(struct buf *b, const struct diag *d)
{
    struct str s = d->source_line;
    int column = 1, marked = 0;

    buf_z(b, "    ");
    for (size_t i = 0, len; i < s.n && marked < d->width; i += len, column++) {
        uint32_t cp = str_utf8_at(s, i, &len);
        bool under = column >= d->column;

        if (cp == '\t')
            buf_char(b, '\t');
        else
            for (int w = 0; w < str_cp_width(cp); w++)
                buf_char(b, under ? (marked == 0 && w == 0 ? '^' : '~') : ' ');
        marked += under;
    }
    if (marked == 0)
        buf_char(b, '^');
    buf_char(b, '\n');
}

void diag_print(struct buf *b, const struct diag *d)
{
    static const char *const level[] = {
        [DIAG_ERROR] = "错误", [DIAG_WARNING] = "警告", [DIAG_NOTE] = "说明"};

    buf_str(b, d->file);
    if (d->line > 0)
        buf_fmt(b, ":%d:%d", d->line, d->column);
    buf_fmt(b, ": %s: %.*s\n", level[d->level], STR_F(d->text));
    if (d->source_line.n > 0) {
        buf_fmt(b, "    %.*s\n", STR_F(d->source_line));
        print_marker(b, d);
    }
    if (d->hint.n > 0)
        buf_fmt(b, "  提示: %.*s\n", STR_F(d->hint));
}

void diag_print_all(struct buf *b, const struct diag_list *l)
{
    for (size_t i = 0; i < l->v.n; i++)
        diag_print(b, &l->v.at[i]);
}
