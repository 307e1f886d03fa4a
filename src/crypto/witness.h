#ifndef CRYPTO_WITNESS_H
#define CRYPTO_WITNESS_H
/*
 * crypto/witness.h - what a witness (见证机关) remembers and how it judges a new head: the one rule
 * that makes rewriting visible.  A witness signs a head only when it is the last one it signed, or
 * one that proves to contain it.
 *
 * What it remembers is its own file, outside the database, in the form of heads.h: the log, the
 * server's key that it trusts, its own key, and the head it signed last.
 */
#include "crypto/heads.h"

struct witness {
    struct heads memory; /* no head: it has signed none yet */
};

/* The head it signed last, or NULL. */
const struct signed_head *witness_last(const struct witness *w);

/*
 * Judges the head `offered` of the log `from` (its keys, its id).  path proves that it contains the
 * last one.  No finding: it may be signed.  A witness that remembers nothing trusts the log and the
 * server's key that it is offered.
 */
void witness_judge(const struct witness *w, const struct heads *from,
                   const struct signed_head *offered, const struct merkle_path *path,
                   struct findings *f);

/* Signs, and remembers: the caller writes the memory down before it shows the signature. */
MUST_CHECK enum err_code witness_sign(struct witness *w, const struct sm2_key *key,
                                      const struct heads *from, const struct signed_head *offered,
                                      int64_t now, struct cosignature *ret_cosignature,
                                      struct err *err);

#endif
