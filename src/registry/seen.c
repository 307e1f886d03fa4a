/* registry/seen.c - open addressing over 128-bit keys; see seen.h. */
#include "registry/seen.h"

#include "base/mem.h"
#include "registry/identity.h"

#include <stdlib.h>

enum { FIRST_SLOTS = 1024 };

struct registry_hash registry_row_key(struct registry_hash identity, uint64_t content)
{
    uint64_t parts[] = {identity.hi, identity.lo, content};
    struct registry_hash key = registry_hash_bytes(parts, sizeof(parts));

    key.lo += key.hi == 0 && key.lo == 0; /* {0, 0} marks a free slot */
    return key;
}

static struct registry_hash *find(const struct registry_seen *s, struct registry_hash key)
{
    static const struct registry_hash none = {0, 0};
    size_t i = key.lo & (s->cap - 1);

    while (!registry_hash_eq(s->slot[i], key) && !registry_hash_eq(s->slot[i], none))
        i = (i + 1) & (s->cap - 1);
    return &s->slot[i];
}

static void grow(struct registry_seen *s)
{
    struct registry_seen bigger = {.n = s->n, .cap = s->cap ? s->cap * 2 : FIRST_SLOTS};

    bigger.slot = mem_zero(bigger.cap, sizeof(*bigger.slot));
    for (size_t i = 0; i < s->cap; i++)
        if (s->slot[i].hi || s->slot[i].lo)
            *find(&bigger, s->slot[i]) = s->slot[i];
    free(s->slot);
    *s = bigger;
}

bool registry_seen_add(struct registry_seen *s, struct registry_hash key)
{
    struct registry_hash *at;

    if (s->n + 1 > s->cap / 8 * 7)
        grow(s);
    at = find(s, key);
    if (registry_hash_eq(*at, key))
        return false;
    *at = key;
    s->n++;
    return true;
}

bool registry_seen_has(const struct registry_seen *s, struct registry_hash key)
{
    return s->cap && registry_hash_eq(*find(s, key), key);
}

void registry_seen_release(struct registry_seen *s)
{
    free(s->slot);
    *s = (struct registry_seen){0};
}
