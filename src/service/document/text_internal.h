#ifndef DOCUMENT_TEXT_INTERNAL_H
#define DOCUMENT_TEXT_INTERNAL_H
/* service/document/text_internal.h - the words of the form, for printer and reader. */
#include "service/document/text.h"

#define TEXT_FIRST_LINE "联动文书稿 1"
#define TEXT_BODY "正文"

/* Headers with one value, in the order in which they are printed. */
struct text_header {
    const char *name;
    size_t at; /* struct str in struct render_doc */
};
extern const struct text_header text_headers[];
extern const size_t text_nheader;
extern const char *const text_forms[]; /* by enum render_form */
enum { TEXT_FORMS = RENDER_PLAIN + 1 };

/* What a line of the body starts with, by kind of block; a heading has as many as its level. */
extern const char *const text_marks[]; /* by enum render_block_kind; NULL: none */

#endif
