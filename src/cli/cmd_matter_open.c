/* cli/cmd_matter_open.c - liandong matter open: a new matter by its first act. */
#include "cli/decide.h"
#include "cli/matter.h"

static enum err_code open_in(struct cli_run *r, struct cli_matter *m, struct err *err)
{
    const char *act = cli_text(r, "act"), *clue = cli_text(r, "clue");
    struct cli_opening o = {.procedure = str_from(r->operand.at[0]), .act = str_from(act)};

    if (clue)
        TRY(cli_clue_id(r, clue, &o.clue, err));
    return cli_open(r, m, &o, err);
}

static enum err_code matter_open_run(struct cli_run *r, struct err *err)
{
    struct cli_matter m;
    enum err_code rc;

    TRY(cli_matter_open(r, &m, err));
    rc = open_in(r, &m, err);
    cli_matter_close(&m);
    return rc;
}

static const struct cli_option options[] = {
    {"act", "办理行为", CLI_TEXT, false, "用哪种办理行为开启（只有一种时可以不写）"},
    {"clue", "线索", CLI_TEXT, false, "在这条线索上开启：线索随之受理，字段和角色由线索填写"},
    CLI_ACT_OPTIONS,
    {0},
};

static const struct cli_example examples[] = {
    {"liandong matter open referral --as 区市场监管局 --field 当事人=某公司 --field 专案组人数=2",
     "开启一件移送涉嫌犯罪案件"},
    {"liandong matter open filing-supervision --clue 12 --as 区检察院 --person 王检察官",
     "在线索 12 上开启立案监督"},
    {0},
};

const struct cli_command cli_cmd_matter_open = {
    .name = "matter open",
    .operands = "程序",
    .summary = "按程序开启一个事项",
    .text = "程序见 law/procedure。缺少的字段、材料、权限会逐项说明。",
    .option = options,
    .example = examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = matter_open_run,
};
