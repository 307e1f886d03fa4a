#ifndef CRYPTO_PROOF_H
#define CRYPTO_PROOF_H
/*
 * crypto/proof.h - proofs as files: that a leaf is in the ledger (存证), that the ledger was only
 * added to.  They say nothing by themselves: they are checked against signed heads.
 *
 *     liandong ledger inclusion v1          liandong ledger consistency v1
 *     log <64 hex>                          log <64 hex>
 *     size 1234                             from 1000
 *     index 17                              size 1234
 *     kind clue_event                       node <64 hex>
 *     ref 12                                …
 *     sm3 <64 hex>
 *     node <64 hex>
 *     …
 */
#include "crypto/heads.h"

enum { PROOF_BYTES_MAX = 16 * 1024, PROOF_KIND_MAX = 32 };

/* A leaf: what kind of thing, which one, and SM3 of its canonical bytes. */
struct proof_leaf {
    struct str kind; /* [a-z_]{1,32} */
    int64_t ref;     /* >= 0 */
    struct digest_value content;
};

bool proof_kind_fits(struct str kind);
/* The bytes that the tree hashes: "liandong ledger leaf v1", kind, ref, sm3. */
void proof_leaf_print(struct buf *b, const struct proof_leaf *leaf);
struct digest_value proof_leaf_hash(const struct proof_leaf *leaf);

struct proof {
    const char *source; /* for messages */
    struct digest_value log;
    bool consistency;
    uint64_t from, size; /* from: consistency only */
    uint64_t index;      /* inclusion only, as is leaf */
    struct proof_leaf leaf;
    struct merkle_path path;
};

/* Texts are borrowed from bytes.  ERR_INVALID, ERR_LIMIT with file, line and zh. */
MUST_CHECK enum err_code proof_parse(const char *name, struct str bytes, struct proof *ret,
                                     struct err *err);
void proof_print(struct buf *b, const struct proof *p);

/* Holds it against the heads of its size, which heads_check has judged; a finding when it does not
 * hold, or when there is no such head. */
void proof_check(const struct proof *p, const struct heads *all, struct findings *f);

#endif
