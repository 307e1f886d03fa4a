#ifndef LAW_DUE_H
#define LAW_DUE_H
/*
 * law/due.h - when a clock (a deadline that runs) is due, and how that was counted.
 *
 * Pure functions of the law, its calendar and the clock: no store, no present time but what the
 * caller passes.  Results live in the arena given; they point into the law, which the caller keeps.
 *
 * A date beyond the loaded calendar is an error that names the year, never a guess: ERR_NOT_FOUND.
 * What the law does not allow (an extension that it does not know) is ERR_FORBIDDEN, what makes no
 * sense (hours counted from a date without time) ERR_INVALID.
 */
#include "base/vec.h"
#include "law/deadline.h"

/*
 * Time that does not count, from `from` until before `to`; to MOMENT_NONE: not over yet.  A clock
 * that counts days leaves out each day at whose end (24 o'clock) it stood still; one that counts
 * hours leaves out the seconds.
 */
struct law_pause {
    struct moment from, to;
    struct str reason; /* as an exclusion of the deadline calls it */
    struct str basis;  /* the article, when the deadline names no such exclusion */
    struct str by;     /* who approved it */
};

struct law_prolong {
    struct law_length length;
    struct str by; /* who approved it */
};

/* A clock (期限 running on something). */
struct law_clock {
    struct str deadline;            /* id */
    struct moment at;               /* the trigger; of a backward one the day it counts back from */
    bool timed;                     /* the time of day of `at` is known */
    enum law_profile profile;       /* NONE: as the law or the district says */
    struct law_length length;       /* n 0: the deadline's; else what the document sets */
    const struct str *circumstance; /* which apply: 在押, 简易程序 */
    size_t ncircumstance;
    const struct str *unmet; /* conditions of the deadline that do not hold */
    size_t nunmet;
    const struct law_pause *pause;
    size_t npause;
    const struct law_prolong *prolong; /* in the order granted */
    size_t nprolong;
};

/* "2024-10-10..2024-10-14=征求意见@检察长": dates are whole days, the last one included; nothing
 * behind ".." is not over yet; reason and approver are optional.  Borrows text. */
bool law_pause_parse(struct str text, struct law_pause *ret);
/* "30日@上一级公安机关"; the approver is optional.  Borrows text. */
bool law_prolong_parse(struct str text, struct law_prolong *ret);

/* One step of the calculation, for people. */
struct law_step {
    struct str text;
    struct str basis; /* citation; empty: arithmetic, or no law says so */
};

/* What another version of the deadline would give. */
struct law_due_other {
    const struct law_deadline *deadline;
    enum err_code code; /* ERR_OK: last and end are known */
    struct day last;
    struct moment end;
    struct str why; /* Chinese: why it is shown, or why it cannot be counted */
};

struct law_due {
    const struct law_deadline *deadline; /* the version applied */
    enum law_profile profile;
    struct law_length length; /* as applied, without extensions */
    bool timed;               /* counted in hours: end is the last instant */
    bool back;                /* counted backwards */
    bool stopped;             /* a pause is not over: last and end are as if it ended at once */
    struct moment since;      /* stopped: since when */
    struct moment begin;      /* where counting begins; of days: the first second that counts */
    struct day last;          /* the last day, day of `end` when timed */
    struct moment end;        /* end of the last day (24:00), or the instant when timed */
    VEC(struct law_step) step;
    VEC(struct str) warning; /* Chinese */
    VEC(struct law_due_other) other;
};

MUST_CHECK enum err_code law_due_count(const struct law *law, const struct law_clock *clock,
                                       struct arena *a, struct law_due *ret_due, struct err *err);

/* True when m lies behind the end: the act is late, or the window is over. */
bool law_due_passed(const struct law_due *due, struct moment m);
/* "2024-03-02T10:20:00", of days "2024-03-02". */
void law_due_print(struct buf *b, const struct law_due *due);

/* What is left at a moment, in the unit in which the law counts. */
struct law_left {
    bool passed;
    struct law_length n; /* hours, days, working days or whole months */
    int32_t rest;        /* beside hours: minutes; beside months: days */
    int64_t used, total; /* days, working days or seconds, for a lamp; total 0: backwards */
    struct str text;     /* 剩余 3 个工作日 */
};
MUST_CHECK enum err_code law_due_left(const struct law *law, const struct law_clock *clock,
                                      const struct law_due *due, struct moment now, struct arena *a,
                                      struct law_left *ret_left, struct err *err);

/* A clock whose due moment a change of the law or of its calendar moves. */
struct law_moved {
    size_t clock;          /* index */
    enum err_code was, is; /* ERR_OK: the due below is known */
    struct law_due before, after;
    struct str text; /* Chinese: from when to when, or why it cannot be counted */
};
/* Counts every clock by both laws; returns those that differ. */
void law_reproject(const struct law *before, const struct law *after, const struct law_clock *clock,
                   size_t nclock, struct arena *a, struct law_moved **ret_moved, size_t *ret_n);

/* A worked example (例): what a clock must give. */
struct law_deadline_example {
    struct str id; /* D013 */
    struct law_clock clock;
    struct str due;     /* a date or a moment; empty when the example asks otherwise */
    struct moment done; /* with `passed`: was it in time */
    bool has_done, passed;
    struct str error; /* a part of the Chinese sentence of the error that must come */
    struct str confidence, why;
    struct law_place place;
};
/* True when the example holds; else *ret_why says in Chinese what came instead. */
bool law_example_holds(const struct law *law, const struct law_deadline_example *e, struct arena *a,
                       struct str *ret_why);

#endif
