#ifndef RENDER_DOCX_H
#define RENDER_DOCX_H
/*
 * render/docx.h - a document as DOCX (ISO/IEC 29500), for those who edit it in WPS, Word or
 * LibreOffice: the same parts in the same order as the PDF, on the standard's grid of lines and
 * characters, in the fonts that offices have (仿宋, 方正小标宋简体, 黑体, 楷体).
 *
 * What it is not: the document that is sealed.  It carries no code and no fonts; lines break where
 * the reader's program breaks them.  The same document gives the same bytes.
 */
#include "base/err.h"
#include "render/model.h"

MUST_CHECK enum err_code render_docx(const struct render_doc *doc, struct buf *ret_file,
                                     struct err *err);

#endif
