#ifndef MATTER_LEDGER_H
#define MATTER_LEDGER_H
/*
 * matter/ledger.h - the ledger (存证链): a Merkle tree of what happened, to which one can only add.
 * docs/ledger.md defines its forms and says what it proves and what not.
 *
 * A leaf is a kind, the id of a thing of that kind, and SM3 of the thing's canonical bytes
 * (crypto/canon.h).  Leaves are appended in the transaction that makes the thing (L1, L2): no
 * thing without its leaf, no leaf without its thing.  Nothing here is ever rewritten (by trigger).
 *
 * What it is not: it keeps no content, no private key, and does not judge (matter/ledger_check.h).
 */
#include "crypto/proof.h"
#include "store/store.h"

/* Makes or upgrades the tables; before any other call, outside a transaction. */
MUST_CHECK enum err_code ledger_migrate(struct store *s, int64_t now, struct err *err);

/*
 * Appends the leaf of a thing that the running transaction makes: kind is of [a-z_]{1,32}, ref its
 * id (>= 0), canonical its canonical bytes.  *ret_index is the leaf's number, from 0; NULL is
 * allowed.  ERR_CONFLICT when the thing has a leaf.
 */
MUST_CHECK enum err_code ledger_append(struct store *s, struct str kind, int64_t ref,
                                       struct str canonical, int64_t *ret_index, struct err *err);

MUST_CHECK enum err_code ledger_size(struct store *s, int64_t *ret_size, struct err *err);
/* The number of a thing's leaf.  ERR_NOT_FOUND. */
MUST_CHECK enum err_code ledger_find(struct store *s, struct str kind, int64_t ref,
                                     int64_t *ret_index, struct err *err);
/* The leaf with this number; its kind lives in a.  ERR_NOT_FOUND; ERR_INVALID when it was tampered
 * with. */
MUST_CHECK enum err_code ledger_leaf(struct store *s, int64_t index, struct arena *a,
                                     struct proof_leaf *ret_leaf, struct err *err);

/* The tree as the nodes that are kept give it: for roots and proofs in O(log n).  Borrows s. */
struct merkle_source ledger_source(struct store *s);
/* The tree of the first `size` leaves. */
MUST_CHECK enum err_code ledger_tree(struct store *s, int64_t size, struct merkle_tree *ret_tree,
                                     struct err *err);

/* Columns kind, ref, sm3 of a row, from `column` on; false when they cannot be a leaf's.  The kind
 * is borrowed until the next row. */
bool ledger_read_leaf(const struct store_stmt *q, int column, struct proof_leaf *ret_leaf);

/* Nodes of this level and above are kept; those below are made of the leaves when needed. */
enum { LEDGER_KEPT_LEVEL = 4 };

#endif
