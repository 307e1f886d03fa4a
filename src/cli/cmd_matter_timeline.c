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

static enum err_code matter_timeline_run(struct cli_run *r, struct err *err)
{
    struct timeline t = {.run = r};
    struct cli_matter m;
    struct matter matter;
    int64_t id;
    enum err_code rc;

    TRY(cli_matter_id(r, 0, &id, err));
    TRY(cli_matter_open(r, &m, err));
    rc = matter_get(&m.log, id, r->arena, &matter, err);
    if (rc == ERR_OK)
        rc = matter_entries(&m.log, id, 0, print_entry, &t, err);
    if (rc == ERR_OK)
        cli_print(r, &t.out);
    buf_release(&t.out);
    cli_matter_close(&m);
    return rc;
}

static const struct cli_example examples[] = {
    {"liandong matter timeline 5", "事项 5 办理过什么"},
    {0},
};

const struct cli_command cli_cmd_matter_timeline = {
    .name = "matter timeline",
    .operands = "事项",
    .summary = "列出事项的全部办理行为",
    .example = examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = matter_timeline_run,
};
