/* cli/cmd_clue_accept.c - liandong clue accept: a clue is worth following. */
#include "cli/decide.h"
#include "cli/matter.h"

/* The clue opens a matter: the act of --as (or --organ), by --person (or --by). */
static enum err_code open_on_clue(struct cli_run *r, const char *procedure, struct err *err)
{
    struct cli_opening o = {.procedure = str_from(procedure),
                            .person = str_from(cli_text(r, "by"))};
    struct cli_matter m;
    enum err_code rc;

    if (r->operand.n != 1 || cli_text(r, "note") || cli_text(r, "organ"))
        return cli_usage(r, err, "--open 一次一条线索，用 --as 指明机关，不写 --organ 和 --note");
    TRY(cli_clue_id(r, r->operand.at[0], &o.clue, err));
    TRY(cli_matter_open(r, &m, err));
    rc = cli_open(r, &m, &o, err);
    cli_matter_close(&m);
    return rc;
}

static enum err_code clue_accept_run(struct cli_run *r, struct err *err)
{
    const char *note = cli_text(r, "note"), *procedure = cli_text(r, "open");

    if (procedure)
        return open_on_clue(r, procedure, err);
    return cli_decide(r, &(struct matter_decision){.verb = MATTER_ACCEPT, .note = str_from(note)},
                      r->operand.n, "已受理", err);
}

static const struct cli_option options[] = {
    {"note", "说明", CLI_TEXT, false, "说明，随决定保存"},
    {"open", "程序", CLI_TEXT, false, "随即开启这一程序的事项（见 liandong matter open --clue）"},
    CLI_DECIDE_OPTIONS,
    CLI_ACT_OPTIONS,
    {0},
};

static const struct cli_example examples[] = {
    {"liandong clue accept 12 15 --by 王检察官", "受理两条线索"},
    {"liandong clue accept 12 --open filing-supervision --as 区检察院 --by 王检察官",
     "受理线索 12 并开启立案监督"},
    {0},
};

const struct cli_command cli_cmd_clue_accept = {
    .name = "clue accept",
    .operands = "编号…",
    .summary = "受理线索",
    .text = "一次可以受理几条；有一条不能受理，就一条也不受理。已排除的线索也可以改为受理。\n"
            "--open 之后的选项用于开启事项的办理行为；一条线索只开启一个事项。",
    .option = options,
    .example = examples,
    .min = 1,
    .max = CLI_ANY,
    .operand_kind = CLI_TEXT,
    .run = clue_accept_run,
};
