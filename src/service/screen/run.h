#ifndef SERVICE_SCREEN_RUN_H
#define SERVICE_SCREEN_RUN_H
/*
 * service/screen/run.h - every rule of a binding over every row, in threads, in a fixed order.
 */
#include "rule/rule.h"

struct screen_finding {
    uint32_t plan;
    bool undetermined; /* else a hit */
    size_t row;
};

struct screen_findings {
    struct screen_finding *at; /* by plan, then row */
    size_t n;
};

/*
 * Evaluates plan[0..nplan) of binding b.  since: rows whose date is known and earlier are not
 * screened (they still count in aggregates); DAY_NONE screens all.  The result does not depend on
 * the number of threads (0: one per core).  Storage in a.
 */
void screen_run(const struct rule_binding *b, const struct rule_world *world,
                struct rule_plan *const *plan, size_t nplan, struct day since, int threads,
                struct arena *a, struct screen_findings *ret);

#endif
