#ifndef MATTER_REPROJECT_INTERNAL_H
#define MATTER_REPROJECT_INTERNAL_H
/*
 * matter/reproject_internal.h - a kept counting anew, done again by replay.c with what it was given:
 * who, when, and the reasons, which need the laws of before.
 */
#include "matter/reproject.h"

/* What its bytes say that does not follow from acts and law. */
struct reproject_given {
    struct str person;
    struct moment entered;
    VEC(struct matter_reason) reason;
};

MUST_CHECK enum err_code reproject_read(struct str bytes, struct arena *a,
                                        struct reproject_given *ret, struct err *err);
/* Inside the caller's transaction. */
MUST_CHECK enum err_code reproject_again(struct matter_log *log, const struct reproject_given *g,
                                         struct arena *a, struct err *err);

#endif
