#ifndef SERVICE_IMPORT_EVIDENCE_H
#define SERVICE_IMPORT_EVIDENCE_H
/*
 * service/import/evidence.h - what a record's evidence and warnings say of facts read in its prose:
 * items of JSON arrays under construction.  Borrows everything for the call.  Source: evidence.c.
 */
#include "base/buf.h"
#include "law/law.h"
#include "text/fact.h"

/* A fact where it stands. */
struct import_mention {
    const struct law_field *field; /* what it fills or could fill */
    struct str in, text;           /* the source field: name, whole text */
    const struct text_fact *fact;
    int64_t value; /* of field's type */
};

/* Adds {"field","in","from","to","text"[,"note"]} to the array begun in items; note may be NULL. */
void import_evidence_add(struct buf *items, const struct import_mention *m, const char *note);

/* Adds {"field","text"}: the column says `column`, the prose otherwise, the column stands. */
void import_warning_differs(struct buf *items, const struct law *law,
                            const struct import_mention *m, int64_t column);

/* array with the items appended (both may be empty), in a; releases items. */
struct str import_items_join(struct arena *a, struct str array, struct buf *items);

#endif
