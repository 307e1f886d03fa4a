#ifndef LAW_TEMPLATE_INTERNAL_H
#define LAW_TEMPLATE_INTERNAL_H
/* law/template_internal.h - what the loaders of templates share: template.c, prose.c. */
#include "law/procedure_internal.h"
#include "law/template.h"

/* A text with {…} in it; every name is looked up in the loader's procedure.  Longer texts than
 * PROSE_MAX bytes are errors. */
enum { PROSE_MAX = 20000 };
void template_read_prose(struct procedure_loader *l, const struct yaml_node *node,
                         struct law_prose *ret);
/* The body: paragraphs, headings, tables. */
void template_read_blocks(struct procedure_loader *l, const struct yaml_node *node,
                          struct law_template *t);
/* A whole number of 1 to max; `otherwise` when node is NULL or none. */
int template_read_count(struct procedure_loader *l, const struct yaml_node *node, int max,
                        int otherwise);

#endif
