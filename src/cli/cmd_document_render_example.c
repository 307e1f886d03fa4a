/* cli/cmd_document_render_example.c - liandong document render-example: a template as its
 * procedure's worked example fills it. */
#include "cli/document.h"
#include "cli/law.h"
#include "service/document/example.h"

static enum err_code render(struct cli_run *r, const struct law *law, struct err *err)
{
    const struct law_template *t;
    struct matter_plan plan;
    struct diag_list diags;
    struct render_fonts *fonts;
    struct render_doc doc;
    enum document_format format;
    struct buf file = {0};
    enum err_code rc;

    diag_init(&diags, r->arena);
    TRY(cli_document_format(r, &format, err));
    TRY(cli_template(r, law, r->operand.at[0], &t, err));
    TRY(matter_plan_make(law, t->p, r->arena, &diags, &plan, err));
    TRY(document_of_example(&plan, t, r->arena, &doc, err));
    doc.stamp = STR("样张");
    TRY(cli_fonts(r, &fonts, err));
    rc = document_write(fonts, &doc, format, STR(""), &file, err);
    if (rc == ERR_OK)
        rc = cli_document_out(r, &file, err);
    buf_release(&file);
    return rc;
}

static enum err_code render_example_run(struct cli_run *r, struct err *err)
{
    struct law *law;
    enum err_code rc;

    TRY(cli_law(r, &law, err));
    rc = render(r, law, err);
    law_unref(law);
    return rc;
}

static const struct cli_option options[] = {CLI_DOCUMENT_OPTIONS, {0}};

static const struct cli_example examples[] = {
    {"liandong document render-example 涉嫌犯罪案件移送书 --out yang.pdf",
     "按程序的例制作一份样张，看格式和文字"},
    {0},
};

const struct cli_command cli_cmd_document_render_example = {
    .name = "document render-example",
    .operands = "文书",
    .summary = "按程序的例制作文书样张",
    .text = "文书写名称或者标识。样张每页上方印有“样张”。",
    .option = options,
    .example = examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = render_example_run,
};
