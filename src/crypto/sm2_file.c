/* crypto/sm2_file.c - keys as PEM text and files; see sm2.h. */
#include "base/bug.h"
#include "base/file.h"
#include "crypto/sm2_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <sys/stat.h>
#include <unistd.h>

/* DER of an SM2 public key (RFC 5480 with the OIDs of GM/T 0006): all but the point's 64 bytes. */
static const unsigned char public_head[] = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48,
                                            0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x81, 0x1C,
                                            0xCF, 0x55, 0x01, 0x82, 0x2D, 0x03, 0x42, 0x00, 0x04};

enum { PUBLIC_DER = 91, ROUNDS = 200000, PASSPHRASE_MAX = 1024 };
_Static_assert(sizeof(public_head) + 64 == PUBLIC_DER, "head and point make the key");

/* ---- public ---- */

static enum err_code no_public(const char *name, struct err *err)
{
    ERR_clear_error();
    err_set(err, ERR_INVALID, "%s: not a PEM public key for SM2", name);
    return err_set_zh(err, "“%s”不是 SM2 公钥（PEM，PUBLIC KEY）", name);
}

static EVP_PKEY *public_of_der(const unsigned char *der, long n)
{
    const unsigned char *p = der;
    EVP_PKEY *pkey = NULL;
    EVP_PKEY_CTX *ctx = NULL;
    bool ok;

    if (n != PUBLIC_DER || memcmp(der, public_head, sizeof(public_head)) != 0)
        return NULL;
    pkey = d2i_PUBKEY(NULL, &p, n);
    if (pkey)
        ctx = EVP_PKEY_CTX_new(pkey, NULL);
    ok = ctx && EVP_PKEY_is_a(pkey, "SM2") && EVP_PKEY_public_check(ctx) == 1;
    EVP_PKEY_CTX_free(ctx);
    if (ok)
        return pkey;
    EVP_PKEY_free(pkey);
    return NULL;
}

static EVP_PKEY *public_of_pem(struct str pem)
{
    BIO *bio = BIO_new_mem_buf(pem.p, (int)pem.n);
    char *label = NULL, *header = NULL;
    unsigned char *der = NULL;
    EVP_PKEY *pkey = NULL;
    long n = 0;

    if (bio && PEM_read_bio(bio, &label, &header, &der, &n) == 1 &&
        strcmp(label, PEM_STRING_PUBLIC) == 0)
        pkey = public_of_der(der, n);
    OPENSSL_free(label);
    OPENSSL_free(header);
    OPENSSL_free(der);
    BIO_free(bio);
    return pkey;
}

enum err_code sm2_parse_public(const char *name, struct str pem, struct sm2_key **ret_key,
                               struct err *err)
{
    EVP_PKEY *pkey;

    if (pem.n > SM2_PEM_MAX) {
        err_set(err, ERR_LIMIT, "%s: more than %d bytes", name, SM2_PEM_MAX);
        return err_set_zh(err, "“%s”超过公钥的上限 %d 字节", name, SM2_PEM_MAX);
    }
    pkey = pem.n ? public_of_pem(pem) : NULL;
    if (!pkey)
        return no_public(name, err);
    *ret_key = sm2_wrap(pkey);
    return ERR_OK;
}

enum err_code sm2_read_public(const char *path, struct sm2_key **ret_key, struct err *err)
{
    struct str pem = STR_NULL;
    enum err_code rc;
    struct arena a;

    arena_init(&a, 0);
    rc = file_read(&a, path, SM2_PEM_MAX, &pem, err);
    if (rc == ERR_OK)
        rc = sm2_parse_public(path, pem, ret_key, err);
    arena_release(&a);
    return rc;
}

/* Appends what a memory BIO holds, and frees it. */
static void take_bio(struct buf *b, BIO *take_bio)
{
    char *p = NULL;
    long n = BIO_get_mem_data(take_bio, &p);

    BUG_ON(n <= 0);
    buf_add(b, p, (size_t)n);
    OPENSSL_cleanse(p, (size_t)n);
    BIO_free(take_bio);
}

void sm2_print_public(struct buf *b, const struct sm2_key *key)
{
    BIO *bio = BIO_new(BIO_s_mem());
    int ok = bio ? PEM_write_bio_PUBKEY(bio, key->pkey) : 0;

    BUG_ON(ok != 1);
    take_bio(b, bio);
}

/* ---- private ---- */

/* Key and passphrase live in memory that is overwritten before it is given back. */
static void wipe(struct buf *b)
{
    if (b->p)
        OPENSSL_cleanse(b->p, b->cap);
    buf_release(b);
}

/* OpenSSL asks for the passphrase here; it never asks at a terminal. */
static int give_passphrase(char *to, int size, int writing, void *p)
{
    const struct str *passphrase = p;

    (void)writing;
    if (!passphrase->n || passphrase->n > (size_t)size)
        return -1;
    memcpy(to, passphrase->p, passphrase->n);
    return (int)passphrase->n;
}

static bool is_sm2_pair(EVP_PKEY *pkey)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(pkey, NULL);
    bool ok = ctx && EVP_PKEY_is_a(pkey, "SM2") && EVP_PKEY_check(ctx) == 1;

    EVP_PKEY_CTX_free(ctx);
    return ok;
}

static enum err_code parse_private(const char *path, struct str pem, struct str passphrase,
                                   struct sm2_key **ret_key, struct err *err)
{
    BIO *bio = BIO_new_mem_buf(pem.p, (int)pem.n);
    EVP_PKEY *pkey = bio ? PEM_read_bio_PrivateKey(bio, NULL, give_passphrase, &passphrase) : NULL;
    bool locked = str_has(pem, STR("ENCRYPTED"));

    BIO_free(bio);
    ERR_clear_error();
    if (pkey && is_sm2_pair(pkey)) {
        *ret_key = sm2_wrap(pkey);
        return ERR_OK;
    }
    EVP_PKEY_free(pkey);
    ERR_clear_error();
    err_set(err, ERR_INVALID, "%s: no SM2 private key, or another passphrase", path);
    if (locked && !passphrase.n)
        return err_set_zh(err, "私钥文件“%s”有口令。请用 --passphrase-file 给出", path);
    return err_set_zh(err,
                      locked ? "私钥文件“%s”打不开：口令不对，或不是 SM2 私钥"
                             : "“%s”不是 SM2 私钥（PEM，PRIVATE KEY）",
                      path);
}

static enum err_code os_failed(const char *path, struct err *err)
{
    int e = errno;

    err_set(err, e == ENOENT ? ERR_NOT_FOUND : ERR_IO, "%s: %s", path, strerror(e));
    return err_set_zh(err,
                      e == ENOENT ? "找不到私钥文件“%s”。请核对路径。" : "私钥文件“%s”读写失败：%s",
                      path, strerror(e));
}

static enum err_code check_private_file(int fd, const char *path, struct err *err)
{
    struct stat st;

    if (fstat(fd, &st) != 0)
        return os_failed(path, err);
    if (st.st_mode & 077) {
        err_set(err, ERR_FORBIDDEN, "%s: mode %03o, others may read it", path, st.st_mode & 0777);
        return err_set_zh(err, "私钥文件“%s”别人也能读（权限 %03o）。请先运行 chmod 600 %s", path,
                          st.st_mode & 0777, path);
    }
    if (st.st_size <= 0 || st.st_size > SM2_PEM_MAX) {
        err_set(err, ERR_INVALID, "%s: empty or more than %d bytes", path, SM2_PEM_MAX);
        return err_set_zh(err, "“%s”不是 SM2 私钥：空文件，或超过 %d 字节", path, SM2_PEM_MAX);
    }
    return ERR_OK;
}

static enum err_code read_private(int fd, const char *path, struct buf *b, struct err *err)
{
    char piece[SM2_PEM_MAX + 1];
    ssize_t got;

    TRY(check_private_file(fd, path, err));
    got = read(fd, piece, SM2_PEM_MAX);
    if (got < 0)
        return os_failed(path, err);
    buf_add(b, piece, (size_t)got);
    OPENSSL_cleanse(piece, sizeof(piece));
    return ERR_OK;
}

enum err_code sm2_read_private(const char *path, struct str passphrase, struct sm2_key **ret_key,
                               struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct buf pem = {0};
    enum err_code rc;

    if (fd < 0)
        return os_failed(path, err);
    rc = read_private(fd, path, &pem, err);
    close(fd);
    if (rc == ERR_OK)
        rc = parse_private(path, buf_view(&pem), passphrase, ret_key, err);
    wipe(&pem);
    return rc;
}

/* PKCS #8, encrypted: PEM_write_bio_PKCS8PrivateKey would take 2 048 rounds. */
static bool print_locked(BIO *bio, PKCS8_PRIV_KEY_INFO *info, struct str passphrase)
{
    X509_SIG *sealed =
        PKCS8_encrypt(-1, EVP_sm4_cbc(), passphrase.p, (int)passphrase.n, NULL, 0, ROUNDS, info);
    bool ok = sealed && PEM_write_bio_PKCS8(bio, sealed) == 1;

    X509_SIG_free(sealed);
    return ok;
}

static bool print_private(BIO *bio, const struct sm2_key *key, struct str passphrase)
{
    PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key->pkey);
    bool ok = info && (passphrase.n ? print_locked(bio, info, passphrase)
                                    : PEM_write_bio_PKCS8_PRIV_KEY_INFO(bio, info) == 1);

    PKCS8_PRIV_KEY_INFO_free(info);
    return ok;
}

static bool write_whole(int fd, struct str bytes)
{
    while (bytes.n > 0) {
        ssize_t put = write(fd, bytes.p, bytes.n);

        if (put < 0)
            return false;
        bytes = str_tail(bytes, (size_t)put);
    }
    return fsync(fd) == 0;
}

/* Straight into the new file: a temporary beside it would be one more place to lose a key. */
static enum err_code write_private(const char *path, struct str pem, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool ok;

    if (fd < 0 && errno == EEXIST) {
        err_set(err, ERR_CONFLICT, "%s exists", path);
        return err_set_zh(err, "“%s”已存在，不覆盖私钥", path);
    }
    if (fd < 0)
        return os_failed(path, err);
    ok = write_whole(fd, pem);
    ok = close(fd) == 0 && ok;
    if (ok)
        return ERR_OK;
    (void)os_failed(path, err);
    unlink(path);
    return err->code;
}

enum err_code sm2_write_private(const struct sm2_key *key, const char *path, struct str passphrase,
                                struct err *err)
{
    BIO *bio = BIO_new(BIO_s_secmem());
    struct buf pem = {0};
    enum err_code rc;

    if (passphrase.n > PASSPHRASE_MAX || !bio || !print_private(bio, key, passphrase)) {
        BIO_free(bio);
        return sm2_failed(err, ERR_INVALID, "writing a private key");
    }
    take_bio(&pem, bio);
    rc = write_private(path, buf_view(&pem), err);
    wipe(&pem);
    return rc;
}
