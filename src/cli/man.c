/* cli/man.c - the man page (roff), from the table. */
#include "cli/cli.h"

/* Text with what roff would take for its own made harmless. */
static void roff(struct buf *out, const char *text)
{
    bool start = true;

    for (const char *p = text; *p; p++) {
        if (start && (*p == '.' || *p == '\''))
            buf_z(out, "\\&");
        if (*p == '\\')
            buf_z(out, "\\e");
        else if (*p == '-')
            buf_z(out, "\\-");
        else if (*p == '\n')
            buf_z(out, "\n.PP\n");
        else
            buf_char(out, *p);
        start = *p == '\n';
    }
}

static void heading(struct buf *out, const char *macro, const char *title)
{
    buf_fmt(out, ".%s \"", macro);
    roff(out, title);
    buf_z(out, "\"\n");
}

static void option_man(struct buf *out, const struct cli_option *o)
{
    buf_z(out, ".TP\n\\fB\\-\\-");
    roff(out, o->name);
    buf_z(out, "\\fR");
    if (o->value) {
        buf_z(out, " \\fI");
        roff(out, o->value);
        buf_z(out, "\\fR");
    }
    buf_char(out, '\n');
    roff(out, o->zh);
    buf_z(out, "。\n");
}

static void options_man(struct buf *out, const struct cli_option *list)
{
    for (const struct cli_option *o = list; o && o->name; o++)
        option_man(out, o);
}

static void examples_man(struct buf *out, const struct cli_example *list)
{
    for (const struct cli_example *e = list; e && e->line; e++) {
        buf_z(out, ".TP\n\\fB");
        roff(out, e->line);
        buf_z(out, "\\fR\n");
        roff(out, e->zh);
        buf_char(out, '\n');
    }
}

static void command_man(struct buf *out, const struct cli_command *c)
{
    heading(out, "SS", c->name);
    buf_z(out, "\\fBliandong ");
    roff(out, c->name);
    buf_z(out, "\\fR [选项]");
    if (c->operands) {
        buf_z(out, " \\fI");
        roff(out, c->operands);
        buf_z(out, "\\fR");
    }
    buf_z(out, "\n.PP\n");
    roff(out, c->summary);
    buf_z(out, "。\n");
    if (c->text) {
        buf_z(out, ".PP\n");
        roff(out, c->text);
        buf_char(out, '\n');
    }
    options_man(out, c->option);
    examples_man(out, c->example);
}

static void exits_man(struct buf *out)
{
    static const struct {
        int code;
        const char *zh;
    } exits[] = {
#define EXIT(id, code, zh) {code, zh},
#include "cli/exits.def"
#undef EXIT
    };

    for (size_t i = 0; i < sizeof(exits) / sizeof(*exits); i++) {
        buf_fmt(out, ".TP\n\\fB%d\\fR\n", exits[i].code);
        roff(out, exits[i].zh);
        buf_z(out, "。\n");
    }
}

static void environment_man(struct buf *out)
{
    buf_z(out, ".TP\n\\fBLIANDONG_HOME\\fR\n没有写 \\fB\\-\\-home\\fR 时，辖区的数据所在目录。\n"
               ".TP\n\\fBLIANDONG_LAW\\fR\n没有写 \\fB\\-\\-law\\fR 时，法律数据所在目录。\n");
}

void cli_man(struct buf *out)
{
    buf_z(out, ".TH LIANDONG 1 \"\" \"liandong " CLI_VERSION "\" \"联动手册\"\n.ad l\n.nh\n");
    heading(out, "SH", "名称");
    buf_z(out, "liandong \\- 行政执法与刑事司法衔接的监督\n");
    heading(out, "SH", "概要");
    buf_z(out, "\\fBliandong\\fR \\fI命令\\fR [选项] …\n");
    heading(out, "SH", "说明");
    buf_z(out, "读入行政执法和司法记录，按监督规则筛出线索，并说明每条线索的依据。\n");
    heading(out, "SH", "命令");
    for (const struct cli_command *const *c = cli_commands; *c; c++)
        command_man(out, *c);
    heading(out, "SH", "各命令共有的选项");
    options_man(out, cli_common);
    heading(out, "SH", "退出码");
    exits_man(out);
    heading(out, "SH", "环境变量");
    environment_man(out);
}
