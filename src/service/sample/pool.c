/* service/sample/pool.c - see pool.h. */
#include "service/sample/pool.h"

enum { MILLION = 1000000 };

/* Pool 0 holds those who come once; the others are numbered by level and owner. */
static uint64_t pool_number(const struct sample_data *d, size_t level, size_t owner)
{
    return 1 + level * (d->norgan + 1) + owner;
}

bool pool_once(struct party_key key)
{
    return key.pool == 0;
}

/* Parts per million of the rows that an owner (0: everybody) has with parties of a kind. */
static int64_t share_of(const struct sample_data *d, size_t kind, size_t owner)
{
    int64_t sum = 0;

    if (owner > 0)
        return d->organ[owner - 1].kind[kind] * d->own / 1000;
    for (size_t i = 0; i < d->norgan; i++)
        sum += d->organ[i].kind[kind] * (1000 - d->own) / 1000;
    return sum;
}

/* So many parties that each is expected times[level] times; at least one. */
static uint64_t pool_size(const struct sample_data *d, int64_t rows, const struct pool_walk *w)
{
    int64_t again = rows * d->again / 1000 / (int64_t)d->ntimes;

    return (uint64_t)(again * share_of(d, w->kind, w->owner) / MILLION / d->times[w->level]) + 1;
}

struct party_key pool_draw(const struct sample_data *d, int64_t rows, struct sample_random *r,
                           const struct sample_who *who)
{
    struct pool_walk w = {.kind = who->about->party[random_below(r, who->about->nparty)]};

    if (!random_chance(r, d->again))
        return (struct party_key){.kind = w.kind, .number = (uint64_t)who->row};
    w.level = random_below(r, d->ntimes);
    w.owner = random_chance(r, d->own) ? who->organ + 1 : 0;
    return (struct party_key){.kind = w.kind,
                              .pool = pool_number(d, w.level, w.owner),
                              .number = random_below(r, pool_size(d, rows, &w))};
}

/* The pool after w's; false: there is none. */
static bool step(const struct sample_data *d, struct pool_walk *w)
{
    w->number = 0;
    if (++w->owner <= d->norgan)
        return true;
    w->owner = 0;
    if (++w->level < d->ntimes)
        return true;
    w->level = 0;
    return ++w->kind < d->nparty;
}

bool pool_next(const struct sample_data *d, int64_t rows, struct pool_walk *w,
               struct party_key *ret)
{
    while (w->kind < d->nparty && w->number >= pool_size(d, rows, w))
        if (!step(d, w))
            return false;
    if (w->kind == d->nparty)
        return false;
    *ret = (struct party_key){
        .kind = w->kind, .pool = pool_number(d, w->level, w->owner), .number = w->number++};
    return true;
}

static int64_t weight_at(const struct sample_weights *w, size_t i)
{
    return w->sum[i] - (i > 0 ? w->sum[i - 1] : 0);
}

static void organ_shares(struct sample_organ *o, int64_t organ_ppm)
{
    for (size_t i = 0; i < o->n; i++) {
        const struct sample_case *c = &o->at[i];
        int64_t ppm = organ_ppm * weight_at(&o->weights, i) / o->weights.sum[o->n - 1];

        for (size_t k = 0; k < c->nparty; k++)
            o->kind[c->party[k]] += ppm / (int64_t)c->nparty;
    }
}

void pool_shares(struct sample_data *d, struct arena *a)
{
    for (size_t i = 0; i < d->norgan; i++) {
        d->organ[i].kind = ARENA_ARRAY(a, int64_t, d->nparty);
        organ_shares(&d->organ[i],
                     weight_at(&d->organs, i) * MILLION / d->organs.sum[d->norgan - 1]);
    }
}
