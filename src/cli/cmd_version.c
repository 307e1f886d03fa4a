/* cli/cmd_version.c - liandong version. */
#include "base/json.h"
#include "cli/run.h"

static enum err_code version_run(struct cli_run *r, struct err *err)
{
    struct buf b = {0};

    (void)err;
    if (r->json) {
        json_open(&b, NULL, '{');
        json_text(&b, "version", STR(CLI_VERSION));
        json_close(&b, '}');
    } else {
        buf_z(&b, "liandong " CLI_VERSION);
    }
    buf_char(&b, '\n');
    cli_print(r, &b);
    buf_release(&b);
    return ERR_OK;
}

const struct cli_command cli_cmd_version = {
    .name = "version",
    .summary = "显示程序的版本",
    .run = version_run,
};
