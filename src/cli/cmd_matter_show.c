/* cli/cmd_matter_show.c - liandong matter show: a matter as it stands. */
#include "cli/matter.h"

static enum err_code show_in(struct cli_run *r, struct cli_matter *m, struct err *err)
{
    struct matter_view view;
    struct actor who;
    int64_t id;

    TRY(cli_matter_id(r, 0, &id, err));
    TRY(cli_actor(r, m->law, &who, err));
    TRY(matter_view_get(&m->log, &who, id, r->arena, &view, err));
    cli_print_matter(r, &view);
    cli_say_operator(r, &who);
    return ERR_OK;
}

static enum err_code matter_show_run(struct cli_run *r, struct err *err)
{
    struct cli_matter m;
    enum err_code rc;

    TRY(cli_matter_open(r, &m, err));
    rc = show_in(r, &m, err);
    cli_matter_close(&m);
    return rc;
}

static const struct cli_option options[] = {CLI_ACTOR_OPTIONS, {0}};

static const struct cli_example examples[] = {
    {"liandong matter show 5", "事项 5 的状态、期限和现在可以办理的行为"},
    {"liandong matter show 5 --as 区公安分局", "公安机关能看到的"},
    {0},
};

const struct cli_command cli_cmd_matter_show = {
    .name = "matter show",
    .operands = "事项",
    .summary = "显示一个事项",
    .text = "担任角色的机关和程序规定的监督机关能看；程序限定可见的字段只对所列角色显示。",
    .option = options,
    .example = examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = matter_show_run,
};
