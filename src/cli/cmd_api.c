/* cli/cmd_api.c - liandong api openapi, api types: what the server's interface is, for other programs. */
#include "api/api.h"
#include "cli/run.h"

static enum err_code print(struct cli_run *r,
                           enum err_code (*make)(struct buf *out, struct err *err), struct err *err)
{
    struct buf b = {0};
    enum err_code rc = make(&b, err);

    if (rc == ERR_OK)
        cli_print(r, &b);
    buf_release(&b);
    return rc;
}

static enum err_code openapi_run(struct cli_run *r, struct err *err)
{
    return print(r, api_openapi_print, err);
}

static enum err_code types_run(struct cli_run *r, struct err *err)
{
    return print(r, api_types_print, err);
}

const struct cli_command cli_cmd_api_openapi = {
    .name = "api openapi",
    .summary = "输出接口说明（OpenAPI 3.1）",
    .run = openapi_run,
};

const struct cli_command cli_cmd_api_types = {
    .name = "api types",
    .summary = "输出接口的 TypeScript 类型",
    .run = types_run,
};
