#ifndef CLI_ACCOUNT_H
#define CLI_ACCOUNT_H
/*
 * cli/account.h - what the commands about accounts share: the home opened, the person who runs the
 * command recognised, times and events printed.
 *
 * Whoever changes accounts says who he is and proves it, also beside the store's files: otherwise the
 * three administrators would be one person with a shell.
 */
#include "cli/run.h"
#include "identity/directory.h"
#include "identity/identity.h"
#include "pipeline/account.h"
#include "pipeline/home.h"
#include "registry/event.h"

struct cli_account {
    struct law *law;
    struct pipeline_home home;
    struct pipeline_account account; /* account.id is what identity/ is called with */
    struct identity_who who;         /* cli_account_by */
};

/* Options by which somebody says and proves who he is, at the end of a command's list. */
#define CLI_BY_OPTIONS                                                              \
    {"by", "登录名", CLI_TEXT, false, "由谁办理"},                                  \
        {"password-file", "文件", CLI_FILE, false,                                  \
         "办理人口令所在的文件（只有自己能读），- 为标准输入"},                     \
    {                                                                               \
        "code", "六位数字", CLI_TEXT, false, "办理人的动态口令或恢复码" \
    }

/* Filled in place; `make` as in pipeline_account_open. */
MUST_CHECK enum err_code cli_account_open(struct cli_run *r, bool make, struct cli_account *ret,
                                          struct err *err);
void cli_account_close(struct cli_account *a);

/* Recognises --by (or `login`, when the command is about oneself) by --password-file and --code. */
MUST_CHECK enum err_code cli_account_by(struct cli_run *r, struct cli_account *a, const char *login,
                                        struct err *err);

/* A command that runs with the account opened; by: --by must be proven first. */
typedef enum err_code (*cli_account_fn)(struct cli_run *r, struct cli_account *a, struct err *err);
MUST_CHECK enum err_code cli_account_run(struct cli_run *r, bool by, cli_account_fn fn,
                                         struct err *err);

/* First line of the file that the option names ("-": standard input), in the run's arena; empty when
 * it is not given. */
MUST_CHECK enum err_code cli_secret(const struct cli_run *r, const char *option, struct str *ret,
                                    struct err *err);

/* {"done":what, "login":…} or the Chinese sentence. */
void cli_account_done(const struct cli_run *r, const char *what, struct str login, const char *zh);
/* A secret that is shown once: {"login":…, "password":…} or a sentence. */
void cli_account_password(const struct cli_run *r, struct str login, struct str password);

/* One line for each, in Chinese or as JSON. */
void cli_events(const struct cli_run *r, const struct registry_events *all);
/* What is wrong with a directory, one line each; sets r->problems. */
void cli_problems(struct cli_run *r, const struct directory_problems *problems);
/* "2026-11-25 10:20", empty for 0. */
void cli_minute(struct buf *b, int64_t seconds);
/* A cell padded to `width` columns. */
void cli_cell(struct buf *b, struct str s, size_t width);

#endif
