#ifndef MATTER_VALUE_H
#define MATTER_VALUE_H
/*
 * matter/value.h - the value of a field of a matter, as people write it and as it is kept.
 *
 * The written form is the canonical one: 10万元, 3吨, 2024-01-31, 是, an organ's id, a dictionary's own
 * word.  In memory it is what conditions read (rule/condition.h).  Printing and reading are each other's inverse, whatever order the law's tables have.
 */
#include "rule/condition.h"

/* Reads text as the field's type and checks what the field's `check` asks; ERR_INVALID with zh.
 * A text value borrows `text`. */
MUST_CHECK enum err_code matter_value_read(const struct law *law, const struct law_field *f,
                                           struct str text, struct rule_condition_value *ret,
                                           struct err *err);
void matter_value_print(struct buf *b, const struct law *law, const struct law_field *f,
                        const struct rule_condition_value *v);

#endif
