/* cli/completion.c - the bash completion, from the table. */
#include "cli/cli.h"

static const char head[] =
    "# bash completion of liandong; made by `liandong --completion bash`\n"
    "_liandong()\n"
    "{\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
    "    local i words= name= operand= options= common=\n"
    "    COMPREPLY=()\n"
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "        case ${COMP_WORDS[i-1]} in\n";

static const char words[] = "        esac\n"
                            "        case ${COMP_WORDS[i]} in\n"
                            "        -*) ;;\n"
                            "        *) words=\"${words:+$words }${COMP_WORDS[i]}\" ;;\n"
                            "        esac\n"
                            "    done\n";

static const char tail[] =
    "    case $operand in\n"
    "    file) compopt -o filenames; COMPREPLY=($(compgen -f -- \"$cur\")) ;;\n"
    "    folder) compopt -o filenames; COMPREPLY=($(compgen -d -- \"$cur\")) ;;\n"
    "    esac\n"
    "}\n"
    "complete -F _liandong liandong\n";

/* What the value of a kind completes to. */
static void value_line(struct buf *out, const struct cli_option *o)
{
    switch (o->kind) {
    case CLI_FILE:
        buf_z(out, "compopt -o filenames; COMPREPLY=($(compgen -f -- \"$cur\"))");
        break;
    case CLI_FOLDER:
        buf_z(out, "compopt -o filenames; COMPREPLY=($(compgen -d -- \"$cur\"))");
        break;
    case CLI_CHOICE:
        buf_z(out, "COMPREPLY=($(compgen -W \"");
        for (const char *p = o->value; *p; p++)
            buf_char(out, *p == '|' ? ' ' : *p);
        buf_z(out, "\" -- \"$cur\"))");
        break;
    case CLI_FLAG:
    case CLI_TEXT:
    case CLI_COUNT:
    case CLI_DAY:
        buf_z(out, ":");
        break;
    }
}

static void names_of(struct buf *out, const struct cli_option *list)
{
    for (const struct cli_option *o = list; o && o->name; o++)
        buf_fmt(out, "%s--%s", o == list ? "" : " ", o->name);
}

/* "name option) what the option's value completes to; return" */
static void option_values(struct buf *out, const char *command, const struct cli_option *list)
{
    for (const struct cli_option *o = list; o && o->name; o++) {
        if (o->kind == CLI_FLAG)
            continue;
        buf_fmt(out, "    \"%s --%s\") ", command, o->name);
        value_line(out, o);
        buf_z(out, "; return ;;\n");
    }
}

static const char *operand_word(const struct cli_command *c)
{
    if (c->max == 0)
        return "";
    if (c->operand_kind == CLI_FILE)
        return "file";
    return c->operand_kind == CLI_FOLDER ? "folder" : "";
}

/* Which command has been typed, longest names first by testing two words before one. */
static void commands_case(struct buf *out, bool two)
{
    for (const struct cli_command *const *c = cli_commands; *c; c++) {
        if (str_has(str_from((*c)->name), STR(" ")) != two)
            continue;
        buf_fmt(out, "    \"%s\"|\"%s \"*) name=\"%s\" operand=%s options=\"", (*c)->name,
                (*c)->name, (*c)->name, operand_word(*c));
        names_of(out, (*c)->option);
        buf_z(out, "\" ;;\n");
    }
}

/* Words that can follow what has been typed: first words, then second ones. */
static void words_case(struct buf *out)
{
    buf_z(out, "    case $cur in\n"
               "    -*) COMPREPLY=($(compgen -W \"$options $common\" -- \"$cur\")); return ;;\n"
               "    esac\n");
    buf_z(out, "    if [ -z \"$name\" ]; then\n        COMPREPLY=($(compgen -W \"");
    buf_z(out, "$(printf '%s\\n' ");
    for (const struct cli_command *const *c = cli_commands; *c; c++)
        buf_fmt(out, "'%s' ", (*c)->name);
    buf_z(out, "| sed -n \"s/^${words:+$words }//p\" | cut -d' ' -f1 | sort -u) ");
    buf_z(out, "\" -- \"$cur\"))\n        return\n    fi\n");
}

/* A word behind one of these options is its value. */
static void valued_case(struct buf *out, const struct cli_option *list)
{
    for (const struct cli_option *o = list; o && o->name; o++)
        if (o->kind != CLI_FLAG)
            buf_fmt(out, "        --%s) continue ;;\n", o->name);
}

void cli_bash(struct buf *out)
{
    buf_z(out, head);
    valued_case(out, cli_common);
    for (const struct cli_command *const *c = cli_commands; *c; c++)
        valued_case(out, (*c)->option);
    buf_z(out, words);
    buf_z(out, "    common=\"");
    names_of(out, cli_common);
    buf_z(out, "\"\n    case $words in\n");
    commands_case(out, true);
    commands_case(out, false);
    buf_z(out, "    esac\n    case \"$name $prev\" in\n");
    for (const struct cli_command *const *c = cli_commands; *c; c++)
        option_values(out, (*c)->name, (*c)->option);
    option_values(out, "\"*\"", cli_common);
    buf_z(out, "    esac\n");
    words_case(out);
    buf_z(out, tail);
}
