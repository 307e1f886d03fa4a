#ifndef REGISTRY_IDENTITY_H
#define REGISTRY_IDENTITY_H
/*
 * registry/identity.h - which row is the same record again, and whether it says the same.
 *
 * identity: a hash of the first of the dataset's identity alternatives whose fields are all known;
 * of the content when there is none.  Text counts normalised (NFKC, upper case, without white
 * space, brackets alike).  content: a hash of all values that came from mapped cells; the order
 * of columns and fields that are not there leave it alone.
 * Pure functions; any thread.
 */
#include "registry/record.h"

/* Fills r->identity and r->content.  To be called when r->value holds the typed cells and nothing
 * else yet.  Scratch memory in a. */
void registry_identify(struct registry_record *r, struct arena *a);

/* Text as identities compare it; in a, or s itself. */
struct str registry_identity_text(struct arena *a, struct str s);

struct registry_hash registry_hash_bytes(const void *p, size_t n);

static inline bool registry_hash_eq(struct registry_hash a, struct registry_hash b)
{
    return a.hi == b.hi && a.lo == b.lo;
}

#endif
