/* cli/cmd_image.c - liandong image: the columns that screening reads, made, checked, weighed. */
#include "base/json.h"
#include "cli/law.h"
#include "cli/progress.h"
#include "cli/run.h"
#include "image/image.h"
#include "pipeline/home.h"
#include "pipeline/tables.h"

struct weighed {
    struct image_report report;
    struct image_size *size;
    size_t nsize;
};

static void print_json(struct buf *b, const struct weighed *w)
{
    json_open(b, NULL, '{');
    json_bool(b, "rebuilt", w->report.rebuilt);
    json_text(b, "why", w->report.why);
    json_bool(b, "kept", w->report.kept);
    json_i64(b, "records", w->report.records);
    json_i64(b, "tail", w->report.tail);
    json_i64(b, "bytes", w->report.bytes);
    json_i64(b, "build_ms", w->report.build_ms);
    json_i64(b, "catch_up_ms", w->report.catch_up_ms);
    json_open(b, "sizes", '[');
    for (size_t i = 0; i < w->nsize; i++) {
        json_open(b, NULL, '{');
        json_text(b, "what", w->size[i].what);
        json_i64(b, "bytes", w->size[i].bytes);
        json_close(b, '}');
    }
    json_close(b, ']');
    json_close(b, '}');
    buf_char(b, '\n');
}

/* Hundredths of a byte a record of the files. */
static void print_share(struct buf *b, int64_t bytes, const struct image_report *r)
{
    int64_t records = r->records - r->tail;

    if (records > 0)
        buf_fmt(b, "，每条 %lld.%02lld 字节", (long long)(bytes / records),
                (long long)(bytes * 100 / records % 100));
    buf_char(b, '\n');
}

static void print_text(struct buf *b, const struct weighed *w)
{
    const struct image_report *r = &w->report;

    if (r->rebuilt)
        buf_fmt(b, "已建立映像（%.*s），用时 %lld.%lld 秒\n", STR_F(r->why),
                (long long)(r->build_ms / 1000), (long long)(r->build_ms / 100 % 10));
    else
        buf_z(b, "映像完好，未重建\n");
    if (!r->kept)
        buf_z(b, "辖区目录不可写，映像只供本次使用\n");
    buf_fmt(b, "共 %lld 条记录，其中 %lld 条是建立之后新增或更正的\n", (long long)r->records,
            (long long)r->tail);
    buf_fmt(b, "文件共 %lld 字节", (long long)r->bytes);
    print_share(b, r->bytes, r);
    for (size_t i = 0; i < w->nsize; i++) {
        buf_fmt(b, "%14lld  %.*s", (long long)w->size[i].bytes, STR_F(w->size[i].what));
        print_share(b, w->size[i].bytes, r);
    }
}

static enum err_code weigh(struct cli_run *r, const struct law *law, struct store *store,
                           struct weighed *ret, struct err *err)
{
    struct pipeline_screen_request q = {
        .law = law, .today = clock_today(&r->clock), .threads = (int)cli_count(r, "threads", 0)};
    struct image_request request;
    struct image *img;

    cli_show_image(r, &q);
    TRY(pipeline_image_request(&q, NULL, r->arena, &request, err));
    request.rebuild = cli_has(r, "rebuild");
    TRY(image_open(store, &request, &img, &ret->report, err));
    ret->report.why = str_dup(r->arena, ret->report.why);
    image_sizes(img, r->arena, &ret->size, &ret->nsize);
    image_close(img);
    return ERR_OK;
}

static enum err_code make(struct cli_run *r, const struct law *law, struct err *err)
{
    struct weighed w = {0};
    struct pipeline_home h;
    struct buf b = {0};
    enum err_code rc;

    TRY(pipeline_home_open(r->home, law, r->clock.now(r->clock.p), &h, err));
    rc = weigh(r, law, h.store, &w, err);
    pipeline_home_close(&h);
    if (rc != ERR_OK)
        return rc;
    (r->json ? print_json : print_text)(&b, &w);
    cli_print(r, &b);
    buf_release(&b);
    return ERR_OK;
}

static enum err_code check(struct cli_run *r, struct err *err)
{
    struct buf b = {0};
    struct str why;

    TRY(image_check(r->home, r->arena, &why, err));
    r->problems = why.n > 0;
    if (r->json) {
        json_open(&b, NULL, '{');
        json_bool(&b, "whole", why.n == 0);
        json_text(&b, "why", why);
        json_close(&b, '}');
        buf_char(&b, '\n');
    } else if (why.n > 0)
        buf_fmt(&b, "%.*s。下次筛查时会自动重建。\n", STR_F(why));
    else
        buf_z(&b, "映像完好\n");
    cli_print(r, &b);
    buf_release(&b);
    return ERR_OK;
}

static enum err_code image_run(struct cli_run *r, struct err *err)
{
    struct law *law;
    enum err_code rc;

    if (cli_has(r, "check") && cli_has(r, "rebuild"))
        return cli_usage(r, err, "--check 与 --rebuild 不能同时使用");
    if (cli_has(r, "check"))
        return check(r, err);
    TRY(cli_law(r, &law, err));
    rc = make(r, law, err);
    law_unref(law);
    return rc;
}

static const struct cli_option options[] = {
    {"rebuild", NULL, CLI_FLAG, false, "不论是否完好都重建"},
    {"check", NULL, CLI_FLAG, false, "只检查文件是否齐全、完好，不建立"},
    {"threads", "个数", CLI_COUNT, false, "线程数（默认每核一个）"},
    {0},
};

static const struct cli_example examples[] = {
    {"liandong image", "建立或更新映像，列出每列占用的字节"},
    {"liandong image --check", "核对映像文件的校验值"},
    {0},
};

const struct cli_command cli_cmd_image = {
    .name = "image",
    .summary = "建立、检查筛查用的映像",
    .text = "映像是库中记录按列存放的副本（辖区目录下的 image），筛查只读映像。"
            "它由库生成，随时可以删除；缺失、损坏或过时时，筛查会自动重建。\n"
            "建立时可以随时中断，原有的映像不受影响。",
    .option = options,
    .example = examples,
    .run = image_run,
};
