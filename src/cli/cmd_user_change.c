/* cli/cmd_user_change.c - liandong user suspend, resume, leave, move, reset. */
#include "cli/account.h"
#include "identity/user.h"

static enum err_code change_to(struct cli_run *r, struct cli_account *a, enum identity_state state,
                               struct err *err)
{
    const char *reason = state == IDENTITY_ACTIVE ? "" : cli_text(r, "reason");
    struct identity_change c = {str_from(r->operand.at[0]), state, str_from(reason)};

    TRY(identity_user_change(&a->account.id, &a->who, &c, err));
    cli_account_done(r, identity_state_name(state).p, c.login,
                     state == IDENTITY_ACTIVE      ? "已恢复账户"
                     : state == IDENTITY_SUSPENDED ? "已停用账户"
                                                   : "已登记离任");
    return ERR_OK;
}

static enum err_code suspend_with(struct cli_run *r, struct cli_account *a, struct err *err)
{
    return change_to(r, a, IDENTITY_SUSPENDED, err);
}

static enum err_code resume_with(struct cli_run *r, struct cli_account *a, struct err *err)
{
    return change_to(r, a, IDENTITY_ACTIVE, err);
}

static enum err_code leave_with(struct cli_run *r, struct cli_account *a, struct err *err)
{
    return change_to(r, a, IDENTITY_LEFT, err);
}

static enum err_code suspend_run(struct cli_run *r, struct err *err)
{
    return cli_account_run(r, true, suspend_with, err);
}

static enum err_code resume_run(struct cli_run *r, struct err *err)
{
    return cli_account_run(r, true, resume_with, err);
}

static enum err_code leave_run(struct cli_run *r, struct err *err)
{
    return cli_account_run(r, true, leave_with, err);
}

static const struct cli_option reason_options[] = {
    {"reason", "理由", CLI_TEXT, false, "理由，必须写"},
    CLI_BY_OPTIONS,
    {0},
};

static const struct cli_option by_options[] = {CLI_BY_OPTIONS, {0}};

static const struct cli_example suspend_examples[] = {
    {"liandong user suspend li.an --reason 借调 --by zhao --password-file 口令", "停用账户"},
    {0},
};

const struct cli_command cli_cmd_user_suspend = {
    .name = "user suspend",
    .operands = "登录名",
    .summary = "停用账户，其会话随即结束（系统管理员）",
    .text = "",
    .option = reason_options,
    .example = suspend_examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = suspend_run,
};

static const struct cli_example resume_examples[] = {
    {"liandong user resume li.an --by zhao --password-file 口令", "恢复账户"},
    {0},
};

const struct cli_command cli_cmd_user_resume = {
    .name = "user resume",
    .operands = "登录名",
    .summary = "恢复停用的账户（系统管理员）",
    .text = "",
    .option = by_options,
    .example = resume_examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = resume_run,
};

static const struct cli_example leave_examples[] = {
    {"liandong user leave li.an --reason 退休 --by zhao --password-file 口令", "登记离任"},
    {0},
};

const struct cli_command cli_cmd_user_leave = {
    .name = "user leave",
    .operands = "登录名",
    .summary = "登记离任，不再恢复（系统管理员）",
    .text = "",
    .option = reason_options,
    .example = leave_examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = leave_run,
};

/* ---- move ---- */

static enum err_code move_with(struct cli_run *r, struct cli_account *a, struct err *err)
{
    struct str login = str_from(r->operand.at[0]);
    const char *organ = cli_text(r, "organ");

    if (!organ)
        return cli_usage(r, err, "请用 --organ 写明调到哪个机关");
    TRY(identity_user_move(&a->account.id, &a->who, login, str_from(organ), err));
    cli_account_done(r, "move", login, "已调动，原有岗位全部收回");
    return ERR_OK;
}

static enum err_code move_run(struct cli_run *r, struct err *err)
{
    return cli_account_run(r, true, move_with, err);
}

static const struct cli_option move_options[] = {
    {"organ", "机关", CLI_TEXT, false, "调到哪个机关"},
    CLI_BY_OPTIONS,
    {0},
};

static const struct cli_example move_examples[] = {
    {"liandong user move li.an --organ 区检察院 --by zhao --password-file 口令", "调到检察院"},
    {0},
};

const struct cli_command cli_cmd_user_move = {
    .name = "user move",
    .operands = "登录名",
    .summary = "把账户调到另一机关（系统管理员）",
    .text = "原有岗位全部收回，由安全管理员重新授予。",
    .option = move_options,
    .example = move_examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = move_run,
};

/* ---- reset ---- */

static enum err_code reset_with(struct cli_run *r, struct cli_account *a, struct err *err)
{
    struct str login = str_from(r->operand.at[0]), password;

    TRY(identity_user_reset(&a->account.id, &a->who, login, r->arena, &password, err));
    cli_account_password(r, login, password);
    return ERR_OK;
}

static enum err_code reset_run(struct cli_run *r, struct err *err)
{
    return cli_account_run(r, true, reset_with, err);
}

static const struct cli_example reset_examples[] = {
    {"liandong user reset li.an --by zhao --password-file 口令", "重设口令"},
    {0},
};

const struct cli_command cli_cmd_user_reset = {
    .name = "user reset",
    .operands = "登录名",
    .summary = "重设口令，其会话随即结束（系统管理员）",
    .text = "",
    .option = by_options,
    .example = reset_examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = reset_run,
};
