#ifndef CRYPTO_MERKLE_H
#define CRYPTO_MERKLE_H
/*
 * crypto/merkle.h - Merkle trees of the shape of RFC 9162 (section 2.1) with SM3: their roots, and
 * proofs that a leaf is in a tree and that a tree is the beginning of a larger one.
 *
 * Pure functions over values in the caller's storage: where leaves and nodes are kept is the
 * caller's business (struct merkle_source).  A leaf's hash is SM3(0x00 || bytes), a node's
 * SM3(0x01 || left || right), so that no node can pass for a leaf.
 */
#include "crypto/digest.h"

enum { MERKLE_LEVELS = 64, MERKLE_PATH_MAX = 2 * MERKLE_LEVELS };

struct digest_value merkle_leaf(struct str bytes);
struct digest_value merkle_node(const struct digest_value *left, const struct digest_value *right);
bool merkle_equal(const struct digest_value *a, const struct digest_value *b);

/* How many leaves, and what they hash to. */
struct merkle_tree {
    uint64_t size;
    struct digest_value root;
};

/* What must be kept of a tree to go on adding leaves.  Zeroed: the empty tree. */
struct merkle_range {
    uint64_t size;
    struct digest_value peak[MERKLE_LEVELS]; /* [l]: counts when bit l of size is set */
};

/* Adds a leaf's hash.  Complete subtrees that end with it are written to made[1 … n], by level; n is
 * returned.  made may be NULL, otherwise it has room for MERKLE_LEVELS. */
unsigned merkle_range_add(struct merkle_range *r, const struct digest_value *leaf,
                          struct digest_value *made);
/* Root of what was added so far; of the empty tree SM3 of nothing. */
struct digest_value merkle_range_root(const struct merkle_range *r);

/* The hashes of a proof, in the order of RFC 9162. */
struct merkle_path {
    size_t n;
    struct digest_value at[MERKLE_PATH_MAX];
};

/* Is this the index-th leaf (from 0) of t?  RFC 9162, 2.1.3.2. */
bool merkle_included(const struct digest_value *leaf, uint64_t index, const struct merkle_tree *t,
                     const struct merkle_path *path);
/* Is `from` the beginning of `to`?  RFC 9162, 2.1.4.2; the empty tree is the beginning of each
 * tree, a tree of itself, both with an empty path. */
bool merkle_consistent(const struct merkle_tree *from, const struct merkle_tree *to,
                       const struct merkle_path *path);

/* Gives the root of the complete subtree over leaves [index << level, (index + 1) << level). */
struct merkle_source {
    enum err_code (*node)(void *p, unsigned level, uint64_t index, struct digest_value *ret_node,
                          struct err *err);
    void *p;
};

/* All fail only when the source does; each asks it for O(log size) nodes. */
MUST_CHECK enum err_code merkle_root(const struct merkle_source *s, uint64_t size,
                                     struct digest_value *ret_root, struct err *err);
/* index < size. */
MUST_CHECK enum err_code merkle_prove_included(const struct merkle_source *s, uint64_t index,
                                               uint64_t size, struct merkle_path *ret_path,
                                               struct err *err);
/* from <= to. */
MUST_CHECK enum err_code merkle_prove_consistent(const struct merkle_source *s, uint64_t from,
                                                 uint64_t to, struct merkle_path *ret_path,
                                                 struct err *err);

#endif
