/* cli/cmd_ledger_init.c - liandong ledger init, ledger keygen: keys, and the ledger started. */
#include "base/file.h"
#include "base/json.h"
#include "cli/ledger.h"
#include "matter/ledger_head.h"

static void print_key(const struct cli_run *r, const char *path, const struct sm2_key *key,
                      const struct digest_value *log)
{
    struct digest_value id = sm2_id(key);
    struct buf b = {0};

    if (r->json) {
        json_open(&b, NULL, '{');
        if (log)
            json_text(&b, "log", cli_hex(r, log));
        json_text(&b, "key", cli_hex(r, &id));
        json_text(&b, "private", str_from(path));
        json_text(&b, "public", str_fmt(r->arena, "%s.pub", path));
        json_close(&b, '}');
        buf_char(&b, '\n');
    } else {
        if (log)
            buf_fmt(&b, "已启用存证链 %.*s\n", STR_F(cli_hex(r, log)));
        buf_fmt(&b, "私钥 %s（权限 600，不要交给任何人），公钥 %s.pub\n密钥标识 %.*s\n", path, path,
                STR_F(cli_hex(r, &id)));
    }
    cli_print(r, &b);
    buf_release(&b);
}

/* ---- init ---- */

/* A key file that is there is used: an init that was cut off can be run again. */
static enum err_code server_key(const struct cli_run *r, const char *path, struct sm2_key **ret_key,
                                struct err *err)
{
    return file_exists(path) ? cli_ledger_key(r, path, ret_key, err)
                             : cli_ledger_new_key(r, path, ret_key, err);
}

static enum err_code begin(struct pipeline_home *h, const struct cli_run *r,
                           const struct sm2_key *key, struct err *err)
{
    const char *name = cli_text(r, "name");
    enum err_code rc;

    TRY(store_begin(h->store, err));
    rc = ledger_begin(h->store, key, name ? str_from(name) : h->district.name,
                      r->clock.now(r->clock.p), err);
    if (rc == ERR_OK)
        return store_commit(h->store, err);
    store_rollback(h->store);
    return rc;
}

static enum err_code init_home(struct cli_run *r, struct pipeline_home *h, struct err *err)
{
    const char *path = cli_ledger_key_path(r);
    struct digest_value log;
    struct sm2_key *key;
    enum err_code rc = ledger_log_id(h->store, &log, err);

    if (rc == ERR_OK) {
        err_set(err, ERR_CONFLICT, "the ledger has been started");
        return err_set_zh(err, "存证链已经启用，不能再次初始化");
    }
    if (rc != ERR_NOT_FOUND)
        return rc;
    TRY(server_key(r, path, &key, err));
    rc = begin(h, r, key, err);
    if (rc == ERR_OK)
        rc = ledger_log_id(h->store, &log, err);
    if (rc == ERR_OK)
        print_key(r, path, key, &log);
    sm2_free(key);
    return rc;
}

static enum err_code init_run(struct cli_run *r, struct err *err)
{
    struct pipeline_home h;
    enum err_code rc;

    TRY(cli_ledger_open(r, &h, err));
    rc = init_home(r, &h, err);
    pipeline_home_close(&h);
    return rc;
}

static const struct cli_option init_options[] = {
    {"key", "文件", CLI_FILE, false, "服务器私钥放在哪里；缺省为辖区目录中的 ledger.key"},
    {"passphrase-file", "文件", CLI_FILE, false, "私钥的口令在这个文件的第一行；不给则私钥不加密"},
    {"name", "名称", CLI_TEXT, false, "服务器的名称；缺省为辖区名称"},
    {0},
};

static const struct cli_example init_examples[] = {
    {"liandong ledger init", "启用存证链，生成服务器密钥"},
    {0},
};

const struct cli_command cli_cmd_ledger_init = {
    .name = "ledger init",
    .summary = "启用存证链：生成服务器密钥",
    .text = "生成 SM2 密钥对；私钥只存在文件里，不入库。公钥（.pub）请用另外的渠道交给各机关。",
    .option = init_options,
    .example = init_examples,
    .run = init_run,
};

/* ---- keygen ---- */

static enum err_code keygen_run(struct cli_run *r, struct err *err)
{
    const char *path = r->operand.at[0];
    struct sm2_key *key;

    TRY(cli_ledger_new_key(r, path, &key, err));
    print_key(r, path, key, NULL);
    sm2_free(key);
    return ERR_OK;
}

static const struct cli_option keygen_options[] = {
    {"passphrase-file", "文件", CLI_FILE, false, "私钥的口令在这个文件的第一行；不给则私钥不加密"},
    {0},
};

static const struct cli_example keygen_examples[] = {
    {"liandong ledger keygen 检察院.key", "生成 检察院.key 和 检察院.key.pub"},
    {0},
};

const struct cli_command cli_cmd_ledger_keygen = {
    .name = "ledger keygen",
    .operands = "私钥文件",
    .summary = "生成一对 SM2 密钥，供见证机关副署",
    .text = "不覆盖已有的文件。私钥权限为 600；公钥写在旁边的 .pub 文件里，交给管理员登记。",
    .option = keygen_options,
    .example = keygen_examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_FILE,
    .run = keygen_run,
};
