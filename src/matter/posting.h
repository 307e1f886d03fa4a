#ifndef MATTER_POSTING_H
#define MATTER_POSTING_H
/*
 * matter/posting.h - the fund of a matter as double entry: what an act posts, and the journal of a
 * matter read back from its acts.
 *
 * There is no second book: a posting follows from the act's own bytes and the version of the
 * procedure that they name, so that what proves the acts (ledger, replay) proves the money.
 */
#include "matter/apply.h"
#include "matter/log.h"

typedef VEC(struct matter_line) matter_lines;

/* The lines that the act posts with these fields; those whose amount it does not give are left
 * out.  ERR_INVALID when an amount that the act needs is missing, is no money or not more than
 * nothing; ERR_CONFLICT when debits and credits differ. */
MUST_CHECK enum err_code matter_posting_lines(const struct matter_plan *plan,
                                              const struct law_act *act,
                                              const struct matter_pairs *field, struct arena *a,
                                              matter_lines *ret, struct err *err);

/* A line of a journal: who posted what by which act. */
struct matter_journal_line {
    int64_t no; /* of the act */
    struct moment at;
    struct str act, organ;
    struct str account; /* by name: an older version of the procedure may number them otherwise */
    enum law_side side;
    struct fen amount;
};
typedef enum err_code (*matter_journal_fn)(void *p, const struct matter_journal_line *line,
                                           struct err *err);
/* All postings of a matter in their order; borrowed during the call. */
MUST_CHECK enum err_code matter_journal(struct matter_log *log, int64_t id, matter_journal_fn fn,
                                        void *p, struct err *err);

#endif
