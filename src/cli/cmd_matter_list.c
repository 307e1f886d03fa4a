/* cli/cmd_matter_list.c - liandong matter list: matters, one a line. */
#include "base/json.h"
#include "cli/matter.h"
#include "matter/work.h"

struct listing {
    struct cli_run *run;
    struct buf out;
};

static enum err_code print_row(void *p, const struct matter_row *m, struct err *err)
{
    struct listing *l = p;

    (void)err;
    if (l->run->json) {
        json_open(&l->out, NULL, '{');
        json_i64(&l->out, "matter", m->id);
        json_text(&l->out, "procedure", m->procedure);
        json_text(&l->out, "state", m->state);
        json_i64(&l->out, "version", m->version);
        json_bool(&l->out, "open", m->open);
        json_close(&l->out, '}');
    } else {
        buf_fmt(&l->out, "%6lld  %-24.*s  %.*s  第 %lld 次", (long long)m->id, STR_F(m->procedure),
                STR_F(m->state), (long long)m->version);
    }
    buf_char(&l->out, '\n');
    return ERR_OK;
}

static enum err_code list_in(struct cli_run *r, struct cli_matter *m, struct err *err)
{
    struct listing l = {.run = r};
    const char *procedure = cli_text(r, "procedure"), *organ = cli_text(r, "organ");
    struct matter_filter f = {.closed = cli_has(r, "all")};
    int o = organ ? law_organ_find(m->law, str_from(organ)) : -1;
    struct actor who;
    enum err_code rc;

    TRY(cli_actor(r, m->law, &who, err));
    if (organ && o < 0)
        return cli_usage(r, err, "没有机关“%s”", organ);
    f.organ = o >= 0 ? m->law->organ[o].id : STR_NULL;
    f.procedure = procedure ? str_from(procedure) : STR_NULL;
    rc = matter_list(m->home.store, &who, &f, print_row, &l, err);
    if (rc == ERR_OK) {
        cli_print(r, &l.out);
        cli_say_operator(r, &who);
    }
    buf_release(&l.out);
    return rc;
}

static enum err_code matter_list_run(struct cli_run *r, struct err *err)
{
    struct cli_matter m;
    enum err_code rc;

    TRY(cli_matter_open(r, &m, err));
    rc = list_in(r, &m, err);
    cli_matter_close(&m);
    return rc;
}

static const struct cli_option options[] = {
    {"procedure", "程序", CLI_TEXT, false, "只列这一程序的事项（标识）"},
    {"organ", "机关", CLI_TEXT, false, "只列这一机关参与的事项"},
    {"all", NULL, CLI_FLAG, false, "连已经办结的一并列出"},
    CLI_ACTOR_OPTIONS,
    {0},
};

static const struct cli_example examples[] = {
    {"liandong matter list --organ 区市场监管局", "这一机关正在办理的事项"},
    {0},
};

const struct cli_command cli_cmd_matter_list = {
    .name = "matter list",
    .summary = "列出事项",
    .option = options,
    .example = examples,
    .run = matter_list_run,
};
