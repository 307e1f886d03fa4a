#ifndef RULE_TYPE_H
#define RULE_TYPE_H
/*
 * rule/type.h - types of values, units of measure, and which operator takes which types.
 *
 * Pure functions over the law and the table of operators.
 */
#include "rule/plan.h"

/* What a unit is to the base of its dimension: num/den.  比例 and 倍数 are one dimension, whose
 * base is 1: 100% = 1倍. */
struct rule_scale {
    int64_t num, den;
    struct str dimension;
};
struct rule_scale rule_scale_of(const struct law *law, int unit);
/* Factor from one unit to another of the same dimension, in lowest terms; false on overflow. */
bool rule_scale_factor(const struct law *law, int from, int to, int64_t *ret_num, int64_t *ret_den);
int64_t rule_gcd(int64_t a, int64_t b);

struct rule_type rule_type_of_field(const struct law_field *f);
static inline struct rule_type rule_type_plain(enum rule_kind kind)
{
    return (struct rule_type){.kind = kind, .unit = -1};
}
bool rule_type_is_ratio(const struct law *law, struct rule_type t);
/* May the two be compared: one kind, and of quantities one dimension. */
bool rule_type_alike(const struct law *law, struct rule_type a, struct rule_type b);
/* 金额; 数量（质量，吨）; 代码（案由） */
struct str rule_type_name(struct arena *a, const struct law *law, struct rule_type t);

/*
 * The first operator of that spelling whose signature takes these types; RULE_OP_N when none
 * does.  *ret_type is its result.  A type that is RULE_NO_TYPE fits everywhere.
 */
enum rule_op rule_op_fit(const struct law *law, struct str spelling, const struct rule_type *arg,
                         size_t n, struct rule_type *ret_type);
/* Does that operator take the types? */
bool rule_op_takes(const struct law *law, enum rule_op op, const struct rule_type *arg, size_t n,
                   struct rule_type *ret_type);
/* "金额 × 整数 → 金额" of each alternative, for the manual. */
void rule_op_signature(struct buf *out, enum rule_op op);

#endif
