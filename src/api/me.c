/* api/me.c - who is asking, his password, his one-time codes (动态口令). */
#include "api/account.h"
#include "api/handlers.h"
#include "api/problem.h"
#include "api/who.h"
#include "identity/credential.h"
#include "identity/session.h"
#include "identity/totp.h"

enum err_code api_me(struct api_call *c, struct err *err)
{
    (void)err;
    api_put_me(c, c->who);
    return ERR_OK;
}

/* What still had to be done first may be done now. */
static enum err_code put_me_anew(struct api_call *c, struct identity *id, struct str secret,
                                 struct err *err)
{
    struct identity_who who = *c->who;
    bool found = true;

    if (secret.n) {
        api_give_session(c, secret);
        TRY(identity_session_check(id, secret, http_header(c->q, "User-Agent"), c->arena, &who,
                                   &found, err));
    }
    api_put_me(c, &who);
    return ERR_OK;
}

enum err_code api_password_set(struct api_call *c, struct err *err)
{
    struct identity_password_change change = {api_text(c, "old"), api_text(c, "new")};
    struct identity *id;
    struct str secret;
    enum err_code rc;

    TRY(api_person(c, &id, err));
    c->secret = true;
    if (!api_hash_begin(c))
        return ERR_OK;
    rc = identity_password_set(id, c->who, &change, c->arena, &secret, err);
    api_hash_end(c);
    return rc == ERR_OK ? put_me_anew(c, id, secret, err) : rc;
}

/* ---- one-time codes ---- */

enum err_code api_code_enrol(struct api_call *c, struct err *err)
{
    struct identity_enrolment e;
    struct identity *id;

    TRY(api_person(c, &id, err));
    TRY(identity_totp_enrol(id, c->who, c->arena, &e, err));
    c->secret = true;
    json_open(c->out, NULL, '{');
    json_text(c->out, "secret", e.secret);
    json_text(c->out, "uri", e.uri);
    json_close(c->out, '}');
    return ERR_OK;
}

static void put_recovery(struct api_call *c, const struct identity_recovery *r)
{
    c->secret = true;
    json_open(c->out, NULL, '{');
    api_put_texts(c->out, "recovery_codes", r->v.at, r->v.n);
    json_close(c->out, '}');
}

enum err_code api_code_confirm(struct api_call *c, struct err *err)
{
    struct identity_recovery r;
    struct identity *id;

    TRY(api_person(c, &id, err));
    TRY(identity_totp_confirm(id, c->who, api_text(c, "code"), c->arena, &r, err));
    if (r.secret.n)
        api_give_session(c, r.secret);
    put_recovery(c, &r);
    return ERR_OK;
}

enum err_code api_code_recovery(struct api_call *c, struct err *err)
{
    struct identity_recovery r;
    struct identity *id;

    TRY(api_person(c, &id, err));
    TRY(identity_recovery_renew(id, c->who, api_text(c, "code"), c->arena, &r, err));
    put_recovery(c, &r);
    return ERR_OK;
}

enum err_code api_code_remove(struct api_call *c, struct err *err)
{
    struct identity_totp_drop drop = {c->who->login, api_text(c, "code")};
    struct identity *id;

    TRY(api_person(c, &id, err));
    return identity_totp_off(id, c->who, &drop, err);
}
