#ifndef CRYPTO_CANON_H
#define CRYPTO_CANON_H
/*
 * crypto/canon.h - the canonical bytes (规范字节) of a thing: what is hashed when its content is
 * proven.  docs/ledger.md defines the form.
 *
 *     liandong clue_event v1
 *     what 5
 *     found
 *     party -
 *
 * A first line with kind and version; then the fields in the order that the kind's definition
 * gives: name, length in bytes, the bytes; "-" for a field that is not there.  The length makes it
 * unambiguous without any escaping, so that two programs cannot disagree; it stays readable.
 * Fields that a kind gets later are added at the end and left out when absent
 * (canon_later): the bytes of what was proven before do not change.
 */
#include "base/buf.h"

void canon_begin(struct buf *b, const char *kind, int version);
void canon_text(struct buf *b, const char *name, struct str value);
/* "-" when value.p is NULL. */
void canon_text_or_none(struct buf *b, const char *name, struct str value);
/* Decimal digits, as text. */
void canon_i64(struct buf *b, const char *name, int64_t value);
/* Nothing at all when value.p is NULL. */
void canon_later(struct buf *b, const char *name, struct str value);

#endif
