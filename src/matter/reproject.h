#ifndef MATTER_REPROJECT_H
#define MATTER_REPROJECT_H
/*
 * matter/reproject.h - open clocks counted anew by the law at hand (重算): after a change of the
 * calendar, of a deadline or of how a district counts.
 *
 * No act does it and no matter's version moves; what it moved is kept with its leaf (L1), told to
 * whom each clock is owed by (outbox), and done again by replay at the same place among the acts.
 */
#include "base/vec.h"
#include "matter/log.h"

/* Why clocks that were counted by that version may move. */
struct matter_reason {
    struct str law, text; /* version; names of the files that differ */
};

struct matter_moved {
    int64_t matter, clock;
    struct str term, organ; /* who owes it; empty for windows */
    struct str was, is;     /* as people read them: a day, an instant, or why there is none */
    struct str reason;
};

struct matter_reproject {
    int64_t id;                     /* 0: nothing moved, so nothing was kept */
    int64_t clocks;                 /* looked at */
    VEC(struct matter_moved) moved; /* by matter and clock */
};

struct matter_reproject_wish {
    struct str person; /* who asked for it */
    struct moment entered;
    bool look; /* only say what would move */
};

/*
 * Counts every open clock anew and keeps what moved, in a transaction of its own; with `look`
 * nothing is written.  Texts in a.
 */
MUST_CHECK enum err_code matter_reproject_all(struct matter_log *log,
                                              const struct matter_reproject_wish *w,
                                              struct arena *a, struct matter_reproject *ret,
                                              struct err *err);

#endif
