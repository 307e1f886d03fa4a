/*
 * render/layout_end.c - what stands below the text: attachments (附件说明, 7.3.4), signature and date
 * (7.3.5), imprint (版记, 7.4), page numbers (7.5) and the code.
 */
#include "render/layout_internal.h"

#define BOTTOM (PAGE_TOP + PAGE_DEPTH)
#define RIGHT (PAGE_LEFT + PAGE_MEASURE)

/* ---- attachments ---- */

static void add_run(struct item *item, const struct line_text *t, const struct line *line, double x)
{
    item->run[item->nrun++] = (struct page_run){
        .text = t, .line = *line, .x = x, .y = baseline(item->height, t->style.size)};
}

/* A text that is one line, for the parts that stand before a hanging one. */
static enum err_code one_line(struct layout *l, struct str text, const struct line_style *style,
                              struct line_text **ret_text, struct line *ret_line, struct err *err)
{
    struct line_text *t = ARENA_NEW(l->a, struct line_text);
    struct lines lines;

    TRY(line_measure(l->fonts, text, style, l->a, t, err));
    lines = line_break(t, &(struct line_measure){10 * PAGE_WIDTH, 10 * PAGE_WIDTH, false}, l->a);
    *ret_text = t;
    *ret_line = lines.at[0];
    return ERR_OK;
}

/* A text that hangs behind its label: later lines stand below its first character. */
struct hanging {
    struct str label, text;
    double x, right; /* of the label's left edge and of the measure's end */
    struct line_style style;
    double height;
};

static enum err_code flow_hanging(struct layout *l, const struct hanging *h, struct err *err)
{
    struct line_text *label, *t = ARENA_NEW(l->a, struct line_text);
    struct line at;
    struct lines lines;
    double x, width;

    TRY(one_line(l, h->label, &h->style, &label, &at, err));
    x = h->x + at.width;
    width = h->right - x;
    TRY(line_measure(l->fonts, h->text, &h->style, l->a, t, err));
    lines = line_break(t, &(struct line_measure){width, width, true}, l->a);
    for (size_t i = 0; i < lines.n; i++) {
        struct item item = {.kind = ITEM_LINE, .height = h->height, .keep = i + 1 < lines.n};

        if (i == 0)
            add_run(&item, label, &at, h->x);
        add_run(&item, t, &lines.at[i], x);
        vec_push(l->a, &l->flow, item);
    }
    return ERR_OK;
}

/* "附件：" two characters in; with several, their numbers stand below each other. */
static enum err_code flow_attachments(struct layout *l, struct err *err)
{
    const double label = 3 * PAGE_CELL;
    struct hanging h = {.style = style_text, .right = RIGHT, .height = PAGE_PITCH};

    if (l->doc->nattachment == 0)
        return ERR_OK;
    flow_gap(l, PAGE_PITCH);
    for (size_t i = 0; i < l->doc->nattachment; i++) {
        h.x = PAGE_LEFT + 2 * PAGE_CELL + (i > 0 ? label : 0);
        h.label = l->doc->nattachment == 1
                      ? STR("附件：")
                      : str_fmt(l->a, "%s%zu. ", i == 0 ? "附件：" : "", i + 1);
        h.text = l->doc->attachment[i];
        TRY(flow_hanging(l, &h, err));
    }
    return ERR_OK;
}

/* ---- signature and date ---- */

static double width_of(struct layout *l, struct str text, struct err *err)
{
    struct line_text *t;
    struct line line;

    return one_line(l, text, &style_text, &t, &line, err) == ERR_OK ? line.width : -1;
}

/* A long name is broken; its lines are flush right. */
static enum err_code flow_right(struct layout *l, struct str text, double right, struct err *err)
{
    struct flow_style s = {.line = style_text,
                           .indent = right,
                           .hang = right,
                           .measure = PAGE_MEASURE,
                           .height = PAGE_PITCH,
                           .align = FLOW_RIGHT};
    size_t first = l->flow.n;

    TRY(flow_text(l, text, &s, err));
    /* FLOW_RIGHT takes the indent of the first line; the others hang by the same. */
    flow_keep_last(l, l->flow.n - first);
    return ERR_OK;
}

/*
 * With a seal (7.3.5.1) the date ends four characters before the edge and the name stands centred
 * over it; without one (7.3.5.3) the name ends two characters before the edge and the date starts two
 * characters behind the name's start.  What is wider moves the other.
 */
static void sign_places(const struct layout *l, double sign, double date, double *ret_sign,
                        double *ret_date)
{
    const double two = 2 * PAGE_CELL;

    if (l->doc->seal) {
        *ret_date = 2 * two;
        *ret_sign = 2 * two + (date - sign) / 2;
        if (*ret_sign < two) { /* a long name stays off the edge, the date below its middle */
            *ret_sign = sign + two > PAGE_MEASURE ? 0 : two;
            *ret_date = *ret_sign + (sign - date) / 2;
        }
        return;
    }
    *ret_sign = two;
    *ret_date = two + sign - two - date;
    if (*ret_date < two) {
        *ret_date = two;
        *ret_sign = two + date + two - sign;
    }
}

static enum err_code flow_sign(struct layout *l, struct err *err)
{
    double sign = 0, date, right, below;

    if (l->doc->date.n == 0 && l->doc->nsign == 0)
        return ERR_OK;
    for (size_t i = 0; i < l->doc->nsign; i++) {
        double w = width_of(l, l->doc->sign[i], err);

        if (w < 0)
            return err->code;
        sign = w > sign ? w : sign;
    }
    date = width_of(l, l->doc->date, err);
    if (date < 0)
        return err->code;
    sign = sign < PAGE_MEASURE ? sign : PAGE_MEASURE;
    sign_places(l, sign, date, &right, &below);
    flow_keep_last(l, 2);
    flow_gap(l, l->doc->seal ? 2 * PAGE_PITCH : PAGE_PITCH);
    for (size_t i = 0; i < l->doc->nsign; i++)
        TRY(flow_right(l, l->doc->sign[i], right > 0 ? right : 0, err));
    if (l->doc->date.n > 0)
        TRY(flow_right(l, l->doc->date, below > 0 ? below : 0, err));
    return ERR_OK;
}

enum err_code layout_end(struct layout *l, struct err *err)
{
    TRY(flow_attachments(l, err));
    return flow_sign(l, err);
}

/* ---- imprint ---- */

#define IMPRINT_LINE (1.7 * SIZE_4)
#define IMPRINT_THICK MM(0.35)
#define IMPRINT_THIN MM(0.25)

static void imprint_rule(struct layout *l, double y, double thick)
{
    draw_box(l, l->page, (struct page_box){PAGE_LEFT, y, PAGE_MEASURE, thick, PAGE_BLACK});
}

/* The lines of 抄送 as a flow of their own, taken off again. */
static enum err_code copy_lines(struct layout *l, struct item **ret, size_t *ret_n, struct err *err)
{
    size_t first = l->flow.n;
    struct hanging h = {.label = STR("抄送："),
                        .text = l->doc->copy,
                        .x = PAGE_LEFT + SIZE_4,
                        .right = RIGHT - SIZE_4,
                        .style = style_small,
                        .height = IMPRINT_LINE};

    if (l->doc->copy.n > 0) {
        if (!str_ends(h.text, STR("。")))
            h.text = str_fmt(l->a, "%.*s。", STR_F(h.text));
        TRY(flow_hanging(l, &h, err));
    }
    *ret = l->flow.at + first;
    *ret_n = l->flow.n - first;
    l->flow.n = first;
    return ERR_OK;
}

static void put_lines(struct layout *l, const struct item *item, size_t n, double y)
{
    for (size_t i = 0; i < n; i++) {
        for (int k = 0; k < item[i].nrun; k++) {
            struct page_run run = item[i].run[k];

            run.y += y;
            vec_push(l->a, &l->page->run, run);
        }
        y += item[i].height;
    }
}

static enum err_code issuer_line(struct layout *l, double y, struct err *err)
{
    struct fixed f = {.line = style_small, .x = PAGE_LEFT + SIZE_4};
    struct str issued = str_fmt(l->a, "%.*s印发", STR_F(l->doc->issued));

    f.y = y + baseline(IMPRINT_LINE, SIZE_4);
    TRY(draw_text(l, l->page, l->doc->issuer, &f, err));
    f.at = FIXED_RIGHT;
    f.x = RIGHT - SIZE_4;
    return draw_text(l, l->page, issued, &f, err);
}

/* The imprint stands on the last page, which is an even one in a printed 文件. */
static void imprint_page(struct layout *l, double height)
{
    bool even = l->doc->form != RENDER_LETTER;

    if (l->y + height > BOTTOM || (even && l->pages->v.n % 2 == 1))
        new_page(l);
    if (even && l->pages->v.n % 2 == 1)
        new_page(l);
}

enum err_code layout_imprint(struct layout *l, struct err *err)
{
    bool ruled = l->doc->form != RENDER_LETTER && l->doc->issuer.n > 0;
    struct item *copy;
    size_t n;
    double height, y;

    TRY(copy_lines(l, &copy, &n, err));
    if (n == 0 && !ruled)
        return ERR_OK;
    height = (double)(n + ruled) * IMPRINT_LINE;
    imprint_page(l, height + PAGE_PITCH);
    y = BOTTOM - height;
    put_lines(l, copy, n, y);
    if (!ruled)
        return ERR_OK; /* 10.1: a letter's imprint has no rules and no issuer */
    imprint_rule(l, y, IMPRINT_THICK);
    if (n > 0)
        imprint_rule(l, BOTTOM - IMPRINT_LINE, IMPRINT_THIN);
    TRY(issuer_line(l, BOTTOM - IMPRINT_LINE, err));
    imprint_rule(l, BOTTOM - IMPRINT_THICK, IMPRINT_THICK);
    return ERR_OK;
}

/* ---- page numbers, stamp, code ---- */

static enum err_code page_number(struct layout *l, size_t i, struct err *err)
{
    const double dash = 0.38; /* of the em: how high a dash stands */
    struct fixed f = {.line = {RENDER_FACE_SONG, SIZE_4, 0}};
    bool odd = i % 2 == 0;

    f.at = odd ? FIXED_RIGHT : FIXED_LEFT;
    f.x = odd ? RIGHT - SIZE_4 : PAGE_LEFT + SIZE_4;
    f.y = BOTTOM + MM(7) + dash * SIZE_4;
    return draw_text(l, l->pages->v.at[i], str_fmt(l->a, "— %zu —", i + 1), &f, err);
}

static enum err_code page_stamp(struct layout *l, struct page *p, struct err *err)
{
    struct fixed f = {.line = {RENDER_FACE_HEI, SIZE_4, 0},
                      .colour = PAGE_GREY,
                      .x = PAGE_LEFT,
                      .y = PAGE_TOP - MM(12)};

    return l->doc->stamp.n ? draw_text(l, p, l->doc->stamp, &f, err) : ERR_OK;
}

/* On the last page that has text, in the lower margin, on the side where the number is not. */
static enum err_code page_code(struct layout *l, struct err *err)
{
    const double size = MM(16);
    size_t last = l->pages->v.n - 1;
    struct page *p = l->pages->v.at[last];
    bool odd = last % 2 == 0;
    struct fixed note = {.line = {RENDER_FACE_SONG, SIZE_SMALL_5, 0}, .y = BOTTOM + MM(6)};
    double x = odd ? PAGE_LEFT : RIGHT - size;

    if (l->doc->qr.n == 0)
        return ERR_OK;
    TRY(layout_code(l, p, x, BOTTOM + MM(3), err));
    note.at = odd ? FIXED_LEFT : FIXED_RIGHT;
    note.x = odd ? x + size + MM(2) : x - MM(2);
    for (struct str rest = l->doc->qr_note; rest.n > 0; note.y += 1.4 * SIZE_SMALL_5)
        TRY(draw_text(l, p, str_cut(&rest, STR("\n")), &note, err));
    return ERR_OK;
}

enum err_code layout_numbers(struct layout *l, struct err *err)
{
    for (size_t i = 0; i < l->pages->v.n; i++) {
        TRY(page_stamp(l, l->pages->v.at[i], err));
        /* 7.5: pages that hold the imprint alone have no number; 10.1.8: nor has a letter's first. */
        if (i < l->text_pages && (i > 0 || l->doc->form != RENDER_LETTER))
            TRY(page_number(l, i, err));
    }
    return page_code(l, err);
}
