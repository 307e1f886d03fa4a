/* cli/cmd_token.c - liandong token create, list, revoke. */
#include "base/json.h"
#include "cli/account.h"
#include "cli/ledger.h"
#include "identity/token.h"

enum { DAY_SECONDS = 86400 };

/* ---- create ---- */

static void print_token(const struct cli_run *r, struct str token)
{
    struct buf b = {0};

    if (r->json) {
        json_open(&b, NULL, '{');
        json_text(&b, "token", token);
        json_close(&b, '}');
    } else {
        buf_fmt(&b, "%.*s\n只显示这一次，请存入对方系统的密钥库。", STR_F(token));
    }
    buf_char(&b, '\n');
    cli_print(r, &b);
    buf_release(&b);
}

static enum err_code create_with(struct cli_run *r, struct cli_account *a, struct err *err)
{
    const char *organ = cli_text(r, "organ");
    struct str *scope, token;
    struct identity_token_new t = {.name = str_from(r->operand.at[0])};

    if (!organ || !cli_has(r, "days"))
        return cli_usage(r, err, "请用 --organ 写明机关，用 --days 写明有效日数");
    t.organ = str_from(organ);
    t.nscope = cli_texts(r, "scope", &scope);
    t.scope = scope;
    t.ends_at = r->clock.now(r->clock.p) + cli_count(r, "days", 0) % 100000 * DAY_SECONDS;
    TRY(identity_token_create(&a->account.id, &a->who, &t, r->arena, &token, err));
    print_token(r, token);
    return ERR_OK;
}

static enum err_code create_run(struct cli_run *r, struct err *err)
{
    return cli_account_run(r, true, create_with, err);
}

static const struct cli_option create_options[] = {
    {"organ", "机关", CLI_TEXT, false, "系统所属的机关"},
    {"scope", "权限", CLI_TEXT, true, "可以做什么（law/capability.yaml 的名称），可重复"},
    {"days", "日数", CLI_COUNT, false, "有效多少日"},
    CLI_BY_OPTIONS,
    {0},
};

static const struct cli_example create_examples[] = {
    {"liandong token create 执法平台 --organ 区市场监管局 --scope 数据导入 --days 180 --by qian "
     "--password-file 口令",
     "签发令牌"},
    {0},
};

const struct cli_command cli_cmd_token_create = {
    .name = "token create",
    .operands = "系统名称",
    .summary = "为一个机关的系统签发接口令牌（安全管理员）",
    .text = "令牌以 ldk_ 开头，库中只存其摘要。三员的权限和查看个人信息不能给系统。",
    .option = create_options,
    .example = create_examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = create_run,
};

/* ---- list ---- */

static void token_json(struct buf *b, const struct identity_token *t)
{
    json_open(b, NULL, '{');
    json_text(b, "token", t->shown);
    json_text(b, "name", t->name);
    json_text(b, "organ", t->organ);
    json_text(b, "scopes", t->scopes);
    cli_time_json(b, "made", t->made_at);
    cli_time_json(b, "ends", t->ends_at);
    cli_time_json(b, "used", t->used_at ? t->used_at : -1);
    cli_time_json(b, "revoked", t->revoked_at ? t->revoked_at : -1);
    json_close(b, '}');
}

static void token_line(struct buf *b, const struct identity_token *t, int64_t now)
{
    cli_cell(b, t->shown, 12);
    cli_cell(b, t->name, 20);
    cli_cell(b, t->organ, 16);
    cli_cell(b, t->revoked_at ? STR("已收回") : t->ends_at <= now ? STR("已到期") : STR("有效"), 6);
    buf_z(b, "至 ");
    cli_minute(b, t->ends_at);
    buf_z(b, "  最近使用 ");
    if (t->used_at)
        cli_minute(b, t->used_at);
    else
        buf_z(b, "—");
    buf_fmt(b, "  %.*s", STR_F(t->scopes));
}

static enum err_code list_with(struct cli_run *r, struct cli_account *a, struct err *err)
{
    struct identity_tokens all;
    struct buf b = {0};

    TRY(identity_token_list(a->home.store, r->arena, &all, err));
    for (size_t i = 0; i < all.v.n; i++) {
        if (r->json)
            token_json(&b, &all.v.at[i]);
        else
            token_line(&b, &all.v.at[i], r->clock.now(r->clock.p));
        buf_char(&b, '\n');
    }
    if (!r->json)
        buf_fmt(&b, "令牌 %zu 个\n", all.v.n);
    cli_print(r, &b);
    buf_release(&b);
    return ERR_OK;
}

static enum err_code list_run(struct cli_run *r, struct err *err)
{
    return cli_account_run(r, false, list_with, err);
}

static const struct cli_example list_examples[] = {
    {"liandong token list", "全部令牌"},
    {0},
};

const struct cli_command cli_cmd_token_list = {
    .name = "token list",
    .summary = "列出接口令牌",
    .text = "",
    .example = list_examples,
    .run = list_run,
};

/* ---- revoke ---- */

static enum err_code revoke_with(struct cli_run *r, struct cli_account *a, struct err *err)
{
    struct str shown = str_from(r->operand.at[0]);

    TRY(identity_token_revoke(&a->account.id, &a->who, shown, err));
    cli_account_done(r, "token_revoke", str_sub(shown, 0, shown.n < 12 ? shown.n : 12),
                     "已收回令牌");
    return ERR_OK;
}

static enum err_code revoke_run(struct cli_run *r, struct err *err)
{
    return cli_account_run(r, true, revoke_with, err);
}

static const struct cli_option revoke_options[] = {CLI_BY_OPTIONS, {0}};

static const struct cli_example revoke_examples[] = {
    {"liandong token revoke ldk_1a2b3c4d --by qian --password-file 口令", "收回令牌"},
    {0},
};

const struct cli_command cli_cmd_token_revoke = {
    .name = "token revoke",
    .operands = "令牌",
    .summary = "收回接口令牌（安全管理员）",
    .text = "写令牌开头的十二个字符（liandong token list 所列），或整个令牌。",
    .option = revoke_options,
    .example = revoke_examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = revoke_run,
};
