/* column/kernel.c - choosing kernels, and what is asked of a chunk with them; see kernel.h. */
#include "column/kernel_internal.h"

static const struct column_kernels *available(size_t i)
{
#if defined(__x86_64__)
    if (i == 0)
        return __builtin_cpu_supports("avx2") ? &column_kernels_avx2 : &column_kernels_scalar;
#elif defined(__aarch64__)
    if (i == 0)
        return &column_kernels_neon;
#endif
    return i <= 1 ? &column_kernels_scalar : NULL;
}

const struct column_kernels *column_kernels_best(void)
{
    return available(0);
}

const struct column_kernels *column_kernels_named(const char *name)
{
    for (size_t i = 0; available(i); i++)
        if (strcmp(available(i)->name, name) == 0)
            return available(i);
    return NULL;
}

void column_first_bits(uint64_t *bits, size_t n)
{
    size_t whole = n / 64;

    memset(bits, 0xff, whole * sizeof(*bits));
    memset(bits + whole, 0, (COLUMN_WORDS - whole) * sizeof(*bits));
    if (n % 64)
        bits[whole] = ((uint64_t)1 << n % 64) - 1;
}

void column_chunk_valid(const struct column_chunk *c, size_t n, uint64_t *bits)
{
    column_first_bits(bits, c->known ? n : 0);
    if (c->known && c->valid)
        for (size_t w = 0; w < COLUMN_WORDS; w++)
            bits[w] &= c->valid[w];
}

void column_chunk_range(const struct column_kernels *k, const struct column_chunk *c, size_t n,
                        int64_t low, int64_t high, uint64_t *bits)
{
    uint64_t valid[COLUMN_WORDS];

    column_chunk_valid(c, n, valid);
    low = low > c->least ? low : c->least;
    high = high < c->most ? high : c->most;
    if (c->known == 0 || low > high) {
        memset(bits, 0, COLUMN_WORDS * sizeof(*bits));
        return;
    }
    if (low == c->least && high == c->most) {
        memcpy(bits, valid, sizeof(valid));
        return;
    }
    memset(bits, 0, COLUMN_WORDS * sizeof(*bits));
    /* In 64 bits offsets wrap around; low lies above least, so low - base fits a narrow width. */
    k->in_range(c->data, c->width, c->room && c->room < n ? c->room : n,
                (uint64_t)low - (uint64_t)c->base, (uint64_t)high - (uint64_t)low, bits);
    for (size_t w = 0; w < COLUMN_WORDS; w++)
        bits[w] &= valid[w];
}
