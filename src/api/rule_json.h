#ifndef API_RULE_JSON_H
#define API_RULE_JSON_H
/*
 * api/rule_json.h - rules as JSON objects, the same for `liandong rule list|show --json` and for the
 * server; docs/json.md has the shape.
 */
#include "rule/rule.h"

/* As in a list. */
void api_rule_line_json(struct buf *b, const struct rule_plan *p);
/* In full: text, basis, the numbers that can be varied. */
void api_rule_json(const struct law *law, const struct rule_plan *p, struct arena *a,
                   struct buf *out);

#endif
