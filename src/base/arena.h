#ifndef BASE_ARENA_H
#define BASE_ARENA_H
/*
 * base/arena.h - memory by lifetime: everything taken from an arena goes with it.
 *
 * What it is not: thread safe; one thread uses an arena at a time.
 * Allocation never returns NULL: out of memory ends the program.  An arena may carry a budget
 * in bytes; going over it sets a sticky flag (arena_over) that loops test per batch.
 * Under ASan freed memory is poisoned.
 */
#include <stddef.h>

struct arena_chunk;
struct arena_deferred;

struct arena {
    struct arena_chunk *head;
    struct arena_deferred *deferred;
    size_t used;   /* bytes handed out */
    size_t budget; /* 0: none */
};

/* Starts an empty arena in the caller's storage; budget 0 means none. */
void arena_init(struct arena *a, size_t budget);

/* Runs the deferred clean-ups, newest first, and gives all memory back. */
void arena_release(struct arena *a);

/* As arena_release, but keeps one chunk for the next round: for loops over batches. */
void arena_reset(struct arena *a);

/* n zeroed bytes aligned for any type. */
void *arena_alloc(struct arena *a, size_t n);

/* n * size zeroed bytes; ends the program when the product overflows. */
void *arena_array(struct arena *a, size_t n, size_t size);

/* Copy of n bytes. */
void *arena_copy(struct arena *a, const void *p, size_t n);

/* NUL-terminated copy of n bytes. */
char *arena_cstr(struct arena *a, const char *p, size_t n);

/* Calls fn(p) when the arena is released or reset. */
void arena_defer(struct arena *a, void (*fn)(void *p), void *p);

static inline int arena_over(const struct arena *a)
{
    return a->budget && a->used > a->budget;
}

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_array((a), (n), sizeof(type)))

#endif
