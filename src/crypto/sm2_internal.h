#ifndef CRYPTO_SM2_INTERNAL_H
#define CRYPTO_SM2_INTERNAL_H
/* crypto/sm2_internal.h - what sm2.c (signatures) and sm2_file.c (PEM) share. */
#include "crypto/sm2.h"

#include <openssl/evp.h>

struct sm2_key {
    EVP_PKEY *pkey;
};

struct sm2_key *sm2_wrap(EVP_PKEY *take_pkey);

/* Fills *err with what OpenSSL says. */
enum err_code sm2_failed(struct err *err, enum err_code code, const char *what);

#endif
