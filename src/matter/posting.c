/* matter/posting.c - see posting.h: amounts of an act into lines, lines onto balances. */
#include "matter/posting.h"

#include "matter/apply_internal.h"

/* ---- lines ---- */

static const struct matter_pair *given(const struct matter_pairs *field, struct str name)
{
    for (size_t i = 0; i < field->n; i++)
        if (str_eq(field->at[i].name, name))
            return &field->at[i];
    return NULL;
}

/* An amount that was given for an earlier act does not count again. */
static enum err_code read_amount(const struct matter_plan *plan, const struct law_act *act,
                                 const struct matter_pairs *field, int i, struct fen *ret,
                                 struct err *err)
{
    const struct law_field *f = &plan->p->fields.field[i];
    const struct matter_pair *pair = given(field, f->name);
    struct rule_condition_value v;

    *ret = (struct fen){0};
    if (!pair && law_index_has(&act->need, i))
        return APPLY_REFUSE(err, ERR_INVALID, "办理“%.*s”应当写明本次的“%.*s”", STR_F(act->name),
                            STR_F(f->name));
    if (!pair)
        return ERR_OK;
    TRY(matter_value_read(plan->law, f, pair->value, &v, err));
    if (v.n <= 0)
        return APPLY_REFUSE(err, ERR_INVALID, "“%.*s”应当大于零", STR_F(f->name));
    ret->n = v.n;
    return ERR_OK;
}

static enum err_code not_balanced(const struct law_act *act, const struct law_posting *posting,
                                  const int64_t *sum, struct err *err)
{
    struct buf b = {0};

    buf_fmt(&b, "不能办理“%.*s”：借贷不平，借方 ", STR_F(act->name));
    fen_print(&b, (struct fen){sum[LAW_DEBIT]});
    buf_z(&b, "，贷方 ");
    fen_print(&b, (struct fen){sum[LAW_CREDIT]});
    apply_say_basis(&b, &posting->basis);
    err_set(err, ERR_CONFLICT, "posting does not balance");
    err_set_zh(err, "%s", buf_cstr(&b));
    buf_release(&b);
    return err->code;
}

static enum err_code too_much(const struct law_act *act, struct err *err)
{
    return APPLY_REFUSE(err, ERR_INVALID, "“%.*s”的金额超出可以记账的范围", STR_F(act->name));
}

static enum err_code one_posting(const struct matter_plan *plan, const struct law_act *act,
                                 const struct matter_pairs *field, int no, struct arena *a,
                                 matter_lines *ret, struct err *err)
{
    const struct law_posting *posting = &act->posting[no];
    int64_t sum[LAW_CREDIT + 1] = {0, 0};

    for (size_t i = 0; i < posting->nline; i++) {
        const struct law_posting_line *line = &posting->line[i];
        struct fen amount;

        TRY(read_amount(plan, act, field, line->field, &amount, err));
        if (__builtin_add_overflow(sum[line->side], amount.n, &sum[line->side]))
            return too_much(act, err);
        if (amount.n > 0)
            vec_push(a, ret, (struct matter_line){no, line->account, line->side, amount});
    }
    return sum[LAW_DEBIT] == sum[LAW_CREDIT] ? ERR_OK : not_balanced(act, posting, sum, err);
}

enum err_code matter_posting_lines(const struct matter_plan *plan, const struct law_act *act,
                                   const struct matter_pairs *field, struct arena *a,
                                   matter_lines *ret, struct err *err)
{
    matter_lines lines = {0};

    for (size_t i = 0; i < act->nposting; i++)
        TRY(one_posting(plan, act, field, (int)i, a, &lines, err));
    *ret = lines;
    return ERR_OK;
}

/* ---- balances ---- */

static enum err_code overdrawn(const struct apply *x, const struct matter_line *line,
                               struct err *err)
{
    const struct law_fund_account *account = &x->p->account[line->account];
    struct buf b = {0};

    buf_fmt(&b, "不能办理“%.*s”：账户“%.*s”只有 ", STR_F(x->act->name), STR_F(account->name));
    fen_print(&b, (struct fen){x->before->value[account->field].n});
    buf_z(&b, "，不足 ");
    fen_print(&b, line->amount);
    apply_say_basis(&b, account->basis.n ? &account->basis : &x->act->posting[line->posting].basis);
    err_set(err, ERR_CONFLICT, "account would be overdrawn");
    err_set_zh(err, "%s", buf_cstr(&b));
    buf_release(&b);
    return err->code;
}

static enum err_code post_line(struct apply *x, const struct matter_line *line, struct err *err)
{
    const struct law_fund_account *account = &x->p->account[line->account];
    int64_t *balance = &x->out->after.value[account->field].n;
    bool over = line->side == account->side
                    ? __builtin_add_overflow(*balance, line->amount.n, balance)
                    : __builtin_sub_overflow(*balance, line->amount.n, balance);

    return over ? too_much(x->act, err) : ERR_OK;
}

/* All lines first: what leaves an account and comes back in one act is not overdrawn. */
enum err_code apply_postings(struct apply *x, struct err *err)
{
    matter_lines lines;

    TRY(matter_posting_lines(x->plan, x->act, &x->in->field, x->arena, &lines, err));
    for (size_t i = 0; i < lines.n; i++)
        TRY(post_line(x, &lines.at[i], err));
    for (size_t i = 0; i < lines.n; i++)
        if (x->out->after.value[x->p->account[lines.at[i].account].field].n < 0)
            return overdrawn(x, &lines.at[i], err);
    for (size_t i = 0; i < lines.n; i++)
        vec_push(x->arena, &x->out->line, lines.at[i]);
    return ERR_OK;
}
