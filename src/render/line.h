#ifndef RENDER_LINE_H
#define RENDER_LINE_H
/*
 * render/line.h - text measured and broken into lines by the rules of Chinese setting:
 *   no closing mark begins a line and no opening mark ends one (避头尾);
 *   of two marks that meet, one gives up the blank half of its square (标点挤压), and the marks of a
 *   line give up theirs when that keeps a closing mark on it;
 *   words and figures are not cut unless they are longer than a line;
 *   every line but a paragraph's last is as wide as the measure.
 *
 * What it is not: it knows no page.  Lengths are points.  Everything lives in the arena given.
 */
#include "render/font.h"

struct line_style {
    enum render_face face;
    double size; /* of an em */
    double cell; /* the step of a full-width character; 0: size */
};

struct line_glyph {
    struct render_glyph g;
    uint32_t cp;
    double width; /* its step, before the line is filled */
    uint8_t kind; /* enum line_kind */
};

struct line_text {
    struct line_glyph *at;
    size_t n;
    struct line_style style;
};

/* A line of a text: glyphs from..to and the step of each, filled. */
struct line {
    size_t from, to;
    double width;       /* as filled */
    const double *step; /* [to - from] */
};

struct lines {
    struct line *at;
    size_t n;
};

/* Looks every character up.  ERR_INVALID with zh when a character has no glyph anywhere. Line feeds
 * and tabulators become spaces. */
MUST_CHECK enum err_code line_measure(const struct render_fonts *fonts, struct str text,
                                      const struct line_style *style, struct arena *a,
                                      struct line_text *ret, struct err *err);
/* The width of glyphs from..to as one line that is not filled. */
double line_width(const struct line_text *t, size_t from, size_t to);

struct line_measure {
    double first, rest; /* the measures of the first and of the other lines */
    bool fill;          /* lines but the last are filled */
};
/* At least one line, which is empty for an empty text. */
struct lines line_break(const struct line_text *t, const struct line_measure *m, struct arena *a);
/* As few lines as the measure allows, of nearly equal length: titles. */
struct lines line_balance(const struct line_text *t, double width, struct arena *a);

#endif
