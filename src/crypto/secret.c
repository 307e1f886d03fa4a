/* crypto/secret.c - see secret.h. */
#include "crypto/secret.h"

#include "base/bug.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

enum err_code secret_random(void *ret_bytes, size_t n, struct err *err)
{
    BUG_ON(n > 4096);
    if (RAND_bytes(ret_bytes, (int)n) == 1)
        return ERR_OK;
    err_set(err, ERR_IO, "no random bytes");
    return err_set_zh(err, "系统随机数不可用，不能生成密钥或口令。请检查操作系统");
}

enum err_code secret_random_hex(struct buf *b, size_t n, struct err *err)
{
    unsigned char bytes[64];

    BUG_ON(n > sizeof(bytes));
    TRY(secret_random(bytes, n, err));
    for (size_t i = 0; i < n; i++)
        buf_fmt(b, "%02x", bytes[i]);
    secret_wipe(bytes, sizeof(bytes));
    return ERR_OK;
}

/* Bytes behind the last whole multiple of the alphabet would favour its first characters: they are
 * drawn again. */
enum err_code secret_random_text(struct buf *b, struct str alphabet, size_t n, struct err *err)
{
    size_t fair = alphabet.n ? 256 - 256 % alphabet.n : 0, have = 0;
    unsigned char byte;

    BUG_ON(alphabet.n < 2 || alphabet.n > 256);
    while (have < n) {
        TRY(secret_random(&byte, 1, err));
        if (byte >= fair)
            continue;
        buf_char(b, alphabet.p[byte % alphabet.n]);
        have++;
    }
    return ERR_OK;
}

bool secret_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || CRYPTO_memcmp(a.p, b.p, a.n) == 0);
}

void secret_wipe(void *p, size_t n)
{
    if (n > 0)
        OPENSSL_cleanse(p, n);
}

void secret_release(struct buf *b)
{
    if (b->p)
        OPENSSL_cleanse(b->p, b->cap);
    buf_release(b);
}
