/* cli/cmd_explain.c - liandong explain: why a rule answers as it does for one record. */
#include "base/fen.h"
#include "cli/law.h"
#include "cli/progress.h"
#include "cli/run.h"
#include "pipeline/home.h"
#include "pipeline/screen.h"

static void print_reason(const struct cli_run *r, const struct pipeline_screen *s)
{
    struct buf b = {0};

    if (r->json) {
        screen_clue_json(&s->report, 0, r->arena, &b);
        buf_char(&b, '\n');
    } else {
        screen_clue_text(&s->report, 0, r->arena, &b);
        for (size_t i = 1; i < s->asked.n; i++)
            buf_fmt(&b, "%s%lld%s", i == 1 ? "同一文书号还有记录 " : "、",
                    (long long)s->asked.at[i], i + 1 == s->asked.n ? "\n" : "");
    }
    cli_print(r, &b);
    buf_release(&b);
}

/* operand -> number of the record | document number */
static struct pipeline_explain_which which_record(struct str operand)
{
    struct pipeline_explain_which w = {0};

    if (!fen_decimal(operand, 0, &w.record) || w.record <= 0)
        w = (struct pipeline_explain_which){0, operand};
    return w;
}

static enum err_code explain_with_law(struct cli_run *r, const struct law *law, struct err *err)
{
    struct str rule = str_from(r->operand.at[0]);
    struct pipeline_explain_which which = which_record(str_from(r->operand.at[1]));
    struct pipeline_screen_request q = {
        .law = law, .rule = &rule, .nrule = 1, .since = DAY_NONE, .today = clock_today(&r->clock)};
    struct pipeline_screen s;
    struct pipeline_home h;
    struct diag_list diags;
    enum err_code rc;

    cli_show_image(r, &q);
    diag_init(&diags, r->arena);
    TRY(pipeline_home_open(r->home, law, r->clock.now(r->clock.p), &h, err));
    rc = pipeline_explain(&q, &which, h.store, &s, &diags, err);
    cli_diags(r, r->log, DIAG_ERROR, &diags);
    if (rc == ERR_OK) {
        print_reason(r, &s);
        pipeline_screen_release(&s);
    }
    pipeline_home_close(&h);
    return rc;
}

static enum err_code explain_run(struct cli_run *r, struct err *err)
{
    struct law *law;
    enum err_code rc;

    TRY(cli_law(r, &law, err));
    rc = explain_with_law(r, law, err);
    law_unref(law);
    return rc;
}

static const struct cli_example examples[] = {
    {"liandong explain illegal-mining-not-referred 京规自罚〔2025〕12号", "按文书号"},
    {"liandong explain illegal-mining-not-referred 17", "按记录号"},
    {0},
};

const struct cli_command cli_cmd_explain = {
    .name = "explain",
    .operands = "规则 文书号|记录号",
    .summary = "说明一条规则对一条记录为何命中、不中或待查",
    .text = "命中的列出每个成立的条件和数值、计入的其他记录、适用的条文；"
            "不中的列出第一个不成立的条件；待查的列出缺少的事实。",
    .example = examples,
    .min = 2,
    .max = 2,
    .operand_kind = CLI_TEXT,
    .run = explain_run,
};
