/* identity/schema.c - the tables of accounts; what all calls share; see identity.h. */
#include "identity/identity_internal.h"

static const struct store_migration migrations[] = {
    STORE_MIGRATION(
        1, "accounts",
        "CREATE TABLE identity_user ("
        " id INTEGER PRIMARY KEY,"
        " login TEXT NOT NULL UNIQUE,"
        " name TEXT NOT NULL,"
        " organ TEXT NOT NULL,"
        " state TEXT NOT NULL CHECK (state IN ('active', 'suspended', 'left')),"
        " made_at INTEGER NOT NULL,"
        " changed_at INTEGER NOT NULL) STRICT;"
        "CREATE INDEX identity_user_organ ON identity_user (organ);"
        "CREATE TRIGGER identity_user_delete BEFORE DELETE ON identity_user"
        " BEGIN SELECT raise(ABORT, 'accounts are kept: they leave'); END;"
        "CREATE TRIGGER identity_user_same BEFORE UPDATE OF id, login ON identity_user"
        " BEGIN SELECT raise(ABORT, 'a login name belongs to one person for ever'); END;"

        "CREATE TABLE identity_grant ("
        " user_id INTEGER NOT NULL REFERENCES identity_user (id),"
        " post TEXT NOT NULL,"
        " at INTEGER NOT NULL,"
        " granted_by TEXT NOT NULL,"
        " PRIMARY KEY (user_id, post)) STRICT, WITHOUT ROWID;"

        /* The newest is the one that counts; older ones are kept so that they are not taken again. */
        "CREATE TABLE identity_password ("
        " id INTEGER PRIMARY KEY,"
        " user_id INTEGER NOT NULL REFERENCES identity_user (id),"
        " hash TEXT NOT NULL,"
        " at INTEGER NOT NULL,"
        " temporary INTEGER NOT NULL CHECK (temporary IN (0, 1))) STRICT;"
        "CREATE INDEX identity_password_user ON identity_password (user_id, id);"

        "CREATE TABLE identity_totp ("
        " user_id INTEGER PRIMARY KEY REFERENCES identity_user (id),"
        " sealed TEXT NOT NULL,"
        " on_at INTEGER,"                 /* NULL: not confirmed yet */
        " last INTEGER NOT NULL) STRICT;" /* the last step whose code was taken */
        "CREATE TABLE identity_recovery ("
        " user_id INTEGER NOT NULL REFERENCES identity_user (id),"
        " hash TEXT NOT NULL,"
        " used_at INTEGER,"
        " PRIMARY KEY (user_id, hash)) STRICT, WITHOUT ROWID;"

        "CREATE TABLE identity_lock ("
        " key TEXT PRIMARY KEY,"
        " failures INTEGER NOT NULL,"
        " last_at INTEGER NOT NULL,"
        " until_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"

        "CREATE TABLE identity_session ("
        " id INTEGER PRIMARY KEY,"
        " hash TEXT NOT NULL UNIQUE,"
        " user_id INTEGER NOT NULL REFERENCES identity_user (id),"
        " agent TEXT NOT NULL," /* digest of what the browser calls itself */
        " made_at INTEGER NOT NULL,"
        " seen_at INTEGER NOT NULL,"
        " ends_at INTEGER NOT NULL,"
        " ended_at INTEGER,"
        " ended TEXT) STRICT;"
        "CREATE INDEX identity_session_user ON identity_session (user_id) WHERE ended_at IS NULL;"

        "CREATE TABLE identity_token ("
        " id INTEGER PRIMARY KEY,"
        " hash TEXT NOT NULL UNIQUE,"
        " shown TEXT NOT NULL UNIQUE," /* its first characters */
        " name TEXT NOT NULL,"
        " organ TEXT NOT NULL,"
        " made_at INTEGER NOT NULL,"
        " ends_at INTEGER NOT NULL,"
        " used_at INTEGER,"
        " revoked_at INTEGER) STRICT;"
        "CREATE TABLE identity_scope ("
        " token_id INTEGER NOT NULL REFERENCES identity_token (id),"
        " capability TEXT NOT NULL,"
        " PRIMARY KEY (token_id, capability)) STRICT, WITHOUT ROWID;"

        "CREATE TABLE identity_first ("
        " id INTEGER PRIMARY KEY CHECK (id = 1),"
        " hash TEXT NOT NULL,"
        " ends_at INTEGER NOT NULL) STRICT"),
};

enum err_code identity_migrate(struct store *s, int64_t now, struct err *err)
{
    TRY(registry_event_migrate(s, now, err));
    return store_migrate(s, STR("identity"), migrations, sizeof(migrations) / sizeof(migrations[0]),
                         now, err);
}

enum err_code identity_init(struct identity *id, struct store *s, const struct law *law,
                            struct clock clock, struct err *err)
{
    if (!law->account) {
        err_set(err, ERR_INVALID, "the law has no account.yaml");
        return err_set_zh(err, "缺少 law/account.yaml：没有账户规则，不能管理账户");
    }
    *id = (struct identity){.store = s, .law = law, .clock = clock};
    return ERR_OK;
}

enum err_code identity_end(struct identity *id, enum err_code rc, struct err *err)
{
    if (rc == ERR_OK && id->cover)
        rc = id->cover(id->store, err); /* (L1) */
    if (rc == ERR_OK)
        rc = store_commit(id->store, err);
    if (rc != ERR_OK)
        store_rollback(id->store);
    return rc;
}

enum err_code identity_note(struct identity *id, const struct identity_who *who,
                            struct registry_event e, struct err *err)
{
    e.at = identity_now(id);
    if (who) {
        e.actor = who->login;
        e.organ = who->actor.whole;
    }
    return registry_event_add(id->store, &e, err);
}

struct store_value identity_hash_of(const char *domain, struct str secret, struct identity_hash *to)
{
    static const char digit[] = "0123456789abcdef";
    struct digest_value v;
    struct digest d;

    digest_init(&d);
    digest_add(&d, domain, strlen(domain) + 1);
    digest_add(&d, secret.p, secret.n);
    v = digest_final(&d);
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        to->z[2 * i] = digit[v.b[i] >> 4];
        to->z[2 * i + 1] = digit[v.b[i] & 15];
    }
    return store_text((struct str){to->z, sizeof(to->z)});
}

enum err_code identity_number(struct store_stmt *q, const struct store_value *v, size_t n,
                              int64_t *ret, struct err *err)
{
    bool row = false;

    TRY(store_start(q, v, n, err));
    TRY(store_next(q, &row, err));
    if (row)
        *ret = store_column_int(q, 0);
    store_end(q);
    return ERR_OK;
}

enum err_code identity_require(const struct identity *id, const struct identity_who *who,
                               enum law_power power, struct err *err)
{
    const struct law_capability *c = law_power_find(id->law, power);

    if (!c)
        return err_set(err, ERR_FORBIDDEN, "the law gives this power to nobody");
    if (who->limits) {
        err_set(err, ERR_FORBIDDEN, "the account is limited");
        return err_set_zh(err, "请先%s",
                          who->limits & IDENTITY_MUST_CHANGE ? "修改口令" : "启用动态口令");
    }
    if (actor_can(&who->actor, c->name))
        return ERR_OK;
    err_set(err, ERR_FORBIDDEN, "capability missing");
    return err_set_zh(err, "没有“%.*s”权限", STR_F(c->name));
}
