/* api/session.c - coming in and going out; sessions (会话), one's own and, for the security
 * administrator, those of others. */
#include "identity/session.h"
#include "api/account.h"
#include "api/handlers.h"
#include "api/problem.h"
#include "api/who.h"
#include "identity/login.h"

/* ---- in ---- */

static enum err_code refuse(struct api_call *c, const struct identity_reply *reply)
{
    static const char *const code[] = {
        [IDENTITY_IN] = "internal",
        [IDENTITY_WRONG] = "wrong_credentials",
        [IDENTITY_LOCKED] = "too_many_attempts",
        [IDENTITY_CODE_NEEDED] = "code_wanted",
        [IDENTITY_CLOSED] = "account_closed",
        [IDENTITY_EXPIRED] = "password_expired",
    };
    struct err why;

    (void)!identity_refusal(reply, &why);
    api_problem_named(c->r, c->q, code[reply->outcome], str_from(why.zh));
    if (reply->outcome == IDENTITY_LOCKED)
        http_reply_header(c->r, "Retry-After", str_fmt(c->arena, "%lld", (long long)reply->wait));
    return ERR_OK;
}

static enum err_code attempt(struct api_call *c, struct identity_reply *ret, struct err *err)
{
    struct identity_attempt t = {.login = api_text(c, "login"),
                                 .password = api_text(c, "password"),
                                 .code = api_text(c, "code"),
                                 .source = api_source(c),
                                 .agent = http_header(c->q, "User-Agent")};
    struct identity *id;

    TRY(api_account(c, &id, err));
    return identity_login(id, &t, c->arena, ret, err);
}

enum err_code api_session_start(struct api_call *c, struct err *err)
{
    struct identity_reply reply;
    enum err_code rc;

    if (api_from_elsewhere(c->q)) {
        api_problem_named(c->r, c->q, "cross_origin", STR(""));
        return ERR_OK;
    }
    if (!api_hash_begin(c))
        return ERR_OK;
    rc = attempt(c, &reply, err);
    api_hash_end(c);
    if (rc != ERR_OK)
        return rc;
    if (reply.outcome != IDENTITY_IN)
        return refuse(c, &reply);
    api_give_session(c, reply.secret);
    api_put_me(c, &reply.who);
    return ERR_OK;
}

/* ---- one's own ---- */

static void put_session(struct api_call *c, const struct identity_session *s)
{
    json_open(c->out, NULL, '{');
    json_i64(c->out, "session", s->id);
    json_text(c->out, "login", s->login);
    json_bool(c->out, "mine", s->id == c->who->session);
    api_put_time(c->out, "made", s->made_at);
    api_put_time(c->out, "seen", s->seen_at);
    api_put_time(c->out, "ends", s->ends_at);
    json_text(c->out, "browser", s->agent);
    json_close(c->out, '}');
}

static enum err_code no_session(struct err *err)
{
    return api_nothing(err, "不是以会话访问，没有会话");
}

enum err_code api_session_show(struct api_call *c, struct err *err)
{
    struct identity_sessions all;
    struct identity *id;

    if (!c->who->session)
        return no_session(err);
    TRY(api_account(c, &id, err));
    TRY(identity_session_list(id, c->who->login, c->arena, &all, err));
    for (size_t i = 0; i < all.v.n; i++)
        if (all.v.at[i].id == c->who->session) {
            put_session(c, &all.v.at[i]);
            return ERR_OK;
        }
    return no_session(err);
}

enum err_code api_session_end(struct api_call *c, struct err *err)
{
    struct identity *id;

    if (!c->who->session)
        return no_session(err);
    TRY(api_account(c, &id, err));
    TRY(identity_session_end(id, c->who, c->who->session, err));
    api_give_session(c, STR(""));
    return ERR_OK;
}

/* ---- lists ---- */

/* login -> nothing: one's own; "*": everybody's; a name */
enum err_code api_session_list(struct api_call *c, struct err *err)
{
    struct str login = api_text(c, "login");
    struct identity_sessions all;
    struct identity *id;

    TRY(api_person(c, &id, err));
    if (login.n == 0)
        login = c->who->login;
    if (!str_eq(login, c->who->login))
        TRY(identity_require(id, c->who, LAW_POWER_GRANTS, err));
    if (str_eq(login, STR("*")))
        login = STR("");
    TRY(identity_session_list(id, login, c->arena, &all, err));
    json_open(c->out, NULL, '{');
    json_open(c->out, "items", '[');
    for (size_t i = 0; i < all.v.n; i++)
        put_session(c, &all.v.at[i]);
    json_close(c->out, ']');
    json_close(c->out, '}');
    return ERR_OK;
}

/* Somebody else's session is not there for who may not end it. */
enum err_code api_session_revoke(struct api_call *c, struct err *err)
{
    struct identity *id;
    struct err why;
    int64_t session;
    enum err_code rc;

    TRY(api_person(c, &id, err));
    TRY(api_number(c, 0, &session, err));
    rc = identity_session_end(id, c->who, session, &why);
    if (rc == ERR_FORBIDDEN)
        return api_nothing(err, "没有会话 %lld，或它已经结束", (long long)session);
    if (rc != ERR_OK)
        *err = why;
    else if (session == c->who->session)
        api_give_session(c, STR(""));
    return rc;
}
