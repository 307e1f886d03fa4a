/* service/document/stamp.c - see stamp.h. */
#include "service/document/stamp.h"

#include "base/bug.h"
#include "crypto/canon.h"

enum { SEAL_DIGITS = 19, TIME_DIGITS = 19, SIGN_HEX = 2 * SM2_SIGNATURE_MAX };

#define MARK "LIANDONG-1 "

/* The comment stands within this many bytes. */
enum { HEAD_MAX = 1024 };

/* ---- writing ---- */

void document_stamp_print(struct buf *b, const struct document_stamp *s)
{
    buf_fmt(b, MARK "seal=%0*lld content=", SEAL_DIGITS, (long long)s->seal);
    digest_print(b, &s->content);
    buf_z(b, " key=");
    digest_print(b, &s->key);
    buf_fmt(b, " time=%0*lld sign=", TIME_DIGITS, (long long)s->at.n);
    for (int i = 0; i < SIGN_HEX; i++)
        buf_char(b, '0');
}

static void canonical(struct buf *b, const struct document_stamp *s)
{
    struct buf hex = {0};

    canon_begin(b, "document_stamp", 1);
    canon_i64(b, "seal", s->seal);
    digest_print(&hex, &s->content);
    canon_text(b, "content", buf_view(&hex));
    buf_reset(&hex);
    digest_print(&hex, &s->file);
    canon_text(b, "file", buf_view(&hex));
    buf_reset(&hex);
    digest_print(&hex, &s->key);
    canon_text(b, "key", buf_view(&hex));
    canon_i64(b, "time", s->at.n);
    buf_release(&hex);
}

/* Where the signature's digits stand, 0: nowhere. */
static size_t place_of_sign(struct str file)
{
    struct str head = {file.p, file.n < HEAD_MAX ? file.n : HEAD_MAX};
    size_t mark = str_find(head, STR("\n%" MARK)), sign;

    if (mark == STR_NPOS)
        return 0;
    sign = str_find_from(head, STR(" sign="), mark);
    if (sign == STR_NPOS || sign + sizeof(" sign=") - 1 + SIGN_HEX > head.n)
        return 0;
    return sign + sizeof(" sign=") - 1;
}

/* The digest of the file as it was before the signature was written into it. */
static struct digest_value blank_digest(struct str file, size_t place)
{
    struct digest d;

    digest_init(&d);
    digest_add(&d, file.p, place);
    for (int i = 0; i < SIGN_HEX; i++)
        digest_add(&d, "0", 1);
    digest_add(&d, file.p + place + SIGN_HEX, file.n - place - SIGN_HEX);
    return digest_final(&d);
}

enum err_code document_stamp_sign(struct buf *file, const struct sm2_key *key,
                                  struct document_stamp *stamp, struct err *err)
{
    static const char hex[] = "0123456789abcdef";
    size_t place = place_of_sign(buf_view(file));
    struct buf b = {0};
    enum err_code rc;

    BUG_ON(place == 0);
    stamp->file = blank_digest(buf_view(file), place);
    canonical(&b, stamp);
    rc = sm2_sign(key, buf_view(&b), &stamp->signature, err);
    buf_release(&b);
    if (rc != ERR_OK)
        return rc;
    /* DER says its own length: what is left of the place stays blank. */
    for (size_t i = 0; i < stamp->signature.n; i++) {
        file->p[place + 2 * i] = hex[stamp->signature.b[i] >> 4];
        file->p[place + 2 * i + 1] = hex[stamp->signature.b[i] & 15];
    }
    return ERR_OK;
}

/* ---- reading ---- */

/* The text between " name=" and the next white space. */
static struct str value_of(struct str line, const char *name)
{
    size_t at = str_find(line, str_from(name));
    struct str rest;

    if (at == STR_NPOS)
        return STR_NULL;
    rest = str_tail(line, at + strlen(name));
    return str_cut(&rest, STR(" "));
}

static bool read_number(struct str s, int64_t *ret)
{
    int64_t n = 0;

    if (s.n == 0 || s.n > SEAL_DIGITS)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9' || n > (INT64_MAX - 9) / 10)
            return false;
        n = n * 10 + (s.p[i] - '0');
    }
    *ret = n;
    return true;
}

/* The length of a DER sequence that starts the bytes. */
static bool read_signature(struct str hex, struct sm2_signature *ret)
{
    enum { DER_SEQUENCE = 0x30 };
    struct sm2_signature s = {0};

    if (hex.n != SIGN_HEX || !digest_scan_hex(hex, s.b) || s.b[0] != DER_SEQUENCE ||
        s.b[1] > SM2_SIGNATURE_MAX - 2)
        return false;
    s.n = (size_t)s.b[1] + 2;
    for (size_t i = s.n; i < SM2_SIGNATURE_MAX; i++)
        if (s.b[i] != 0)
            return false;
    *ret = s;
    return true;
}

static bool read_line(struct str line, struct document_stamp *s)
{
    return read_number(value_of(line, " seal="), &s->seal) &&
           digest_scan(value_of(line, " content="), &s->content) &&
           digest_scan(value_of(line, " key="), &s->key) &&
           read_number(value_of(line, " time="), &s->at.n) &&
           read_signature(value_of(line, " sign="), &s->signature);
}

enum err_code document_stamp_read(struct str file, struct document_stamp *ret, struct err *err)
{
    size_t place = place_of_sign(file), start;
    struct document_stamp stamp;

    if (place == 0) {
        err_set(err, ERR_NOT_FOUND, "file carries no stamp");
        return err_set_zh(err, "文件不是签发的文书，没有签名");
    }
    start = str_find(file, STR("\n%" MARK)) + 1;
    if (!read_line(str_sub(file, start, place + SIGN_HEX), &stamp)) {
        err_set(err, ERR_INVALID, "stamp is damaged");
        return err_set_zh(err, "文件中的签名已损坏");
    }
    stamp.file = blank_digest(file, place);
    *ret = stamp;
    return ERR_OK;
}

bool document_stamp_holds(const struct document_stamp *stamp, const struct sm2_key *key)
{
    struct digest_value id = sm2_id(key);
    struct buf b = {0};
    bool ok;

    if (memcmp(&id, &stamp->key, sizeof(id)) != 0)
        return false;
    canonical(&b, stamp);
    ok = sm2_verify(key, buf_view(&b), &stamp->signature);
    buf_release(&b);
    return ok;
}
