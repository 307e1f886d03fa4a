/* cli/cmd_deadline_compute.c - liandong deadline compute: when a clock is due, and how that was
 * counted. */
#include "cli/deadline_print.h"
#include "cli/law.h"
#include "cli/run.h"

static enum err_code read_moment(struct cli_run *r, const char *name, struct moment *ret,
                                 bool *ret_timed, struct err *err)
{
    const char *text = cli_text(r, name);

    if (moment_parse(str_from(text), ret, ret_timed))
        return ERR_OK;
    return cli_usage(r, err, "--%s 的值“%s”不是时刻；请写成 2024-03-01T10:20:00 或 2024-03-01",
                     name, text);
}

static enum err_code read_pauses(struct cli_run *r, struct law_clock *clock, struct err *err)
{
    struct str *text;
    size_t n = cli_texts(r, "suspend", &text);
    struct law_pause *pause = ARENA_ARRAY(r->arena, struct law_pause, n + 1);

    for (size_t i = 0; i < n; i++)
        if (!law_pause_parse(text[i], &pause[i]))
            return cli_usage(
                r, err, "--suspend 的值“%.*s”应当写成 起日..止日=原因@批准人，止日不写表示尚未恢复",
                STR_F(text[i]));
    clock->pause = pause;
    clock->npause = n;
    return ERR_OK;
}

static enum err_code read_prolongs(struct cli_run *r, struct law_clock *clock, struct err *err)
{
    struct str *text;
    size_t n = cli_texts(r, "extend", &text);
    struct law_prolong *prolong = ARENA_ARRAY(r->arena, struct law_prolong, n + 1);

    for (size_t i = 0; i < n; i++)
        if (!law_prolong_parse(text[i], &prolong[i]))
            return cli_usage(r, err, "--extend 的值“%.*s”应当写成 长度@批准人，例如 30日@检察长",
                             STR_F(text[i]));
    clock->prolong = prolong;
    clock->nprolong = n;
    return ERR_OK;
}

static enum err_code read_profile(struct cli_run *r, struct law_clock *clock, struct err *err)
{
    const char *name = cli_text(r, "profile");
    struct buf all = {0};
    enum err_code rc;

    if (!name)
        return ERR_OK;
    clock->profile = law_profile_find(str_from(name));
    if (clock->profile != LAW_PROFILE_NONE)
        return ERR_OK;
    for (int i = 1; i < LAW_NPROFILE; i++)
        buf_fmt(&all, "%s%.*s", i > 1 ? "、" : "", STR_F(law_profile_name((enum law_profile)i)));
    rc = cli_usage(r, err, "没有计算方式“%s”，可用的有：%s", name, buf_cstr(&all));
    buf_release(&all);
    return rc;
}

static enum err_code read_clock(struct cli_run *r, struct law_clock *clock, struct err *err)
{
    const char *length = cli_text(r, "length");
    struct str *list;

    if (!cli_has(r, "at"))
        return cli_usage(r, err, "缺少 --at：期限自何时起算");
    clock->deadline = str_from(r->operand.at[0]);
    TRY(read_moment(r, "at", &clock->at, &clock->timed, err));
    TRY(read_profile(r, clock, err));
    TRY(read_pauses(r, clock, err));
    TRY(read_prolongs(r, clock, err));
    clock->ncircumstance = cli_texts(r, "when", &list);
    clock->circumstance = list;
    clock->nunmet = cli_texts(r, "without", &list);
    clock->unmet = list;
    if (length && !law_length_parse(str_from(length), &clock->length))
        return cli_usage(r, err, "--length 的值“%s”不是期限的长度，例如 10日、5个工作日、1个月",
                         length);
    return ERR_OK;
}

/* What else was asked: what is left at --now, whether --done was in time. */
struct answers {
    bool has_left, has_done, passed;
    struct law_left left;
};

static enum err_code answer(struct cli_run *r, const struct law *law, const struct law_clock *clock,
                            const struct law_due *due, struct answers *ret, struct err *err)
{
    struct moment m;
    bool timed;

    if (cli_has(r, "done")) {
        TRY(read_moment(r, "done", &m, &timed, err));
        ret->has_done = true;
        ret->passed = law_due_passed(due, m);
    }
    if (!cli_has(r, "now"))
        return ERR_OK;
    TRY(read_moment(r, "now", &m, &timed, err));
    ret->has_left = true;
    return law_due_left(law, clock, due, m, r->arena, &ret->left, err);
}

static void print_json(const struct cli_run *r, struct buf *b, const struct law_due *due,
                       const struct answers *a)
{
    json_open(b, NULL, '{');
    deadline_json(b, due->deadline);
    json_text(b, "at", str_from(cli_text(r, "at")));
    due_json(b, due);
    if (a->has_left) {
        json_open(b, "left", '{');
        json_text(b, "now", str_from(cli_text(r, "now")));
        left_json(b, &a->left);
        json_close(b, '}');
    }
    if (a->has_done) {
        json_open(b, "done", '{');
        json_text(b, "at", str_from(cli_text(r, "done")));
        json_bool(b, "passed", a->passed);
        json_close(b, '}');
    }
    json_close(b, '}');
    buf_char(b, '\n');
}

static const char *done_text(enum law_deadline_kind kind, bool passed)
{
    switch (kind) {
    case LAW_DEADLINE_TERM:
        return passed ? "已超过期限" : "没有超过期限";
    case LAW_DEADLINE_WINDOW:
        return passed ? "期间已满" : "期间未满，不得为上述行为";
    case LAW_DEADLINE_LIMITATION:
        return passed ? "已超过时效" : "没有超过时效";
    case LAW_DEADLINE_ALERT:
        return passed ? "已到触发点" : "没有到触发点";
    }
    return "";
}

static void print_text(const struct cli_run *r, struct buf *b, const struct law_due *due,
                       const struct answers *a)
{
    due_text(b, due);
    if (a->has_left) {
        buf_fmt(b, "至 %s  %.*s", cli_text(r, "now"), STR_F(a->left.text));
        if (a->left.total > 0)
            buf_fmt(b, "，已用 %d%%", (int)(a->left.used * 100 / a->left.total));
        buf_char(b, '\n');
    }
    if (a->has_done)
        buf_fmt(b, "%s  %s\n", cli_text(r, "done"), done_text(due->deadline->kind, a->passed));
}

static enum err_code compute(struct cli_run *r, const struct law *law, struct err *err)
{
    struct law_clock clock = {.deadline = STR_NULL};
    struct answers a = {.has_left = false};
    struct law_due due;
    struct buf b = {0};

    TRY(read_clock(r, &clock, err));
    TRY(law_due_count(law, &clock, r->arena, &due, err));
    TRY(answer(r, law, &clock, &due, &a, err));
    if (r->json)
        print_json(r, &b, &due, &a);
    else
        print_text(r, &b, &due, &a);
    cli_print(r, &b);
    buf_release(&b);
    return ERR_OK;
}

static enum err_code compute_run(struct cli_run *r, struct err *err)
{
    struct law *law;
    enum err_code rc;

    TRY(cli_law(r, &law, err));
    rc = compute(r, law, err);
    law_unref(law);
    return rc;
}

static const struct cli_option options[] = {
    {"at", "时刻", CLI_TEXT, false, "何时起算：触发期限的行为或送达的时刻；按日计的可以只写日期"},
    {"profile", "方式", CLI_TEXT, false, "按指定的方式计算，而不按法律或本地确定的方式"},
    {"suspend", "起日..止日", CLI_TEXT, true,
     "不计入的期间，可再写 =原因@批准人；止日包括在内，不写止日表示尚未恢复"},
    {"extend", "长度", CLI_TEXT, true, "延长，可再写 @批准人；按批准的先后写"},
    {"when", "情形", CLI_TEXT, true, "适用的情形，例如 在押、简易程序"},
    {"without", "条件", CLI_TEXT, true, "不具备的条件，例如 有危害后果"},
    {"length", "长度", CLI_TEXT, false, "文书确定的长度；只用于法律没有写明长短或者准许另定的期限"},
    {"now", "时刻", CLI_TEXT, false, "至此时还剩多少"},
    {"done", "时刻", CLI_TEXT, false, "此时作出的行为是否超过期限"},
    {0},
};

static const struct cli_example examples[] = {
    {"liandong deadline compute FWD-02 --at 2024-03-01T10:20:00", "二十四小时何时期满"},
    {"liandong deadline compute REV-02 --at 2025-10-09 --suspend "
     "2025-10-13..2025-10-17=征求异地人民检察院意见",
     "扣除不计入的期间"},
    {"liandong deadline compute GA-01 --at 2026-01-15 --extend 30日@上一级公安机关 --json",
     "延长一次，输出 JSON"},
    {0},
};

const struct cli_command cli_cmd_deadline_compute = {
    .name = "deadline compute",
    .operands = "期限编号",
    .summary = "计算一个期限何时期满，逐步写明怎样算得",
    .text =
        "每一步都带有所据的条文。法律没有规定怎样计算的，按本地在 law/setting.yaml 确定的方式，\n"
        "没有确定的会提醒。期间跨越法律变更的，两版都列出。日历没有装入的年份不推算，退出码为 6。",
    .option = options,
    .example = examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = compute_run,
};
