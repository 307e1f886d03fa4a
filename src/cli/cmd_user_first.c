/* cli/cmd_user_first.c - liandong user first-code, user first: how the first three administrators
 * come to be. */
#include "base/json.h"
#include "cli/account.h"
#include "cli/ledger.h"
#include "identity/first.h"

/* ---- first-code ---- */

static void print_code(const struct cli_run *r, const struct cli_account *a, struct str code)
{
    int64_t ends = r->clock.now(r->clock.p) + a->law->account->first_code;
    struct buf b = {0};

    if (r->json) {
        json_open(&b, NULL, '{');
        json_text(&b, "code", code);
        cli_time_json(&b, "ends", ends);
        json_close(&b, '}');
    } else {
        buf_fmt(&b, "首次运行码：%.*s，有效至 ", STR_F(code));
        cli_minute(&b, ends);
        buf_z(&b, "，用一次。\n用 liandong user first 建立系统、安全、审计三名管理员。");
    }
    buf_char(&b, '\n');
    cli_print(r, &b);
    buf_release(&b);
}

static enum err_code first_code_run(struct cli_run *r, struct err *err)
{
    struct cli_account a;
    struct str code;
    enum err_code rc;

    TRY(cli_account_open(r, true, &a, err));
    rc = identity_first_code(&a.account.id, r->arena, &code, err);
    if (rc == ERR_OK)
        print_code(r, &a, code);
    cli_account_close(&a);
    return rc;
}

static const struct cli_example code_examples[] = {
    {"liandong user first-code", "得到首次运行码"},
    {0},
};

const struct cli_command cli_cmd_user_first_code = {
    .name = "user first-code",
    .summary = "生成首次运行码",
    .text =
        "只有还没有任何管理员时才能生成；重新生成后以前的作废。同时建立密封密钥文件 identity.key，"
        "请与数据库分开备份。",
    .example = code_examples,
    .run = first_code_run,
};

/* ---- first ---- */

/* 登录名:姓名:机关 */
static enum err_code read_admin(struct cli_run *r, const char *option,
                                struct identity_user_new *ret, struct err *err)
{
    const char *text = cli_text(r, option);
    struct str rest = text ? str_from(text) : STR("");

    ret->login = str_cut(&rest, STR(":"));
    ret->name = str_cut(&rest, STR(":"));
    ret->organ = rest;
    if (ret->login.n && ret->name.n && ret->organ.n)
        return ERR_OK;
    return cli_usage(r, err, "请用 --%s 登录名:姓名:机关 写明一人", option);
}

static enum err_code first_with(struct cli_run *r, struct cli_account *a, struct err *err)
{
    static const char *const option[IDENTITY_FIRST] = {"system", "security", "audit"};
    struct str password[IDENTITY_FIRST];
    struct identity_first f = {.code = STR("")};

    if (!cli_text(r, "first-code"))
        return cli_usage(r, err,
                         "请用 --first-code 给出首次运行码（liandong user first-code 生成）");
    f.code = str_from(cli_text(r, "first-code"));
    for (int i = 0; i < IDENTITY_FIRST; i++)
        TRY(read_admin(r, option[i], &f.admin[i], err));
    TRY(identity_first_run(&a->account.id, &f, r->arena, password, err));
    for (int i = 0; i < IDENTITY_FIRST; i++)
        cli_account_password(r, f.admin[i].login, password[i]);
    return ERR_OK;
}

static enum err_code first_run(struct cli_run *r, struct err *err)
{
    return cli_account_run(r, false, first_with, err);
}

static const struct cli_option first_options[] = {
    {"first-code", "码", CLI_TEXT, false, "首次运行码"},
    {"system", "登录名:姓名:机关", CLI_TEXT, false, "系统管理员：建立账户，不能授权"},
    {"security", "登录名:姓名:机关", CLI_TEXT, false, "安全管理员：授权，不能建立账户"},
    {"audit", "登录名:姓名:机关", CLI_TEXT, false, "审计管理员：查看记录，不能改变任何东西"},
    {0},
};

static const struct cli_example first_examples[] = {
    {"liandong user first --first-code 码 --system zhao:赵系统:区司法局 --security "
     "qian:钱安全:区司法局 --audit sun:孙审计:区检察院",
     "一次建立三名管理员"},
    {0},
};

const struct cli_command cli_cmd_user_first = {
    .name = "user first",
    .summary = "以首次运行码建立三名管理员",
    .text = "系统、安全、审计管理员应当是三个人。各自的临时口令只显示一次，请当面交给本人。",
    .option = first_options,
    .example = first_examples,
    .run = first_run,
};
