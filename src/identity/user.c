/* identity/user.c - see user.h. */
#include "identity/user.h"

#include "identity/identity_internal.h"

enum { LOGIN_MIN = 3, LOGIN_MAX = 32, NAME_MAX_CP = 40 };

static const struct {
    struct str name, zh;
} states[IDENTITY_STATES] = {
    [IDENTITY_ACTIVE] = {STR_INIT("active"), STR_INIT("正常")},
    [IDENTITY_SUSPENDED] = {STR_INIT("suspended"), STR_INIT("停用")},
    [IDENTITY_LEFT] = {STR_INIT("left"), STR_INIT("离任")},
};

struct str identity_state_name(enum identity_state state)
{
    return states[state].name;
}

struct str identity_state_zh(enum identity_state state)
{
    return states[state].zh;
}

bool identity_state_find(struct str name, enum identity_state *ret)
{
    for (int i = 0; i < IDENTITY_STATES; i++)
        if (str_eq(name, states[i].name) || str_eq(name, states[i].zh)) {
            *ret = (enum identity_state)i;
            return true;
        }
    return false;
}

bool identity_login_fits(struct str login)
{
    if (login.n < LOGIN_MIN || login.n > LOGIN_MAX || login.p[0] < 'a' || login.p[0] > 'z')
        return false;
    for (size_t i = 0; i < login.n; i++) {
        char c = login.p[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && !memchr("._-", c, 3))
            return false;
    }
    return true;
}

struct str identity_name_masked(struct arena *a, struct str name)
{
    size_t first = 0;

    if (name.n == 0)
        return STR("");
    str_utf8_at(name, 0, &first);
    return str_fmt(a, "%.*s**", STR_F(str_sub(name, 0, first)));
}

/* ---- reading ---- */

#define COLUMNS "id, login, name, organ, state, made_at, changed_at"

static struct identity_user read_user(const struct store_stmt *q, struct arena *a)
{
    struct identity_user u = {
        .id = store_column_int(q, 0),
        .login = str_dup(a, store_column_text(q, 1)),
        .name = str_dup(a, store_column_text(q, 2)),
        .organ = str_dup(a, store_column_text(q, 3)),
        .state = IDENTITY_LEFT, /* a state that is not ours lets nobody in */
        .made_at = store_column_int(q, 5),
        .changed_at = store_column_int(q, 6),
    };

    (void)identity_state_find(store_column_text(q, 4), &u.state);
    return u;
}

static enum err_code read_one(struct store_stmt *q, struct store_value key, struct arena *a,
                              struct identity_user *ret, bool *ret_found, struct err *err)
{
    TRY(store_start(q, &key, 1, err));
    TRY(store_next(q, ret_found, err));
    if (*ret_found)
        *ret = read_user(q, a);
    store_end(q);
    return ERR_OK;
}

enum err_code identity_user_by_id(struct store *s, int64_t user, struct arena *a,
                                  struct identity_user *ret, bool *ret_found, struct err *err)
{
    struct store_stmt *q;

    TRY(store_query(s, "SELECT " COLUMNS " FROM identity_user WHERE id = ?", &q, err));
    return read_one(q, store_int(user), a, ret, ret_found, err);
}

enum err_code identity_user_get(struct store *s, struct str login, struct arena *a,
                                struct identity_user *ret, struct err *err)
{
    struct store_stmt *q;
    bool found = false;

    TRY(store_query(s, "SELECT " COLUMNS " FROM identity_user WHERE login = ?", &q, err));
    TRY(read_one(q, store_text(login), a, ret, &found, err));
    if (found)
        return ERR_OK;
    err_set(err, ERR_NOT_FOUND, "no such account");
    return err_set_zh(err, "没有账户“%.*s”", STR_F(login));
}

enum err_code identity_user_list(struct store *s, const struct identity_user_filter *f,
                                 struct arena *a, struct identity_users *ret, struct err *err)
{
    struct str state = f->state < 0 ? STR("") : states[f->state].name;
    struct str organ = f->organ.n ? f->organ : STR("");
    struct store_value v[] = {store_text(organ), store_text(organ), store_text(state),
                              store_text(state)};
    struct identity_users all = {0};
    struct store_stmt *q;
    bool row = true;

    TRY(store_query(s,
                    "SELECT " COLUMNS " FROM identity_user WHERE (? = '' OR organ = ?)"
                    " AND (? = '' OR state = ?) ORDER BY login",
                    &q, err));
    TRY(store_start(q, v, 4, err));
    for (;;) {
        TRY(store_next(q, &row, err));
        if (!row)
            break;
        vec_push(a, &all.v, read_user(q, a));
    }
    *ret = all;
    return ERR_OK;
}

/* ---- making ---- */

enum err_code identity_user_check(const struct identity_user_new *u, struct err *err)
{
    size_t n = str_utf8_count(str_trim(u->name));

    if (!identity_login_fits(u->login)) {
        err_set(err, ERR_INVALID, "login name of a wrong form");
        return err_set_zh(err,
                          "登录名“%.*s”不合要求：%d 至 %d 个小写字母、数字、点、横线，字母开头",
                          STR_F(u->login), LOGIN_MIN, LOGIN_MAX);
    }
    if (n > 0 && n <= NAME_MAX_CP && str_utf8_valid(u->name) == u->name.n)
        return ERR_OK;
    err_set(err, ERR_INVALID, "name of a wrong length");
    return err_set_zh(err, "账户“%.*s”的姓名应当有 1 至 %d 个字", STR_F(u->login), NAME_MAX_CP);
}

static enum err_code taken(struct str login, struct err *err)
{
    err_set(err, ERR_CONFLICT, "the login name is taken");
    return err_set_zh(err, "登录名“%.*s”已经用过；离任人员的登录名也不能再用", STR_F(login));
}

static enum err_code login_free(struct store *s, struct str login, struct err *err)
{
    struct store_value v = store_text(login);
    struct store_stmt *q;
    int64_t n = 0;

    TRY(store_query(s, "SELECT count(*) FROM identity_user WHERE login = ?", &q, err));
    TRY(identity_number(q, &v, 1, &n, err));
    return n ? taken(login, err) : ERR_OK;
}

enum err_code identity_user_put(struct identity *id, const struct identity_user_new *u,
                                int64_t *ret_user, struct err *err)
{
    int64_t now = identity_now(id);
    struct store_value v[] = {store_text(u->login), store_text(str_trim(u->name)),
                              store_text(u->organ), store_int(now), store_int(now)};
    struct store_stmt *q;

    TRY(login_free(id->store, u->login, err));
    TRY(store_query(id->store,
                    "INSERT INTO identity_user (id, login, name, organ, state, made_at,"
                    " changed_at) SELECT coalesce(max(id), 0) + 1, ?, ?, ?, 'active', ?, ?"
                    " FROM identity_user RETURNING id",
                    &q, err));
    return identity_number(q, v, 5, ret_user, err);
}

static enum err_code add_in(struct identity *id, const struct identity_who *by,
                            const struct identity_user_new *u, struct str hash, struct err *err)
{
    int64_t user = 0;

    TRY(identity_user_put(id, u, &user, err));
    TRY(identity_credential_put(id, user, hash, true, err));
    return identity_note(
        id, by,
        (struct registry_event){.what = STR("user_add"), .subject = u->login, .holder = u->organ},
        err);
}

enum err_code identity_user_add(struct identity *id, const struct identity_who *by,
                                const struct identity_user_new *user, struct arena *a,
                                struct str *ret_password, struct err *err)
{
    struct identity_user_new u = *user;
    struct str password, hash;
    struct actor organ;

    TRY(identity_require(id, by, LAW_POWER_USERS, err));
    TRY(identity_user_check(&u, err));
    TRY(actor_make(id->law, u.organ, STR(""), &organ, err));
    u.organ = organ.organ;
    TRY(login_free(id->store, u.login, err));
    TRY(identity_credential_draw(id, a, &password, &hash, err));
    TRY(store_begin(id->store, err));
    TRY(identity_end(id, add_in(id, by, &u, hash, err), err));
    *ret_password = password;
    return ERR_OK;
}

/* ---- changing ---- */

/* The account that is to be changed by somebody else than its owner. */
static enum err_code target(struct identity *id, const struct identity_who *by, struct str login,
                            struct arena *a, struct identity_user *ret, struct err *err)
{
    TRY(identity_require(id, by, LAW_POWER_USERS, err));
    TRY(identity_user_get(id->store, login, a, ret, err));
    if (ret->id != by->user)
        return ERR_OK;
    err_set(err, ERR_FORBIDDEN, "nobody changes his own account");
    return err_set_zh(err, "不能改变自己的账户，请由另一名系统管理员办理");
}

static enum err_code set_state(struct store *s, const struct identity_user *u,
                               enum identity_state state, int64_t now, struct err *err)
{
    struct store_value v[] = {store_text(states[state].name), store_int(now), store_int(u->id)};
    struct store_stmt *q;

    TRY(store_query(s, "UPDATE identity_user SET state = ?, changed_at = ? WHERE id = ?", &q, err));
    return store_run(q, v, 3, NULL, err);
}

static enum err_code change_in(struct identity *id, const struct identity_who *by,
                               const struct identity_user *u, const struct identity_change *c,
                               struct err *err)
{
    static const struct str what[IDENTITY_STATES] = {
        [IDENTITY_ACTIVE] = STR_INIT("user_resume"),
        [IDENTITY_SUSPENDED] = STR_INIT("user_suspend"),
        [IDENTITY_LEFT] = STR_INIT("user_leave"),
    };

    if (c->state != IDENTITY_ACTIVE) {
        TRY(identity_keep_admin(id, u, err));
        TRY(identity_sessions_drop(id, u->id, 0, "account", err));
    }
    TRY(set_state(id->store, u, c->state, identity_now(id), err));
    return identity_note(
        id, by,
        (struct registry_event){
            .what = what[c->state], .subject = u->login, .holder = u->organ, .detail = c->reason},
        err);
}

static enum err_code change_user(struct identity *id, const struct identity_who *by,
                                 const struct identity_change *c, struct arena *a, struct err *err)
{
    struct identity_user u;

    TRY(target(id, by, c->login, a, &u, err));
    if (u.state == c->state || u.state == IDENTITY_LEFT) {
        err_set(err, ERR_CONFLICT, "the account is in another state");
        return err_set_zh(err, "账户“%.*s”已经%.*s", STR_F(u.login), STR_F(states[u.state].zh));
    }
    TRY(store_begin(id->store, err));
    return identity_end(id, change_in(id, by, &u, c, err), err);
}

enum err_code identity_user_change(struct identity *id, const struct identity_who *by,
                                   const struct identity_change *change, struct err *err)
{
    struct arena a;
    enum err_code rc;

    if (change->state != IDENTITY_ACTIVE && str_trim(change->reason).n == 0) {
        err_set(err, ERR_INVALID, "no reason given");
        return err_set_zh(err, "请写明理由");
    }
    arena_init(&a, 0);
    rc = change_user(id, by, change, &a, err);
    arena_release(&a);
    return rc;
}

static enum err_code move_in(struct identity *id, const struct identity_who *by,
                             const struct identity_user *u, struct str organ, struct err *err)
{
    struct store_value v[] = {store_text(organ), store_int(identity_now(id)), store_int(u->id)};
    struct store_stmt *q;

    TRY(identity_keep_admin(id, u, err));
    TRY(store_query(id->store, "UPDATE identity_user SET organ = ?, changed_at = ? WHERE id = ?",
                    &q, err));
    TRY(store_run(q, v, 3, NULL, err));
    TRY(store_query(id->store, "DELETE FROM identity_grant WHERE user_id = ?", &q, err));
    TRY(store_run(q, &v[2], 1, NULL, err));
    TRY(identity_sessions_drop(id, u->id, 0, "organ", err));
    return identity_note(
        id, by,
        (struct registry_event){
            .what = STR("user_move"), .subject = u->login, .holder = organ, .detail = u->organ},
        err);
}

enum err_code identity_user_move(struct identity *id, const struct identity_who *by,
                                 struct str login, struct str organ, struct err *err)
{
    struct identity_user u;
    struct actor to;
    struct arena a;
    enum err_code rc;

    TRY(actor_make(id->law, organ, STR(""), &to, err));
    arena_init(&a, 0);
    rc = target(id, by, login, &a, &u, err);
    if (rc == ERR_OK)
        rc = store_begin(id->store, err);
    if (rc == ERR_OK)
        rc = identity_end(id, move_in(id, by, &u, to.organ, err), err);
    arena_release(&a);
    return rc;
}

static enum err_code reset_in(struct identity *id, const struct identity_who *by,
                              const struct identity_user *u, struct str hash, struct err *err)
{
    TRY(identity_credential_put(id, u->id, hash, true, err));
    TRY(identity_sessions_drop(id, u->id, 0, "password", err));
    return identity_note(id, by,
                         (struct registry_event){.what = STR("password_reset"),
                                                 .subject = u->login,
                                                 .holder = u->organ},
                         err);
}

enum err_code identity_user_reset(struct identity *id, const struct identity_who *by,
                                  struct str login, struct arena *a, struct str *ret_password,
                                  struct err *err)
{
    struct str password, hash;
    struct identity_user u;

    TRY(target(id, by, login, a, &u, err));
    TRY(identity_credential_draw(id, a, &password, &hash, err));
    TRY(store_begin(id->store, err));
    TRY(identity_end(id, reset_in(id, by, &u, hash, err), err));
    *ret_password = password;
    return ERR_OK;
}
