/* cli/cmd_matter_open.c - liandong matter open: a new matter by its first act. */
#include "cli/matter.h"

/* The opening act that --act names, or the only one. */
static enum err_code opening(struct cli_run *r, const struct matter_plan *plan, struct str *ret,
                             struct err *err)
{
    const char *named = cli_text(r, "act");
    size_t n = 0;

    if (named) {
        *ret = str_from(named);
        return ERR_OK;
    }
    for (size_t i = 0; i < plan->p->nact; i++)
        if (plan->p->act[i].opens) {
            *ret = plan->p->act[i].name;
            n++;
        }
    if (n != 1)
        return cli_usage(r, err, "“%.*s”有 %zu 种开启方式，请用 --act 指明", STR_F(plan->p->name),
                         n);
    return ERR_OK;
}

static enum err_code open_in(struct cli_run *r, struct cli_matter *m, struct err *err)
{
    struct matter_request q = {.procedure = str_from(r->operand.at[0]), .entered = cli_now(r)};
    const struct matter_plan *plan = matter_plan_find(&m->book, q.procedure);
    struct matter_receipt receipt;
    struct str name = STR_NULL;

    if (!plan) {
        err_set(err, ERR_NOT_FOUND, "procedure");
        return err_set_zh(err, "没有程序“%s”", r->operand.at[0]);
    }
    TRY(opening(r, plan, &name, err));
    TRY(cli_act(r, m, name, &q.act, err));
    q.key = cli_act_key(r, &q);
    TRY(matter_commit(&m->log, &q, r->arena, &receipt, err));
    cli_print_receipt(r, &receipt);
    return ERR_OK;
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
    CLI_ACT_OPTIONS,
    {0},
};

static const struct cli_example examples[] = {
    {"liandong matter open referral --as 区市场监管局 --field 当事人=某公司 --field 专案组人数=2",
     "开启一件移送涉嫌犯罪案件"},
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
