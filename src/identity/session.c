/* identity/session.c - see session.h. */
#include "identity/session.h"

#include "crypto/secret.h"
#include "identity/identity_internal.h"

enum { AGENT_SHOWN = 8 };

static const char secret_domain[] = "session", agent_domain[] = "agent";

/* ---- in the caller's transaction ---- */

static enum err_code draw(struct arena *a, struct str *ret_secret, struct err *err)
{
    struct buf b = {0};
    enum err_code rc = secret_random_hex(&b, SESSION_SECRET / 2, err);

    if (rc == ERR_OK)
        *ret_secret = str_dup(a, buf_view(&b));
    secret_release(&b);
    return rc;
}

/* The user's sessions that are over by age: that there was a login is in the audit events. */
static enum err_code drop_over(struct identity *id, int64_t user, struct err *err)
{
    struct store_value v[] = {store_int(user), store_int(identity_now(id))};
    struct store_stmt *q;

    TRY(store_query(id->store, "DELETE FROM identity_session WHERE user_id = ? AND ends_at <= ?",
                    &q, err));
    return store_run(q, v, 2, NULL, err);
}

enum err_code identity_session_put(struct identity *id, int64_t user, struct str agent,
                                   struct arena *a, int64_t *ret_session, struct str *ret_secret,
                                   struct err *err)
{
    int64_t now = identity_now(id);
    struct identity_hash secret_hash, agent_hash;
    struct store_stmt *q;

    TRY(drop_over(id, user, err));
    TRY(draw(a, ret_secret, err));
    TRY(store_query(id->store,
                    "INSERT INTO identity_session (id, hash, user_id, agent, made_at, seen_at,"
                    " ends_at) SELECT coalesce(max(id), 0) + 1, ?, ?, ?, ?, ?, ?"
                    " FROM identity_session RETURNING id",
                    &q, err));
    return identity_number(
        q,
        (struct store_value[]){identity_hash_of(secret_domain, *ret_secret, &secret_hash),
                               store_int(user), identity_hash_of(agent_domain, agent, &agent_hash),
                               store_int(now), store_int(now),
                               store_int(now + id->law->account->session_absolute)},
        6, ret_session, err);
}

enum err_code identity_session_rotate(struct identity *id, int64_t session, struct arena *a,
                                      struct str *ret_secret, struct err *err)
{
    struct identity_hash hash;
    struct store_stmt *q;

    *ret_secret = STR("");
    if (!session)
        return ERR_OK;
    TRY(draw(a, ret_secret, err));
    TRY(store_query(id->store, "UPDATE identity_session SET hash = ? WHERE id = ?", &q, err));
    return store_run(q,
                     (struct store_value[]){identity_hash_of(secret_domain, *ret_secret, &hash),
                                            store_int(session)},
                     2, NULL, err);
}

static enum err_code drop(struct identity *id, int64_t user, int64_t keep, const char *reason,
                          int64_t *ret_n, struct err *err)
{
    struct store_value v[] = {store_int(identity_now(id)), store_text(str_from(reason)),
                              store_int(user), store_int(keep)};
    struct store_stmt *q;

    TRY(store_query(id->store,
                    "UPDATE identity_session SET ended_at = ?, ended = ?"
                    " WHERE user_id = ? AND id <> ? AND ended_at IS NULL",
                    &q, err));
    return store_run(q, v, 4, ret_n, err);
}

enum err_code identity_sessions_drop(struct identity *id, int64_t user, int64_t keep,
                                     const char *reason, struct err *err)
{
    return drop(id, user, keep, reason, NULL, err);
}

static enum err_code end_one(struct identity *id, int64_t session, const char *reason,
                             struct err *err)
{
    struct store_value v[] = {store_int(identity_now(id)), store_text(str_from(reason)),
                              store_int(session)};
    struct store_stmt *q;

    TRY(store_query(id->store,
                    "UPDATE identity_session SET ended_at = ?, ended = ?"
                    " WHERE id = ? AND ended_at IS NULL",
                    &q, err));
    return store_run(q, v, 3, NULL, err);
}

/* ---- checking ---- */

struct live {
    int64_t id, user, seen_at, ends_at;
    struct str agent;
};

static enum err_code find(struct identity *id, struct str secret, struct arena *a, struct live *ret,
                          bool *ret_found, struct err *err)
{
    struct identity_hash hash;
    struct store_value v = identity_hash_of(secret_domain, secret, &hash);
    struct store_stmt *q;

    TRY(store_query(id->store,
                    "SELECT id, user_id, seen_at, ends_at, agent FROM identity_session"
                    " WHERE hash = ? AND ended_at IS NULL",
                    &q, err));
    TRY(store_start(q, &v, 1, err));
    TRY(store_next(q, ret_found, err));
    if (*ret_found)
        *ret = (struct live){store_column_int(q, 0), store_column_int(q, 1), store_column_int(q, 2),
                             store_column_int(q, 3), str_dup(a, store_column_text(q, 4))};
    store_end(q);
    return ERR_OK;
}

static bool is_over(const struct identity *id, const struct live *s)
{
    int64_t now = identity_now(id);

    return now >= s->ends_at || now - s->seen_at >= id->law->account->session_idle;
}

/* A stolen secret in another browser ends the session for both. */
static enum err_code end_stolen(struct identity *id, const struct live *s,
                                const struct identity_user *u, struct err *err)
{
    enum err_code rc;

    TRY(store_begin(id->store, err));
    rc = end_one(id, s->id, "agent", err);
    if (rc == ERR_OK)
        rc = identity_note(id, NULL,
                           (struct registry_event){.what = STR("session_stolen"),
                                                   .subject = u->login,
                                                   .holder = u->organ},
                           err);
    return identity_end(id, rc, err);
}

/* Kept coarsely: a write for every request would be the busiest of all. */
static enum err_code see(struct identity *id, const struct live *s, struct err *err)
{
    int64_t now = identity_now(id);
    struct store_value v[] = {store_int(now), store_int(s->id)};
    struct store_stmt *q;

    if (now - s->seen_at < id->law->account->session_seen)
        return ERR_OK;
    TRY(store_query(id->store, "UPDATE identity_session SET seen_at = ? WHERE id = ?", &q, err));
    return store_run(q, v, 2, NULL, err);
}

struct shown {
    struct str secret, agent;
    bool used; /* it counts as use */
};

static enum err_code check(struct identity *id, const struct shown *shown, struct arena *a,
                           struct identity_who *ret_who, bool *ret_found, struct err *err)
{
    struct identity_hash hash;
    struct identity_user u;
    struct identity_who who;
    struct live s = {0};
    bool found = false;

    *ret_found = false;
    if (shown->secret.n != SESSION_SECRET)
        return ERR_OK;
    TRY(find(id, shown->secret, a, &s, &found, err));
    if (found && !is_over(id, &s))
        TRY(identity_user_by_id(id->store, s.user, a, &u, &found, err));
    else
        found = false;
    if (!found || u.state != IDENTITY_ACTIVE)
        return ERR_OK;
    if (!str_eq(s.agent, identity_hash_of(agent_domain, shown->agent, &hash).text))
        return end_stolen(id, &s, &u, err);
    if (shown->used)
        TRY(see(id, &s, err));
    TRY(identity_who_of(id, &u, a, &who, err));
    who.session = s.id;
    *ret_who = who;
    *ret_found = true;
    return ERR_OK;
}

enum err_code identity_session_check(struct identity *id, struct str secret, struct str agent,
                                     struct arena *a, struct identity_who *ret_who, bool *ret_found,
                                     struct err *err)
{
    return check(id, &(struct shown){secret, agent, true}, a, ret_who, ret_found, err);
}

enum err_code identity_session_peek(struct identity *id, struct str secret, struct str agent,
                                    struct arena *a, struct identity_who *ret_who, bool *ret_found,
                                    struct err *err)
{
    return check(id, &(struct shown){secret, agent, false}, a, ret_who, ret_found, err);
}

/* ---- listing ---- */

static struct identity_session read_session(const struct store_stmt *q, struct arena *a)
{
    struct str agent = store_column_text(q, 5);

    return (struct identity_session){
        .id = store_column_int(q, 0),
        .login = str_dup(a, store_column_text(q, 1)),
        .made_at = store_column_int(q, 2),
        .seen_at = store_column_int(q, 3),
        .ends_at = store_column_int(q, 4),
        .agent = str_dup(a, str_sub(agent, 0, agent.n < AGENT_SHOWN ? agent.n : AGENT_SHOWN)),
    };
}

enum err_code identity_session_list(struct identity *id, struct str login, struct arena *a,
                                    struct identity_sessions *ret, struct err *err)
{
    int64_t now = identity_now(id);
    struct str who = login.n ? login : STR("");
    struct store_value v[] = {store_text(who), store_text(who), store_int(now),
                              store_int(now - id->law->account->session_idle)};
    struct identity_sessions all = {0};
    struct store_stmt *q;
    bool row = true;

    TRY(store_query(id->store,
                    "SELECT s.id, u.login, s.made_at, s.seen_at, s.ends_at, s.agent"
                    " FROM identity_session s JOIN identity_user u ON u.id = s.user_id"
                    " WHERE s.ended_at IS NULL AND (? = '' OR u.login = ?) AND s.ends_at > ?"
                    " AND s.seen_at > ? ORDER BY s.id DESC",
                    &q, err));
    TRY(store_start(q, v, 4, err));
    for (;;) {
        TRY(store_next(q, &row, err));
        if (!row)
            break;
        vec_push(a, &all.v, read_session(q, a));
    }
    *ret = all;
    return ERR_OK;
}

/* ---- ending ---- */

static enum err_code owner(struct identity *id, int64_t session, struct arena *a,
                           struct identity_user *ret, struct err *err)
{
    struct store_value v = store_int(session);
    struct store_stmt *q;
    int64_t user = 0;
    bool found = false;

    TRY(store_query(id->store,
                    "SELECT user_id FROM identity_session WHERE id = ? AND ended_at IS NULL", &q,
                    err));
    TRY(identity_number(q, &v, 1, &user, err));
    if (user)
        TRY(identity_user_by_id(id->store, user, a, ret, &found, err));
    if (found)
        return ERR_OK;
    err_set(err, ERR_NOT_FOUND, "no such session");
    return err_set_zh(err, "没有会话 %lld，或它已经结束", (long long)session);
}

static enum err_code note_end(struct identity *id, const struct identity_who *by,
                              const struct identity_user *u, struct err *err)
{
    return identity_note(
        id, by,
        (struct registry_event){.what = u->id == by->user ? STR("logout") : STR("session_revoke"),
                                .subject = u->login,
                                .holder = u->organ},
        err);
}

static enum err_code end_session(struct identity *id, const struct identity_who *by,
                                 int64_t session, struct arena *a, struct err *err)
{
    struct identity_user u;
    enum err_code rc;

    TRY(owner(id, session, a, &u, err));
    if (!by->user || u.id != by->user)
        TRY(identity_require(id, by, LAW_POWER_GRANTS, err));
    TRY(store_begin(id->store, err));
    rc = end_one(id, session, u.id == by->user ? "logout" : "revoked", err);
    if (rc == ERR_OK)
        rc = note_end(id, by, &u, err);
    return identity_end(id, rc, err);
}

enum err_code identity_session_end(struct identity *id, const struct identity_who *by,
                                   int64_t session, struct err *err)
{
    struct arena a;
    enum err_code rc;

    arena_init(&a, 0);
    rc = end_session(id, by, session, &a, err);
    arena_release(&a);
    return rc;
}

static enum err_code end_all(struct identity *id, const struct identity_who *by, struct str login,
                             struct arena *a, int64_t *ret_n, struct err *err)
{
    struct identity_user u;
    enum err_code rc;

    TRY(identity_user_get(id->store, login, a, &u, err));
    if (!by->user || u.id != by->user)
        TRY(identity_require(id, by, LAW_POWER_GRANTS, err));
    TRY(store_begin(id->store, err));
    rc = drop(id, u.id, 0, "revoked", ret_n, err);
    if (rc == ERR_OK)
        rc = note_end(id, by, &u, err);
    return identity_end(id, rc, err);
}

enum err_code identity_session_end_all(struct identity *id, const struct identity_who *by,
                                       struct str login, int64_t *ret_n, struct err *err)
{
    struct arena a;
    enum err_code rc;
    int64_t n = 0;

    arena_init(&a, 0);
    rc = end_all(id, by, login, &a, &n, err);
    arena_release(&a);
    if (rc == ERR_OK)
        *ret_n = n;
    return rc;
}
