/* identity/login.c - see login.h. */
#include "identity/login.h"

#include "identity/identity_internal.h"
#include "identity/lock.h"
#include "identity/password.h"

/* ---- who ---- */

static enum err_code limits_of(struct identity *id, int64_t user, struct arena *a, unsigned *ret,
                               struct err *err)
{
    int64_t age = id->law->account->password_age;
    struct identity_credential c;
    bool needs = false, on = false;
    unsigned limits = 0;

    TRY(identity_credential_get(id->store, user, a, &c, err));
    if (c.temporary || (age > 0 && identity_now(id) - c.at >= age))
        limits |= IDENTITY_MUST_CHANGE;
    TRY(identity_needs_totp(id, user, &needs, err));
    if (needs)
        TRY(identity_totp_on(id->store, user, &on, err));
    if (needs && !on)
        limits |= IDENTITY_MUST_ENROL;
    *ret = limits;
    return ERR_OK;
}

enum err_code identity_who_of(struct identity *id, const struct identity_user *u, struct arena *a,
                              struct identity_who *ret, struct err *err)
{
    struct identity_who who = {.user = u->id, .login = u->login, .name = u->name};

    TRY(identity_actor_of(id, u, a, &who.actor, err));
    TRY(limits_of(id, u->id, a, &who.limits, err));
    *ret = who;
    return ERR_OK;
}

/* ---- one attempt ---- */

struct attempt {
    const struct identity_attempt *in;
    struct lock_key account, source;
    struct identity_user user;
    struct identity_credential credential;
    bool known; /* there is such an account, and it has a password */
};

/* Counted before anything is known of it. */
static enum err_code enter(struct identity *id, const struct attempt *t, int64_t *ret_wait,
                           struct err *err)
{
    int64_t wait = 0;

    if (t->source.name.n)
        TRY(lock_enter(id, t->source, &wait, err));
    if (wait == 0)
        TRY(lock_enter(id, t->account, &wait, err));
    *ret_wait = wait;
    return ERR_OK;
}

static enum err_code find(struct identity *id, struct attempt *t, struct arena *a, struct err *err)
{
    enum err_code rc;

    if (!identity_login_fits(t->in->login))
        return ERR_OK;
    rc = identity_user_get(id->store, t->in->login, a, &t->user, err);
    if (rc != ERR_OK)
        return rc == ERR_NOT_FOUND ? ERR_OK : rc;
    TRY(identity_credential_get(id->store, t->user.id, a, &t->credential, err));
    t->known = t->credential.hash.n > 0;
    return ERR_OK;
}

/* Where there is nothing to compare, a hash is made all the same: that takes as long. */
static enum err_code fits(struct identity *id, const struct attempt *t, struct arena *a, bool *ret,
                          struct err *err)
{
    struct str unused, password = t->in->password;
    bool long_one = password.n > PASSWORD_MAX_BYTES;

    if (long_one)
        password.n = PASSWORD_MAX_BYTES;
    if (t->known && !long_one) {
        *ret = password_fits(t->credential.hash, t->in->password);
        return ERR_OK;
    }
    *ret = false;
    return password_hash(id->law->account, password, a, &unused, err);
}

/* The subject is named only when it is an account: what was typed may be a password. */
static enum err_code note(struct identity *id, const struct attempt *t, struct str what,
                          struct str detail, struct err *err)
{
    return identity_note(id, NULL,
                         (struct registry_event){.what = what,
                                                 .subject = t->known ? t->user.login : STR(""),
                                                 .holder = t->known ? t->user.organ : STR(""),
                                                 .detail = detail},
                         err);
}

static enum err_code refused(struct identity *id, const struct attempt *t, struct str detail,
                             struct err *err)
{
    TRY(store_begin(id->store, err));
    return identity_end(id, note(id, t, STR("login_refused"), detail, err), err);
}

/* The attempt was no guess: it is taken back, earlier failures stay. */
static enum err_code forgive(struct identity *id, const struct attempt *t, struct err *err)
{
    if (t->source.name.n)
        TRY(lock_forgive(id, t->source, err));
    return lock_forgive(id, t->account, err);
}

static enum err_code ask_code(struct identity *id, const struct attempt *t, struct err *err)
{
    TRY(store_begin(id->store, err));
    return identity_end(id, forgive(id, t, err), err);
}

/* ---- in ---- */

static enum err_code come_in(struct identity *id, const struct attempt *t, struct str fresh,
                             struct arena *a, struct identity_reply *reply, struct err *err)
{
    if (fresh.n) {
        struct store_value v[] = {store_text(fresh), store_int(t->user.id),
                                  store_text(t->credential.hash)};
        struct store_stmt *q;

        TRY(store_query(id->store,
                        "UPDATE identity_password SET hash = ? WHERE user_id = ? AND hash = ?", &q,
                        err));
        TRY(store_run(q, v, 3, NULL, err));
    }
    if (t->source.name.n)
        TRY(lock_forgive(id, t->source, err));
    TRY(lock_clear(id, t->account, err));
    TRY(identity_who_of(id, &t->user, a, &reply->who, err));
    reply->secret = STR("");
    if (t->in->no_session)
        return ERR_OK;
    TRY(identity_session_put(id, t->user.id, t->in->agent, a, &reply->who.session, &reply->secret,
                             err));
    return identity_note(id, &reply->who,
                         (struct registry_event){.what = STR("login"),
                                                 .subject = t->user.login,
                                                 .holder = t->user.organ},
                         err);
}

/* Code and session in one transaction: a code that was taken let somebody in. */
static enum err_code last_step(struct identity *id, const struct attempt *t, struct str fresh,
                               bool code, struct arena *a, struct identity_reply *reply,
                               struct err *err)
{
    bool taken = true;
    enum err_code rc = ERR_OK;

    TRY(store_begin(id->store, err));
    if (code)
        rc = identity_totp_take(id, t->user.id, t->in->code, &taken, err);
    reply->outcome = taken ? IDENTITY_IN : IDENTITY_WRONG;
    if (rc == ERR_OK)
        rc = taken ? come_in(id, t, fresh, a, reply, err)
                   : note(id, t, STR("login_refused"), STR("code"), err);
    return identity_end(id, rc, err);
}

static bool too_old(const struct identity *id, const struct identity_credential *c)
{
    return c->temporary && identity_now(id) - c->at >= id->law->account->password_temp_age;
}

/* The password is right. */
static enum err_code right(struct identity *id, const struct attempt *t, struct arena *a,
                           struct identity_reply *reply, struct err *err)
{
    struct str fresh = STR("");
    bool code = false;

    if (t->user.state != IDENTITY_ACTIVE || too_old(id, &t->credential)) {
        reply->outcome = t->user.state != IDENTITY_ACTIVE ? IDENTITY_CLOSED : IDENTITY_EXPIRED;
        return refused(id, t, identity_state_name(t->user.state), err);
    }
    TRY(identity_totp_on(id->store, t->user.id, &code, err));
    if (code && t->in->code.n == 0) {
        reply->outcome = IDENTITY_CODE_NEEDED;
        return ask_code(id, t, err);
    }
    if (password_is_stale(id->law->account, t->credential.hash))
        TRY(password_hash(id->law->account, t->in->password, a, &fresh, err));
    return last_step(id, t, fresh, code, a, reply, err);
}

enum err_code identity_login(struct identity *id, const struct identity_attempt *attempt,
                             struct arena *a, struct identity_reply *ret, struct err *err)
{
    struct attempt t = {.in = attempt,
                        .account = {LOCK_ACCOUNT, attempt->login},
                        .source = {LOCK_SOURCE, attempt->source}};
    struct identity_reply reply = {.outcome = IDENTITY_LOCKED};
    bool fit = false;

    TRY(store_begin(id->store, err));
    TRY(identity_end(id, enter(id, &t, &reply.wait, err), err));
    if (reply.wait == 0) {
        TRY(find(id, &t, a, err));
        TRY(fits(id, &t, a, &fit, err));
        reply.outcome = IDENTITY_WRONG;
        TRY(fit ? right(id, &t, a, &reply, err) : refused(id, &t, STR("password"), err));
    }
    *ret = reply;
    return ERR_OK;
}

enum err_code identity_refusal(const struct identity_reply *reply, struct err *err)
{
    err_set(err, ERR_FORBIDDEN, "not let in (%d)", (int)reply->outcome);
    switch (reply->outcome) {
    case IDENTITY_IN:
        break;
    case IDENTITY_WRONG:
        return err_set_zh(err, "登录名、口令或动态口令不对");
    case IDENTITY_LOCKED:
        return err_set_zh(err, "错误次数过多，请 %lld 秒后再试", (long long)reply->wait);
    case IDENTITY_CODE_NEEDED:
        return err_set_zh(err, "此账户启用了动态口令，请一并输入六位动态口令或恢复码");
    case IDENTITY_CLOSED:
        return err_set_zh(err, "账户已停用，请联系系统管理员");
    case IDENTITY_EXPIRED:
        return err_set_zh(err, "临时口令已过期，请联系系统管理员重设");
    }
    return err->code;
}
