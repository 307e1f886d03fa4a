/* cli/cmd_ledger_cosign.c - liandong ledger cosign: a witness looks at a head and signs it. */
#include "base/file.h"
#include "base/json.h"
#include "cli/ledger.h"
#include "pipeline/ledger.h"

static void print_head(const struct cli_run *r, const struct signed_head *h)
{
    struct buf b = {0};

    if (r->json) {
        json_open(&b, NULL, '{');
        cli_head_json(r, &b, h);
        json_close(&b, '}');
    } else {
        buf_z(&b, "已副署");
        tree_head_name(&b, h);
    }
    buf_char(&b, '\n');
    cli_print(r, &b);
    buf_release(&b);
}

/* The cosigned head as a file of heads, for the server. */
static enum err_code write_back(const struct cli_run *r, const struct signed_head *h,
                                struct err *err)
{
    struct heads file;
    struct buf b = {0};
    enum err_code rc;

    heads_init(&file, r->arena, cli_text(r, "out"));
    file.log = h->head.log;
    heads_add(&file, h);
    heads_print(&b, &file);
    rc = file_write(cli_text(r, "out"), buf_view(&b), err);
    buf_release(&b);
    return rc;
}

static enum err_code round_of(struct cli_run *r, struct pipeline_witness *q, struct err *err)
{
    bool first = !file_exists(q->memory);
    struct signed_head h;
    struct findings f;

    findings_init(&f, r->arena);
    TRY(pipeline_ledger_cosign(q, r->arena, &h, &f, err));
    cli_findings(r, &f);
    if (f.total > 0)
        return ERR_OK;
    if (cli_has(r, "out"))
        TRY(write_back(r, &h, err));
    print_head(r, &h);
    if (first && !q->server && !r->json)
        fprintf(r->out,
                "  首次副署，没有用 --server 指定服务器公钥：今后信任密钥 %.*s，请与对方当面核对\n",
                STR_F(cli_hex(r, &h.head.key)));
    return ERR_OK;
}

static enum err_code with_key(struct cli_run *r, struct store *s, struct err *err)
{
    const char *memory = cli_text(r, "memory");
    struct pipeline_witness q = {
        .memory = memory ? memory : str_fmt(r->arena, "%s.witness", cli_text(r, "key")).p,
        .server = cli_text(r, "server"),
        .now = r->clock.now(r->clock.p),
        .store = s,
        .heads = cli_text(r, "heads"),
        .proof = cli_text(r, "proof"),
    };
    struct sm2_key *key;
    enum err_code rc;

    TRY(cli_ledger_key(r, NULL, &key, err));
    q.key = key;
    rc = round_of(r, &q, err);
    sm2_free(key);
    return rc;
}

static enum err_code take(struct cli_run *r, struct store *s, struct err *err)
{
    struct buf b = {0};
    struct findings f;
    int64_t taken = 0;

    findings_init(&f, r->arena);
    TRY(pipeline_ledger_take(s, cli_text(r, "take"), r->arena, &taken, &f, err));
    cli_findings(r, &f);
    if (r->json) {
        json_open(&b, NULL, '{');
        json_i64(&b, "taken", taken);
        json_close(&b, '}');
        buf_char(&b, '\n');
    } else {
        buf_fmt(&b, "收下副署 %lld 个\n", (long long)taken);
    }
    cli_print(r, &b);
    buf_release(&b);
    return ERR_OK;
}

static enum err_code with_home(struct cli_run *r, struct err *err)
{
    struct pipeline_home h;
    enum err_code rc;

    TRY(cli_ledger_open(r, &h, err));
    rc = cli_has(r, "take") ? take(r, h.store, err) : with_key(r, h.store, err);
    pipeline_home_close(&h);
    return rc;
}

static enum err_code cosign_run(struct cli_run *r, struct err *err)
{
    if (cli_has(r, "take") == cli_has(r, "key"))
        return cli_usage(r, err, "请用 --key 给出见证私钥，或用 --take 收下副署文件，二者取一");
    if (cli_has(r, "proof") && !cli_has(r, "heads"))
        return cli_usage(r, err, "--proof 与 --heads 同用");
    if (cli_has(r, "heads") && !cli_has(r, "out"))
        return cli_usage(r, err, "从 --heads 文件副署时，请用 --out 说明副署写到哪个文件");
    return cli_has(r, "heads") ? with_key(r, NULL, err) : with_home(r, err);
}

static const struct cli_option options[] = {
    {"key", "文件", CLI_FILE, false, "见证机关的私钥"},
    {"passphrase-file", "文件", CLI_FILE, false, "私钥的口令在这个文件的第一行"},
    {"memory", "文件", CLI_FILE, false, "见证记录：上次副署的树头；缺省为私钥文件名加 .witness"},
    {"server", "公钥文件", CLI_FILE, false, "只信任这把服务器公钥；更换密钥后也用它"},
    {"heads", "文件", CLI_FILE, false, "不用库，从导出的树头文件副署"},
    {"proof", "文件", CLI_FILE, false, "与 --heads 同用：自上次副署以来的增补证明"},
    {"out", "文件", CLI_FILE, false, "把副署写到这个文件，交给管理员"},
    {"take", "文件", CLI_FILE, false, "管理员：把交来的副署收入库中"},
    {0},
};

static const struct cli_example examples[] = {
    {"liandong ledger cosign --key 检察院.key --server ledger.key.pub", "核对并副署最新的树头"},
    {"liandong ledger cosign --key 检察院.key --heads heads.txt --proof 增补.txt --out 副署.txt",
     "见证机关没有库时，凭文件副署"},
    {"liandong ledger cosign --take 副署.txt", "管理员收下副署"},
    {0},
};

const struct cli_command cli_cmd_ledger_cosign = {
    .name = "ledger cosign",
    .summary = "见证机关核对树头后副署",
    .text = "先核对：新树头须由所信任的服务器密钥签名，并且是从上次副署的树头增补而来；"
            "不符的不签，并说明哪里不符。\n"
            "见证记录由见证机关自己保存，不要放在服务器上。",
    .option = options,
    .example = examples,
    .run = cosign_run,
};
