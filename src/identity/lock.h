#ifndef IDENTITY_LOCK_H
#define IDENTITY_LOCK_H
/*
 * identity/lock.h - how often somebody may guess: failures are counted per account and per source,
 * and beyond the free ones each doubles the time that must pass.
 *
 * An attempt is counted before it is judged (lock_enter), so that many at once do not each get the
 * free tries; one that was right is taken back (lock_forgive, lock_clear).  Names that no account
 * has are counted like others: the wait tells nothing.  Keys are digests: what somebody typed in
 * the wrong field is not kept.
 */
#include "identity/identity.h"

enum lock_kind { LOCK_ACCOUNT, LOCK_SOURCE };

struct lock_key {
    enum lock_kind kind;
    struct str name; /* a login name as typed; an address */
};

/* Seconds to wait after the n-th failure in a row; 0: none.  Pure. */
int64_t lock_wait(const struct law_account *account, enum lock_kind kind, int64_t failures);

/* Counts an attempt, unless one must wait: then *ret_wait are the seconds left, and nothing is
 * counted.  In a transaction. */
MUST_CHECK enum err_code lock_enter(struct identity *id, struct lock_key key, int64_t *ret_wait,
                                    struct err *err);
/* Takes back the one attempt that lock_enter counted; earlier failures stay.  In a transaction. */
MUST_CHECK enum err_code lock_forgive(struct identity *id, struct lock_key key, struct err *err);
/* Forgets all failures.  In a transaction. */
MUST_CHECK enum err_code lock_clear(struct identity *id, struct lock_key key, struct err *err);

#endif
