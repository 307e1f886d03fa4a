/* api/first.c - the first run: a one-time code, printed beside the store's files, makes the first three
 * administrators (三员). */
#include "identity/first.h"
#include "api/account.h"
#include "api/handlers.h"
#include "api/problem.h"
#include "api/who.h"

enum err_code api_first_show(struct api_call *c, struct err *err)
{
    struct identity *id;
    bool wanted;

    TRY(api_account(c, &id, err));
    TRY(identity_first_wanted(id, &wanted, err));
    json_open(c->out, NULL, '{');
    json_bool(c->out, "wanted", wanted);
    json_text(c->out, "district", c->x->home.district.name);
    json_close(c->out, '}');
    return ERR_OK;
}

static struct identity_user_new read_admin(const struct api_call *c, const char *name)
{
    const json_t *one = json_object_get(c->in, name);

    return (struct identity_user_new){api_json_text(json_object_get(one, "login")),
                                      api_json_text(json_object_get(one, "name")),
                                      api_json_text(json_object_get(one, "organ"))};
}

static void put_passwords(struct api_call *c, const struct identity_first *f,
                          const struct str *password)
{
    c->secret = true;
    json_open(c->out, NULL, '{');
    json_open(c->out, "items", '[');
    for (int i = 0; i < IDENTITY_FIRST; i++)
        api_put_password(c, f->admin[i].login, password[i]);
    json_close(c->out, ']');
    json_close(c->out, '}');
}

/* Where there is an administrator, that is said before any work is done. */
static enum err_code start(struct api_call *c, const struct identity_first *f, struct str *password,
                           struct err *err)
{
    struct identity *id;
    bool wanted;

    TRY(api_account(c, &id, err));
    TRY(identity_first_wanted(id, &wanted, err));
    if (wanted)
        return identity_first_run(id, f, c->arena, password, err);
    err_set(err, ERR_CONFLICT, "there is an administrator");
    return err_set_zh(err, "已有管理员，不能再用首次运行码；请由现有管理员办理");
}

enum err_code api_first_start(struct api_call *c, struct err *err)
{
    struct identity_first f = {
        .code = api_text(c, "code"),
        .admin = {read_admin(c, "system"), read_admin(c, "security"), read_admin(c, "audit")}};
    struct str password[IDENTITY_FIRST];
    enum err_code rc;

    if (api_from_elsewhere(c->q)) {
        api_problem_named(c->r, c->q, "cross_origin", STR(""));
        return ERR_OK;
    }
    if (!api_hash_begin(c))
        return ERR_OK;
    rc = start(c, &f, password, err);
    api_hash_end(c);
    if (rc == ERR_OK)
        put_passwords(c, &f, password);
    return rc;
}
