#ifndef DOCUMENT_TEXT_H
#define DOCUMENT_TEXT_H
/*
 * service/document/text.h - a document as lines of text (文书稿): what people edit between draft and
 * signature, what versions are compared by, and the canonical bytes whose digest is kept.
 * docs/documents.md defines the form.
 *
 * Printing and reading are each other's inverse: what was printed reads back to a document that
 * prints the same bytes.
 */
#include "base/err.h"
#include "render/model.h"

void document_text_print(struct buf *b, const struct render_doc *doc);

/*
 * Reads a text; what it makes lives in a, texts of it are borrowed from `text` or live in a.
 * ERR_INVALID with zh that names the line; ERR_LIMIT for a text of more than DOCUMENT_TEXT_MAX bytes.
 * Code, note and stamp are not part of it.
 */
enum { DOCUMENT_TEXT_MAX = 4 * 1024 * 1024 };
MUST_CHECK enum err_code document_text_read(struct str text, struct arena *a,
                                            struct render_doc *ret, struct err *err);

#endif
