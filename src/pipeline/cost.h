#ifndef PIPELINE_COST_H
#define PIPELINE_COST_H
/*
 * pipeline/cost.h - which clause of which rule is expensive, on the records of a store or, without
 * one, as the compiler expects it.
 */
#include "pipeline/screen.h"
#include "rule/cost.h"

struct pipeline_cost {
    struct pipeline_screen screen; /* plans and tables */
    struct rule_cost *rule;        /* [screen.pack.n] */
};

/*
 * plan[0..n) are borrowed for the life of ret. store NULL: expected costs only. On success the
 * caller calls pipeline_cost_release. Nothing is written.
 */
MUST_CHECK enum err_code pipeline_cost(const struct pipeline_screen_request *q,
                                       struct rule_plan **plan, size_t nplan, struct store *store,
                                       struct pipeline_cost *ret, struct err *err);
void pipeline_cost_release(struct pipeline_cost *c);

#endif
