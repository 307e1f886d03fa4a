/* crypto/heads.c - the file of heads: reading and writing; see heads.h. */
#include "crypto/heads.h"

#include "crypto/lines_internal.h"

#include <inttypes.h>

static const char *const role_name[] = {[HEADS_SERVER] = "server", [HEADS_WITNESS] = "witness"};
static const char pem_end[] = "-----END PUBLIC KEY-----";

enum { PEM_LINES = 4, NAME_MAX_BYTES = 300 };

void heads_init(struct heads *h, struct arena *arena, const char *source)
{
    *h = (struct heads){.arena = arena, .source = source};
}

static void free_key(void *p)
{
    sm2_free(p);
}

void heads_add_key(struct heads *h, const struct heads_key *take_key)
{
    struct heads_key k = *take_key;

    k.id = sm2_id(k.key);
    arena_defer(h->arena, free_key, k.key);
    vec_push(h->arena, &h->key, k);
}

void heads_add(struct heads *h, const struct signed_head *s)
{
    vec_push(h->arena, &h->head, *s);
}

const struct heads_key *heads_key_find(const struct heads *h, const struct digest_value *id)
{
    for (size_t i = 0; i < h->key.n; i++)
        if (merkle_equal(&h->key.at[i].id, id))
            return &h->key.at[i];
    return NULL;
}

/* ---- writing ---- */

static void print_key(struct buf *b, const struct heads_key *k)
{
    buf_fmt(b, "%s ", role_name[k->role]);
    digest_print(b, &k->id);
    buf_fmt(b, " %" PRId64 " ", k->from);
    if (k->until < 0)
        buf_char(b, '-');
    else
        buf_i64(b, k->until);
    buf_fmt(b, " %.*s\n", STR_F(k->name));
    sm2_print_public(b, k->key);
}

void heads_print_one(struct buf *b, const struct signed_head *s)
{
    tree_head_print(b, &s->head);
    buf_z(b, "sign ");
    sm2_signature_print(b, &s->signature);
    buf_char(b, '\n');
    for (size_t i = 0; i < s->cosigned.n; i++) {
        buf_z(b, "cosign ");
        digest_print(b, &s->cosigned.at[i].key);
        buf_fmt(b, " %" PRId64 " ", s->cosigned.at[i].time);
        sm2_signature_print(b, &s->cosigned.at[i].signature);
        buf_char(b, '\n');
    }
}

void heads_print(struct buf *b, const struct heads *h)
{
    buf_z(b, "liandong ledger heads v1\nlog ");
    digest_print(b, &h->log);
    buf_char(b, '\n');
    for (size_t i = 0; i < h->key.n; i++)
        print_key(b, &h->key.at[i]);
    for (size_t i = 0; i < h->head.n; i++)
        heads_print_one(b, &h->head.at[i]);
}

/* ---- reading ---- */

/* PEM can be broken into lines in more than one way; a file of heads has one. */
static bool printed_so(const struct sm2_key *key, struct str pem)
{
    struct buf b = {0};
    bool same;

    sm2_print_public(&b, key);
    same = str_eq(buf_view(&b), pem);
    buf_release(&b);
    return same;
}

/* The PEM lines of a key, as one text. */
static enum err_code read_pem(struct lines *l, struct sm2_key **ret_key, struct err *err)
{
    struct str pem = l->rest, line = STR_NULL;
    struct sm2_key *key;
    struct err why;

    for (int i = 0; i < PEM_LINES; i++)
        TRY(lines_next(l, &line, err));
    if (!str_eq(line, str_from(pem_end)))
        return lines_bad(l, err, "此行应为“%s”", pem_end);
    pem.n -= l->rest.n;
    if (sm2_parse_public(l->name, pem, &key, &why) != ERR_OK)
        return lines_bad(l, err, "以上不是 SM2 公钥");
    if (!printed_so(key, pem)) {
        sm2_free(key);
        return lines_bad(l, err, "以上公钥的写法不规范");
    }
    *ret_key = key;
    return ERR_OK;
}

/* A name is printed for people and written back: no NUL, no control character stands in it. */
static bool name_fits(struct str name)
{
    if (name.n == 0 || name.n > NAME_MAX_BYTES || str_utf8_valid(name) != name.n)
        return false;
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] < 0x20 || name.p[i] == 0x7F)
            return false;
    return true;
}

/* key -> role id from (until | "-") name LF pem */
static enum err_code read_key(struct lines *l, enum heads_role role, struct heads *h,
                              struct err *err)
{
    struct heads_key k = {.role = role, .until = -1};
    struct digest_value id, made;
    struct str rest, until;
    bool fits;

    TRY(lines_field(l, role_name[role], &rest, err));
    if (h->key.n == HEADS_KEYS_MAX)
        return lines_bad(l, err, "密钥超过上限 %d 把", HEADS_KEYS_MAX);
    fits = digest_scan(str_cut(&rest, STR(" ")), &id) &&
           lines_scan_number(str_cut(&rest, STR(" ")), &k.from);
    until = str_cut(&rest, STR(" "));
    fits = fits && (str_eq(until, STR("-")) || lines_scan_number(until, &k.until));
    if (!fits || !name_fits(rest))
        return lines_bad(l, err, "此行应为“%s 密钥标识 起 止 名称”", role_name[role]);
    k.name = str_dup(h->arena, rest);
    TRY(read_pem(l, &k.key, err));
    made = sm2_id(k.key);
    heads_add_key(h, &k);
    return merkle_equal(&id, &made) ? ERR_OK : lines_bad(l, err, "公钥与它的标识不符");
}

/* cosign -> "cosign" id time signature */
static enum err_code read_cosigned(struct lines *l, struct arena *a, struct signed_head *s,
                                   struct err *err)
{
    struct cosignature c;
    struct str rest;
    bool fits;

    TRY(lines_field(l, "cosign", &rest, err));
    if (s->cosigned.n == HEADS_COSIGNED_MAX)
        return lines_bad(l, err, "一个树头的副署超过上限 %d 个", HEADS_COSIGNED_MAX);
    fits = digest_scan(str_cut(&rest, STR(" ")), &c.key) &&
           lines_scan_number(str_cut(&rest, STR(" ")), &c.time) &&
           sm2_signature_scan(rest, &c.signature);
    if (!fits)
        return lines_bad(l, err, "此行应为“cosign 密钥标识 时间 签名”");
    vec_push(a, &s->cosigned, c);
    return ERR_OK;
}

static enum err_code read_head(struct lines *l, struct heads *h, struct err *err)
{
    struct signed_head s = {.source = h->source};
    int64_t size;
    struct str hex;

    TRY(lines_exact(l, "liandong ledger head v1", err));
    TRY(lines_digest(l, "log", &s.head.log, err));
    TRY(lines_number(l, "size", &size, err));
    TRY(lines_digest(l, "root", &s.head.tree.root, err));
    TRY(lines_number(l, "time", &s.head.time, err));
    TRY(lines_digest(l, "key", &s.head.key, err));
    TRY(lines_field(l, "sign", &hex, err));
    if (!sm2_signature_scan(hex, &s.signature))
        return lines_bad(l, err, "sign 应为签名的十六进制数");
    s.head.tree.size = (uint64_t)size;
    while (lines_at(l, "cosign"))
        TRY(read_cosigned(l, h->arena, &s, err));
    heads_add(h, &s);
    return ERR_OK;
}

static enum err_code read_keys(struct lines *l, struct heads *h, struct err *err)
{
    for (;;) {
        if (lines_at(l, "server"))
            TRY(read_key(l, HEADS_SERVER, h, err));
        else if (lines_at(l, "witness"))
            TRY(read_key(l, HEADS_WITNESS, h, err));
        else
            return ERR_OK;
    }
}

enum err_code heads_parse(struct str bytes, struct heads *ret, struct err *err)
{
    struct lines l = {.name = ret->source, .rest = bytes};

    if (bytes.n > HEADS_BYTES_MAX) {
        err_set(err, ERR_LIMIT, "%s: more than %d bytes", ret->source, HEADS_BYTES_MAX);
        return err_set_zh(err, "“%s”超过树头文件的上限 %d MiB", ret->source,
                          HEADS_BYTES_MAX / 1024 / 1024);
    }
    TRY(lines_exact(&l, "liandong ledger heads v1", err));
    TRY(lines_digest(&l, "log", &ret->log, err));
    TRY(read_keys(&l, ret, err));
    while (lines_more(&l))
        TRY(read_head(&l, ret, err));
    return ERR_OK;
}
