#ifndef REGISTRY_SEEN_H
#define REGISTRY_SEEN_H
/*
 * registry/seen.h - a set of rows by identity and content: was this very row in the file before?
 * 16 bytes a row at a load of at most 7/8; a zeroed set is empty.  Not thread safe.
 */
#include "registry/record.h"

struct registry_seen {
    struct registry_hash *slot; /* {0, 0}: free */
    size_t n, cap;
};

/* The key of a row. */
struct registry_hash registry_row_key(struct registry_hash identity, uint64_t content);

/* False when key was there already. */
bool registry_seen_add(struct registry_seen *s, struct registry_hash key);
bool registry_seen_has(const struct registry_seen *s, struct registry_hash key);
void registry_seen_release(struct registry_seen *s);

#endif
