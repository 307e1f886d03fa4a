#ifndef CLI_RUN_H
#define CLI_RUN_H
/*
 * cli/run.h - what a running command gets: its options and operands, where its district and the law
 * are, where to print.
 *
 * Lives for one run of one command, on one thread.  Texts are borrowed from argv or live in
 * `arena`.  Asking for an option that the command has not declared is a bug and ends the program.
 */
#include "base/clock.h"
#include "base/diag.h"
#include "base/vec.h"
#include "cli/command.h"

#include <stdio.h>

struct cli_given {
    const struct cli_option *option;
    const char *text; /* NULL for a flag */
    int64_t number;   /* CLI_COUNT: the number; CLI_DAY: the day */
};

struct cli_run {
    const struct cli_command *command;
    VEC(struct cli_given) given;
    VEC(const char *) operand;
    bool json;        /* --json */
    const char *home; /* --home, $LIANDONG_HOME or ./liandong.d */
    bool problems;    /* set by the command: it finished and found problems (exit 1) */
    bool tampered;    /* set by the command: what was proven does not fit (exit 9) */
    bool usage;       /* set by cli_usage */
    FILE *out, *log;  /* results; messages and errors */
    struct clock clock;
    struct arena *arena;
};

bool cli_has(const struct cli_run *r, const char *name);
/* Value of the last --name, or NULL. */
const char *cli_text(const struct cli_run *r, const char *name);
/* Values of all --name, in order, in the run's arena. */
size_t cli_texts(const struct cli_run *r, const char *name, struct str **ret);
int64_t cli_count(const struct cli_run *r, const char *name, int64_t otherwise);
struct day cli_day(const struct cli_run *r, const char *name); /* DAY_NONE when not given */

/* The folder with law/, sample/ and web/ that belongs to this program: the installed share when
 * the program is installed, else the source tree. */
struct str cli_share(const struct cli_run *r, const char *part);

/* --law, $LIANDONG_LAW, or the law of cli_share. */
const char *cli_law_dir(const struct cli_run *r);

/* For combinations of options that the table cannot forbid: `return cli_usage(r, err, "…")`. */
enum err_code cli_usage(struct cli_run *r, struct err *err, const char *zh, ...) PRINTF_LIKE(3, 4);

/* Prints the diagnostics up to the level `least` (DIAG_NOTE: all) to `to`, r->out or r->log; with
 * --json one object each. */
void cli_diags(const struct cli_run *r, FILE *to, enum diag_level least, const struct diag_list *l);

/* Prints a buffer to the results and empties it. */
void cli_print(const struct cli_run *r, struct buf *b);

#endif
