#ifndef RENDER_PDF_H
#define RENDER_PDF_H
/*
 * render/pdf.h - laid out documents as one PDF 1.7 file: subsets of the fonts inside, text that can
 * be selected and searched, an outline of titles and headings, metadata.
 *
 * The same documents give the same bytes: no clock, no random.  A writer belongs to one thread;
 * any number of them share the fonts.  What was added is copied: its arena may go.
 */
#include "render/page.h"

struct render_pdf;

/* Borrows the fonts for the writer's life. */
struct render_pdf *render_pdf_new(const struct render_fonts *fonts);
void render_pdf_free(struct render_pdf *pdf);

/* Adds the pages of a document behind those that are there. */
void render_pdf_add(struct render_pdf *pdf, const struct pages *pages);

struct render_pdf_info {
    struct str title, author, subject, keywords; /* empty: not written */
    struct str note;                             /* a comment in the file's third line: ASCII */
};
/* Writes the file; once. ERR_INVALID when a font cannot be cut down. */
MUST_CHECK enum err_code render_pdf_write(struct render_pdf *pdf,
                                          const struct render_pdf_info *info, struct buf *ret_file,
                                          struct err *err);

/* One document, laid out and written. */
MUST_CHECK enum err_code render_pdf_of(const struct render_fonts *fonts,
                                       const struct render_doc *doc, struct str note,
                                       struct buf *ret_file, struct err *err);

#endif
