/* cli/cmd_matter_migrate.c - liandong matter migrate: a running matter by the law's present version of
 * its procedure. */
#include "base/json.h"
#include "cli/matter.h"

static void print_versions(struct cli_run *r, const struct matter_receipt *receipt, struct str was)
{
    struct str is = receipt->again ? STR("") : receipt->change.after.plan->p->version;
    struct buf b = {0};

    if (r->json) {
        json_open(&b, NULL, '{');
        json_i64(&b, "matter", receipt->matter);
        json_i64(&b, "version", receipt->version);
        json_bool(&b, "again", receipt->again);
        json_text(&b, "was", was);
        json_text(&b, "is", is);
        json_close(&b, '}');
        buf_char(&b, '\n');
        cli_print(r, &b);
    } else {
        cli_print_receipt(r, receipt);
        if (!receipt->again)
            buf_fmt(&b, "  程序版本 %.*s → %.*s\n", STR_F(was), STR_F(is));
        cli_print(r, &b);
    }
    buf_release(&b);
}

static enum err_code ask(struct cli_run *r, struct cli_matter *m, struct matter_request *q,
                         struct err *err)
{
    const char *at = cli_text(r, "at"), *by = cli_text(r, "by");
    struct actor who;

    q->act = (struct matter_act){.name = STR("migrate"), .at = q->entered, .timed = true};
    if (!cli_text(r, "as") || !by)
        return cli_usage(r, err, "请用 --as 指明机关，用 --by 写明办理人");
    if (at && !moment_parse(str_from(at), &q->act.at, &q->act.timed))
        return cli_usage(r, err, "--at 应当写成 2024-03-01T10:20 或 2024-03-01：%s", at);
    if (q->act.at.n > q->entered.n)
        return cli_usage(r, err, "办理时间不能晚于现在");
    TRY(cli_actor(r, m->law, &who, err));
    q->act.actor = (struct matter_act_actor){.organ = law_organ_find(m->law, who.organ),
                                             .person = str_from(by),
                                             .capability = who.capability,
                                             .ncapability = who.ncapability};
    q->key = cli_act_key(r, q);
    return ERR_OK;
}

static enum err_code migrate_in(struct cli_run *r, struct cli_matter *m, struct err *err)
{
    struct matter_request q = {
        .entered = cli_now(r), .seen = cli_count(r, "seen", 0), .migrate = true};
    struct matter_receipt receipt;
    struct matter before;

    TRY(cli_matter_id(r, 0, &q.matter, err));
    TRY(ask(r, m, &q, err));
    TRY(matter_get(&m->log, q.matter, r->arena, &before, err));
    TRY(matter_commit(&m->log, &q, r->arena, &receipt, err));
    print_versions(r, &receipt, before.plan->p->version);
    return ERR_OK;
}

static enum err_code matter_migrate_run(struct cli_run *r, struct err *err)
{
    struct cli_matter m;
    enum err_code rc;

    if (!cli_has(r, "seen"))
        return cli_usage(r, err,
                         "请用 --seen 写明您看到的是第几次办理（liandong matter show 可查）");
    TRY(cli_matter_open(r, &m, err));
    rc = migrate_in(r, &m, err);
    cli_matter_close(&m);
    return rc;
}

static const struct cli_option options[] = {
    {"seen", "次数", CLI_COUNT, false, "您看到事项办理到第几次；此后有新的办理则不办，并说明"},
    {"as", "机关", CLI_TEXT, false, "以哪个机关的名义办理：在事项中担任角色的"},
    {"by", "姓名", CLI_TEXT, false, "由谁办理"},
    {"capability", "权限", CLI_TEXT, true, "办理人具有的权限，可重复"},
    {"at", "时间", CLI_TEXT, false, "何时办理：2024-03-01T10:20 或日期（默认现在）"},
    {"key", "凭号", CLI_TEXT, false, "这次办理的凭号：同一凭号重复提交只办理一次"},
    {0},
};

static const struct cli_example examples[] = {
    {"liandong matter migrate 5 --seen 3 --as 区市场监管局 --by 张三",
     "事项 5 自此按程序的现行版本办理"},
    {0},
};

const struct cli_command cli_cmd_matter_migrate = {
    .name = "matter migrate",
    .operands = "事项",
    .summary = "使在办事项改用其程序的现行版本",
    .text = "状态、角色、字段、期限按名称转入现行版本，运行中的期限重新计算；"
            "有一项在现行版本里没有位置，就不改，并逐项说明。改用本身是一次办理，记入存证链。",
    .option = options,
    .example = examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = matter_migrate_run,
};
