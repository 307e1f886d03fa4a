/* matter/guard.c - conditions of an act: guards and papers, and why one does not hold. */
#include "matter/apply_internal.h"

void apply_row(struct apply *x)
{
    x->row = rule_condition_row_make(x->law, &x->p->fields, x->out->after.value,
                                     moment_day(x->in->at), x->arena);
}

bool apply_holds(const struct apply *x, const struct rule_condition *c)
{
    return !c || rule_condition_test(c, x->row) == RULE_HIT;
}

void apply_say_basis(struct buf *b, const struct law_basis *basis)
{
    for (size_t i = 0; i < basis->n; i++)
        buf_fmt(b, "%s%.*s%.*s", i ? "；" : "（", STR_F(basis->at[i].source->title),
                STR_F(basis->at[i].article));
    if (basis->n > 0)
        buf_z(b, "）");
}

static void say_list(struct buf *b, const char *head, const struct str *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_fmt(b, "%s%.*s", i ? "、" : head, STR_F(s[i]));
}

/* The law's own sentence, its article, and the values that it hinges on. */
static enum err_code guard_failed(const struct apply *x, size_t i, struct err *err)
{
    const struct law_guard *g = &x->act->guard[i];
    struct rule_reason reason;
    struct buf b = {0};

    rule_condition_explain(x->plan->act[x->act_no].guard[i], x->row, x->arena, &reason);
    buf_str(&b, g->otherwise);
    apply_say_basis(&b, &g->basis);
    if (reason.outcome == RULE_MISS)
        say_list(&b, "：", reason.because.at, reason.because.n);
    say_list(&b, "；还缺：", reason.missing.at, reason.missing.n);
    err_set(err, ERR_CONFLICT, "guard %zu of an act of procedure %.*s does not hold", i + 1,
            STR_F(x->p->id));
    err_set_zh(err, "不能办理“%.*s”：%s", STR_F(x->act->name), buf_cstr(&b));
    buf_release(&b);
    return err->code;
}

enum err_code apply_guards(const struct apply *x, struct err *err)
{
    for (size_t i = 0; i < x->act->nguard; i++)
        if (!apply_holds(x, x->plan->act[x->act_no].guard[i]))
            return guard_failed(x, i, err);
    return ERR_OK;
}

static bool has_paper(const struct matter_pairs *papers, struct str name)
{
    for (size_t i = 0; i < papers->n; i++)
        if (str_eq(papers->at[i].name, name))
            return true;
    return false;
}

enum err_code apply_papers(const struct apply *x, struct err *err)
{
    for (size_t i = 0; i < x->act->npaper; i++) {
        const struct law_paper *paper = &x->act->paper[i];

        if (apply_holds(x, x->plan->act[x->act_no].paper[i]) &&
            !has_paper(&x->in->paper, paper->name))
            return APPLY_REFUSE(err, ERR_INVALID, "办理“%.*s”应当附有“%.*s”", STR_F(x->act->name),
                                STR_F(paper->name));
    }
    return ERR_OK;
}
