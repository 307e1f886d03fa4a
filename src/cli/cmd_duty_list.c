/* cli/cmd_duty_list.c - liandong duty list: who owes what by when. */
#include "base/fen.h"
#include "base/json.h"
#include "cli/matter.h"
#include "matter/work.h"

struct listing {
    struct cli_run *run;
    struct moment now;
    struct buf out;
};

/* A due moment that ends a day is told by that day. */
static void print_due(struct buf *b, const struct matter_duty *d)
{
    if (d->paused)
        buf_z(b, "中止");
    else if (!moment_known(d->due))
        buf_z(b, "无届满日");
    else if (moment_second(d->due) == 0)
        day_print(b, moment_day((struct moment){d->due.n - 1}));
    else
        moment_print(b, d->due);
}

static enum err_code print_duty(void *p, const struct matter_duty *d, struct err *err)
{
    struct listing *l = p;
    bool late = moment_known(d->due) && !d->paused && d->due.n <= l->now.n;
    struct buf due = {0};

    (void)err;
    print_due(&due, d);
    if (l->run->json) {
        json_open(&l->out, NULL, '{');
        json_i64(&l->out, "matter", d->matter);
        json_text(&l->out, "procedure", d->procedure);
        json_text(&l->out, "state", d->state);
        json_text(&l->out, "term", d->term);
        json_text(&l->out, "organ", d->organ);
        json_text(&l->out, "due", buf_view(&due));
        json_bool(&l->out, "overdue", late);
        json_close(&l->out, '}');
    } else {
        buf_fmt(&l->out, "%s  事项 %lld  %.*s  %.*s  %.*s%s", buf_cstr(&due), (long long)d->matter,
                STR_F(d->term), STR_F(d->procedure), STR_F(d->organ), late ? "  已逾期" : "");
    }
    buf_char(&l->out, '\n');
    buf_release(&due);
    return ERR_OK;
}

/* days -> number 'd' | number */
static bool read_days(const char *text, int64_t *ret)
{
    struct str s = str_from(text);

    if (str_ends(s, STR("d")))
        s = str_sub(s, 0, s.n - 1);
    return fen_decimal(s, 0, ret) && *ret >= 0 && *ret < 36525;
}

static enum err_code list_in(struct cli_run *r, struct cli_matter *m, struct err *err)
{
    struct listing l = {.run = r, .now = cli_now(r)};
    const char *organ = cli_text(r, "organ"), *due = cli_text(r, "due");
    int o = organ ? law_organ_find(m->law, str_from(organ)) : -1;
    struct matter_duty_filter f = {.before = MOMENT_NONE};
    struct actor who;
    int64_t days;
    enum err_code rc;

    TRY(cli_actor(r, m->law, &who, err));
    if (organ && o < 0)
        return cli_usage(r, err, "没有机关“%s”", organ);
    if (due && !read_days(due, &days))
        return cli_usage(r, err, "--due 应当写天数，如 7d：%s", due);
    if (due)
        f.before = moment_at((struct day){moment_day(l.now).n + (int32_t)days + 1}, 0);
    f.organ = o >= 0 ? m->law->organ[o].id : STR_NULL;
    rc = matter_duties(m->home.store, &who, &f, print_duty, &l, err);
    if (rc == ERR_OK) {
        cli_print(r, &l.out);
        cli_say_operator(r, &who);
    }
    buf_release(&l.out);
    return rc;
}

static enum err_code duty_list_run(struct cli_run *r, struct err *err)
{
    struct cli_matter m;
    enum err_code rc;

    TRY(cli_matter_open(r, &m, err));
    rc = list_in(r, &m, err);
    cli_matter_close(&m);
    return rc;
}

static const struct cli_option options[] = {
    {"organ", "机关", CLI_TEXT, false, "只列这一机关的义务"},
    {"due", "天数", CLI_TEXT, false, "只列几天之内届满和已经逾期的，如 7d"},
    CLI_ACTOR_OPTIONS,
    {0},
};

static const struct cli_example examples[] = {
    {"liandong duty list --organ 公安 --due 7d", "公安机关七天之内应当办的"},
    {0},
};

const struct cli_command cli_cmd_duty_list = {
    .name = "duty list",
    .summary = "列出各机关应当办理的事和期限",
    .option = options,
    .example = examples,
    .run = duty_list_run,
};
