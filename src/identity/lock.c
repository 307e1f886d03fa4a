/* identity/lock.c - see lock.h. */
#include "identity/lock.h"

#include "identity/identity_internal.h"

int64_t lock_wait(const struct law_account *account, enum lock_kind kind, int64_t failures)
{
    int64_t over = failures - (kind == LOCK_SOURCE ? account->lock_source : account->lock_free);
    int64_t wait = account->lock_first;

    if (over <= 0)
        return 0;
    while (--over > 0 && wait < account->lock_most)
        wait *= 2;
    return wait < account->lock_most ? wait : account->lock_most;
}

struct row {
    int64_t failures, last_at, until_at;
};

static struct store_value key_value(struct lock_key key, struct identity_hash *to)
{
    return identity_hash_of(key.kind == LOCK_SOURCE ? "lock source" : "lock account", key.name, to);
}

static enum err_code read_row(struct identity *id, struct lock_key key, struct row *ret,
                              struct err *err)
{
    struct identity_hash hash;
    struct store_value v = key_value(key, &hash);
    struct store_stmt *q;
    bool row = false;

    *ret = (struct row){0};
    TRY(store_query(
        id->store, "SELECT failures, last_at, until_at FROM identity_lock WHERE key = ?", &q, err));
    TRY(store_start(q, &v, 1, err));
    TRY(store_next(q, &row, err));
    if (row)
        *ret = (struct row){store_column_int(q, 0), store_column_int(q, 1), store_column_int(q, 2)};
    store_end(q);
    if (identity_now(id) - ret->last_at >= id->law->account->lock_forget)
        ret->failures = 0;
    return ERR_OK;
}

static enum err_code write_row(struct identity *id, struct lock_key key, struct row r,
                               struct err *err)
{
    struct identity_hash hash;
    struct store_value v[] = {key_value(key, &hash), store_int(r.failures), store_int(r.last_at),
                              store_int(r.until_at)};
    struct store_stmt *q;

    TRY(store_query(id->store,
                    "INSERT INTO identity_lock (key, failures, last_at, until_at)"
                    " VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET"
                    " failures = excluded.failures, last_at = excluded.last_at,"
                    " until_at = excluded.until_at",
                    &q, err));
    return store_run(q, v, 4, NULL, err);
}

enum err_code lock_enter(struct identity *id, struct lock_key key, int64_t *ret_wait,
                         struct err *err)
{
    int64_t now = identity_now(id);
    struct row r;

    TRY(read_row(id, key, &r, err));
    if (r.until_at > now) {
        *ret_wait = r.until_at - now;
        return ERR_OK;
    }
    r.failures++;
    r.last_at = now;
    r.until_at = now + lock_wait(id->law->account, key.kind, r.failures);
    *ret_wait = 0;
    return write_row(id, key, r, err);
}

enum err_code lock_forgive(struct identity *id, struct lock_key key, struct err *err)
{
    struct row r;

    TRY(read_row(id, key, &r, err));
    if (r.failures > 0)
        r.failures--;
    r.until_at = 0;
    return write_row(id, key, r, err);
}

/* Takes those along that nobody remembers: names that were guessed at once do not stay for ever. */
enum err_code lock_clear(struct identity *id, struct lock_key key, struct err *err)
{
    struct identity_hash hash;
    struct store_value v[] = {key_value(key, &hash),
                              store_int(identity_now(id) - id->law->account->lock_forget)};
    struct store_stmt *q;

    TRY(store_query(id->store, "DELETE FROM identity_lock WHERE key = ? OR last_at <= ?", &q, err));
    return store_run(q, v, 2, NULL, err);
}
