/* api/who.c - see who.h. */
#include "api/who.h"

#include "api/problem.h"
#include "api/token_file.h"
#include "identity/first.h"
#include "identity/session.h"
#include "identity/token.h"

#include <arpa/inet.h>

#define COOKIE "ld_session"

/* ---- where from ---- */

/* Origin -> scheme "://" host [ ':' port ]; a browser that knows Sec-Fetch-Site is asked for that. */
static struct str origin_host(struct str origin)
{
    (void)str_cut(&origin, STR("://"));
    return origin;
}

bool api_from_elsewhere(const struct http_request *q)
{
    struct str site = http_header(q, "Sec-Fetch-Site"), origin = http_header(q, "Origin");

    if (site.n > 0)
        return !str_eq(site, STR("same-origin"));
    return origin.n > 0 && !str_eq(origin_host(origin), http_header(q, "Host"));
}

/* What changes something under a cookie must say that our own page sent it: SameSite is the browser's
 * promise, this is our look at it. */
static bool is_own_page(const struct http_request *q)
{
    bool told = http_header(q, "Sec-Fetch-Site").n > 0 || http_header(q, "Origin").n > 0;

    return told && !api_from_elsewhere(q);
}

struct str api_source(const struct api_call *c)
{
    struct str list = http_header(c->q, "X-Forwarded-For"), one = c->q->address;
    struct in6_addr six = {0};
    char text[INET6_ADDRSTRLEN];

    /* The last one is what our own proxy saw; those before it are anybody's claim. */
    while (c->x->c.proxied && list.n > 0)
        one = str_trim(str_cut(&list, STR(",")));
    if (one.n == 0) /* whoever says nothing is counted all the same */
        one = c->q->address;
    if (inet_pton(AF_INET6, str_dup(c->arena, one).p, &six) != 1 || IN6_IS_ADDR_V4MAPPED(&six))
        return one;
    memset(six.s6_addr + sizeof(six) / 2, 0, sizeof(six) / 2);
    if (!inet_ntop(AF_INET6, &six, text, sizeof(text)))
        return one;
    return str_dup(c->arena, str_from(text));
}

void api_give_session(struct api_call *c, struct str secret)
{
    bool tls = c->x->c.proxied || c->x->c.cert.n > 0;

    http_reply_header(c->r, "Set-Cookie",
                      str_fmt(c->arena, COOKIE "=%.*s; Path=/; HttpOnly; SameSite=Strict%s%s",
                              STR_F(secret), secret.n ? "" : "; Max-Age=0", tls ? "; Secure" : ""));
}

/* ---- who ---- */

static enum err_code by_token(struct api_call *c, struct str given, struct identity_who *ret,
                              bool *ret_found, struct err *err)
{
    struct identity *id;

    *ret_found = c->x->c.tokens && api_tokens_find(c->x->c.tokens, given, &ret->actor);
    if (*ret_found || !identity_token_fits(given))
        return ERR_OK;
    TRY(api_account(c, &id, err));
    return identity_token_check(id, given, c->arena, ret, ret_found, err);
}

/* Listening for news goes on by itself, so it is not taken for a sign that somebody is there. */
static enum err_code by_cookie(struct api_call *c, struct str secret, struct identity_who *ret,
                               bool *ret_found, struct err *err)
{
    struct str agent = http_header(c->q, "User-Agent");
    struct identity *id;

    TRY(api_account(c, &id, err));
    if (strcmp(c->route->id, "events") == 0)
        return identity_session_peek(id, secret, agent, c->arena, ret, ret_found, err);
    return identity_session_check(id, secret, agent, c->arena, ret, ret_found, err);
}

static enum err_code find(struct api_call *c, struct identity_who *ret, bool *ret_cookie,
                          bool *ret_found, struct err *err)
{
    struct str header = http_header(c->q, "Authorization"), bearer = STR("Bearer "),
               secret = http_cookie(c->q, STR(COOKIE));

    *ret_found = *ret_cookie = false;
    if (header.n > 0)
        return str_starts(header, bearer)
                   ? by_token(c, str_tail(header, bearer.n), ret, ret_found, err)
                   : ERR_OK;
    if (secret.n == 0)
        return ERR_OK;
    *ret_cookie = true;
    return by_cookie(c, secret, ret, ret_found, err);
}

/* Nobody that is known; where nobody can be, it is said what must be done first. */
static enum err_code refuse_stranger(struct api_call *c, struct err *err)
{
    bool wanted = false;
    struct identity *id;

    if (c->x->c.law->account) {
        TRY(api_account(c, &id, err));
        TRY(identity_first_wanted(id, &wanted, err));
    }
    api_problem_named(c->r, c->q, wanted ? "first_run_wanted" : "unauthenticated", STR(""));
    http_reply_header(c->r, "WWW-Authenticate", STR("Bearer"));
    return ERR_OK;
}

static const struct identity_who *find_who(struct api_call *c)
{
    struct identity_who *who = ARENA_NEW(c->arena, struct identity_who);
    bool found = false, cookie = false;
    struct err err;
    enum err_code rc = find(c, who, &cookie, &found, &err);

    if (rc == ERR_OK && !found)
        rc = refuse_stranger(c, &err);
    if (rc != ERR_OK) {
        api_problem(c->r, c->q, &err, NULL);
        return NULL;
    }
    if (!found)
        return NULL;
    if (!cookie || c->route->method == HTTP_GET || is_own_page(c->q))
        return who;
    api_problem_named(c->r, c->q, "cross_origin", STR(""));
    return NULL;
}

/* ---- may he ---- */

static bool check_limits(struct api_call *c)
{
    if (!c->who->limits || api_route_self(c->route))
        return true;
    api_problem_named(c->r, c->q,
                      c->who->limits & IDENTITY_MUST_CHANGE ? "password_change_wanted"
                                                            : "code_setup_wanted",
                      STR(""));
    return false;
}

static bool check_capability(struct api_call *c)
{
    struct str want = c->route->capability;
    struct err err;

    if (api_route_self(c->route) || c->actor->is_operator || actor_can(c->actor, want))
        return true;
    err_set(&err, ERR_FORBIDDEN, "capability missing");
    err_set_zh(&err, "没有权限“%.*s”", STR_F(want));
    api_problem(c->r, c->q, &err, NULL);
    return false;
}

/* Once for each request: before its body comes, if it has one. */
bool api_check_who(struct api_call *c)
{
    if (api_route_open(c->route))
        return true;
    c->who = c->q->admitted ? c->q->admitted : find_who(c);
    if (!c->who)
        return false;
    c->q->admitted = c->who;
    c->actor = &c->who->actor;
    return check_limits(c) && check_capability(c);
}
