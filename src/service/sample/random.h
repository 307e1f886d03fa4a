#ifndef SERVICE_SAMPLE_RANDOM_H
#define SERVICE_SAMPLE_RANDOM_H
/*
 * service/sample/random.h - numbers that look random and are the same everywhere (splitmix64).
 * Integers only: no result depends on a machine's floating point.
 */
#include "service/sample/data.h"

struct sample_random {
    uint64_t state;
};

static inline uint64_t random_mix(uint64_t z)
{
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

/* A stream of its own for a seed and what it is for. */
static inline struct sample_random random_of(uint64_t seed, uint64_t what, uint64_t number)
{
    uint64_t z = random_mix(seed + 0x9E3779B97F4A7C15u * (what + 1));

    return (struct sample_random){random_mix(z ^ random_mix(number + 0x632BE59BD9B4E019u))};
}

static inline uint64_t random_next(struct sample_random *r)
{
    r->state += 0x9E3779B97F4A7C15u;
    return random_mix(r->state);
}

/* Evenly from 0 to n - 1; n > 0. */
static inline uint64_t random_below(struct sample_random *r, uint64_t n)
{
    if (n <= UINT32_MAX)
        return (random_next(r) >> 32) * n >> 32;
    return random_next(r) % n;
}

/* Evenly from low to high, both included. */
static inline int64_t random_range(struct sample_random *r, int64_t low, int64_t high)
{
    return low + (int64_t)random_below(r, (uint64_t)(high - low) + 1);
}

/* True for so many in a thousand. */
static inline bool random_chance(struct sample_random *r, int64_t per_mille)
{
    return (int64_t)random_below(r, 1000) < per_mille;
}

/* Index by weight. */
static inline size_t random_weighted(struct sample_random *r, const struct sample_weights *w)
{
    uint32_t x = (uint32_t)random_below(r, w->sum[w->n - 1]);
    size_t lo = 0, hi = w->n - 1;

    while (lo < hi) {
        size_t mid = (lo + hi) / 2;

        if (w->sum[mid] > x)
            hi = mid;
        else
            lo = mid + 1;
    }
    return lo;
}

#endif
