/* image/stripe.c - see stripe.h. */
#include "image/stripe.h"

#include "base/bug.h"
#include "base/mem.h"

#include <stdlib.h>

void image_stripes_init(struct image_stripes *s, struct image_share *share,
                        const struct column_table *table, size_t ncause, struct arena *kept)
{
    *s = (struct image_stripes){.share = share, .table = table, .n = ncause + 1, .kept = kept};
    s->stripe = mem_zero(s->n, sizeof(struct image_stripe *));
}

static void stripe_free(const struct image_stripes *s, struct image_stripe *t)
{
    for (size_t f = 0; t && f < s->share->dataset->nfield; f++)
        free(t->column[f]);
    if (t)
        free(t->column);
    free(t);
}

void image_stripes_release(struct image_stripes *s)
{
    for (size_t i = 0; i < s->n; i++)
        stripe_free(s, s->stripe[i]);
    free(s->stripe);
    column_packing_release(&s->packed);
}

struct image_stripe_column *image_stripe_column(struct image_stripe *t, size_t field)
{
    if (!t->column[field])
        t->column[field] = MEM_NEW(struct image_stripe_column);
    return t->column[field];
}

/* ---- a full block ---- */

static size_t words(size_t n)
{
    return (n + 63) / 64;
}

/* Codes stay as they are: the pool is put in order, and cases get their names, when all is read. */
static uint32_t *set_aside(struct image_stripes *s, const struct image_stripe_column *c, uint32_t n)
{
    uint32_t *code = ARENA_ARRAY(s->kept, uint32_t, n);

    for (uint32_t i = 0; i < n; i++)
        code[i] = column_bit(c->known, i) ? (uint32_t)c->value[i] + 1 : 0;
    return code;
}

static bool is_known(const struct image_stripe_column *c, size_t n)
{
    for (size_t w = 0; c && w < words(n); w++)
        if (c->known[w])
            return true;
    return false;
}

static void pack_columns(struct image_stripes *s, const struct image_stripe *t,
                         struct image_block *b)
{
    const struct law_dataset *d = s->share->dataset;

    b->chunk = ARENA_ARRAY(s->kept, struct image_chunk, s->share->nfield + 1);
    for (size_t f = 0; f < d->nfield; f++) {
        const struct image_stripe_column *c = t->column[f];
        struct image_chunk *k = &b->chunk[b->nchunk];

        if (!is_known(c, t->n))
            continue;
        k->field = (uint32_t)f;
        if (s->table->column[f].kind != COLUMN_NUMBER)
            k->code = set_aside(s, c, b->n);
        else
            column_pack(&s->packed, c->value, c->known, t->n, &k->at);
        b->nchunk++;
    }
}

static void empty(const struct image_stripes *s, struct image_stripe *t)
{
    size_t bytes = words(t->n) * sizeof(uint64_t);

    memset(t->id.known, 0, bytes);
    for (size_t f = 0; f < s->share->dataset->nfield; f++)
        if (t->column[f])
            memset(t->column[f]->known, 0, bytes);
    t->n = 0;
}

static enum err_code flush(struct image_stripes *s, struct image_stripe *t, struct err *err)
{
    struct image_block b = {.n = t->n, .first = t->id.value[0], .cause = t->cause};
    uint64_t at;

    column_packing_reset(&s->packed);
    column_pack(&s->packed, t->id.value, t->id.known, t->n, &b.id);
    pack_columns(s, t, &b);
    TRY(image_out_add(&s->share->out, buf_view(&s->packed.out), &at, err));
    image_shift(&b.id, at);
    for (size_t i = 0; i < b.nchunk; i++)
        image_shift(&b.chunk[i].at, at);
    vec_push(s->kept, &s->block, b);
    empty(s, t);
    return ERR_OK;
}

static struct image_stripe *stripe_new(const struct image_stripes *s, int64_t cause)
{
    struct image_stripe *t = MEM_NEW(struct image_stripe);

    t->cause = cause;
    t->column = mem_zero(s->share->dataset->nfield + 1, sizeof(struct image_stripe_column *));
    return t;
}

enum err_code image_stripes_row(struct image_stripes *s, int64_t cause, int64_t id,
                                struct image_stripe **ret, struct err *err)
{
    struct image_stripe **t = &s->stripe[cause + 1];

    BUG_ON(cause < -1 || (size_t)cause + 1 >= s->n);
    if (!*t)
        *t = stripe_new(s, cause);
    if ((*t)->n == COLUMN_BLOCK)
        TRY(flush(s, *t, err));
    (*t)->n++;
    image_stripe_put(*t, &(*t)->id, id);
    *ret = *t;
    return ERR_OK;
}

/* ---- what is left ---- */

struct place { /* of a row */
    int64_t id;
    const struct image_stripe *stripe;
    uint32_t i;
};

static int by_id(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    return (x->id > y->id) - (x->id < y->id);
}

static size_t collect(struct image_stripes *const *s, size_t n, size_t cause, struct place *place)
{
    size_t many = 0;

    for (size_t k = 0; k < n; k++) {
        const struct image_stripe *t = s[k]->stripe[cause];

        for (uint32_t i = 0; t && i < t->n; i++)
            place[many++] = (struct place){t->id.value[i], t, i};
    }
    qsort(place, many, sizeof(*place), by_id);
    return many;
}

static void copy_row(const struct image_stripes *s, struct image_stripe *to,
                     const struct place *from)
{
    for (size_t f = 0; f < s->share->dataset->nfield; f++) {
        const struct image_stripe_column *c = from->stripe->column[f];

        if (c && column_bit(c->known, from->i))
            image_stripe_put(to, image_stripe_column(to, f), c->value[from->i]);
    }
}

/* A block of rows that stood in several stripes. */
static enum err_code write_rows(struct image_stripes *s, int64_t cause, const struct place *place,
                                size_t n, struct err *err)
{
    struct image_stripe *t = stripe_new(s, cause);
    enum err_code rc;

    for (size_t i = 0; i < n; i++) {
        t->n++;
        image_stripe_put(t, &t->id, place[i].id);
        copy_row(s, t, &place[i]);
    }
    rc = flush(s, t, err);
    stripe_free(s, t);
    return rc;
}

enum err_code image_stripes_finish(struct image_stripes *const *s, size_t n, struct err *err)
{
    struct place *place = mem_alloc(n * COLUMN_BLOCK * sizeof(*place));
    enum err_code rc = ERR_OK;

    for (size_t c = 0; c < s[0]->n && rc == ERR_OK; c++) {
        size_t many = collect(s, n, c, place);

        for (size_t at = 0; at < many && rc == ERR_OK; at += COLUMN_BLOCK)
            rc = write_rows(s[0], (int64_t)c - 1, place + at,
                            many - at < COLUMN_BLOCK ? many - at : COLUMN_BLOCK, err);
    }
    free(place);
    return rc;
}
