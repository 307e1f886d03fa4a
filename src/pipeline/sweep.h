#ifndef PIPELINE_SWEEP_H
#define PIPELINE_SWEEP_H
/*
 * pipeline/sweep.h - the values of a sweep, each compiled to a plan: see pipeline/draft.h.
 *
 * Private to pipeline/.
 */
#include "pipeline/draft.h"
#include "rule/variant.h"

struct pipeline_variants {
    VEC(struct rule_plan *) plan;
    VEC(struct screen_variant) variant; /* as many */
};

/* Compiles every value of every sweep of the request; f is the draft. All in a. */
MUST_CHECK enum err_code pipeline_sweep(const struct pipeline_draft_request *q,
                                        const struct rule_file *f, struct arena *a,
                                        struct diag_list *diags, struct pipeline_variants *ret,
                                        struct err *err);

#endif
