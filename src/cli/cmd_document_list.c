/* cli/cmd_document_list.c - liandong document list: the templates of the law, one a line. */
#include "base/json.h"
#include "cli/law.h"
#include "law/template.h"

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

static enum err_code document_list_run(struct cli_run *r, struct err *err)
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

static const struct cli_option options[] = {
    {"procedure", "程序", CLI_TEXT, false, "只列这个程序的文书"},
    {0},
};

static const struct cli_example examples[] = {
    {"liandong document list --procedure referral", "移送涉嫌犯罪案件可以制作的文书"},
    {0},
};

const struct cli_command cli_cmd_document_list = {
    .name = "document list",
    .summary = "列出文书模板",
    .option = options,
    .example = examples,
    .run = document_list_run,
};
