#ifndef CRYPTO_TREE_HEAD_H
#define CRYPTO_TREE_HEAD_H
/*
 * crypto/tree_head.h - signed heads (树头) of a Merkle tree: size, root, time, log and key in a
 * canonical form that is signed, and witnesses' signatures (副署) beside it.
 *
 *     liandong ledger head v1            liandong ledger cosign v1
 *     log <64 hex>                       witness <64 hex>
 *     size 1234                          time 1769832100
 *     root <64 hex>                      liandong ledger head v1
 *     time 1769832000                    … (the head, as on the left)
 *     key <64 hex>
 *
 * Plain values; the lists live in the arena that their owner passes.
 */
#include "base/vec.h"
#include "crypto/merkle.h"
#include "crypto/sm2.h"

struct tree_head {
    struct digest_value log; /* which log: drawn once, when it is started */
    struct merkle_tree tree; /* size <= INT64_MAX */
    int64_t time;            /* seconds, >= 0 */
    struct digest_value key; /* sm2_id of the server's key */
};

struct cosignature {
    struct digest_value key; /* sm2_id of the witness's key */
    int64_t time;            /* when the witness signed */
    struct sm2_signature signature;
};

struct signed_head {
    struct tree_head head;
    struct sm2_signature signature;
    VEC(struct cosignature) cosigned;
    const char *source; /* for messages: the file, or what else it was read from */
};

/* The bytes that are signed. */
void tree_head_print(struct buf *b, const struct tree_head *h);
void cosignature_print(struct buf *b, const struct tree_head *h, const struct digest_value *key,
                       int64_t time);

/* Signs h with the server's key, whose id becomes h.key. */
MUST_CHECK enum err_code tree_head_sign(const struct sm2_key *key, const struct tree_head *h,
                                        struct signed_head *ret_head, struct err *err);
bool tree_head_verify(const struct signed_head *h, const struct sm2_key *key);
MUST_CHECK enum err_code cosignature_sign(const struct sm2_key *key, const struct tree_head *h,
                                          int64_t time, struct cosignature *ret_cosignature,
                                          struct err *err);
bool cosignature_verify(const struct cosignature *c, const struct tree_head *h,
                        const struct sm2_key *key);

/* In words: "大小 1234、签于 2026-01-31T09:30:00+08:00 的树头（heads.txt）". */
void tree_head_name(struct buf *b, const struct signed_head *h);

/* Hex of a signature, and back; false when it is none. */
void sm2_signature_print(struct buf *b, const struct sm2_signature *s);
bool sm2_signature_scan(struct str hex, struct sm2_signature *ret_signature);

#endif
