#ifndef PIPELINE_ACCOUNT_H
#define PIPELINE_ACCOUNT_H
/*
 * pipeline/account.h - the accounts of an open home: identity/ given the store, the sealing key of the
 * home (identity.key) and the ledger.
 *
 * Filled in place and not to be copied: it points into itself.  Store and law are borrowed.
 */
#include "identity/identity.h"

struct pipeline_account {
    struct identity id;
    struct seal_key key;
};

/* Where the home has no key, `make` makes one, mode 600; otherwise one-time codes cannot be used.
 * ERR_FORBIDDEN when others may read it. */
MUST_CHECK enum err_code pipeline_account_open(struct store *store, const struct law *law,
                                               struct clock clock, bool make,
                                               struct pipeline_account *ret, struct err *err);
void pipeline_account_close(struct pipeline_account *a);

#endif
