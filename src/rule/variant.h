#ifndef RULE_VARIANT_H
#define RULE_VARIANT_H
/*
 * rule/variant.h - a rule as a text under edit: what it calls itself, which of its numbers can be
 * varied, and its plan with one of them changed.
 *
 * Two kinds of number: a constant (a number or date that stands in 当), and a limit of a standard
 * that the rule reads, itself or by 达到. Results live in the arena given and borrow text and law.
 */
#include "rule/rule.h"

struct rule_heading {
    struct str slug, title; /* empty when the text does not say */
};
/* Reads the section 规则 and reports nothing: what is wrong with it, rule_compile says. */
void rule_heading(const struct law *law, struct str text, struct arena *a,
                  struct rule_heading *ret);

struct rule_constant {
    struct str text; /* 10万元 */
    size_t at;       /* its first byte in the rule */
    int line, column;
};
struct rule_constants {
    VEC(struct rule_constant) v; /* in order of the text */
};
/* Numbers and dates of the section 当. */
void rule_constants(const struct law *law, struct str text, struct arena *a,
                    struct rule_constants *ret);
/* The rule's text with that constant written otherwise. */
struct str rule_replace_constant(struct str text, const struct rule_constant *c, struct str value,
                                 struct arena *a);

struct rule_limit_read {
    struct str standard, limit;
    struct str shown; /* its values in the versions read: 10万元至30万元 */
};
struct rule_limits {
    VEC(struct rule_limit_read) v; /* in order of evaluation, each once */
};
/* Limits of standards that the plan's condition reads. */
void rule_limits(const struct rule_plan *plan, struct arena *a, struct rule_limits *ret);

struct rule_file {
    struct str slug, file, text;
};
struct rule_change { /* of a limit, in every version of its standard */
    struct str standard, limit;
    struct law_literal value;
    bool used; /* set when the rule reads the limit */
};
/*
 * As rule_compile, with the limit changed; its plan has a version of its own. ERR_NOT_FOUND when
 * the rule does not read the limit, ERR_INVALID also when the value is of another kind.
 */
MUST_CHECK enum err_code rule_compile_changed(const struct law *law, const struct rule_file *f,
                                              struct rule_change *change, struct arena *a,
                                              struct diag_list *diags, struct rule_plan **ret_plan,
                                              struct err *err);

#endif
