/* identity/credential.c - the passwords of accounts in the store; see credential.h. */
#include "identity/credential.h"

#include "crypto/secret.h"
#include "identity/identity_internal.h"
#include "identity/lock.h"
#include "identity/password.h"

enum err_code identity_credential_get(struct store *s, int64_t user, struct arena *a,
                                      struct identity_credential *ret, struct err *err)
{
    struct store_value v = store_int(user);
    struct identity_credential c = {.hash = STR("")};
    struct store_stmt *q;
    bool row = false;

    TRY(store_query(s,
                    "SELECT hash, at, temporary FROM identity_password WHERE user_id = ?"
                    " ORDER BY id DESC LIMIT 1",
                    &q, err));
    TRY(store_start(q, &v, 1, err));
    TRY(store_next(q, &row, err));
    if (row)
        c = (struct identity_credential){str_dup(a, store_column_text(q, 0)),
                                         store_column_int(q, 1), store_column_int(q, 2) != 0};
    store_end(q);
    *ret = c;
    return ERR_OK;
}

static enum err_code drop_old(struct identity *id, int64_t user, struct err *err)
{
    int64_t keep = id->law->account->password_history;
    struct store_value v[] = {store_int(user), store_int(user), store_int(keep > 0 ? keep : 1)};
    struct store_stmt *q;

    TRY(store_query(
        id->store,
        "DELETE FROM identity_password WHERE user_id = ? AND id NOT IN"
        " (SELECT id FROM identity_password WHERE user_id = ? ORDER BY id DESC LIMIT ?)",
        &q, err));
    return store_run(q, v, 3, NULL, err);
}

enum err_code identity_credential_put(struct identity *id, int64_t user, struct str hash,
                                      bool temporary, struct err *err)
{
    struct store_value v[] = {store_int(user), store_text(hash), store_int(identity_now(id)),
                              store_int(temporary)};
    struct store_stmt *q;

    TRY(store_query(id->store,
                    "INSERT INTO identity_password (id, user_id, hash, at, temporary)"
                    " SELECT coalesce(max(id), 0) + 1, ?, ?, ?, ? FROM identity_password",
                    &q, err));
    TRY(store_run(q, v, 4, NULL, err));
    return drop_old(id, user, err);
}

enum err_code identity_credential_draw(struct identity *id, struct arena *a,
                                       struct str *ret_password, struct str *ret_hash,
                                       struct err *err)
{
    TRY(password_draw(a, ret_password, err));
    return password_hash(id->law->account, *ret_password, a, ret_hash, err);
}

/* ---- one's own ---- */

struct hashes {
    VEC(struct str) v;
};

static enum err_code kept_hashes(struct identity *id, int64_t user, struct arena *a,
                                 struct hashes *ret, struct err *err)
{
    struct store_value v = store_int(user);
    struct store_stmt *q;
    bool row = true;

    TRY(store_query(id->store,
                    "SELECT hash FROM identity_password WHERE user_id = ? ORDER BY id DESC", &q,
                    err));
    TRY(store_start(q, &v, 1, err));
    for (;;) {
        TRY(store_next(q, &row, err));
        if (!row)
            return ERR_OK;
        vec_push(a, &ret->v, str_dup(a, store_column_text(q, 0)));
    }
}

static enum err_code check_history(struct identity *id, int64_t user, struct str want,
                                   struct arena *a, struct err *err)
{
    struct hashes had = {0};

    TRY(kept_hashes(id, user, a, &had, err));
    for (size_t i = 0; i < had.v.n; i++)
        if (password_fits(had.v.at[i], want)) {
            err_set(err, ERR_CONFLICT, "a former password");
            return err_set_zh(err, "新口令与用过的口令相同，请另设一个");
        }
    return ERR_OK;
}

static enum err_code enter(struct identity *id, struct lock_key key, struct err *err)
{
    int64_t wait = 0;

    TRY(store_begin(id->store, err));
    TRY(identity_end(id, lock_enter(id, key, &wait, err), err));
    if (wait == 0)
        return ERR_OK;
    err_set(err, ERR_FORBIDDEN, "locked for %lld seconds", (long long)wait);
    return err_set_zh(err, "口令错误次数过多，请 %lld 秒后再试", (long long)wait);
}

static enum err_code wrong(struct identity *id, const struct identity_who *who, struct err *err)
{
    TRY(store_begin(id->store, err));
    TRY(identity_end(id,
                     identity_note(id, who,
                                   (struct registry_event){.what = STR("password_refused"),
                                                           .subject = who->login,
                                                           .holder = who->actor.whole},
                                   err),
                     err));
    err_set(err, ERR_FORBIDDEN, "the old password is wrong");
    return err_set_zh(err, "原口令不对");
}

/* Counted as an attempt to log in: a stolen session must not be a way to guess the password. */
static enum err_code check_old(struct identity *id, const struct identity_who *who, struct str had,
                               struct arena *a, struct err *err)
{
    struct lock_key key = {LOCK_ACCOUNT, who->login};
    struct identity_credential c;

    TRY(enter(id, key, err));
    TRY(identity_credential_get(id->store, who->user, a, &c, err));
    if (!password_fits(c.hash, had))
        return wrong(id, who, err);
    TRY(store_begin(id->store, err));
    return identity_end(id, lock_forgive(id, key, err), err);
}

static enum err_code set_in(struct identity *id, const struct identity_who *who, struct str hash,
                            struct arena *a, struct str *ret_secret, struct err *err)
{
    TRY(identity_credential_put(id, who->user, hash, false, err));
    TRY(identity_sessions_drop(id, who->user, who->session, "password", err));
    TRY(identity_session_rotate(id, who->session, a, ret_secret, err));
    return identity_note(id, who,
                         (struct registry_event){.what = STR("password_set"),
                                                 .subject = who->login,
                                                 .holder = who->actor.whole},
                         err);
}

enum err_code identity_password_set(struct identity *id, const struct identity_who *who,
                                    const struct identity_password_change *change, struct arena *a,
                                    struct str *ret_secret, struct err *err)
{
    struct str hash, secret;

    if (!who->user)
        return err_set(err, ERR_FORBIDDEN, "a system has no password");
    TRY(password_check(id->law->account, who->login, change->want, err));
    TRY(check_old(id, who, change->had, a, err));
    TRY(check_history(id, who->user, change->want, a, err));
    TRY(password_hash(id->law->account, change->want, a, &hash, err));
    TRY(store_begin(id->store, err));
    TRY(identity_end(id, set_in(id, who, hash, a, &secret, err), err));
    *ret_secret = secret;
    return ERR_OK;
}
