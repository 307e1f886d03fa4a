/* crypto/digest.c - see digest.h. */
#include "crypto/digest.h"

#include "base/bug.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

enum { PIECE = 256 * 1024 };

void digest_init(struct digest *d)
{
    d->ctx = EVP_MD_CTX_new();
    BUG_ON(!d->ctx || EVP_DigestInit_ex(d->ctx, EVP_sm3(), NULL) != 1);
}

void digest_add(struct digest *d, const void *p, size_t n)
{
    int ok = EVP_DigestUpdate(d->ctx, p, n);

    BUG_ON(ok != 1);
}

struct digest_value digest_final(struct digest *d)
{
    struct digest_value v;
    unsigned int n = 0;
    int ok = EVP_DigestFinal_ex(d->ctx, v.b, &n);

    BUG_ON(ok != 1 || n != DIGEST_BYTES);
    digest_release(d);
    return v;
}

void digest_release(struct digest *d)
{
    EVP_MD_CTX_free(d->ctx);
    d->ctx = NULL;
}

struct digest_value digest_of(struct str bytes)
{
    struct digest d;

    digest_init(&d);
    digest_add(&d, bytes.p, bytes.n);
    return digest_final(&d);
}

static enum err_code os_error(struct err *err, const char *path)
{
    int e = errno;

    err_set(err, e == ENOENT ? ERR_NOT_FOUND : ERR_IO, "read %s: %s", path, strerror(e));
    return err_set_zh(err, e == ENOENT ? "找不到文件“%s”。请核对路径。" : "文件“%s”读取失败：%s",
                      path, strerror(e));
}

static bool add_all(struct digest *d, int fd, int64_t *ret_bytes)
{
    char *piece = mem_alloc(PIECE);
    int64_t bytes = 0;
    ssize_t got;

    while ((got = read(fd, piece, PIECE)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            break;
        digest_add(d, piece, (size_t)got);
        bytes += got;
    }
    free(piece);
    *ret_bytes = bytes;
    return got == 0;
}

enum err_code digest_file(const char *path, struct digest_value *ret_value, int64_t *ret_bytes,
                          struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    enum err_code rc = ERR_OK;
    struct digest d;
    int64_t bytes;

    if (fd < 0)
        return os_error(err, path);
    digest_init(&d);
    if (add_all(&d, fd, &bytes)) {
        *ret_value = digest_final(&d);
        *ret_bytes = bytes;
    } else {
        rc = os_error(err, path);
    }
    digest_release(&d);
    close(fd);
    return rc;
}

void digest_print(struct buf *b, const struct digest_value *v)
{
    static const char digit[] = "0123456789abcdef";
    char hex[DIGEST_HEX];

    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        hex[2 * i] = digit[v->b[i] >> 4];
        hex[2 * i + 1] = digit[v->b[i] & 15];
    }
    buf_add(b, hex, sizeof(hex));
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool digest_scan_hex(struct str hex, unsigned char *ret_bytes)
{
    if (hex.n % 2 != 0)
        return false;
    for (size_t i = 0; i < hex.n; i += 2) {
        int high = hex_digit(hex.p[i]), low = hex_digit(hex.p[i + 1]);

        if (high < 0 || low < 0)
            return false;
        ret_bytes[i / 2] = (unsigned char)(high << 4 | low);
    }
    return true;
}

bool digest_scan(struct str hex, struct digest_value *ret_value)
{
    struct digest_value v;

    if (hex.n != DIGEST_HEX || !digest_scan_hex(hex, v.b))
        return false;
    *ret_value = v;
    return true;
}
