/* cli/cmd_user_import.c - liandong user import: accounts out of a directory. */
#include "base/json.h"
#include "cli/account.h"

static void print_result(const struct cli_run *r, const struct directory_result *made)
{
    struct buf b = {0};

    for (size_t i = 0; i < made->made.n; i++) {
        if (r->json) {
            json_open(&b, NULL, '{');
            json_text(&b, "login", made->made.at[i].login);
            json_text(&b, "password", made->made.at[i].password);
            json_close(&b, '}');
        } else {
            cli_cell(&b, made->made.at[i].login, 34);
            buf_str(&b, made->made.at[i].password);
        }
        buf_char(&b, '\n');
    }
    if (!r->json)
        buf_fmt(&b, "新建账户 %zu 个，未变 %lld 个；临时口令只显示这一次\n", made->made.n,
                (long long)made->same);
    cli_print(r, &b);
    buf_release(&b);
}

static enum err_code import_with(struct cli_run *r, struct cli_account *a, struct err *err)
{
    struct directory_problems problems = {0};
    struct directory_result made = {0};
    struct directory_users users;

    TRY(directory_read_users(a->law, r->operand.at[0], r->arena, &users, &problems, err));
    if (problems.v.n == 0)
        TRY(directory_import_users(&a->account.id, &a->who, &users, r->arena, &made, &problems,
                                   err));
    if (problems.v.n > 0)
        cli_problems(r, &problems);
    else
        print_result(r, &made);
    return ERR_OK;
}

static enum err_code import_run(struct cli_run *r, struct err *err)
{
    return cli_account_run(r, true, import_with, err);
}

static const struct cli_option options[] = {CLI_BY_OPTIONS, {0}};

static const struct cli_example examples[] = {
    {"liandong user import 名录.xlsx --by zhao --password-file 口令", "按名录建立账户"},
    {0},
};

const struct cli_command cli_cmd_user_import = {
    .name = "user import",
    .operands = "名录",
    .summary = "按名录（XLSX、CSV）建立账户（系统管理员）",
    .text =
        "读“人员”表：登录名、姓名、机关。只建立还没有的账户，不授权、不调动；全部建立或全部不建。"
        "有问题时逐处指出工作表、行和列。",
    .option = options,
    .example = examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_FILE,
    .run = import_run,
};
