/* api/user.c - accounts (账户) and the posts (岗位) they hold: the system administrator makes and changes
 * accounts, the security administrator grants and revokes; identity/ keeps the two apart. */
#include "identity/user.h"
#include "api/account.h"
#include "api/handlers.h"
#include "identity/grant.h"
#include "identity/totp.h"

/* ---- reading ---- */

/* The three administrators see the accounts of all, others none. */
static enum err_code check_reader(struct api_call *c, struct identity **ret, struct err *err)
{
    TRY(api_person(c, ret, err));
    if (api_has_power(c, LAW_POWER_USERS) || api_has_power(c, LAW_POWER_GRANTS) ||
        api_has_power(c, LAW_POWER_AUDIT))
        return ERR_OK;
    err_set(err, ERR_FORBIDDEN, "not an administrator");
    return err_set_zh(err, "只有系统、安全、审计管理员可以查看账户");
}

static enum err_code read_filter(const struct api_call *c, struct identity_user_filter *ret,
                                 struct err *err)
{
    enum identity_state state;
    int organ;

    *ret = (struct identity_user_filter){.organ = STR(""), .state = -1};
    if (api_has(c, "organ")) {
        TRY(api_organ(c, api_text(c, "organ"), &organ, err));
        ret->organ = c->x->c.law->organ[organ].id;
    }
    if (api_has(c, "state") && identity_state_find(api_text(c, "state"), &state))
        ret->state = (int)state;
    return ERR_OK;
}

enum err_code api_user_list(struct api_call *c, struct err *err)
{
    struct identity_user_filter f;
    struct identity_users all;
    struct identity *id;

    TRY(check_reader(c, &id, err));
    TRY(read_filter(c, &f, err));
    TRY(identity_user_list(id->store, &f, c->arena, &all, err));
    json_open(c->out, NULL, '{');
    json_open(c->out, "items", '[');
    for (size_t i = 0; i < all.v.n; i++)
        TRY(api_put_user(c, id, &all.v.at[i], err));
    json_close(c->out, ']');
    json_close(c->out, '}');
    return ERR_OK;
}

enum err_code api_user_show(struct api_call *c, struct err *err)
{
    struct identity *id;

    TRY(check_reader(c, &id, err));
    return api_put_account(c, id, c->q->param[0], err);
}

enum err_code api_post_list(struct api_call *c, struct err *err)
{
    const struct law *law = c->x->c.law;

    (void)err;
    json_open(c->out, NULL, '{');
    json_open(c->out, "items", '[');
    for (size_t i = 0; i < law->npost; i++) {
        const struct law_post *p = &law->post[i];

        json_open(c->out, NULL, '{');
        json_text(c->out, "post", p->id);
        json_text(c->out, "name", p->name);
        json_text(c->out, "admin", p->admin == LAW_ADMIN_NONE ? STR("") : law_admin_zh(p->admin));
        json_bool(c->out, "needs_code", p->totp);
        api_put_texts(c->out, "capabilities", p->capability, p->ncapability);
        json_close(c->out, '}');
    }
    json_close(c->out, ']');
    json_close(c->out, '}');
    return ERR_OK;
}

/* ---- the system administrator ---- */

enum err_code api_user_add(struct api_call *c, struct err *err)
{
    struct identity_user_new u = {api_text(c, "login"), api_text(c, "name"), api_text(c, "organ")};
    struct identity *id;
    struct str password;
    enum err_code rc;

    TRY(api_person(c, &id, err));
    if (!api_hash_begin(c))
        return ERR_OK;
    rc = identity_user_add(id, c->who, &u, c->arena, &password, err);
    api_hash_end(c);
    if (rc == ERR_OK)
        api_put_password(c, u.login, password);
    return rc;
}

enum err_code api_user_change(struct api_call *c, struct err *err)
{
    struct identity_change change = {.login = c->q->param[0], .reason = api_text(c, "reason")};
    struct identity *id;

    TRY(api_person(c, &id, err));
    if (!identity_state_find(api_text(c, "state"), &change.state))
        return api_invalid(err, "没有状态“%.*s”", STR_F(api_text(c, "state")));
    TRY(identity_user_change(id, c->who, &change, err));
    return api_put_account(c, id, change.login, err);
}

enum err_code api_user_move(struct api_call *c, struct err *err)
{
    struct identity *id;

    TRY(api_person(c, &id, err));
    TRY(identity_user_move(id, c->who, c->q->param[0], api_text(c, "organ"), err));
    return api_put_account(c, id, c->q->param[0], err);
}

enum err_code api_user_reset(struct api_call *c, struct err *err)
{
    struct identity *id;
    struct str password;
    enum err_code rc;

    TRY(api_person(c, &id, err));
    if (!api_hash_begin(c))
        return ERR_OK;
    rc = identity_user_reset(id, c->who, c->q->param[0], c->arena, &password, err);
    api_hash_end(c);
    if (rc == ERR_OK)
        api_put_password(c, c->q->param[0], password);
    return rc;
}

/* ---- the security administrator ---- */

enum err_code api_user_grant(struct api_call *c, struct err *err)
{
    struct identity *id;

    TRY(api_person(c, &id, err));
    TRY(identity_grant(id, c->who, c->q->param[0], api_text(c, "post"), err));
    return api_put_account(c, id, c->q->param[0], err);
}

enum err_code api_user_revoke(struct api_call *c, struct err *err)
{
    struct identity *id;

    TRY(api_person(c, &id, err));
    TRY(identity_revoke(id, c->who, c->q->param[0], c->q->param[1], err));
    return api_put_account(c, id, c->q->param[0], err);
}

/* A lost device: the security administrator has seen who asks. His own goes by his own code. */
enum err_code api_user_code_remove(struct api_call *c, struct err *err)
{
    struct identity_totp_drop drop = {c->q->param[0], STR("")};
    struct identity *id;

    TRY(api_person(c, &id, err));
    TRY(identity_totp_off(id, c->who, &drop, err));
    return api_put_account(c, id, c->q->param[0], err);
}
