#ifndef API_DEADLINE_JSON_H
#define API_DEADLINE_JSON_H
/*
 * api/deadline_json.h - deadlines (期限) and due moments as members of a JSON object, the same for the
 * commands `deadline …` and for the server; docs/json.md has the shape.
 */
#include "base/json.h"
#include "law/due.h"

/* The members of a deadline, into an open object. */
void deadline_json(struct buf *b, const struct law_deadline *d);
/* The members of a result, into an open object. */
void due_json(struct buf *b, const struct law_due *due);
/* The members of what is left, into an open object. */
void left_json(struct buf *b, const struct law_left *left);

#endif
