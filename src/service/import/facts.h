#ifndef SERVICE_IMPORT_FACTS_H
#define SERVICE_IMPORT_FACTS_H
/*
 * service/import/facts.h - fields that a record's prose states, where no column does.
 *
 * text/ reads every fact with its role, polarity and position; here one is chosen, or none: of
 * two different candidates neither is taken, and the evidence shows both.  What is read is
 * law data (law_field.read).  Sources: facts.c, lexicon.c, whom.c, evidence.c.
 */
#include "registry/record.h"

/* Prepared once from the fields of a dataset that have `read`; immutable, shared by threads.
 * Borrows law and dataset. */
struct import_reader;
struct import_reader *import_reader_new(struct arena *a, const struct law *law,
                                        const struct law_dataset *d);

/*
 * Fills those fields of *rec that are unknown and that the prose states, adds an element to
 * rec->evidence for each ({"field","in","from","to","text"[,"note"]}; from and to are bytes of the
 * source field's text), and an element to rec->warnings where a column and the prose differ: the
 * column stands.  Texts made live in a.
 *
 * A candidate counts when it is stated (not denied, planned or 不足), is in 元, is no unit price and
 * no end of a range.  Those about the record's party go before those about nobody in particular; those
 * about others do not count.  A whole goes before its parts (其中), a total before its addends.
 */
void import_reader_apply(const struct import_reader *r, struct registry_record *rec,
                         struct arena *a);

#endif
