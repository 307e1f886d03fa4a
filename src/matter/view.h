#ifndef MATTER_VIEW_H
#define MATTER_VIEW_H
/*
 * matter/view.h - a matter as an actor may see it (P1): the matter without the values of fields that
 * are not his to see, what it is linked with, the clue that it was opened on, its acts.
 *
 * Personal data (fields with `masked`) is shown to nobody: matter_view_text writes *** for it, also
 * where another field's text repeats it (P2).  Everything lives in the arena given.
 */
#include "matter/log.h"
#include "registry/actor.h"

/* The other matter is named, not shown: it has its own roles. */
struct matter_linked {
    int64_t matter;  /* the other one */
    struct str kind; /* open, act, join */
    bool forward;    /* this one's act brought it about */
};

/* A clock whose due moment by the law at hand is another than the one kept. */
struct matter_straddle {
    bool differs;
    struct str law;    /* version by which the one kept was counted; empty: not kept */
    struct moment due; /* by the law at hand; MOMENT_NONE: none */
    bool exact;
    struct str why;
};

struct matter_view {
    struct matter matter;   /* values of hidden fields are not known */
    VEC(struct str) secret; /* texts of masked fields, hidden ones too */
    const bool *hidden;     /* [nfield] has a value that is not his to see */
    struct matter_linked *link;
    size_t nlink;
    int64_t clue; /* 0: none */
    struct str rule, rule_version;
    struct str current; /* version of its procedure in the law at hand; empty: no longer there */
    const struct matter_straddle *straddle; /* [matter.nclock] */
};

/* ERR_NOT_FOUND, also for one that is not to be seen. */
MUST_CHECK enum err_code matter_view_get(struct matter_log *log, const struct actor *who,
                                         int64_t id, struct arena *a, struct matter_view *ret,
                                         struct err *err);

/* ERR_NOT_FOUND when there is no such matter, or it is not the actor's to see: for whoever needs no
 * more than that. */
MUST_CHECK enum err_code matter_may_see(struct store *s, const struct actor *who, int64_t id,
                                        struct err *err);

/* The field's value as it may be shown; empty when it has none or it is hidden.  In a. */
struct str matter_view_text(const struct matter_view *v, size_t field, struct arena *a);

#endif
