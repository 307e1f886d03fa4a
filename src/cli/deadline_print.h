#ifndef CLI_DEADLINE_PRINT_H
#define CLI_DEADLINE_PRINT_H
/*
 * cli/deadline_print.h - deadlines (期限) and due moments as text, for the commands `deadline …`; as JSON
 * they are api/deadline_json.h.
 */
#include "api/deadline_json.h"

void due_text(struct buf *b, const struct law_due *due);
/* 3日, or 及时 where the law gives no number. */
void deadline_length(struct buf *b, const struct law_deadline *d);

#endif
