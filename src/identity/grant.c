/* identity/grant.c - see grant.h. */
#include "identity/grant.h"

#include "base/near.h"
#include "identity/identity_internal.h"

/* ---- reading ---- */

enum err_code identity_post_list(struct identity *id, int64_t user, struct arena *a,
                                 struct identity_posts *ret, struct err *err)
{
    struct store_value v = store_int(user);
    struct identity_posts all = {0};
    struct store_stmt *q;
    bool row = true;

    TRY(store_query(id->store, "SELECT post FROM identity_grant WHERE user_id = ? ORDER BY post",
                    &q, err));
    TRY(store_start(q, &v, 1, err));
    for (;;) {
        const struct law_post *p;

        TRY(store_next(q, &row, err));
        if (!row)
            break;
        p = law_post_find(id->law, store_column_text(q, 0));
        if (p)
            vec_push(a, &all.v, p);
    }
    *ret = all;
    return ERR_OK;
}

/* A post that the law meanwhile closed to this kind of organ gives nothing. */
enum err_code identity_actor_of(struct identity *id, const struct identity_user *u, struct arena *a,
                                struct actor *ret, struct err *err)
{
    struct identity_posts posts;
    VEC(struct str) all = {0};
    struct actor actor;

    TRY(actor_make(id->law, u->organ, u->name, &actor, err));
    TRY(identity_post_list(id, u->id, a, &posts, err));
    for (size_t i = 0; i < posts.v.n; i++) {
        const struct law_post *p = posts.v.at[i];

        if (!(p->kinds >> actor.kind & 1))
            continue;
        for (size_t k = 0; k < p->ncapability; k++)
            vec_push(a, &all, p->capability[k]);
    }
    actor.capability = all.at;
    actor.ncapability = all.n;
    *ret = actor;
    return ERR_OK;
}

/* Bit 1 << enum law_admin for each kind of administrator that the user is. */
static enum err_code admins_of(struct identity *id, int64_t user, unsigned *ret, struct err *err)
{
    struct identity_posts posts;
    struct arena a;
    enum err_code rc;

    arena_init(&a, 0);
    rc = identity_post_list(id, user, &a, &posts, err);
    for (size_t i = 0; rc == ERR_OK && i < posts.v.n; i++)
        if (posts.v.at[i]->admin != LAW_ADMIN_NONE)
            *ret |= 1u << posts.v.at[i]->admin;
    arena_release(&a);
    return rc;
}

enum err_code identity_needs_totp(struct identity *id, int64_t user, bool *ret, struct err *err)
{
    struct identity_posts posts;
    struct arena a;
    enum err_code rc;

    arena_init(&a, 0);
    *ret = false;
    rc = identity_post_list(id, user, &a, &posts, err);
    for (size_t i = 0; rc == ERR_OK && i < posts.v.n; i++)
        *ret |= posts.v.at[i]->totp;
    arena_release(&a);
    return rc;
}

/* ---- administrators ---- */

static enum err_code count_post(struct identity *id, const struct law_post *p, int64_t but,
                                int64_t *ret, struct err *err)
{
    struct store_value v[] = {store_text(p->id), store_int(but)};
    struct store_stmt *q;

    TRY(store_query(id->store,
                    "SELECT count(*) FROM identity_grant g JOIN identity_user u ON u.id = g.user_id"
                    " WHERE g.post = ? AND u.state = 'active' AND u.id <> ?",
                    &q, err));
    return identity_number(q, v, 2, ret, err);
}

enum err_code identity_count_admins(struct identity *id, enum law_admin admin, int64_t but,
                                    int64_t *ret, struct err *err)
{
    int64_t all = 0;

    for (size_t i = 0; i < id->law->npost; i++) {
        int64_t n = 0;

        if (id->law->post[i].admin != admin)
            continue;
        TRY(count_post(id, &id->law->post[i], but, &n, err));
        all += n;
    }
    *ret = all;
    return ERR_OK;
}

static enum err_code keep_one(struct identity *id, enum law_admin admin, int64_t user,
                              struct err *err)
{
    int64_t others = 0;

    TRY(identity_count_admins(id, admin, user, &others, err));
    if (others > 0)
        return ERR_OK;
    err_set(err, ERR_CONFLICT, "the last administrator of his kind");
    return err_set_zh(err, "这是最后一名%.*s，请先授权另一人", STR_F(law_admin_zh(admin)));
}

enum err_code identity_keep_admin(struct identity *id, const struct identity_user *u,
                                  struct err *err)
{
    unsigned admins = 0;

    if (u->state != IDENTITY_ACTIVE)
        return ERR_OK;
    TRY(admins_of(id, u->id, &admins, err));
    for (int i = LAW_ADMIN_SYSTEM; i < LAW_ADMINS; i++)
        if (admins >> i & 1)
            TRY(keep_one(id, (enum law_admin)i, u->id, err));
    return ERR_OK;
}

/* ---- changing ---- */

struct change {
    struct identity_user user;
    const struct law_post *post;
};

static enum err_code no_post(const struct law *law, struct str post, struct err *err)
{
    struct near near = near_to(post);
    struct str best;

    for (size_t i = 0; i < law->npost; i++) {
        near_offer(&near, law->post[i].name);
        near_offer(&near, law->post[i].id);
    }
    best = near_best(&near);
    err_set(err, ERR_NOT_FOUND, "no such post");
    if (best.n)
        return err_set_zh(err, "law/post.yaml 里没有岗位“%.*s”，是否想写“%.*s”？", STR_F(post),
                          STR_F(best));
    return err_set_zh(err, "law/post.yaml 里没有岗位“%.*s”。liandong post list 列出全部。",
                      STR_F(post));
}

static enum err_code find(struct identity *id, const struct identity_who *by, struct str login,
                          struct str post, struct arena *a, struct change *ret, struct err *err)
{
    TRY(identity_require(id, by, LAW_POWER_GRANTS, err));
    TRY(identity_user_get(id->store, login, a, &ret->user, err));
    ret->post = law_post_find(id->law, post);
    if (!ret->post)
        return no_post(id->law, post, err);
    if (ret->user.id != by->user)
        return ERR_OK;
    err_set(err, ERR_FORBIDDEN, "nobody grants himself anything");
    return err_set_zh(err, "不能给自己授权或收回自己的岗位，请由另一名安全管理员办理");
}

static enum err_code check_kind(struct identity *id, const struct change *c, struct err *err)
{
    struct actor organ;

    TRY(actor_make(id->law, c->user.organ, STR(""), &organ, err));
    if (c->post->kinds >> organ.kind & 1)
        return ERR_OK;
    err_set(err, ERR_INVALID, "the post is not for this kind of organ");
    return err_set_zh(err, "岗位“%.*s”不能授予这类机关的人员", STR_F(c->post->name));
}

static enum err_code holds(struct store *s, const struct change *c, bool *ret, struct err *err)
{
    struct store_value v[] = {store_int(c->user.id), store_text(c->post->id)};
    struct store_stmt *q;
    int64_t n = 0;

    TRY(store_query(s, "SELECT count(*) FROM identity_grant WHERE user_id = ? AND post = ?", &q,
                    err));
    TRY(identity_number(q, v, 2, &n, err));
    *ret = n > 0;
    return ERR_OK;
}

/* 三员分立: looked at in the transaction that grants, so that two grants at once cannot pass. */
static enum err_code check_separation(struct identity *id, const struct change *c, struct err *err)
{
    const struct law_basis *why = &id->law->account->separation;
    unsigned admins = 0, mine = 1u << c->post->admin;
    int other = LAW_ADMIN_SYSTEM;

    if (c->post->admin == LAW_ADMIN_NONE)
        return ERR_OK;
    TRY(admins_of(id, c->user.id, &admins, err));
    if (!(admins & ~mine))
        return ERR_OK;
    while (other < LAW_ADMIN_AUDIT && !((admins & ~mine) >> other & 1))
        other++;
    err_set(err, ERR_CONFLICT, "one person cannot be two administrators");
    return err_set_zh(err, "“%.*s”已是%.*s，不能再是%.*s：三员应当由三个人担任（%.*s%s）",
                      STR_F(c->user.login), STR_F(law_admin_zh((enum law_admin)other)),
                      STR_F(law_admin_zh(c->post->admin)),
                      STR_F(why->n ? why->at[0].source->doc_no : STR("")),
                      why->verified == LAW_VERIFIED_YES ? "" : "，条文未核实");
}

/* Whoever has set the temporary password knows it: an administrator's post waits until its person has
 * set one of his own, or the system administrator could come in as any of the three. */
static enum err_code check_own_password(struct identity *id, const struct change *c,
                                        struct err *err)
{
    struct identity_credential k;
    struct arena a;
    enum err_code rc;

    if (c->post->admin == LAW_ADMIN_NONE)
        return ERR_OK;
    arena_init(&a, 0);
    rc = identity_credential_get(id->store, c->user.id, &a, &k, err);
    arena_release(&a);
    if (rc != ERR_OK || !k.temporary)
        return rc;
    err_set(err, ERR_CONFLICT, "the password is temporary");
    return err_set_zh(err, "“%.*s”的口令还是临时口令，请本人登录修改后再授予管理员岗位",
                      STR_F(c->user.login));
}

enum err_code identity_grant_put(struct identity *id, int64_t user, struct str post, struct str by,
                                 struct err *err)
{
    struct store_value v[] = {store_int(user), store_text(post), store_int(identity_now(id)),
                              store_text(by)};
    struct store_stmt *q;

    TRY(store_query(id->store,
                    "INSERT INTO identity_grant (user_id, post, at, granted_by)"
                    " VALUES (?, ?, ?, ?)",
                    &q, err));
    return store_run(q, v, 4, NULL, err);
}

static enum err_code note(struct identity *id, const struct identity_who *by, struct str what,
                          const struct change *c, struct err *err)
{
    return identity_note(
        id, by,
        (struct registry_event){
            .what = what, .subject = c->user.login, .holder = c->user.organ, .detail = c->post->id},
        err);
}

/* Writes the account's row first: on a database with many writers, grants to one account then
 * follow each other, and the second sees what the first gave. */
static enum err_code touch(struct identity *id, const struct change *c, struct err *err)
{
    struct store_value v[] = {store_int(identity_now(id)), store_int(c->user.id)};
    struct store_stmt *q;

    TRY(store_query(id->store, "UPDATE identity_user SET changed_at = ? WHERE id = ?", &q, err));
    return store_run(q, v, 2, NULL, err);
}

static enum err_code grant_in(struct identity *id, const struct identity_who *by,
                              const struct change *c, struct err *err)
{
    bool has = false;

    TRY(touch(id, c, err));
    TRY(holds(id->store, c, &has, err));
    if (has) {
        err_set(err, ERR_CONFLICT, "the post is held");
        return err_set_zh(err, "“%.*s”已有岗位“%.*s”", STR_F(c->user.login), STR_F(c->post->name));
    }
    TRY(check_separation(id, c, err));
    TRY(check_own_password(id, c, err));
    TRY(identity_grant_put(id, c->user.id, c->post->id, by->login, err));
    TRY(identity_sessions_drop(id, c->user.id, 0, "grant", err));
    return note(id, by, STR("grant"), c, err);
}

enum err_code identity_grant(struct identity *id, const struct identity_who *by, struct str login,
                             struct str post, struct err *err)
{
    struct change c;
    struct arena a;
    enum err_code rc;

    arena_init(&a, 0);
    rc = find(id, by, login, post, &a, &c, err);
    if (rc == ERR_OK)
        rc = check_kind(id, &c, err);
    if (rc == ERR_OK)
        rc = store_begin(id->store, err);
    if (rc == ERR_OK)
        rc = identity_end(id, grant_in(id, by, &c, err), err);
    arena_release(&a);
    return rc;
}

static enum err_code revoke_in(struct identity *id, const struct identity_who *by,
                               const struct change *c, struct err *err)
{
    struct store_value v[] = {store_int(c->user.id), store_text(c->post->id)};
    struct store_stmt *q;
    int64_t changes = 0;

    if (c->post->admin != LAW_ADMIN_NONE && c->user.state == IDENTITY_ACTIVE)
        TRY(keep_one(id, c->post->admin, c->user.id, err));
    TRY(store_query(id->store, "DELETE FROM identity_grant WHERE user_id = ? AND post = ?", &q,
                    err));
    TRY(store_run(q, v, 2, &changes, err));
    if (changes == 0) {
        err_set(err, ERR_NOT_FOUND, "the post is not held");
        return err_set_zh(err, "“%.*s”没有岗位“%.*s”", STR_F(c->user.login), STR_F(c->post->name));
    }
    TRY(identity_sessions_drop(id, c->user.id, 0, "grant", err));
    return note(id, by, STR("revoke"), c, err);
}

enum err_code identity_revoke(struct identity *id, const struct identity_who *by, struct str login,
                              struct str post, struct err *err)
{
    struct change c;
    struct arena a;
    enum err_code rc;

    arena_init(&a, 0);
    rc = find(id, by, login, post, &a, &c, err);
    if (rc == ERR_OK)
        rc = store_begin(id->store, err);
    if (rc == ERR_OK)
        rc = identity_end(id, revoke_in(id, by, &c, err), err);
    arena_release(&a);
    return rc;
}
