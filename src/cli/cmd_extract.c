/* cli/cmd_extract.c - liandong extract: the facts that are read from any text. */
#include "base/file.h"
#include "cli/law.h"
#include "cli/run.h"
#include "service/import/extract.h"

#include <unistd.h>

enum { TEXT_MAX = 16 * 1024 * 1024 };

static enum err_code read_stdin(struct arena *a, struct str *ret, struct err *err)
{
    struct buf b = {0};
    char block[65536];
    size_t n;

    while ((n = fread(block, 1, sizeof(block), stdin)) > 0 && b.n <= TEXT_MAX)
        buf_add(&b, block, n);
    if (b.n > TEXT_MAX) {
        buf_release(&b);
        return err_set(err, ERR_LIMIT, "standard input: more than %d bytes", TEXT_MAX);
    }
    *ret = str_dup(a, buf_view(&b));
    buf_release(&b);
    return ERR_OK;
}

/* operand -> '-' (standard input) | name of a file that exists | the text itself */
static enum err_code read_operand(const struct cli_run *r, const char *operand, struct str *ret,
                                  struct err *err)
{
    if (strcmp(operand, "-") == 0)
        TRY(read_stdin(r->arena, ret, err));
    else if (file_exists(operand))
        TRY(file_read(r->arena, operand, TEXT_MAX, ret, err));
    else
        *ret = str_from(operand);
    if (str_utf8_valid(*ret) != ret->n) {
        err_set(err, ERR_INVALID, "text is not UTF-8 at byte %zu", str_utf8_valid(*ret));
        return err_set_zh(err, "文本不是 UTF-8 编码（第 %zu 字节处）。请另存为 UTF-8 后再试。",
                          str_utf8_valid(*ret) + 1);
    }
    return ERR_OK;
}

static enum err_code find_dataset(const struct cli_run *r, const struct law *law,
                                  const struct law_dataset **ret, struct err *err)
{
    const char *name = cli_text(r, "dataset");

    *ret = name ? law_dataset_find(law, str_from(name)) : law->default_dataset;
    if (*ret)
        return ERR_OK;
    err_set(err, ERR_NOT_FOUND, "no dataset called %s", name ? name : "(default)");
    return err_set_zh(err, "没有名为“%s”的数据集", name ? name : "（默认）");
}

static enum err_code extract_all(struct cli_run *r, const struct law *law, struct err *err)
{
    const struct law_dataset *d;
    struct buf b = {0};

    TRY(find_dataset(r, law, &d, err));
    for (size_t i = 0; i < r->operand.n; i++) {
        struct str text;

        TRY(read_operand(r, r->operand.at[i], &text, err));
        import_extract(law, d, text, r->json, &b);
        cli_print(r, &b);
    }
    buf_release(&b);
    return ERR_OK;
}

static enum err_code extract_run(struct cli_run *r, struct err *err)
{
    struct law *law;
    enum err_code rc;

    TRY(cli_law(r, &law, err));
    rc = extract_all(r, law, err);
    law_unref(law);
    return rc;
}

static const struct cli_option options[] = {
    {"dataset", "数据集", CLI_TEXT, false, "按这个数据集的字段读取（默认行政处罚）"},
    {0},
};

static const struct cli_example examples[] = {
    {"liandong extract '当事人销售假冒卷烟，货值金额3.2万元，违法所得五千元'", "读一段话"},
    {"liandong extract --json 决定书.txt", "读一个文本文件，输出 JSON"},
    {0},
};

const struct cli_command cli_cmd_extract = {
    .name = "extract",
    .operands = "文本|文件|-",
    .summary = "从一段文字中读出金额、数量、人数、日期等事实",
    .text = "每个事实带有字段、值、原文、极性（未、不足、拟）和在原文中的位置。只读不猜。",
    .option = options,
    .example = examples,
    .min = 1,
    .max = CLI_ANY,
    .operand_kind = CLI_FILE,
    .run = extract_run,
};
