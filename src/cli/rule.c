/* cli/rule.c - see rule.h. */
#include "cli/rule.h"

#include "base/file.h"
#include "base/near.h"

enum { TEXT_MAX = 1024 * 1024 };

static bool is_file(struct str name)
{
    return str_ends(name, STR(".rule")) || str_has(name, STR("/"));
}

static enum err_code read_rule(const struct cli_run *r, const struct law *law, const char *path,
                               struct rule_file *ret, struct err *err)
{
    struct rule_heading h;

    ret->file = str_from(path);
    TRY(file_read(r->arena, path, TEXT_MAX, &ret->text, err));
    rule_heading(law, ret->text, r->arena, &h);
    ret->slug = h.slug.n > 0 ? h.slug : ret->file;
    return ERR_OK;
}

static enum err_code find_rule(const struct cli_run *r, const struct law *law, struct str name,
                               struct rule_file *ret, struct err *err)
{
    struct near near = near_to(name);
    struct str best;

    for (size_t i = 0; i < law->nrule; i++) {
        const struct law_rule *rule = &law->rule[i];
        struct rule_heading h;

        rule_heading(law, rule->text, r->arena, &h);
        if (str_eq(rule->slug, name) || str_eq(h.title, name)) {
            *ret = (struct rule_file){rule->slug, rule->file, rule->text};
            return ERR_OK;
        }
        near_offer(&near, rule->slug);
        near_offer(&near, h.title);
    }
    best = near_best(&near);
    err_set(err, ERR_NOT_FOUND, "no rule called %.*s", STR_F(name));
    if (best.n > 0)
        return err_set_zh(err, "没有名为“%.*s”的规则；是否想写“%.*s”？", STR_F(name), STR_F(best));
    return err_set_zh(err, "没有名为“%.*s”的规则。用 liandong rule list 查看全部规则。",
                      STR_F(name));
}

enum err_code cli_rule(const struct cli_run *r, const struct law *law, const char *name,
                       struct rule_plan **ret_plan, struct err *err)
{
    struct rule_file f;
    struct diag_list diags;
    enum err_code rc;

    if (is_file(str_from(name)))
        TRY(read_rule(r, law, name, &f, err));
    else
        TRY(find_rule(r, law, str_from(name), &f, err));
    diag_init(&diags, r->arena);
    rc = rule_compile(law, f.slug, f.file, f.text, r->arena, &diags, ret_plan, err);
    cli_diags(r, r->log, DIAG_ERROR, &diags);
    return rc;
}
