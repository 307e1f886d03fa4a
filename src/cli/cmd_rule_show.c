/* cli/cmd_rule_show.c - liandong rule show: a rule as it stands, what it rests on, what can be varied. */
#include "api/rule_json.h"
#include "cli/law.h"
#include "cli/rule.h"
#include "cli/run.h"
#include "service/screen/report.h"
#include "service/screen/table.h"

static void print_pair(struct buf *out, const char *title, struct str value)
{
    if (value.n > 0)
        buf_fmt(out, "%s%.*s\n", title, STR_F(value));
}

static void print_head(const struct law *law, const struct rule_plan *p, struct arena *a,
                       struct buf *out)
{
    buf_fmt(out, "%.*s（%.*s）\n", STR_F(p->title), STR_F(p->slug));
    print_pair(out, "类型    ", p->kind);
    print_pair(out, "罪名    ", p->charge);
    print_pair(out, "说明    ", p->note);
    print_pair(out, "筛查    ", p->dataset->name);
    print_pair(out, "送      ", screen_sent_to(law, p->organ, a));
    print_pair(out, "版本    ", p->version);
    print_pair(out, "文件    ", p->file);
    buf_fmt(out, "例      %zu 个\n依据\n", p->nexample);
    for (size_t i = 0; i < p->nbasis; i++)
        buf_fmt(out, "  %zu. %.*s\n", i + 1, STR_F(screen_citation(a, &p->basis[i])));
}

/* What rule try --sweep takes. */
static void print_numbers(const struct law *law, const struct rule_plan *p, struct arena *a,
                          struct buf *out)
{
    static const struct screen_table_column column[] = {{NULL, 0, false}, {NULL, 0, false}};
    struct rule_constants c;
    struct rule_limits l;
    struct screen_table t;

    rule_constants(law, p->text, a, &c);
    rule_limits(p, a, &l);
    if (c.v.n + l.v.n == 0)
        return;
    buf_z(out, "可以换值试算的数（rule try --sweep）\n");
    screen_table_init(&t, column, 2, a);
    for (size_t i = 0; i < c.v.n; i++)
        screen_table_add(&t,
                         (struct str[]){str_fmt(a, "%zu", i + 1),
                                        str_fmt(a, "%.*s（第%d行第%d列）", STR_F(c.v.at[i].text),
                                                c.v.at[i].line, c.v.at[i].column)});
    for (size_t i = 0; i < l.v.n; i++)
        screen_table_add(&t, (struct str[]){str_fmt(a, "标准.%.*s.%.*s", STR_F(l.v.at[i].standard),
                                                    STR_F(l.v.at[i].limit)),
                                            l.v.at[i].shown});
    screen_table_print(&t, 2, out);
}

static void print_text(const struct law *law, const struct rule_plan *p, struct arena *a,
                       struct buf *out)
{
    struct str rest = p->text;

    print_head(law, p, a, out);
    print_numbers(law, p, a, out);
    buf_z(out, "全文\n");
    while (rest.n > 0) {
        struct str line = str_cut(&rest, STR("\n"));

        buf_fmt(out, "%s%.*s\n", line.n ? "  " : "", STR_F(line));
    }
}

static enum err_code show_with_law(struct cli_run *r, const struct law *law, struct err *err)
{
    struct rule_plan *plan;
    struct buf b = {0};

    TRY(cli_rule(r, law, r->operand.at[0], &plan, err));
    if (cli_has(r, "text"))
        buf_str(&b, plan->text);
    else if (r->json)
        api_rule_json(law, plan, r->arena, &b);
    else
        print_text(law, plan, r->arena, &b);
    if (r->json && !cli_has(r, "text"))
        buf_char(&b, '\n');
    cli_print(r, &b);
    buf_release(&b);
    return ERR_OK;
}

static enum err_code rule_show_run(struct cli_run *r, struct err *err)
{
    struct law *law;
    enum err_code rc;

    TRY(cli_law(r, &law, err));
    rc = show_with_law(r, law, err);
    law_unref(law);
    return rc;
}

static const struct cli_option options[] = {
    {"text", NULL, CLI_FLAG, false, "只印全文，一字不改：存成文件即可作草稿"},
    {0},
};

static const struct cli_example examples[] = {
    {"liandong rule show illegal-mining-not-referred",
     "规则的全文、依据、版本，和可以换值试算的数"},
    {"liandong rule show illegal-mining-not-referred --text", "全文，可存成草稿"},
    {0},
};

const struct cli_command cli_cmd_rule_show = {
    .name = "rule show",
    .operands = "规则",
    .summary = "显示一条监督规则：全文、依据、版本、可以换值试算的数",
    .text = "规则写标识或名称，也可以是还没有保存的规则文件。",
    .option = options,
    .example = examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = rule_show_run,
};
