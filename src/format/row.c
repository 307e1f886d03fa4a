/* format/row.c - the row that a reader is building; see format_internal.h. */
#include "format/format_internal.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>

void row_begin(struct row_builder *r)
{
    r->n = 0;
    if (r->scratch.used > 0)
        arena_reset(&r->scratch);
    buf_reset(&r->problem);
}

static void row_room(struct row_builder *r)
{
    if (r->n < r->cap)
        return;
    r->cap = r->cap ? r->cap * 2 : 64;
    r->cell = mem_realloc(r->cell, r->cap * sizeof(*r->cell));
    r->key = mem_realloc(r->key, r->cap * sizeof(*r->key));
}

void row_add(struct row_builder *r, struct format_cell cell)
{
    row_room(r);
    r->cell[r->n++] = cell;
}

void row_add_named(struct row_builder *r, struct str key, struct format_cell cell)
{
    row_room(r);
    r->key[r->n] = key;
    r->cell[r->n++] = cell;
}

void row_release(struct row_builder *r)
{
    free(r->cell);
    free(r->key);
    arena_release(&r->scratch);
    buf_release(&r->problem);
    *r = (struct row_builder){0};
}

void row_problem(struct row_builder *r, const char *fmt, ...)
{
    char text[256];
    va_list ap;

    if (r->problem.n > 0)
        return;
    va_start(ap, fmt);
    vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    /* A cut may have split a character. */
    buf_str(&r->problem, (struct str){text, str_utf8_valid(str_from(text))});
}

bool row_blank(const struct row_builder *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->cell[i].text.n > 0 && str_trim(r->cell[i].text).n > 0)
            return false;
    return true;
}
