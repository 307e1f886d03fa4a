/* cli/cmd_session.c - liandong session list, session revoke. */
#include "base/fen.h"
#include "base/json.h"
#include "cli/account.h"
#include "cli/ledger.h"
#include "identity/session.h"

static void session_json(struct buf *b, const struct identity_session *s)
{
    json_open(b, NULL, '{');
    json_i64(b, "session", s->id);
    json_text(b, "login", s->login);
    cli_time_json(b, "made", s->made_at);
    cli_time_json(b, "seen", s->seen_at);
    cli_time_json(b, "ends", s->ends_at);
    json_text(b, "agent", s->agent);
    json_close(b, '}');
}

static void session_line(struct buf *b, const struct identity_session *s)
{
    buf_fmt(b, "%6lld  ", (long long)s->id);
    cli_cell(b, s->login, 16);
    buf_z(b, "登录 ");
    cli_minute(b, s->made_at);
    buf_z(b, "  最近 ");
    cli_minute(b, s->seen_at);
    buf_z(b, "  至 ");
    cli_minute(b, s->ends_at);
    buf_fmt(b, "  浏览器 %.*s", STR_F(s->agent));
}

static enum err_code list_with(struct cli_run *r, struct cli_account *a, struct err *err)
{
    struct str login = r->operand.n ? str_from(r->operand.at[0]) : STR("");
    struct identity_sessions all;
    struct buf b = {0};

    TRY(identity_session_list(&a->account.id, login, r->arena, &all, err));
    for (size_t i = 0; i < all.v.n; i++) {
        if (r->json)
            session_json(&b, &all.v.at[i]);
        else
            session_line(&b, &all.v.at[i]);
        buf_char(&b, '\n');
    }
    if (!r->json)
        buf_fmt(&b, "会话 %zu 个\n", all.v.n);
    cli_print(r, &b);
    buf_release(&b);
    return ERR_OK;
}

static enum err_code list_run(struct cli_run *r, struct err *err)
{
    return cli_account_run(r, false, list_with, err);
}

static const struct cli_example list_examples[] = {
    {"liandong session list li.an", "一个账户的会话"},
    {0},
};

const struct cli_command cli_cmd_session_list = {
    .name = "session list",
    .operands = "[登录名]",
    .summary = "列出正在进行的会话",
    .text = "",
    .example = list_examples,
    .min = 0,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = list_run,
};

/* ---- revoke ---- */

static enum err_code revoke_with(struct cli_run *r, struct cli_account *a, struct err *err)
{
    struct str what = str_from(r->operand.at[0]);
    int64_t session, n = 0;

    if (fen_decimal(what, 0, &session))
        TRY(identity_session_end(&a->account.id, &a->who, session, err));
    else
        TRY(identity_session_end_all(&a->account.id, &a->who, what, &n, err));
    cli_account_done(r, "session_revoke", what, "已收回会话");
    return ERR_OK;
}

static enum err_code revoke_run(struct cli_run *r, struct err *err)
{
    return cli_account_run(r, true, revoke_with, err);
}

static const struct cli_option options[] = {CLI_BY_OPTIONS, {0}};

static const struct cli_example revoke_examples[] = {
    {"liandong session revoke 17 --by qian --password-file 口令", "收回一个会话"},
    {"liandong session revoke li.an --by qian --password-file 口令", "收回一个账户的全部会话"},
    {0},
};

const struct cli_command cli_cmd_session_revoke = {
    .name = "session revoke",
    .operands = "会话或登录名",
    .summary = "收回会话（本人，或安全管理员）",
    .text = "",
    .option = options,
    .example = revoke_examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = revoke_run,
};
