/* cli/cmd_fund_statement.c - liandong fund statement: what the accounts of a fund held, were posted
 * and hold. */
#include "base/json.h"
#include "cli/actor.h"
#include "cli/matter.h"
#include "service/fund/statement.h"

/* ---- as JSON ---- */

static void json_fen(struct buf *b, const char *key, struct fen n)
{
    struct buf v = {0};

    fen_print(&v, n);
    json_text(b, key, buf_view(&v));
    buf_release(&v);
}

static void json_moment(struct buf *b, const char *key, struct moment m)
{
    struct buf v = {0};

    moment_print(&v, m);
    json_text(b, key, buf_view(&v));
    buf_release(&v);
}

static void json_sums(struct buf *b, const struct fund_sum *sum, size_t n)
{
    json_open(b, "accounts", '[');
    for (size_t i = 0; i < n; i++) {
        json_open(b, NULL, '{');
        json_text(b, "account", sum[i].account);
        json_text(b, "side", sum[i].side == LAW_DEBIT ? STR("debit") : STR("credit"));
        json_fen(b, "opening", sum[i].opening);
        json_fen(b, "debit", sum[i].debit);
        json_fen(b, "credit", sum[i].credit);
        json_fen(b, "closing", sum[i].closing);
        json_close(b, '}');
    }
    json_close(b, ']');
}

static void json_lines(struct buf *b, const struct fund_matter *m)
{
    json_open(b, "lines", '[');
    for (size_t i = 0; i < m->nline; i++) {
        const struct matter_journal_line *line = &m->line[i];

        json_open(b, NULL, '{');
        json_i64(b, "no", line->no);
        json_moment(b, "at", line->at);
        json_text(b, "act", line->act);
        json_text(b, "organ", line->organ);
        json_text(b, "account", line->account);
        json_text(b, "side", line->side == LAW_DEBIT ? STR("debit") : STR("credit"));
        json_fen(b, "amount", line->amount);
        json_close(b, '}');
    }
    json_close(b, ']');
}

static void json_day(struct buf *b, const char *key, struct day d)
{
    struct buf v = {0};

    if (day_known(d))
        day_print(&v, d);
    json_text(b, key, buf_view(&v));
    buf_release(&v);
}

static void statement_json(struct buf *b, const struct fund_statement *s)
{
    json_open(b, NULL, '{');
    json_text(b, "procedure", s->procedure->id);
    json_day(b, "from", s->from);
    json_day(b, "to", s->to);
    json_sums(b, s->sum, s->nsum);
    json_fen(b, "debit", s->debit);
    json_fen(b, "credit", s->credit);
    json_open(b, "matters", '[');
    for (size_t i = 0; i < s->matter.n; i++) {
        const struct fund_matter *m = &s->matter.at[i];

        json_open(b, NULL, '{');
        json_i64(b, "matter", m->id);
        json_text(b, "state", m->state);
        json_sums(b, m->sum, s->nsum);
        json_lines(b, m);
        json_close(b, '}');
    }
    json_close(b, ']');
    json_close(b, '}');
    buf_char(b, '\n');
}

/* ---- for people ---- */

static void put_fen(struct buf *b, const char *zh, struct fen n)
{
    buf_fmt(b, "  %s ", zh);
    fen_print(b, n);
}

static void put_sums(struct buf *b, const struct fund_sum *sum, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_fmt(b, "  %.*s", STR_F(sum[i].account));
        put_fen(b, "期初", sum[i].opening);
        put_fen(b, "借方", sum[i].debit);
        put_fen(b, "贷方", sum[i].credit);
        put_fen(b, "期末", sum[i].closing);
        buf_char(b, '\n');
    }
}

static void put_lines(struct buf *b, const struct fund_matter *m)
{
    for (size_t i = 0; i < m->nline; i++) {
        const struct matter_journal_line *line = &m->line[i];

        buf_z(b, "    ");
        moment_print(b, line->at);
        buf_fmt(b, "  第 %lld 次  %.*s  %s %.*s  ", (long long)line->no, STR_F(line->act),
                line->side == LAW_DEBIT ? "借" : "贷", STR_F(line->account));
        fen_print(b, line->amount);
        buf_char(b, '\n');
    }
}

static void put_head(struct buf *b, const struct fund_statement *s)
{
    buf_fmt(b, "%.*s  资金报表", STR_F(s->procedure->name));
    if (day_known(s->from)) {
        buf_z(b, "  自 ");
        day_print(b, s->from);
    }
    if (day_known(s->to)) {
        buf_z(b, "  至 ");
        day_print(b, s->to);
    }
    buf_char(b, '\n');
}

static void statement_text(struct buf *b, const struct fund_statement *s)
{
    put_head(b, s);
    put_sums(b, s->sum, s->nsum);
    buf_z(b, "  合计");
    put_fen(b, "借方", s->debit);
    put_fen(b, "贷方", s->credit);
    buf_z(b, "  借贷相等\n");
    for (size_t i = 0; i < s->matter.n; i++) {
        const struct fund_matter *m = &s->matter.at[i];

        buf_fmt(b, "事项 %lld  %.*s\n", (long long)m->id, STR_F(m->state));
        put_sums(b, m->sum, s->nsum);
        put_lines(b, m);
    }
}

/* ---- the command ---- */

/* --procedure, or the only one that keeps accounts. */
static enum err_code find_fund(struct cli_run *r, const struct cli_matter *m,
                               const struct matter_plan **ret, struct err *err)
{
    const char *name = cli_text(r, "procedure");
    const struct matter_plan *found = NULL;

    for (size_t i = 0; i < m->book.n; i++) {
        const struct law_procedure *p = m->book.plan[i].p;

        if (p->naccount == 0 ||
            (name && !str_eq(p->id, str_from(name)) && !str_eq(p->name, str_from(name))))
            continue;
        if (found)
            return cli_usage(r, err, "有几个程序有资金账，请用 --procedure 指明");
        found = &m->book.plan[i];
    }
    if (!found)
        return cli_usage(r, err, "没有这样的有资金账的程序");
    *ret = found;
    return ERR_OK;
}

static enum err_code statement_in(struct cli_run *r, struct cli_matter *m, struct err *err)
{
    struct fund_question q = {.from = cli_day(r, "from"), .to = cli_day(r, "to")};
    struct fund_statement s;
    struct actor who;
    struct buf b = {0};

    TRY(cli_actor(r, m->law, &who, err));
    q.who = &who;
    TRY(find_fund(r, m, &q.plan, err));
    if (r->operand.n > 0)
        TRY(cli_matter_id(r, 0, &q.matter, err));
    TRY(fund_statement_make(&m->log, &q, r->arena, &s, err));
    if (r->json)
        statement_json(&b, &s);
    else
        statement_text(&b, &s);
    cli_print(r, &b);
    cli_say_operator(r, &who);
    buf_release(&b);
    return ERR_OK;
}

static enum err_code fund_statement_run(struct cli_run *r, struct err *err)
{
    struct cli_matter m;
    enum err_code rc;

    TRY(cli_matter_open(r, &m, err));
    rc = statement_in(r, &m, err);
    cli_matter_close(&m);
    return rc;
}

static const struct cli_option options[] = {
    {"procedure", "程序", CLI_TEXT, false, "哪个程序的资金账（只有一个时不必写）"},
    {"from", "日期", CLI_DAY, false, "自哪一日起；以前的算作期初"},
    {"to", "日期", CLI_DAY, false, "至哪一日止"},
    CLI_ACTOR_OPTIONS,
    {0},
};

static const struct cli_example examples[] = {
    {"liandong fund statement", "全区生态环境损害赔偿资金的报表"},
    {"liandong fund statement 5 --from 2026-01-01 --to 2026-12-31", "事项 5 一年的分录和余额"},
    {0},
};

const struct cli_command cli_cmd_fund_statement = {
    .name = "fund statement",
    .operands = "[事项]",
    .summary = "资金报表：各账户的期初、借方、贷方、期末",
    .text = "分录由历次办理得出，复式记账，精确到分。报表与库中余额不符或者借贷不平时不出报表，\n"
            "而是报错；可以再用 ledger verify 查明。",
    .option = options,
    .example = examples,
    .min = 0,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = fund_statement_run,
};
