/* base/map.c - open addressing, linear probes; see map.h. */
#include "base/map.h"

#include "base/bug.h"

void map_init(struct map *m, struct arena *arena)
{
    *m = (struct map){.arena = arena};
}

static struct map_slot *map_find(const struct map *m, struct str key, uint64_t hash)
{
    size_t i = hash & (m->cap - 1);

    while (m->slot[i].value && !(m->slot[i].hash == hash && str_eq(m->slot[i].key, key)))
        i = (i + 1) & (m->cap - 1);
    return &m->slot[i];
}

static void map_grow(struct map *m)
{
    struct map old = *m;

    m->cap = old.cap ? old.cap * 2 : 16;
    m->slot = ARENA_ARRAY(m->arena, struct map_slot, m->cap);
    for (size_t i = 0; i < old.cap; i++)
        if (old.slot[i].value)
            *map_find(m, old.slot[i].key, old.slot[i].hash) = old.slot[i];
}

void *map_get(const struct map *m, struct str key)
{
    return m->n ? map_find(m, key, str_hash(key))->value : NULL;
}

void *map_put(struct map *m, struct str key, void *value)
{
    uint64_t hash = str_hash(key);
    struct map_slot *slot;
    void *former;

    BUG_ON(!value);
    if ((m->n + 1) * 4 > m->cap * 3)
        map_grow(m);
    slot = map_find(m, key, hash);
    former = slot->value;
    if (!former) {
        slot->key = key;
        slot->hash = hash;
        m->n++;
    }
    slot->value = value;
    return former;
}
