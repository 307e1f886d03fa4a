#ifndef LAW_PROCEDURE_INTERNAL_H
#define LAW_PROCEDURE_INTERNAL_H
/*
 * law/procedure_internal.h - what the loaders of the parts of a procedure share: procedure.c (roles,
 * fields, states), posting.c (accounts), act.c, term.c, clue.c, walk.c.  One file is loaded by one thread.
 */
#include "law/law_internal.h"
#include "law/procedure.h"

struct procedure_loader {
    struct law_loader *ld;
    const struct law_file *f;
    struct law_procedure *p;
};

/* Index of a name in a procedure, -1. */
typedef int (*procedure_find)(const struct law_procedure *p, struct str name);

/* Index that node names; -1 and an error: 没有{what}“…”. */
int procedure_read_index(struct procedure_loader *l, const struct yaml_node *node,
                         procedure_find find, const char *what);
/* A list of names, or one name without brackets; node NULL: none. */
void procedure_read_list(struct procedure_loader *l, const struct yaml_node *node,
                         procedure_find find, const char *what, struct law_index_list *ret);
void procedure_read_condition(struct procedure_loader *l, const struct yaml_node *node,
                              struct law_condition *ret);
/* One citation or a list of them; node NULL: none. */
void procedure_read_basis(struct procedure_loader *l, const struct yaml_node *node,
                          struct law_basis *ret);
/* {name: value …}, or a list of names without values; node NULL: none. */
void procedure_read_pairs(struct procedure_loader *l, const struct yaml_node *node,
                          struct law_pairs *ret);
/* The items of a list; false and an error when node is none.  NULL: no items. */
bool procedure_list(struct procedure_loader *l, const struct yaml_node *node);

/* Kinds of organ, one or a list, as bits. */
unsigned procedure_read_kinds(struct procedure_loader *l, const struct yaml_node *node);

int procedure_field_find(const struct law_procedure *p, struct str name);

void procedure_load_acts(struct procedure_loader *l, const struct yaml_node *acts);
/* Accounts become fields: behind the fields, before the acts. */
void procedure_load_accounts(struct procedure_loader *l, const struct yaml_node *accounts);
/* The postings of an act whose need and may are read. */
void procedure_load_postings(struct procedure_loader *l, const struct yaml_node *posts,
                             struct law_act *act);
void procedure_load_terms(struct procedure_loader *l, const struct yaml_node *terms);
void procedure_load_clues(struct procedure_loader *l, const struct yaml_node *clues);
void procedure_load_supervise(struct procedure_loader *l, const struct yaml_node *node);
void procedure_load_examples(struct procedure_loader *l, const struct yaml_node *examples);

#define PROCEDURE_ERROR(l, node, ...) LAW_ERROR((l)->ld, (l)->f, (node), __VA_ARGS__)

#endif
