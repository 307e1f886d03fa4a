#ifndef REGISTRY_WATERMARK_H
#define REGISTRY_WATERMARK_H
/*
 * registry/watermark.h - whether a store's records are still those that somebody copied.
 */
#include "store/store.h"

/*
 * A short text that differs whenever a record was added or changed since: records change only
 * through imports, whose counters move in the same transaction.  In a.
 */
MUST_CHECK enum err_code registry_watermark(struct store *s, struct arena *a, struct str *ret,
                                            struct err *err);

#endif
