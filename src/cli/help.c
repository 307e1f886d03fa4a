/* cli/help.c - what --help shows, from the table. */
#include "cli/cli.h"

enum { LEFT = 26 }; /* columns of the left side */

/* Display columns of a text: two for what is not ASCII. */
static size_t width_of(struct str s)
{
    size_t n = 0, len;

    for (size_t i = 0; i < s.n; i += len)
        n += str_utf8_at(s, i, &len) < 0x80 ? 1 : 2;
    return n;
}

/* Two columns: left, then right, on the next line when left is too wide. */
static void two_columns(struct buf *out, struct str left, const char *right)
{
    size_t used = width_of(left) + 2;

    buf_z(out, "  ");
    buf_str(out, left);
    if (used + 1 > LEFT) {
        buf_char(out, '\n');
        used = 0;
    }
    for (size_t i = used; i < LEFT; i++)
        buf_char(out, ' ');
    buf_z(out, right);
    buf_char(out, '\n');
}

static void option_help(struct buf *out, const struct cli_option *o)
{
    struct buf left = {0};

    buf_fmt(&left, "--%s", o->name);
    if (o->value)
        buf_fmt(&left, " %s", o->value);
    if (o->many)
        buf_z(&left, " …");
    two_columns(out, buf_view(&left), o->zh);
    buf_release(&left);
}

static void options_help(struct buf *out, const char *title, const struct cli_option *list)
{
    if (!list || !list->name)
        return;
    buf_fmt(out, "\n%s：\n", title);
    for (const struct cli_option *o = list; o->name; o++)
        option_help(out, o);
}

static void examples_help(struct buf *out, const struct cli_example *list)
{
    if (!list || !list->line)
        return;
    buf_z(out, "\n例：\n");
    for (const struct cli_example *e = list; e->line; e++)
        buf_fmt(out, "  %s\n      %s\n", e->line, e->zh);
}

static void command_help(struct buf *out, const struct cli_command *c)
{
    buf_fmt(out, "用法：liandong %s [选项]", c->name);
    if (c->operands)
        buf_fmt(out, " %s", c->operands);
    buf_fmt(out, "\n\n%s。\n", c->summary);
    if (c->text)
        buf_fmt(out, "%s\n", c->text);
    options_help(out, "选项", c->option);
    options_help(out, "各命令共有的选项", cli_common);
    examples_help(out, c->example);
}

void cli_help(struct buf *out, const struct cli_command *c)
{
    if (c) {
        command_help(out, c);
        return;
    }
    buf_z(out, "用法：liandong 命令 [选项] …\n\n联动：行政执法与刑事司法衔接的监督。\n\n命令：\n");
    for (const struct cli_command *const *p = cli_commands; *p; p++)
        two_columns(out, str_from((*p)->name), (*p)->summary);
    options_help(out, "各命令共有的选项", cli_common);
    buf_z(out, "\nliandong help 命令 说明一个命令；man liandong 说明全部。\n");
}
