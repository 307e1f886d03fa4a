#ifndef BASE_NEAR_H
#define BASE_NEAR_H
/*
 * base/near.h - "did you mean": the name nearest to a mistyped one, by edit distance over code
 * points (insert, delete, replace, swap of neighbours; ASCII case ignored).
 *
 * Holds borrowed text only; nothing to release.
 */
#include "base/str.h"

struct near {
    struct str want, best; /* best: nearest so far */
    size_t cost;           /* of best; STR_NPOS while there is none */
};

/* Edits from a to b; names longer than 64 code points count as unequal beyond measure. */
size_t near_distance(struct str a, struct str b);

/* A search for the name nearest to want. */
static inline struct near near_to(struct str want)
{
    return (struct near){want, STR_NULL, STR_NPOS};
}

/* Offers one candidate; of equally near ones the first stays. */
void near_offer(struct near *n, struct str name);

/* The nearest, or STR_NULL when nothing offered is near enough to be what was meant: at most one
 * edit in three code points (one edit in a short name), never all of them. */
struct str near_best(const struct near *n);

#endif
