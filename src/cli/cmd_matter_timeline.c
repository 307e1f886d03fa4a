/* cli/cmd_matter_timeline.c - liandong matter timeline: the acts of a matter in their order. */
#include "base/json.h"
#include "cli/matter.h"

struct timeline {
    struct cli_run *run;
    struct buf out;
};

static void entry_json(struct buf *b, const struct matter_entry *e)
{
    struct buf at = {0};

    moment_print(&at, e->at);
    json_open(b, NULL, '{');
    json_i64(b, "no", e->no);
    json_text(b, "at", buf_view(&at));
    json_text(b, "act", e->act);
    json_text(b, "organ", e->organ);
    json_text(b, "person", e->person);
    json_close(b, '}');
    buf_char(b, '\n');
    buf_release(&at);
}

static enum err_code print_entry(void *p, const struct matter_entry *e, struct err *err)
{
    struct timeline *t = p;

    (void)err;
    if (t->run->json) {
        entry_json(&t->out, e);
        return ERR_OK;
    }
    buf_fmt(&t->out, "%3lld  ", (long long)e->no);
    moment_print(&t->out, e->at);
    buf_fmt(&t->out, "  %.*s  %.*s  %.*s\n", STR_F(e->act), STR_F(e->organ), STR_F(e->person));
    return ERR_OK;
}

static enum err_code print_timeline(struct timeline *t, struct cli_matter *m, struct err *err)
{
    struct cli_run *r = t->run;
    struct matter_view view;
    struct actor who;
    int64_t id;

    TRY(cli_matter_id(r, 0, &id, err));
    TRY(cli_actor(r, m->law, &who, err));
    TRY(matter_view_get(&m->log, &who, id, r->arena, &view, err));
    TRY(matter_entries(&m->log, &(struct matter_timeline){&who, id, 0}, print_entry, t, err));
    cli_print(r, &t->out);
    cli_say_operator(r, &who);
    return ERR_OK;
}

static enum err_code matter_timeline_run(struct cli_run *r, struct err *err)
{
    struct timeline t = {.run = r};
    struct cli_matter m;
    enum err_code rc;

    TRY(cli_matter_open(r, &m, err));
    rc = print_timeline(&t, &m, err);
    buf_release(&t.out);
    cli_matter_close(&m);
    return rc;
}

static const struct cli_option options[] = {CLI_ACTOR_OPTIONS, {0}};

static const struct cli_example examples[] = {
    {"liandong matter timeline 5", "事项 5 办理过什么"},
    {0},
};

const struct cli_command cli_cmd_matter_timeline = {
    .name = "matter timeline",
    .operands = "事项",
    .summary = "列出事项的全部办理行为",
    .option = options,
    .example = examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = matter_timeline_run,
};
