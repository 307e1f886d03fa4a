#ifndef RULE_COST_H
#define RULE_COST_H
/*
 * rule/cost.h - which clause of a rule is expensive: the condition as a tree of clauses in the order
 * in which they are tried, each with what it is expected to cost, and on a binding with what it did.
 *
 * Expected numbers are the compiler's, the same everywhere. Measured ones come from the vector engine,
 * which asks every block of the rule's dataset clause by clause on one thread: counts are exact, times
 * are this machine's. 达到 is timed as a run asks it; the tests of its versions are asked once more
 * for their own times, which are not added to it.
 */
#include "rule/rule.h"

struct rule_clause {
    int depth;       /* 0: the whole condition */
    int order;       /* among its siblings, from 1: the first is tried on every row */
    struct str text; /* as written, on one line; 且, 或, 非 for what joins others */
    struct str index; /* what it looks up: “移送 按 案件”; empty when it reads the row alone */
    bool joins;       /* its numbers are those of the clauses below it */
    int64_t cost;     /* expected, of one test, in nanoseconds */
    int64_t pass;     /* expected to hold, in thousandths of the rows tested */
    int64_t reach;                  /* expected to be tested, in thousandths of all rows */
    int64_t tested, yes, maybe, ns; /* measured */
};

struct rule_cost {
    VEC(struct rule_clause) v; /* parents before their clauses */
    bool measured;
    int64_t rows, hits, undetermined, ns; /* measured; ns: of all clauses */
};

/* Expected costs. Texts in a. */
void rule_cost_expect(const struct rule_plan *plan, struct arena *a, struct rule_cost *ret);
/* The same, with what the clauses did over the binding's rows. */
void rule_cost_measure(const struct rule_binding *b, size_t plan, struct arena *a,
                       struct rule_cost *ret);

#endif
