/*
 * render/layout_head.c - what stands above the text on the first page (版头): GB/T 9704-2012, 7.2
 * for 文件, 10.1 for 信函, 10.2 for 命令, 10.3 for 纪要.
 */
#include "render/layout_internal.h"

#define CENTER (PAGE_LEFT + PAGE_MEASURE / 2)
#define RIGHT (PAGE_LEFT + PAGE_MEASURE)
#define RULE_THICK MM(0.7)
#define RULE_THIN MM(0.25)

/* The largest size at which the head stands on one line; a long one at the smallest on several. */
static double head_size(const struct line_text *unit)
{
    const double largest = 48, smallest = 26;
    double ems = line_width(unit, 0, unit->n), size = PAGE_MEASURE / (ems > 0 ? ems : 1);

    return size > largest ? largest : size < smallest ? smallest : size;
}

/* How high the highest glyph stands over the baseline, in ems: the standard measures from the edge of
 * the characters, not of their squares. */
static double ink_top(const struct layout *l, const struct line_text *t)
{
    int top = 0;

    for (size_t i = 0; i < t->n; i++) {
        int at = render_fonts_top(l->fonts, &t->at[i].g);

        top = at > top ? at : top;
    }
    return top / 1000.0;
}

/* Red, centred, its upper edge at y; *ret_y is its lower edge. */
static enum err_code red_head(struct layout *l, double y, double *ret_y, struct err *err)
{
    const double leading = 1.25;
    struct line_style style = {RENDER_FACE_BOLD, 1, 0};
    struct line_text unit, *t = ARENA_NEW(l->a, struct line_text);
    struct lines lines;
    double top;

    TRY(line_measure(l->fonts, l->doc->head, &style, l->a, &unit, err));
    style.size = head_size(&unit);
    TRY(line_measure(l->fonts, l->doc->head, &style, l->a, t, err));
    lines = line_balance(t, PAGE_MEASURE, l->a);
    top = ink_top(l, t) * style.size;
    for (size_t i = 0; i < lines.n; i++) {
        struct page_run run = {t, lines.at[i], CENTER - lines.at[i].width / 2, y + top, PAGE_RED};

        vec_push(l->a, &l->page->run, run);
        y += i + 1 < lines.n ? leading * style.size : style.size;
    }
    *ret_y = y;
    return ERR_OK;
}

static void red_rule(struct layout *l, double x, double y, double width, double thick)
{
    draw_box(l, l->page, (struct page_box){x, y, width, thick, PAGE_RED});
}

/* 密级 and 紧急程度, in the upper left corner, one below the other. */
static enum err_code corner(struct layout *l, double y, struct err *err)
{
    struct fixed f = {.line = {RENDER_FACE_HEI, SIZE_3, PAGE_CELL}, .x = PAGE_LEFT};

    f.y = y + baseline(PAGE_PITCH, SIZE_3);
    if (l->doc->secrecy.n > 0) {
        TRY(draw_text(l, l->page, l->doc->secrecy, &f, err));
        f.y += PAGE_PITCH;
    }
    if (l->doc->urgency.n > 0)
        TRY(draw_text(l, l->page, l->doc->urgency, &f, err));
    return ERR_OK;
}

/* 签发人： in 仿宋, the name in 楷体; the number at the left on the same line. */
static enum err_code number_and_signer(struct layout *l, double y, struct err *err)
{
    struct fixed f = {.line = style_text, .x = PAGE_LEFT + PAGE_CELL};
    struct line_style kai = {RENDER_FACE_KAI, SIZE_3, PAGE_CELL};
    struct line_text name;

    f.y = y + baseline(PAGE_PITCH, SIZE_3);
    TRY(draw_text(l, l->page, l->doc->number, &f, err));
    f.line = kai;
    f.at = FIXED_RIGHT;
    f.x = RIGHT - PAGE_CELL;
    TRY(draw_text(l, l->page, l->doc->signer, &f, err));
    TRY(line_measure(l->fonts, l->doc->signer, &kai, l->a, &name, err));
    f.line = style_text;
    f.x -= line_width(&name, 0, name.n);
    return draw_text(l, l->page, STR("签发人："), &f, err);
}

static enum err_code number_line(struct layout *l, double y, struct err *err)
{
    struct fixed f = {.line = style_text, .at = FIXED_CENTER, .x = CENTER};

    f.y = y + baseline(PAGE_PITCH, SIZE_3);
    if (l->doc->number.n == 0)
        return ERR_OK;
    if (l->doc->signer.n > 0)
        return number_and_signer(l, y, err);
    return draw_text(l, l->page, l->doc->number, &f, err);
}

/* 7.2.4 to 7.2.7: head 35 mm below the type area's edge, two lines, number, 4 mm, rule, two lines. */
static enum err_code official(struct layout *l, double below, struct err *err)
{
    double y;

    TRY(corner(l, PAGE_TOP, err));
    TRY(red_head(l, PAGE_TOP + below, &y, err));
    y += 2 * PAGE_PITCH;
    TRY(number_line(l, y, err));
    y += PAGE_PITCH + MM(4) - (PAGE_PITCH - SIZE_3) / 2;
    red_rule(l, PAGE_LEFT, y, PAGE_MEASURE, RULE_THICK);
    l->head = y + RULE_THICK + 2 * PAGE_PITCH;
    return ERR_OK;
}

/* 10.1: head 30 mm below the page's edge; double rules 170 mm long, 4 mm below it and 20 mm above
 * the page's lower edge; the number below the first at the right, 7/8 of a character apart. */
static enum err_code letter(struct layout *l, struct err *err)
{
    const double left = (PAGE_WIDTH - MM(170)) / 2, apart = MM(0.6);
    struct fixed f = {.line = style_text, .at = FIXED_RIGHT, .x = RIGHT};
    double y, low = PAGE_HEIGHT - MM(20);

    TRY(red_head(l, MM(30), &y, err));
    y += MM(4);
    red_rule(l, left, y, MM(170), RULE_THICK);
    red_rule(l, left, y + RULE_THICK + apart, MM(170), RULE_THIN);
    red_rule(l, left, low - RULE_THICK - apart - RULE_THIN, MM(170), RULE_THIN);
    red_rule(l, left, low - RULE_THICK, MM(170), RULE_THICK);
    y += RULE_THICK + apart + RULE_THIN + SIZE_3 * 7 / 8;
    f.y = y + 0.88 * SIZE_3;
    TRY(corner(l, y - (PAGE_PITCH - SIZE_3) / 2, err));
    if (l->doc->number.n > 0)
        TRY(draw_text(l, l->page, l->doc->number, &f, err));
    if (l->doc->secrecy.n > 0 && l->doc->urgency.n > 0)
        y += PAGE_PITCH;
    l->head = y + SIZE_3 + 2 * PAGE_PITCH;
    return ERR_OK;
}

/* 10.2: head 20 mm below the type area's edge, two lines, number, two lines, text. */
static enum err_code order(struct layout *l, struct err *err)
{
    double y;

    TRY(red_head(l, PAGE_TOP + MM(20), &y, err));
    y += 2 * PAGE_PITCH;
    TRY(number_line(l, y, err));
    l->head = y + 3 * PAGE_PITCH;
    return ERR_OK;
}

/* The name of the organ above the name of the writ, both as titles. */
static enum err_code writ(struct layout *l, struct err *err)
{
    struct flow_style s = {
        .line = style_title, .measure = PAGE_MEASURE, .height = 1.5 * SIZE_2, .align = FLOW_CENTER};

    l->head = PAGE_TOP;
    if (l->doc->head.n == 0)
        return ERR_OK;
    TRY(flow_text(l, l->doc->head, &s, err));
    flow_keep_last(l, l->flow.n);
    return ERR_OK;
}

enum err_code layout_head(struct layout *l, struct err *err)
{
    switch (l->doc->form) {
    case RENDER_OFFICIAL:
    case RENDER_MINUTES:
        return official(l, MM(35), err);
    case RENDER_LETTER:
        return letter(l, err);
    case RENDER_ORDER:
        return order(l, err);
    case RENDER_WRIT:
        return writ(l, err);
    case RENDER_PLAIN:
        l->head = PAGE_TOP;
        return ERR_OK;
    }
    return ERR_OK;
}
