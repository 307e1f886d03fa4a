/* cli/cmd_document_sign.c - liandong document sign, verify: sign-off, and its proof without a
 * database. */
#include "base/file.h"
#include "base/json.h"
#include "cli/document.h"
#include "cli/ledger.h"
#include "cli/matter.h"
#include "pipeline/document.h"

enum { PDF_MAX = 256 * 1024 * 1024 };

/* ---- sign ---- */

static void print_signed(struct cli_run *r, const struct document_sign_request *q,
                         const struct document_signed *done)
{
    struct buf b = {0};

    if (r->json) {
        json_open(&b, NULL, '{');
        json_i64(&b, "document", q->document);
        json_i64(&b, "seal", done->seal);
        json_text(&b, "number", done->number);
        json_text(&b, "content", cli_hex(r, &done->content));
        json_close(&b, '}');
        buf_char(&b, '\n');
    } else {
        buf_fmt(&b, "已签发文书 %lld%s%.*s，存证编号 document:%lld，摘要 %.*s\n",
                (long long)q->document, done->number.n ? "，文号 " : "", STR_F(done->number),
                (long long)done->seal, STR_F(cli_hex(r, &done->content)));
    }
    cli_print(r, &b);
    buf_release(&b);
}

static enum err_code sign_with(struct cli_run *r, struct cli_matter *m, const struct sm2_key *key,
                               struct err *err)
{
    struct document_sign_request q = {
        .law = m->law, .seen = cli_count(r, "seen", 0), .key = key, .at = cli_now(r)};
    struct matter_act_actor actor = {0};
    struct render_fonts *fonts;
    struct document_signed done;
    struct buf file = {0};
    enum err_code rc;

    TRY(cli_document_id(r, 0, &q.document, err));
    TRY(cli_act_actor(r, m->law, &actor, err));
    q.organ = actor.organ;
    q.person = actor.person;
    q.capability = actor.capability;
    q.ncapability = actor.ncapability;
    TRY(cli_fonts(r, &fonts, err));
    q.fonts = fonts;
    rc = pipeline_document_sign(&m->log, r->home, &q, r->arena, &done, &file, err);
    if (rc == ERR_OK)
        print_signed(r, &q, &done);
    if (rc == ERR_OK && cli_has(r, "out"))
        rc = file_write(cli_text(r, "out"), buf_view(&file), err);
    buf_release(&file);
    return rc;
}

static enum err_code document_sign_run(struct cli_run *r, struct err *err)
{
    struct cli_matter m;
    struct sm2_key *key;
    enum err_code rc;

    if (!cli_has(r, "seen") || !cli_has(r, "key"))
        return cli_usage(r, err, "请用 --seen 写明您看到的是第几稿，用 --key 指明签名的私钥");
    TRY(cli_ledger_key(r, cli_text(r, "key"), &key, err));
    rc = cli_matter_open(r, &m, err);
    if (rc == ERR_OK) {
        rc = sign_with(r, &m, key, err);
        cli_matter_close(&m);
    }
    sm2_free(key);
    return rc;
}

static const struct cli_option sign_options[] = {
    {"seen", "第几稿", CLI_COUNT, false, "您看到的是第几稿；此后有新稿则不签，并说明"},
    {"key", "文件", CLI_FILE, false, "签名的私钥"},
    {"passphrase-file", "文件", CLI_FILE, false, "私钥的口令在这个文件的第一行"},
    {"out", "文件", CLI_FILE, false, "签发的 PDF 写到这个文件"},
    CLI_AUTHOR_OPTIONS,
    {0},
};
static const struct cli_example sign_examples[] = {
    {"liandong document sign 3 --seen 2 --as 区市场监管局 --capability 签发文书 --key jigou.key"
     " --out yisong.pdf",
     "签发文书 3：编文号、定稿、签名、存证"},
    {0},
};

const struct cli_command cli_cmd_document_sign = {
    .name = "document sign",
    .operands = "文书",
    .summary = "签发文书",
    .text =
        "签发时编文号，成文日期为签发之日，此后文字不能再改。PDF 带有签名和二维码，摘要进入存证链。",
    .option = sign_options,
    .example = sign_examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_TEXT,
    .run = document_sign_run,
};

/* ---- verify ---- */

static void print_verified(struct cli_run *r, const struct document_stamp *s, bool holds)
{
    struct buf b = {0}, at = {0};

    moment_print(&at, s->at);
    if (r->json) {
        json_open(&b, NULL, '{');
        json_bool(&b, "valid", holds);
        json_i64(&b, "seal", s->seal);
        json_text(&b, "content", cli_hex(r, &s->content));
        json_text(&b, "file", cli_hex(r, &s->file));
        json_text(&b, "key", cli_hex(r, &s->key));
        json_text(&b, "time", buf_view(&at));
        json_close(&b, '}');
        buf_char(&b, '\n');
    } else {
        buf_fmt(&b, "%s\n签名时间 %s\n存证编号 document:%lld\n文字摘要 %.*s\n签名公钥 %.*s\n",
                holds ? "签名有效：文件自签发后没有改动"
                      : "签名无效：文件被改动过，或者不是所给公钥签的",
                buf_cstr(&at), (long long)s->seal, STR_F(cli_hex(r, &s->content)),
                STR_F(cli_hex(r, &s->key)));
    }
    cli_print(r, &b);
    buf_release(&b);
    buf_release(&at);
}

static enum err_code document_verify_run(struct cli_run *r, struct err *err)
{
    struct document_stamp stamp;
    struct sm2_key *key;
    struct str file;
    bool holds;

    if (!cli_has(r, "key"))
        return cli_usage(r, err, "请用 --key 指明签发机关的公钥文件");
    TRY(file_read(r->arena, r->operand.at[0], PDF_MAX, &file, err));
    TRY(document_stamp_read(file, &stamp, err));
    TRY(sm2_read_public(cli_text(r, "key"), &key, err));
    holds = document_stamp_holds(&stamp, key);
    sm2_free(key);
    print_verified(r, &stamp, holds);
    r->tampered = !holds;
    return ERR_OK;
}

static const struct cli_option verify_options[] = {
    {"key", "文件", CLI_FILE, false, "签发机关的公钥"},
    {0},
};
static const struct cli_example verify_examples[] = {
    {"liandong document verify yisong.pdf --key jigou.key.pub", "不用数据库，查验签发的文书"},
    {0},
};

const struct cli_command cli_cmd_document_verify = {
    .name = "document verify",
    .operands = "文件",
    .summary = "查验签发的文书",
    .text = "只读文件和公钥，不用数据库和网络。签名无效时退出码为 9。",
    .option = verify_options,
    .example = verify_examples,
    .min = 1,
    .max = 1,
    .operand_kind = CLI_FILE,
    .run = document_verify_run,
};
