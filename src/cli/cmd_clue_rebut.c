/* cli/cmd_clue_rebut.c - liandong clue rebut: what the organ says against a clue. */
#include "cli/decide.h"

static enum err_code clue_rebut_run(struct cli_run *r, struct err *err)
{
    const char *note = cli_text(r, "note");

    if (str_trim(str_from(note)).n == 0)
        return cli_usage(r, err, "申辩要写内容：--note 说明");
    return cli_decide(r, &(struct matter_decision){.verb = MATTER_REBUT, .note = str_from(note)}, 1,
                      "已记录申辩：", err);
}

static const struct cli_option options[] = {
    {"note", "说明", CLI_TEXT, false, "申辩的内容，必须写"},
    CLI_DECIDE_OPTIONS,
    {0},
};

static const struct cli_example examples[] = {
    {"liandong clue rebut 12 --organ 区市场监管局 --by 李科长 --note 已于3月2日移送",
     "记下机关的申辩"},
    {0},
};

const struct cli_command cli_cmd_clue_rebut = {
    .name = "clue rebut",
    .operands = "编号",
    .summary = "记录被监督机关对线索的申辩",
    .text = "申辩是线索经过中的一项，不改变线索的状态。",
    .option = options,
    .example = examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = clue_rebut_run,
};
