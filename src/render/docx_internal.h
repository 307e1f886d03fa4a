#ifndef RENDER_DOCX_INTERNAL_H
#define RENDER_DOCX_INTERNAL_H
/* render/docx_internal.h - the parts of a DOCX file: docx.c packs what docx_part.c writes. */
#include "render/docx.h"

void docx_document(struct buf *b, const struct render_doc *doc);
/* The page number: odd pages at the right, even ones at the left. */
void docx_footer(struct buf *b, bool odd);
void docx_header(struct buf *b, const struct render_doc *doc);
void docx_core(struct buf *b, const struct render_doc *doc);
/* Text with markup escaped; characters that XML cannot hold are left out. */
void docx_text(struct buf *b, struct str s);

#define DOCX_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define DOCX_NS                                                                 \
    " xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"" \
    " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""

#endif
