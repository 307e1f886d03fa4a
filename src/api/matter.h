#ifndef API_MATTER_H
#define API_MATTER_H
/*
 * api/matter.h - what the routes about matters (事项) share: how one is shown.
 */
#include "api/call.h"
#include "matter/view.h"

/* The matter of that number as the actor sees it; ERR_NOT_FOUND, also for one that he does not. */
MUST_CHECK enum err_code api_matter_seen(struct api_call *c, int64_t id, struct matter_view *ret,
                                         struct err *err);
void api_put_matter(struct api_call *c, const struct matter_view *v);
/* A due moment as people say it: a day, an instant, or ""; what ends with a day is told by it. */
void api_put_due(struct buf *b, const char *key, struct moment due);
/* Fields of a dataset or of a procedure (record.c). */
void api_put_fields(struct buf *b, const struct law *law, const struct law_dataset *d);

#endif
