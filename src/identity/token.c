/* identity/token.c - see token.h. */
#include "identity/token.h"

#include "crypto/secret.h"
#include "identity/identity_internal.h"

enum { RANDOM = 32, SUM = 8, NAME_MAX_CP = 60, SHOWN_DIGITS = 8 };

static const struct str mark = STR_INIT("ldk_");
static const char token_domain[] = "token", sum_domain[] = "token checksum";

enum { MARK = 4, TOKEN = MARK + 2 * RANDOM + SUM, SHOWN = MARK + SHOWN_DIGITS };

static struct str sum_of(struct str body, struct identity_hash *to)
{
    return str_sub(identity_hash_of(sum_domain, body, to).text, 0, SUM);
}

bool identity_token_fits(struct str token)
{
    struct identity_hash hash;

    if (token.n != TOKEN || !str_starts(token, mark))
        return false;
    return secret_eq(str_tail(token, TOKEN - SUM), sum_of(str_sub(token, 0, TOKEN - SUM), &hash));
}

static enum err_code draw(struct arena *a, struct str *ret_token, struct err *err)
{
    struct identity_hash hash;
    struct buf b = {0};
    enum err_code rc;

    buf_str(&b, mark);
    rc = secret_random_hex(&b, RANDOM, err);
    if (rc == ERR_OK) {
        struct str sum = sum_of(buf_view(&b), &hash);

        *ret_token = str_fmt(a, "%.*s%.*s", STR_F(buf_view(&b)), STR_F(sum));
    }
    secret_release(&b);
    return rc;
}

/* ---- making ---- */

static enum err_code check_scope(const struct identity *id, struct str scope,
                                 const struct actor *organ, struct err *err)
{
    const struct law_capability *c = law_capability_find(id->law, scope);

    if (!c) {
        err_set(err, ERR_NOT_FOUND, "no such capability");
        return err_set_zh(err, "law/capability.yaml 里没有权限“%.*s”", STR_F(scope));
    }
    for (size_t i = 0; c->power == LAW_POWER_NONE && i < id->law->npost; i++)
        if (law_post_gives(&id->law->post[i], scope) && (id->law->post[i].kinds >> organ->kind & 1))
            return ERR_OK;
    err_set(err, ERR_INVALID, "a system of this organ cannot have this capability");
    return err_set_zh(err, "权限“%.*s”不能给这类机关的系统", STR_F(scope));
}

static enum err_code check_new(const struct identity *id, const struct identity_token_new *t,
                               const struct actor *organ, struct err *err)
{
    int64_t now = identity_now(id), most = id->law->account->token_age;
    size_t n = str_utf8_count(str_trim(t->name));

    if (n == 0 || n > NAME_MAX_CP) {
        err_set(err, ERR_INVALID, "name of a wrong length");
        return err_set_zh(err, "系统名称应当有 1 至 %d 个字", NAME_MAX_CP);
    }
    if (t->ends_at <= now || t->ends_at - now > most) {
        err_set(err, ERR_INVALID, "an end that is past or too far");
        return err_set_zh(err, "令牌的有效期应当在今后 %lld 日之内", (long long)(most / 86400));
    }
    if (t->nscope == 0) {
        err_set(err, ERR_INVALID, "no scope");
        return err_set_zh(err, "请写明令牌的权限");
    }
    for (size_t i = 0; i < t->nscope; i++)
        TRY(check_scope(id, t->scope[i], organ, err));
    return ERR_OK;
}

static enum err_code put_scopes(struct identity *id, int64_t token,
                                const struct identity_token_new *t, struct err *err)
{
    struct store_stmt *q;

    TRY(store_query(id->store,
                    "INSERT INTO identity_scope (token_id, capability) VALUES (?, ?)"
                    " ON CONFLICT (token_id, capability) DO NOTHING",
                    &q, err));
    for (size_t i = 0; i < t->nscope; i++) {
        struct store_value v[] = {store_int(token), store_text(t->scope[i])};

        TRY(store_run(q, v, 2, NULL, err));
    }
    return ERR_OK;
}

static enum err_code put(struct identity *id, const struct identity_token_new *t, struct str token,
                         struct str organ, int64_t *ret_id, struct err *err)
{
    struct identity_hash hash;
    struct store_value v[] = {identity_hash_of(token_domain, token, &hash),
                              store_text(str_sub(token, 0, SHOWN)),
                              store_text(str_trim(t->name)),
                              store_text(organ),
                              store_int(identity_now(id)),
                              store_int(t->ends_at)};
    struct store_stmt *q;

    TRY(store_query(id->store,
                    "INSERT INTO identity_token (id, hash, shown, name, organ, made_at, ends_at)"
                    " SELECT coalesce(max(id), 0) + 1, ?, ?, ?, ?, ?, ? FROM identity_token"
                    " RETURNING id",
                    &q, err));
    return identity_number(q, v, 6, ret_id, err);
}

static enum err_code create_in(struct identity *id, const struct identity_who *by,
                               const struct identity_token_new *t, struct str token,
                               struct str organ, struct err *err)
{
    int64_t row = 0;

    TRY(put(id, t, token, organ, &row, err));
    TRY(put_scopes(id, row, t, err));
    return identity_note(id, by,
                         (struct registry_event){.what = STR("token_create"),
                                                 .subject = str_sub(token, 0, SHOWN),
                                                 .holder = organ,
                                                 .detail = str_trim(t->name)},
                         err);
}

enum err_code identity_token_create(struct identity *id, const struct identity_who *by,
                                    const struct identity_token_new *token, struct arena *a,
                                    struct str *ret_token, struct err *err)
{
    struct actor organ;
    struct str drawn;

    TRY(identity_require(id, by, LAW_POWER_GRANTS, err));
    TRY(actor_make(id->law, token->organ, STR(""), &organ, err));
    TRY(check_new(id, token, &organ, err));
    TRY(draw(a, &drawn, err));
    TRY(store_begin(id->store, err));
    TRY(identity_end(id, create_in(id, by, token, drawn, organ.organ, err), err));
    *ret_token = drawn;
    return ERR_OK;
}

/* ---- checking ---- */

struct row {
    int64_t id, ends_at, used_at;
    struct str shown, name, organ;
};

static enum err_code find(struct identity *id, struct str token, struct arena *a, struct row *ret,
                          bool *ret_found, struct err *err)
{
    struct identity_hash hash;
    struct store_value v = identity_hash_of(token_domain, token, &hash);
    struct store_stmt *q;

    TRY(store_query(id->store,
                    "SELECT id, ends_at, coalesce(used_at, 0), shown, name, organ"
                    " FROM identity_token WHERE hash = ? AND revoked_at IS NULL",
                    &q, err));
    TRY(store_start(q, &v, 1, err));
    TRY(store_next(q, ret_found, err));
    if (*ret_found)
        *ret = (struct row){store_column_int(q, 0),
                            store_column_int(q, 1),
                            store_column_int(q, 2),
                            str_dup(a, store_column_text(q, 3)),
                            str_dup(a, store_column_text(q, 4)),
                            str_dup(a, store_column_text(q, 5))};
    store_end(q);
    return ERR_OK;
}

/* A capability that the law meanwhile took away gives nothing. */
static enum err_code scopes(struct identity *id, int64_t token, struct arena *a, struct actor *ret,
                            struct err *err)
{
    struct store_value v = store_int(token);
    VEC(struct str) all = {0};
    struct store_stmt *q;
    bool row = true;

    TRY(store_query(id->store,
                    "SELECT capability FROM identity_scope WHERE token_id = ? ORDER BY capability",
                    &q, err));
    TRY(store_start(q, &v, 1, err));
    for (;;) {
        const struct law_capability *c;

        TRY(store_next(q, &row, err));
        if (!row)
            break;
        c = law_capability_find(id->law, store_column_text(q, 0));
        if (c && c->power == LAW_POWER_NONE)
            vec_push(a, &all, c->name);
    }
    ret->capability = all.at;
    ret->ncapability = all.n;
    return ERR_OK;
}

static enum err_code see(struct identity *id, const struct row *r, struct err *err)
{
    int64_t now = identity_now(id);
    struct store_value v[] = {store_int(now), store_int(r->id)};
    struct store_stmt *q;

    if (now - r->used_at < id->law->account->session_seen)
        return ERR_OK;
    TRY(store_query(id->store, "UPDATE identity_token SET used_at = ? WHERE id = ?", &q, err));
    return store_run(q, v, 2, NULL, err);
}

enum err_code identity_token_check(struct identity *id, struct str token, struct arena *a,
                                   struct identity_who *ret_who, bool *ret_found, struct err *err)
{
    struct identity_who who = {.user = 0};
    bool found = false;
    struct row r = {0};

    *ret_found = false;
    if (!identity_token_fits(token))
        return ERR_OK;
    TRY(find(id, token, a, &r, &found, err));
    if (!found || r.ends_at <= identity_now(id))
        return ERR_OK;
    TRY(actor_make(id->law, r.organ, r.name, &who.actor, err));
    TRY(scopes(id, r.id, a, &who.actor, err));
    TRY(see(id, &r, err));
    who.token = r.id;
    who.login = r.shown;
    who.name = r.name;
    *ret_who = who;
    *ret_found = true;
    return ERR_OK;
}

/* ---- listing, revoking ---- */

static struct identity_token read_token(const struct store_stmt *q, struct arena *a)
{
    return (struct identity_token){
        .shown = str_dup(a, store_column_text(q, 0)),
        .name = str_dup(a, store_column_text(q, 1)),
        .organ = str_dup(a, store_column_text(q, 2)),
        .made_at = store_column_int(q, 3),
        .ends_at = store_column_int(q, 4),
        .used_at = store_column_int(q, 5),
        .revoked_at = store_column_int(q, 6),
        .scopes = str_dup(a, store_column_text(q, 7)),
    };
}

/* Rows come one for each scope; those of one token follow each other. */
static void add_row(const struct store_stmt *q, struct arena *a, struct identity_tokens *all)
{
    struct identity_token *last = all->v.n ? vec_last(&all->v) : NULL;

    if (last && str_eq(last->shown, store_column_text(q, 0)))
        last->scopes =
            str_fmt(a, "%.*s、%.*s", STR_F(last->scopes), STR_F(store_column_text(q, 7)));
    else
        vec_push(a, &all->v, read_token(q, a));
}

enum err_code identity_token_list(struct store *s, struct arena *a, struct identity_tokens *ret,
                                  struct err *err)
{
    struct identity_tokens all = {0};
    struct store_stmt *q;
    bool row = true;

    TRY(store_query(s,
                    "SELECT t.shown, t.name, t.organ, t.made_at, t.ends_at, coalesce(t.used_at, 0),"
                    " coalesce(t.revoked_at, 0), c.capability FROM identity_token t"
                    " JOIN identity_scope c ON c.token_id = t.id"
                    " ORDER BY t.id DESC, c.capability",
                    &q, err));
    TRY(store_start(q, NULL, 0, err));
    for (;;) {
        TRY(store_next(q, &row, err));
        if (!row)
            break;
        add_row(q, a, &all);
    }
    *ret = all;
    return ERR_OK;
}

static enum err_code revoke_in(struct identity *id, const struct identity_who *by, struct str shown,
                               struct err *err)
{
    struct store_value v[] = {store_int(identity_now(id)), store_text(shown)};
    struct store_stmt *q;
    int64_t changes = 0;

    TRY(store_query(
        id->store,
        "UPDATE identity_token SET revoked_at = ? WHERE shown = ? AND revoked_at IS NULL", &q,
        err));
    TRY(store_run(q, v, 2, &changes, err));
    if (changes == 0) {
        err_set(err, ERR_NOT_FOUND, "no such token");
        return err_set_zh(err, "没有令牌“%.*s”，或它已被收回", STR_F(shown));
    }
    return identity_note(
        id, by, (struct registry_event){.what = STR("token_revoke"), .subject = shown}, err);
}

enum err_code identity_token_revoke(struct identity *id, const struct identity_who *by,
                                    struct str shown, struct err *err)
{
    TRY(identity_require(id, by, LAW_POWER_GRANTS, err));
    if (shown.n > SHOWN)
        shown.n = SHOWN; /* the whole token was given: it is called by its beginning */
    TRY(store_begin(id->store, err));
    return identity_end(id, revoke_in(id, by, shown, err), err);
}
