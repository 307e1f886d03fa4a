/* cli/cmd_rule_sql.c - liandong rule sql: a rule as the statement that a database runs. */
#include "base/json.h"
#include "cli/law.h"
#include "cli/run.h"
#include "service/screen/engine_sql.h"
#include "service/screen/pack.h"

static void print(const struct cli_run *r, const struct rule_plan *plan, struct buf *b)
{
    const char *dialect = cli_text(r, "dialect");
    bool postgres = dialect && strcmp(dialect, "postgres") == 0;
    struct buf sql = {0};

    screen_engine_text(plan, postgres ? SQL_POSTGRES : SQL_SQLITE, clock_today(&r->clock), &sql);
    if (r->json) {
        json_open(b, NULL, '{');
        json_text(b, "rule", plan->slug);
        json_text(b, "dialect", postgres ? STR("postgres") : STR("sqlite"));
        json_text(b, "sql", buf_view(&sql));
        json_close(b, '}');
        buf_char(b, '\n');
    } else {
        buf_str(b, buf_view(&sql));
    }
    buf_release(&sql);
}

static enum err_code show(struct cli_run *r, const struct law *law, struct err *err)
{
    struct str rule = str_from(r->operand.at[0]);
    struct screen_pack pack;
    struct diag_list diags;
    struct buf b = {0};
    enum err_code rc;

    diag_init(&diags, r->arena);
    rc = screen_pack_load(law, &rule, 1, r->arena, &diags, &pack, err);
    cli_diags(r, r->log, DIAG_ERROR, &diags);
    if (rc != ERR_OK)
        return rc;
    for (size_t i = 0; i < pack.n; i++)
        print(r, pack.plan[i], &b);
    cli_print(r, &b);
    buf_release(&b);
    return ERR_OK;
}

static enum err_code rule_sql_run(struct cli_run *r, struct err *err)
{
    struct law *law;
    enum err_code rc;

    TRY(cli_law(r, &law, err));
    rc = show(r, law, err);
    law_unref(law);
    return rc;
}

static const struct cli_option options[] = {
    {"dialect", "sqlite|postgres", CLI_CHOICE, false, "哪一种数据库的写法（默认 sqlite）"},
    {0},
};

static const struct cli_example examples[] = {
    {"liandong rule sql illegal-mining-not-referred --dialect postgres",
     "看 PostgreSQL 执行的语句"},
    {0},
};

const struct cli_command cli_cmd_rule_sql = {
    .name = "rule sql",
    .operands = "规则",
    .summary = "把一条规则写成一条 SQL 语句",
    .text = "语句读筛查表（sc_…），每条记录一行；输出记录号，以及该记录是命中还是待查。\n"
            "screen --engine sqlite|postgres 执行的就是这条语句。",
    .option = options,
    .example = examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = rule_sql_run,
};
