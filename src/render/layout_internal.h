#ifndef RENDER_LAYOUT_INTERNAL_H
#define RENDER_LAYOUT_INTERNAL_H
/*
 * render/layout_internal.h - one document while it is laid out.
 *
 * The text is first a flow: items of a height, some of which must not be parted from the next (the
 * first two and the last two lines of a paragraph, a heading and its text, the last lines and the
 * signature).  Then the flow is cut into pages.  What stands at a fixed place (head, page number,
 * imprint) is drawn straight on its page.
 */
#include "render/page.h"

enum item_kind {
    ITEM_LINE,
    ITEM_GAP, /* vanishes at the head of a page */
    ITEM_ROW,
    ITEM_BREAK
};

enum { ITEM_RUNS = 3 };

struct table_part;

struct item {
    enum item_kind kind;
    bool keep; /* not parted from the next item */
    double height;
    struct page_run run[ITEM_RUNS]; /* y: of the baseline below the item's top */
    int nrun;
    const struct table_part *part; /* ITEM_ROW */
    struct str mark;               /* a heading's text, for the outline */
    int level;
};

struct layout {
    const struct render_fonts *fonts;
    const struct render_doc *doc;
    struct arena *a;
    struct pages *pages;
    struct page *page; /* the last */
    double y;          /* where the next item goes */
    double head;       /* where the flow starts on the first page */
    VEC(struct item) flow;
    size_t text_pages; /* pages of the flow; what follows holds the imprint alone */
    int counter[5];
};

/* Styles of the standard. */
extern const struct line_style style_text, style_title, style_small;

/* Baseline below the top of a line of this height. */
double baseline(double height, double size);

struct flow_style {
    struct line_style line;
    double indent, hang; /* left of the first and of the other lines */
    double measure;      /* width that both indents are taken from */
    double height;       /* of a line */
    enum { FLOW_FILL, FLOW_LEFT, FLOW_CENTER, FLOW_RIGHT } align;
};
/* Adds a paragraph to the flow, its widows and orphans kept. */
MUST_CHECK enum err_code flow_text(struct layout *l, struct str text, const struct flow_style *s,
                                   struct err *err);
void flow_gap(struct layout *l, double height);
/* The last n lines of the flow are not parted from what comes next. */
void flow_keep_last(struct layout *l, size_t n);

/* One line at a fixed place of the page: x is its left, centre or right edge. */
struct fixed {
    struct line_style line;
    enum page_colour colour;
    enum { FIXED_LEFT, FIXED_CENTER, FIXED_RIGHT } at;
    double x, y; /* y: baseline */
};
MUST_CHECK enum err_code draw_text(struct layout *l, struct page *p, struct str text,
                                   const struct fixed *f, struct err *err);
void draw_box(struct layout *l, struct page *p, struct page_box box);

/* layout_head.c: what stands above the text on the first page; sets head. */
MUST_CHECK enum err_code layout_head(struct layout *l, struct err *err);
/* layout_table.c */
MUST_CHECK enum err_code layout_table(struct layout *l, const struct render_table *t,
                                      struct err *err);
/* A part of a row, with the rule above it when it is the first of its row or page. */
void draw_part(struct layout *l, const struct table_part *part, double y, bool top);
void draw_part_end(struct layout *l, double y);
/* The head of the part's table, all its rows, and how tall it is. */
void draw_table_head(struct layout *l, const struct table_part *part, double y);
double table_head_height(const struct table_part *part);
/* Does b, which is not of the head, go on where a stopped? */
bool part_same_table(const struct table_part *a, const struct table_part *b);
bool part_starts_row(const struct table_part *part);
bool part_ends_row(const struct table_part *part);
/* layout_end.c: attachments and signature into the flow; imprint, page numbers, code. */
MUST_CHECK enum err_code layout_end(struct layout *l, struct err *err);
MUST_CHECK enum err_code layout_imprint(struct layout *l, struct err *err);
MUST_CHECK enum err_code layout_numbers(struct layout *l, struct err *err);
/* qr.c: dark squares of a code, size points wide, its upper left corner at x, y. */
MUST_CHECK enum err_code layout_code(struct layout *l, struct page *p, double x, double y,
                                     struct err *err);

struct page *new_page(struct layout *l);

#endif
