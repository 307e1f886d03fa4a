/* cli/cmd_ledger_head.c - liandong ledger head, ledger export: signed heads made and handed out. */
#include "base/file.h"
#include "base/json.h"
#include "cli/ledger.h"
#include "matter/ledger_head.h"

/* ---- head ---- */

static void print_head(const struct cli_run *r, const struct signed_head *h)
{
    struct buf b = {0};

    if (r->json) {
        json_open(&b, NULL, '{');
        cli_head_json(r, &b, h);
        json_close(&b, '}');
    } else {
        tree_head_name(&b, h);
        buf_fmt(&b, "，根 %.*s", STR_F(cli_hex(r, &h->head.tree.root)));
    }
    buf_char(&b, '\n');
    cli_print(r, &b);
    buf_release(&b);
}

static enum err_code make_head(struct cli_run *r, struct store *s, const struct sm2_key *key,
                               struct err *err)
{
    struct signed_head h;
    enum err_code rc;

    TRY(store_begin(s, err));
    rc = ledger_head(s, key, r->clock.now(r->clock.p), &h, err);
    if (rc == ERR_OK)
        rc = store_commit(s, err);
    store_rollback(s);
    if (rc == ERR_OK)
        print_head(r, &h);
    return rc;
}

static enum err_code head_of_home(struct cli_run *r, struct store *s, struct err *err)
{
    struct digest_value log;
    struct sm2_key *key;
    enum err_code rc;

    TRY(ledger_log_id(s, &log, err)); /* before a key is looked for: it says the way out */
    TRY(cli_ledger_key(r, cli_ledger_key_path(r), &key, err));
    rc = make_head(r, s, key, err);
    sm2_free(key);
    return rc;
}

static enum err_code head_run(struct cli_run *r, struct err *err)
{
    struct pipeline_home h;
    enum err_code rc;

    TRY(cli_ledger_open(r, &h, err));
    rc = head_of_home(r, h.store, err);
    pipeline_home_close(&h);
    return rc;
}

static const struct cli_option head_options[] = {
    {"key", "文件", CLI_FILE, false, "服务器私钥；缺省为辖区目录中的 ledger.key"},
    {"passphrase-file", "文件", CLI_FILE, false, "私钥的口令在这个文件的第一行"},
    {0},
};

static const struct cli_example head_examples[] = {
    {"liandong ledger head", "给到目前为止的全部叶签发树头"},
    {0},
};

const struct cli_command cli_cmd_ledger_head = {
    .name = "ledger head",
    .summary = "签发存证链的树头",
    .text = "没有新的叶时不重复签发。库与上一个树头不符时拒绝签发。宜每日定时运行。",
    .option = head_options,
    .example = head_examples,
    .run = head_run,
};

/* ---- export ---- */

static enum err_code export_heads(struct cli_run *r, const struct heads *h, struct err *err)
{
    const char *path = cli_text(r, "out");
    struct buf b = {0};
    enum err_code rc;

    heads_print(&b, h);
    rc = file_write(path, buf_view(&b), err);
    buf_reset(&b);
    if (rc == ERR_OK && r->json) {
        json_open(&b, NULL, '{');
        json_text(&b, "file", str_from(path));
        json_text(&b, "log", cli_hex(r, &h->log));
        json_i64(&b, "keys", (int64_t)h->key.n);
        json_i64(&b, "heads", (int64_t)h->head.n);
        json_close(&b, '}');
        buf_char(&b, '\n');
    } else if (rc == ERR_OK) {
        buf_fmt(&b, "已把 %zu 把公钥、%zu 个树头写入 %s\n", h->key.n, h->head.n, path);
    }
    cli_print(r, &b);
    buf_release(&b);
    return rc;
}

static enum err_code export_run(struct cli_run *r, struct err *err)
{
    struct pipeline_home home;
    struct heads h;
    enum err_code rc;

    if (!cli_has(r, "out"))
        return cli_usage(r, err, "请用 --out 说明写到哪个文件");
    TRY(cli_ledger_open(r, &home, err));
    heads_init(&h, r->arena, ledger_source_name);
    rc = ledger_heads(home.store, &h, err);
    pipeline_home_close(&home);
    return rc == ERR_OK ? export_heads(r, &h, err) : rc;
}

static const struct cli_option export_options[] = {
    {"out", "文件", CLI_FILE, false, "写到这个文件"},
    {0},
};

static const struct cli_example export_examples[] = {
    {"liandong ledger export --out heads.txt", "导出公钥、树头和副署"},
    {0},
};

const struct cli_command cli_cmd_ledger_export = {
    .name = "ledger export",
    .summary = "导出存证链的公钥、树头和副署",
    .text = "各机关自己保存导出的文件：以后凭它核验，库被改动或回退都能发现。文件中没有个人信息。",
    .option = export_options,
    .example = export_examples,
    .run = export_run,
};
