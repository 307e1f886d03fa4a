/* cli/account.c - see account.h. */
#include "cli/account.h"

#include "cli/law.h"
#include "cli/ledger.h"
#include "identity/login.h"

enum err_code cli_account_open(struct cli_run *r, bool make, struct cli_account *ret,
                               struct err *err)
{
    enum err_code rc;

    *ret = (struct cli_account){0};
    TRY(cli_law(r, &ret->law, err));
    rc = pipeline_home_open(r->home, ret->law, r->clock.now(r->clock.p), &ret->home, err);
    if (rc != ERR_OK) {
        law_unref(ret->law);
        return rc;
    }
    rc = pipeline_account_open(ret->home.store, ret->law, r->clock, make, &ret->account, err);
    if (rc != ERR_OK)
        cli_account_close(ret);
    return rc;
}

void cli_account_close(struct cli_account *a)
{
    pipeline_account_close(&a->account);
    pipeline_home_close(&a->home);
    law_unref(a->law);
}

static enum err_code read_stdin(const struct cli_run *r, struct str *ret, struct err *err)
{
    char line[CLI_PASSPHRASE_MAX];

    if (!fgets(line, sizeof(line), stdin)) {
        err_set(err, ERR_INVALID, "nothing on standard input");
        return err_set_zh(err, "标准输入里没有口令");
    }
    *ret = str_dup(r->arena, (struct str){line, strcspn(line, "\r\n")});
    explicit_bzero(line, sizeof(line));
    return ERR_OK;
}

enum err_code cli_secret(const struct cli_run *r, const char *option, struct str *ret,
                         struct err *err)
{
    const char *path = cli_text(r, option);

    *ret = STR("");
    if (!path)
        return ERR_OK;
    if (strcmp(path, "-") == 0)
        return read_stdin(r, ret, err);
    return cli_secret_file(r, path, ret, err);
}

enum err_code cli_account_by(struct cli_run *r, struct cli_account *a, const char *login,
                             struct err *err)
{
    const char *code = cli_text(r, "code");
    struct identity_attempt t = {.login = str_from(login),
                                 .code = code ? str_from(code) : STR(""),
                                 .agent = STR("liandong"),
                                 .no_session = true};
    struct identity_reply reply;

    if (!login || !cli_text(r, "password-file"))
        return cli_usage(r, err, "请用 --by 写明由谁办理，用 --password-file 给出其口令");
    TRY(cli_secret(r, "password-file", &t.password, err));
    TRY(identity_login(&a->account.id, &t, r->arena, &reply, err));
    if (reply.outcome != IDENTITY_IN)
        return identity_refusal(&reply, err);
    a->who = reply.who;
    return ERR_OK;
}

enum err_code cli_account_run(struct cli_run *r, bool by, cli_account_fn fn, struct err *err)
{
    struct cli_account a;
    enum err_code rc;

    TRY(cli_account_open(r, false, &a, err));
    rc = by ? cli_account_by(r, &a, cli_text(r, "by"), err) : ERR_OK;
    if (rc == ERR_OK)
        rc = fn(r, &a, err);
    cli_account_close(&a);
    return rc;
}
