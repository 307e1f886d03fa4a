/* crypto/heads_check.c - whether heads of several sources can be one log's; see heads.h. */
#include "base/clock.h"
#include "crypto/heads.h"

#include <inttypes.h>
#include <stdlib.h>

/* First digits of an id: enough to tell keys apart in a sentence. */
static struct str short_id(struct arena *a, const struct digest_value *id)
{
    return str_fmt(a, "%02x%02x%02x%02x%02x%02x%02x%02x", id->b[0], id->b[1], id->b[2], id->b[3],
                   id->b[4], id->b[5], id->b[6], id->b[7]);
}

static struct str name_of(struct arena *a, const struct signed_head *h)
{
    struct buf b = {0};
    struct str name;

    tree_head_name(&b, h);
    name = str_dup(a, buf_view(&b));
    buf_release(&b);
    return name;
}

static struct finding_at at_head(const struct signed_head *h)
{
    return (struct finding_at){-1, (int64_t)h->head.tree.size, h->head.time};
}

/* ---- sources together ---- */

/* What another source says of a key that is known: only that it ended earlier. */
static void narrow(struct heads_key *known, const struct heads_key *k)
{
    if (known->until < 0 || (k->until >= 0 && k->until < known->until))
        known->until = k->until;
}

static void merge_key(struct heads *all, const struct heads *more, const struct heads_key *k,
                      struct findings *f)
{
    struct heads_key *known = NULL;

    for (size_t i = 0; i < all->key.n && !known; i++)
        if (merkle_equal(&all->key.at[i].id, &k->id) && all->key.at[i].role == k->role)
            known = &all->key.at[i];
    if (known)
        narrow(known, k);
    else if (k->role == HEADS_WITNESS || (!all->pinned && all->source == more->source))
        vec_push(all->arena, &all->key, *k);
    else if (!all->pinned) /* else only its heads count, each of them */
        finding_add(f, FINDING_KEY, FINDING_NOWHERE,
                    "“%s”里的服务器密钥 %.*s… 不是“%s”里的那把：服务器密钥被更换", more->source,
                    STR_F(short_id(f->arena, &k->id)), all->source);
}

void heads_merge(struct heads *all, const struct heads *more, struct findings *f)
{
    if (!all->source) {
        all->source = more->source;
        all->log = more->log;
    } else if (!merkle_equal(&all->log, &more->log)) {
        finding_add(f, FINDING_LOG, FINDING_NOWHERE, "“%s”与“%s”不是同一条存证链", more->source,
                    all->source);
    }
    for (size_t i = 0; i < more->key.n; i++)
        merge_key(all, more, &more->key.at[i], f);
    for (size_t i = 0; i < more->head.n; i++)
        heads_add(all, &more->head.at[i]);
}

void heads_pin(struct heads *all, struct sm2_key *const *take_key, size_t n)
{
    size_t kept = 0;

    for (size_t i = 0; i < all->key.n; i++)
        if (all->key.at[i].role == HEADS_WITNESS)
            all->key.at[kept++] = all->key.at[i];
    all->key.n = kept;
    all->pinned = true;
    for (size_t i = 0; i < n; i++)
        heads_add_key(all, &(struct heads_key){.role = HEADS_SERVER,
                                               .from = 0,
                                               .until = -1,
                                               .name = STR("指定的公钥"),
                                               .key = take_key[i]});
}

/* ---- signatures ---- */

/* The key that a head, or a cosignature of it, names: trusted and valid then; a finding otherwise. */
static const struct heads_key *key_for(const struct heads *all, const struct signed_head *h,
                                       const struct cosignature *c, struct findings *f)
{
    const struct digest_value *id = c ? &c->key : &h->head.key;
    enum heads_role role = c ? HEADS_WITNESS : HEADS_SERVER;
    int64_t time = c ? c->time : h->head.time;
    const struct heads_key *k = NULL;

    for (size_t i = 0; i < all->key.n && !k; i++)
        if (merkle_equal(&all->key.at[i].id, id) && all->key.at[i].role == role)
            k = &all->key.at[i];
    if (!k)
        finding_add(f, FINDING_KEY, at_head(h), "%.*s由不可信的密钥 %.*s… %s",
                    STR_F(name_of(f->arena, h)), STR_F(short_id(f->arena, id)),
                    c ? "副署" : "签名");
    else if (time < k->from || (k->until >= 0 && time > k->until))
        finding_add(f, FINDING_KEY, at_head(h), "%.*s的%s不在“%.*s”密钥的有效期内",
                    STR_F(name_of(f->arena, h)), c ? "副署" : "签名", STR_F(k->name));
    else
        return k;
    return NULL;
}

static void check_cosigned(const struct heads *all, const struct signed_head *h,
                           const struct cosignature *c, struct findings *f)
{
    const struct heads_key *k = key_for(all, h, c, f);

    if (k && !cosignature_verify(c, &h->head, k->key))
        finding_add(f, FINDING_SIGNATURE, at_head(h), "%.*s的副署不对：不是“%.*s”签的",
                    STR_F(name_of(f->arena, h)), STR_F(k->name));
}

static void check_signatures(const struct heads *all, const struct signed_head *h,
                             struct findings *f)
{
    const struct heads_key *k = key_for(all, h, NULL, f);

    if (!merkle_equal(&h->head.log, &all->log))
        finding_add(f, FINDING_LOG, at_head(h), "%.*s属于另一条存证链",
                    STR_F(name_of(f->arena, h)));
    if (k && !tree_head_verify(h, k->key))
        finding_add(f, FINDING_SIGNATURE, at_head(h), "%.*s的签名不对：内容被改动或系伪造",
                    STR_F(name_of(f->arena, h)));
    for (size_t i = 0; i < h->cosigned.n; i++)
        check_cosigned(all, h, &h->cosigned.at[i], f);
}

/* ---- heads among each other ---- */

static int by_size(const void *a, const void *b)
{
    const struct tree_head *p = &((const struct signed_head *)a)->head,
                           *q = &((const struct signed_head *)b)->head;

    if (p->tree.size != q->tree.size)
        return p->tree.size < q->tree.size ? -1 : 1;
    return p->time < q->time ? -1 : p->time > q->time;
}

/* Heads a, b in order of size. */
static void check_neighbours(const struct signed_head *a, const struct signed_head *b,
                             struct findings *f)
{
    bool same = a->head.tree.size == b->head.tree.size;

    if (same && !merkle_equal(&a->head.tree.root, &b->head.tree.root))
        finding_add(f, FINDING_SPLIT, at_head(b),
                    "同一大小有两个不同的树头：%.*s；%.*s。服务器对不同的人出示了不同的账",
                    STR_F(name_of(f->arena, a)), STR_F(name_of(f->arena, b)));
}

/* A head that was signed later than a larger one. */
static void check_backward(const struct heads *all, struct findings *f)
{
    const struct signed_head *earliest = NULL; /* of the larger ones */

    for (size_t i = all->head.n; i-- > 0;) {
        const struct signed_head *h = &all->head.at[i];

        if (earliest && h->head.time > earliest->head.time &&
            h->head.tree.size < earliest->head.tree.size)
            finding_add(f, FINDING_BACKWARD, at_head(h), "%.*s比更早的%.*s还小：账被回退",
                        STR_F(name_of(f->arena, h)), STR_F(name_of(f->arena, earliest)));
        if (!earliest || h->head.time < earliest->head.time)
            earliest = h;
    }
}

void heads_check(struct heads *all, struct findings *f)
{
    if (all->head.n > 0)
        qsort(all->head.at, all->head.n, sizeof(*all->head.at), by_size);
    for (size_t i = 0; i < all->head.n; i++) {
        check_signatures(all, &all->head.at[i], f);
        if (i > 0)
            check_neighbours(&all->head.at[i - 1], &all->head.at[i], f);
    }
    check_backward(all, f);
}

static bool same_head(const struct tree_head *a, const struct tree_head *b)
{
    return a->tree.size == b->tree.size && a->time == b->time &&
           merkle_equal(&a->tree.root, &b->tree.root) && merkle_equal(&a->key, &b->key);
}

size_t heads_distinct(const struct heads *all)
{
    size_t n = 0;

    for (size_t i = 0; i < all->head.n; i++)
        n += i == 0 || !same_head(&all->head.at[i - 1].head, &all->head.at[i].head);
    return n;
}
