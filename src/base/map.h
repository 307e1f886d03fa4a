#ifndef BASE_MAP_H
#define BASE_MAP_H
/*
 * base/map.h - text to pointer, hashed, insertion only, storage in the arena given at init.
 * Keys are borrowed: they must live as long as the map.  Not thread safe while written;
 * any number of readers afterwards.
 */
#include "base/str.h"

struct map_slot {
    struct str key;
    uint64_t hash;
    void *value; /* NULL: free slot */
};

struct map {
    struct arena *arena;
    struct map_slot *slot;
    size_t n, cap;
};

void map_init(struct map *m, struct arena *arena);
void *map_get(const struct map *m, struct str key); /* NULL when absent */
/* Sets key to value (never NULL); returns the former value or NULL. */
void *map_put(struct map *m, struct str key, void *value);

#endif
