/* cli/cmd_matter_show.c - liandong matter show: a matter as it stands. */
#include "cli/matter.h"

static enum err_code matter_show_run(struct cli_run *r, struct err *err)
{
    struct cli_matter m;
    struct matter matter;
    int64_t id;
    enum err_code rc;

    TRY(cli_matter_id(r, 0, &id, err));
    TRY(cli_matter_open(r, &m, err));
    rc = matter_get(&m.log, id, r->arena, &matter, err);
    if (rc == ERR_OK)
        cli_print_matter(r, &matter);
    cli_matter_close(&m);
    return rc;
}

static const struct cli_example examples[] = {
    {"liandong matter show 5", "事项 5 的状态、期限和现在可以办理的行为"},
    {0},
};

const struct cli_command cli_cmd_matter_show = {
    .name = "matter show",
    .operands = "事项",
    .summary = "显示一个事项",
    .example = examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = matter_show_run,
};
