#ifndef SERVICE_SCREEN_RUN_H
#define SERVICE_SCREEN_RUN_H
/*
 * service/screen/run.h - every rule of a binding over every row, block by block, in threads, in a
 * fixed order.
 */
#include "rule/rule.h"

struct screen_finding {
    uint32_t plan;
    uint32_t undetermined : 1; /* else a hit */
    uint32_t row : 31;
};

struct screen_findings {
    struct screen_finding *at; /* by plan, then row */
    size_t n;
};

struct screen_run_request {
    const struct rule_binding *binding;
    const struct rule_world *world;
    struct rule_plan *const *plan; /* those of the binding */
    size_t nplan;
    struct day since; /* rows whose date is known and earlier are not screened (they still count in
                         aggregates); DAY_NONE screens all */
    int threads;      /* 0: one per core */
    const bool *only; /* [nplan]: plans that are run; NULL: all */
    const char *kernels; /* scalar, avx2, neon; NULL: the best */
};

/* The result does not depend on threads or kernels.  Storage in a. */
void screen_run(const struct screen_run_request *q, struct arena *a, struct screen_findings *ret);

#endif
