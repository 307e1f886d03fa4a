/* matter/ledger_head.c - heads, cosignatures and proofs; see ledger_head.h. */
#include "matter/ledger_head.h"

#include "matter/ledger_internal.h"

const char ledger_source_name[] = "数据库";

/* ---- reading ---- */

static bool read_key(const struct store_stmt *q, struct arena *a, struct heads_key *ret)
{
    struct err ignored;
    struct heads_key k = {.role = str_eq(store_column_text(q, 1), STR("server")) ? HEADS_SERVER
                                                                                 : HEADS_WITNESS,
                          .from = store_column_int(q, 4),
                          .until = -1,
                          .name = str_dup(a, store_column_text(q, 2))};

    if (store_column(q, 5).kind != STORE_NULL)
        k.until = store_column_int(q, 5);
    if (sm2_parse_public("ledger_key", store_column_text(q, 3), &k.key, &ignored) != ERR_OK)
        return false;
    *ret = k;
    return true;
}

static enum err_code read_keys(struct store *s, struct heads *ret, struct err *err)
{
    struct store_stmt *q;
    bool row = true;

    TRY(store_query(s,
                    "SELECT k.id, k.role, k.name, k.pem, k.from_at, e.at FROM ledger_key k"
                    " LEFT JOIN ledger_key_end e ON e.key = k.key ORDER BY k.id",
                    &q, err));
    TRY(store_start(q, NULL, 0, err));
    for (;;) {
        struct heads_key k;

        TRY(store_next(q, &row, err));
        if (!row)
            return ERR_OK;
        if (!read_key(q, ret->arena, &k)) {
            int64_t id = store_column_int(q, 0);

            store_end(q);
            return ledger_unreadable(err, "ledger_key", id);
        }
        heads_add_key(ret, &k);
    }
}

/* Columns size, root, at, key, signature from `c` on. */
static bool read_head(const struct store_stmt *q, int c, struct signed_head *h)
{
    int64_t size = store_column_int(q, c);

    h->head.tree.size = (uint64_t)size;
    h->head.time = store_column_int(q, c + 2);
    return size >= 0 && h->head.time >= 0 &&
           digest_scan(store_column_text(q, c + 1), &h->head.tree.root) &&
           digest_scan(store_column_text(q, c + 3), &h->head.key) &&
           sm2_signature_scan(store_column_text(q, c + 4), &h->signature);
}

/* Columns key, at, signature from `c` on. */
static bool read_cosigned(const struct store_stmt *q, int c, struct cosignature *ret)
{
    ret->time = store_column_int(q, c + 1);
    return ret->time >= 0 && digest_scan(store_column_text(q, c), &ret->key) &&
           sm2_signature_scan(store_column_text(q, c + 2), &ret->signature);
}

/* A row of heads with their cosignatures: the first of a head brings the head. */
static bool take_row(const struct store_stmt *q, int64_t *last, struct heads *ret)
{
    struct signed_head h = {.head.log = ret->log, .source = ret->source};
    struct cosignature c;

    if (store_column_int(q, 0) != *last) {
        if (!read_head(q, 1, &h))
            return false;
        heads_add(ret, &h);
        *last = store_column_int(q, 0);
    }
    if (store_column(q, 6).kind == STORE_NULL)
        return true;
    if (!read_cosigned(q, 6, &c))
        return false;
    vec_push(ret->arena, &vec_last(&ret->head)->cosigned, c);
    return true;
}

static enum err_code read_heads(struct store *s, struct heads *ret, struct err *err)
{
    struct store_stmt *q;
    int64_t last = -1;
    bool row = true;

    TRY(store_query(s,
                    "SELECT h.id, h.size, h.root, h.at, h.key, h.signature, c.key, c.at,"
                    " c.signature FROM ledger_head h LEFT JOIN ledger_cosign c ON c.head = h.id"
                    " ORDER BY h.id, c.id",
                    &q, err));
    TRY(store_start(q, NULL, 0, err));
    for (;;) {
        TRY(store_next(q, &row, err));
        if (!row)
            return ERR_OK;
        if (!take_row(q, &last, ret)) {
            int64_t id = store_column_int(q, 0);

            store_end(q);
            return ledger_unreadable(err, "ledger_head", id);
        }
    }
}

enum err_code ledger_heads(struct store *s, struct heads *ret, struct err *err)
{
    TRY(ledger_log_id(s, &ret->log, err));
    TRY(read_keys(s, ret, err));
    return read_heads(s, ret, err);
}

static enum err_code last_head(struct store *s, bool *ret_there, struct signed_head *ret,
                               struct err *err)
{
    struct store_stmt *q;
    bool row = false, fits = true;

    TRY(store_query(s,
                    "SELECT size, root, at, key, signature FROM ledger_head"
                    " ORDER BY id DESC LIMIT 1",
                    &q, err));
    TRY(store_start(q, NULL, 0, err));
    TRY(store_next(q, &row, err));
    if (row)
        fits = read_head(q, 0, ret);
    store_end(q);
    *ret_there = row;
    return fits ? ERR_OK : ledger_unreadable(err, "ledger_head", 0);
}

/* ---- signing ---- */

static enum err_code refuse(struct err *err, const struct signed_head *last, const char *zh)
{
    err_set(err, ERR_CONFLICT, "the store does not continue the head of size %lld",
            (long long)last->head.tree.size);
    return err_set_zh(err,
                      "拒绝签发树头：%s（上一个树头大小 %lld）。请运行 liandong ledger verify --db",
                      zh, (long long)last->head.tree.size);
}

/* The last head must be what the store still says of its leaves. */
static enum err_code check_continues(struct store *s, const struct signed_head *last, int64_t size,
                                     int64_t now, struct err *err)
{
    int64_t was = (int64_t)last->head.tree.size;
    struct merkle_tree t;

    if (size < was)
        return refuse(err, last, "库中的叶比上一个树头少，库被回退");
    if (now < last->head.time)
        return refuse(err, last, "系统时间早于上一个树头，请校准时钟");
    TRY(ledger_tree(s, was, &t, err));
    if (!merkle_equal(&t.root, &last->head.tree.root))
        return refuse(err, last, "库中的叶与上一个树头不符，已存证的内容被改动");
    return ERR_OK;
}

static enum err_code keep_head(struct store *s, const struct signed_head *h, struct err *err)
{
    struct buf signature = {0};
    struct hex root, key;
    struct store_stmt *q;
    enum err_code rc;

    TRY(store_query(s,
                    "INSERT INTO ledger_head (size, root, at, key, signature)"
                    " VALUES (?, ?, ?, ?, ?)",
                    &q, err));
    sm2_signature_print(&signature, &h->signature);
    rc = store_run(q,
                   (struct store_value[]){store_int((int64_t)h->head.tree.size),
                                          ledger_hex(&h->head.tree.root, &root),
                                          store_int(h->head.time), ledger_hex(&h->head.key, &key),
                                          store_text(buf_view(&signature))},
                   5, NULL, err);
    buf_release(&signature);
    return rc;
}

enum err_code ledger_head(struct store *s, const struct sm2_key *key, int64_t now,
                          struct signed_head *ret_head, struct err *err)
{
    struct tree_head h = {.time = now, .key = sm2_id(key)};
    struct signed_head last, made;
    bool there = false;
    int64_t size;

    TRY(ledger_log_id(s, &h.log, err));
    TRY(ledger_key_check(s, &h.key, HEADS_SERVER, err));
    TRY(ledger_cover(s, err));
    TRY(ledger_size(s, &size, err));
    memset(&last, 0, sizeof(last));
    TRY(last_head(s, &there, &last, err));
    if (there)
        TRY(check_continues(s, &last, size, now, err));
    if (there && (int64_t)last.head.tree.size == size && merkle_equal(&last.head.key, &h.key)) {
        last.head.log = h.log;
        *ret_head = last;
        return ERR_OK;
    }
    TRY(ledger_tree(s, size, &h.tree, err));
    TRY(tree_head_sign(key, &h, &made, err));
    TRY(keep_head(s, &made, err));
    *ret_head = made;
    return ERR_OK;
}

static enum err_code find_head(struct store *s, const struct tree_head *h, int64_t *ret_id,
                               struct err *err)
{
    struct hex root;
    struct store_value v[] = {store_int((int64_t)h->tree.size), ledger_hex(&h->tree.root, &root),
                              store_int(h->time)};
    struct store_stmt *q;
    bool row = false;

    TRY(store_query(s, "SELECT id FROM ledger_head WHERE size = ? AND root = ? AND at = ?", &q,
                    err));
    TRY(store_start(q, v, 3, err));
    TRY(store_next(q, &row, err));
    if (!row) {
        err_set(err, ERR_NOT_FOUND, "no head of size %lld", (long long)h->tree.size);
        return err_set_zh(err, "库中没有这个树头（大小 %lld）", (long long)h->tree.size);
    }
    *ret_id = store_column_int(q, 0);
    store_end(q);
    return ERR_OK;
}

enum err_code ledger_cosign(struct store *s, const struct tree_head *head,
                            const struct cosignature *c, struct err *err)
{
    struct buf signature = {0};
    struct store_stmt *q;
    struct hex key;
    enum err_code rc;
    int64_t id = 0;

    TRY(ledger_key_check(s, &c->key, HEADS_WITNESS, err));
    TRY(find_head(s, head, &id, err));
    TRY(store_query(s,
                    "INSERT INTO ledger_cosign (head, key, at, signature) VALUES (?, ?, ?, ?)"
                    " ON CONFLICT (head, key) DO NOTHING",
                    &q, err));
    sm2_signature_print(&signature, &c->signature);
    rc = store_run(q,
                   (struct store_value[]){store_int(id), ledger_hex(&c->key, &key),
                                          store_int(c->time), store_text(buf_view(&signature))},
                   4, NULL, err);
    buf_release(&signature);
    return rc;
}

/* ---- proofs ---- */

static enum err_code beyond(struct err *err, int64_t size, int64_t leaves)
{
    err_set(err, ERR_NOT_FOUND, "%lld of %lld leaves", (long long)size, (long long)leaves);
    return err_set_zh(err, "存证链只有 %lld 叶，没有大小 %lld 的树", (long long)leaves,
                      (long long)size);
}

enum err_code ledger_prove(struct store *s, int64_t index, int64_t size, struct arena *a,
                           struct proof *ret_proof, struct err *err)
{
    struct merkle_source source = ledger_source(s);
    struct proof p = {.size = (uint64_t)size, .index = (uint64_t)index};
    int64_t leaves;

    TRY(ledger_size(s, &leaves, err));
    if (size > leaves)
        return beyond(err, size, leaves);
    if (index >= size) {
        err_set(err, ERR_NOT_FOUND, "leaf %lld is not in %lld", (long long)index, (long long)size);
        return err_set_zh(err,
                          "第 %lld 叶还没有被大小 %lld 的树头覆盖。请先运行 liandong ledger head",
                          (long long)index, (long long)size);
    }
    TRY(ledger_log_id(s, &p.log, err));
    TRY(ledger_leaf(s, index, a, &p.leaf, err));
    TRY(merkle_prove_included(&source, p.index, p.size, &p.path, err));
    *ret_proof = p;
    return ERR_OK;
}

enum err_code ledger_prove_growth(struct store *s, int64_t from, int64_t size,
                                  struct proof *ret_proof, struct err *err)
{
    struct merkle_source source = ledger_source(s);
    struct proof p = {.consistency = true, .from = (uint64_t)from, .size = (uint64_t)size};
    int64_t leaves;

    TRY(ledger_size(s, &leaves, err));
    if (size > leaves || from > size)
        return beyond(err, from > size ? from : size, from > size ? size : leaves);
    TRY(ledger_log_id(s, &p.log, err));
    TRY(merkle_prove_consistent(&source, p.from, p.size, &p.path, err));
    *ret_proof = p;
    return ERR_OK;
}
