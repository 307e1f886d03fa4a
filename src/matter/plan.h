#ifndef MATTER_PLAN_H
#define MATTER_PLAN_H
/*
 * matter/plan.h - procedures made ready to run: the law's text with every condition compiled.
 *
 * A book holds the plans of one law snapshot; it lives in the arena given, borrows the law, never
 * changes once made, and may be read by any number of threads.
 */
#include "law/procedure.h"
#include "rule/condition.h"

struct matter_act_plan {
    const struct rule_condition **guard, **paper, **link; /* by index; NULL: always */
};

struct matter_plan {
    const struct law *law;
    const struct law_procedure *p;
    struct matter_act_plan *act;        /* [p->nact] */
    const struct rule_condition **term; /* [p->nterm]; NULL: always */
};

struct matter_book {
    const struct law *law;
    struct matter_plan *plan;
    size_t n;
};

/* Compiles every procedure of the law; with any fault ERR_INVALID and diagnostics. */
MUST_CHECK enum err_code matter_book_make(const struct law *law, struct arena *a,
                                          struct diag_list *diags, struct matter_book *ret_book,
                                          struct err *err);
/* One procedure, for a version that the law no longer has. */
MUST_CHECK enum err_code matter_plan_make(const struct law *law, const struct law_procedure *p,
                                          struct arena *a, struct diag_list *diags,
                                          struct matter_plan *ret_plan, struct err *err);
/* By the procedure's id or name; NULL. */
const struct matter_plan *matter_plan_find(const struct matter_book *b, struct str id_or_name);

#endif
