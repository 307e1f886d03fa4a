/* cli/cmd_user_secret.c - liandong user password, user totp: what a person does with his own. */
#include "base/json.h"
#include "cli/account.h"
#include "identity/credential.h"
#include "identity/totp.h"

/* ---- password ---- */

static enum err_code password_with(struct cli_run *r, struct cli_account *a, struct err *err)
{
    struct identity_password_change c;
    struct str unused;

    if (!cli_text(r, "new-password-file"))
        return cli_usage(r, err, "请用 --new-password-file 给出新口令");
    TRY(cli_account_by(r, a, r->operand.at[0], err));
    TRY(cli_secret(r, "password-file", &c.had, err));
    TRY(cli_secret(r, "new-password-file", &c.want, err));
    TRY(identity_password_set(&a->account.id, &a->who, &c, r->arena, &unused, err));
    cli_account_done(r, "password", a->who.login, "已修改口令");
    return ERR_OK;
}

static enum err_code password_run(struct cli_run *r, struct err *err)
{
    return cli_account_run(r, false, password_with, err);
}

static const struct cli_option password_options[] = {
    {"password-file", "文件", CLI_FILE, false, "现在的口令所在的文件（只有自己能读）"},
    {"new-password-file", "文件", CLI_FILE, false, "新口令所在的文件（只有自己能读）"},
    {"code", "六位数字", CLI_TEXT, false, "动态口令或恢复码"},
    {0},
};

static const struct cli_example password_examples[] = {
    {"liandong user password li.an --password-file 旧 --new-password-file 新", "修改自己的口令"},
    {0},
};

const struct cli_command cli_cmd_user_password = {
    .name = "user password",
    .operands = "登录名",
    .summary = "修改自己的口令",
    .text = "要求见 law/account.yaml：长度、种类、不含登录名、不常见、不与最近用过的相同。",
    .option = password_options,
    .example = password_examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = password_run,
};

/* ---- totp ---- */

static enum err_code enrol(struct cli_run *r, struct cli_account *a, struct err *err)
{
    struct identity_enrolment e;
    struct buf b = {0};

    TRY(identity_totp_enrol(&a->account.id, &a->who, r->arena, &e, err));
    if (r->json) {
        json_open(&b, NULL, '{');
        json_text(&b, "secret", e.secret);
        json_text(&b, "uri", e.uri);
        json_close(&b, '}');
    } else {
        buf_fmt(&b,
                "请在手机的动态口令应用里输入密钥 %.*s\n或打开 %.*s\n"
                "然后用 --confirm 给出六位数字以启用。",
                STR_F(e.secret), STR_F(e.uri));
    }
    buf_char(&b, '\n');
    cli_print(r, &b);
    buf_release(&b);
    return ERR_OK;
}

static enum err_code confirm(struct cli_run *r, struct cli_account *a, struct err *err)
{
    struct identity_recovery rec;
    struct buf b = {0};

    TRY(identity_totp_confirm(&a->account.id, &a->who, str_from(cli_text(r, "confirm")), r->arena,
                              &rec, err));
    if (r->json) {
        json_open(&b, NULL, '{');
        json_open(&b, "recovery", '[');
    } else {
        buf_z(&b, "动态口令已启用。恢复码（每个用一次，只显示这一次，请收好）：\n");
    }
    for (size_t i = 0; i < rec.v.n; i++) {
        if (r->json)
            json_text(&b, NULL, rec.v.at[i]);
        else
            buf_fmt(&b, "  %.*s\n", STR_F(rec.v.at[i]));
    }
    if (r->json) {
        json_close(&b, ']');
        json_close(&b, '}');
        buf_char(&b, '\n');
    }
    cli_print(r, &b);
    buf_release(&b);
    return ERR_OK;
}

/* One's own with a code; another's by the security administrator. */
static enum err_code turn_off(struct cli_run *r, struct cli_account *a, struct err *err)
{
    const char *off_code = cli_text(r, "off-code");
    struct identity_totp_drop d = {str_from(r->operand.at[0]),
                                   off_code ? str_from(off_code) : STR("")};

    TRY(identity_totp_off(&a->account.id, &a->who, &d, err));
    cli_account_done(r, "totp_off", d.login, "已停用动态口令");
    return ERR_OK;
}

static enum err_code totp_with(struct cli_run *r, struct cli_account *a, struct err *err)
{
    const char *by = cli_text(r, "by");

    if (by && !cli_has(r, "off"))
        return cli_usage(r, err, "动态口令只能由本人登记；他人只能用 --off 停用");
    TRY(cli_account_by(r, a, by ? by : r->operand.at[0], err));
    if (cli_has(r, "off"))
        return turn_off(r, a, err);
    return cli_text(r, "confirm") ? confirm(r, a, err) : enrol(r, a, err);
}

static enum err_code totp_run(struct cli_run *r, struct err *err)
{
    return cli_account_run(r, false, totp_with, err);
}

static const struct cli_option totp_options[] = {
    {"confirm", "六位数字", CLI_TEXT, false, "以手机上显示的数字启用"},
    {"off", NULL, CLI_FLAG, false, "停用（更换或丢失手机）"},
    {"off-code", "六位数字", CLI_TEXT, false, "停用自己的：另一个未用过的动态口令或恢复码"},
    CLI_BY_OPTIONS,
    {0},
};

static const struct cli_example totp_examples[] = {
    {"liandong user totp li.an --password-file 口令", "登记，得到密钥"},
    {"liandong user totp li.an --password-file 口令 --confirm 123456", "启用，得到恢复码"},
    {"liandong user totp li.an --off --by qian --password-file 口令 --code 654321",
     "安全管理员为丢失手机的人停用"},
    {0},
};

const struct cli_command cli_cmd_user_totp = {
    .name = "user totp",
    .operands = "登录名",
    .summary = "登记、启用、停用动态口令",
    .text = "密钥以 identity.key 密封后存入库中。一个动态口令只能用一次。",
    .option = totp_options,
    .example = totp_examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = totp_run,
};
