#ifndef COLUMN_KERNEL_H
#define COLUMN_KERNEL_H
/*
 * column/kernel.h - the loops over a block that evaluation spends its time in, once for each kind of
 * processor: the same C, compiled for what the processor has; the best one is chosen at run time.
 *
 * A result is a bitmap: bit i of it for row i, bits behind the last row clear.  Pure functions.
 */
#include "column/table.h"

struct column_kernels {
    const char *name; /* scalar, avx2, neon */
    /* Bit set: a <= value - (value of the kernel's own base) ... low <= offset <= low + span. */
    void (*in_range)(const void *data, unsigned width, size_t n, uint64_t low, uint64_t span,
                     uint64_t *bits);
    /* a[i] >= b[i], a[i] == b[i] */
    void (*at_least)(const int64_t *a, const int64_t *b, size_t n, uint64_t *bits);
    void (*equal)(const int64_t *a, const int64_t *b, size_t n, uint64_t *bits);
    /* base + offset */
    void (*expand)(const void *data, unsigned width, size_t n, int64_t base, int64_t *out);
};

/* The best for this processor. */
const struct column_kernels *column_kernels_best(void);
/* By name; NULL when the processor does not have it. */
const struct column_kernels *column_kernels_named(const char *name);

/* Known values of the chunk's rows 0 … n-1 that lie in [low, high]. */
void column_chunk_range(const struct column_kernels *k, const struct column_chunk *c, size_t n,
                        int64_t low, int64_t high, uint64_t *bits);
/* Which of the rows are known. */
void column_chunk_valid(const struct column_chunk *c, size_t n, uint64_t *bits);
/* Bits 0 … n-1 set, the others of a block clear. */
void column_first_bits(uint64_t *bits, size_t n);

#endif
