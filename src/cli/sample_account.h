#ifndef CLI_SAMPLE_ACCOUNT_H
#define CLI_SAMPLE_ACCOUNT_H
/*
 * cli/sample_account.h - the people of the sample district, made as people make them: the first run, the
 * system administrator, the security administrator, each with a password of his own.
 *
 * Passwords are drawn and printed, once; no file and no source has one.
 */
#include "cli/run.h"

/* Over the home that init has just made. ERR_CONFLICT: there is an administrator. */
MUST_CHECK enum err_code cli_sample_accounts(struct cli_run *r, struct err *err);

#endif
