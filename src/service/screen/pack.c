/* service/screen/pack.c - compiles the rules of a run; see pack.h. */
#include "service/screen/pack.h"

#include "base/near.h"

static bool wanted(const struct rule_plan *plan, struct str name)
{
    return str_eq(plan->slug, name) || str_eq(plan->title, name);
}

static bool chosen(const struct rule_plan *plan, const struct str *only, size_t nonly)
{
    if (nonly == 0)
        return true;
    for (size_t i = 0; i < nonly; i++)
        if (wanted(plan, only[i]))
            return true;
    return false;
}

static struct str nearest(const struct screen_pack *pack, struct str name)
{
    struct near near = near_to(name);

    for (size_t i = 0; i < pack->law->nrule; i++)
        near_offer(&near, pack->law->rule[i].slug);
    return near_best(&near);
}

static enum err_code every_name_found(const struct screen_pack *pack, const struct str *only,
                                      size_t nonly, struct err *err)
{
    for (size_t i = 0; i < nonly; i++) {
        bool found = false;

        for (size_t k = 0; k < pack->n && !found; k++)
            found = wanted(pack->plan[k], only[i]);
        if (!found) {
            err_set(err, ERR_NOT_FOUND, "no rule called %.*s", STR_F(only[i]));
            if (nearest(pack, only[i]).n > 0)
                return err_set_zh(err, "没有名为“%.*s”的规则；是否想写“%.*s”？", STR_F(only[i]),
                                  STR_F(nearest(pack, only[i])));
            return err_set_zh(err, "没有名为“%.*s”的规则。用 liandong rule list 查看全部规则。",
                              STR_F(only[i]));
        }
    }
    return ERR_OK;
}

enum err_code screen_pack_load(const struct law *law, const struct str *only, size_t nonly,
                               struct arena *a, struct diag_list *diags,
                               struct screen_pack *ret_pack, struct err *err)
{
    struct screen_pack pack = {.law = law};
    size_t failed = 0;
    struct err first;

    pack.plan = ARENA_ARRAY(a, struct rule_plan *, law->nrule + 1);
    for (size_t i = 0; i < law->nrule; i++) {
        const struct law_rule *r = &law->rule[i];
        struct rule_plan *plan;
        struct err one;

        if (rule_compile(law, r->slug, r->file, r->text, a, diags, &plan, &one) != ERR_OK) {
            if (failed++ == 0)
                first = one;
            continue;
        }
        if (chosen(plan, only, nonly))
            pack.plan[pack.n++] = plan;
    }
    if (failed > 0) {
        *err = first;
        return err->code;
    }
    TRY(every_name_found(&pack, only, nonly, err));
    *ret_pack = pack;
    return ERR_OK;
}

bool screen_pack_uses(const struct screen_pack *pack, size_t dataset, bool *ret_field)
{
    const struct law_dataset *d = &pack->law->dataset[dataset];
    bool used = false;

    memset(ret_field, 0, d->nfield * sizeof(*ret_field));
    for (size_t i = 0; i < pack->n; i++) {
        const struct rule_plan *p = pack->plan[i];

        if (!p->uses_dataset[dataset] && p->dataset != d)
            continue;
        used = true;
        for (size_t f = 0; f < d->nfield; f++)
            ret_field[f] |= p->uses_field[dataset][f];
    }
    return used;
}
