#ifndef CRYPTO_SECRET_H
#define CRYPTO_SECRET_H
/*
 * crypto/secret.h - random bytes, comparison that takes the same time whatever is equal, and
 * memory that forgets.
 *
 * What it is not: a password hash (identity/password.h).  Thread safe.
 */
#include "base/buf.h"
#include "base/err.h"

/* n bytes that nobody can guess.  ERR_IO when the machine has none to give. */
MUST_CHECK enum err_code secret_random(void *ret_bytes, size_t n, struct err *err);
/* n random bytes as 2n lower-case hex digits, appended. */
MUST_CHECK enum err_code secret_random_hex(struct buf *b, size_t n, struct err *err);
/* n random characters out of `alphabet` (2 to 256 of them), each as likely as the other, appended. */
MUST_CHECK enum err_code secret_random_text(struct buf *b, struct str alphabet, size_t n,
                                            struct err *err);

/* Texts of different length differ at once: the length is no secret. */
bool secret_eq(struct str a, struct str b);

/* Overwrites what the compiler would leave. */
void secret_wipe(void *p, size_t n);
/* Overwrites and releases. */
void secret_release(struct buf *b);

#endif
