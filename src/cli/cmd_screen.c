/* cli/cmd_screen.c - liandong screen: rules over the store, or over files that leave nothing. */
#include "base/file.h"
#include "base/json.h"
#include "cli/law.h"
#include "cli/progress.h"
#include "cli/run.h"
#include "cli/screening.h"
#include "pipeline/home.h"
#include "pipeline/screen.h"

#include <stdlib.h>

enum { DEFAULT_LIMIT = 200, TEMPLATE_MAX = 4 * 1024 * 1024 };

static enum err_code write_html(const struct cli_run *r, const struct pipeline_screen *s,
                                struct err *err)
{
    struct str page;
    struct buf b = {0};
    enum err_code rc;

    TRY(file_read(r->arena, cli_share(r, "web/report/report.html").p, TEMPLATE_MAX, &page, err));
    rc = screen_report_html(&s->report, page, &b, err);
    if (rc == ERR_OK)
        rc = file_write(cli_text(r, "html"), buf_view(&b), err);
    buf_release(&b);
    return rc;
}

static enum pipeline_engine engine_of(const struct cli_run *r)
{
    const char *name = cli_text(r, "engine");

    if (name && strcmp(name, "sqlite") == 0)
        return PIPELINE_SQLITE;
    return name && strcmp(name, "postgres") == 0 ? PIPELINE_POSTGRES : PIPELINE_VECTOR;
}

/* Who really answered, in its own words; said when an engine was asked for. */
static void print_engine(const struct cli_run *r, const struct pipeline_screen *s)
{
    struct buf b = {0};

    if (!cli_has(r, "engine"))
        return;
    if (r->json) {
        json_open(&b, NULL, '{');
        json_open(&b, "summary", '{');
        json_text(&b, "engine", s->engine.name);
        json_text(&b, "server", s->engine.server);
        json_i64(&b, "statements", (int64_t)s->engine.statements);
        json_close(&b, '}');
        json_close(&b, '}');
        buf_char(&b, '\n');
    } else if (s->engine.server.n > 0) {
        buf_fmt(&b, "引擎 %.*s：%.*s 执行 %zu 条语句\n", STR_F(s->engine.name),
                STR_F(s->engine.server), s->engine.statements);
    } else {
        buf_fmt(&b, "引擎 %.*s：本程序\n", STR_F(s->engine.name));
    }
    cli_print(r, &b);
    buf_release(&b);
}

static void print_files(const struct cli_run *r, const struct pipeline_screen *s)
{
    const struct pipeline_files *f = &s->files;

    for (size_t i = 0; i < f->reject.n; i++)
        fprintf(r->log, "退回 %.*s\n", STR_F(f->reject.at[i]));
    if (f->count.rows > 0)
        fprintf(r->log, "读入 %lld 行：重复 %lld，退回 %lld，提示 %lld\n", (long long)f->count.rows,
                (long long)f->duplicates, (long long)f->count.rejected,
                (long long)f->count.warnings);
}

static enum err_code print_found(const struct cli_run *r, const struct pipeline_screen *s,
                                 struct err *err)
{
    struct buf b = {0};

    print_files(r, s);
    if (cli_has(r, "html"))
        TRY(write_html(r, s, err));
    if (cli_has(r, "xlsx"))
        TRY(screen_report_xlsx(&s->report, cli_text(r, "xlsx"), err));
    if (r->json) {
        cli_clues_json(r, s, cli_has(r, "undetermined"));
    } else {
        screen_report_text(&s->report, &b);
        cli_print(r, &b);
        buf_release(&b);
    }
    print_engine(r, s);
    if (s->image)
        cli_say_progress(r, s);
    return ERR_OK;
}

static enum err_code screen_files(const struct cli_run *r, const struct pipeline_screen_request *q,
                                  struct pipeline_screen *s, struct diag_list *diags,
                                  struct err *err)
{
    struct str *name;
    size_t n = cli_texts(r, "file", &name);
    const char **path = ARENA_ARRAY(r->arena, const char *, n + 1);

    for (size_t i = 0; i < n; i++)
        path[i] = name[i].p;
    return pipeline_screen_files(q, path, n, s, diags, err);
}

static enum err_code screen_store(struct cli_run *r, struct pipeline_screen_request *q,
                                  struct pipeline_screen *s, struct diag_list *diags,
                                  struct err *err)
{
    struct pipeline_home h;
    enum err_code rc;

    TRY(pipeline_home_open(r->home, q->law, r->clock.now(r->clock.p), &h, err));
    q->district = str_dup(r->arena, h.district.name);
    q->region = h.district.region;
    rc = pipeline_screen_store(q, h.store, s, diags, err);
    pipeline_home_close(&h);
    return rc;
}

static enum err_code screen_with_law(struct cli_run *r, const struct law *law, struct err *err)
{
    struct pipeline_screen_request q = {
        .law = law,
        .since = cli_day(r, "since"),
        .today = clock_today(&r->clock),
        .now = r->clock.now(r->clock.p),
        .limit = (size_t)cli_count(r, "limit", r->json ? 0 : DEFAULT_LIMIT),
        .hits_only =
            r->json && !cli_has(r, "undetermined") && !cli_has(r, "html") && !cli_has(r, "xlsx"),
        .threads = (int)cli_count(r, "threads", 0),
        .full = cli_has(r, "full"),
        .program = STR(CLI_VERSION),
        .engine = engine_of(r),
        .postgres = cli_has(r, "postgres") ? cli_text(r, "postgres") : getenv("LIANDONG_POSTGRES"),
    };
    struct pipeline_screen s;
    struct diag_list diags;
    struct str *rule;
    enum err_code rc;

    if (q.engine != PIPELINE_VECTOR && cli_has(r, "file"))
        return cli_usage(r, err, "--engine %s 只能筛查库中的记录，不能与 --file 一起用",
                         cli_text(r, "engine"));
    cli_show_image(r, &q);
    q.nrule = cli_texts(r, "rule", &rule);
    q.rule = rule;
    diag_init(&diags, r->arena);
    rc = cli_has(r, "file") ? screen_files(r, &q, &s, &diags, err)
                            : screen_store(r, &q, &s, &diags, err);
    cli_diags(r, r->log, DIAG_ERROR, &diags);
    if (rc != ERR_OK)
        return rc;
    rc = print_found(r, &s, err);
    r->problems = s.files.count.rejected > 0;
    pipeline_screen_release(&s);
    return rc;
}

static enum err_code screen_run_command(struct cli_run *r, struct err *err)
{
    struct law *law;
    enum err_code rc;

    TRY(cli_law(r, &law, err));
    rc = screen_with_law(r, law, err);
    law_unref(law);
    return rc;
}

static const struct cli_option options[] = {
    {"rule", "规则", CLI_TEXT, true, "只用这条规则（标识或名称），可重复"},
    {"since", "日期", CLI_DAY, false, "只筛查这一天起的记录；更早的记录仍计入次数"},
    {"full", NULL, CLI_FLAG, false, "全部重新筛查，不从上次筛查处接着"},
    {"file", "文件", CLI_FILE, true, "不用库，直接筛查这个文件，不留下任何东西；可重复"},
    {"html", "文件", CLI_FILE, false, "另写一份可打印的网页报告"},
    {"xlsx", "文件", CLI_FILE, false, "另写一份 Excel 报告"},
    {"undetermined", NULL, CLI_FLAG, false, "--json 时连待查的一并列出"},
    {"limit", "条数", CLI_COUNT, false, "最多列出多少条，0 为全部（默认 200；--json 默认全部）"},
    {"threads", "个数", CLI_COUNT, false, "线程数（默认每核一个）"},
    {"engine", "vector|sqlite|postgres", CLI_CHOICE, false,
     "由谁作答：本程序（默认），或由数据库逐条执行规则的 SQL；结果相同"},
    {"postgres", "地址", CLI_TEXT, false,
     "PostgreSQL 的连接地址（默认取环境变量 LIANDONG_POSTGRES）"},
    {0},
};

static const struct cli_example examples[] = {
    {"liandong screen", "用全部规则筛查库中的记录，列出线索"},
    {"liandong screen --file 处罚.xlsx --html 体检.html", "给自己的表做体检，不入库"},
    {"liandong screen --rule illegal-mining-not-referred --json", "只用一条规则，逐行输出 JSON"},
    {0},
};

const struct cli_command cli_cmd_screen = {
    .name = "screen",
    .summary = "用监督规则筛查记录，列出线索",
    .text = "结果有三种：命中的成为线索；不中的不列；缺少事实不能判断的为待查，并说明缺什么。\n"
            "不带 --file 时筛查库中的记录，线索存入库中；筛查过的规则只重看新来的、更正过的记录"
            "和它们牵涉到的记录，结果与全部重查相同；"
            "带 --file 时只在内存中筛查，"
            "适合机关自查，也可以用 JSON 行逐件提问。",
    .option = options,
    .example = examples,
    .run = screen_run_command,
};
