#ifndef CRYPTO_HEADS_H
#define CRYPTO_HEADS_H
/*
 * crypto/heads.h - a set of signed heads (树头) with the public keys that they were signed with: the
 * file that `liandong ledger export` writes and an organ keeps, and its check, which needs no
 * database.
 *
 *     liandong ledger heads v1
 *     log <64 hex>
 *     server <key id> <from> <until | -> <name>      (or: witness …)
 *     -----BEGIN PUBLIC KEY----- …                    (four lines of PEM)
 *     liandong ledger head v1
 *     …                                               (the head's canonical bytes)
 *     sign <hex of DER>
 *     cosign <key id> <time> <hex of DER>             (any number)
 *
 * Everything lives in the arena given to heads_init; keys are freed with it.
 */
#include "crypto/finding.h"
#include "crypto/tree_head.h"

enum { HEADS_BYTES_MAX = 64 * 1024 * 1024, HEADS_KEYS_MAX = 1000, HEADS_COSIGNED_MAX = 64 };

enum heads_role { HEADS_SERVER, HEADS_WITNESS };

struct heads_key {
    enum heads_role role;
    int64_t from, until; /* seconds; until < 0: still valid */
    struct str name;
    struct digest_value id;
    struct sm2_key *key;
};

struct heads {
    struct arena *arena;
    const char *source; /* for messages */
    struct digest_value log;
    bool pinned; /* servers were named by heads_pin: no source adds one */
    VEC(struct heads_key) key;
    VEC(struct signed_head) head; /* as they come */
};

void heads_init(struct heads *h, struct arena *arena, const char *source);
/* Adds a key; its id is made here. */
void heads_add_key(struct heads *h, const struct heads_key *take_key);
void heads_add(struct heads *h, const struct signed_head *s);
const struct heads_key *heads_key_find(const struct heads *h, const struct digest_value *id);

/* ret has been initialised and holds nothing. ERR_INVALID, ERR_LIMIT with file, line and zh. */
MUST_CHECK enum err_code heads_parse(struct str bytes, struct heads *ret, struct err *err);
void heads_print(struct buf *b, const struct heads *h);
/* One head as it stands in the file. */
void heads_print_one(struct buf *b, const struct signed_head *s);

/*
 * Takes into `all` what `more`, from another source, holds.  The first source taken says which log it
 * is and which keys of servers are trusted, unless heads_pin has said so before; a later one with
 * another log or another server's key is a finding.  Witnesses' keys are taken from any, and so is
 * when a key ended.
 */
void heads_merge(struct heads *all, const struct heads *more, struct findings *f);
/* From now on only these keys of servers are trusted. */
void heads_pin(struct heads *all, struct sm2_key *const *take_key, size_t n);
/* Every signature, two heads of one size, heads that go backward in time; sorts the heads by
 * size, then by time. */
void heads_check(struct heads *all, struct findings *f);
/* How many different heads there are, once sorted: the same one may come from several sources. */
size_t heads_distinct(const struct heads *all);

#endif
