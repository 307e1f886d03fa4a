/* service/screen/table.c - see table.h. */
#include "service/screen/table.h"

#include "base/bug.h"

/* Cuts s so that it takes at most width places, the last being … when something was cut. */
static struct str fit(struct arena *a, struct str s, size_t width)
{
    size_t used = 0;

    if (width == 0 || str_width(s) <= width)
        return s;
    for (size_t i = 0, len; i < s.n; i += len) {
        size_t w = (size_t)str_cp_width(str_utf8_at(s, i, &len));

        if (used + w + 1 > width)
            return str_fmt(a, "%.*s…", (int)i, s.p);
        used += w;
    }
    return s;
}

void screen_table_add(struct screen_table *t, const struct str *cell)
{
    struct str *row = ARENA_ARRAY(t->arena, struct str, t->ncolumn);

    for (size_t c = 0; c < t->ncolumn; c++) {
        size_t w;

        row[c] = str_dup(t->arena, fit(t->arena, cell[c], t->column[c].most));
        w = str_width(row[c]);
        if (w > t->width[c])
            t->width[c] = w;
    }
    vec_push(t->arena, &t->row, row);
}

void screen_table_init(struct screen_table *t, const struct screen_table_column *column,
                       size_t ncolumn, struct arena *a)
{
    struct str head[SCREEN_TABLE_COLUMNS];

    BUG_ON(ncolumn == 0 || ncolumn > SCREEN_TABLE_COLUMNS);
    memset(t, 0, sizeof(*t));
    t->column = column;
    t->ncolumn = ncolumn;
    t->arena = a;
    if (!column[0].head)
        return;
    for (size_t c = 0; c < ncolumn; c++)
        head[c] = str_from(column[c].head);
    screen_table_add(t, head);
}

/* Cells that are empty at the end of a row leave no blanks behind. */
static void end_line(struct buf *out)
{
    while (out->n > 0 && out->p[out->n - 1] == ' ')
        out->n--;
    buf_char(out, '\n');
}

void screen_table_print(const struct screen_table *t, int indent, struct buf *out)
{
    for (size_t r = 0; r < t->row.n; r++) {
        buf_fmt(out, "%*s", indent, "");
        for (size_t c = 0; c < t->ncolumn; c++) {
            struct str s = t->row.at[r][c];
            bool last = c + 1 == t->ncolumn, right = t->column[c].right;
            int gap = (int)(t->width[c] - str_width(s));

            if (right)
                buf_fmt(out, "%*s", gap, "");
            buf_str(out, s);
            if (!last)
                buf_fmt(out, "%*s", (right ? 0 : gap) + 2, "");
        }
        end_line(out);
    }
}
