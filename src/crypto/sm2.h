#ifndef CRYPTO_SM2_H
#define CRYPTO_SM2_H
/*
 * crypto/sm2.h - SM2 signatures (GB/T 32918.2, curve of GB/T 32918.5) by OpenSSL, with SM3 and the
 * usual signer's id 1234567812345678; keys as PEM.
 *
 * A key belongs to whoever made or read it, until sm2_free; it never changes, so any number of
 * threads may verify with it.  Private keys exist in memory and in files of mode 0600 only: no
 * message, log or JSON ever holds one.
 */
#include "crypto/digest.h"

enum { SM2_SIGNATURE_MAX = 72, SM2_PEM_MAX = 4096 };

struct sm2_key;

/* DER of (r, s), as openssl writes and reads it. */
struct sm2_signature {
    size_t n;
    unsigned char b[SM2_SIGNATURE_MAX];
};

/* A new pair. */
MUST_CHECK enum err_code sm2_new(struct sm2_key **ret_key, struct err *err);
void sm2_free(struct sm2_key *key); /* NULL is allowed */

/*
 * Public keys: PEM "PUBLIC KEY" with the curve by its name and the point uncompressed, 91 bytes, the
 * one form that OpenSSL and GmSSL write.  name is what the message calls it.  ERR_INVALID,
 * ERR_LIMIT with zh.
 */
MUST_CHECK enum err_code sm2_parse_public(const char *name, struct str pem,
                                          struct sm2_key **ret_key, struct err *err);
MUST_CHECK enum err_code sm2_read_public(const char *path, struct sm2_key **ret_key,
                                         struct err *err);
void sm2_print_public(struct buf *b, const struct sm2_key *key);

/*
 * Private keys: PKCS #8 PEM, encrypted when there is a passphrase (SM4-CBC, PBKDF2).  Reading
 * refuses a file that others may read (ERR_FORBIDDEN), a wrong or missing passphrase and what is no
 * SM2 key (ERR_INVALID).  Writing makes a new file of mode 0600 and never replaces one
 * (ERR_CONFLICT).
 */
MUST_CHECK enum err_code sm2_read_private(const char *path, struct str passphrase,
                                          struct sm2_key **ret_key, struct err *err);
MUST_CHECK enum err_code sm2_write_private(const struct sm2_key *key, const char *path,
                                           struct str passphrase, struct err *err);

/* What a key is called: SM3 of the public key's DER. */
struct digest_value sm2_id(const struct sm2_key *key);

MUST_CHECK enum err_code sm2_sign(const struct sm2_key *key, struct str bytes,
                                  struct sm2_signature *ret_signature, struct err *err);
bool sm2_verify(const struct sm2_key *key, struct str bytes, const struct sm2_signature *signature);

/* n bytes nobody can guess, from OpenSSL's generator. */
MUST_CHECK enum err_code sm2_random(unsigned char *ret_bytes, size_t n, struct err *err);

#endif
