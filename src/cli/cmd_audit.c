/* cli/cmd_audit.c - liandong audit list, audit receipts. */
#include "cli/account.h"
#include "cli/decide.h"
#include "identity/audit.h"

enum { DEFAULT_LIMIT = 50, DAY_SECONDS = 86400, BEIJING = 8 * 3600 };

static void read_common(const struct cli_run *r, struct registry_event_filter *ret)
{
    const char *subject = cli_text(r, "subject"), *actor = cli_text(r, "actor");
    struct day since = cli_day(r, "since");

    *ret = (struct registry_event_filter){
        .subject = subject ? str_from(subject) : STR(""),
        .actor = actor ? str_from(actor) : STR(""),
        .since = day_known(since) ? (int64_t)since.n * DAY_SECONDS - BEIJING : 0,
        .limit = cli_count(r, "limit", r->json ? 0 : DEFAULT_LIMIT),
    };
}

static enum err_code list_with(struct cli_run *r, struct cli_account *a, struct err *err)
{
    const char *what = cli_text(r, "what");
    struct registry_event_filter f;
    struct registry_events all;

    read_common(r, &f);
    f.what = what ? str_from(what) : STR("");
    TRY(cli_organ(r, a->law, &f.organ, err));
    TRY(identity_audit(&a->account.id, &a->who, &f, r->arena, &all, err));
    cli_events(r, &all);
    return ERR_OK;
}

static enum err_code list_run(struct cli_run *r, struct err *err)
{
    return cli_account_run(r, true, list_with, err);
}

#define COMMON_OPTIONS                                                                                                \
    {"actor", "登录名", CLI_TEXT, false, "只列由谁做的"},                                                             \
        {"subject", "登录名", CLI_TEXT, false, "只列对谁做的"},                                                       \
        {"since", "日期", CLI_DAY, false, "只列这一天起的"},                                                          \
    {                                                                                                                 \
        "limit", "条数", CLI_COUNT, false, "最多列出多少条，0 为全部（默认 50；--json 默认全部）" \
    }

static const struct cli_option list_options[] = {
    {"what", "事件", CLI_TEXT, false, "只列这种事件（如 grant、login_refused、unmask）"},
    {"organ", "机关", CLI_TEXT, false, "只列办理人或所涉账户属于这个机关的"},
    COMMON_OPTIONS,
    CLI_BY_OPTIONS,
    {0},
};

static const struct cli_example list_examples[] = {
    {"liandong audit list --what grant --by sun --password-file 口令 --code 123456", "全部授权"},
    {0},
};

const struct cli_command cli_cmd_audit_list = {
    .name = "audit list",
    .summary = "查看账户和授权的全部记录（审计管理员）",
    .text =
        "新的在前。查看本身也有记录。每条记录是存证链的一叶，删改会被 liandong ledger verify --db 发现。",
    .option = list_options,
    .example = list_examples,
    .run = list_run,
};

/* ---- receipts ---- */

static enum err_code receipts_with(struct cli_run *r, struct cli_account *a, struct err *err)
{
    struct registry_event_filter f;
    struct registry_events all;

    read_common(r, &f);
    TRY(identity_receipts(&a->account.id, &a->who, &f, r->arena, &all, err));
    cli_events(r, &all);
    return ERR_OK;
}

static enum err_code receipts_run(struct cli_run *r, struct err *err)
{
    return cli_account_run(r, true, receipts_with, err);
}

static const struct cli_option receipts_options[] = {COMMON_OPTIONS, CLI_BY_OPTIONS, {0}};

static const struct cli_example receipts_examples[] = {
    {"liandong audit receipts --by li.an --password-file 口令", "谁看过本机关记录中的个人信息"},
    {0},
};

const struct cli_command cli_cmd_audit_receipts = {
    .name = "audit receipts",
    .summary = "查看个人信息的查看凭据",
    .text = "列出对本机关记录、或由本机关人员解除遮盖的每一次：何时、何人、何项、何用途。",
    .option = receipts_options,
    .example = receipts_examples,
    .run = receipts_run,
};
