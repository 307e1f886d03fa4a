/* cli/cmd_rule_list.c - liandong rule list: the rules of the law, one a line. */
#include "api/rule_json.h"
#include "cli/law.h"
#include "cli/run.h"
#include "service/screen/pack.h"

static void pad(struct buf *b, struct str s, size_t width)
{
    size_t w = str_width(s);

    buf_str(b, s);
    buf_fmt(b, "%*s", w < width ? (int)(width - w) : 1, "");
}

static void print_line(struct buf *b, const struct rule_plan *p)
{
    pad(b, p->kind, 10);
    pad(b, p->slug, 44);
    buf_str(b, p->title);
    buf_char(b, '\n');
}

static enum err_code list(struct cli_run *r, const struct law *law, struct err *err)
{
    struct screen_pack pack;
    struct diag_list diags;
    struct buf b = {0};
    enum err_code rc;

    diag_init(&diags, r->arena);
    rc = screen_pack_load(law, NULL, 0, r->arena, &diags, &pack, err);
    cli_diags(r, r->log, DIAG_ERROR, &diags);
    if (rc != ERR_OK)
        return rc;
    for (size_t i = 0; i < pack.n; i++) {
        if (r->json) {
            api_rule_line_json(&b, pack.plan[i]);
            buf_char(&b, '\n');
        } else {
            print_line(&b, pack.plan[i]);
        }
    }
    if (!r->json)
        buf_fmt(&b, "共 %zu 条规则\n", pack.n);
    cli_print(r, &b);
    buf_release(&b);
    return ERR_OK;
}

static enum err_code rule_list_run(struct cli_run *r, struct err *err)
{
    struct law *law;
    enum err_code rc;

    TRY(cli_law(r, &law, err));
    rc = list(r, law, err);
    law_unref(law);
    return rc;
}

const struct cli_command cli_cmd_rule_list = {
    .name = "rule list",
    .summary = "列出全部监督规则",
    .run = rule_list_run,
};
