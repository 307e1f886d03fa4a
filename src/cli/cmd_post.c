/* cli/cmd_post.c - liandong post list: what can be granted to whom. */
#include "base/json.h"
#include "cli/account.h"
#include "cli/law.h"

static struct str kinds_text(const struct cli_run *r, const struct law_post *p)
{
    enum { EVERY = (1u << LAW_ORGAN_SECTION) - 1 };
    struct buf b = {0};
    struct str s;

    for (int kind = 0; kind < LAW_ORGAN_SECTION && (p->kinds & EVERY) != EVERY; kind++)
        if (p->kinds >> kind & 1)
            buf_fmt(&b, "%s%.*s", b.n ? "、" : "",
                    STR_F(law_organ_kind_name((enum law_organ_kind)kind)));
    s = str_dup(r->arena, buf_view(&b));
    buf_release(&b);
    return s;
}

static void post_json(const struct cli_run *r, struct buf *b, const struct law_post *p)
{
    json_open(b, NULL, '{');
    json_text(b, "post", p->id);
    json_text(b, "name", p->name);
    json_text(b, "kinds", kinds_text(r, p));
    json_bool(b, "totp", p->totp);
    json_text(b, "admin", law_admin_zh(p->admin));
    json_open(b, "capabilities", '[');
    for (size_t i = 0; i < p->ncapability; i++)
        json_text(b, NULL, p->capability[i]);
    json_close(b, ']');
    json_close(b, '}');
}

static void post_line(const struct cli_run *r, struct buf *b, const struct law_post *p)
{
    struct str kinds = kinds_text(r, p);

    cli_cell(b, p->id, 26);
    cli_cell(b, p->name, 22);
    cli_cell(b, kinds.n ? kinds : STR("各类机关"), 30);
    for (size_t i = 0; i < p->ncapability; i++)
        buf_fmt(b, "%s%.*s", i ? "、" : "", STR_F(p->capability[i]));
    if (p->totp)
        buf_z(b, "（须用动态口令）");
}

static enum err_code list_run(struct cli_run *r, struct err *err)
{
    struct law *law;
    struct buf b = {0};

    TRY(cli_law(r, &law, err));
    for (size_t i = 0; i < law->npost; i++) {
        if (r->json)
            post_json(r, &b, &law->post[i]);
        else
            post_line(r, &b, &law->post[i]);
        buf_char(&b, '\n');
    }
    cli_print(r, &b);
    buf_release(&b);
    law_unref(law);
    return ERR_OK;
}

static const struct cli_example examples[] = {
    {"liandong post list", "全部岗位、适用的机关类别、所含权限"},
    {0},
};

const struct cli_command cli_cmd_post_list = {
    .name = "post list",
    .summary = "列出可以授予的岗位及其权限",
    .text = "岗位和权限是法律数据：law/post.yaml、law/capability.yaml。",
    .example = examples,
    .run = list_run,
};
