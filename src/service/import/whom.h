#ifndef SERVICE_IMPORT_WHOM_H
#define SERVICE_IMPORT_WHOM_H
/*
 * service/import/whom.h - whether the one that a clause speaks of (对X罚款…) is the record's party.
 *
 * For telling apart those named in one decision only; who is who across records is link's
 * business.  Source: whom.c.
 */
#include "base/str.h"

enum import_whom {
    WHOM_OTHER,
    WHOM_NOBODY, /* the clause names nobody in particular */
    WHOM_LIKELY, /* the party by a shortened or damaged name */
    WHOM_PARTY,
};

struct import_whom_found {
    enum import_whom whom;
    int item; /* which of the names in the party column, from 0 */
};

/* party: the name as the record has it, may be a list or have notes; empty: not known, then
 * everybody is nobody.  subject: the phrase of the clause.  Scratch memory in a. */
struct import_whom_found import_whom(struct arena *a, struct str party, struct str subject);

#endif
