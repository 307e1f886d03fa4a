/* matter/plan.c - see plan.h. */
#include "matter/plan.h"

struct maker {
    const struct law *law;
    const struct law_procedure *p;
    struct arena *arena;
    struct diag_list *diags;
};

/* NULL for no condition, and after a fault, which is then among the diagnostics. */
static const struct rule_condition *compile(struct maker *m, const struct law_condition *cond)
{
    const struct rule_condition *c = NULL;
    struct err err;

    if (cond->text.n > 0 && rule_condition_compile(m->law, &m->p->fields, cond->text, &cond->place,
                                                   m->arena, m->diags, &c, &err) != ERR_OK)
        return NULL;
    return c;
}

static void make_act(struct maker *m, const struct law_act *act, struct matter_act_plan *ret)
{
    ret->guard = ARENA_ARRAY(m->arena, const struct rule_condition *, act->nguard + 1);
    ret->paper = ARENA_ARRAY(m->arena, const struct rule_condition *, act->npaper + 1);
    ret->link = ARENA_ARRAY(m->arena, const struct rule_condition *, act->nlink + 1);
    for (size_t i = 0; i < act->nguard; i++)
        ret->guard[i] = compile(m, &act->guard[i].when);
    for (size_t i = 0; i < act->npaper; i++)
        ret->paper[i] = compile(m, &act->paper[i].when);
    for (size_t i = 0; i < act->nlink; i++)
        ret->link[i] = compile(m, &act->link[i].when);
}

enum err_code matter_plan_make(const struct law *law, const struct law_procedure *p,
                               struct arena *a, struct diag_list *diags,
                               struct matter_plan *ret_plan, struct err *err)
{
    struct maker m = {law, p, a, diags};
    struct matter_plan plan = {law, p, ARENA_ARRAY(a, struct matter_act_plan, p->nact + 1),
                               ARENA_ARRAY(a, const struct rule_condition *, p->nterm + 1)};
    size_t before = diags->errors;

    for (size_t i = 0; i < p->nact; i++)
        make_act(&m, &p->act[i], &plan.act[i]);
    for (size_t i = 0; i < p->nterm; i++)
        plan.term[i] = compile(&m, &p->term[i].when);
    if (diags->errors > before) {
        err_set(err, ERR_INVALID, "procedure %.*s: conditions do not compile", STR_F(p->id));
        return err_set_zh(err, "程序“%.*s”的条件有 %zu 处错误", STR_F(p->name),
                          diags->errors - before);
    }
    *ret_plan = plan;
    return ERR_OK;
}

enum err_code matter_book_make(const struct law *law, struct arena *a, struct diag_list *diags,
                               struct matter_book *ret_book, struct err *err)
{
    struct matter_book b = {law, ARENA_ARRAY(a, struct matter_plan, law->nprocedure + 1), 0};
    enum err_code rc = ERR_OK;
    struct err first;

    for (size_t i = 0; i < law->nprocedure; i++) {
        struct err one;
        enum err_code code = matter_plan_make(law, law->procedure[i], a, diags, &b.plan[b.n], &one);

        if (code == ERR_OK)
            b.n++;
        else if (rc == ERR_OK) {
            rc = code;
            first = one;
        }
    }
    if (rc == ERR_OK)
        *ret_book = b;
    else
        *err = first;
    return rc;
}

const struct matter_plan *matter_plan_find(const struct matter_book *b, struct str id_or_name)
{
    for (size_t i = 0; i < b->n; i++)
        if (str_eq(b->plan[i].p->id, id_or_name) || str_eq(b->plan[i].p->name, id_or_name))
            return &b->plan[i];
    return NULL;
}
