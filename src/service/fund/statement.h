#ifndef FUND_STATEMENT_H
#define FUND_STATEMENT_H
/*
 * service/fund/statement.h - the statement (资金报表) of a fund that a procedure keeps: what every
 * account held at the beginning, what was posted, what it holds, over all its matters.
 *
 * What it is not: a book of its own.  Every line is read from an act (matter/posting.h); what comes
 * out is held against what the matters themselves hold, and debits against credits (F1).
 * Everything lives in the arena given.  Reads only.
 */
#include "matter/posting.h"

struct fund_sum {
    struct str account;
    enum law_side side; /* what makes it grow */
    struct fen opening, debit, credit, closing;
};

struct fund_matter {
    int64_t id;
    struct str state;
    struct fund_sum *sum; /* by account of the statement */
    struct matter_journal_line *line;
    size_t nline;
};

struct fund_statement {
    const struct law_procedure *procedure;
    struct day from, to;      /* DAY_NONE: from the beginning, to the last act */
    struct fund_sum *sum;     /* over all matters */
    size_t nsum;              /* accounts */
    struct fen debit, credit; /* posted in the period: equal */
    VEC(struct fund_matter) matter;
};

/* What is asked: by whom, a procedure that keeps accounts, a matter of it or all that he may see (0),
 * the days. */
struct fund_question {
    const struct actor *who;
    const struct matter_plan *plan;
    int64_t matter;
    struct day from, to;
};

/*
 * Makes the statement.  ERR_NOT_FOUND: no such matter of the procedure that he may see.  ERR_INVALID: the acts and
 * the balances kept do not agree: something was changed beside the program; ledger check says what.
 */
MUST_CHECK enum err_code fund_statement_make(struct matter_log *log, const struct fund_question *q,
                                             struct arena *a, struct fund_statement *ret,
                                             struct err *err);

#endif
