#ifndef RENDER_PAGE_H
#define RENDER_PAGE_H
/*
 * render/page.h - pages as they are laid out: glyphs, rules and dark squares at their places.
 *
 * Lengths are points, y runs down from the head of the page.  Everything lives in the arena of
 * render_layout.
 */
#include "base/vec.h"
#include "render/line.h"
#include "render/model.h"

#define MM(v) ((v)*72.0 / 25.4)

/* A4 and the type area of GB/T 9704-2012, 5.2.2 and 5.2.3: margins 37 and 28 mm, 156 × 225 mm, 22
 * lines of 28 characters, set to fill it. */
#define PAGE_WIDTH MM(210)
#define PAGE_HEIGHT MM(297)
#define PAGE_TOP MM(37)
#define PAGE_LEFT MM(28)
#define PAGE_MEASURE MM(156)
#define PAGE_DEPTH MM(225)
enum { PAGE_LINES = 22, PAGE_CHARS = 28 };
#define PAGE_PITCH (PAGE_DEPTH / PAGE_LINES)
#define PAGE_CELL (PAGE_MEASURE / PAGE_CHARS)

/* 号: the sizes that the standard names, in points. */
#define SIZE_2 22.0
#define SIZE_3 16.0
#define SIZE_4 14.0
#define SIZE_SMALL_4 12.0
#define SIZE_SMALL_5 9.0

enum page_colour { PAGE_BLACK, PAGE_RED, PAGE_GREY };

struct page_run {
    const struct line_text *text;
    struct line line;
    double x, y; /* of the first glyph's origin: its baseline */
    enum page_colour colour;
};

struct page_box { /* filled */
    double x, y, width, height;
    enum page_colour colour;
};

struct page {
    VEC(struct page_run) run;
    VEC(struct page_box) box;
};

struct page_mark { /* an entry of the outline */
    struct str text;
    int level, page;
    double y;
};

struct pages {
    VEC(struct page *) v;
    VEC(struct page_mark) mark;
};

/* Lays the document out.  ERR_INVALID with zh for a character that has no glyph, ERR_LIMIT for more
 * than RENDER_PAGES_MAX pages. */
enum { RENDER_PAGES_MAX = 2000 };
MUST_CHECK enum err_code render_layout(const struct render_fonts *fonts,
                                       const struct render_doc *doc, struct arena *a,
                                       struct pages *ret, struct err *err);

#endif
