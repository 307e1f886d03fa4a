/* cli/cmd_rule_try.c - liandong rule try: what an edited rule would find, before it is saved. */
#include "base/file.h"
#include "cli/law.h"
#include "cli/progress.h"
#include "cli/run.h"
#include "pipeline/draft.h"
#include "pipeline/home.h"

enum { TEXT_MAX = 1024 * 1024, DEFAULT_EXAMPLES = 3, DEFAULT_SEED = 1 };

/* Standard input to its end; a rule is never that long. */
static enum err_code read_input(struct arena *a, struct str *ret, struct err *err)
{
    char *p = arena_alloc(a, TEXT_MAX + 1);
    size_t n = fread(p, 1, TEXT_MAX + 1, stdin);

    if (ferror(stdin))
        return err_set(err, ERR_IO, "cannot read standard input");
    if (n > TEXT_MAX) {
        err_set(err, ERR_LIMIT, "standard input is too long");
        return err_set_zh(err, "标准输入太长，不像一条规则。");
    }
    *ret = (struct str){p, n};
    return ERR_OK;
}

static enum err_code read_draft(const struct cli_run *r, struct pipeline_draft_request *q,
                                struct err *err)
{
    const char *path = r->operand.at[0];

    if (strcmp(path, "-") == 0) {
        q->file = STR("标准输入");
        return read_input(r->arena, &q->text, err);
    }
    q->file = str_from(path);
    return file_read(r->arena, path, TEXT_MAX, &q->text, err);
}

static enum err_code try_files(const struct cli_run *r, const struct pipeline_draft_request *q,
                               struct pipeline_draft *d, struct diag_list *diags, struct err *err)
{
    struct str *name;
    size_t n = cli_texts(r, "file", &name);
    const char **path = ARENA_ARRAY(r->arena, const char *, n + 1);

    for (size_t i = 0; i < n; i++)
        path[i] = name[i].p;
    return pipeline_draft_files(q, path, n, d, diags, err);
}

static enum err_code try_store(const struct cli_run *r, const struct pipeline_draft_request *q,
                               struct pipeline_draft *d, struct diag_list *diags, struct err *err)
{
    struct pipeline_home h;
    enum err_code rc;

    TRY(pipeline_home_open(r->home, q->screen->law, r->clock.now(r->clock.p), &h, err));
    rc = pipeline_draft_store(q, h.store, d, diags, err);
    pipeline_home_close(&h);
    return rc;
}

static void print_draft(const struct cli_run *r, const struct pipeline_draft *d)
{
    struct buf b = {0};

    for (size_t i = 0; i < d->screen.files.reject.n; i++)
        fprintf(r->log, "退回 %.*s\n", STR_F(d->screen.files.reject.at[i]));
    if (r->json) {
        screen_draft_json(&d->screen.report, &d->draft, &b);
        buf_char(&b, '\n');
    } else {
        screen_draft_text(&d->screen.report, &d->draft, &b);
    }
    cli_print(r, &b);
    buf_release(&b);
}

static enum err_code try_with_law(struct cli_run *r, const struct law *law, struct err *err)
{
    struct pipeline_screen_request screen = {.law = law,
                                             .since = DAY_NONE,
                                             .today = clock_today(&r->clock),
                                             .now = r->clock.now(r->clock.p),
                                             .threads = (int)cli_count(r, "threads", 0)};
    struct pipeline_draft_request q = {.screen = &screen,
                                       .sample = (size_t)cli_count(r, "examples", DEFAULT_EXAMPLES),
                                       .seed = (uint64_t)cli_count(r, "seed", DEFAULT_SEED)};
    struct pipeline_draft d;
    struct diag_list diags;
    struct str *sweep;
    enum err_code rc;

    q.nsweep = cli_texts(r, "sweep", &sweep);
    q.sweep = sweep;
    TRY(read_draft(r, &q, err));
    cli_show_image(r, &screen);
    diag_init(&diags, r->arena);
    rc = cli_has(r, "file") ? try_files(r, &q, &d, &diags, err) : try_store(r, &q, &d, &diags, err);
    cli_diags(r, r->log, DIAG_ERROR, &diags);
    if (rc != ERR_OK)
        return rc;
    print_draft(r, &d);
    r->problems = d.false_examples > 0 || d.screen.files.count.rejected > 0;
    pipeline_draft_release(&d);
    return ERR_OK;
}

static enum err_code rule_try_run(struct cli_run *r, struct err *err)
{
    struct law *law;
    enum err_code rc;

    TRY(cli_law(r, &law, err));
    rc = try_with_law(r, law, err);
    law_unref(law);
    return rc;
}

static const struct cli_option options[] = {
    {"file", "文件", CLI_FILE, true, "不用库，在这个文件的记录上试，不留下任何东西；可重复"},
    {"sweep", "数=取值", CLI_TEXT, true,
     "换几个取值各试一遍：标准.名称.限值=5万元,10万元；或“当”里第几个数：2=3,4；可重复"},
    {"examples", "条数", CLI_COUNT, false, "各类举例最多几条（默认 3）"},
    {"seed", "种子", CLI_COUNT, false, "抽样的种子，同一种子抽到同样的记录（默认 1）"},
    {"threads", "个数", CLI_COUNT, false, "线程数（默认每核一个）"},
    {0},
};

static const struct cli_example examples[] = {
    {"liandong rule try 草稿.rule", "在库中的记录上试这条未保存的规则"},
    {"liandong rule try - --file 处罚.xlsx", "规则从标准输入读，在自己的表上试"},
    {"liandong rule try 草稿.rule --sweep 标准.非法采矿罪.矿产品价值=10万元,20万元,30万元",
     "限值换成各个取值，会各命中多少"},
    {0},
};

const struct cli_command cli_cmd_rule_try = {
    .name = "rule try",
    .operands = "规则文件|-",
    .summary = "试一条还没有保存的规则：会命中多少，与已存版本差在哪里",
    .text = "列出命中和待查的条数、待查缺什么、按机关和年度的分布，与同名已存规则的差别，"
            "并用已受理、已排除的线索回测。规则里的例子不成立也照样算，但会说明，退出码为 1。\n"
            "精确率：命中的已办线索中受理的占多少；召回率：已受理的线索中仍命中的占多少。"
            "什么都不写入库。",
    .option = options,
    .example = examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_FILE,
    .run = rule_try_run,
};
