#ifndef MATTER_SCREENED_H
#define MATTER_SCREENED_H
/*
 * matter/screened.h - how far each rule has screened the records: kept in the transaction that wrote
 * the clues it came to, so that clues and this never disagree (C8).
 *
 * A rule's clues that are present are its hits as of the marks; its undetermined records are kept
 * here, as clues have none of them.  What the texts mean is the caller's: service/screen/progress.h.
 * The table is made by matter_clue_migrate.  All calls are inside the caller's transaction.
 */
#include "store/store.h"

struct matter_screened {
    struct str rule;
    struct str version; /* whatever the answers depend on besides records and the day */
    int64_t day;        /* of the run */
    struct str marks;   /* how far the records had come */
    struct str undetermined;
};

/* False: the rule has not screened yet, or what it had was dropped.  Texts in a. */
MUST_CHECK enum err_code matter_screened_get(struct store *s, struct str rule, struct arena *a,
                                             bool *ret_found, struct matter_screened *ret,
                                             struct err *err);
MUST_CHECK enum err_code matter_screened_put(struct store *s, const struct matter_screened *of,
                                             struct err *err);
MUST_CHECK enum err_code matter_screened_drop(struct store *s, struct str rule, struct err *err);

#endif
