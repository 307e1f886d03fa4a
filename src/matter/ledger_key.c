/* matter/ledger_key.c - the ledger's id and public keys; see ledger_head.h. */
#include "crypto/canon.h"
#include "matter/ledger_internal.h"

/* ---- subjects: a key that is registered or ended is itself proven ---- */

static enum err_code key_start(struct store *s, int64_t after, struct store_stmt **ret_rows,
                               struct err *err)
{
    struct store_value v[] = {store_int(after)};
    struct store_stmt *q;

    TRY(store_query(s,
                    "SELECT id, key, role, name, pem, from_at FROM ledger_key WHERE id > ?"
                    " ORDER BY id",
                    &q, err));
    TRY(store_start(q, v, 1, err));
    *ret_rows = q;
    return ERR_OK;
}

static void key_canon(const struct store_stmt *q, struct buf *b)
{
    canon_begin(b, "ledger_key", 1);
    canon_text(b, "key", store_column_text(q, 1));
    canon_text(b, "role", store_column_text(q, 2));
    canon_text(b, "name", store_column_text(q, 3));
    canon_text(b, "pem", store_column_text(q, 4));
    canon_i64(b, "from", store_column_int(q, 5));
}

const struct ledger_subject ledger_key = {"ledger_key", true, key_start, key_canon};

static enum err_code key_end_start(struct store *s, int64_t after, struct store_stmt **ret_rows,
                                   struct err *err)
{
    struct store_value v[] = {store_int(after)};
    struct store_stmt *q;

    TRY(store_query(s, "SELECT id, key, at FROM ledger_key_end WHERE id > ? ORDER BY id", &q, err));
    TRY(store_start(q, v, 1, err));
    *ret_rows = q;
    return ERR_OK;
}

static void key_end_canon(const struct store_stmt *q, struct buf *b)
{
    canon_begin(b, "ledger_key_end", 1);
    canon_text(b, "key", store_column_text(q, 1));
    canon_i64(b, "at", store_column_int(q, 2));
}

const struct ledger_subject ledger_key_end = {"ledger_key_end", true, key_end_start, key_end_canon};

/* ---- the ledger's id ---- */

static enum err_code find_log(struct store *s, bool *ret_there, struct digest_value *ret_log,
                              struct err *err)
{
    struct store_stmt *q;
    bool row = false, fits = true;

    TRY(store_query(s, "SELECT log FROM ledger_log", &q, err));
    TRY(store_start(q, NULL, 0, err));
    TRY(store_next(q, &row, err));
    if (row)
        fits = digest_scan(store_column_text(q, 0), ret_log);
    store_end(q);
    if (!fits)
        return ledger_unreadable(err, "ledger_log", 1);
    *ret_there = row;
    return ERR_OK;
}

enum err_code ledger_log_id(struct store *s, struct digest_value *ret_log, struct err *err)
{
    bool there = false;

    TRY(find_log(s, &there, ret_log, err));
    if (there)
        return ERR_OK;
    err_set(err, ERR_NOT_FOUND, "the ledger has not been started");
    return err_set_zh(err, "存证链还没有启用。请先运行 liandong ledger init");
}

static enum err_code draw_log(struct store *s, int64_t now, struct err *err)
{
    struct digest_value log;
    struct hex hex;
    struct store_value v[] = {STORE_NONE, store_int(now)};
    struct store_stmt *q;

    TRY(sm2_random(log.b, sizeof(log.b), err));
    v[0] = ledger_hex(&log, &hex);
    TRY(store_query(s, "INSERT INTO ledger_log (id, log, at) VALUES (1, ?, ?)", &q, err));
    return store_run(q, v, 2, NULL, err);
}

enum err_code ledger_begin(struct store *s, const struct sm2_key *server, struct str name,
                           int64_t now, struct err *err)
{
    struct digest_value log;
    bool there = false;

    TRY(find_log(s, &there, &log, err));
    if (there) {
        err_set(err, ERR_CONFLICT, "the ledger has been started");
        return err_set_zh(err, "存证链已经启用，不能再次初始化");
    }
    TRY(draw_log(s, now, err));
    return ledger_key_add(s, HEADS_SERVER, server, name, now, err);
}

/* ---- keys ---- */

static enum err_code find_key(struct store *s, const struct digest_value *id, bool *ret_there,
                              struct ledger_key_row *ret, struct err *err)
{
    struct hex hex;
    struct store_value v[] = {ledger_hex(id, &hex)};
    struct store_stmt *q;
    bool row = false;

    TRY(store_query(s,
                    "SELECT k.role, e.at FROM ledger_key k"
                    " LEFT JOIN ledger_key_end e ON e.key = k.key WHERE k.key = ?",
                    &q, err));
    TRY(store_start(q, v, 1, err));
    TRY(store_next(q, &row, err));
    *ret_there = row;
    if (row) {
        ret->role = str_eq(store_column_text(q, 0), STR("server")) ? HEADS_SERVER : HEADS_WITNESS;
        ret->ended = store_column(q, 1).kind != STORE_NULL;
    }
    store_end(q);
    return ERR_OK;
}

enum err_code ledger_key_check(struct store *s, const struct digest_value *id, enum heads_role role,
                               struct err *err)
{
    struct ledger_key_row key = {0};
    bool there = false;
    const char *zh;

    TRY(find_key(s, id, &there, &key, err));
    if (there && key.role == role && !key.ended)
        return ERR_OK;
    err_set(err, ERR_FORBIDDEN, "key %02x%02x%02x%02x… is not a valid %s key", id->b[0], id->b[1],
            id->b[2], id->b[3], role == HEADS_SERVER ? "server" : "witness");
    zh = !there                 ? "没有在存证链登记"
         : key.role == role     ? "已经停用"
         : role == HEADS_SERVER ? "不是服务器密钥"
                                : "不是见证密钥";
    return err_set_zh(err, "密钥 %02x%02x%02x%02x… %s", id->b[0], id->b[1], id->b[2], id->b[3], zh);
}

enum err_code ledger_key_add(struct store *s, enum heads_role role, const struct sm2_key *key,
                             struct str name, int64_t now, struct err *err)
{
    struct digest_value id = sm2_id(key);
    struct ledger_key_row row;
    struct buf pem = {0};
    struct hex hex;
    bool there = false;
    struct store_stmt *q;
    enum err_code rc;

    TRY(find_key(s, &id, &there, &row, err));
    if (there) {
        err_set(err, ERR_CONFLICT, "this key has been registered");
        return err_set_zh(err, "这把公钥已经登记过");
    }
    TRY(store_query(s,
                    "INSERT INTO ledger_key (key, role, name, pem, from_at) VALUES (?, ?, ?, ?, ?)",
                    &q, err));
    sm2_print_public(&pem, key);
    rc = store_run(
        q,
        (struct store_value[]){ledger_hex(&id, &hex),
                               store_text(role == HEADS_SERVER ? STR("server") : STR("witness")),
                               store_text(name), store_text(buf_view(&pem)), store_int(now)},
        5, NULL, err);
    buf_release(&pem);
    return rc == ERR_OK ? ledger_cover(s, err) : rc;
}

enum err_code ledger_key_close(struct store *s, const struct digest_value *id, int64_t now,
                               struct err *err)
{
    struct hex hex;
    struct store_value v[] = {ledger_hex(id, &hex), store_int(now)};
    struct ledger_key_row row = {0};
    bool there = false;
    struct store_stmt *q;

    TRY(find_key(s, id, &there, &row, err));
    if (!there) {
        err_set(err, ERR_NOT_FOUND, "no such key");
        return err_set_zh(err, "没有登记过这把密钥");
    }
    if (row.ended) {
        err_set(err, ERR_CONFLICT, "this key has ended");
        return err_set_zh(err, "这把密钥已经停用");
    }
    TRY(store_query(s, "INSERT INTO ledger_key_end (key, at) VALUES (?, ?)", &q, err));
    TRY(store_run(q, v, 2, NULL, err));
    return ledger_cover(s, err);
}
