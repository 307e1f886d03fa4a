/* cli/cmd_clue_dismiss.c - liandong clue dismiss: a clue is not followed, and why. */
#include "cli/decide.h"

static enum err_code clue_dismiss_run(struct cli_run *r, struct err *err)
{
    const char *note = cli_text(r, "note"), *reason = cli_text(r, "reason");

    if (!reason)
        return cli_usage(r, err, "排除线索要写理由：--reason 代码，如 referred 或 已移送");
    return cli_decide(r,
                      &(struct matter_decision){
                          .verb = MATTER_DISMISS, .code = str_from(reason), .note = str_from(note)},
                      r->operand.n, "已排除", err);
}

static const struct cli_option options[] = {
    {"reason", "理由", CLI_TEXT, false, "law/dismissal.yaml 里的代码或名称，必须写"},
    {"note", "说明", CLI_TEXT, false, "说明，随决定保存"},
    CLI_DECIDE_OPTIONS,
    {0},
};

static const struct cli_example examples[] = {
    {"liandong clue dismiss 12 --reason 已移送 --note 见京规自移〔2025〕3号", "排除，写明理由"},
    {0},
};

const struct cli_command cli_cmd_clue_dismiss = {
    .name = "clue dismiss",
    .operands = "编号…",
    .summary = "排除线索，写明理由",
    .text =
        "理由留在线索上，并用来回测规则草稿。以后再筛查，事实没有变化的不会重新出现；有变化的标明“有变化”。",
    .option = options,
    .example = examples,
    .min = 1,
    .max = CLI_ANY,
    .operand_kind = CLI_TEXT,
    .run = clue_dismiss_run,
};
