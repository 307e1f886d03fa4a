#ifndef CLI_RULE_H
#define CLI_RULE_H
/*
 * cli/rule.h - the rule that an operand names: of the law, by slug or title, or a file.
 */
#include "cli/run.h"
#include "rule/variant.h"

/* Compiles it into the run's arena; diagnostics have been printed when it fails. A name that ends in
 * .rule or holds a / is a file. ERR_NOT_FOUND names the nearest rule. */
MUST_CHECK enum err_code cli_rule(const struct cli_run *r, const struct law *law, const char *name,
                                  struct rule_plan **ret_plan, struct err *err);

#endif
