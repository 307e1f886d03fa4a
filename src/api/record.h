#ifndef API_RECORD_H
#define API_RECORD_H
/*
 * api/record.h - who sees a record (执法/司法记录): what the routes about records and rules share.
 */
#include "api/call.h"

/* organ: whose record it is, index in the law; -1: not known. */
bool api_sees_record(const struct api_call *c, int organ);
/* The stored record; ERR_NOT_FOUND, also for one that is not to be seen. */
MUST_CHECK enum err_code api_record_seen(struct api_call *c, const struct law_dataset *d,
                                         int64_t id, struct err *err);

#endif
