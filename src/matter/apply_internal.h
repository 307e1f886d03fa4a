#ifndef MATTER_APPLY_INTERNAL_H
#define MATTER_APPLY_INTERNAL_H
/*
 * matter/apply_internal.h - one application of an act, shared by apply.c (who, from where, with
 * what), guard.c (conditions), posting.c (accounts) and term.c (clocks).  Belongs to one call of matter_apply.
 */
#include "base/bug.h"
#include "matter/apply.h"

struct apply {
    const struct matter_plan *plan;
    const struct law_procedure *p;
    const struct law *law;
    const struct matter *before;
    const struct matter_act *in;
    const struct law_act *act;
    int act_no; /* index in p->act */
    struct arena *arena;
    struct matter_change *out;
    const struct rule_condition_row *row; /* the values after the act */
};

#define APPLY_REFUSE(err, code, ...) \
    (err_set((err), (code), "act refused"), err_set_zh((err), __VA_ARGS__))

/* Makes the row of the values that the matter has now. */
void apply_row(struct apply *x);
/* Does the condition surely hold?  NULL: yes. */
bool apply_holds(const struct apply *x, const struct rule_condition *c);
MUST_CHECK enum err_code apply_papers(const struct apply *x, struct err *err);
MUST_CHECK enum err_code apply_guards(const struct apply *x, struct err *err);

/* " （title article）" of what a refusal rests on. */
void apply_say_basis(struct buf *b, const struct law_basis *basis);
/* Posts what the act gives to the accounts; refuses what does not balance or overdraws one. */
MUST_CHECK enum err_code apply_postings(struct apply *x, struct err *err);

/* Windows, rights that have lapsed, acts that wait for a clock to pass. */
MUST_CHECK enum err_code apply_terms_allow(const struct apply *x, struct err *err);
/* Ends, lengthens, pauses, resumes and starts clocks. */
MUST_CHECK enum err_code apply_clocks(struct apply *x, struct err *err);

#endif
