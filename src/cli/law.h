#ifndef CLI_LAW_H
#define CLI_LAW_H
/*
 * cli/law.h - loads the law of a run, for commands that work by it.
 */
#include "cli/run.h"
#include "law/law.h"

/* Loads cli_law_dir(r); diagnostics have been printed when it fails.  The caller owns one
 * reference. */
MUST_CHECK enum err_code cli_law(const struct cli_run *r, struct law **ret_law, struct err *err);

#endif
