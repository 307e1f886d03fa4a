/* cli/cmd_ledger_witness.c - liandong ledger witness: keys of server and witnesses. */
#include "base/json.h"
#include "cli/ledger.h"
#include "matter/ledger_head.h"

static void print_one(const struct cli_run *r, struct buf *b, const struct heads_key *k)
{
    const char *role = k->role == HEADS_SERVER ? "server" : "witness";

    if (r->json) {
        json_open(b, NULL, '{');
        json_text(b, "key", cli_hex(r, &k->id));
        json_text(b, "role", str_from(role));
        json_text(b, "name", k->name);
        cli_time_json(b, "from", k->from);
        cli_time_json(b, "until", k->until);
        json_close(b, '}');
    } else {
        buf_fmt(b, "%.*s  %s  %.*s  自 ", STR_F(cli_hex(r, &k->id)),
                k->role == HEADS_SERVER ? "服务器" : "见证", STR_F(k->name));
        clock_print(b, k->from);
        if (k->until >= 0) {
            buf_z(b, " 至 ");
            clock_print(b, k->until);
        }
    }
    buf_char(b, '\n');
}

static enum err_code list(const struct cli_run *r, struct store *s, struct err *err)
{
    struct buf b = {0};
    struct heads h;

    heads_init(&h, r->arena, ledger_source_name);
    TRY(ledger_heads(s, &h, err));
    for (size_t i = 0; i < h.key.n; i++)
        print_one(r, &b, &h.key.at[i]);
    cli_print(r, &b);
    buf_release(&b);
    return ERR_OK;
}

static enum err_code add(struct cli_run *r, struct store *s, struct err *err)
{
    const char *name = cli_text(r, "name"), *role = cli_text(r, "role");
    bool server = role && strcmp(role, "server") == 0;
    struct sm2_key *key;
    enum err_code rc;

    if (!name || !*name)
        return cli_usage(r, err, "请用 --name 说明是哪个机关的公钥");
    if (strchr(name, '\n') || strlen(name) > 300)
        return cli_usage(r, err, "--name 应为一行，不超过 300 字节");
    TRY(sm2_read_public(cli_text(r, "add"), &key, err));
    rc = ledger_key_add(s, server ? HEADS_SERVER : HEADS_WITNESS, key, str_from(name),
                        r->clock.now(r->clock.p), err);
    sm2_free(key);
    return rc;
}

static enum err_code end(struct cli_run *r, struct store *s, struct err *err)
{
    struct digest_value id;

    if (!digest_scan(str_from(cli_text(r, "end")), &id))
        return cli_usage(r, err, "--end 的值不是 64 位密钥标识");
    return ledger_key_close(s, &id, r->clock.now(r->clock.p), err);
}

static enum err_code change(struct cli_run *r, struct store *s, struct err *err)
{
    struct digest_value log;

    TRY(ledger_log_id(s, &log, err));
    if (cli_has(r, "add"))
        TRY(add(r, s, err));
    return cli_has(r, "end") ? end(r, s, err) : ERR_OK;
}

static enum err_code work(struct cli_run *r, struct store *s, struct err *err)
{
    enum err_code rc;

    if (cli_has(r, "add") || cli_has(r, "end")) {
        TRY(store_begin(s, err));
        rc = change(r, s, err);
        if (rc == ERR_OK)
            rc = store_commit(s, err);
        store_rollback(s);
        if (rc != ERR_OK)
            return rc;
    }
    return list(r, s, err);
}

static enum err_code witness_run(struct cli_run *r, struct err *err)
{
    struct pipeline_home h;
    enum err_code rc;

    TRY(cli_ledger_open(r, &h, err));
    rc = work(r, h.store, err);
    pipeline_home_close(&h);
    return rc;
}

static const struct cli_option options[] = {
    {"add", "公钥文件", CLI_FILE, false, "登记一个见证机关的公钥"},
    {"name", "名称", CLI_TEXT, false, "这把公钥是哪个机关的"},
    {"role", "witness|server", CLI_CHOICE, false,
     "登记为见证密钥（缺省），或更换密钥时登记为新的服务器密钥"},
    {"end", "密钥标识", CLI_TEXT, false, "停用一把密钥"},
    {0},
};

static const struct cli_example examples[] = {
    {"liandong ledger witness", "列出存证链的全部密钥"},
    {"liandong ledger witness --add 检察院.key.pub --name 示例区人民检察院", "登记见证机关"},
    {"liandong ledger witness --add new.key.pub --name 新服务器 --role server", "更换服务器密钥"},
    {0},
};

const struct cli_command cli_cmd_ledger_witness = {
    .name = "ledger witness",
    .summary = "登记、停用、列出存证链的密钥",
    .text = "登记和停用本身也存证。更换服务器密钥：先登记新的，再停用旧的，并把新公钥用另外的"
            "渠道交给各机关；他们从此用 --server 指定它。",
    .option = options,
    .example = examples,
    .run = witness_run,
};
