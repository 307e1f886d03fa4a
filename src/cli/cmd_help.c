/* cli/cmd_help.c - liandong help [command]. */
#include "cli/cli.h"

static enum err_code unknown(struct cli_run *r, struct str name, struct err *err)
{
    struct str near = cli_find_near(name);

    if (near.n > 0)
        return cli_usage(r, err, "没有命令“%.*s”；是否想写“%.*s”？", STR_F(name), STR_F(near));
    return cli_usage(r, err, "没有命令“%.*s”", STR_F(name));
}

/* The operands joined by one space. */
static struct str name_of(const struct cli_run *r)
{
    struct str name = STR_NULL;

    for (size_t i = 0; i < r->operand.n; i++)
        name = str_fmt(r->arena, "%.*s%s%s", STR_F(name), i > 0 ? " " : "", r->operand.at[i]);
    return name;
}

static enum err_code help_run(struct cli_run *r, struct err *err)
{
    struct str name = name_of(r);
    const struct cli_command *c = cli_find(name);
    struct buf b = {0};

    if (name.n > 0 && !c)
        return unknown(r, name, err);
    cli_help(&b, c);
    cli_print(r, &b);
    buf_release(&b);
    return ERR_OK;
}

const struct cli_command cli_cmd_help = {
    .name = "help",
    .operands = "[命令]",
    .summary = "说明全部命令或一个命令",
    .max = 2,
    .operand_kind = CLI_TEXT,
    .example =
        (const struct cli_example[]){{"liandong help law check", "说明 law check"}, {NULL, NULL}},
    .run = help_run,
};
