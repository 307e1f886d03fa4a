/* pipeline/witness.c - a witness's round: look, judge, remember, sign; see ledger.h. */
#include "base/file.h"
#include "pipeline/ledger_internal.h"

/* What a round works with. */
struct round {
    const struct pipeline_witness *q;
    struct arena *a;
    struct witness witness;
    struct heads offered;
    const struct signed_head *head; /* the newest one offered */
    struct merkle_path path;
    struct findings *f;
};

static enum err_code remember(struct round *r, struct err *err)
{
    heads_init(&r->witness.memory, r->a, r->q->memory);
    if (!file_exists(r->q->memory))
        return ERR_OK;
    TRY(pipeline_heads_read(r->q->memory, r->a, &r->witness.memory, err));
    if (r->witness.memory.head.n == 1)
        return ERR_OK;
    err_set(err, ERR_INVALID, "%s: a witness remembers one head", r->q->memory);
    return err_set_zh(err, "“%s”不是见证记录：应恰有一个树头", r->q->memory);
}

/* The key that the organ was given by another way takes the place of what is trusted. */
static enum err_code trust(struct round *r, struct err *err)
{
    struct heads *trusted = r->witness.memory.key.n ? &r->witness.memory : &r->offered;
    struct sm2_key *key = NULL;

    if (!r->q->server)
        return ERR_OK;
    TRY(sm2_read_public(r->q->server, &key, err));
    heads_pin(trusted, &key, 1);
    return ERR_OK;
}

static enum err_code no_head(struct err *err)
{
    err_set(err, ERR_NOT_FOUND, "there is no head to cosign");
    return err_set_zh(err, "还没有树头可以副署。请先运行 liandong ledger head");
}

/* The last one of the store, the largest of a file. */
static enum err_code pick_head(struct round *r, struct err *err)
{
    for (size_t i = 0; i < r->offered.head.n; i++)
        if (!r->head || r->q->store ||
            r->offered.head.at[i].head.tree.size >= r->head->head.tree.size)
            r->head = &r->offered.head.at[i];
    return r->head ? ERR_OK : no_head(err);
}

static enum err_code look(struct round *r, struct err *err)
{
    if (r->q->store) {
        heads_init(&r->offered, r->a, ledger_source_name);
        TRY(ledger_heads(r->q->store, &r->offered, err));
    } else {
        TRY(pipeline_heads_read(r->q->heads, r->a, &r->offered, err));
    }
    return pick_head(r, err);
}

static enum err_code check_registered(const struct round *r, struct err *err)
{
    struct digest_value id = sm2_id(r->q->key);

    for (size_t i = 0; i < r->offered.key.n; i++) {
        const struct heads_key *k = &r->offered.key.at[i];

        if (k->role == HEADS_WITNESS && k->until < 0 && merkle_equal(&k->id, &id))
            return ERR_OK;
    }
    err_set(err, ERR_FORBIDDEN, "this key is not a witness of the ledger");
    return err_set_zh(err, "这把密钥没有登记为见证密钥，或已停用。"
                           "请先由管理员运行 liandong ledger witness --add 公钥文件");
}

/* A store that cannot prove its growth has lost nodes or leaves. */
static enum err_code find_path(struct round *r, struct err *err)
{
    const struct signed_head *last = witness_last(&r->witness);
    int64_t from = last ? (int64_t)last->head.tree.size : 0;
    int64_t to = (int64_t)r->head->head.tree.size;
    struct proof p = {0};
    enum err_code rc = ERR_OK;

    if (from >= to)
        return ERR_OK; /* nothing to prove: the same head, or one that went backward */
    if (!r->q->store && r->q->proof)
        TRY(pipeline_proof_read(r->q->proof, r->a, &p, err));
    else if (r->q->store)
        rc = ledger_prove_growth(r->q->store, from, to, &p, err);
    if (rc == ERR_INVALID || rc == ERR_NOT_FOUND)
        finding_add(r->f, FINDING_TABLE, (struct finding_at){-1, to, -1}, "给不出增补证明：%s",
                    err->zh);
    else if (rc != ERR_OK)
        return rc;
    r->path = p.path;
    return ERR_OK;
}

static enum err_code write_memory(const struct round *r, struct err *err)
{
    struct buf b = {0};
    enum err_code rc;

    heads_print(&b, &r->witness.memory);
    rc = file_write(r->q->memory, buf_view(&b), err);
    buf_release(&b);
    return rc;
}

static enum err_code keep(struct store *s, const struct signed_head *head,
                          const struct cosignature *c, struct err *err)
{
    enum err_code rc;

    TRY(store_begin(s, err));
    rc = ledger_cosign(s, &head->head, c, err);
    if (rc == ERR_OK)
        return store_commit(s, err);
    store_rollback(s);
    return rc;
}

static enum err_code sign(struct round *r, struct signed_head *ret_head, struct err *err)
{
    struct signed_head signed_one = *r->head;
    struct cosignature c;

    TRY(witness_sign(&r->witness, r->q->key, &r->offered, r->head, r->q->now, &c, err));
    TRY(write_memory(r, err));
    if (r->q->store)
        TRY(keep(r->q->store, r->head, &c, err));
    memset(&signed_one.cosigned, 0, sizeof(signed_one.cosigned));
    vec_push(r->a, &signed_one.cosigned, c);
    *ret_head = signed_one;
    return ERR_OK;
}

enum err_code pipeline_ledger_cosign(const struct pipeline_witness *q, struct arena *a,
                                     struct signed_head *ret_head, struct findings *f,
                                     struct err *err)
{
    struct round r = {.q = q, .a = a, .f = f};
    int64_t before = f->total;

    TRY(remember(&r, err));
    TRY(look(&r, err));
    TRY(trust(&r, err));
    TRY(check_registered(&r, err));
    TRY(find_path(&r, err));
    witness_judge(&r.witness, &r.offered, r.head, &r.path, f);
    return f->total > before ? ERR_OK : sign(&r, ret_head, err);
}

/* ---- cosignatures that come back in a file ---- */

static enum err_code take_one(struct store *s, const struct heads *own, const struct signed_head *h,
                              const struct cosignature *c, struct findings *f, struct err *err)
{
    const struct heads_key *k = heads_key_find(own, &c->key);
    struct finding_at at = {-1, (int64_t)h->head.tree.size, h->head.time};

    if (!k || k->role != HEADS_WITNESS || !cosignature_verify(c, &h->head, k->key)) {
        finding_add(f, k ? FINDING_SIGNATURE : FINDING_KEY, at,
                    "大小 %lld 的树头的一个副署不能收下：%s", (long long)h->head.tree.size,
                    k ? "签名不对" : "不是登记的见证密钥");
        return ERR_OK;
    }
    return ledger_cosign(s, &h->head, c, err);
}

static enum err_code take_all(struct store *s, const struct heads *own, const struct heads *file,
                              int64_t *ret_taken, struct findings *f, struct err *err)
{
    int64_t taken = 0;

    for (size_t i = 0; i < file->head.n; i++)
        for (size_t j = 0; j < file->head.at[i].cosigned.n; j++) {
            int64_t before = f->total;

            TRY(take_one(s, own, &file->head.at[i], &file->head.at[i].cosigned.at[j], f, err));
            taken += f->total == before;
        }
    *ret_taken = taken;
    return ERR_OK;
}

enum err_code pipeline_ledger_take(struct store *s, const char *heads, struct arena *a,
                                   int64_t *ret_taken, struct findings *f, struct err *err)
{
    struct heads own, file;
    enum err_code rc;

    TRY(pipeline_heads_read(heads, a, &file, err));
    heads_init(&own, a, ledger_source_name);
    TRY(ledger_heads(s, &own, err));
    TRY(store_begin(s, err));
    rc = take_all(s, &own, &file, ret_taken, f, err);
    if (rc == ERR_OK)
        return store_commit(s, err);
    store_rollback(s);
    return rc;
}
