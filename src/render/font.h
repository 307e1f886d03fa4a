#ifndef RENDER_FONT_H
#define RENDER_FONT_H
/*
 * render/font.h - the typefaces of official documents and what stands in for rare characters.
 *
 * A set is opened once and shared: after render_fonts_open it never changes, and any number of
 * threads may read it.  It holds its files mapped until render_fonts_close.
 *
 * What it is not: a shaper.  Chinese, Latin and figures are set one glyph a character; scripts
 * that need shaping are refused by name (render_fonts_find finds no glyph for what they need).
 */
#include "base/err.h"
#include "base/str.h"

/* Of HarfBuzz (hb.h), which only font.c and pdf_font.c need to see. */
struct hb_face_t;
struct hb_font_t;

enum render_face {
    RENDER_FACE_FANG, /* 仿宋: text */
    RENDER_FACE_SONG, /* 宋体: page numbers, tables */
    RENDER_FACE_BOLD, /* 小标宋: titles and heads */
    RENDER_FACE_HEI,  /* 黑体: first headings */
    RENDER_FACE_KAI,  /* 楷体: second headings */
    RENDER_FACES
};

enum { RENDER_FONTS_MAX = 12 };

struct render_font {
    struct hb_face_t *face;
    struct hb_face_t *source; /* what subsets are made of */
    struct hb_font_t *font;   /* scaled to units per em */
    int upem, ascent, descent;
    bool cff;      /* else TrueType outlines */
    uint16_t *cid; /* by glyph, of a CFF font with CID keys; NULL: it has none */
    int nglyph;
    char name[64]; /* PostScript name */
};

struct render_fonts {
    struct render_font at[RENDER_FONTS_MAX]; /* the faces, then the fallbacks in order */
    int n;
};

/*
 * Opens the faces and every fallback that is there, from the folders of `dirs` (separated by ':',
 * may be NULL) and then from where Debian puts them.  ERR_NOT_FOUND names the file and the package
 * that is missing, ERR_INVALID a file that is no font.  The caller closes.
 * `many`: many documents will be made.  Taking a font apart beforehand costs about a second each
 * and makes its subsets forty times faster.
 */
MUST_CHECK enum err_code render_fonts_open(const char *dirs, bool many, struct render_fonts **ret,
                                           struct err *err);
void render_fonts_close(struct render_fonts *f);

struct render_glyph {
    uint8_t font; /* index in the set */
    uint32_t id;
    int advance; /* units of 1/1000 em */
};

/* The glyph of a code point in the face, or in the first fallback that has it; false: in none. */
bool render_fonts_find(const struct render_fonts *f, enum render_face face, uint32_t cp,
                       struct render_glyph *ret);

/* How high the glyph's ink stands over the baseline, 1/1000 em. */
int render_fonts_top(const struct render_fonts *f, const struct render_glyph *g);

#endif
