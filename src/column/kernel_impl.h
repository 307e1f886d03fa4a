/*
 * column/kernel_impl.h - the kernels' one text, included once for each kind of processor with
 * KERNEL(name) defined; see kernel.h.  Loops are simple so that the compiler can make vectors of
 * them: first a byte for each row, then eight bytes become eight bits by one multiplication.
 */
#include "column/kernel.h"

#include <string.h>

static void put_bits(const uint8_t *mask, size_t n, uint64_t *bits)
{
    const uint64_t gather = 0x0102040810204080ULL;
    enum { BYTES = 8 };

    for (size_t w = 0; w < (n + 63) / 64; w++) {
        uint64_t word = 0;

        for (unsigned k = 0; k < BYTES; k++) {
            uint64_t x;

            memcpy(&x, mask + w * 64 + k * BYTES, sizeof(x));
            word |= (x * gather >> 56) << (k * BYTES);
        }
        bits[w] = word;
    }
}

#define RANGE(type, suffix)                                                           \
    static void range_##suffix(const type *restrict v, size_t n, type low, type span, \
                               uint8_t *restrict mask)                                \
    {                                                                                 \
        for (size_t i = 0; i < n; i++)                                                \
            mask[i] = (type)(v[i] - low) <= span;                                     \
    }
RANGE(uint8_t, 1)
RANGE(uint16_t, 2)
RANGE(uint32_t, 4)
RANGE(uint64_t, 8)
#undef RANGE

/* A mask's bytes behind the last row are read together with it: clear them. */
static void end_mask(uint8_t *mask, size_t n)
{
    size_t end = (n + 63) & ~(size_t)63;

    memset(mask + n, 0, end - n);
}

static void in_range(const void *data, unsigned width, size_t n, uint64_t low, uint64_t span,
                     uint64_t *bits)
{
    uint8_t mask[COLUMN_BLOCK];

    if (width == 1)
        range_1(data, n, (uint8_t)low, (uint8_t)span, mask);
    else if (width == 2)
        range_2(data, n, (uint16_t)low, (uint16_t)span, mask);
    else if (width == 4)
        range_4(data, n, (uint32_t)low, (uint32_t)span, mask);
    else
        range_8(data, n, low, span, mask);
    end_mask(mask, n);
    put_bits(mask, n, bits);
}

static void at_least(const int64_t *a, const int64_t *b, size_t n, uint64_t *bits)
{
    uint8_t mask[COLUMN_BLOCK];

    for (size_t i = 0; i < n; i++)
        mask[i] = a[i] >= b[i];
    end_mask(mask, n);
    put_bits(mask, n, bits);
}

static void equal(const int64_t *a, const int64_t *b, size_t n, uint64_t *bits)
{
    uint8_t mask[COLUMN_BLOCK];

    for (size_t i = 0; i < n; i++)
        mask[i] = a[i] == b[i];
    end_mask(mask, n);
    put_bits(mask, n, bits);
}

#define EXPAND(type, suffix)                                                    \
    static void expand_##suffix(const type *restrict v, size_t n, int64_t base, \
                                int64_t *restrict out)                          \
    {                                                                           \
        for (size_t i = 0; i < n; i++)                                          \
            out[i] = (int64_t)((uint64_t)base + v[i]);                          \
    }
EXPAND(uint8_t, 1)
EXPAND(uint16_t, 2)
EXPAND(uint32_t, 4)
EXPAND(uint64_t, 8)
#undef EXPAND

static void expand(const void *data, unsigned width, size_t n, int64_t base, int64_t *out)
{
    if (width == 1)
        expand_1(data, n, base, out);
    else if (width == 2)
        expand_2(data, n, base, out);
    else if (width == 4)
        expand_4(data, n, base, out);
    else if (width == 8)
        expand_8(data, n, base, out);
    else
        for (size_t i = 0; i < n; i++)
            out[i] = base;
}

const struct column_kernels KERNEL_TABLE = {.name = KERNEL_NAME,
                                            .in_range = in_range,
                                            .at_least = at_least,
                                            .equal = equal,
                                            .expand = expand};
