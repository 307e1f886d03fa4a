/* crypto/seal.c - see seal.h. */
#include "crypto/seal.h"

#include "crypto/digest.h"
#include "crypto/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NONCE = 12, TAG = 16, KEY_HEX = 2 * SEAL_KEY_BYTES, KEY_FILE_MAX = KEY_HEX + 2 };

static const struct str mark = STR_INIT("a1:");

/* ---- the key file ---- */

static enum err_code os_failed(const char *path, struct err *err)
{
    int e = errno;

    if (e == ENOENT) {
        err_set(err, ERR_NOT_FOUND, "%s: not there", path);
        return err_set_zh(err, "找不到密封密钥文件“%s”", path);
    }
    if (e == EEXIST) {
        err_set(err, ERR_CONFLICT, "%s: is there", path);
        return err_set_zh(err, "密封密钥文件“%s”已存在，不覆盖", path);
    }
    err_set(err, ERR_IO, "%s: %s", path, strerror(e));
    return err_set_zh(err, "密封密钥文件“%s”读写失败：%s", path, strerror(e));
}

static enum err_code check_private(int fd, const char *path, struct err *err)
{
    struct stat st;

    if (fstat(fd, &st) != 0)
        return os_failed(path, err);
    if (!(st.st_mode & 077))
        return ERR_OK;
    err_set(err, ERR_FORBIDDEN, "%s: mode %03o, others may read it", path, st.st_mode & 0777);
    return err_set_zh(err, "密封密钥文件“%s”别人也能读（权限 %03o）。请先运行 chmod 600 %s", path,
                      st.st_mode & 0777, path);
}

static enum err_code read_key(int fd, const char *path, struct seal_key *ret_key, struct err *err)
{
    char text[KEY_FILE_MAX + 1];
    ssize_t n = read(fd, text, sizeof(text));
    bool ok;

    if (n < 0)
        return os_failed(path, err);
    ok = n >= KEY_HEX && n <= KEY_FILE_MAX &&
         digest_scan_hex((struct str){text, KEY_HEX}, ret_key->b) &&
         str_trim((struct str){text + KEY_HEX, (size_t)n - KEY_HEX}).n == 0;
    secret_wipe(text, sizeof(text));
    if (ok)
        return ERR_OK;
    err_set(err, ERR_INVALID, "%s: not a sealing key", path);
    return err_set_zh(err, "“%s”不是密封密钥：应当是 %d 个十六进制数字", path, KEY_HEX);
}

enum err_code seal_key_read(const char *path, struct seal_key *ret_key, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    enum err_code rc;

    if (fd < 0)
        return os_failed(path, err);
    rc = check_private(fd, path, err);
    if (rc == ERR_OK)
        rc = read_key(fd, path, ret_key, err);
    close(fd);
    return rc;
}

static enum err_code write_key(const char *path, struct str text, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool ok;

    if (fd < 0)
        return os_failed(path, err);
    ok = write(fd, text.p, text.n) == (ssize_t)text.n && fsync(fd) == 0;
    if (ok && close(fd) == 0)
        return ERR_OK;
    (void)os_failed(path, err);
    if (!ok)
        close(fd);
    unlink(path);
    return err->code;
}

enum err_code seal_key_make(const char *path, struct seal_key *ret_key, struct err *err)
{
    struct seal_key key;
    struct buf text = {0};
    enum err_code rc;

    TRY(secret_random(key.b, sizeof(key.b), err));
    for (size_t i = 0; i < sizeof(key.b); i++)
        buf_fmt(&text, "%02x", key.b[i]);
    buf_char(&text, '\n');
    rc = write_key(path, buf_view(&text), err);
    secret_release(&text);
    if (rc == ERR_OK)
        *ret_key = key;
    secret_wipe(&key, sizeof(key));
    return rc;
}

/* ---- boxes ---- */

/* One pass of AES-256-GCM over n bytes; `tag` is made when sealing and compared when opening. */
static bool run_cipher(const struct seal_key *key, bool sealing, struct str context,
                       unsigned char *box, size_t n)
{
    unsigned char *text = box + NONCE, *tag = box + NONCE + n;
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    int got = 0, last = 0;
    bool ok = c && EVP_CipherInit_ex(c, EVP_aes_256_gcm(), NULL, key->b, box, sealing) == 1;

    ok = ok && (sealing || EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, TAG, tag) == 1);
    ok = ok &&
         EVP_CipherUpdate(c, NULL, &got, (const unsigned char *)context.p, (int)context.n) == 1;
    ok = ok && EVP_CipherUpdate(c, text, &got, text, (int)n) == 1 && (size_t)got == n;
    ok = ok && EVP_CipherFinal_ex(c, text + n, &last) == 1 && last == 0;
    ok = ok && (!sealing || EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, TAG, tag) == 1);
    EVP_CIPHER_CTX_free(c);
    ERR_clear_error();
    return ok;
}

enum err_code seal_close(const struct seal_key *key, struct str context, struct str plain,
                         struct buf *sealed, struct err *err)
{
    unsigned char box[NONCE + SEAL_PLAIN_MAX + TAG];
    size_t n = NONCE + plain.n + TAG;
    bool ok;

    if (plain.n == 0 || plain.n > SEAL_PLAIN_MAX)
        return err_set(err, ERR_LIMIT, "a sealed text has 1 to %d bytes", SEAL_PLAIN_MAX);
    TRY(secret_random(box, NONCE, err));
    memcpy(box + NONCE, plain.p, plain.n);
    ok = run_cipher(key, true, context, box, plain.n);
    if (ok) {
        buf_str(sealed, mark);
        for (size_t i = 0; i < n; i++)
            buf_fmt(sealed, "%02x", box[i]);
    }
    secret_wipe(box, sizeof(box));
    return ok ? ERR_OK : err_set(err, ERR_IO, "OpenSSL cannot seal");
}

static enum err_code not_ours(struct err *err)
{
    err_set(err, ERR_INVALID, "a sealed text does not open: altered, or of another key");
    return err_set_zh(err, "密封的内容打不开：库中的内容被改动，或密封密钥文件不是原来那一个");
}

enum err_code seal_open(const struct seal_key *key, struct str context, struct str sealed,
                        struct buf *plain, struct err *err)
{
    unsigned char box[NONCE + SEAL_PLAIN_MAX + TAG];
    struct str hex;
    size_t n;
    bool ok;

    if (!str_starts(sealed, mark))
        return not_ours(err);
    hex = str_tail(sealed, mark.n);
    n = hex.n / 2;
    if (n <= NONCE + TAG || n > sizeof(box) || !digest_scan_hex(hex, box))
        return not_ours(err);
    n -= NONCE + TAG;
    ok = run_cipher(key, false, context, box, n);
    if (ok)
        buf_add(plain, box + NONCE, n);
    secret_wipe(box, sizeof(box));
    return ok ? ERR_OK : not_ours(err);
}
