/* cli/cmd_document_list.c - liandong document list: the templates of the law, or the documents of a
 * matter, one a line. */
#include "base/json.h"
#include "cli/law.h"
#include "cli/matter.h"
#include "law/template.h"
#include "matter/document.h"

static void acts_json(struct buf *b, const struct law_template *t)
{
    json_open(b, "acts", '[');
    for (size_t i = 0; i < t->act.n; i++)
        json_text(b, NULL, t->p->act[t->act.at[i]].name);
    json_close(b, ']');
}

static void print_json(struct buf *b, const struct law_template *t)
{
    json_open(b, NULL, '{');
    json_text(b, "template", t->id);
    json_text(b, "name", t->name);
    json_text(b, "procedure", t->p->id);
    json_text(b, "from", t->p->role[t->from].name);
    json_bool(b, "numbered", t->mark.n > 0);
    acts_json(b, t);
    json_close(b, '}');
    buf_char(b, '\n');
}

static void print_line(struct buf *b, const struct law_template *t)
{
    size_t w = str_width(t->id);

    buf_fmt(b, "%.*s%*s%.*s（%.*s，%.*s）\n", STR_F(t->id), w < 36 ? (int)(36 - w) : 1, "",
            STR_F(t->name), STR_F(t->p->name), STR_F(t->p->role[t->from].name));
}

/* ---- documents of a matter ---- */

static enum err_code print_document(void *p, const struct matter_document *d, struct err *err)
{
    struct cli_run *r = p;
    struct buf b = {0}, at = {0};

    (void)err;
    moment_print(&at, d->at);
    if (r->json) {
        json_open(&b, NULL, '{');
        json_i64(&b, "document", d->id);
        json_i64(&b, "matter", d->matter);
        json_text(&b, "template", d->template);
        json_text(&b, "name", d->name);
        json_text(&b, "organ", d->organ);
        json_i64(&b, "version", d->version);
        json_bool(&b, "sealed", d->sealed);
        json_text(&b, "number", d->number);
        json_text(&b, "at", buf_view(&at));
        json_close(&b, '}');
        buf_char(&b, '\n');
    } else {
        buf_fmt(&b, "%lld  %.*s  %s%.*s  第 %lld 稿  %s\n", (long long)d->id, STR_F(d->name),
                d->sealed ? "已签发 " : "草稿", STR_F(d->number), (long long)d->version,
                buf_cstr(&at));
    }
    cli_print(r, &b);
    buf_release(&b);
    buf_release(&at);
    return ERR_OK;
}

static enum err_code list_documents(struct cli_run *r, struct err *err)
{
    struct cli_matter m;
    enum err_code rc;

    TRY(cli_matter_open(r, &m, err));
    rc = matter_document_list(m.home.store, cli_count(r, "matter", 0), print_document, r, err);
    cli_matter_close(&m);
    return rc;
}

/* ---- templates ---- */

static enum err_code list_templates(struct cli_run *r, struct err *err)
{
    struct law *law;
    struct buf b = {0};
    const char *of = cli_text(r, "procedure");

    TRY(cli_law(r, &law, err));
    for (size_t i = 0; i < law->ntemplate; i++) {
        const struct law_template *t = law->template[i];

        if (of && !str_eq(t->p->id, str_from(of)) && !str_eq(t->p->name, str_from(of)))
            continue;
        if (r->json)
            print_json(&b, t);
        else
            print_line(&b, t);
    }
    cli_print(r, &b);
    buf_release(&b);
    law_unref(law);
    return ERR_OK;
}

static enum err_code document_list_run(struct cli_run *r, struct err *err)
{
    return cli_has(r, "matter") ? list_documents(r, err) : list_templates(r, err);
}

static const struct cli_option options[] = {
    {"matter", "事项", CLI_COUNT, false, "列这个事项的文书，0 为全部；不写则列模板"},
    {"procedure", "程序", CLI_TEXT, false, "只列这个程序的文书"},
    {0},
};

static const struct cli_example examples[] = {
    {"liandong document list --procedure referral", "移送涉嫌犯罪案件可以制作的文书"},
    {"liandong document list --matter 5", "事项 5 的草稿和已签发的文书"},
    {0},
};

const struct cli_command cli_cmd_document_list = {
    .name = "document list",
    .summary = "列出文书模板，或者事项的文书",
    .option = options,
    .example = examples,
    .run = document_list_run,
};
