/* identity/first.c - see first.h. */
#include "identity/first.h"

#include "crypto/secret.h"
#include "identity/identity_internal.h"
#include "identity/password.h"

static const char first_domain[] = "first run";

/* The post of each administrator: the first of its kind that has the power. */
static const struct law_post *post_of(const struct law *law, enum law_admin admin)
{
    static const enum law_power power[LAW_ADMINS] = {
        [LAW_ADMIN_SYSTEM] = LAW_POWER_USERS,
        [LAW_ADMIN_SECURITY] = LAW_POWER_GRANTS,
        [LAW_ADMIN_AUDIT] = LAW_POWER_AUDIT,
    };
    const struct law_capability *c = law_power_find(law, power[admin]);

    for (size_t i = 0; c && i < law->npost; i++)
        if (law->post[i].admin == admin && law_post_gives(&law->post[i], c->name))
            return &law->post[i];
    return NULL;
}

static enum err_code check_none(struct identity *id, struct err *err)
{
    for (int i = LAW_ADMIN_SYSTEM; i < LAW_ADMINS; i++) {
        int64_t n = 0;

        TRY(identity_count_admins(id, (enum law_admin)i, 0, &n, err));
        if (n == 0)
            continue;
        err_set(err, ERR_CONFLICT, "there is an administrator");
        return err_set_zh(err, "已有%.*s，不能再用首次运行码；请由现有管理员办理",
                          STR_F(law_admin_zh((enum law_admin)i)));
    }
    return ERR_OK;
}

enum err_code identity_first_wanted(struct identity *id, bool *ret, struct err *err)
{
    int64_t all = 0;

    for (int i = LAW_ADMIN_SYSTEM; i < LAW_ADMINS; i++) {
        int64_t n = 0;

        TRY(identity_count_admins(id, (enum law_admin)i, 0, &n, err));
        all += n;
    }
    *ret = all == 0;
    return ERR_OK;
}

static enum err_code put_code(struct identity *id, struct str code, struct err *err)
{
    struct identity_hash hash;
    struct store_value v[] = {identity_hash_of(first_domain, code, &hash),
                              store_int(identity_now(id) + id->law->account->first_code)};
    struct store_stmt *q;

    TRY(check_none(id, err));
    TRY(store_query(id->store,
                    "INSERT INTO identity_first (id, hash, ends_at) VALUES (1, ?, ?)"
                    " ON CONFLICT (id) DO UPDATE SET hash = excluded.hash,"
                    " ends_at = excluded.ends_at",
                    &q, err));
    TRY(store_run(q, v, 2, NULL, err));
    return identity_note(id, NULL, (struct registry_event){.what = STR("first_code")}, err);
}

enum err_code identity_first_code(struct identity *id, struct arena *a, struct str *ret_code,
                                  struct err *err)
{
    struct str code;

    TRY(password_draw(a, &code, err));
    TRY(store_begin(id->store, err));
    TRY(identity_end(id, put_code(id, code, err), err));
    *ret_code = code;
    return ERR_OK;
}

/* ---- the run ---- */

/* The code has 98 random bits: it is looked up by its digest, and guessed by nobody. */
static enum err_code take_code(struct identity *id, struct str code, struct err *err)
{
    struct identity_hash hash;
    struct store_value v[] = {identity_hash_of(first_domain, code, &hash),
                              store_int(identity_now(id))};
    struct store_stmt *q;
    int64_t changes = 0;

    TRY(store_query(id->store, "DELETE FROM identity_first WHERE hash = ? AND ends_at > ?", &q,
                    err));
    TRY(store_run(q, v, 2, &changes, err));
    if (changes == 1)
        return ERR_OK;
    err_set(err, ERR_FORBIDDEN, "the first-run code is wrong, used or old");
    return err_set_zh(err, "首次运行码不对、已用过或已过期。liandong user first-code 重新生成");
}

static enum err_code check_three(const struct identity_first *f, struct err *err)
{
    for (int i = 0; i < IDENTITY_FIRST; i++)
        for (int k = 0; k < i; k++)
            if (str_eq(f->admin[i].login, f->admin[k].login) ||
                str_eq(str_trim(f->admin[i].name), str_trim(f->admin[k].name))) {
                err_set(err, ERR_INVALID, "one person is named twice");
                return err_set_zh(err, "系统、安全、审计管理员应当是三个人，登录名和姓名各不相同");
            }
    return ERR_OK;
}

static enum err_code make_one(struct identity *id, const struct identity_user_new *u,
                              enum law_admin admin, struct str hash, struct err *err)
{
    const struct law_post *post = post_of(id->law, admin);
    int64_t user = 0;

    if (!post) {
        err_set(err, ERR_INVALID, "the law has no post for an administrator");
        return err_set_zh(err, "law/post.yaml 里没有%.*s的岗位", STR_F(law_admin_zh(admin)));
    }
    TRY(identity_user_put(id, u, &user, err));
    TRY(identity_credential_put(id, user, hash, true, err));
    TRY(identity_grant_put(id, user, post->id, STR("first run"), err));
    return identity_note(id, NULL,
                         (struct registry_event){.what = STR("first_admin"),
                                                 .subject = u->login,
                                                 .holder = u->organ,
                                                 .detail = post->id},
                         err);
}

static enum err_code run_in(struct identity *id, const struct identity_first *f,
                            const struct str *hash, struct err *err)
{
    TRY(check_none(id, err));
    TRY(take_code(id, f->code, err));
    for (int i = 0; i < IDENTITY_FIRST; i++)
        TRY(make_one(id, &f->admin[i], (enum law_admin)(LAW_ADMIN_SYSTEM + i), hash[i], err));
    return ERR_OK;
}

enum err_code identity_first_run(struct identity *id, const struct identity_first *first,
                                 struct arena *a, struct str ret_password[IDENTITY_FIRST],
                                 struct err *err)
{
    struct str password[IDENTITY_FIRST], hash[IDENTITY_FIRST];
    struct identity_first f = *first;

    TRY(check_three(&f, err));
    for (int i = 0; i < IDENTITY_FIRST; i++) {
        struct actor organ;

        TRY(identity_user_check(&f.admin[i], err));
        TRY(actor_make(id->law, f.admin[i].organ, STR(""), &organ, err));
        f.admin[i].organ = organ.organ;
        TRY(identity_credential_draw(id, a, &password[i], &hash[i], err));
    }
    TRY(store_begin(id->store, err));
    TRY(identity_end(id, run_in(id, &f, hash, err), err));
    memcpy(ret_password, password, sizeof(password));
    return ERR_OK;
}
