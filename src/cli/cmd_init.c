/* cli/cmd_init.c - liandong init: makes a district's home. */
#include "base/fen.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/law.h"
#include "cli/run.h"
#include "cli/sample_account.h"
#include "format/yaml.h"
#include "pipeline/home.h"

enum { DISTRICT_FILE_MAX = 65536 };

/* sample/district.yaml: {name, region} */
static enum err_code sample_district(const struct cli_run *r, struct registry_district *ret,
                                     struct err *err)
{
    struct str path = cli_share(r, "sample/district.yaml"), bytes;
    const struct yaml_node *root, *name, *region;
    struct diag_list diags;
    int64_t code;

    diag_init(&diags, r->arena);
    TRY(file_read(r->arena, path.p, DISTRICT_FILE_MAX, &bytes, err));
    TRY(yaml_parse(r->arena, path, bytes, &diags, &root, err));
    name = yaml_get(root, STR("name"));
    region = yaml_get(root, STR("region"));
    if (!name || !region || !fen_decimal(region->text, 0, &code))
        return err_set(err, ERR_INVALID, "%s: name and region expected", path.p);
    *ret = (struct registry_district){name->text, code, true};
    return ERR_OK;
}

static enum err_code named_district(struct cli_run *r, struct registry_district *ret,
                                    struct err *err)
{
    const char *name = cli_text(r, "district");

    if (!name || !cli_has(r, "region"))
        return cli_usage(r, err, "请用 --district 和 --region 说明辖区，或用 --sample 建示例辖区");
    *ret = (struct registry_district){str_from(name), cli_count(r, "region", 0), false};
    return ERR_OK;
}

static void print_done(const struct cli_run *r, const struct registry_district *d)
{
    struct buf b = {0};

    if (r->json) {
        json_open(&b, NULL, '{');
        json_text(&b, "home", str_from(r->home));
        json_text(&b, "district", d->name);
        json_i64(&b, "region", d->region);
        json_bool(&b, "sample", d->sample);
        json_close(&b, '}');
    } else {
        buf_fmt(&b, "已建立辖区“%.*s”（%lld），数据在 %s", STR_F(d->name), (long long)d->region,
                r->home);
    }
    buf_char(&b, '\n');
    cli_print(r, &b);
    buf_release(&b);
}

static enum err_code init_run(struct cli_run *r, struct err *err)
{
    struct registry_district d;
    struct law *law;
    enum err_code rc;

    if (cli_has(r, "accounts") && !cli_has(r, "sample"))
        return cli_usage(r, err, "--accounts 只用于示例辖区，请与 --sample 一起用");
    if (cli_has(r, "sample"))
        TRY(sample_district(r, &d, err));
    else
        TRY(named_district(r, &d, err));
    TRY(cli_law(r, &law, err));
    rc = pipeline_home_init(r->home, law, &d, r->clock.now(r->clock.p), err);
    law_unref(law);
    if (rc != ERR_OK)
        return rc;
    print_done(r, &d);
    return cli_has(r, "accounts") ? cli_sample_accounts(r, err) : ERR_OK;
}

static const struct cli_option options[] = {
    {"sample", NULL, CLI_FLAG, false, "建立示例辖区"},
    {"accounts", NULL, CLI_FLAG, false, "同时建立示例账户（虚构），打印随机口令"},
    {"district", "名称", CLI_TEXT, false, "辖区的全称，如 北京市门头沟区"},
    {"region", "代码", CLI_COUNT, false, "行政区划代码（GB/T 2260），如 110109"},
    {0},
};

static const struct cli_example examples[] = {
    {"liandong init --sample", "建立示例辖区"},
    {"liandong init --district 北京市门头沟区 --region 110109 --home /srv/liandong",
     "建立真实辖区"},
    {0},
};

const struct cli_command cli_cmd_init = {
    .name = "init",
    .summary = "建立一个辖区",
    .text = "在 --home 目录中建库。重复运行不会改变已有数据。",
    .option = options,
    .example = examples,
    .run = init_run,
};
