/* cli/cmd_deadline_list.c - liandong deadline list: the deadlines of the law, one a line. */
#include "base/near.h"
#include "cli/deadline_print.h"
#include "cli/law.h"
#include "cli/run.h"

static void pad(struct buf *b, struct str s, size_t width)
{
    size_t w = str_width(s);

    buf_str(b, s);
    buf_fmt(b, "%*s", w < width ? (int)(width - w) : 1, "");
}

static void print_line(struct buf *b, const struct law_deadline *d)
{
    struct buf length = {0};

    deadline_length(&length, d);
    pad(b, d->id, 8);
    pad(b, d->mechanism, 16);
    pad(b, buf_view(&length), 12);
    pad(b, law_profile_name(d->profile), 16);
    buf_fmt(b, "%.*s：%.*s", STR_F(d->who), STR_F(d->act));
    if (d->verified == LAW_VERIFIED_NO)
        buf_z(b, "（未核实）");
    if (day_known(d->expires)) {
        buf_z(b, "（");
        day_print(b, d->expires);
        buf_z(b, " 失效）");
    }
    buf_char(b, '\n');
    buf_release(&length);
}

static void print_object(struct buf *b, const struct law_deadline *d)
{
    json_open(b, NULL, '{');
    deadline_json(b, d);
    json_close(b, '}');
    buf_char(b, '\n');
}

static enum err_code unknown_mechanism(const struct law *law, const char *name, struct err *err)
{
    struct near near = near_to(str_from(name));
    struct str best;

    for (size_t i = 0; i < law->ndeadline; i++)
        near_offer(&near, law->deadline[i].mechanism);
    best = near_best(&near);
    err_set(err, ERR_NOT_FOUND, "no deadlines of mechanism %s", name);
    if (best.n > 0)
        return err_set_zh(err, "没有机制“%s”的期限；是否想写“%.*s”？", name, STR_F(best));
    return err_set_zh(err, "没有机制“%s”的期限", name);
}

static enum err_code list(struct cli_run *r, const struct law *law, struct err *err)
{
    const char *mechanism = cli_text(r, "mechanism");
    struct buf b = {0};
    size_t n = 0;

    for (size_t i = 0; i < law->ndeadline; i++) {
        const struct law_deadline *d = &law->deadline[i];

        if (mechanism && !str_eq(d->mechanism, str_from(mechanism)))
            continue;
        n++;
        if (r->json)
            print_object(&b, d);
        else
            print_line(&b, d);
    }
    if (mechanism && n == 0)
        return unknown_mechanism(law, mechanism, err);
    if (!r->json)
        buf_fmt(&b, "共 %zu 条\n", n);
    cli_print(r, &b);
    buf_release(&b);
    return ERR_OK;
}

static enum err_code list_run(struct cli_run *r, struct err *err)
{
    struct law *law;
    enum err_code rc;

    TRY(cli_law(r, &law, err));
    rc = list(r, law, err);
    law_unref(law);
    return rc;
}

static const struct cli_option options[] = {
    {"mechanism", "机制", CLI_TEXT, false, "只列这个机制的期限，例如 正向衔接、检察建议"},
    {0},
};

static const struct cli_example examples[] = {
    {"liandong deadline list --mechanism 公益诉讼", "列出公益诉讼的期限"},
    {0},
};

const struct cli_command cli_cmd_deadline_list = {
    .name = "deadline list",
    .summary = "列出法定期限",
    .option = options,
    .example = examples,
    .run = list_run,
};
