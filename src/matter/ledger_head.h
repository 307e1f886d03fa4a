#ifndef MATTER_LEDGER_HEAD_H
#define MATTER_LEDGER_HEAD_H
/*
 * matter/ledger_head.h - the ledger's public side in the store: its id, public keys of server and
 * witnesses, signed heads (树头), cosignatures (副署); and proofs.
 *
 * Private keys are the caller's and never reach the store.  Writing happens inside the caller's
 * transaction.
 */
#include "crypto/heads.h"
#include "matter/ledger_subject.h"

/* What heads of the store are called in messages. */
extern const char ledger_source_name[];

/* Starts the ledger: draws its id and registers the server's public key.  ERR_CONFLICT when it has
 * been started. */
MUST_CHECK enum err_code ledger_begin(struct store *s, const struct sm2_key *server,
                                      struct str name, int64_t now, struct err *err);
/* ERR_NOT_FOUND, with the way out, when it has not been started. */
MUST_CHECK enum err_code ledger_log_id(struct store *s, struct digest_value *ret_log,
                                       struct err *err);

/* Registers a public key, valid from now on; again: ERR_CONFLICT. */
MUST_CHECK enum err_code ledger_key_add(struct store *s, enum heads_role role,
                                        const struct sm2_key *key, struct str name, int64_t now,
                                        struct err *err);
/* Ends a key's validity.  ERR_NOT_FOUND, ERR_CONFLICT when it has ended. */
MUST_CHECK enum err_code ledger_key_close(struct store *s, const struct digest_value *id,
                                          int64_t now, struct err *err);

/*
 * Covers what has no leaf yet (ledger_cover) and signs a head over all leaves; when the last head
 * has the same size and key, that one is returned and nothing is written.  Refuses
 * (ERR_CONFLICT) when the store does not continue the last head or the clock stands before it:
 * the server does not sign a fork of its own ledger.  ERR_FORBIDDEN: not a registered, valid server
 * key.
 */
MUST_CHECK enum err_code ledger_head(struct store *s, const struct sm2_key *key, int64_t now,
                                     struct signed_head *ret_head, struct err *err);
/* Keeps a witness's cosignature of a head of the store; known already: nothing happens.
 * ERR_NOT_FOUND: no such head; ERR_FORBIDDEN: not a registered, valid witness. */
MUST_CHECK enum err_code ledger_cosign(struct store *s, const struct tree_head *head,
                                       const struct cosignature *c, struct err *err);

/* All keys, heads and cosignatures, into ret, which has been initialised.  ERR_INVALID when a row
 * cannot be read: somebody wrote into the tables. */
MUST_CHECK enum err_code ledger_heads(struct store *s, struct heads *ret, struct err *err);

/* That leaf `index` is in the tree of `size` leaves; texts live in a. */
MUST_CHECK enum err_code ledger_prove(struct store *s, int64_t index, int64_t size, struct arena *a,
                                      struct proof *ret_proof, struct err *err);
/* That the tree of `from` leaves is the beginning of that of `size`. */
MUST_CHECK enum err_code ledger_prove_growth(struct store *s, int64_t from, int64_t size,
                                             struct proof *ret_proof, struct err *err);

#endif
