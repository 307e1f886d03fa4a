/* crypto/proof.c - proofs as files, and held against heads; see proof.h. */
#include "crypto/proof.h"

#include "crypto/lines_internal.h"

#include <inttypes.h>

static const char inclusion[] = "liandong ledger inclusion v1";
static const char consistency[] = "liandong ledger consistency v1";

bool proof_kind_fits(struct str kind)
{
    for (size_t i = 0; i < kind.n; i++)
        if (kind.p[i] != '_' && (kind.p[i] < 'a' || kind.p[i] > 'z'))
            return false;
    return kind.n > 0 && kind.n <= PROOF_KIND_MAX;
}

static void digest_line(struct buf *b, const char *key, const struct digest_value *v)
{
    buf_fmt(b, "%s ", key);
    digest_print(b, v);
    buf_char(b, '\n');
}

static void print_leaf_fields(struct buf *b, const struct proof_leaf *leaf)
{
    buf_fmt(b, "kind %.*s\nref %" PRId64 "\n", STR_F(leaf->kind), leaf->ref);
    digest_line(b, "sm3", &leaf->content);
}

void proof_leaf_print(struct buf *b, const struct proof_leaf *leaf)
{
    buf_z(b, "liandong ledger leaf v1\n");
    print_leaf_fields(b, leaf);
}

struct digest_value proof_leaf_hash(const struct proof_leaf *leaf)
{
    struct digest_value hash;
    struct buf b = {0};

    proof_leaf_print(&b, leaf);
    hash = merkle_leaf(buf_view(&b));
    buf_release(&b);
    return hash;
}

void proof_print(struct buf *b, const struct proof *p)
{
    buf_fmt(b, "%s\n", p->consistency ? consistency : inclusion);
    digest_line(b, "log", &p->log);
    if (p->consistency)
        buf_fmt(b, "from %" PRIu64 "\n", p->from);
    buf_fmt(b, "size %" PRIu64 "\n", p->size);
    if (!p->consistency) {
        buf_fmt(b, "index %" PRIu64 "\n", p->index);
        print_leaf_fields(b, &p->leaf);
    }
    for (size_t i = 0; i < p->path.n; i++)
        digest_line(b, "node", &p->path.at[i]);
}

static enum err_code read_u64(struct lines *l, const char *key, uint64_t *ret, struct err *err)
{
    int64_t v;

    TRY(lines_number(l, key, &v, err));
    *ret = (uint64_t)v;
    return ERR_OK;
}

static enum err_code read_leaf(struct lines *l, struct proof *p, struct err *err)
{
    TRY(read_u64(l, "index", &p->index, err));
    if (p->index >= p->size)
        return lines_bad(l, err, "index 应小于 size");
    TRY(lines_field(l, "kind", &p->leaf.kind, err));
    if (!proof_kind_fits(p->leaf.kind))
        return lines_bad(l, err, "kind 应为小写字母和下划线，不超过 %d 个", PROOF_KIND_MAX);
    TRY(lines_number(l, "ref", &p->leaf.ref, err));
    return lines_digest(l, "sm3", &p->leaf.content, err);
}

static enum err_code read_path(struct lines *l, struct merkle_path *path, struct err *err)
{
    while (lines_more(l)) {
        if (path->n == MERKLE_PATH_MAX)
            return lines_bad(l, err, "证明超过上限 %d 个节点", MERKLE_PATH_MAX);
        TRY(lines_digest(l, "node", &path->at[path->n], err));
        path->n++;
    }
    return ERR_OK;
}

static enum err_code read_proof(struct lines *l, struct proof *p, struct err *err)
{
    struct str title;

    TRY(lines_next(l, &title, err));
    p->consistency = str_eq(title, str_from(consistency));
    if (!p->consistency && !str_eq(title, str_from(inclusion)))
        return lines_bad(l, err, "不是存证链的证明：此行应为“%s”或“%s”", inclusion, consistency);
    TRY(lines_digest(l, "log", &p->log, err));
    if (p->consistency)
        TRY(read_u64(l, "from", &p->from, err));
    TRY(read_u64(l, "size", &p->size, err));
    if (p->from > p->size)
        return lines_bad(l, err, "from 不应大于 size");
    if (!p->consistency)
        TRY(read_leaf(l, p, err));
    return read_path(l, &p->path, err);
}

enum err_code proof_parse(const char *name, struct str bytes, struct proof *ret, struct err *err)
{
    struct lines l = {.name = name, .rest = bytes};
    struct proof p = {.source = name};

    if (bytes.n > PROOF_BYTES_MAX) {
        err_set(err, ERR_LIMIT, "%s: more than %d bytes", name, PROOF_BYTES_MAX);
        return err_set_zh(err, "“%s”超过证明文件的上限 %d 字节", name, PROOF_BYTES_MAX);
    }
    TRY(read_proof(&l, &p, err));
    *ret = p;
    return ERR_OK;
}

static const struct signed_head *head_of_size(const struct heads *all, uint64_t size)
{
    for (size_t i = 0; i < all->head.n; i++)
        if (all->head.at[i].head.tree.size == size)
            return &all->head.at[i];
    return NULL;
}

static void check_inclusion(const struct proof *p, const struct signed_head *h, struct findings *f)
{
    struct digest_value leaf = proof_leaf_hash(&p->leaf);

    if (!merkle_included(&leaf, p->index, &h->head.tree, &p->path))
        finding_add(f, FINDING_PROOF,
                    (struct finding_at){(int64_t)p->index, (int64_t)p->size, h->head.time},
                    "“%s”不成立：第 %" PRIu64 " 叶（%.*s %" PRId64 "）不在大小 %" PRIu64
                    " 的树头之中",
                    p->source, p->index, STR_F(p->leaf.kind), p->leaf.ref, p->size);
}

static void check_consistency(const struct proof *p, const struct signed_head *from,
                              const struct signed_head *to, struct findings *f)
{
    if (!merkle_consistent(&from->head.tree, &to->head.tree, &p->path))
        finding_add(f, FINDING_PROOF, (struct finding_at){-1, (int64_t)p->size, from->head.time},
                    "“%s”不成立：大小 %" PRIu64 " 的树头不是从大小 %" PRIu64 " 的树头增补而来",
                    p->source, p->size, p->from);
}

void proof_check(const struct proof *p, const struct heads *all, struct findings *f)
{
    const struct signed_head *to = head_of_size(all, p->size);
    const struct signed_head *from = p->consistency ? head_of_size(all, p->from) : to;

    if (!merkle_equal(&p->log, &all->log))
        finding_add(f, FINDING_LOG, FINDING_NOWHERE, "“%s”属于另一条存证链", p->source);
    else if (!to || !from)
        finding_add(f, FINDING_PROOF,
                    (struct finding_at){-1, (int64_t)(to ? p->from : p->size), -1},
                    "“%s”无从核对：没有大小 %" PRIu64 " 的树头", p->source, to ? p->from : p->size);
    else if (p->consistency)
        check_consistency(p, from, to, f);
    else
        check_inclusion(p, to, f);
}
