/* cli/cmd_clue_reopen.c - liandong clue reopen: a decision is taken back. */
#include "cli/decide.h"

static enum err_code clue_reopen_run(struct cli_run *r, struct err *err)
{
    const char *note = cli_text(r, "note");

    return cli_decide(r, &(struct matter_decision){.verb = MATTER_REOPEN, .note = str_from(note)},
                      r->operand.n, "已恢复", err);
}

static const struct cli_option options[] = {
    {"note", "说明", CLI_TEXT, false, "说明，随决定保存"},
    CLI_DECIDE_OPTIONS,
    {0},
};

static const struct cli_example examples[] = {
    {"liandong clue reopen 12", "撤回对这条线索的决定"},
    {0},
};

const struct cli_command cli_cmd_clue_reopen = {
    .name = "clue reopen",
    .operands = "编号…",
    .summary = "撤回受理、排除或合并，线索恢复为待处理",
    .text = "原来的决定仍留在经过里。规则已不再命中的，恢复后为已消失。",
    .option = options,
    .example = examples,
    .min = 1,
    .max = CLI_ANY,
    .operand_kind = CLI_TEXT,
    .run = clue_reopen_run,
};
