/* cli/cmd_user_grant.c - liandong user grant, user revoke. */
#include "cli/account.h"
#include "identity/grant.h"

static enum err_code grant_with(struct cli_run *r, struct cli_account *a, struct err *err)
{
    struct str login = str_from(r->operand.at[0]);

    TRY(identity_grant(&a->account.id, &a->who, login, str_from(r->operand.at[1]), err));
    cli_account_done(r, "grant", login, "已授予岗位");
    return ERR_OK;
}

static enum err_code grant_run(struct cli_run *r, struct err *err)
{
    return cli_account_run(r, true, grant_with, err);
}

static enum err_code revoke_with(struct cli_run *r, struct cli_account *a, struct err *err)
{
    struct str login = str_from(r->operand.at[0]);

    TRY(identity_revoke(&a->account.id, &a->who, login, str_from(r->operand.at[1]), err));
    cli_account_done(r, "revoke", login, "已收回岗位");
    return ERR_OK;
}

static enum err_code revoke_run(struct cli_run *r, struct err *err)
{
    return cli_account_run(r, true, revoke_with, err);
}

static const struct cli_option options[] = {CLI_BY_OPTIONS, {0}};

static const struct cli_example grant_examples[] = {
    {"liandong user grant li.an 执法机关负责人 --by qian --password-file 口令", "授予岗位"},
    {0},
};

const struct cli_command cli_cmd_user_grant = {
    .name = "user grant",
    .operands = "登录名 岗位",
    .summary = "授予岗位（安全管理员）",
    .text =
        "岗位见 law/post.yaml，写代号或名称。岗位应当适合其机关；一人不能是两种管理员；不能给自己授权。"
        "被授权人的会话随即结束，重新登录后生效。",
    .option = options,
    .example = grant_examples,
    .min = 2,
    .max = 2,
    .operand_kind = CLI_TEXT,
    .run = grant_run,
};

static const struct cli_example revoke_examples[] = {
    {"liandong user revoke li.an 执法机关负责人 --by qian --password-file 口令", "收回岗位"},
    {0},
};

const struct cli_command cli_cmd_user_revoke = {
    .name = "user revoke",
    .operands = "登录名 岗位",
    .summary = "收回岗位（安全管理员）",
    .text = "每种管理员至少要有一人。",
    .option = options,
    .example = revoke_examples,
    .min = 2,
    .max = 2,
    .operand_kind = CLI_TEXT,
    .run = revoke_run,
};
