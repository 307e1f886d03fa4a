#ifndef RENDER_PDF_INTERNAL_H
#define RENDER_PDF_INTERNAL_H
/*
 * render/pdf_internal.h - the file under construction, shared by pdf.c (objects, pages, outline)
 * and pdf_font.c.
 */
#include "render/pdf.h"

/* What the pages use of a font. */
struct pdf_font {
    uint32_t *cp; /* by glyph: the character that it showed first; 0: not used; NULL: font unused */
    uint16_t *code; /* by glyph: its code in text */
    uint32_t *used; /* glyphs in the order of use */
    size_t nused;
    int object; /* of the font itself */
};

struct pdf_page {
    int object, content;
};

struct pdf_entry { /* of the outline */
    struct str text;
    int level, page;
    double y;
};

struct render_pdf {
    const struct render_fonts *fonts;
    struct arena arena;
    struct buf out;
    VEC(size_t) offset; /* of object i + 1 */
    VEC(struct pdf_page) page;
    VEC(struct pdf_entry) entry;
    struct pdf_font font[RENDER_FONTS_MAX];
    struct buf scratch, packed;
};

/* A number for an object that is written later, and its head and end. */
int pdf_object(struct render_pdf *pdf);
void pdf_begin(struct render_pdf *pdf, int object);
void pdf_end(struct render_pdf *pdf);
/* A whole stream object: dict holds further keys. */
void pdf_stream(struct render_pdf *pdf, int object, const char *dict, struct str bytes, bool pack);
/* UTF-16 with its mark, as a hexadecimal string. */
void pdf_text(struct buf *b, struct str s);
void pdf_number(struct buf *b, double v);
void pdf_hex4(struct buf *b, unsigned v);

/* The code of a glyph in its font, noted as used for this character. */
unsigned pdf_font_code(struct render_pdf *pdf, const struct render_glyph *g, uint32_t cp);
/* Writes all fonts that are used. */
MUST_CHECK enum err_code pdf_fonts(struct render_pdf *pdf, struct err *err);
void pdf_fonts_release(struct render_pdf *pdf);

#endif
