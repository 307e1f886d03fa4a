/* cli/cmd_sample.c - liandong sample: invented files of any size, for trying and measuring. */
#include "cli/law.h"
#include "cli/run.h"
#include "service/sample/sample.h"

enum { DEFAULT_ROWS = 1000, DEFAULT_SEED = 1 };

static enum err_code sample_with_law(struct cli_run *r, const struct law *law, struct err *err)
{
    struct sample_options o = {
        .dataset = str_from(cli_text(r, "dataset")),
        .rows = cli_count(r, "rows", DEFAULT_ROWS),
        .seed = (uint64_t)cli_count(r, "seed", DEFAULT_SEED),
        .last = cli_day(r, "last"),
        .data_path = cli_share(r, "sample/generate.yaml").p,
    };

    if (!day_known(o.last))
        o.last = clock_today(&r->clock);
    return sample_write(law, &o, r->operand.at[0], err);
}

static enum err_code sample_run(struct cli_run *r, struct err *err)
{
    struct law *law;
    enum err_code rc;

    TRY(cli_law(r, &law, err));
    rc = sample_with_law(r, law, err);
    law_unref(law);
    return rc;
}

static const struct cli_option options[] = {
    {"rows", "行数", CLI_COUNT, false, "处罚表的行数（默认 1000）"},
    {"seed", "种子", CLI_COUNT, false, "同一种子得到同样的文件（默认 1）"},
    {"dataset", "数据集", CLI_TEXT, false,
     "行政处罚（默认）、移送、刑事立案等；与同种子的处罚表对应"},
    {"last", "日期", CLI_DAY, false, "最后一份决定的日期（默认今天）"},
    {0},
};

static const struct cli_example examples[] = {
    {"liandong sample --rows 1000000 --seed 7 处罚.csv", "写一百万行处罚表"},
    {"liandong sample --rows 1000000 --seed 7 --dataset 移送 移送.csv", "写与之对应的移送台账"},
    {0},
};

const struct cli_command cli_cmd_sample = {
    .name = "sample",
    .operands = "文件",
    .summary = "生成虚构的双公示处罚表，用于试用和测速",
    .text = "机关取自法律数据；当事人、事实和金额都是虚构的，夹有少量脏数据。",
    .option = options,
    .example = examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_FILE,
    .run = sample_run,
};
