#ifndef SERVICE_IMPORT_CAUSE_H
#define SERVICE_IMPORT_CAUSE_H
/*
 * service/import/cause.h - the cause (案由) of a record, from its own words.
 *
 * The words of all causes are found in one pass.  Words of what the organ itself calls the
 * conduct (the dataset's first `cause_from` fields) weigh more than words of the facts; longer and
 * rarer words weigh more than short ones.  A tie or a low score leaves the cause unknown.  Source: cause.c.
 */
#include "registry/record.h"

/* Prepared once from law.cause; immutable, shared by threads.  Borrows law. */
struct import_causes;
struct import_causes *import_causes_new(struct arena *a, const struct law *law);

struct import_cause_match {
    int best;       /* index in law.cause; -1: none scores enough, or two score alike */
    int score;      /* of the best, in thousandths: how sure */
    int next;       /* runner-up; -1: none */
    int next_score; /* in thousandths */
};

/* text[0] is trusted most; ntext at most 8, the rest is not read. */
struct import_cause_match import_cause_match(const struct import_causes *c, const struct str *text,
                                             size_t ntext, struct arena *a);

/* Fills the fields of *rec that derive cause, cause_score and cause_next and are unknown, and adds to
 * rec->evidence where the words stand.  Texts made live in a. */
void import_causes_apply(const struct import_causes *c, struct registry_record *rec,
                         struct arena *a);

#endif
