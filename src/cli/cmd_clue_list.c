/* cli/cmd_clue_list.c - liandong clue list: the clues of the district, newest first. */
#include "cli/actor.h"
#include "cli/decide.h"
#include "cli/law.h"
#include "pipeline/clue.h"
#include "pipeline/home.h"
#include "rule/variant.h"

enum { DEFAULT_LIMIT = 50, DAY_SECONDS = 86400, BEIJING = 8 * 3600 };

/* The slug of the rule that is called so; a name that the law does not know may be the slug of a
 * rule that was. */
static struct str rule_slug(const struct cli_run *r, const struct law *law)
{
    struct str name = str_from(cli_text(r, "rule"));

    for (size_t i = 0; i < law->nrule && name.n > 0; i++) {
        struct rule_heading h;

        rule_heading(law, law->rule[i].text, r->arena, &h);
        if (str_eq(h.title, name))
            return law->rule[i].slug;
    }
    return name;
}

static enum err_code read_filter(struct cli_run *r, const struct law *law,
                                 struct matter_clue_filter *ret, struct err *err)
{
    const char *state = cli_text(r, "state");
    struct day since = cli_day(r, "since");
    enum matter_clue_state found;

    if (state && !matter_clue_state_find(str_from(state), &found))
        return cli_usage(r, err,
                         "没有状态“%s”；可以写 open、accepted、dismissed、merged、gone，"
                         "或 待处理、已受理、已排除、已并入、已消失",
                         state);
    if (state)
        ret->state = matter_clue_state_name(found);
    if (day_known(since))
        ret->since = (int64_t)since.n * DAY_SECONDS - BEIJING;
    ret->rule = rule_slug(r, law);
    ret->limit = cli_count(r, "limit", r->json ? 0 : DEFAULT_LIMIT);
    return cli_organ(r, law, &ret->organ, err);
}

static void print_clues(const struct cli_run *r, const struct law *law,
                        const struct pipeline_clues *c)
{
    struct buf b = {0};

    for (size_t i = 0; i < c->found.v.n && r->json; i++) {
        screen_kept_json(law, &c->shown[i], NULL, &b);
        buf_char(&b, '\n');
    }
    if (!r->json)
        screen_kept_table(c->shown, c->found.v.n, c->found.total, &b);
    cli_print(r, &b);
    buf_release(&b);
}

static enum err_code list_with_law(struct cli_run *r, const struct law *law, struct err *err)
{
    struct matter_clue_filter f = {0};
    struct pipeline_clues c;
    struct pipeline_home h;
    struct actor who;
    enum err_code rc;

    TRY(cli_actor(r, law, &who, err));
    TRY(read_filter(r, law, &f, err));
    TRY(pipeline_home_open(r->home, law, r->clock.now(r->clock.p), &h, err));
    rc = pipeline_clue_list(&(struct pipeline_clue_reader){law, h.store, &who}, &f, &c, err);
    if (rc == ERR_OK) {
        print_clues(r, law, &c);
        cli_say_operator(r, &who);
        pipeline_clues_release(&c);
    }
    pipeline_home_close(&h);
    return rc;
}

static enum err_code clue_list_run(struct cli_run *r, struct err *err)
{
    struct law *law;
    enum err_code rc;

    TRY(cli_law(r, &law, err));
    rc = list_with_law(r, law, err);
    law_unref(law);
    return rc;
}

static const struct cli_option options[] = {
    {"state", "状态", CLI_TEXT, false, "待处理、已受理、已排除、已并入或已消失"},
    {"rule", "规则", CLI_TEXT, false, "只列这条规则的（标识或名称）"},
    {"organ", "机关", CLI_TEXT, false, "只列关于这个机关的（代号或名称）"},
    {"since", "日期", CLI_DAY, false, "只列这一天起发现的"},
    {"limit", "条数", CLI_COUNT, false, "最多列出多少条，0 为全部（默认 50；--json 默认全部）"},
    CLI_ACTOR_OPTIONS,
    {0},
};

static const struct cli_example examples[] = {
    {"liandong clue list --state 待处理", "还没有处理的线索"},
    {"liandong clue list --organ 区市场监管局 --since 2026-01-01 --json", "逐行输出 JSON"},
    {0},
};

const struct cli_command cli_cmd_clue_list = {
    .name = "clue list",
    .summary = "列出线索及其状态，新发现的在前",
    .text = "线索由 liandong screen 发现并保存。“有变化”指事实已不是作出决定时的样子，"
            "“不再命中”指最近一次筛查没有再发现它。",
    .option = options,
    .example = examples,
    .run = clue_list_run,
};
