#ifndef CLI_CLI_H
#define CLI_CLI_H
/*
 * cli/cli.h - the whole command line: words in, exit code out.
 *
 * No state between calls; main.c is one caller, tests another.
 */
#include "cli/run.h"

/* Runs argv[1..argc) and returns the exit code.  Prints to out and log only. */
enum cli_exit cli_main(int argc, char *const *argv, FILE *out, FILE *log, struct clock clock);

/*
 * Parses argv[1..argc) into *ret: finds the command (NULL when there are no words), its options and
 * operands.  ERR_INVALID with zh and ret->usage otherwise.  Exactly: options before the command's
 * name must be common ones; `--name value` and `--name=value` are the same; `--` ends options.
 */
MUST_CHECK enum err_code cli_parse(int argc, char *const *argv, struct cli_run *ret,
                                   struct err *err);

/* The exit code of a failure. */
enum cli_exit cli_exit_of(enum err_code code);

/* Prints the failure to the log: one Chinese line, or one object with --json. */
void cli_report(const struct cli_run *r, const struct err *err);

/* Texts made from the table. */
void cli_help(struct buf *out, const struct cli_command *c); /* c NULL: all commands */
void cli_man(struct buf *out);
void cli_bash(struct buf *out);

/* The command called name (words joined by one space), or NULL. */
const struct cli_command *cli_find(struct str name);
/* The name of the command that was probably meant; empty when there is none. */
struct str cli_find_near(struct str name);

#endif
