#ifndef TESTS_SERVICE_RULE_RANDOM_H
#define TESTS_SERVICE_RULE_RANDOM_H
/*
 * tests/service/rule_random.h - random rules over the law of tests/rule/law, as text, and random rows for them.
 *
 * Rules are typed as they are written, so that nearly all of them compile.  The same seed gives
 * the same rules and rows.
 */
#include "rule/rule.h"

struct random {
    uint64_t state;
};

uint64_t random_next(struct random *r);
/* 0 … n - 1 */
size_t random_below(struct random *r, size_t n);

/* A condition over 行政处罚. */
void random_condition(struct random *r, struct buf *out);

/* Tables of at most that many rows; sometimes empty or of one row.  rule_world_release ends them. */
void random_world(struct random *r, const struct law *law, size_t rows, struct rule_world *ret);

#endif
