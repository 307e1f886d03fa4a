/* matter/ledger.c - leaves and the nodes above them; see ledger.h. */
#include "matter/ledger.h"

#include "base/bug.h"
#include "matter/ledger_internal.h"

#define FOREVER(table)                                              \
    "CREATE TRIGGER " table "_update BEFORE UPDATE ON " table       \
    " BEGIN SELECT raise(ABORT, 'the ledger is append only'); END;" \
    "CREATE TRIGGER " table "_delete BEFORE DELETE ON " table       \
    " BEGIN SELECT raise(ABORT, 'the ledger is append only'); END;"

static const struct store_migration migrations[] = {
    STORE_MIGRATION(
        1, "ledger",
        "CREATE TABLE ledger_log ("
        " id INTEGER PRIMARY KEY CHECK (id = 1),"
        " log TEXT NOT NULL," /* hex, drawn once */
        " at INTEGER NOT NULL) STRICT;" FOREVER("ledger_log")

            "CREATE TABLE ledger_leaf ("
            " seq INTEGER PRIMARY KEY," /* from 0 */
            " kind TEXT NOT NULL,"
            " ref INTEGER NOT NULL CHECK (ref >= 0),"
            " sm3 TEXT NOT NULL CHECK (length(sm3) = 64)," /* of the canonical bytes */
            " UNIQUE (kind, ref)) STRICT;" FOREVER(
                "ledger_leaf") "CREATE TRIGGER ledger_leaf_insert BEFORE INSERT ON ledger_leaf"
                               " WHEN NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM ledger_leaf)"
                               " BEGIN SELECT raise(ABORT, 'a leaf is added at the end'); END;"

                               /* Complete subtrees of level 4 and above: level l covers leaves idx << l … */
                               "CREATE TABLE ledger_node ("
                               " level INTEGER NOT NULL CHECK (level >= 4),"
                               " idx INTEGER NOT NULL,"
                               " sm3 TEXT NOT NULL CHECK (length(sm3) = 64),"
                               " PRIMARY KEY (level, idx)) STRICT, WITHOUT ROWID;" FOREVER(
                                   "ledger_node")

                                   "CREATE TABLE ledger_key ("
                                   " id INTEGER PRIMARY KEY,"
                                   " key TEXT NOT NULL UNIQUE," /* SM3 of the public key, hex */
                                   " role TEXT NOT NULL CHECK (role IN ('server', 'witness')),"
                                   " name TEXT NOT NULL,"
                                   " pem TEXT NOT NULL," /* the public key */
                                   " from_at INTEGER NOT NULL) STRICT;" FOREVER(
                                       "ledger_key") "CREATE TABLE ledger_key_end ("
                                                     " id INTEGER PRIMARY KEY,"
                                                     " key TEXT NOT NULL UNIQUE REFERENCES ledger_key (key),"
                                                     " at INTEGER NOT NULL) STRICT;" FOREVER(
                                                         "ledger_key_end")

                                                         "CREATE TABLE ledger_head ("
                                                         " id INTEGER PRIMARY KEY,"
                                                         " size INTEGER NOT NULL,"
                                                         " root TEXT NOT NULL,"
                                                         " at INTEGER NOT NULL,"
                                                         " key TEXT NOT NULL REFERENCES ledger_key (key),"
                                                         " signature TEXT NOT NULL) STRICT;" FOREVER(
                                                             "ledger_head") "CREATE TABLE ledger_cosign ("
                                                                            " id INTEGER PRIMARY KEY,"
                                                                            " head INTEGER NOT NULL REFERENCES ledger_head (id),"
                                                                            " key TEXT NOT NULL REFERENCES ledger_key (key),"
                                                                            " at INTEGER NOT NULL,"
                                                                            " signature TEXT NOT NULL,"
                                                                            " UNIQUE (head, key)) STRICT;" FOREVER(
                                                                                "ledger_cosign")),
};

enum err_code ledger_migrate(struct store *s, int64_t now, struct err *err)
{
    return store_migrate(s, STR("ledger"), migrations, sizeof(migrations) / sizeof(migrations[0]),
                         now, err);
}

struct store_value ledger_hex(const struct digest_value *v, struct hex *to)
{
    static const char digit[] = "0123456789abcdef";

    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        to->z[2 * i] = digit[v->b[i] >> 4];
        to->z[2 * i + 1] = digit[v->b[i] & 15];
    }
    return store_text((struct str){to->z, sizeof(to->z)});
}

static enum err_code tampered(struct err *err, const char *what, int64_t at)
{
    err_set(err, ERR_INVALID, "ledger: %s at %lld cannot be read", what, (long long)at);
    return err_set_zh(err, "存证链已损坏（%s，第 %lld 叶起）。请运行 liandong ledger verify --db",
                      what, (long long)at);
}

enum err_code ledger_unreadable(struct err *err, const char *table, int64_t id)
{
    err_set(err, ERR_INVALID, "%s: row %lld cannot be read", table, (long long)id);
    return err_set_zh(err, "存证链已损坏：表 %s 的第 %lld 行被改动", table, (long long)id);
}

/* ---- nodes ---- */

bool ledger_read_leaf(const struct store_stmt *q, int column, struct proof_leaf *ret_leaf)
{
    struct proof_leaf leaf = {.kind = store_column_text(q, column),
                              .ref = store_column_int(q, column + 1)};

    if (!proof_kind_fits(leaf.kind) || leaf.ref < 0 ||
        !digest_scan(store_column_text(q, column + 2), &leaf.content))
        return false;
    *ret_leaf = leaf;
    return true;
}

/* Root of n leaves from `from` on, out of the leaves themselves. */
static enum err_code node_of_leaves(struct store *s, int64_t from, int64_t n,
                                    struct digest_value *ret, struct err *err)
{
    struct store_value v[] = {store_int(from), store_int(from + n)};
    struct merkle_range range = {0};
    struct store_stmt *q;
    bool row = true;

    TRY(store_query(s,
                    "SELECT kind, ref, sm3 FROM ledger_leaf WHERE seq >= ? AND seq < ?"
                    " ORDER BY seq",
                    &q, err));
    TRY(store_start(q, v, 2, err));
    for (;;) {
        struct proof_leaf leaf;
        struct digest_value hash;

        TRY(store_next(q, &row, err));
        if (!row)
            break;
        if (!ledger_read_leaf(q, 0, &leaf)) {
            store_end(q);
            return tampered(err, "叶", from);
        }
        hash = proof_leaf_hash(&leaf);
        (void)merkle_range_add(&range, &hash, NULL);
    }
    if (range.size != (uint64_t)n)
        return tampered(err, "缺叶", from);
    *ret = merkle_range_root(&range);
    return ERR_OK;
}

static enum err_code kept_node(struct store *s, unsigned level, int64_t index,
                               struct digest_value *ret, struct err *err)
{
    struct store_value v[] = {store_int(level), store_int(index)};
    struct store_stmt *q;
    bool row = false, fits;

    TRY(store_query(s, "SELECT sm3 FROM ledger_node WHERE level = ? AND idx = ?", &q, err));
    TRY(store_start(q, v, 2, err));
    TRY(store_next(q, &row, err));
    fits = row && digest_scan(store_column_text(q, 0), ret);
    store_end(q);
    return fits ? ERR_OK : tampered(err, "节点", index << level);
}

static enum err_code source_node(void *p, unsigned level, uint64_t index, struct digest_value *ret,
                                 struct err *err)
{
    if (level >= LEDGER_KEPT_LEVEL)
        return kept_node(p, level, (int64_t)index, ret, err);
    return node_of_leaves(p, (int64_t)(index << level), (int64_t)1 << level, ret, err);
}

struct merkle_source ledger_source(struct store *s)
{
    return (struct merkle_source){source_node, s};
}

enum err_code ledger_tree(struct store *s, int64_t size, struct merkle_tree *ret_tree,
                          struct err *err)
{
    struct merkle_source source = ledger_source(s);
    struct merkle_tree t = {.size = (uint64_t)size};

    TRY(merkle_root(&source, t.size, &t.root, err));
    *ret_tree = t;
    return ERR_OK;
}

/* ---- appending ---- */

static enum err_code add_node(struct store *s, unsigned level, int64_t index,
                              const struct digest_value *node, struct err *err)
{
    struct hex hex;
    struct store_value v[] = {store_int(level), store_int(index), ledger_hex(node, &hex)};
    struct store_stmt *q;

    TRY(store_query(s, "INSERT INTO ledger_node (level, idx, sm3) VALUES (?, ?, ?)", &q, err));
    return store_run(q, v, 3, NULL, err);
}

/* The nodes that the leaf `last` completes.  Every 16th leaf makes one of its 16, and so on up, so
 * that appending needs no memory from one call to the next: a transaction that is rolled back
 * takes its nodes with it. */
static enum err_code add_nodes(struct store *s, int64_t last, struct err *err)
{
    const int64_t block = (int64_t)1 << LEDGER_KEPT_LEVEL;
    unsigned level = LEDGER_KEPT_LEVEL;
    int64_t index = last >> level;
    struct digest_value node, left;

    if ((last + 1) % block != 0)
        return ERR_OK;
    TRY(node_of_leaves(s, last + 1 - block, block, &node, err));
    TRY(add_node(s, level, index, &node, err));
    for (; index & 1; index >>= 1) {
        TRY(kept_node(s, level, index - 1, &left, err));
        node = merkle_node(&left, &node);
        TRY(add_node(s, ++level, index >> 1, &node, err));
    }
    return ERR_OK;
}

static enum err_code add_leaf(struct store *s, struct str kind, int64_t ref, struct str canonical,
                              int64_t *ret_seq, struct err *err)
{
    struct digest_value content = digest_of(canonical);
    struct hex hex;
    struct store_value v[] = {store_text(kind), store_int(ref), ledger_hex(&content, &hex)};
    struct store_stmt *q;
    bool row = false;

    TRY(store_query(s,
                    "INSERT INTO ledger_leaf (seq, kind, ref, sm3)"
                    " SELECT coalesce(max(seq) + 1, 0), ?, ?, ? FROM ledger_leaf RETURNING seq",
                    &q, err));
    TRY(store_start(q, v, 3, err));
    TRY(store_next(q, &row, err));
    BUG_ON(!row);
    *ret_seq = store_column_int(q, 0);
    store_end(q);
    return ERR_OK;
}

enum err_code ledger_append(struct store *s, struct str kind, int64_t ref, struct str canonical,
                            int64_t *ret_index, struct err *err)
{
    int64_t seq = 0;

    BUG_ON(!store_in_transaction(s) || !proof_kind_fits(kind) || ref < 0);
    TRY(add_leaf(s, kind, ref, canonical, &seq, err));
    TRY(add_nodes(s, seq, err));
    if (ret_index)
        *ret_index = seq;
    return ERR_OK;
}

/* ---- looking ---- */

enum err_code ledger_size(struct store *s, int64_t *ret_size, struct err *err)
{
    struct store_stmt *q;
    bool row = false;

    TRY(store_query(s, "SELECT coalesce(max(seq) + 1, 0) FROM ledger_leaf", &q, err));
    TRY(store_start(q, NULL, 0, err));
    TRY(store_next(q, &row, err));
    *ret_size = store_column_int(q, 0);
    store_end(q);
    return ERR_OK;
}

enum err_code ledger_find(struct store *s, struct str kind, int64_t ref, int64_t *ret_index,
                          struct err *err)
{
    struct store_value v[] = {store_text(kind), store_int(ref)};
    struct store_stmt *q;
    bool row = false;

    TRY(store_query(s, "SELECT seq FROM ledger_leaf WHERE kind = ? AND ref = ?", &q, err));
    TRY(store_start(q, v, 2, err));
    TRY(store_next(q, &row, err));
    if (row) {
        *ret_index = store_column_int(q, 0);
        store_end(q);
        return ERR_OK;
    }
    err_set(err, ERR_NOT_FOUND, "no leaf of %.*s %lld", STR_F(kind), (long long)ref);
    return err_set_zh(err, "存证链中没有 %.*s:%lld", STR_F(kind), (long long)ref);
}

enum err_code ledger_leaf(struct store *s, int64_t index, struct arena *a,
                          struct proof_leaf *ret_leaf, struct err *err)
{
    struct store_value v[] = {store_int(index)};
    struct proof_leaf leaf;
    struct store_stmt *q;
    bool row = false, fits;

    TRY(store_query(s, "SELECT kind, ref, sm3 FROM ledger_leaf WHERE seq = ?", &q, err));
    TRY(store_start(q, v, 1, err));
    TRY(store_next(q, &row, err));
    if (!row) {
        err_set(err, ERR_NOT_FOUND, "no leaf %lld", (long long)index);
        return err_set_zh(err, "存证链中没有第 %lld 叶", (long long)index);
    }
    fits = ledger_read_leaf(q, 0, &leaf);
    leaf.kind = fits ? str_dup(a, leaf.kind) : STR_NULL;
    store_end(q);
    if (!fits)
        return tampered(err, "叶", index);
    *ret_leaf = leaf;
    return ERR_OK;
}
