#ifndef RULE_WORLD_H
#define RULE_WORLD_H
/*
 * rule/world.h - the small world of a worked example: its rows as tables, bound to its plan.
 *
 * The screened row is row 0 of its dataset.  What it does not say gets a stand-in
 * (docs/rule-language.md, 例子).  Owns the tables; not thread safe.
 */
#include "rule/eval.h"

struct example_world {
    struct rule_world world;
    struct rule_binding *binding;
    struct rule_plan *plan[1];
    struct arena arena;
};

void example_world_init(struct example_world *w, const struct rule_plan *plan,
                        const struct rule_example *e);
void example_world_release(struct example_world *w);

#endif
