#ifndef CLI_LEDGER_H
#define CLI_LEDGER_H
/*
 * cli/ledger.h - what the commands of the ledger share: opening the district, keys with passphrases,
 * files of results, printing of heads and findings.
 */
#include "cli/run.h"
#include "crypto/finding.h"
#include "crypto/heads.h"
#include "pipeline/home.h"

enum { CLI_PASSPHRASE_MAX = 1024 };

/* The district of --home, with its law loaded only to bring the store up to date. */
MUST_CHECK enum err_code cli_ledger_open(const struct cli_run *r, struct pipeline_home *ret,
                                         struct err *err);

/* First line of --passphrase-file; empty when it is not given.  A file that others may read is
 * ERR_FORBIDDEN. */
MUST_CHECK enum err_code cli_passphrase(const struct cli_run *r, struct str *ret, struct err *err);

/* First line of a file that only its owner can read, in the run's arena; never empty. */
MUST_CHECK enum err_code cli_secret_file(const struct cli_run *r, const char *path, struct str *ret,
                                         struct err *err);

/* The private key of --key, or of `otherwise`, opened with the passphrase.  The caller frees it. */
MUST_CHECK enum err_code cli_ledger_key(const struct cli_run *r, const char *otherwise,
                                        struct sm2_key **ret_key, struct err *err);
/* The server's own key: --key, or ledger.key in the home. */
const char *cli_ledger_key_path(const struct cli_run *r);

/* Makes a pair of files, path and path.pub, and gives the pair back. */
MUST_CHECK enum err_code cli_ledger_new_key(const struct cli_run *r, const char *path,
                                            struct sm2_key **ret_key, struct err *err);

/* id in hex, in the run's arena. */
struct str cli_hex(const struct cli_run *r, const struct digest_value *v);

/* A time as text; empty when it is negative. */
void cli_time_json(struct buf *b, const char *key, int64_t seconds);

/* "log", "size", "root", "time", "key", "cosigned" of a head, as members of an open JSON object. */
void cli_head_json(const struct cli_run *r, struct buf *b, const struct signed_head *h);

/* One line each, or with --json one object each; sets r->tampered when there are any. */
void cli_findings(struct cli_run *r, const struct findings *f);

#endif
