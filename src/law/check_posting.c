/* law/check_posting.c - what must hold of a fund: only postings move its accounts, every account is
 * moved by some act, and what can only shrink is an error: it would be overdrawn at once. */
#include "law/check_internal.h"

static bool posts_to(const struct law_act *a, int account, const enum law_side *side)
{
    for (size_t i = 0; i < a->nposting; i++)
        for (size_t k = 0; k < a->posting[i].nline; k++)
            if (a->posting[i].line[k].account == account &&
                (!side || a->posting[i].line[k].side == *side))
                return true;
    return false;
}

static bool some_posts_to(const struct law_procedure *p, int account, const enum law_side *side)
{
    for (size_t i = 0; i < p->nact; i++)
        if (posts_to(&p->act[i], account, side))
            return true;
    return false;
}

static bool fills_in(const struct law_act *a, int field)
{
    return law_index_has(&a->need, field) || law_index_has(&a->may, field);
}

bool check_is_balance(const struct law_procedure *p, int field)
{
    for (size_t i = 0; i < p->naccount; i++)
        if (p->account[i].field == field)
            return true;
    return false;
}

static void check_account(struct check *c, const struct law_procedure *p, int account)
{
    const struct law_fund_account *at = &p->account[account];

    check_rests_on(c, &at->basis, &at->place, at->name);
    for (size_t i = 0; i < p->nact; i++)
        if (fills_in(&p->act[i], at->field))
            CHECK_ADD(c, DIAG_ERROR, &p->act[i].place, "账户“%.*s”只由记账改变，“%.*s”不能填写",
                      STR_F(at->name), STR_F(p->act[i].name));
    if (!some_posts_to(p, account, NULL))
        CHECK_ADD(c, DIAG_ERROR, &at->place, "没有办理行为记入账户“%.*s”", STR_F(at->name));
    else if (!some_posts_to(p, account, &at->side))
        CHECK_ADD(c, DIAG_ERROR, &at->place, "账户“%.*s”只减不增，任何一笔都会透支",
                  STR_F(at->name));
}

static void check_act_postings(struct check *c, const struct law_act *a)
{
    for (size_t i = 0; i < a->nposting; i++) {
        const struct law_posting *posting = &a->posting[i];
        bool has[LAW_CREDIT + 1] = {false, false};

        check_rests_on(c, &posting->basis, &posting->place, a->name);
        for (size_t k = 0; k < posting->nline; k++)
            has[posting->line[k].side] = true;
        if (!has[LAW_DEBIT] || !has[LAW_CREDIT])
            CHECK_ADD(c, DIAG_ERROR, &posting->place, "“%.*s”的分录应当有借有贷", STR_F(a->name));
    }
}

void check_postings(struct check *c, const struct law_procedure *p)
{
    for (size_t i = 0; i < p->naccount; i++)
        check_account(c, p, (int)i);
    for (size_t i = 0; i < p->nact; i++)
        check_act_postings(c, &p->act[i]);
}
