/* api/ledger.c - the ledger (存证链) to whoever wants to check it: heads and proofs. They hold digests
 * and no content. */
#include "api/handlers.h"
#include "crypto/proof.h"
#include "matter/ledger_head.h"

static struct str hex(struct arena *a, const struct digest_value *v)
{
    struct buf b = {0};
    struct str s;

    digest_print(&b, v);
    s = str_dup(a, buf_view(&b));
    buf_release(&b);
    return s;
}

static enum err_code read_heads(struct api_call *c, struct heads *ret, struct err *err)
{
    struct store *s;

    TRY(api_store(c, &s, err));
    heads_init(ret, c->arena, ledger_source_name);
    return ledger_heads(s, ret, err);
}

static void put_head(struct api_call *c, const struct heads *h, const struct signed_head *s)
{
    json_open(c->out, NULL, '{');
    json_i64(c->out, "size", (int64_t)s->head.tree.size);
    json_text(c->out, "root", hex(c->arena, &s->head.tree.root));
    api_put_time(c->out, "time", s->head.time);
    json_text(c->out, "key", hex(c->arena, &s->head.key));
    json_open(c->out, "cosigned", '[');
    for (size_t i = 0; i < s->cosigned.n; i++) {
        const struct heads_key *k = heads_key_find(h, &s->cosigned.at[i].key);

        json_open(c->out, NULL, '{');
        json_text(c->out, "by", k ? k->name : STR(""));
        api_put_time(c->out, "time", s->cosigned.at[i].time);
        json_close(c->out, '}');
    }
    json_close(c->out, ']');
    json_close(c->out, '}');
}

/* Pages are by place in the list, which only grows at its end. */
enum err_code api_ledger_heads(struct api_call *c, struct err *err)
{
    size_t from = (size_t)api_int(c, "after", 0), most = (size_t)api_limit(c), to;
    struct heads h;

    TRY(read_heads(c, &h, err));
    from = from < h.head.n ? from : h.head.n;
    to = h.head.n - from > most ? from + most : h.head.n;
    json_open(c->out, NULL, '{');
    json_text(c->out, "log", hex(c->arena, &h.log));
    json_open(c->out, "items", '[');
    for (size_t i = from; i < to; i++)
        put_head(c, &h, &h.head.at[i]);
    api_end_list(c, (int64_t)to, to < h.head.n);
    return ERR_OK;
}

enum err_code api_ledger_export(struct api_call *c, struct err *err)
{
    struct heads h;

    TRY(read_heads(c, &h, err));
    c->r->type = "text/plain; charset=utf-8";
    heads_print(c->out, &h);
    return ERR_OK;
}

static void put_proof(struct api_call *c, const struct proof *p)
{
    struct buf text = {0};

    proof_print(&text, p);
    json_open(c->out, NULL, '{');
    json_i64(c->out, "size", (int64_t)p->size);
    json_i64(c->out, p->consistency ? "from" : "index",
             (int64_t)(p->consistency ? p->from : p->index));
    json_open(c->out, "nodes", '[');
    for (size_t i = 0; i < p->path.n; i++)
        json_text(c->out, NULL, hex(c->arena, &p->path.at[i]));
    json_close(c->out, ']');
    json_text(c->out, "text", buf_view(&text));
    json_close(c->out, '}');
    buf_release(&text);
}

/* The size that was asked for, or that of the newest head. */
static enum err_code read_size(struct api_call *c, int64_t *ret, struct err *err)
{
    struct heads h;

    if (api_has(c, "size")) {
        *ret = api_int(c, "size", 0);
        return ERR_OK;
    }
    TRY(read_heads(c, &h, err));
    if (h.head.n == 0)
        return api_nothing(err, "还没有树头，证明无从核对");
    *ret = (int64_t)vec_last(&h.head)->head.tree.size;
    return ERR_OK;
}

static enum err_code read_index(struct api_call *c, struct store *s, int64_t *ret, struct err *err)
{
    if (api_has(c, "index")) {
        *ret = api_int(c, "index", 0);
        return ERR_OK;
    }
    if (!api_has(c, "kind") || !api_has(c, "ref"))
        return api_invalid(err, "请写明叶的编号 index，或类别 kind 和编号 ref");
    return ledger_find(s, api_text(c, "kind"), api_int(c, "ref", 0), ret, err);
}

enum err_code api_ledger_proof(struct api_call *c, struct err *err)
{
    int64_t index = 0, size = 0;
    struct proof p;
    struct store *s;

    TRY(api_store(c, &s, err));
    TRY(read_index(c, s, &index, err));
    TRY(read_size(c, &size, err));
    TRY(ledger_prove(s, index, size, c->arena, &p, err));
    put_proof(c, &p);
    return ERR_OK;
}

enum err_code api_ledger_consistency(struct api_call *c, struct err *err)
{
    int64_t from = api_int(c, "from", 0), to = 0;
    struct proof p;
    struct store *s;

    TRY(api_store(c, &s, err));
    TRY(read_size(c, &to, err));
    if (from > to)
        return api_invalid(err, "from 应当不大于 size");
    TRY(ledger_prove_growth(s, from, to, &p, err));
    put_proof(c, &p);
    return ERR_OK;
}
