#ifndef RULE_EXPLAIN_H
#define RULE_EXPLAIN_H
/*
 * rule/explain.h - what the files of the explanation share: one row, one reason being written.
 *
 * Belongs to one call of rule_explain; everything it makes lives in the caller's arena.
 */
#include "rule/eval.h"
#include "rule/print.h"

enum { RULE_SHOWN_ROWS = 50, RULE_SHOWN_DATES = 5, RULE_COUNTED_ROWS = 1000 };

struct explainer {
    struct rule_eval e;
    struct arena *arena;
    struct rule_reason *reason;
    const char *reached; /* said of the open limit in the sentence being made */
    VEC(struct rule_value_seen) value;
    VEC(struct rule_row_seen) row;
};

/* Outcome of the condition for the row at hand, the clauses that decided, what is missing. */
void explain_condition(struct explainer *x, const struct rule_node *condition);
enum rule_outcome explain_outcome(enum rule_truth t);

/* Adds a finished sentence, once; empties the buf. */
void explain_say(struct explainer *x, struct buf *sentence);
/* Notes a standard's version that was applied. */
void explain_applied(struct explainer *x, const struct law_standard *s);
/* Notes the screened row's field as read by the condition. */
void explain_saw(struct explainer *x, const struct rule_node *n);

/* The sentence of a test that came out as `t`. */
void explain_sentence(struct explainer *x, const struct rule_node *n, enum rule_truth t,
                      struct buf *out);
/* Notes what a value or test lacks to be known. */
void explain_missing(struct explainer *x, const struct rule_node *n);
/* “达到 标准.X（法释… 第三条，2016-12-01 起施行）” and how the version was found. */
void explain_version(struct explainer *x, const struct rule_node *n, enum rule_truth t,
                     struct buf *out);
/* A value in a sentence: name and value. */
void explain_operand(struct explainer *x, const struct rule_node *n, struct buf *out);
/* A value by itself: 10万元; 不详. */
void explain_value(struct explainer *x, const struct rule_node *n, struct buf *out);

#endif
