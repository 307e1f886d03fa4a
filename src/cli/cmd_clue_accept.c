/* cli/cmd_clue_accept.c - liandong clue accept: a clue is worth following. */
#include "cli/decide.h"

static enum err_code clue_accept_run(struct cli_run *r, struct err *err)
{
    const char *note = cli_text(r, "note");

    return cli_decide(r, &(struct matter_decision){.verb = MATTER_ACCEPT, .note = str_from(note)},
                      r->operand.n, "已受理", err);
}

static const struct cli_option options[] = {
    {"note", "说明", CLI_TEXT, false, "说明，随决定保存"},
    CLI_DECIDE_OPTIONS,
    {0},
};

static const struct cli_example examples[] = {
    {"liandong clue accept 12 15 --by 王检察官", "受理两条线索"},
    {0},
};

const struct cli_command cli_cmd_clue_accept = {
    .name = "clue accept",
    .operands = "编号…",
    .summary = "受理线索",
    .text = "一次可以受理几条；有一条不能受理，就一条也不受理。已排除的线索也可以改为受理。",
    .option = options,
    .example = examples,
    .min = 1,
    .max = CLI_ANY,
    .operand_kind = CLI_TEXT,
    .run = clue_accept_run,
};
