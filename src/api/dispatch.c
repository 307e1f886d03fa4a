/* api/dispatch.c - one call from its request to its reply: who asks, may he, what is asked, was it
 * asked before, the handler, does the reply fit. */
#include "api/input.h"
#include "api/once.h"
#include "api/problem.h"
#include "api/who.h"
#include "base/bug.h"

void api_refuse(void *server, const struct http_request *q, struct http_reply *r)
{
    (void)server;
    api_problem_refusal(r, q, r->status);
}

/* ---- once ---- */

/* Empty: it is not asked for.  An upload's bytes are not compared, so it takes no key; the same file
 * again changes nothing anyway. */
static struct str once_key(const struct api_call *c)
{
    struct str key = http_header(c->q, "Idempotency-Key");

    if (c->route->method != HTTP_POST || c->route->body != HTTP_BODY_JSON || key.n == 0 || !c->who)
        return STR("");
    return str_fmt(c->arena, "%.*s\n%.*s\n%.*s\n%s\n%.*s", STR_F(c->who->login),
                   STR_F(c->actor->organ), STR_F(c->actor->person), c->route->id, STR_F(key));
}

static bool was_before(struct api_call *c, struct str key)
{
    struct str what = str_fmt(c->arena, "%.*s\n%.*s", STR_F(c->q->path), STR_F(c->q->body));
    struct api_once_ask ask = {key, str_hash(what), api_now(c)};
    enum api_once_state state = api_once_begin(c->x->once, &ask, c->q, c->r);
    struct err err;

    if (state == API_ONCE_FIRST)
        return false;
    if (state == API_ONCE_AGAIN)
        return true;
    err_set(&err, ERR_CONFLICT, "Idempotency-Key: %s",
            state == API_ONCE_BUSY ? "the first request is at work" : "used for another request");
    err_set_zh(&err, state == API_ONCE_BUSY ? "同一凭号的请求正在办理"
                                            : "这个凭号（Idempotency-Key）已经用于另一个请求");
    api_problem(c->r, c->q, &err, NULL);
    return true;
}

/* ---- the handler ---- */

static void handle(struct api_call *c)
{
    struct err err = {.code = ERR_OK};
    enum err_code rc;

    c->r->status = c->route->status;
    c->r->type = c->route->status == 204 ? NULL : "application/json";
    rc = c->route->handle(c, &err);
    if (rc == ERR_OK)
        return;
    BUG_ON(err.code == ERR_OK);
    c->r->nheader = 0;
    api_problem(c->r, c->q, &err, c->diags);
}

/* For tests: a reply that does not fit is our own fault. */
static void check_reply(struct api_call *c)
{
    bool well = c->r->status / 100 == 2;
    const char *schema = well ? c->route->reply : "Problem";
    struct api_faults f = {.arena = c->arena};
    json_error_t bad;
    struct err err;
    json_t *v;

    if (!c->x->c.check_replies || schema[0] == '\0' || c->r->status == 304 || c->r->stream.next)
        return;
    v = json_loadb(c->out->p ? c->out->p : "", c->out->n, JSON_REJECT_DUPLICATES, &bad);
    if (v && api_schema_fits(&c->x->schemas, schema, v, &f)) {
        json_decref(v);
        return;
    }
    json_decref(v);
    err_set(&err, ERR_IO, "reply of %s does not fit %s: %s %s", c->route->id, schema,
            f.v.n ? str_dup(c->arena, f.v.at[0].pointer).p : "not JSON",
            f.v.n ? f.v.at[0].en.p : bad.text);
    c->r->nheader = 0;
    api_problem(c->r, c->q, &err, NULL);
}

static void handle_once(struct api_call *c)
{
    struct str key = once_key(c);

    if (key.n == 0) {
        handle(c);
        return;
    }
    if (was_before(c, key))
        return;
    handle(c);
    if (c->r->status / 100 == 2 && !c->secret)
        api_once_done(c->x->once, key, c->r);
    else
        api_once_failed(c->x->once, key);
}

static struct api_call call_of(void *server, void *worker, struct http_request *q,
                               struct http_reply *r)
{
    return (struct api_call){.x = server,
                             .w = worker,
                             .route = &api_routes[q->route],
                             .q = q,
                             .r = r,
                             .arena = q->arena,
                             .out = &r->body};
}

bool api_admit(void *server, void *worker, struct http_request *q, struct http_reply *r)
{
    struct api_call c = call_of(server, worker, q, r);

    return api_check_who(&c);
}

void api_dispatch(void *server, void *worker, struct http_request *q, struct http_reply *r)
{
    struct api_call c = call_of(server, worker, q, r);

    if (api_check_who(&c) && api_input(&c))
        handle_once(&c);
    check_reply(&c);
}
