#ifndef DOCUMENT_EXAMPLE_H
#define DOCUMENT_EXAMPLE_H
/*
 * service/document/example.h - templates filled with the worked examples of their procedures: what
 * `liandong law check` proves and `liandong document render-example` shows.
 */
#include "matter/plan.h"
#include "render/font.h"
#include "service/document/fill.h"

/*
 * Fills every template of the plan's procedure after each act of an example that it belongs to.
 * A template that no example reaches, and one that lacks a value there, is an error at its place;
 * with fonts (NULL: none) each is laid out as well.  Returns how many documents were made.
 */
size_t document_check_examples(const struct matter_plan *plan, const struct render_fonts *fonts,
                               struct diag_list *diags);

/* The document of the first example that reaches the template.  ERR_NOT_FOUND when none does. */
MUST_CHECK enum err_code document_of_example(const struct matter_plan *plan,
                                             const struct law_template *t, struct arena *a,
                                             struct render_doc *ret, struct err *err);

#endif
