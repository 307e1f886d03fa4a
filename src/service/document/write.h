#ifndef DOCUMENT_WRITE_H
#define DOCUMENT_WRITE_H
/*
 * service/document/write.h - a filled document as a file: PDF to sign and send, DOCX to edit.
 */
#include "render/font.h"
#include "render/model.h"

enum document_format { DOCUMENT_PDF, DOCUMENT_DOCX };

/* The format that a word or a file's name asks for: pdf, docx; false: neither. */
bool document_format_of(struct str word_or_file, enum document_format *ret);

/* Appends the file's bytes to *ret_file.  note: a comment in the head of a PDF, may be empty.
 * ERR_INVALID with zh for a character that no font has. */
MUST_CHECK enum err_code document_write(const struct render_fonts *fonts,
                                        const struct render_doc *doc, enum document_format format,
                                        struct str note, struct buf *ret_file, struct err *err);

#endif
