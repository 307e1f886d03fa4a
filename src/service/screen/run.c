/*
 * service/screen/run.c - see run.h.
 *
 * First the threads walk the groups of aggregates that many rows ask for, part by part.  Then work is
 * cut into slices of a few blocks of one table; threads take slices by an atomic counter and
 * evaluate all plans of the table over each block; each slice keeps its own findings, which are laid
 * out by plan in slice order at the end.
 */
#include "service/screen/run.h"

#include "base/bug.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { SLICE_BLOCKS = 8, MAX_THREADS = 64 };

struct slice {
    size_t dataset, from, to; /* blocks */
    VEC(struct screen_finding) found;
};

struct run {
    const struct screen_run_request *q;
    struct rule_vector *vector;
    struct slice *slice;
    size_t nslice, nwalk;
    atomic_size_t next, next_walk;
    pthread_barrier_t walked;
};

struct worker {
    struct run *run;
    struct arena kept; /* findings, until joined */
    struct rule_block *block;
    pthread_t thread;
};

static size_t dataset_of(const struct run *r, size_t plan)
{
    return (size_t)(r->q->plan[plan]->dataset - r->q->world->law->dataset);
}

static void keep(struct worker *w, struct slice *s, struct screen_finding first,
                 const uint64_t *hit, const uint64_t *undetermined)
{
    for (size_t k = 0; k < COLUMN_WORDS; k++)
        for (uint64_t left = hit[k] | undetermined[k]; left; left &= left - 1) {
            size_t bit = (size_t)__builtin_ctzll(left);
            struct screen_finding f = first;

            f.row += (uint32_t)(k * 64 + bit) & (COLUMN_BLOCK - 1);
            f.undetermined = undetermined[k] >> bit & 1;
            vec_push(&w->kept, &s->found, f);
        }
}

static void run_block(struct worker *w, struct slice *s, size_t block)
{
    const struct run *r = w->run;
    int date = r->q->world->law->dataset[s->dataset].date_field;
    uint64_t hit[COLUMN_WORDS], undetermined[COLUMN_WORDS];

    if (!rule_block_open(w->block, s->dataset, block))
        return;
    if (day_known(r->q->since) && date >= 0)
        rule_block_since(w->block, date, r->q->since);
    for (uint32_t p = 0; p < r->q->nplan; p++)
        if (dataset_of(r, p) == s->dataset && rule_block_eval(w->block, p, hit, undetermined) > 0)
            keep(w, s,
                 (struct screen_finding){.plan = p,
                                         .row = (uint32_t)(block << COLUMN_BLOCK_BITS) & INT32_MAX},
                 hit, undetermined);
}

static void *work(void *p)
{
    struct worker *w = p;
    size_t i;

    while ((i = atomic_fetch_add(&w->run->next_walk, 1)) < w->run->nwalk)
        rule_block_walk(w->block, i);
    pthread_barrier_wait(&w->run->walked);
    while ((i = atomic_fetch_add(&w->run->next, 1)) < w->run->nslice)
        for (size_t b = w->run->slice[i].from; b < w->run->slice[i].to; b++)
            run_block(w, &w->run->slice[i], b);
    return NULL;
}

static void cut_slices(struct run *r, struct arena *a)
{
    const struct rule_world *world = r->q->world;
    VEC(struct slice) v = {0};

    for (size_t d = 0; d < world->law->ndataset; d++) {
        size_t n = world->table[d].nblock;
        bool read = false;

        for (size_t p = 0; p < r->q->nplan; p++)
            read |= dataset_of(r, p) == d;
        for (size_t from = 0; read && from < n; from += SLICE_BLOCKS)
            vec_push(a, &v,
                     (struct slice){.dataset = d,
                                    .from = from,
                                    .to = from + SLICE_BLOCKS < n ? from + SLICE_BLOCKS : n});
    }
    r->slice = v.at;
    r->nslice = v.n;
}

/* Counts by plan, then places. */
static void join_findings(const struct run *r, struct arena *a, struct screen_findings *ret)
{
    size_t *place = ARENA_ARRAY(a, size_t, r->q->nplan + 1), n = 0;

    for (size_t i = 0; i < r->nslice; i++)
        for (size_t k = 0; k < r->slice[i].found.n; k++)
            place[r->slice[i].found.at[k].plan]++;
    for (size_t p = 0; p < r->q->nplan; p++) {
        size_t many = place[p];

        place[p] = n;
        n += many;
    }
    ret->at = ARENA_ARRAY(a, struct screen_finding, n + 1);
    ret->n = n;
    for (size_t i = 0; i < r->nslice; i++)
        for (size_t k = 0; k < r->slice[i].found.n; k++)
            ret->at[place[r->slice[i].found.at[k].plan]++] = r->slice[i].found.at[k];
}

static size_t thread_count(int wanted)
{
    long n = wanted > 0 ? wanted : sysconf(_SC_NPROCESSORS_ONLN);

    return n < 1 ? 1 : n > MAX_THREADS ? MAX_THREADS : (size_t)n;
}

static void start(struct worker *w)
{
    int rc = pthread_create(&w->thread, NULL, work, w);

    BUG_ON(rc != 0);
}

static void finish(struct worker *w)
{
    int rc = pthread_join(w->thread, NULL);

    BUG_ON(rc != 0);
}

void screen_run(const struct screen_run_request *q, struct arena *a, struct screen_findings *ret)
{
    struct run r = {.q = q, .vector = rule_vector_new(q->binding, q->kernels)};
    size_t n = thread_count(q->threads);
    struct worker *w = ARENA_ARRAY(a, struct worker, n);

    r.nwalk = rule_vector_walks(r.vector, false);
    pthread_barrier_init(&r.walked, NULL, (unsigned)n);
    cut_slices(&r, a);
    for (size_t i = 0; i < n; i++) {
        w[i].run = &r;
        w[i].block = rule_block_new(r.vector);
        arena_init(&w[i].kept, 0);
    }
    for (size_t i = 1; i < n; i++)
        start(&w[i]);
    work(&w[0]);
    for (size_t i = 1; i < n; i++)
        finish(&w[i]);
    join_findings(&r, a, ret);
    for (size_t i = 0; i < n; i++) {
        arena_release(&w[i].kept);
        rule_block_free(w[i].block);
    }
    pthread_barrier_destroy(&r.walked);
    rule_vector_free(r.vector);
}
