#ifndef CRYPTO_DIGEST_H
#define CRYPTO_DIGEST_H
/*
 * crypto/digest.h - SM3 (GB/T 32905-2016) over bytes as they come, by OpenSSL.
 *
 * What it is not: a hash table's hash (str_hash) and not a password hash.  A digest belongs to
 * one thread and owns OpenSSL's state from digest_init until digest_final or digest_release.
 */
#include "base/buf.h"
#include "base/err.h"

enum { DIGEST_BYTES = 32, DIGEST_HEX = 64 };

struct digest {
    void *ctx; /* EVP_MD_CTX; NULL outside init … final */
};

struct digest_value {
    unsigned char b[DIGEST_BYTES];
};

/* OpenSSL without SM3 ends the program: it is part of what the build requires. */
void digest_init(struct digest *d);
void digest_add(struct digest *d, const void *p, size_t n);
/* Gives the state back too. */
struct digest_value digest_final(struct digest *d);
/* Gives the state back without a value; harmless after digest_final. */
void digest_release(struct digest *d);

struct digest_value digest_of(struct str bytes);
/* Digest and size of a file, read in pieces.  ERR_NOT_FOUND, ERR_IO, with zh. */
MUST_CHECK enum err_code digest_file(const char *path, struct digest_value *ret_value,
                                     int64_t *ret_bytes, struct err *err);

/* 64 lower-case hex digits. */
void digest_print(struct buf *b, const struct digest_value *v);
/* The same back; false for anything else. */
bool digest_scan(struct str hex, struct digest_value *ret_value);
/* n lower-case hex digits for n / 2 bytes; false for anything else. */
bool digest_scan_hex(struct str hex, unsigned char *ret_bytes);

#endif
