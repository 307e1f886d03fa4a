/* api/token.c - tokens (接口令牌) of systems: made, listed and revoked by the security administrator. */
#include "identity/token.h"
#include "api/account.h"
#include "api/handlers.h"

enum { DAY_S = 86400 };

enum err_code api_token_create(struct api_call *c, struct err *err)
{
    struct identity_token_new t = {.name = api_text(c, "name"),
                                   .organ = api_text(c, "organ"),
                                   .ends_at = api_now(c) + api_int(c, "days", 0) * DAY_S};
    struct str *scope, token;
    struct identity *id;

    TRY(api_person(c, &id, err));
    t.nscope = api_texts(c, "capabilities", &scope);
    t.scope = scope;
    TRY(identity_token_create(id, c->who, &t, c->arena, &token, err));
    c->secret = true;
    json_open(c->out, NULL, '{');
    json_text(c->out, "token", token);
    api_put_time(c->out, "ends", t.ends_at);
    json_close(c->out, '}');
    return ERR_OK;
}

static void put_token(struct api_call *c, const struct identity_token *t)
{
    json_open(c->out, NULL, '{');
    json_text(c->out, "token", t->shown);
    json_text(c->out, "name", t->name);
    json_text(c->out, "organ", t->organ);
    json_text(c->out, "capabilities", t->scopes);
    api_put_time(c->out, "made", t->made_at);
    api_put_time(c->out, "ends", t->ends_at);
    api_put_time(c->out, "used", t->used_at);
    api_put_time(c->out, "revoked", t->revoked_at);
    json_close(c->out, '}');
}

enum err_code api_token_list(struct api_call *c, struct err *err)
{
    struct identity_tokens all;
    struct identity *id;

    TRY(api_person(c, &id, err));
    TRY(identity_require(id, c->who, LAW_POWER_GRANTS, err));
    TRY(identity_token_list(id->store, c->arena, &all, err));
    json_open(c->out, NULL, '{');
    json_open(c->out, "items", '[');
    for (size_t i = 0; i < all.v.n; i++)
        put_token(c, &all.v.at[i]);
    json_close(c->out, ']');
    json_close(c->out, '}');
    return ERR_OK;
}

enum err_code api_token_revoke(struct api_call *c, struct err *err)
{
    struct identity *id;

    TRY(api_person(c, &id, err));
    return identity_token_revoke(id, c->who, c->q->param[0], err);
}
