/* crypto/sm2.c - keys and signatures over OpenSSL's EVP; see sm2.h. */
#include "crypto/sm2.h"

#include "base/bug.h"
#include "base/mem.h"
#include "crypto/sm2_internal.h"

#include <openssl/err.h>
#include <openssl/rand.h>

static const char signer_id[] = "1234567812345678";

/* OpenSSL's words say which step failed; they hold no secret.  Its queue is left empty. */
enum err_code sm2_failed(struct err *err, enum err_code code, const char *what)
{
    char said[256];

    ERR_error_string_n(ERR_peek_last_error(), said, sizeof(said));
    ERR_clear_error();
    return err_set(err, code, "%s: %s", what, said);
}

struct sm2_key *sm2_wrap(EVP_PKEY *take_pkey)
{
    struct sm2_key *key = MEM_NEW(struct sm2_key);

    key->pkey = take_pkey;
    return key;
}

enum err_code sm2_new(struct sm2_key **ret_key, struct err *err)
{
    EVP_PKEY *pkey = EVP_PKEY_Q_keygen(NULL, NULL, "SM2");

    if (!pkey)
        return sm2_failed(err, ERR_IO, "making an SM2 key");
    *ret_key = sm2_wrap(pkey);
    return ERR_OK;
}

void sm2_free(struct sm2_key *key)
{
    if (!key)
        return;
    EVP_PKEY_free(key->pkey);
    free(key);
}

struct digest_value sm2_id(const struct sm2_key *key)
{
    unsigned char *der = NULL;
    int n = i2d_PUBKEY(key->pkey, &der);
    struct digest_value id;

    BUG_ON(n <= 0);
    id = digest_of((struct str){(const char *)der, (size_t)n});
    OPENSSL_free(der);
    return id;
}

/* A digest context that signs or verifies; NULL when OpenSSL refuses. */
static EVP_MD_CTX *start(const struct sm2_key *key, bool sign)
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    EVP_PKEY_CTX *pkey = EVP_PKEY_CTX_new(key->pkey, NULL);
    bool ok = md && pkey && EVP_PKEY_CTX_set1_id(pkey, signer_id, sizeof(signer_id) - 1) == 1;

    if (ok) {
        EVP_MD_CTX_set_pkey_ctx(md, pkey);
        ok = (sign ? EVP_DigestSignInit : EVP_DigestVerifyInit)(md, NULL, EVP_sm3(), NULL,
                                                                key->pkey) == 1;
    }
    if (ok)
        return md; /* frees pkey with sm2's finish */
    EVP_MD_CTX_free(md);
    EVP_PKEY_CTX_free(pkey);
    return NULL;
}

/* A context that was given from outside is not freed with the digest's. */
static void finish(EVP_MD_CTX *md)
{
    EVP_PKEY_CTX *pkey = EVP_MD_CTX_get_pkey_ctx(md);

    EVP_MD_CTX_free(md);
    EVP_PKEY_CTX_free(pkey);
}

enum err_code sm2_sign(const struct sm2_key *key, struct str bytes,
                       struct sm2_signature *ret_signature, struct err *err)
{
    EVP_MD_CTX *md = start(key, true);
    struct sm2_signature sig = {.n = sizeof(sig.b)};
    int ok = 0;

    if (md) {
        ok = EVP_DigestSign(md, sig.b, &sig.n, (const unsigned char *)bytes.p, bytes.n);
        finish(md);
    }
    if (ok != 1)
        return sm2_failed(err, ERR_IO, "signing with SM2");
    *ret_signature = sig;
    return ERR_OK;
}

bool sm2_verify(const struct sm2_key *key, struct str bytes, const struct sm2_signature *signature)
{
    EVP_MD_CTX *md = start(key, false);
    int ok = 0;

    if (md) {
        ok = EVP_DigestVerify(md, signature->b, signature->n, (const unsigned char *)bytes.p,
                              bytes.n);
        finish(md);
    }
    ERR_clear_error();
    return ok == 1;
}

enum err_code sm2_random(unsigned char *ret_bytes, size_t n, struct err *err)
{
    return RAND_bytes(ret_bytes, (int)n) == 1 ? ERR_OK : sm2_failed(err, ERR_IO, "random bytes");
}
