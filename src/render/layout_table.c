/*
 * render/layout_table.c - tables: cells broken into lines, rows into parts that can stand on
 * different pages, the head repeated.
 */
#include "render/layout_internal.h"

/* A row of more lines than this is cut into parts of so many. */
enum { PART_LINES = 4, WHOLE_LINES = 8 };

#define CELL_PAD 4.0
#define CELL_LEADING 20.0
#define CELL_RULE MM(0.25)

struct cell_line {
    const struct line_text *text;
    struct line line;
};

struct table_cell {
    VEC(struct cell_line) line;
    double x, width;
    enum render_align align;
};

struct table_shape {
    const struct table_part *first; /* of the head, linked by next; NULL: it has none */
    double head_height;
};

struct table_part {
    const struct table_shape *shape;
    const struct table_cell *cell;
    size_t ncell;
    size_t from, to; /* lines of the cells that it shows */
    double height;
    bool starts, ends; /* the row */
    bool head;
    const struct table_part *next; /* within the head */
};

bool part_starts_row(const struct table_part *part)
{
    return part && part->starts;
}

bool part_ends_row(const struct table_part *part)
{
    return part && part->ends;
}

bool part_same_table(const struct table_part *a, const struct table_part *b)
{
    return a && b && a->shape == b->shape && !b->head;
}

double table_head_height(const struct table_part *part)
{
    return part->shape->head_height;
}

/* ---- drawing ---- */

static void cell_line(struct layout *l, const struct table_cell *c, size_t i, double y)
{
    const struct cell_line *line = &c->line.at[i];
    double x = c->x + CELL_PAD;

    if (c->align == RENDER_ALIGN_CENTER)
        x = c->x + (c->width - line->line.width) / 2;
    vec_push(l->a, &l->page->run,
             (struct page_run){line->text, line->line, x,
                               y + baseline(CELL_LEADING, line->text->style.size), PAGE_BLACK});
}

static void draw_cell(struct layout *l, const struct table_part *part, const struct table_cell *c,
                      double y)
{
    size_t to = c->line.n < part->to ? c->line.n : part->to;
    double inner = part->height - 2 * CELL_PAD, text = 0;

    draw_box(l, l->page, (struct page_box){c->x, y, CELL_RULE, part->height, PAGE_BLACK});
    if (part->starts && part->ends)
        text = (inner - (double)c->line.n * CELL_LEADING) / 2;
    for (size_t i = part->from; i < to; i++)
        cell_line(l, c, i, y + CELL_PAD + text + (double)(i - part->from) * CELL_LEADING);
}

static void rule(struct layout *l, double y)
{
    draw_box(l, l->page,
             (struct page_box){PAGE_LEFT, y, PAGE_MEASURE + CELL_RULE, CELL_RULE, PAGE_BLACK});
}

static void draw_row(struct layout *l, const struct table_part *part, double y)
{
    for (size_t i = 0; i < part->ncell; i++)
        draw_cell(l, part, &part->cell[i], y);
    draw_box(l, l->page,
             (struct page_box){PAGE_LEFT + PAGE_MEASURE, y, CELL_RULE, part->height, PAGE_BLACK});
}

void draw_part(struct layout *l, const struct table_part *part, double y, bool top)
{
    if (top)
        rule(l, y);
    draw_row(l, part, y);
}

void draw_part_end(struct layout *l, double y)
{
    rule(l, y);
}

void draw_table_head(struct layout *l, const struct table_part *part, double y)
{
    for (const struct table_part *p = part->shape->first; p; p = p->next) {
        draw_part(l, p, y, true);
        y += p->height;
    }
}

/* ---- measuring ---- */

static double *edges_of(const struct render_table *t, struct arena *a)
{
    double *x = ARENA_ARRAY(a, double, t->ncolumn + 1), sum = 0, at = 0;

    for (size_t i = 0; i < t->ncolumn; i++)
        sum += t->width[i];
    for (size_t i = 0; i < t->ncolumn; i++) {
        x[i] = PAGE_LEFT + at / sum * PAGE_MEASURE;
        at += t->width[i];
    }
    x[t->ncolumn] = PAGE_LEFT + PAGE_MEASURE;
    return x;
}

/* One line of the cell's text, as many as it takes. */
static enum err_code set_line(struct layout *l, struct str text, const struct line_style *style,
                              struct table_cell *c, struct err *err)
{
    struct line_text *t = ARENA_NEW(l->a, struct line_text);
    double measure = c->width - 2 * CELL_PAD;
    struct lines lines;

    measure = measure > style->size ? measure : style->size;
    TRY(line_measure(l->fonts, text, style, l->a, t, err));
    lines = line_break(t, &(struct line_measure){measure, measure, true}, l->a);
    for (size_t i = 0; i < lines.n; i++)
        vec_push(l->a, &c->line, (struct cell_line){t, lines.at[i]});
    return ERR_OK;
}

static enum err_code set_cell(struct layout *l, const struct render_cell *in, bool head,
                              struct table_cell *c, struct err *err)
{
    struct line_style style = {head ? RENDER_FACE_HEI : RENDER_FACE_FANG, SIZE_4, 0};
    struct str rest = in->text;

    c->align = in->align;
    do
        TRY(set_line(l, str_cut(&rest, STR("\n")), &style, c, err));
    while (rest.n > 0);
    return ERR_OK;
}

static enum err_code set_row(struct layout *l, const struct render_table *t,
                             const struct render_row *row, struct table_part *ret, struct err *err)
{
    const double *x = edges_of(t, l->a);
    struct table_cell *cell = ARENA_ARRAY(l->a, struct table_cell, row->ncell + 1);
    bool head = row < t->row + t->nhead;
    size_t column = 0, lines = (size_t)(row->lines > 1 ? row->lines : 1);

    for (size_t i = 0; i < row->ncell && column < t->ncolumn; i++) {
        size_t span = (size_t)(row->cell[i].span > 1 ? row->cell[i].span : 1);
        size_t to = column + span < t->ncolumn ? column + span : t->ncolumn;

        cell[i].x = x[column];
        cell[i].width = x[to] - x[column];
        TRY(set_cell(l, &row->cell[i], head, &cell[i], err));
        lines = cell[i].line.n > lines ? cell[i].line.n : lines;
        column = to;
        ret->ncell = i + 1;
    }
    ret->cell = cell;
    ret->to = lines;
    return ERR_OK;
}

static void push_part(struct layout *l, const struct table_part *part, bool keep)
{
    vec_push(l->a, &l->flow,
             (struct item){.kind = ITEM_ROW, .height = part->height, .part = part, .keep = keep});
}

static double part_height(const struct table_part *p)
{
    double pad = (p->starts ? CELL_PAD : 0) + (p->ends ? CELL_PAD : 0);

    return (double)(p->to - p->from) * CELL_LEADING + pad + (p->starts && p->ends ? 0 : CELL_PAD);
}

static void push_row(struct layout *l, const struct table_part *row, bool head)
{
    size_t total = row->to, step = total > WHOLE_LINES && !head ? PART_LINES : total;

    for (size_t from = 0; from < total; from += step) {
        struct table_part *p = ARENA_NEW(l->a, struct table_part);

        *p = *row;
        p->from = from;
        p->to = from + step < total ? from + step : total;
        p->starts = from == 0;
        p->ends = p->to == total;
        p->head = head;
        p->height = part_height(p);
        push_part(l, p, head);
    }
}

/* The head's parts are linked, to be drawn as one. */
static void link_head(struct layout *l, size_t first, struct table_shape *shape)
{
    for (size_t i = l->flow.n; i > first; i--) {
        struct table_part *p = (struct table_part *)l->flow.at[i - 1].part;

        shape->head_height += p->height;
        if (i < l->flow.n)
            p->next = l->flow.at[i].part;
    }
    if (l->flow.n > first)
        shape->first = l->flow.at[first].part;
}

enum err_code layout_table(struct layout *l, const struct render_table *t, struct err *err)
{
    struct table_shape *shape = ARENA_NEW(l->a, struct table_shape);
    size_t first;

    flow_gap(l, CELL_PAD);
    first = l->flow.n;
    for (size_t i = 0; i < t->nrow; i++) {
        struct table_part row = {.shape = shape};

        TRY(set_row(l, t, &t->row[i], &row, err));
        push_row(l, &row, i < t->nhead);
        if (i + 1 == t->nhead)
            link_head(l, first, shape);
    }
    flow_gap(l, CELL_PAD);
    return ERR_OK;
}
