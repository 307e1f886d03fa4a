#ifndef CLI_DEADLINE_PRINT_H
#define CLI_DEADLINE_PRINT_H
/*
 * cli/deadline_print.h - deadlines (期限) and due moments as JSON members and as text, for the
 * commands `deadline …`.
 */
#include "base/json.h"
#include "law/due.h"

/* The members of a deadline, into an open object. */
void deadline_json(struct buf *b, const struct law_deadline *d);
/* The members of a result, into an open object. */
void due_json(struct buf *b, const struct law_due *due);
void due_text(struct buf *b, const struct law_due *due);
/* The members of what is left, into an open object. */
void left_json(struct buf *b, const struct law_left *left);

/* 3日, or 及时 where the law gives no number. */
void deadline_length(struct buf *b, const struct law_deadline *d);

#endif
