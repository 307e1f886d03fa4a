/* cli/ledger.c - see ledger.h. */
#include "cli/ledger.h"

#include "base/file.h"
#include "base/json.h"
#include "cli/law.h"

#include <fcntl.h>
#include <sys/stat.h>

enum err_code cli_ledger_open(const struct cli_run *r, struct pipeline_home *ret, struct err *err)
{
    struct law *law;
    enum err_code rc;

    TRY(cli_law(r, &law, err));
    rc = pipeline_home_open(r->home, law, r->clock.now(r->clock.p), ret, err);
    law_unref(law);
    return rc;
}

/* The passphrase lives in the run's arena, which was read for it alone. */
static void forget(struct str passphrase)
{
    if (passphrase.n)
        explicit_bzero((char *)(uintptr_t)passphrase.p, passphrase.n);
}

static enum err_code check_private(const char *path, struct err *err)
{
    struct stat st;

    if (stat(path, &st) != 0 || !(st.st_mode & 077))
        return ERR_OK; /* not there: reading it says so */
    err_set(err, ERR_FORBIDDEN, "%s: others may read it", path);
    return err_set_zh(err, "口令文件“%s”别人也能读。请先运行 chmod 600 %s", path, path);
}

enum err_code cli_secret_file(const struct cli_run *r, const char *path, struct str *ret,
                              struct err *err)
{
    struct str bytes, line;

    TRY(check_private(path, err));
    TRY(file_read(r->arena, path, CLI_PASSPHRASE_MAX, &bytes, err));
    line = str_cut(&bytes, STR("\n"));
    if (str_ends(line, STR("\r")))
        line.n--;
    if (line.n == 0) {
        err_set(err, ERR_INVALID, "%s: the first line is empty", path);
        return err_set_zh(err, "口令文件“%s”的第一行是空的", path);
    }
    *ret = line;
    return ERR_OK;
}

enum err_code cli_passphrase(const struct cli_run *r, struct str *ret, struct err *err)
{
    const char *path = cli_text(r, "passphrase-file");

    *ret = STR_NULL;
    return path ? cli_secret_file(r, path, ret, err) : ERR_OK;
}

const char *cli_ledger_key_path(const struct cli_run *r)
{
    const char *given = cli_text(r, "key");

    return given ? given : str_fmt(r->arena, "%s/ledger.key", r->home).p;
}

enum err_code cli_ledger_key(const struct cli_run *r, const char *otherwise,
                             struct sm2_key **ret_key, struct err *err)
{
    const char *given = cli_text(r, "key");
    struct str passphrase;
    enum err_code rc;

    TRY(cli_passphrase(r, &passphrase, err));
    rc = sm2_read_private(given ? given : otherwise, passphrase, ret_key, err);
    forget(passphrase);
    return rc;
}

static enum err_code write_pair(const struct cli_run *r, const struct sm2_key *key,
                                const char *path, struct str passphrase, struct err *err)
{
    struct buf pem = {0};
    enum err_code rc;

    TRY(sm2_write_private(key, path, passphrase, err));
    sm2_print_public(&pem, key);
    rc = file_write(str_fmt(r->arena, "%s.pub", path).p, buf_view(&pem), err);
    buf_release(&pem);
    return rc;
}

enum err_code cli_ledger_new_key(const struct cli_run *r, const char *path,
                                 struct sm2_key **ret_key, struct err *err)
{
    struct sm2_key *key;
    struct str passphrase;
    enum err_code rc;

    TRY(cli_passphrase(r, &passphrase, err));
    TRY(sm2_new(&key, err));
    rc = write_pair(r, key, path, passphrase, err);
    forget(passphrase);
    if (rc == ERR_OK)
        *ret_key = key;
    else
        sm2_free(key);
    return rc;
}

struct str cli_hex(const struct cli_run *r, const struct digest_value *v)
{
    struct buf b = {0};
    struct str hex;

    digest_print(&b, v);
    hex = str_dup(r->arena, buf_view(&b));
    buf_release(&b);
    return hex;
}

void cli_time_json(struct buf *b, const char *key, int64_t seconds)
{
    struct buf text = {0};

    if (seconds >= 0)
        clock_print(&text, seconds);
    json_text(b, key, buf_view(&text));
    buf_release(&text);
}

void cli_head_json(const struct cli_run *r, struct buf *b, const struct signed_head *h)
{
    json_text(b, "log", cli_hex(r, &h->head.log));
    json_i64(b, "size", (int64_t)h->head.tree.size);
    json_text(b, "root", cli_hex(r, &h->head.tree.root));
    cli_time_json(b, "time", h->head.time);
    json_text(b, "key", cli_hex(r, &h->head.key));
    json_open(b, "cosigned", '[');
    for (size_t i = 0; i < h->cosigned.n; i++) {
        json_open(b, NULL, '{');
        json_text(b, "key", cli_hex(r, &h->cosigned.at[i].key));
        cli_time_json(b, "time", h->cosigned.at[i].time);
        json_close(b, '}');
    }
    json_close(b, ']');
}

static void finding_json(struct buf *b, const struct finding *f)
{
    json_open(b, NULL, '{');
    json_open(b, "finding", '{');
    json_text(b, "kind", str_from(finding_name(f->kind)));
    json_i64(b, "index", f->at.index);
    json_i64(b, "size", f->at.size);
    cli_time_json(b, "since", f->at.since);
    json_text(b, "zh", f->zh);
    json_close(b, '}');
    json_close(b, '}');
    buf_char(b, '\n');
}

void cli_findings(struct cli_run *r, const struct findings *f)
{
    struct buf b = {0};

    for (size_t i = 0; i < f->v.n; i++) {
        if (r->json)
            finding_json(&b, &f->v.at[i]);
        else
            buf_fmt(&b, "不符：%.*s\n", STR_F(f->v.at[i].zh));
    }
    if (!r->json && f->total > (int64_t)f->v.n)
        buf_fmt(&b, "…… 共有 %lld 处不符，以上是前 %zu 处\n", (long long)f->total, f->v.n);
    cli_print(r, &b);
    buf_release(&b);
    r->tampered |= f->total > 0;
}
