/* cli/cmd_matter_act.c - liandong matter act: one act in a matter. */
#include "cli/matter.h"

static enum err_code act_in(struct cli_run *r, struct cli_matter *m, struct err *err)
{
    struct matter_request q = {.entered = cli_now(r), .seen = cli_count(r, "seen", 0)};
    struct matter_receipt receipt;

    TRY(cli_matter_id(r, 0, &q.matter, err));
    TRY(cli_act(r, m, str_from(r->operand.at[1]), &q.act, err));
    q.key = cli_act_key(r, &q);
    TRY(matter_commit(&m->log, &q, r->arena, &receipt, err));
    cli_print_receipt(r, &receipt);
    return ERR_OK;
}

static enum err_code matter_act_run(struct cli_run *r, struct err *err)
{
    struct cli_matter m;
    enum err_code rc;

    if (!cli_has(r, "seen"))
        return cli_usage(r, err,
                         "请用 --seen 写明您看到的是第几次办理（liandong matter show 可查）");
    TRY(cli_matter_open(r, &m, err));
    rc = act_in(r, &m, err);
    cli_matter_close(&m);
    return rc;
}

static const struct cli_option options[] = {
    {"seen", "次数", CLI_COUNT, false, "您看到事项办理到第几次；此后有新的办理则不办，并说明"},
    CLI_ACT_OPTIONS,
    {0},
};

static const struct cli_example examples[] = {
    {"liandong matter act 5 批准移送 --seen 2 --as 区市场监管局 --capability 批准移送",
     "在事项 5 办理“批准移送”"},
    {0},
};

const struct cli_command cli_cmd_matter_act = {
    .name = "matter act",
    .operands = "事项 办理行为",
    .summary = "在事项中办理一个行为",
    .text = "不能办理时说明哪一条件不成立、依据哪一条。同一凭号重复提交只办理一次。",
    .option = options,
    .example = examples,
    .min = 2,
    .max = 2,
    .operand_kind = CLI_TEXT,
    .run = matter_act_run,
};
