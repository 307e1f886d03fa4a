#ifndef REGISTRY_SCHEMA_H
#define REGISTRY_SCHEMA_H
/*
 * registry/schema.h - the tables of records: the fixed ones (import, party, audit_event …) and, for each dataset
 * of the law, ds_<id> with a typed column per field and dh_<id> with the former selves of its
 * rows.
 *
 * A law with new datasets or fields adds tables and columns; nothing is ever dropped, so older
 * records stay readable.
 */
#include "law/law.h"
#include "store/store.h"

/* Makes the store fit the law; before anything else of the registry, outside a transaction.  now
 * is in seconds.  ERR_CONFLICT when a field changed its type, ERR_INVALID when a column's name
 * cannot be one. */
MUST_CHECK enum err_code registry_prepare(struct store *s, const struct law *law, int64_t now,
                                          struct err *err);

/* Whether values of the type are kept as text (else as numbers). */
bool registry_keeps_text(enum law_type type);

#endif
