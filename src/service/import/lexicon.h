#ifndef SERVICE_IMPORT_LEXICON_H
#define SERVICE_IMPORT_LEXICON_H
/*
 * service/import/lexicon.h - a dataset's fields as the lexicon of a reader of prose.
 * Borrows law and dataset; storage in the arena given.  Source: lexicon.c.
 */
#include "law/law.h"
#include "text/fact.h"

struct import_lexicon {
    struct text_lexicon text;
    const int *field; /* role → field of the dataset */
};

/* Of the fields that are read from text field `from`; of all that are read when it is -1. */
struct import_lexicon import_lexicon_of(struct arena *a, const struct law *law,
                                        const struct law_dataset *d, int from);

#endif
