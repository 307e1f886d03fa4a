/* render/layout.c - the flow of a document and how it is cut into pages; see layout_internal.h. */
#include "render/layout_internal.h"

const struct line_style style_text = {RENDER_FACE_FANG, SIZE_3, PAGE_CELL};
const struct line_style style_title = {RENDER_FACE_BOLD, SIZE_2, 0};
const struct line_style style_small = {RENDER_FACE_FANG, SIZE_4, 0};

#define BOTTOM (PAGE_TOP + PAGE_DEPTH)
#define PAGE_EPS 0.05

double baseline(double height, double size)
{
    const double ascent = 0.88; /* of the em, of all Chinese faces */

    return (height - size) / 2 + ascent * size;
}

/* ---- the flow ---- */

void flow_gap(struct layout *l, double height)
{
    vec_push(l->a, &l->flow, (struct item){.kind = ITEM_GAP, .height = height, .keep = true});
}

void flow_keep_last(struct layout *l, size_t n)
{
    for (size_t i = l->flow.n; i > 0 && n > 0; i--, n--)
        if (l->flow.at[i - 1].kind != ITEM_BREAK)
            l->flow.at[i - 1].keep = true;
}

static double left_of(const struct flow_style *s, const struct line *line, bool first)
{
    double indent = first ? s->indent : s->hang;

    if (s->align == FLOW_CENTER)
        return PAGE_LEFT + (s->measure - line->width) / 2;
    if (s->align == FLOW_RIGHT)
        return PAGE_LEFT + s->measure - line->width - indent;
    return PAGE_LEFT + indent;
}

enum err_code flow_text(struct layout *l, struct str text, const struct flow_style *s,
                        struct err *err)
{
    struct line_text *t = ARENA_NEW(l->a, struct line_text);
    struct lines lines;

    TRY(line_measure(l->fonts, text, &s->line, l->a, t, err));
    if (s->align == FLOW_CENTER)
        lines = line_balance(t, s->measure, l->a);
    else
        lines = line_break(t,
                           &(struct line_measure){s->measure - s->indent, s->measure - s->hang,
                                                  s->align == FLOW_FILL},
                           l->a);
    for (size_t i = 0; i < lines.n; i++) {
        struct item item = {.kind = ITEM_LINE, .height = s->height, .nrun = 1};

        item.keep = i == 0 ? lines.n > 1 : i + 2 == lines.n;
        item.run[0] = (struct page_run){.text = t,
                                        .line = lines.at[i],
                                        .x = left_of(s, &lines.at[i], i == 0),
                                        .y = baseline(s->height, s->line.size)};
        vec_push(l->a, &l->flow, item);
    }
    return ERR_OK;
}

static const struct flow_style paragraph = {
    .line = {RENDER_FACE_FANG, SIZE_3, PAGE_CELL},
    .indent = 2 * PAGE_CELL,
    .measure = PAGE_MEASURE,
    .height = PAGE_PITCH,
};

static enum err_code flow_heading(struct layout *l, const struct render_block *b, struct err *err)
{
    static const enum render_face face[] = {RENDER_FACE_HEI, RENDER_FACE_KAI, RENDER_FACE_FANG,
                                            RENDER_FACE_FANG};
    struct flow_style s = paragraph;
    struct buf text = {0};
    struct str whole;
    size_t first = l->flow.n;

    s.line.face = face[b->level - 1];
    l->counter[b->level]++;
    for (int i = b->level + 1; i <= 4; i++)
        l->counter[i] = 0;
    render_heading_number(&text, b->level, l->counter[b->level]);
    buf_str(&text, b->text);
    whole = str_dup(l->a, buf_view(&text));
    buf_release(&text);
    TRY(flow_text(l, whole, &s, err));
    l->flow.at[first].mark = whole;
    l->flow.at[first].level = b->level;
    flow_keep_last(l, l->flow.n - first);
    return ERR_OK;
}

static enum err_code flow_block(struct layout *l, const struct render_block *b, struct err *err)
{
    struct flow_style s = paragraph;

    switch (b->kind) {
    case RENDER_PARAGRAPH:
        return flow_text(l, b->text, &s, err);
    case RENDER_HEADING:
        return flow_heading(l, b, err);
    case RENDER_FLUSH:
        s.indent = 0;
        s.align = FLOW_LEFT;
        return flow_text(l, b->text, &s, err);
    case RENDER_CENTER:
        s.align = FLOW_CENTER;
        return flow_text(l, b->text, &s, err);
    case RENDER_RIGHT:
        s.align = FLOW_RIGHT;
        s.indent = 0;
        return flow_text(l, b->text, &s, err);
    case RENDER_TABLE:
        return layout_table(l, b->table, err);
    case RENDER_BREAK:
        vec_push(l->a, &l->flow, (struct item){.kind = ITEM_BREAK});
        return ERR_OK;
    }
    return ERR_OK;
}

static enum err_code flow_title(struct layout *l, struct err *err)
{
    struct flow_style s = {
        .line = style_title, .measure = PAGE_MEASURE, .height = 1.5 * SIZE_2, .align = FLOW_CENTER};
    struct str rest = l->doc->title;
    size_t first = l->flow.n;

    while (rest.n > 0)
        TRY(flow_text(l, str_cut(&rest, STR("\n")), &s, err));
    if (l->flow.n == first)
        return ERR_OK;
    l->flow.at[first].mark = l->doc->title;
    if (l->doc->form == RENDER_WRIT && l->doc->number.n > 0) {
        s = paragraph;
        s.align = FLOW_RIGHT;
        s.indent = 0;
        TRY(flow_text(l, l->doc->number, &s, err));
    }
    flow_gap(l, PAGE_PITCH);
    flow_keep_last(l, l->flow.n - first);
    return ERR_OK;
}

static enum err_code flow_addressee(struct layout *l, struct err *err)
{
    struct flow_style s = paragraph;
    struct str to = l->doc->addressee;

    if (to.n == 0)
        return ERR_OK;
    if (!str_ends(to, STR("：")))
        to = str_fmt(l->a, "%.*s：", STR_F(to));
    s.indent = 0;
    TRY(flow_text(l, to, &s, err));
    flow_keep_last(l, 1);
    return ERR_OK;
}

static enum err_code flow_document(struct layout *l, struct err *err)
{
    TRY(flow_title(l, err));
    TRY(flow_addressee(l, err));
    for (size_t i = 0; i < l->doc->nblock; i++)
        TRY(flow_block(l, &l->doc->block[i], err));
    return layout_end(l, err);
}

/* ---- drawing at a place ---- */

void draw_box(struct layout *l, struct page *p, struct page_box box)
{
    vec_push(l->a, &p->box, box);
}

enum err_code draw_text(struct layout *l, struct page *p, struct str text, const struct fixed *f,
                        struct err *err)
{
    struct line_text *t = ARENA_NEW(l->a, struct line_text);
    struct lines lines;
    double x = f->x;

    TRY(line_measure(l->fonts, text, &f->line, l->a, t, err));
    lines = line_break(t, &(struct line_measure){10 * PAGE_WIDTH, 10 * PAGE_WIDTH, false}, l->a);
    if (lines.n > 1 || lines.at[0].width > PAGE_MEASURE) {
        err_set(err, ERR_INVALID, "a text that must stand on one line is too long");
        return err_set_zh(err, "“%.*s”太长，一行排不下", STR_F(text));
    }
    if (f->at == FIXED_CENTER)
        x -= lines.at[0].width / 2;
    else if (f->at == FIXED_RIGHT)
        x -= lines.at[0].width;
    vec_push(l->a, &p->run, (struct page_run){t, lines.at[0], x, f->y, f->colour});
    return ERR_OK;
}

/* ---- cutting ---- */

struct page *new_page(struct layout *l)
{
    struct page *p = ARENA_NEW(l->a, struct page);

    vec_push(l->a, &l->pages->v, p);
    l->page = p;
    l->y = PAGE_TOP;
    return p;
}

static void put_item(struct layout *l, const struct item *item, bool top)
{
    for (int i = 0; i < item->nrun; i++) {
        struct page_run run = item->run[i];

        run.y += l->y;
        vec_push(l->a, &l->page->run, run);
    }
    if (item->kind == ITEM_ROW)
        draw_part(l, item->part, l->y, top);
    if (item->mark.n > 0)
        vec_push(l->a, &l->pages->mark,
                 (struct page_mark){item->mark, item->level, (int)l->pages->v.n - 1, l->y});
    l->y += item->height;
}

/* Does the page that starts with item i repeat the head of a table? */
static bool repeats(const struct layout *l, size_t i)
{
    return i > 0 && i < l->flow.n && part_same_table(l->flow.at[i - 1].part, l->flow.at[i].part);
}

/* How many items from `from` on stand on a page with so much room; at least one. */
static size_t fit(const struct layout *l, size_t from, double room)
{
    const struct item *flow = l->flow.at;
    size_t last = from, i = from;
    double used = repeats(l, from) ? table_head_height(flow[from].part) : 0;

    for (; i < l->flow.n && flow[i].kind != ITEM_BREAK; i++) {
        used += flow[i].height;
        if (used > room + PAGE_EPS && flow[i].kind != ITEM_GAP)
            break;
        if (!flow[i].keep)
            last = i + 1;
    }
    if (i == l->flow.n || flow[i].kind == ITEM_BREAK)
        return i;
    return last > from ? last : i > from ? i : from + 1;
}

static size_t skip_gaps(const struct layout *l, size_t i)
{
    while (i < l->flow.n && l->flow.at[i].kind == ITEM_GAP)
        i++;
    return i;
}

static void put_page(struct layout *l, size_t from, size_t to)
{
    const struct item *flow = l->flow.at;

    if (repeats(l, from)) {
        draw_table_head(l, flow[from].part, l->y);
        l->y += table_head_height(flow[from].part);
    }
    for (size_t i = from; i < to; i++) {
        put_item(l, &flow[i], i == from || part_starts_row(flow[i].part));
        if (flow[i].kind == ITEM_ROW && (i + 1 == to || part_ends_row(flow[i].part)))
            draw_part_end(l, l->y);
    }
}

static enum err_code too_long(struct err *err)
{
    err_set(err, ERR_LIMIT, "document has more than %d pages", RENDER_PAGES_MAX);
    return err_set_zh(err, "文书超过 %d 页，不能排版", RENDER_PAGES_MAX);
}

static enum err_code cut_pages(struct layout *l, struct err *err)
{
    size_t i = 0;

    l->y = l->head;
    while (i < l->flow.n) {
        size_t to = fit(l, i, BOTTOM - l->y);

        put_page(l, i, to);
        i = to;
        if (i < l->flow.n && l->flow.at[i].kind == ITEM_BREAK)
            i++;
        i = skip_gaps(l, i);
        if (i >= l->flow.n)
            break;
        if (l->pages->v.n >= RENDER_PAGES_MAX)
            return too_long(err);
        new_page(l);
    }
    l->text_pages = l->pages->v.n;
    return ERR_OK;
}

enum err_code render_layout(const struct render_fonts *fonts, const struct render_doc *doc,
                            struct arena *a, struct pages *ret, struct err *err)
{
    struct pages pages = {0};
    struct layout l = {.fonts = fonts, .doc = doc, .a = a, .pages = &pages};

    new_page(&l);
    TRY(layout_head(&l, err));
    TRY(flow_document(&l, err));
    TRY(cut_pages(&l, err));
    TRY(layout_imprint(&l, err));
    TRY(layout_numbers(&l, err));
    *ret = pages;
    return ERR_OK;
}
