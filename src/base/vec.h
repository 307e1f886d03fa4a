#ifndef BASE_VEC_H
#define BASE_VEC_H
/*
 * base/vec.h - a growing array of one type in an arena: VEC(struct x) v = {0};
 * vec_push(arena, &v, item).  Old storage stays in the arena until it goes.
 */
#include "base/arena.h"

#include <string.h>

#define VEC(type)      \
    struct {           \
        type *at;      \
        size_t n, cap; \
    }

#define vec_push(arena, v, ...)                                                         \
    do {                                                                                \
        if ((v)->n == (v)->cap)                                                         \
            vec_grow_((arena), (void **)&(v)->at, &(v)->cap, (v)->n, sizeof(*(v)->at)); \
        (v)->at[(v)->n++] = (__VA_ARGS__);                                              \
    } while (0)

#define vec_last(v) (&(v)->at[(v)->n - 1])

static inline void vec_grow_(struct arena *a, void **at, size_t *cap, size_t n, size_t size)
{
    size_t bigger = *cap ? *cap * 2 : 8;
    void *p = arena_array(a, bigger, size);

    if (n)
        memcpy(p, *at, n * size);
    *at = p;
    *cap = bigger;
}

#endif
