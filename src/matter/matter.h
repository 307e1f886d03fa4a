#ifndef MATTER_MATTER_H
#define MATTER_MATTER_H
/*
 * matter/matter.h - a matter (事项): one running instance of a procedure, and the clocks that run on
 * it.  Plain data: what matter_apply takes and gives, what the store keeps.
 *
 * Texts and arrays live in the arena of whoever made the matter.  State, roles, values and clocks
 * are the fold of its acts (M1): nothing here is set by other means.
 */
#include "base/moment.h"
#include "matter/plan.h"
#include "matter/value.h"

/* Time in which a clock does not run: from an act to another; `to` MOMENT_NONE: still. */
struct matter_pause {
    struct moment from, to;
    struct str reason; /* the act that stopped it */
    struct str by;     /* id of the organ that did it */
};

struct matter_prolong {
    int64_t n;     /* in the deadline's unit; 0: as long as the law allows */
    struct str by; /* id of the organ that did it */
};

enum matter_clock_state {
    MATTER_CLOCK_RUNS,
    MATTER_CLOCK_PAUSED,
    MATTER_CLOCK_DONE,     /* one of its acts was done, in time or late */
    MATTER_CLOCK_CANCELLED /* what it waited for is no longer to be done */
};

/* A clock: a term of the procedure that runs on the matter.  Whether it is overdue is a question of
 * the time of asking, so it is not kept. */
struct matter_clock {
    int64_t no; /* 1, 2 … in the order of starting */
    int term;   /* index in the procedure; -1: an ended one, of a version that the matter left */
    enum matter_clock_state state;
    int64_t start, end; /* numbers of the acts that started and ended it; end 0: none yet */
    struct moment at;   /* from when it counts */
    bool timed;         /* the time of day of `at` is known */
    struct day until;   /* last day that a document set; DAY_NONE: the deadline says */
    struct matter_pause *pause;
    size_t npause;
    struct matter_prolong *prolong;
    size_t nprolong;
    struct moment due; /* first instant that is late; MOMENT_NONE: no date follows from law */
    bool exact;        /* counted in hours: `due` itself is still in time */
    struct str why;    /* Chinese: why there is no date */
    bool late;         /* it was ended after it had passed */
    struct str law;    /* version of the law that `due` was counted by, as the store keeps it; the
                          kernel neither reads nor sets it */
};

struct matter {
    int64_t id;
    const struct matter_plan *plan;
    int64_t version; /* number of acts done */
    int state;
    struct moment at; /* of the last act */
    int *organ;       /* by role: index in law.organ, -1; NULL before it is opened */
    struct rule_condition_value *value; /* by field */
    int64_t *times;                     /* by act: how often it was done */
    struct matter_clock *clock;         /* in the order of starting */
    size_t nclock;
};

static inline bool matter_is_open(const struct matter *m)
{
    return !m->plan->p->state[m->state].final;
}

/* Is m behind the end of the clock?  False where it has none. */
bool matter_clock_passed(const struct matter_clock *c, struct moment m);
/* RUNS or PAUSED. */
bool matter_clock_open(const struct matter_clock *c);
/* The organ that holds the role, -1; a role `of` another has that one's. */
int matter_organ_of(const struct matter *m, int role);
/* Is the organ `of`, or a section of it? */
bool matter_organ_within(const struct law *law, int organ, int of);

#endif
