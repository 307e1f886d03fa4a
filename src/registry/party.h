#ifndef REGISTRY_PARTY_H
#define REGISTRY_PARTY_H
/*
 * registry/party.h - which party (当事人) a record is about, by what the record itself says.
 *
 * Two records have one party only when a number or an address says so: a valid USCC, citizen id or
 * organisation code, or the same normalised name with the same registration number or address.
 * A masked name, a masked number or a name alone never joins two records: then the party is the
 * record's own and its id is negative.  Joining parties later is done by party.merged_into; ids
 * of records stay.
 * Pure; any thread.
 */
#include "registry/record.h"

/* Fills r->party and the record's party field (when the dataset has one and the file did not give
 * it).  After registry_identify.  Texts in a or the record's. */
void registry_party_resolve(struct registry_record *r, struct arena *a);

/* The id of a party that a file names in the party field itself: equal texts are one party. */
int64_t registry_party_named(struct arena *a, struct str text);

/* "uscc", "citizen_id" … as the store writes it. */
struct str registry_party_key_name(enum registry_party_key key);

#endif
