/* tests/column/kernel_test.c - every set of kernels that the processor has gives what a plain loop
 * gives, for every width, at every length near a word's end. */
#include "column/kernel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

static const char *const names[] = {"scalar", "avx2", "neon"};
static const size_t lengths[] = {1, 7, 63, 64, 65, 100, 1000, 4095, 4096};
static const unsigned widths[] = {1, 2, 4, 8};

enum { NAMES = 3, LENGTHS = 9, WIDTHS = 4 };

static uint64_t seed = 99;

static uint64_t next(void)
{
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return seed ^ seed >> 29;
}

static int64_t value_at(const void *data, unsigned width, size_t i, int64_t base)
{
    struct column_chunk c = {.data = data, .width = (uint8_t)width, .base = base};

    return column_chunk_value(&c, i);
}

static void check_range(const struct column_kernels *k, const void *data, unsigned width, size_t n)
{
    uint64_t bits[COLUMN_WORDS] = {0},
             mask = width == 8 ? UINT64_MAX : ((uint64_t)1 << width * 8) - 1;
    uint64_t low = next() & mask, span = next() & (mask - low);

    k->in_range(data, width, n, low, span, bits);
    for (size_t i = 0; i < COLUMN_BLOCK; i++) {
        uint64_t v = i < n ? (uint64_t)value_at(data, width, i, 0) : 0;

        assert_int_equal(column_bit(bits, i), i < n && v >= low && v - low <= span);
    }
}

static void check_expand(const struct column_kernels *k, const void *data, unsigned width, size_t n)
{
    static int64_t out[COLUMN_BLOCK];
    int64_t base = (int64_t)next();

    k->expand(data, width, n, base, out);
    for (size_t i = 0; i < n; i++)
        assert_true(out[i] == (int64_t)((uint64_t)base + (uint64_t)value_at(data, width, i, 0)));
}

static void check_pairs(const struct column_kernels *k, size_t n)
{
    static int64_t a[COLUMN_BLOCK], b[COLUMN_BLOCK];
    uint64_t ge[COLUMN_WORDS] = {0}, eq[COLUMN_WORDS] = {0};

    for (size_t i = 0; i < n; i++) {
        a[i] = (int64_t)next();
        b[i] = next() % 3 ? (int64_t)next() : a[i];
    }
    k->at_least(a, b, n, ge);
    k->equal(a, b, n, eq);
    for (size_t i = 0; i < COLUMN_BLOCK; i++) {
        assert_int_equal(column_bit(ge, i), i < n && a[i] >= b[i]);
        assert_int_equal(column_bit(eq, i), i < n && a[i] == b[i]);
    }
}

static void check_kernels(const struct column_kernels *k)
{
    static uint64_t data[COLUMN_BLOCK];

    print_message("%s\n", k->name);
    for (size_t i = 0; i < COLUMN_BLOCK; i++)
        data[i] = next();
    for (size_t l = 0; l < LENGTHS; l++) {
        for (size_t w = 0; w < WIDTHS; w++) {
            check_range(k, data, widths[w], lengths[l]);
            check_expand(k, data, widths[w], lengths[l]);
        }
        check_pairs(k, lengths[l]);
    }
}

static void every_kind_of_processor_counts_alike(void **state)
{
    (void)state;
    assert_non_null(column_kernels_named("scalar"));
    assert_null(column_kernels_named("abacus"));
    for (size_t i = 0; i < NAMES; i++)
        if (column_kernels_named(names[i]))
            check_kernels(column_kernels_named(names[i]));
}

/* Zone maps, validity and numbers that wrap around. */
static void a_chunk_answers_for_a_range(void **state)
{
    static const int64_t value[] = {INT64_MIN, -5, 0, 7, INT64_MAX};
    enum { N = 5 };
    uint64_t valid[COLUMN_WORDS] = {0x1d}; /* all but the second */
    struct column_chunk c = {.data = value,
                             .valid = valid,
                             .least = INT64_MIN,
                             .most = INT64_MAX,
                             .known = 4,
                             .width = 8};

    (void)state;
    for (size_t a = 0; a < N; a++)
        for (size_t b = 0; b < N; b++) {
            uint64_t bits[COLUMN_WORDS];

            column_chunk_range(column_kernels_best(), &c, N, value[a], value[b], bits);
            for (size_t i = 0; i < N; i++)
                assert_int_equal(column_bit(bits, i),
                                 i != 1 && value[i] >= value[a] && value[i] <= value[b]);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_processor_counts_alike),
        cmocka_unit_test(a_chunk_answers_for_a_range),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
