#ifndef RULE_PRINT_H
#define RULE_PRINT_H
/*
 * rule/print.h - values and operators as people write them.
 *
 * Appends to the caller's buf; borrows everything else.
 */
#include "rule/aids.h"
#include "rule/type.h"

/* A value of that type: 10万元, 3吨, 30%, 2024-01-31, 是, 非法采矿. */
void rule_print_typed(struct buf *out, const struct law *law, struct rule_type type,
                      const struct rule_value *v);
/* 2年, 7工作日 */
void rule_print_span(struct buf *out, const struct rule_node *span);
/* An expression as it was written, on one line. */
void rule_print_source(struct buf *out, struct str source);
/* “法释〔2016〕25号 第三条” */
void rule_print_citation(struct buf *out, const struct law_citation *c);

#endif
