/* cli/cmd_document_draft.c - liandong document text, edit, diff: drafts and their versions. */
#include "base/file.h"
#include "base/json.h"
#include "cli/document.h"
#include "cli/matter.h"
#include "pipeline/document.h"
#include "service/document/diff.h"
#include "service/document/text.h"

typedef enum err_code (*draft_fn)(struct cli_run *r, struct cli_matter *m, int64_t id,
                                  struct err *err);

static enum err_code with_draft(struct cli_run *r, draft_fn fn, struct err *err)
{
    struct cli_matter m;
    int64_t id;
    enum err_code rc;

    TRY(cli_document_id(r, 0, &id, err));
    TRY(cli_matter_open(r, &m, err));
    rc = fn(r, &m, id, err);
    cli_matter_close(&m);
    return rc;
}

/* ---- text ---- */

static enum err_code text_of(struct cli_run *r, struct cli_matter *m, int64_t id, struct err *err)
{
    struct matter_document_version v;
    struct pipeline_author reader;
    const char *out = cli_text(r, "out");
    struct buf b = {0};

    TRY(cli_author(r, m, &reader, err));
    TRY(pipeline_document_text(&m->log, id, cli_count(r, "version", 0), reader.organ, r->arena, &v,
                               err));
    if (out)
        return file_write(out, v.text, err);
    buf_str(&b, v.text);
    cli_print(r, &b);
    buf_release(&b);
    return ERR_OK;
}

static enum err_code document_text_run(struct cli_run *r, struct err *err)
{
    return with_draft(r, text_of, err);
}

static const struct cli_option text_options[] = {
    {"version", "第几稿", CLI_COUNT, false, "第几稿（默认最后一稿）"},
    {"out", "文件", CLI_FILE, false, "写到这个文件"},
    CLI_AUTHOR_OPTIONS,
    {0},
};
static const struct cli_example text_examples[] = {
    {"liandong document text 3 --as 区市场监管局 --out gao.txt", "取出文书 3 的最后一稿，供修改"},
    {0},
};

const struct cli_command cli_cmd_document_text = {
    .name = "document text",
    .operands = "文书",
    .summary = "取出文书稿的文字",
    .option = text_options,
    .example = text_examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = document_text_run,
};

/* ---- edit ---- */

static enum err_code edit(struct cli_run *r, struct cli_matter *m, int64_t id, struct err *err)
{
    struct pipeline_document_edit e = {.document = id, .seen = cli_count(r, "seen", 0)};
    struct pipeline_author author;
    struct buf b = {0};

    TRY(cli_author(r, m, &author, err));
    TRY(file_read(r->arena, r->operand.at[1], DOCUMENT_TEXT_MAX, &e.text, err));
    TRY(pipeline_document_edit(&m->log, &e, &author, err));
    if (r->json) {
        json_open(&b, NULL, '{');
        json_i64(&b, "document", id);
        json_i64(&b, "version", e.seen + 1);
        json_close(&b, '}');
        buf_char(&b, '\n');
    } else {
        buf_fmt(&b, "已存为文书 %lld 的第 %lld 稿\n", (long long)id, (long long)e.seen + 1);
    }
    cli_print(r, &b);
    buf_release(&b);
    return ERR_OK;
}

static enum err_code document_edit_run(struct cli_run *r, struct err *err)
{
    if (!cli_has(r, "seen"))
        return cli_usage(r, err, "请用 --seen 写明您修改的是第几稿");
    return with_draft(r, edit, err);
}

static const struct cli_option edit_options[] = {
    {"seen", "第几稿", CLI_COUNT, false, "您修改的是第几稿；此后有新稿则不存，并说明"},
    CLI_AUTHOR_OPTIONS,
    {0},
};
static const struct cli_example edit_examples[] = {
    {"liandong document edit 3 gao.txt --seen 1 --as 区市场监管局", "把改好的文字存为第 2 稿"},
    {0},
};

const struct cli_command cli_cmd_document_edit = {
    .name = "document edit",
    .operands = "文书 文件",
    .summary = "把修改后的文字存为新的一稿",
    .option = edit_options,
    .example = edit_examples,
    .min = 2,
    .max = 2,
    .operand_kind = CLI_FILE,
    .run = document_edit_run,
};

/* ---- diff ---- */

static enum err_code diff(struct cli_run *r, struct cli_matter *m, int64_t id, struct err *err)
{
    struct matter_document_version to, from;
    struct pipeline_author reader;
    struct buf b = {0};

    TRY(cli_author(r, m, &reader, err));
    TRY(pipeline_document_text(&m->log, id, cli_count(r, "to", 0), reader.organ, r->arena, &to,
                               err));
    TRY(pipeline_document_text(&m->log, id, cli_count(r, "from", to.no > 1 ? to.no - 1 : 1),
                               reader.organ, r->arena, &from, err));
    document_diff(&b, from.text, to.text);
    cli_print(r, &b);
    buf_release(&b);
    return ERR_OK;
}

static enum err_code document_diff_run(struct cli_run *r, struct err *err)
{
    return with_draft(r, diff, err);
}

static const struct cli_option diff_options[] = {
    {"from", "第几稿", CLI_COUNT, false, "与第几稿比较（默认前一稿）"},
    {"to", "第几稿", CLI_COUNT, false, "哪一稿（默认最后一稿）"},
    CLI_AUTHOR_OPTIONS,
    {0},
};
static const struct cli_example diff_examples[] = {
    {"liandong document diff 3 --from 1 --as 区市场监管局", "文书 3 的最后一稿与第 1 稿的不同"},
    {0},
};

const struct cli_command cli_cmd_document_diff = {
    .name = "document diff",
    .operands = "文书",
    .summary = "比较文书的两稿",
    .text = "“-”是旧稿的行，“+”是新稿的行。",
    .option = diff_options,
    .example = diff_examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = document_diff_run,
};
