/* crypto/witness.c - see witness.h. */
#include "crypto/witness.h"

#include <inttypes.h>

const struct signed_head *witness_last(const struct witness *w)
{
    return w->memory.head.n ? vec_last(&w->memory.head) : NULL;
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

/* The offered head by itself: a known server's, and well signed. */
static void judge_signature(const struct heads *trusted, const struct signed_head *offered,
                            struct findings *f)
{
    const struct heads_key *k = heads_key_find(trusted, &offered->head.key);
    struct finding_at at = {-1, (int64_t)offered->head.tree.size, offered->head.time};

    if (!k || k->role != HEADS_SERVER)
        finding_add(f, FINDING_KEY, at,
                    "%.*s不是用所信任的服务器密钥签的：服务器密钥被更换或树头系伪造",
                    STR_F(name_of(f->arena, offered)));
    else if (!tree_head_verify(offered, k->key))
        finding_add(f, FINDING_SIGNATURE, at, "%.*s的签名不对：内容被改动或系伪造",
                    STR_F(name_of(f->arena, offered)));
}

/* Against the last one signed. */
static void judge_growth(const struct signed_head *last, const struct signed_head *offered,
                         const struct merkle_path *path, struct findings *f)
{
    const struct merkle_tree *was = &last->head.tree, *is = &offered->head.tree;
    struct finding_at at = {-1, (int64_t)is->size, last->head.time};

    if (is->size < was->size || offered->head.time < last->head.time)
        finding_add(f, FINDING_BACKWARD, at, "账被回退：上次副署的是%.*s，现在给出的是%.*s",
                    STR_F(name_of(f->arena, last)), STR_F(name_of(f->arena, offered)));
    else if (is->size == was->size && !merkle_equal(&is->root, &was->root))
        finding_add(f, FINDING_SPLIT, at, "同一大小 %" PRIu64 " 有两个不同的树头：%.*s；%.*s",
                    is->size, STR_F(name_of(f->arena, last)), STR_F(name_of(f->arena, offered)));
    else if (!merkle_consistent(was, is, path))
        finding_add(f, FINDING_ROOT, at,
                    "%.*s不是从上次副署的%.*s增补而来：前 %" PRIu64
                    " 叶中有被改动、删除、插入或调换的",
                    STR_F(name_of(f->arena, offered)), STR_F(name_of(f->arena, last)), was->size);
}

void witness_judge(const struct witness *w, const struct heads *from,
                   const struct signed_head *offered, const struct merkle_path *path,
                   struct findings *f)
{
    const struct signed_head *last = witness_last(w);
    const struct heads *trusted = w->memory.key.n ? &w->memory : from;

    if (!merkle_equal(&offered->head.log, last ? &w->memory.log : &from->log)) {
        finding_add(f, FINDING_LOG, FINDING_NOWHERE, "给出的是另一条存证链，不是上次副署的那条");
        return;
    }
    judge_signature(trusted, offered, f);
    if (last)
        judge_growth(last, offered, path, f);
}

enum err_code witness_sign(struct witness *w, const struct sm2_key *key, const struct heads *from,
                           const struct signed_head *offered, int64_t now,
                           struct cosignature *ret_cosignature, struct err *err)
{
    struct signed_head s = *offered;
    struct cosignature c;

    TRY(cosignature_sign(key, &offered->head, now, &c, err));
    memset(&s.cosigned, 0, sizeof(s.cosigned));
    vec_push(w->memory.arena, &s.cosigned, c);
    w->memory.log = offered->head.log;
    if (w->memory.key.n == 0)
        for (size_t i = 0; i < from->key.n; i++)
            if (from->key.at[i].role == HEADS_SERVER || merkle_equal(&from->key.at[i].id, &c.key))
                vec_push(w->memory.arena, &w->memory.key, from->key.at[i]);
    w->memory.head.n = 0;
    heads_add(&w->memory, &s);
    *ret_cosignature = c;
    return ERR_OK;
}
