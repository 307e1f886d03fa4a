/* service/fund/statement.c - see statement.h. */
#include "service/fund/statement.h"

#include "matter/view.h"
#include "matter/work.h"

struct maker {
    struct matter_log *log;
    const struct fund_question *q;
    struct arena *arena;
    struct fund_statement *out;
    VEC(int64_t) id;
    /* Of the matter in hand: */
    struct fund_sum *sum;
    VEC(struct matter_journal_line) line;
};

static struct fund_sum *empty_sums(struct arena *a, const struct law_procedure *p)
{
    struct fund_sum *sum = ARENA_ARRAY(a, struct fund_sum, p->naccount + 1);

    for (size_t i = 0; i < p->naccount; i++)
        sum[i] = (struct fund_sum){.account = p->account[i].name, .side = p->account[i].side};
    return sum;
}

/* ---- one line ---- */

static enum err_code add(struct fen *to, int64_t n, struct err *err)
{
    if (__builtin_add_overflow(to->n, n, &to->n))
        return err_set(err, ERR_LIMIT, "a fund's sum is too large");
    return ERR_OK;
}

static bool is_before(const struct maker *m, struct moment at)
{
    return day_known(m->q->from) && moment_day(at).n < m->q->from.n;
}

static bool is_behind(const struct maker *m, struct moment at)
{
    return day_known(m->q->to) && moment_day(at).n > m->q->to.n;
}

static enum err_code count_line(struct maker *m, const struct matter_journal_line *line,
                                struct fund_sum *sum, struct err *err)
{
    int64_t change = line->side == sum->side ? line->amount.n : -line->amount.n;

    if (is_before(m, line->at))
        TRY(add(&sum->opening, change, err));
    else if (!is_behind(m, line->at))
        TRY(add(line->side == LAW_DEBIT ? &sum->debit : &sum->credit, line->amount.n, err));
    return is_behind(m, line->at) ? ERR_OK : add(&sum->closing, change, err);
}

static enum err_code take_line(void *p, const struct matter_journal_line *line, struct err *err)
{
    struct maker *m = p;
    int account = law_account_find(m->q->plan->p, line->account);
    struct matter_journal_line kept = *line;

    if (account < 0) {
        err_set(err, ERR_INVALID, "an account is unknown to the procedure");
        return err_set_zh(err, "账户“%.*s”在现行程序里没有", STR_F(line->account));
    }
    TRY(count_line(m, line, &m->sum[account], err));
    if (is_before(m, line->at) || is_behind(m, line->at))
        return ERR_OK;
    kept.act = str_dup(m->arena, line->act);
    kept.organ = str_dup(m->arena, line->organ);
    kept.account = m->sum[account].account;
    vec_push(m->arena, &m->line, kept);
    return ERR_OK;
}

/* ---- one matter ---- */

/* (F1) What the acts come to is what the matter holds.  Only where all of them were counted. */
static enum err_code check_balances(const struct maker *m, const struct matter *matter,
                                    struct err *err)
{
    const struct law_procedure *p = matter->plan->p;

    if (is_behind(m, matter->at))
        return ERR_OK;
    for (size_t i = 0; i < p->naccount; i++) {
        int at = law_account_find(m->q->plan->p, p->account[i].name);

        if (at >= 0 && m->sum[at].closing.n == matter->value[p->account[i].field].n)
            continue;
        err_set(err, ERR_INVALID, "matter %lld: acts and balances differ", (long long)matter->id);
        return err_set_zh(err, "事项 %lld 的账户“%.*s”：库中的余额与历次办理的分录不符",
                          (long long)matter->id, STR_F(p->account[i].name));
    }
    return ERR_OK;
}

static enum err_code add_sums(struct maker *m, struct err *err)
{
    for (size_t i = 0; i < m->out->nsum; i++) {
        struct fund_sum *to = &m->out->sum[i];

        TRY(add(&to->opening, m->sum[i].opening.n, err));
        TRY(add(&to->debit, m->sum[i].debit.n, err));
        TRY(add(&to->credit, m->sum[i].credit.n, err));
        TRY(add(&to->closing, m->sum[i].closing.n, err));
    }
    return ERR_OK;
}

static enum err_code not_of_fund(const struct maker *m, int64_t id, struct err *err)
{
    err_set(err, ERR_NOT_FOUND, "matter %lld keeps no such fund", (long long)id);
    return err_set_zh(err, "事项 %lld 不是“%.*s”，没有资金账", (long long)id,
                      STR_F(m->q->plan->p->name));
}

static enum err_code one_matter(struct maker *m, int64_t id, struct err *err)
{
    struct matter matter;

    TRY(matter_get(m->log, id, m->arena, &matter, err));
    if (!str_eq(matter.plan->p->id, m->q->plan->p->id))
        return not_of_fund(m, id, err);
    m->sum = empty_sums(m->arena, m->q->plan->p);
    memset(&m->line, 0, sizeof(m->line));
    TRY(matter_journal(m->log, id, take_line, m, err));
    TRY(check_balances(m, &matter, err));
    TRY(add_sums(m, err));
    vec_push(m->arena, &m->out->matter,
             (struct fund_matter){id, matter.plan->p->state[matter.state].name, m->sum, m->line.at,
                                  m->line.n});
    return ERR_OK;
}

/* ---- all ---- */

static enum err_code take_id(void *p, const struct matter_row *row, struct err *err)
{
    struct maker *m = p;

    (void)err;
    vec_push(m->arena, &m->id, row->id);
    return ERR_OK;
}

/* The matter that is asked for, when it is his to see. */
static enum err_code take_one(struct maker *m, struct err *err)
{
    struct matter_view view;

    TRY(matter_view_get(m->log, m->q->who, m->q->matter, m->arena, &view, err));
    vec_push(m->arena, &m->id, m->q->matter);
    return ERR_OK;
}

/* (F1) Debits and credits over all accounts. */
static enum err_code balance(struct fund_statement *s, struct err *err)
{
    for (size_t i = 0; i < s->nsum; i++) {
        TRY(add(&s->debit, s->sum[i].debit.n, err));
        TRY(add(&s->credit, s->sum[i].credit.n, err));
    }
    if (s->debit.n == s->credit.n)
        return ERR_OK;
    err_set(err, ERR_INVALID, "debits and credits differ");
    return err_set_zh(err, "借贷不平");
}

enum err_code fund_statement_make(struct matter_log *log, const struct fund_question *q,
                                  struct arena *a, struct fund_statement *ret, struct err *err)
{
    const struct law_procedure *p = q->plan->p;
    struct fund_statement out = {
        .procedure = p, .from = q->from, .to = q->to, .sum = empty_sums(a, p), .nsum = p->naccount};
    struct maker m = {.log = log, .q = q, .arena = a, .out = &out};

    if (q->matter > 0)
        TRY(take_one(&m, err));
    else
        TRY(matter_list(log->store, q->who,
                        &(struct matter_filter){.procedure = p->id, .closed = true}, take_id, &m,
                        err));
    for (size_t i = 0; i < m.id.n; i++)
        TRY(one_matter(&m, m.id.at[i], err));
    TRY(balance(&out, err));
    *ret = out;
    return ERR_OK;
}
