/* cli/cmd_clue_merge.c - liandong clue merge: one clue stands for two. */
#include "cli/decide.h"

static enum err_code clue_merge_run(struct cli_run *r, struct err *err)
{
    struct matter_decision d = {.verb = MATTER_MERGE, .note = str_from(cli_text(r, "note"))};

    TRY(cli_clue_id(r, r->operand.at[1], &d.into, err));
    return cli_decide(r, &d, 1, "已合并", err);
}

static const struct cli_option options[] = {
    {"note", "说明", CLI_TEXT, false, "说明，随决定保存"},
    CLI_DECIDE_OPTIONS,
    {0},
};

static const struct cli_example examples[] = {
    {"liandong clue merge 15 12", "15 与 12 是同一件事，以后只办 12"},
    {0},
};

const struct cli_command cli_cmd_clue_merge = {
    .name = "clue merge",
    .operands = "编号 并入的编号",
    .summary = "把一条线索并入另一条",
    .text = "前一条不再单独处理。并入的那一条不能是已并入或已消失的。",
    .option = options,
    .example = examples,
    .min = 2,
    .max = 2,
    .operand_kind = CLI_TEXT,
    .run = clue_merge_run,
};
