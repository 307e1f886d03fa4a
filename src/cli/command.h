#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H
/*
 * cli/command.h - the table of commands, from which parsing, --help, the man page and the bash
 * completion derive.
 *
 * A command is one constant `cli_cmd_<id>` in the file cmd_<id>.c and one line of commands.def.
 * All of it is constant data; nothing here has a lifetime.  README.md says how to add one.
 */
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct cli_run; /* cli/run.h */

enum cli_kind {
    CLI_FLAG,   /* no value */
    CLI_TEXT,   /* any text */
    CLI_FILE,   /* name of a file */
    CLI_FOLDER, /* name of a folder */
    CLI_COUNT,  /* whole number, 0 or more */
    CLI_DAY,    /* date */
    CLI_CHOICE, /* one of the words in `value`: "a|b|c" */
};

struct cli_option {
    const char *name;  /* without the dashes; NULL ends a list */
    const char *value; /* placeholder in help, or the words of a choice; NULL for a flag */
    enum cli_kind kind;
    bool many;      /* may be given more than once; otherwise the last one counts */
    const char *zh; /* Chinese, without full stop */
};

struct cli_example {
    const char *line; /* what is typed; NULL ends a list */
    const char *zh;   /* what it does */
};

struct cli_command {
    const char *name;                /* "law check": words with one space between them */
    const char *operands;            /* "文件…"; NULL when it takes none */
    const char *summary;             /* Chinese, one line, without full stop */
    const char *text;                /* Chinese paragraphs, '\n' between them */
    const struct cli_option *option; /* its own; NULL when it has none */
    const struct cli_example *example;
    size_t min, max;            /* how many operands; max CLI_ANY: no limit */
    enum cli_kind operand_kind; /* CLI_FILE, CLI_FOLDER or CLI_TEXT, for completion */
    /*
     * Does the work.  A failure becomes the exit code that exits.def gives it, and its Chinese
     * sentence is printed by the frame, not by the command.
     */
    enum err_code (*run)(struct cli_run *r, struct err *err);
};

#define CLI_ANY ((size_t)-1)

/* In order of commands.def; ends with NULL. */
extern const struct cli_command *const cli_commands[];

/* Options that every command takes; ends with a NULL name. */
extern const struct cli_option cli_common[];

/* Each command's constant. */
#define COMMAND(id) extern const struct cli_command cli_cmd_##id;
#include "cli/commands.def"
#undef COMMAND

/* Exit codes and what they mean; see exits.def. */
enum cli_exit {
#define EXIT(id, code, zh) CLI_##id = code,
#include "cli/exits.def"
#undef EXIT
};

#endif
