/* cli/commands.c - the table of commands and the options that all of them take. */
#include "base/near.h"
#include "cli/cli.h"

const struct cli_command *const cli_commands[] = {
#define COMMAND(id) &cli_cmd_##id,
#include "cli/commands.def"
#undef COMMAND
    NULL,
};

const struct cli_option cli_common[] = {
    {"home", "目录", CLI_FOLDER, false,
     "辖区的数据所在目录；缺省为 $LIANDONG_HOME，再次为 ./liandong.d"},
    {"law", "目录", CLI_FOLDER, false,
     "法律数据所在目录；缺省为 $LIANDONG_LAW，再次为随程序安装的 law"},
    {"json", NULL, CLI_FLAG, false, "输出 JSON：一个对象，或每行一个对象"},
    {"help", NULL, CLI_FLAG, false, "显示本命令的用法"},
    {NULL, NULL, CLI_FLAG, false, NULL},
};

const struct cli_command *cli_find(struct str name)
{
    for (const struct cli_command *const *c = cli_commands; *c; c++)
        if (str_eq(str_from((*c)->name), name))
            return *c;
    return NULL;
}

struct str cli_find_near(struct str name)
{
    struct near near = near_to(name);

    for (const struct cli_command *const *c = cli_commands; *c; c++)
        near_offer(&near, str_from((*c)->name));
    return near_best(&near);
}
