#ifndef RULE_CONDITION_H
#define RULE_CONDITION_H
/*
 * rule/condition.h - one condition of the rule language over one row, outside a rule: the guards of
 * a procedure's acts (程序的条件).
 *
 * The row's fields are a struct law_dataset that need not be one of the law's.  The subset: fields,
 * literals, comparisons, 且 或 非, 属于, 含, 介于, 缺, date windows, arithmetic, 今日.  Aggregates, peers and
 * standards are refused: what a guard says must follow from the row alone.
 * A condition lives in the arena it was compiled in and is read by any number of threads.
 */
#include "rule/rule.h"

struct rule_condition;

/* Compiles text, whose first character stands at place; every fault is a diagnostic there. */
MUST_CHECK enum err_code rule_condition_compile(const struct law *law,
                                                const struct law_dataset *fields, struct str text,
                                                const struct law_place *place, struct arena *a,
                                                struct diag_list *diags,
                                                const struct rule_condition **ret, struct err *err);

/* A value of the row: a number as column/table.h says, or the text of a text field. */
struct rule_condition_value {
    bool known;
    int64_t n;
    struct str text;
};

struct rule_condition_row;

/* The row of these values, one for each field of the dataset, on the day that 今日 is.  Borrows the
 * values; lives in a, which conditions use while they are tested. */
const struct rule_condition_row *rule_condition_row_make(const struct law *law,
                                                         const struct law_dataset *fields,
                                                         const struct rule_condition_value *value,
                                                         struct day today, struct arena *a);

enum rule_outcome rule_condition_test(const struct rule_condition *c,
                                      const struct rule_condition_row *row);
/* As rule_explain: the clauses that decided (because) and what is missing.  In a. */
void rule_condition_explain(const struct rule_condition *c, const struct rule_condition_row *row,
                            struct arena *a, struct rule_reason *ret);

#endif
