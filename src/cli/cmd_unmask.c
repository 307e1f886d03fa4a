/* cli/cmd_unmask.c - liandong unmask: masked fields of a record, for a stated purpose. */
#include "base/fen.h"
#include "base/json.h"
#include "cli/account.h"
#include "pipeline/unmask.h"

static void print_shown(const struct cli_run *r, const struct pipeline_unmasked *shown)
{
    struct buf b = {0};

    for (size_t i = 0; i < shown->v.n; i++) {
        if (r->json) {
            json_open(&b, NULL, '{');
            json_text(&b, "field", shown->v.at[i].field);
            json_text(&b, "text", shown->v.at[i].text);
            json_close(&b, '}');
        } else {
            cli_cell(&b, shown->v.at[i].field, 18);
            buf_str(&b, shown->v.at[i].text);
        }
        buf_char(&b, '\n');
    }
    if (!r->json)
        buf_z(&b, "已留查看凭据，记录所属机关可以查到\n");
    cli_print(r, &b);
    buf_release(&b);
}

static enum err_code read_operands(struct cli_run *r, const struct cli_account *a,
                                   struct pipeline_unmask *ret, struct err *err)
{
    const char *purpose = cli_text(r, "purpose");
    struct str name = str_from(r->operand.at[0]);

    ret->dataset = law_dataset_find(a->law, name);
    if (!ret->dataset) {
        err_set(err, ERR_NOT_FOUND, "no such dataset");
        return err_set_zh(err, "没有数据集“%.*s”", STR_F(name));
    }
    if (!fen_decimal(str_from(r->operand.at[1]), 0, &ret->record))
        return cli_usage(r, err, "“%s”不是记录的编号", r->operand.at[1]);
    ret->field = r->operand.n > 2 ? str_from(r->operand.at[2]) : STR("");
    ret->purpose = purpose ? str_from(purpose) : STR("");
    return ERR_OK;
}

static enum err_code unmask_with(struct cli_run *r, struct cli_account *a, struct err *err)
{
    struct pipeline_unmask u;
    struct pipeline_unmasked shown;

    TRY(read_operands(r, a, &u, err));
    TRY(pipeline_unmask(&a->account.id, &a->who, &u, r->arena, &shown, err));
    print_shown(r, &shown);
    return ERR_OK;
}

static enum err_code unmask_run(struct cli_run *r, struct err *err)
{
    return cli_account_run(r, true, unmask_with, err);
}

static const struct cli_option options[] = {
    {"purpose", "用途", CLI_TEXT, false, "看来做什么，必须写"},
    CLI_BY_OPTIONS,
    {0},
};

static const struct cli_example examples[] = {
    {"liandong unmask 行政处罚 17 证件号码 --purpose 核对被移送人身份 --by li.an --password-file 口令",
     "查看一项，并留凭据"},
    {0},
};

const struct cli_command cli_cmd_unmask = {
    .name = "unmask",
    .operands = "数据集 记录 [字段]",
    .summary = "写明用途后查看记录中被遮盖的个人信息",
    .text =
        "需要权限“查看个人信息”，或本机关记录的“查看本机关个人信息”。先留查看凭据（liandong audit "
        "receipts），再显示；凭据是存证链的一叶。",
    .option = options,
    .example = examples,
    .min = 2,
    .max = 3,
    .operand_kind = CLI_TEXT,
    .run = unmask_run,
};
