/* cli/cmd_document_make.c - liandong document make: a document out of a matter's fields. */
#include "base/json.h"
#include "cli/document.h"
#include "cli/matter.h"
#include "pipeline/document.h"

static enum err_code keep(struct cli_run *r, struct cli_matter *m,
                          const struct pipeline_document_request *q,
                          const struct pipeline_author *author, struct err *err)
{
    struct buf b = {0};
    int64_t id;

    TRY(pipeline_document_draft(&m->log, q, author, &id, err));
    if (r->json) {
        json_open(&b, NULL, '{');
        json_i64(&b, "document", id);
        json_text(&b, "template", q->t->id);
        json_i64(&b, "matter", q->matter);
        json_close(&b, '}');
        buf_char(&b, '\n');
    } else {
        buf_fmt(&b, "已存为文书 %lld 的第 1 稿：%.*s（事项 %lld）\n", (long long)id,
                STR_F(q->t->name), (long long)q->matter);
    }
    cli_print(r, &b);
    buf_release(&b);
    return ERR_OK;
}

static enum err_code show(struct cli_run *r, struct cli_matter *m,
                          const struct pipeline_document_request *q, struct err *err)
{
    struct render_fonts *fonts;
    struct render_doc doc;
    enum document_format format;
    struct buf file = {0};
    enum err_code rc;

    TRY(cli_document_format(r, &format, err));
    TRY(pipeline_document_fill(&m->log, q, r->arena, &doc, err));
    TRY(cli_fonts(r, &fonts, err));
    rc = document_write(fonts, &doc, format, STR(""), &file, err);
    if (rc == ERR_OK)
        rc = cli_document_out(r, &file, err);
    buf_release(&file);
    return rc;
}

static enum err_code make(struct cli_run *r, struct cli_matter *m, struct err *err)
{
    struct pipeline_document_request q = {
        .matter = cli_count(r, "matter", 0), .date = cli_day(r, "date"), .stamp = STR("草稿")};
    struct pipeline_author author;

    if (!day_known(q.date))
        q.date = moment_day(cli_now(r));
    TRY(cli_template(r, m->law, r->operand.at[0], &q.t, err));
    TRY(cli_pairs(r, "field", &q.field, err));
    TRY(cli_author(r, m, &author, err));
    q.organ = author.organ;
    if (cli_has(r, "keep"))
        return keep(r, m, &q, &author, err);
    return show(r, m, &q, err);
}

static enum err_code document_make_run(struct cli_run *r, struct err *err)
{
    struct cli_matter m;
    enum err_code rc;

    if (!cli_has(r, "matter"))
        return cli_usage(r, err, "请用 --matter 写明事项的编号");
    if (cli_has(r, "keep") == (cli_has(r, "out") || cli_has(r, "format")))
        return cli_usage(r, err, "请用 --out 写成文件，或者用 --keep 存为草稿，二者取一");
    TRY(cli_matter_open(r, &m, err));
    rc = make(r, &m, err);
    cli_matter_close(&m);
    return rc;
}

static const struct cli_option options[] = {
    {"matter", "事项", CLI_COUNT, false, "从哪个事项取字段"},
    {"date", "日期", CLI_DAY, false, "成文日期（默认今天）"},
    {"field", "字段=值", CLI_TEXT, true, "事项中还没有的字段，可重复"},
    {"keep", NULL, CLI_FLAG, false, "存为草稿，供修改和签发"},
    CLI_AUTHOR_OPTIONS,
    CLI_DOCUMENT_OPTIONS,
    {0},
};

static const struct cli_example examples[] = {
    {"liandong document make 涉嫌犯罪案件移送书 --matter 5 --as 区市场监管局 --out yisong.pdf",
     "按事项 5 制作移送书的草稿"},
    {"liandong document make 涉嫌犯罪案件移送书 --matter 5 --keep --as 区市场监管局",
     "存为草稿，供修改和签发"},
    {0},
};

const struct cli_command cli_cmd_document_make = {
    .name = "document make",
    .operands = "文书",
    .summary = "按事项的字段制作文书",
    .text =
        "只有制作文书的机关可以制作。缺少的字段会逐一列出。文书写名称或者标识（liandong document list 可查）。没有签发的文书每页上方"
        "印有“草稿”。",
    .option = options,
    .example = examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = document_make_run,
};
