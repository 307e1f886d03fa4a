/* cli/cmd_law_reproject.c - liandong law reproject: open clocks counted anew by the law at hand. */
#include "base/json.h"
#include "cli/matter.h"
#include "matter/reproject.h"

static void print_moved(struct cli_run *r, struct buf *b, const struct matter_moved *m)
{
    if (!r->json) {
        buf_fmt(b, "事项 %lld  期限 %.*s  %.*s → %.*s  %.*s  （%.*s）\n", (long long)m->matter,
                STR_F(m->term), STR_F(m->was), STR_F(m->is), STR_F(m->organ),
                STR_F(m->reason.n ? m->reason : STR("计算所依的法律数据未变")));
        return;
    }
    json_open(b, NULL, '{');
    json_i64(b, "matter", m->matter);
    json_i64(b, "clock", m->clock);
    json_text(b, "term", m->term);
    json_text(b, "organ", m->organ);
    json_text(b, "was", m->was);
    json_text(b, "is", m->is);
    json_text(b, "reason", m->reason);
    json_close(b, '}');
    buf_char(b, '\n');
}

static void print_all(struct cli_run *r, const struct matter_reproject *p, bool look)
{
    struct buf b = {0};

    for (size_t i = 0; i < p->moved.n; i++)
        print_moved(r, &b, &p->moved.at[i]);
    if (!r->json)
        buf_fmt(&b, "运行中的期限 %lld 个，%s %zu 个\n", (long long)p->clocks,
                look ? "重算将变动" : "重算变动", p->moved.n);
    cli_print(r, &b);
    buf_release(&b);
}

static enum err_code reproject_in(struct cli_run *r, struct cli_matter *m, struct err *err)
{
    const char *by = cli_text(r, "by");
    struct matter_reproject_wish w = {
        .person = str_from(by), .entered = cli_now(r), .look = cli_has(r, "check")};
    struct matter_reproject result;

    if (!by && !w.look)
        return cli_usage(r, err, "请用 --by 写明由谁重算；只看不改用 --check");
    TRY(matter_reproject_all(&m->log, &w, r->arena, &result, err));
    print_all(r, &result, w.look);
    r->problems = w.look && result.moved.n > 0;
    return ERR_OK;
}

static enum err_code law_reproject_run(struct cli_run *r, struct err *err)
{
    struct cli_matter m;
    enum err_code rc;

    TRY(cli_matter_open(r, &m, err));
    rc = reproject_in(r, &m, err);
    cli_matter_close(&m);
    return rc;
}

static const struct cli_option options[] = {
    {"check", NULL, CLI_FLAG, false, "只列出将变动的期限，不改；有变动时退出码为 1"},
    {"by", "姓名", CLI_TEXT, false, "由谁重算"},
    {0},
};

static const struct cli_example examples[] = {
    {"liandong law reproject --check", "节假日安排改了以后，哪些在办期限的届满日会变"},
    {"liandong law reproject --by 张三", "按现行法律数据重算并记录"},
    {0},
};

const struct cli_command cli_cmd_law_reproject = {
    .name = "law reproject",
    .summary = "按现行的日历和期限规定重算运行中的期限",
    .text = "列出变动的期限、原届满日、新届满日和变动的法律数据文件。变动在一个事务中写入，"
            "记入存证链，并通知负有义务的机关；liandong replay --check 会在同一位置重做。",
    .option = options,
    .example = examples,
    .run = law_reproject_run,
};
