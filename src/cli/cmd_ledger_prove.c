/* cli/cmd_ledger_prove.c - liandong ledger prove, ledger consistency: proofs as files. */
#include "base/fen.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/ledger.h"
#include "matter/ledger_head.h"

static enum err_code write_proof(struct cli_run *r, const struct proof *p, struct err *err)
{
    const char *path = cli_text(r, "out");
    struct buf b = {0};
    enum err_code rc;

    proof_print(&b, p);
    rc = file_write(path, buf_view(&b), err);
    buf_reset(&b);
    if (rc == ERR_OK && r->json) {
        json_open(&b, NULL, '{');
        json_text(&b, "file", str_from(path));
        json_i64(&b, p->consistency ? "from" : "index",
                 (int64_t)(p->consistency ? p->from : p->index));
        json_i64(&b, "size", (int64_t)p->size);
        json_i64(&b, "nodes", (int64_t)p->path.n);
        json_close(&b, '}');
        buf_char(&b, '\n');
    } else if (rc == ERR_OK) {
        buf_fmt(&b, "已把证明写入 %s：%zu 个节点，对大小 %llu 的树头\n", path, p->path.n,
                (unsigned long long)p->size);
    }
    cli_print(r, &b);
    buf_release(&b);
    return rc;
}

/* ---- prove ---- */

/* The size of the newest head. */
static enum err_code newest(struct cli_run *r, struct store *s, int64_t *ret_size, struct err *err)
{
    struct heads h;

    if (cli_has(r, "size")) {
        *ret_size = cli_count(r, "size", 0);
        return ERR_OK;
    }
    heads_init(&h, r->arena, ledger_source_name);
    TRY(ledger_heads(s, &h, err));
    if (h.head.n == 0) {
        err_set(err, ERR_NOT_FOUND, "no head has been signed");
        return err_set_zh(err, "还没有树头，证明无从核对。请先运行 liandong ledger head");
    }
    *ret_size = (int64_t)vec_last(&h.head)->head.tree.size;
    return ERR_OK;
}

/* leaf -> index | kind ":" ref */
static enum err_code which_leaf(struct cli_run *r, struct store *s, int64_t *ret_index,
                                struct err *err)
{
    struct str rest = str_from(r->operand.at[0]), kind;
    int64_t ref;

    if (fen_decimal(rest, 0, ret_index) && *ret_index >= 0)
        return ERR_OK;
    kind = str_cut(&rest, STR(":"));
    if (!proof_kind_fits(kind) || !fen_decimal(rest, 0, &ref) || ref < 0)
        return cli_usage(r, err, "“%s”不是叶的编号，也不是“类别:编号”，如 clue_event:12",
                         r->operand.at[0]);
    return ledger_find(s, kind, ref, ret_index, err);
}

static enum err_code write_content(const struct cli_run *r, struct store *s,
                                   const struct proof_leaf *leaf, struct err *err)
{
    struct buf b = {0};
    enum err_code rc = ledger_content(s, leaf->kind, leaf->ref, &b, err);

    if (rc == ERR_OK)
        rc = file_write(cli_text(r, "content"), buf_view(&b), err);
    buf_release(&b);
    return rc;
}

static enum err_code prove(struct cli_run *r, struct store *s, struct err *err)
{
    int64_t index = 0, size = 0;
    struct proof p;

    TRY(which_leaf(r, s, &index, err));
    TRY(newest(r, s, &size, err));
    TRY(ledger_prove(s, index, size, r->arena, &p, err));
    if (cli_has(r, "content"))
        TRY(write_content(r, s, &p.leaf, err));
    return write_proof(r, &p, err);
}

/* ---- consistency ---- */

static enum err_code consistency(struct cli_run *r, struct store *s, struct err *err)
{
    int64_t from, to;
    struct proof p;

    if (!fen_decimal(str_from(r->operand.at[0]), 0, &from) || from < 0 ||
        !fen_decimal(str_from(r->operand.at[1]), 0, &to) || to < from)
        return cli_usage(r, err, "要两个树头的大小，先小后大，如 1000 1234");
    TRY(ledger_prove_growth(s, from, to, &p, err));
    return write_proof(r, &p, err);
}

/* ---- both ---- */

static enum err_code
with_home(struct cli_run *r, enum err_code (*work)(struct cli_run *, struct store *, struct err *),
          struct err *err)
{
    struct pipeline_home h;
    enum err_code rc;

    if (!cli_has(r, "out"))
        return cli_usage(r, err, "请用 --out 说明证明写到哪个文件");
    TRY(cli_ledger_open(r, &h, err));
    rc = work(r, h.store, err);
    pipeline_home_close(&h);
    return rc;
}

static enum err_code prove_run(struct cli_run *r, struct err *err)
{
    return with_home(r, prove, err);
}

static enum err_code consistency_run(struct cli_run *r, struct err *err)
{
    return with_home(r, consistency, err);
}

static const struct cli_option prove_options[] = {
    {"out", "文件", CLI_FILE, false, "证明写到这个文件"},
    {"size", "大小", CLI_COUNT, false, "对这个大小的树头证明；缺省为最新的树头"},
    {"content", "文件", CLI_FILE, false, "另把所证内容的规范字节写到这个文件（可能有个人信息）"},
    {0},
};

static const struct cli_example prove_examples[] = {
    {"liandong ledger prove clue_event:12 --out 证明.txt", "证明一个线索事件已存证"},
    {"liandong ledger prove 1733 --out 证明.txt --content 内容.txt", "证明第 1733 叶，连同内容"},
    {0},
};

const struct cli_command cli_cmd_ledger_prove = {
    .name = "ledger prove",
    .operands = "叶的编号|类别:编号",
    .summary = "证明一件事已存证",
    .text =
        "证明是一个小文件，凭导出的树头即可离线核验：liandong ledger verify --heads … --proof …",
    .option = prove_options,
    .example = prove_examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = prove_run,
};

static const struct cli_option consistency_options[] = {
    {"out", "文件", CLI_FILE, false, "证明写到这个文件"},
    {0},
};

static const struct cli_example consistency_examples[] = {
    {"liandong ledger consistency 1000 1234 --out 增补.txt", "证明 1000 叶以后只有增补"},
    {0},
};

const struct cli_command cli_cmd_ledger_consistency = {
    .name = "ledger consistency",
    .operands = "小 大",
    .summary = "证明两个树头之间只有增补",
    .text = "两个数是两个树头的大小。",
    .option = consistency_options,
    .example = consistency_examples,
    .min = 2,
    .max = 2,
    .operand_kind = CLI_TEXT,
    .run = consistency_run,
};
