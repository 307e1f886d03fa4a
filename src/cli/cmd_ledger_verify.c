/* cli/cmd_ledger_verify.c - liandong ledger verify: heads, proofs, and the database against them. */
#include "base/json.h"
#include "cli/ledger.h"
#include "pipeline/ledger.h"

/* Did this witness sign a head over the same tree as `last`, in any of the sources? */
static bool cosigned_by(const struct heads *all, const struct signed_head *last,
                        const struct digest_value *witness)
{
    for (size_t i = all->head.n; i-- > 0;) {
        const struct signed_head *h = &all->head.at[i];

        if (h->head.tree.size != last->head.tree.size)
            return false;
        for (size_t j = 0; j < h->cosigned.n; j++)
            if (merkle_equal(&h->cosigned.at[j].key, witness))
                return true;
    }
    return false;
}

/* Names of those who cosigned the largest head. */
static void print_cosigners(struct buf *b, const struct heads *all)
{
    const struct signed_head *last = vec_last(&all->head);
    bool any = false;

    for (size_t i = 0; i < all->key.n; i++) {
        const struct heads_key *k = &all->key.at[i];

        if (k->role != HEADS_WITNESS || !cosigned_by(all, last, &k->id))
            continue;
        buf_fmt(b, "%s%.*s", any ? "、" : "，副署：", STR_F(k->name));
        any = true;
    }
    buf_z(b, any ? "\n" : "，没有副署\n");
}

static void summary_text(const struct cli_run *r, struct buf *b,
                         const struct pipeline_ledger_result *v)
{
    const struct signed_head *last = v->heads.head.n ? vec_last(&v->heads.head) : NULL;

    if (v->findings.total > 0) {
        buf_fmt(b, "核验不通过：%lld 处不符\n", (long long)v->findings.total);
        return;
    }
    buf_fmt(b, "核验通过：树头 %zu 个", heads_distinct(&v->heads));
    if (cli_has(r, "proof"))
        buf_z(b, "，证明成立");
    if (cli_has(r, "db"))
        buf_fmt(b, "；库中 %lld 叶，重算内容 %lld 件", (long long)v->checked.leaves,
                (long long)v->checked.things);
    buf_char(b, '\n');
    if (v->checked.unmade > 0)
        buf_fmt(b, "  其中 %lld 叶的内容本程序不能重算，只核验了叶\n",
                (long long)v->checked.unmade);
    if (last) {
        buf_z(b, "  最大的是");
        tree_head_name(b, last);
        print_cosigners(b, &v->heads);
    }
    if (!cli_has(r, "db") && !cli_has(r, "proof") && heads_distinct(&v->heads) > 1)
        buf_z(b,
              "  只核验了签名和先后；树头之间是否只有增补，要 --proof 增补证明或 --db 才能核验\n");
    if (!cli_has(r, "server"))
        buf_z(b, cli_has(r, "heads")
                     ? "  服务器公钥取自第一个树头文件；用 --server 可指定另外收到的公钥\n"
                     : "  没有给出 --heads：只说明库自身前后一致，回退和整体重写看不出来\n");
}

static void summary_json(struct buf *b, const struct pipeline_ledger_result *v)
{
    json_open(b, NULL, '{');
    json_open(b, "summary", '{');
    json_bool(b, "fits", v->findings.total == 0);
    json_i64(b, "findings", v->findings.total);
    json_i64(b, "heads", (int64_t)heads_distinct(&v->heads));
    json_i64(b, "leaves", v->checked.leaves);
    json_i64(b, "things", v->checked.things);
    json_i64(b, "unmade", v->checked.unmade);
    json_close(b, '}');
    json_close(b, '}');
    buf_char(b, '\n');
}

static enum err_code verify(struct cli_run *r, struct store *s, struct err *err)
{
    struct pipeline_ledger_request q = {.store = s};
    struct pipeline_ledger_result v;
    struct str *heads, *proof, *server;
    struct buf b = {0};

    q.heads.n = cli_texts(r, "heads", &heads);
    q.proof.n = cli_texts(r, "proof", &proof);
    q.server.n = cli_texts(r, "server", &server);
    q.heads.at = heads;
    q.proof.at = proof;
    q.server.at = server;
    TRY(pipeline_ledger_verify(&q, r->arena, &v, err));
    cli_findings(r, &v.findings);
    if (r->json)
        summary_json(&b, &v);
    else
        summary_text(r, &b, &v);
    cli_print(r, &b);
    buf_release(&b);
    return ERR_OK;
}

static enum err_code verify_run(struct cli_run *r, struct err *err)
{
    struct pipeline_home h;
    enum err_code rc;

    if (!cli_has(r, "heads") && !cli_has(r, "db"))
        return cli_usage(r, err, "请用 --heads 给出树头文件，或用 --db 核验库，或两者都给");
    if (!cli_has(r, "db"))
        return verify(r, NULL, err);
    TRY(cli_ledger_open(r, &h, err));
    rc = verify(r, h.store, err);
    pipeline_home_close(&h);
    return rc;
}

static const struct cli_option options[] = {
    {"heads", "文件", CLI_FILE, true, "自己保存的树头文件，可重复；第一个说明信任谁"},
    {"proof", "文件", CLI_FILE, true, "另核验这个证明，可重复"},
    {"server", "公钥文件", CLI_FILE, true, "只信任这把服务器公钥，可重复"},
    {"db", NULL, CLI_FLAG, false, "从叶和内容重算整个库，与树头对照"},
    {0},
};

static const struct cli_example examples[] = {
    {"liandong ledger verify --heads heads.txt --proof 证明.txt", "离线核验一个证明"},
    {"liandong ledger verify --heads heads.txt --db", "用自己保存的树头核验库"},
    {0},
};

const struct cli_command cli_cmd_ledger_verify = {
    .name = "ledger verify",
    .summary = "核验树头、证明和库",
    .text = "不带 --db 时完全离线。不符之处逐条说明是哪一叶、哪个树头、何时以后；"
            "有不符时退出码为 9。",
    .option = options,
    .example = examples,
    .run = verify_run,
};
