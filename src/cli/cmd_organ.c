/* cli/cmd_organ.c - liandong organ list, import, export. */
#include "base/file.h"
#include "base/json.h"
#include "cli/account.h"
#include "cli/law.h"
#include "identity/directory.h"

/* ---- list ---- */

static void organ_json(struct buf *b, const struct law_organ *o)
{
    json_open(b, NULL, '{');
    json_text(b, "organ", o->id);
    json_text(b, "name", o->name);
    json_text(b, "short", o->short_name);
    json_text(b, "kind", law_organ_kind_name(o->kind));
    json_text(b, "parent", o->parent ? o->parent->id : STR(""));
    json_i64(b, "region", o->region);
    json_close(b, '}');
    buf_char(b, '\n');
}

static void organ_line(struct buf *b, const struct law_organ *o)
{
    if (o->parent)
        buf_z(b, "  ");
    cli_cell(b, o->id, o->parent ? 26 : 28);
    cli_cell(b, law_organ_kind_name(o->kind), 15);
    buf_fmt(b, "%.*s\n", STR_F(o->name));
}

static enum err_code list_run(struct cli_run *r, struct err *err)
{
    struct law *law;
    struct buf b = {0};

    TRY(cli_law(r, &law, err));
    for (size_t i = 0; i < law->norgan; i++) {
        if (r->json)
            organ_json(&b, &law->organ[i]);
        else
            organ_line(&b, &law->organ[i]);
    }
    if (!r->json)
        buf_fmt(&b, "机关和内设机构 %zu 个\n", law->norgan);
    cli_print(r, &b);
    buf_release(&b);
    law_unref(law);
    return ERR_OK;
}

static const struct cli_example list_examples[] = {
    {"liandong organ list", "全部机关及其内设机构"},
    {0},
};

const struct cli_command cli_cmd_organ_list = {
    .name = "organ list",
    .summary = "列出机关和内设机构",
    .text = "",
    .example = list_examples,
    .run = list_run,
};

/* ---- import ---- */

static enum err_code write_yaml(struct cli_run *r, const char *to, struct buf *yaml, int64_t n,
                                struct err *err)
{
    struct buf b = {0};

    if (file_exists(to)) {
        err_set(err, ERR_CONFLICT, "%s: is there", to);
        return err_set_zh(err, "“%s”已存在，不覆盖", to);
    }
    TRY(file_write(to, buf_view(yaml), err));
    if (r->json) {
        json_open(&b, NULL, '{');
        json_text(&b, "file", str_from(to));
        json_i64(&b, "organs", n);
        json_close(&b, '}');
    } else {
        buf_fmt(&b, "机关 %lld 个，写入 %s。放入 law/organ 后请运行 liandong law check",
                (long long)n, to);
    }
    buf_char(&b, '\n');
    cli_print(r, &b);
    buf_release(&b);
    return ERR_OK;
}

static enum err_code import_run(struct cli_run *r, struct err *err)
{
    struct directory_problems problems = {0};
    const char *to = cli_text(r, "out");
    struct buf yaml = {0};
    enum err_code rc;
    int64_t n = 0;

    if (!to)
        return cli_usage(r, err, "请用 --out 写明存到哪个文件，如 law/organ/district.yaml");
    rc = directory_read_organs(r->operand.at[0], r->arena, &yaml, &n, &problems, err);
    if (rc == ERR_OK && problems.v.n > 0)
        cli_problems(r, &problems);
    else if (rc == ERR_OK)
        rc = write_yaml(r, to, &yaml, n, err);
    buf_release(&yaml);
    return rc;
}

static const struct cli_option import_options[] = {
    {"out", "文件", CLI_FILE, false, "写成 law/organ 的文件；已存在则不写"},
    {0},
};

static const struct cli_example import_examples[] = {
    {"liandong organ import 名录.xlsx --out law/organ/district.yaml", "把机关名录变成法律数据"},
    {0},
};

const struct cli_command cli_cmd_organ_import = {
    .name = "organ import",
    .operands = "名录",
    .summary = "从名录（XLSX、CSV）读机关",
    .text =
        "读“机关”表：代号、名称、简称、别名、类别、上级、行政区划代码、统一社会信用代码、机关代字、执法领域。"
        "机关是法律数据，写成 law/organ 的文件，由人核对后使用。有问题时逐处指出，不写文件。",
    .option = import_options,
    .example = import_examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_FILE,
    .run = import_run,
};

/* ---- export ---- */

static enum err_code export_with(struct cli_run *r, struct cli_account *a, struct err *err)
{
    struct buf b = {0};

    TRY(directory_write(&a->account.id, r->operand.at[0], err));
    if (r->json) {
        json_open(&b, NULL, '{');
        json_text(&b, "file", str_from(r->operand.at[0]));
        json_i64(&b, "organs", (int64_t)a->law->norgan);
        json_close(&b, '}');
    } else {
        buf_fmt(&b, "机关和人员已写入 %s", r->operand.at[0]);
    }
    buf_char(&b, '\n');
    cli_print(r, &b);
    buf_release(&b);
    return ERR_OK;
}

static enum err_code export_run(struct cli_run *r, struct err *err)
{
    return cli_account_run(r, false, export_with, err);
}

static const struct cli_example export_examples[] = {
    {"liandong organ export 名录.xlsx", "写出机关和人员两个工作表"},
    {0},
};

const struct cli_command cli_cmd_organ_export = {
    .name = "organ export",
    .operands = "名录",
    .summary = "把机关和人员写成名录（XLSX）",
    .text = "含姓名，请按个人信息保管。",
    .example = export_examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_FILE,
    .run = export_run,
};
