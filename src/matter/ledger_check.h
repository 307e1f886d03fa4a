#ifndef MATTER_LEDGER_CHECK_H
#define MATTER_LEDGER_CHECK_H
/*
 * matter/ledger_check.h - does the database still say what was signed?  Everything is made again from
 * the leaves and from the things that they prove, and compared: numbers of leaves without a
 * gap, nodes, the root at the size of every head, canonical bytes of every thing, things without a
 * leaf, leaves without a thing.
 *
 * Linear in the ledger.  One view of the database; it writes nothing.
 */
#include "crypto/finding.h"
#include "matter/ledger_head.h"

struct ledger_checked {
    int64_t leaves, heads; /* heads compared */
    int64_t things;        /* whose canonical bytes were made again */
    int64_t unmade;        /* leaves of kinds that nobody here can make again */
};

/* heads: what heads_check has sorted, of files and of the store itself. */
MUST_CHECK enum err_code ledger_check(struct store *s, const struct heads *heads,
                                      struct ledger_checked *ret, struct findings *f,
                                      struct err *err);

#endif
