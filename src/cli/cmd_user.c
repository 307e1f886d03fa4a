/* cli/cmd_user.c - liandong user add, list, show. */
#include "base/json.h"
#include "cli/account.h"
#include "cli/decide.h"
#include "cli/ledger.h"
#include "identity/grant.h"

/* ---- add ---- */

static enum err_code add_with(struct cli_run *r, struct cli_account *a, struct err *err)
{
    const char *name = cli_text(r, "name"), *organ = cli_text(r, "organ");
    struct identity_user_new u = {.login = str_from(r->operand.at[0])};
    struct str password;

    if (!name || !organ)
        return cli_usage(r, err, "请用 --name 写明姓名，用 --organ 写明机关");
    u.name = str_from(name);
    u.organ = str_from(organ);
    TRY(identity_user_add(&a->account.id, &a->who, &u, r->arena, &password, err));
    cli_account_password(r, u.login, password);
    return ERR_OK;
}

static enum err_code add_run(struct cli_run *r, struct err *err)
{
    return cli_account_run(r, true, add_with, err);
}

static const struct cli_option add_options[] = {
    {"name", "姓名", CLI_TEXT, false, "姓名"},
    {"organ", "机关", CLI_TEXT, false, "所属机关（代号、名称，或 机关.内设机构）"},
    CLI_BY_OPTIONS,
    {0},
};

static const struct cli_example add_examples[] = {
    {"liandong user add li.an --name 李安 --organ 区市场监管局 --by zhao --password-file 口令",
     "系统管理员建立账户"},
    {0},
};

const struct cli_command cli_cmd_user_add = {
    .name = "user add",
    .operands = "登录名",
    .summary = "建立账户（系统管理员）",
    .text = "临时口令只显示一次，首次登录时必须修改。账户没有任何权限，由安全管理员用 "
            "liandong user grant 授予岗位。登录名用过就不能再给别人。",
    .option = add_options,
    .example = add_examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = add_run,
};

/* ---- list, show ---- */

static enum err_code posts_text(struct cli_run *r, struct cli_account *a,
                                const struct identity_user *u, struct str *ret, struct err *err)
{
    struct identity_posts posts;
    struct buf b = {0};

    TRY(identity_post_list(&a->account.id, u->id, r->arena, &posts, err));
    for (size_t i = 0; i < posts.v.n; i++)
        buf_fmt(&b, "%s%.*s", i ? "、" : "", STR_F(posts.v.at[i]->name));
    *ret = str_dup(r->arena, buf_view(&b));
    buf_release(&b);
    return ERR_OK;
}

static void user_json(struct buf *b, const struct identity_user *u, struct str posts)
{
    json_open(b, NULL, '{');
    json_text(b, "login", u->login);
    json_text(b, "name", u->name);
    json_text(b, "organ", u->organ);
    json_text(b, "state", identity_state_name(u->state));
    json_text(b, "posts", posts);
    cli_time_json(b, "made", u->made_at);
    json_close(b, '}');
    buf_char(b, '\n');
}

static void user_line(const struct cli_account *a, struct buf *b, const struct identity_user *u,
                      struct str posts)
{
    int organ = law_organ_find(a->law, u->organ);

    cli_cell(b, u->login, 16);
    cli_cell(b, u->name, 10);
    cli_cell(b, identity_state_zh(u->state), 4);
    cli_cell(b,
             organ >= 0 && a->law->organ[organ].short_name.n ? a->law->organ[organ].short_name
                                                             : u->organ,
             20);
    buf_str(b, posts);
    buf_char(b, '\n');
}

static enum err_code print_user(struct cli_run *r, struct cli_account *a, struct buf *b,
                                const struct identity_user *u, struct err *err)
{
    struct str posts;

    TRY(posts_text(r, a, u, &posts, err));
    if (r->json)
        user_json(b, u, posts);
    else
        user_line(a, b, u, posts);
    return ERR_OK;
}

static enum err_code read_filter(struct cli_run *r, const struct cli_account *a,
                                 struct identity_user_filter *ret, struct err *err)
{
    const char *state = cli_text(r, "state");
    enum identity_state found;

    *ret = (struct identity_user_filter){.state = -1};
    if (state) {
        if (!identity_state_find(str_from(state), &found))
            return cli_usage(r, err, "没有状态“%s”；可以写 正常、停用、离任", state);
        ret->state = (int)found;
    }
    return cli_organ(r, a->law, &ret->organ, err);
}

static enum err_code list_with(struct cli_run *r, struct cli_account *a, struct err *err)
{
    struct identity_user_filter f;
    struct identity_users all;
    struct buf b = {0};
    enum err_code rc = ERR_OK;

    TRY(read_filter(r, a, &f, err));
    TRY(identity_user_list(a->home.store, &f, r->arena, &all, err));
    for (size_t i = 0; i < all.v.n && rc == ERR_OK; i++)
        rc = print_user(r, a, &b, &all.v.at[i], err);
    if (!r->json)
        buf_fmt(&b, "账户 %zu 个\n", all.v.n);
    if (rc == ERR_OK)
        cli_print(r, &b);
    buf_release(&b);
    return rc;
}

static enum err_code list_run(struct cli_run *r, struct err *err)
{
    return cli_account_run(r, false, list_with, err);
}

static const struct cli_option list_options[] = {
    {"organ", "机关", CLI_TEXT, false, "只列这个机关的"},
    {"state", "状态", CLI_TEXT, false, "正常、停用或离任"},
    {0},
};

static const struct cli_example list_examples[] = {
    {"liandong user list --organ 区检察院", "这个机关的账户及其岗位"},
    {0},
};

const struct cli_command cli_cmd_user_list = {
    .name = "user list",
    .summary = "列出账户及其岗位",
    .text = "",
    .option = list_options,
    .example = list_examples,
    .run = list_run,
};

static enum err_code show_with(struct cli_run *r, struct cli_account *a, struct err *err)
{
    struct identity_user u;
    struct buf b = {0};
    enum err_code rc;

    TRY(identity_user_get(a->home.store, str_from(r->operand.at[0]), r->arena, &u, err));
    rc = print_user(r, a, &b, &u, err);
    if (rc == ERR_OK)
        cli_print(r, &b);
    buf_release(&b);
    return rc;
}

static enum err_code show_run(struct cli_run *r, struct err *err)
{
    return cli_account_run(r, false, show_with, err);
}

static const struct cli_example show_examples[] = {
    {"liandong user show li.an", "一个账户"},
    {0},
};

const struct cli_command cli_cmd_user_show = {
    .name = "user show",
    .operands = "登录名",
    .summary = "显示一个账户",
    .text = "",
    .example = show_examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = show_run,
};
