/* cli/sample_account.c - see sample_account.h. */
#include "cli/sample_account.h"

#include "base/file.h"
#include "base/json.h"
#include "cli/account.h"
#include "cli/law.h"
#include "format/yaml.h"
#include "identity/credential.h"
#include "identity/first.h"
#include "identity/grant.h"
#include "identity/login.h"
#include "identity/password.h"
#include "identity/session.h"
#include "identity/totp.h"

enum { FILE_MAX = 65536 };

struct someone {
    struct identity_user_new user;
    const struct yaml_node *posts;           /* NULL: none */
    struct str password, code_secret, admin; /* code_secret: Base32; empty where none is needed */
    struct str session;
    struct identity_who who;
};
struct people {
    struct identity *id;
    struct someone *at;
    size_t n;
};

/* ---- sample/account.yaml ---- */

static struct str text_of(const struct yaml_node *entry, const char *key)
{
    const struct yaml_node *v = yaml_get(entry, str_from(key));

    return v ? v->text : STR("");
}

static enum err_code read_people(struct cli_run *r, struct people *ret, struct err *err)
{
    struct str path = cli_share(r, "sample/account.yaml"), bytes;
    const struct yaml_node *root;
    struct diag_list diags;

    diag_init(&diags, r->arena);
    TRY(file_read(r->arena, path.p, FILE_MAX, &bytes, err));
    TRY(yaml_parse(r->arena, path, bytes, &diags, &root, err));
    if (root->kind != YAML_LIST || root->n < IDENTITY_FIRST)
        return err_set(err, ERR_INVALID, "%s: a list of people expected", path.p);
    ret->n = root->n;
    ret->at = ARENA_ARRAY(r->arena, struct someone, root->n);
    for (size_t i = 0; i < root->n; i++)
        ret->at[i] = (struct someone){.user = {text_of(root->item[i], "login"),
                                               text_of(root->item[i], "name"),
                                               text_of(root->item[i], "organ")},
                                      .posts = yaml_get(root->item[i], STR("posts")),
                                      .admin = text_of(root->item[i], "admin")};
    return ERR_OK;
}

/* ---- each comes in once and sets a password of his own ---- */

static enum err_code look(struct people *p, struct someone *s, struct arena *a, struct err *err)
{
    bool found = false;

    TRY(identity_session_check(p->id, s->session, STR("liandong"), a, &s->who, &found, err));
    if (found)
        return ERR_OK;
    return err_set(err, ERR_CONFLICT, "the session of a sample account has ended");
}

static enum err_code come_in(struct people *p, struct someone *s, struct arena *a, struct err *err)
{
    struct identity_attempt t = {
        .login = s->user.login, .password = s->password, .agent = STR("liandong")};
    struct identity_password_change change = {.had = s->password};
    struct identity_reply reply;

    TRY(identity_login(p->id, &t, a, &reply, err));
    if (reply.outcome != IDENTITY_IN)
        return identity_refusal(&reply, err);
    s->session = reply.secret;
    TRY(password_draw(a, &change.want, err));
    TRY(identity_password_set(p->id, &reply.who, &change, a, &s->session, err));
    s->password = change.want;
    return look(p, s, a, err);
}

/* As his authenticator would do it. */
static enum err_code enrol(struct people *p, struct someone *s, struct arena *a, struct err *err)
{
    struct identity_enrolment e;
    struct identity_recovery recovery;
    char code[7];

    TRY(identity_totp_enrol(p->id, &s->who, a, &e, err));
    TRY(totp_code(e.secret, p->id->clock.now(p->id->clock.p), code, err));
    TRY(identity_totp_confirm(p->id, &s->who, str_from(code), a, &recovery, err));
    s->code_secret = e.secret;
    s->session = recovery.secret;
    return look(p, s, a, err);
}

static enum err_code make_admins(struct people *p, struct arena *a, struct err *err)
{
    static const char *const admin[IDENTITY_FIRST] = {"system", "security", "audit"};
    struct str password[IDENTITY_FIRST];
    struct identity_first f;

    for (size_t i = 0; i < IDENTITY_FIRST; i++) {
        if (!str_eq(p->at[i].admin, str_from(admin[i])))
            return err_set(err, ERR_INVALID, "sample/account.yaml: the %s administrator is no. %zu",
                           admin[i], i + 1);
        f.admin[i] = p->at[i].user;
    }
    TRY(identity_first_code(p->id, a, &f.code, err));
    TRY(identity_first_run(p->id, &f, a, password, err));
    for (size_t i = 0; i < IDENTITY_FIRST; i++) {
        p->at[i].password = password[i];
        p->at[i].admin = law_admin_zh((enum law_admin)(LAW_ADMIN_SYSTEM + i));
        TRY(come_in(p, &p->at[i], a, err));
        TRY(enrol(p, &p->at[i], a, err));
    }
    return ERR_OK;
}

static enum err_code make_one(struct people *p, struct someone *s, struct arena *a, struct err *err)
{
    enum { SYSTEM, SECURITY };

    TRY(identity_user_add(p->id, &p->at[SYSTEM].who, &s->user, a, &s->password, err));
    for (size_t i = 0; s->posts && i < s->posts->n; i++)
        TRY(identity_grant(p->id, &p->at[SECURITY].who, s->user.login, s->posts->item[i]->text,
                           err));
    TRY(come_in(p, s, a, err));
    return identity_session_end(p->id, &s->who, s->who.session, err);
}

static enum err_code make_all(struct people *p, struct arena *a, struct err *err)
{
    TRY(make_admins(p, a, err));
    for (size_t i = IDENTITY_FIRST; i < p->n; i++)
        TRY(make_one(p, &p->at[i], a, err));
    for (size_t i = 0; i < IDENTITY_FIRST; i++)
        TRY(identity_session_end(p->id, &p->at[i].who, p->at[i].who.session, err));
    return ERR_OK;
}

/* ---- printing ---- */

static struct str posts_of(struct cli_run *r, const struct law *law, const struct someone *s)
{
    struct buf b = {0};
    struct str all;

    buf_str(&b, s->admin);
    for (size_t i = 0; s->posts && i < s->posts->n; i++) {
        const struct law_post *p = law_post_find(law, s->posts->item[i]->text);

        buf_fmt(&b, "%s%.*s", i ? "、" : "", STR_F(p ? p->name : s->posts->item[i]->text));
    }
    all = str_dup(r->arena, buf_view(&b));
    buf_release(&b);
    return all;
}

static void put_json(struct buf *b, const struct someone *s, struct str posts)
{
    json_open(b, NULL, '{');
    json_text(b, "login", s->user.login);
    json_text(b, "password", s->password);
    json_text(b, "code_secret", s->code_secret);
    json_text(b, "name", s->user.name);
    json_text(b, "organ", s->user.organ);
    json_text(b, "posts", posts);
    json_close(b, '}');
    buf_char(b, '\n');
}

static void put_line(struct buf *b, const struct someone *s, struct str posts)
{
    cli_cell(b, s->user.login, 10);
    cli_cell(b, s->password, 24);
    buf_fmt(b, "%.*s，%.*s：%.*s\n", STR_F(s->user.name), STR_F(s->user.organ), STR_F(posts));
    if (s->code_secret.n)
        buf_fmt(b, "            动态口令密钥 %.*s\n", STR_F(s->code_secret));
}

static void print(struct cli_run *r, const struct people *p)
{
    struct buf b = {0};

    if (!r->json)
        buf_z(&b, "示例账户（人员为虚构；口令随机生成，只显示这一次）：\n");
    for (size_t i = 0; i < p->n; i++) {
        struct str posts = posts_of(r, p->id->law, &p->at[i]);

        if (r->json)
            put_json(&b, &p->at[i], posts);
        else
            put_line(&b, &p->at[i], posts);
    }
    cli_print(r, &b);
    buf_release(&b);
}

enum err_code cli_sample_accounts(struct cli_run *r, struct err *err)
{
    struct people p = {.id = NULL};
    struct cli_account a;
    enum err_code rc;

    TRY(read_people(r, &p, err));
    TRY(cli_account_open(r, true, &a, err));
    p.id = &a.account.id;
    rc = make_all(&p, r->arena, err);
    if (rc == ERR_OK)
        print(r, &p);
    cli_account_close(&a);
    return rc;
}
