#ifndef IMAGE_STRIPE_H
#define IMAGE_STRIPE_H
/*
 * image/stripe.h - rows of one dataset on their way into blocks of one cause each.  Private to image/.
 *
 * A reader has one struct image_stripes per dataset; a stripe is the block being filled for a cause.
 * Ids rise within a stripe because they rise for its reader.
 */
#include "image/build.h"

struct image_stripe_column {
    uint64_t known[COLUMN_WORDS];
    int64_t value[COLUMN_BLOCK];
};

struct image_stripe {
    uint32_t n;
    int64_t cause;
    struct image_stripe_column id, **column; /* [nfield of the law's dataset]; NULL: not met yet */
};

struct image_stripes {
    struct image_share *share;
    const struct column_table *table; /* whose columns they are; without rows */
    struct image_stripe **stripe;     /* by cause + 1 */
    size_t n;
    VEC(struct image_block) block;
    struct arena *kept; /* of the blocks; borrowed */
    struct column_packing packed;
};

void image_stripes_init(struct image_stripes *s, struct image_share *share,
                        const struct column_table *table, size_t ncause, struct arena *kept);
void image_stripes_release(struct image_stripes *s);

/* The stripe with room for a row of that cause. */
MUST_CHECK enum err_code image_stripes_row(struct image_stripes *s, int64_t cause, int64_t id,
                                           struct image_stripe **ret, struct err *err);
/* A value of the row that was added last. */
static inline void image_stripe_put(struct image_stripe *t, struct image_stripe_column *c,
                                    int64_t value)
{
    uint32_t i = t->n - 1;

    c->value[i] = value;
    c->known[i >> 6] |= (uint64_t)1 << (i & 63);
}
struct image_stripe_column *image_stripe_column(struct image_stripe *t, size_t field);

/* Joins what n readers have left in their stripes of one dataset into blocks of s[0]. */
MUST_CHECK enum err_code image_stripes_finish(struct image_stripes *const *s, size_t n,
                                              struct err *err);

#endif
