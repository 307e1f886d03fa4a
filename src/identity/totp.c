/* identity/totp.c - see totp.h. */
#include "identity/totp.h"

#include "crypto/secret.h"
#include "identity/identity_internal.h"
#include "identity/lock.h"

#include <oath.h>

enum { SECRET = 20, DIGITS = 6, STEP = 30 };

/* ---- the secret ---- */

static enum err_code no_key(struct err *err)
{
    err_set(err, ERR_INVALID, "no sealing key");
    return err_set_zh(err, "没有密封密钥文件，不能使用动态口令。请先运行 liandong user first-code "
                           "或恢复备份的 identity.key");
}

static struct str context(struct arena *a, int64_t user)
{
    return str_fmt(a, "totp:%lld", (long long)user);
}

struct kept {
    struct buf secret; /* plain: to be released by secret_release */
    int64_t last;
    bool on, found;
};

static enum err_code read_row(struct identity *id, int64_t user, struct arena *a, struct kept *ret,
                              struct str *ret_sealed, struct err *err)
{
    struct store_value v = store_int(user);
    struct store_stmt *q;

    TRY(store_query(id->store, "SELECT sealed, on_at, last FROM identity_totp WHERE user_id = ?",
                    &q, err));
    TRY(store_start(q, &v, 1, err));
    TRY(store_next(q, &ret->found, err));
    if (ret->found) {
        *ret_sealed = str_dup(a, store_column_text(q, 0));
        ret->on = store_column(q, 1).kind != STORE_NULL;
        ret->last = store_column_int(q, 2);
    }
    store_end(q);
    return ERR_OK;
}

static enum err_code read_secret(struct identity *id, int64_t user, struct arena *a,
                                 struct kept *ret, struct err *err)
{
    struct str sealed = STR_NULL;

    TRY(read_row(id, user, a, ret, &sealed, err));
    if (!ret->found)
        return ERR_OK;
    if (!id->key)
        return no_key(err);
    return seal_open(id->key, context(a, user), sealed, &ret->secret, err);
}

enum err_code identity_totp_on(struct store *s, int64_t user, bool *ret_on, struct err *err)
{
    struct store_value v = store_int(user);
    struct store_stmt *q;
    int64_t n = 0;

    TRY(store_query(s, "SELECT count(*) FROM identity_totp WHERE user_id = ? AND on_at IS NOT NULL",
                    &q, err));
    TRY(identity_number(q, &v, 1, &n, err));
    *ret_on = n > 0;
    return ERR_OK;
}

/* ---- codes ---- */

static enum err_code code_at(struct str secret, int64_t step, char ret_code[DIGITS + 1],
                             struct err *err)
{
    int rc =
        oath_totp_generate(secret.p, secret.n, (time_t)(step * STEP), STEP, 0, DIGITS, ret_code);

    return rc == OATH_OK ? ERR_OK : err_set(err, ERR_IO, "oath: %s", oath_strerror(rc));
}

enum err_code totp_code(struct str secret_base32, int64_t now, char ret_code[7], struct err *err)
{
    char *plain = NULL;
    size_t n = 0;
    enum err_code rc;

    if (oath_base32_decode(secret_base32.p, secret_base32.n, &plain, &n) != OATH_OK)
        return err_set(err, ERR_INVALID, "not Base32");
    rc = code_at((struct str){plain, n}, now / STEP, ret_code, err);
    free(plain);
    return rc;
}

/* The latest step behind `last` whose code this is; -1: none.  All steps are looked at. */
static enum err_code step_of(struct identity *id, const struct kept *k, struct str code,
                             int64_t *ret_step, struct err *err)
{
    int64_t now = identity_now(id) / STEP, window = id->law->account->totp_window, found = -1;
    char want[DIGITS + 1];

    for (int64_t step = now - window; step <= now + window; step++) {
        TRY(code_at(buf_view(&k->secret), step, want, err));
        if (secret_eq(code, (struct str){want, DIGITS}) && step > k->last)
            found = step;
    }
    secret_wipe(want, sizeof(want));
    *ret_step = found;
    return ERR_OK;
}

static enum err_code use_step(struct store *s, int64_t user, int64_t step, bool *ret_taken,
                              struct err *err)
{
    struct store_value v[] = {store_int(step), store_int(user), store_int(step)};
    struct store_stmt *q;
    int64_t changes = 0;

    TRY(store_query(s, "UPDATE identity_totp SET last = ? WHERE user_id = ? AND last < ?", &q,
                    err));
    TRY(store_run(q, v, 3, &changes, err));
    *ret_taken = changes == 1;
    return ERR_OK;
}

static enum err_code take_code(struct identity *id, int64_t user, struct str code, bool want_on,
                               bool *ret_taken, struct err *err)
{
    struct kept k = {.last = 0};
    int64_t step = -1;
    struct arena a;
    enum err_code rc;

    arena_init(&a, 0);
    *ret_taken = false;
    rc = read_secret(id, user, &a, &k, err);
    if (rc == ERR_OK && k.found && k.on == want_on)
        rc = step_of(id, &k, code, &step, err);
    if (rc == ERR_OK && step >= 0)
        rc = use_step(id->store, user, step, ret_taken, err);
    secret_release(&k.secret);
    arena_release(&a);
    return rc;
}

static enum err_code drop_rows(struct store *s, int64_t user, struct err *err)
{
    struct store_value v = store_int(user);
    struct store_stmt *q;

    TRY(store_query(s, "DELETE FROM identity_recovery WHERE user_id = ?", &q, err));
    TRY(store_run(q, &v, 1, NULL, err));
    TRY(store_query(s, "DELETE FROM identity_totp WHERE user_id = ?", &q, err));
    return store_run(q, &v, 1, NULL, err);
}

enum err_code identity_totp_take(struct identity *id, int64_t user, struct str code,
                                 bool *ret_taken, struct err *err)
{
    bool taken = false;

    if (str_trim(code).n == DIGITS)
        TRY(take_code(id, user, str_trim(code), true, &taken, err));
    else
        TRY(identity_recovery_take(id, user, code, &taken, err));
    *ret_taken = taken;
    return ERR_OK;
}

/* ---- setting up ---- */

static enum err_code note(struct identity *id, const struct identity_who *by, struct str what,
                          struct str login, struct str organ, struct err *err)
{
    return identity_note(
        id, by, (struct registry_event){.what = what, .subject = login, .holder = organ}, err);
}

static struct str base32(struct arena *a, const unsigned char *secret)
{
    char *text = NULL;
    size_t n = 0;
    struct str s = STR_NULL;

    if (oath_base32_encode((const char *)secret, SECRET, &text, &n) == OATH_OK)
        s = str_dup(a, (struct str){text, n});
    free(text);
    return s;
}

static enum err_code keep_secret(struct identity *id, int64_t user, const unsigned char *secret,
                                 struct arena *a, struct err *err)
{
    struct buf sealed = {0};
    struct store_stmt *q;
    enum err_code rc = seal_close(id->key, context(a, user),
                                  (struct str){(const char *)secret, SECRET}, &sealed, err);

    if (rc == ERR_OK)
        rc = store_query(id->store,
                         "INSERT INTO identity_totp (user_id, sealed, on_at, last)"
                         " VALUES (?, ?, NULL, 0) ON CONFLICT (user_id) DO UPDATE SET"
                         " sealed = excluded.sealed, on_at = NULL, last = 0",
                         &q, err);
    if (rc == ERR_OK)
        rc = store_run(q, (struct store_value[]){store_int(user), store_text(buf_view(&sealed))}, 2,
                       NULL, err);
    buf_release(&sealed);
    return rc;
}

static enum err_code enrol_in(struct identity *id, const struct identity_who *who,
                              const unsigned char *secret, struct arena *a, struct err *err)
{
    bool on = false;

    TRY(identity_totp_on(id->store, who->user, &on, err));
    if (on) {
        err_set(err, ERR_CONFLICT, "one-time codes are on");
        return err_set_zh(err, "动态口令已经启用；要更换设备，请先停用");
    }
    TRY(keep_secret(id, who->user, secret, a, err));
    return note(id, who, STR("totp_enrol"), who->login, who->actor.whole, err);
}

enum err_code identity_totp_enrol(struct identity *id, const struct identity_who *who,
                                  struct arena *a, struct identity_enrolment *ret, struct err *err)
{
    unsigned char secret[SECRET];
    struct identity_enrolment e;

    if (!who->user)
        return err_set(err, ERR_FORBIDDEN, "a system has no one-time codes");
    if (!id->key)
        return no_key(err);
    TRY(secret_random(secret, sizeof(secret), err));
    e.secret = base32(a, secret);
    e.uri = str_fmt(a, "otpauth://totp/Liandong:%.*s?secret=%.*s&issuer=Liandong",
                    STR_F(who->login), STR_F(e.secret));
    TRY(store_begin(id->store, err));
    TRY(identity_end(id, enrol_in(id, who, secret, a, err), err));
    secret_wipe(secret, sizeof(secret));
    *ret = e;
    return ERR_OK;
}

static enum err_code turn_on(struct identity *id, int64_t user, struct err *err)
{
    struct store_value v[] = {store_int(identity_now(id)), store_int(user)};
    struct store_stmt *q;

    TRY(store_query(id->store, "UPDATE identity_totp SET on_at = ? WHERE user_id = ?", &q, err));
    return store_run(q, v, 2, NULL, err);
}

static enum err_code wrong_code(struct err *err)
{
    err_set(err, ERR_FORBIDDEN, "the one-time code is wrong");
    return err_set_zh(err, "动态口令不对：请核对手机的时间，并输入最新的六位数字");
}

static enum err_code confirm_in(struct identity *id, const struct identity_who *who,
                                struct str code, struct arena *a, struct identity_recovery *ret,
                                struct err *err)
{
    bool taken = false;

    TRY(take_code(id, who->user, str_trim(code), false, &taken, err));
    if (!taken)
        return wrong_code(err);
    TRY(turn_on(id, who->user, err));
    TRY(identity_recovery_draw(id, who->user, a, ret, err));
    TRY(identity_sessions_drop(id, who->user, who->session, "totp", err));
    TRY(identity_session_rotate(id, who->session, a, &ret->secret, err));
    return note(id, who, STR("totp_on"), who->login, who->actor.whole, err);
}

enum err_code identity_totp_confirm(struct identity *id, const struct identity_who *who,
                                    struct str code, struct arena *a, struct identity_recovery *ret,
                                    struct err *err)
{
    struct identity_recovery r = {.secret = STR("")};

    TRY(store_begin(id->store, err));
    TRY(identity_end(id, confirm_in(id, who, code, a, &r, err), err));
    *ret = r;
    return ERR_OK;
}

/* ---- turning off ---- */

/* A guess at one's own code is counted like one at the login. */
static enum err_code check_own(struct identity *id, const struct identity_user *u, struct str code,
                               bool *ret_taken, struct err *err)
{
    struct lock_key key = {LOCK_ACCOUNT, u->login};
    int64_t wait = 0;
    enum err_code rc;

    TRY(store_begin(id->store, err));
    rc = lock_enter(id, key, &wait, err);
    if (rc == ERR_OK && wait == 0)
        rc = identity_totp_take(id, u->id, code, ret_taken, err);
    if (rc == ERR_OK && *ret_taken)
        rc = lock_forgive(id, key, err);
    return identity_end(id, rc, err);
}

static enum err_code renew_in(struct identity *id, const struct identity_who *who, struct arena *a,
                              struct identity_recovery *ret, struct err *err)
{
    struct store_value v = store_int(who->user);
    struct store_stmt *q;

    TRY(store_query(id->store, "DELETE FROM identity_recovery WHERE user_id = ?", &q, err));
    TRY(store_run(q, &v, 1, NULL, err));
    TRY(identity_recovery_draw(id, who->user, a, ret, err));
    return note(id, who, STR("recovery_renew"), who->login, who->actor.whole, err);
}

enum err_code identity_recovery_renew(struct identity *id, const struct identity_who *who,
                                      struct str code, struct arena *a,
                                      struct identity_recovery *ret, struct err *err)
{
    struct identity_recovery r = {.secret = STR("")};
    struct identity_user u;
    bool taken = false;

    if (!who->user)
        return err_set(err, ERR_FORBIDDEN, "a system has no one-time codes");
    TRY(identity_user_get(id->store, who->login, a, &u, err));
    TRY(check_own(id, &u, code, &taken, err));
    if (!taken)
        return wrong_code(err);
    TRY(store_begin(id->store, err));
    TRY(identity_end(id, renew_in(id, who, a, &r, err), err));
    *ret = r;
    return ERR_OK;
}

static enum err_code off_in(struct identity *id, const struct identity_who *by,
                            const struct identity_user *u, struct err *err)
{
    TRY(drop_rows(id->store, u->id, err));
    TRY(identity_sessions_drop(id, u->id, u->id == by->user ? by->session : 0, "totp", err));
    return note(id, by, STR("totp_off"), u->login, u->organ, err);
}

static enum err_code off(struct identity *id, const struct identity_who *by,
                         const struct identity_totp_drop *drop, struct arena *a, struct err *err)
{
    struct identity_user u;
    bool taken = false;

    TRY(identity_user_get(id->store, drop->login, a, &u, err));
    if (u.id != by->user) {
        TRY(identity_require(id, by, LAW_POWER_GRANTS, err));
    } else {
        TRY(check_own(id, &u, drop->code, &taken, err));
        if (!taken)
            return wrong_code(err);
    }
    TRY(store_begin(id->store, err));
    return identity_end(id, off_in(id, by, &u, err), err);
}

enum err_code identity_totp_off(struct identity *id, const struct identity_who *by,
                                const struct identity_totp_drop *drop, struct err *err)
{
    struct arena a;
    enum err_code rc;

    arena_init(&a, 0);
    rc = off(id, by, drop, &a, err);
    arena_release(&a);
    return rc;
}
