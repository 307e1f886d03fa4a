/* crypto/tree_head.c - canonical bytes of heads, their signatures; see tree_head.h. */
#include "crypto/tree_head.h"

#include "base/clock.h"

#include <inttypes.h>

static void digest_line(struct buf *b, const char *key, const struct digest_value *v)
{
    buf_fmt(b, "%s ", key);
    digest_print(b, v);
    buf_char(b, '\n');
}

void tree_head_print(struct buf *b, const struct tree_head *h)
{
    buf_z(b, "liandong ledger head v1\n");
    digest_line(b, "log", &h->log);
    buf_fmt(b, "size %" PRIu64 "\n", h->tree.size);
    digest_line(b, "root", &h->tree.root);
    buf_fmt(b, "time %" PRId64 "\n", h->time);
    digest_line(b, "key", &h->key);
}

void cosignature_print(struct buf *b, const struct tree_head *h, const struct digest_value *key,
                       int64_t time)
{
    buf_z(b, "liandong ledger cosign v1\n");
    digest_line(b, "witness", key);
    buf_fmt(b, "time %" PRId64 "\n", time);
    tree_head_print(b, h);
}

enum err_code tree_head_sign(const struct sm2_key *key, const struct tree_head *h,
                             struct signed_head *ret_head, struct err *err)
{
    struct signed_head s = {.head = *h};
    struct buf b = {0};
    enum err_code rc;

    s.head.key = sm2_id(key);
    tree_head_print(&b, &s.head);
    rc = sm2_sign(key, buf_view(&b), &s.signature, err);
    buf_release(&b);
    if (rc == ERR_OK)
        *ret_head = s;
    return rc;
}

bool tree_head_verify(const struct signed_head *h, const struct sm2_key *key)
{
    struct digest_value id = sm2_id(key);
    struct buf b = {0};
    bool ok;

    tree_head_print(&b, &h->head);
    ok = merkle_equal(&id, &h->head.key) && sm2_verify(key, buf_view(&b), &h->signature);
    buf_release(&b);
    return ok;
}

enum err_code cosignature_sign(const struct sm2_key *key, const struct tree_head *h, int64_t time,
                               struct cosignature *ret_cosignature, struct err *err)
{
    struct cosignature c = {.key = sm2_id(key), .time = time};
    struct buf b = {0};
    enum err_code rc;

    cosignature_print(&b, h, &c.key, time);
    rc = sm2_sign(key, buf_view(&b), &c.signature, err);
    buf_release(&b);
    if (rc == ERR_OK)
        *ret_cosignature = c;
    return rc;
}

bool cosignature_verify(const struct cosignature *c, const struct tree_head *h,
                        const struct sm2_key *key)
{
    struct digest_value id = sm2_id(key);
    struct buf b = {0};
    bool ok;

    cosignature_print(&b, h, &c->key, c->time);
    ok = merkle_equal(&id, &c->key) && sm2_verify(key, buf_view(&b), &c->signature);
    buf_release(&b);
    return ok;
}

void tree_head_name(struct buf *b, const struct signed_head *h)
{
    buf_fmt(b, "大小 %" PRIu64 "、签于 ", h->head.tree.size);
    clock_print(b, h->head.time);
    buf_z(b, " 的树头");
    if (h->source)
        buf_fmt(b, "（%s）", h->source);
}

void sm2_signature_print(struct buf *b, const struct sm2_signature *s)
{
    for (size_t i = 0; i < s->n; i++)
        buf_fmt(b, "%02x", s->b[i]);
}

bool sm2_signature_scan(struct str hex, struct sm2_signature *ret_signature)
{
    struct sm2_signature s = {.n = hex.n / 2};

    if (hex.n == 0 || hex.n > 2 * sizeof(s.b) || !digest_scan_hex(hex, s.b))
        return false;
    *ret_signature = s;
    return true;
}
