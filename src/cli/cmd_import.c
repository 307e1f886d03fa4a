/* cli/cmd_import.c - liandong import: files of records into the store. */
#include "api/import_json.h"
#include "base/json.h"
#include "cli/law.h"
#include "cli/progress.h"
#include "cli/run.h"
#include "cli/screening.h"
#include "matter/ledger_subject.h"
#include "pipeline/home.h"
#include "service/import/load.h"

#include <unistd.h>

enum { SHOWN = 200 }; /* clues of --screen, in a table */

struct progress {
    FILE *log;
    const char *path;
    bool terminal;
};

static void show_progress(void *p, int64_t rows, int thousandths)
{
    const struct progress *s = p;

    if (s->terminal)
        fprintf(s->log, "\r%s：%lld 行，%d.%d%%", s->path, (long long)rows, thousandths / 10,
                thousandths % 10);
}

static void left_out_text(struct buf *b, const struct import_left_out *l)
{
    if (l->column.n == 0)
        buf_fmt(b, "  未读工作表“%.*s”：没有认得的表头\n", STR_F(l->sheet));
    else
        buf_fmt(b, "  未用的列：%.*s%s%.*s\n", STR_F(l->sheet), l->sheet.n ? " " : "",
                STR_F(l->column));
}

static void summary_text(struct buf *b, const char *path, const struct import_summary *s)
{
    const struct registry_import_counts *c = &s->counts;

    buf_fmt(b,
            "%s：共 %lld 行，新增 %lld，更正 %lld，未变 %lld，重复 %lld，退回 %lld，带提示 %lld\n",
            path, (long long)c->rows, (long long)c->loaded, (long long)c->changed,
            (long long)c->unchanged, (long long)c->duplicates, (long long)c->rejected,
            (long long)c->warnings);
    if (s->resumed > 0)
        buf_fmt(b, "  接着上次中断处继续：其中 %lld 行上次已处理\n", (long long)s->resumed);
    if (s->refused)
        buf_z(b, "  有行被退回，按 --all-or-nothing 一行也没有入库\n");
    if (s->rejected.n > 0)
        buf_fmt(b, "  退回的行及原因见 %.*s\n", STR_F(s->rejected));
    for (size_t i = 0; i < s->nleft_out; i++)
        left_out_text(b, &s->left_out[i]);
}

static enum err_code find_named(const struct cli_run *r, const struct law *law,
                                struct import_options *o, struct err *err)
{
    const char *dataset = cli_text(r, "dataset"), *map = cli_text(r, "map");

    if (dataset && !(o->dataset = law_dataset_find(law, str_from(dataset)))) {
        err_set(err, ERR_NOT_FOUND, "no dataset called %s", dataset);
        return err_set_zh(err, "没有名为“%s”的数据集", dataset);
    }
    for (size_t i = 0; map && i < law->nmapping; i++)
        if (str_eq(law->mapping[i].id, str_from(map)))
            o->mapping = &law->mapping[i];
    if (map && !o->mapping) {
        err_set(err, ERR_NOT_FOUND, "no mapping called %s", map);
        return err_set_zh(err, "没有名为“%s”的对照表。law/mapping 中每个文件的 id 都可以用。", map);
    }
    return ERR_OK;
}

static enum err_code import_one(struct cli_run *r, struct store *store,
                                struct import_request *request, struct err *err)
{
    struct progress p = {r->log, request->path, isatty(fileno(r->log)) == 1};
    struct import_summary s;
    struct buf b = {0};
    enum err_code rc;

    request->progress = show_progress;
    request->progress_p = &p;
    rc = import_file(store, request, r->arena, &s, err);
    if (p.terminal)
        fprintf(r->log, "\r\033[K");
    if (rc != ERR_OK)
        return rc;
    r->problems |= s.counts.rejected > 0;
    if (r->json)
        api_import_json(&b, str_from(request->path), &s);
    if (r->json)
        buf_char(&b, '\n');
    else
        summary_text(&b, request->path, &s);
    cli_print(r, &b);
    fflush(r->out);
    buf_release(&b);
    return ERR_OK;
}

static enum err_code import_all(struct cli_run *r, const struct law *law, struct store *store,
                                struct err *err)
{
    struct import_request request = {
        .options = {.law = law,
                    .today = clock_today(&r->clock),
                    .threads = (int)cli_count(r, "threads", 0)},
        .now = r->clock.now(r->clock.p),
        .all_or_nothing = cli_has(r, "all-or-nothing"),
        .dry_run = cli_has(r, "dry-run"),
        .at_end = ledger_cover,
    };

    TRY(find_named(r, law, &request.options, err));
    for (size_t i = 0; i < r->operand.n; i++) {
        request.path = r->operand.at[i];
        TRY(import_one(r, store, &request, err));
    }
    return ERR_OK;
}

/* ---- --screen ---- */

static void screened_json(struct buf *b, const struct pipeline_screen *s)
{
    const struct pipeline_progress *p = &s->progress;

    json_open(b, NULL, '{');
    json_open(b, "screened", '{');
    json_i64(b, "new", s->clues_new);
    json_i64(b, "changed", s->clues_changed);
    json_i64(b, "gone", s->clues_gone);
    json_i64(b, "records", p->records);
    json_i64(b, "looked", p->looked);
    json_i64(b, "rules", (int64_t)s->pack.n);
    json_i64(b, "whole", (int64_t)(s->pack.n - p->count[SCREEN_ONLY_CHANGES]));
    json_close(b, '}');
    json_close(b, '}');
    buf_char(b, '\n');
}

static void print_screened(const struct cli_run *r, const struct pipeline_screen *s)
{
    struct buf b = {0};

    if (r->json) {
        cli_clues_json(r, s, false);
        screened_json(&b, s);
    } else {
        if (s->found.n > 0)
            screen_report_text(&s->report, &b);
        buf_fmt(&b, "筛查：新线索 %lld 条，变化 %lld 条，不再命中 %lld 条\n",
                (long long)s->clues_new, (long long)s->clues_changed, (long long)s->clues_gone);
    }
    cli_print(r, &b);
    buf_release(&b);
    cli_say_progress(r, s);
}

/* What came is screened at once, with what it bears on. */
static enum err_code screen_what_came(struct cli_run *r, const struct law *law,
                                      const struct pipeline_home *h, struct err *err)
{
    struct pipeline_screen_request q = {.law = law,
                                        .since = DAY_NONE,
                                        .today = clock_today(&r->clock),
                                        .now = r->clock.now(r->clock.p),
                                        .district = h->district.name,
                                        .region = h->district.region,
                                        .limit = r->json ? 0 : SHOWN,
                                        .only_told = true,
                                        .program = STR(CLI_VERSION),
                                        .threads = (int)cli_count(r, "threads", 0)};
    struct pipeline_screen s;
    struct diag_list diags;
    enum err_code rc;

    cli_show_image(r, &q);
    diag_init(&diags, r->arena);
    rc = pipeline_screen_store(&q, h->store, &s, &diags, err);
    cli_diags(r, r->log, DIAG_ERROR, &diags);
    if (rc != ERR_OK)
        return rc;
    print_screened(r, &s);
    pipeline_screen_release(&s);
    return ERR_OK;
}

static enum err_code import_with_law(struct cli_run *r, const struct law *law, struct err *err)
{
    struct pipeline_home h;
    enum err_code rc;

    if (cli_has(r, "screen") && cli_has(r, "dry-run"))
        return cli_usage(r, err, "--dry-run 不入库，没有可筛查的记录，不能与 --screen 一起用");
    TRY(pipeline_home_open(r->home, law, r->clock.now(r->clock.p), &h, err));
    rc = import_all(r, law, h.store, err);
    if (rc == ERR_OK && cli_has(r, "screen"))
        rc = screen_what_came(r, law, &h, err);
    pipeline_home_close(&h);
    return rc;
}

static enum err_code import_run_command(struct cli_run *r, struct err *err)
{
    struct law *law;
    enum err_code rc;

    TRY(cli_law(r, &law, err));
    rc = import_with_law(r, law, err);
    law_unref(law);
    return rc;
}

static const struct cli_option options[] = {
    {"dataset", "数据集", CLI_TEXT, false, "文件属于哪个数据集，如 行政处罚；默认按表头认"},
    {"map", "对照表", CLI_TEXT, false, "用哪张列名对照表（law/mapping 中的 id）；默认按表头认"},
    {"dry-run", NULL, CLI_FLAG, false, "只检查，不入库"},
    {"all-or-nothing", NULL, CLI_FLAG, false, "有一行不合格就一行也不入库"},
    {"screen", NULL, CLI_FLAG, false, "导入后随即筛查，列出新的和有变化的线索"},
    {"threads", "个数", CLI_COUNT, false, "线程数（默认每核一个）"},
    {0},
};

static const struct cli_example examples[] = {
    {"liandong import 双公示-行政处罚.xlsx", "按表头认出版式，导入"},
    {"liandong import --dry-run 处罚.csv", "先看看有多少行会被退回"},
    {"liandong import --screen 处罚.xlsx", "导入一张表，马上看有没有线索"},
    {"liandong import --map double-disclosure --all-or-nothing a.csv b.csv",
     "指定版式，要么全部导入，要么一行不导"},
    {0},
};

const struct cli_command cli_cmd_import = {
    .name = "import",
    .operands = "文件…",
    .summary = "把处罚等记录的文件导入库中",
    .text = "认得 CSV（UTF-8、GB18030）、XLSX 和 JSON 行。每行要么带着来源入库，"
            "要么写入“文件.rejected.csv”并说明原因。\n"
            "同一文件再导一次不会改变什么；更正过的行替换旧行并保留历史；"
            "中断后用同一命令接着导。",
    .option = options,
    .example = examples,
    .min = 1,
    .max = CLI_ANY,
    .operand_kind = CLI_FILE,
    .run = import_run_command,
};
