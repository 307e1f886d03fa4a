/* api/account.c - see account.h. */
#include "api/account.h"

#include "api/problem.h"
#include "identity/grant.h"

void api_put_me(struct api_call *c, const struct identity_who *who)
{
    const struct law *law = c->x->c.law;
    const struct actor *a = &who->actor;
    int organ = a->organ.n > 0 ? law_organ_find(law, a->organ) : -1;

    json_open(c->out, NULL, '{');
    json_text(c->out, "person", a->person);
    json_text(c->out, "login", who->login);
    json_text(c->out, "organ", a->organ);
    json_text(c->out, "organ_name", organ >= 0 ? law->organ[organ].name : STR(""));
    json_bool(c->out, "operator", a->is_operator);
    api_put_texts(c->out, "capabilities", a->capability, a->ncapability);
    json_bool(c->out, "must_change_password", who->limits & IDENTITY_MUST_CHANGE);
    json_bool(c->out, "must_set_up_code", who->limits & IDENTITY_MUST_ENROL);
    json_text(c->out, "district", c->x->home.district.name);
    json_bool(c->out, "sample", c->x->home.district.sample);
    json_text(c->out, "law", law->version);
    json_close(c->out, '}');
}

enum err_code api_put_user(struct api_call *c, struct identity *id, const struct identity_user *u,
                           struct err *err)
{
    int organ = law_organ_find(id->law, u->organ);
    struct identity_posts posts;

    TRY(identity_post_list(id, u->id, c->arena, &posts, err));
    json_open(c->out, NULL, '{');
    json_text(c->out, "login", u->login);
    json_text(c->out, "name", u->name);
    json_text(c->out, "organ", u->organ);
    json_text(c->out, "organ_name", organ >= 0 ? id->law->organ[organ].name : STR(""));
    json_text(c->out, "state", identity_state_name(u->state));
    json_open(c->out, "posts", '[');
    for (size_t i = 0; i < posts.v.n; i++)
        json_text(c->out, NULL, posts.v.at[i]->id);
    json_close(c->out, ']');
    api_put_time(c->out, "made", u->made_at);
    api_put_time(c->out, "changed", u->changed_at);
    json_close(c->out, '}');
    return ERR_OK;
}

enum err_code api_put_account(struct api_call *c, struct identity *id, struct str login,
                              struct err *err)
{
    struct identity_user u;

    TRY(identity_user_get(id->store, login, c->arena, &u, err));
    return api_put_user(c, id, &u, err);
}

void api_put_password(struct api_call *c, struct str login, struct str password)
{
    c->secret = true;
    json_open(c->out, NULL, '{');
    json_text(c->out, "login", login);
    json_text(c->out, "password", password);
    json_close(c->out, '}');
}

bool api_has_power(const struct api_call *c, enum law_power power)
{
    const struct law_capability *k = law_power_find(c->x->c.law, power);

    return k && actor_can(c->actor, k->name);
}

bool api_hash_begin(struct api_call *c)
{
    enum { AT_ONCE = 8 };

    if (atomic_fetch_add(&c->x->hashing, 1) < AT_ONCE)
        return true;
    api_hash_end(c);
    api_problem_refusal(c->r, c->q, 503);
    http_reply_header(c->r, "Retry-After", STR("1"));
    return false;
}

void api_hash_end(struct api_call *c)
{
    atomic_fetch_sub(&c->x->hashing, 1);
}
