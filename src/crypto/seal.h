#ifndef CRYPTO_SEAL_H
#define CRYPTO_SEAL_H
/*
 * crypto/seal.h - a sealed box: text that only who has the key can read, and that nobody can alter
 * or move to another place unseen.  AES-256-GCM by OpenSSL (decisions/0021 says why not SM4-GCM).
 *
 *   sealed -> "a1:" hex( nonce[12] ciphertext tag[16] )
 *
 * The context (what the text is and whose) is authenticated with it, not kept in it: a box opened
 * under another context does not open.  Nonces are random; a key is good for far fewer than the
 * 2^32 boxes at which they could repeat.
 *
 * What it is not: a store of keys.  The key is a file that only its owner can read; who copies
 * the database alone has nothing.
 */
#include "base/buf.h"
#include "base/err.h"

enum { SEAL_KEY_BYTES = 32, SEAL_PLAIN_MAX = 4096 };

struct seal_key {
    unsigned char b[SEAL_KEY_BYTES];
};

/* Reads the key file: 64 hex digits and a line end.  ERR_NOT_FOUND; ERR_FORBIDDEN when others may
 * read it; ERR_INVALID, ERR_IO. */
MUST_CHECK enum err_code seal_key_read(const char *path, struct seal_key *ret_key, struct err *err);
/* Draws a key and writes it, mode 600.  ERR_CONFLICT when the file is there. */
MUST_CHECK enum err_code seal_key_make(const char *path, struct seal_key *ret_key, struct err *err);

/* Appends the sealed text.  ERR_LIMIT when the plain one is longer than SEAL_PLAIN_MAX. */
MUST_CHECK enum err_code seal_close(const struct seal_key *key, struct str context,
                                    struct str plain, struct buf *sealed, struct err *err);
/* Appends the plain text.  ERR_INVALID: not a box, altered, or of another key or context. */
MUST_CHECK enum err_code seal_open(const struct seal_key *key, struct str context,
                                   struct str sealed, struct buf *plain, struct err *err);

#endif
