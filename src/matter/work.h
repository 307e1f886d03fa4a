#ifndef MATTER_WORK_H
#define MATTER_WORK_H
/*
 * matter/work.h - lists over all matters: what is open, who owes what by when.
 *
 * Reads only.  Rows are borrowed during the call.  Only what the actor may see (matter/seen.h).
 */
#include "matter/log.h"

struct matter_row {
    int64_t id, version;
    struct str procedure, state;
    bool open;
    struct moment at;
};
typedef enum err_code (*matter_row_fn)(void *p, const struct matter_row *row, struct err *err);

struct matter_filter {
    struct str procedure; /* id; empty: all */
    struct str organ;     /* id: in a role of the matter; empty: all */
    bool closed;          /* also those that have come to an end */
};
/* Matters by number. */
MUST_CHECK enum err_code matter_list(struct store *s, const struct actor *who,
                                     const struct matter_filter *f, matter_row_fn fn, void *p,
                                     struct err *err);

/* A duty (义务): a clock of that kind that an organ owes and that runs. */
struct matter_duty {
    int64_t matter, no;
    struct str procedure, term, organ, state;
    struct moment due; /* MOMENT_NONE: no date follows from law */
    bool paused;
};
typedef enum err_code (*matter_duty_fn)(void *p, const struct matter_duty *d, struct err *err);

struct matter_duty_filter {
    struct str organ;     /* id: who owes; empty: all */
    struct moment before; /* only those that end before; MOMENT_NONE: all */
};
/* Duties in matters that the actor may see, by their end, those without a date last. */
MUST_CHECK enum err_code matter_duties(struct store *s, const struct actor *who,
                                       const struct matter_duty_filter *f, matter_duty_fn fn,
                                       void *p, struct err *err);

#endif
