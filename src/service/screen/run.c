/*
 * service/screen/run.c - see run.h.
 *
 * First the threads walk the groups of aggregates that many rows ask for, part by part.  Then work is
 * cut into slices of a few blocks of one table; threads take slices by an atomic counter and
 * evaluate all plans of the table over each block; what a plan finds in a block is a stretch of the
 * thread's findings.  Stretches are laid out by plan in slice order at the end.
 */
#include "service/screen/run.h"

#include "base/bug.h"
#include "base/mem.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

enum { SLICE_BLOCKS = 8, MAX_THREADS = 64 };

struct stretch { /* of a thread's findings */
    uint32_t plan, n;
    size_t at;
};

struct slice {
    size_t dataset, from, to;    /* blocks */
    const struct worker *worker; /* who took it */
    size_t first, last;          /* its stretches, last not included */
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
    struct screen_finding *found; /* until joined */
    struct stretch *stretch;
    size_t n, room, nstretch, stretch_room;
    struct rule_block *block;
    pthread_t thread;
};

static size_t dataset_of(const struct run *r, size_t plan)
{
    return (size_t)(r->q->plan[plan]->dataset - r->q->world->law->dataset);
}

/* Whether the plan is run, and over that dataset. */
static bool reads(const struct run *r, size_t plan, size_t dataset)
{
    return (!r->q->only || r->q->only[plan]) && dataset_of(r, plan) == dataset;
}

/* Room for n findings and a stretch more. */
static void make_room(struct worker *w, size_t n)
{
    enum { MIN = COLUMN_BLOCK };

    if (w->n + n > w->room) {
        w->room = w->room * 2 > w->n + n ? w->room * 2 : w->n + n + MIN;
        w->found = mem_realloc(w->found, w->room * sizeof(*w->found));
    }
    if (w->nstretch == w->stretch_room) {
        w->stretch_room = w->stretch_room ? w->stretch_room * 2 : MIN;
        w->stretch = mem_realloc(w->stretch, w->stretch_room * sizeof(*w->stretch));
    }
}

/* Keeps the n rows of the block that are hits or undetermined; `first` is what they would be in its
 * row 0. */
static void keep(struct worker *w, struct screen_finding first, size_t n, const uint64_t *hit,
                 const uint64_t *undetermined)
{
    struct screen_finding *to;

    make_room(w, n);
    to = w->found + w->n;
    w->stretch[w->nstretch++] = (struct stretch){first.plan, (uint32_t)n, w->n};
    for (size_t k = 0; k < COLUMN_WORDS; k++)
        for (uint64_t left = hit[k] | undetermined[k]; left; left &= left - 1) {
            size_t bit = (size_t)__builtin_ctzll(left);

            *to = first;
            to->row += (uint32_t)(k * 64 + bit) & (COLUMN_BLOCK - 1);
            to++->undetermined = undetermined[k] >> bit & 1;
        }
    w->n += n;
}

static void run_block(struct worker *w, size_t dataset, size_t block)
{
    const struct run *r = w->run;
    int date = r->q->world->law->dataset[dataset].date_field;
    uint64_t hit[COLUMN_WORDS], undetermined[COLUMN_WORDS];
    struct screen_finding first = {.row = (uint32_t)(block << COLUMN_BLOCK_BITS) & INT32_MAX};

    if (!rule_block_open(w->block, dataset, block))
        return;
    if (day_known(r->q->since) && date >= 0)
        rule_block_since(w->block, date, r->q->since);
    for (uint32_t p = 0; p < r->q->nplan; p++) {
        size_t n = 0;

        if (reads(r, p, dataset))
            n = rule_block_eval(w->block, p, hit, undetermined);
        first.plan = p;
        if (n > 0)
            keep(w, first, n, hit, undetermined);
    }
}

static void run_slice(struct worker *w, struct slice *s)
{
    s->worker = w;
    s->first = w->nstretch;
    for (size_t b = s->from; b < s->to; b++)
        run_block(w, s->dataset, b);
    s->last = w->nstretch;
}

static void *work(void *p)
{
    struct worker *w = p;
    size_t i;

    while ((i = atomic_fetch_add(&w->run->next_walk, 1)) < w->run->nwalk)
        rule_block_walk(w->block, i);
    pthread_barrier_wait(&w->run->walked);
    while ((i = atomic_fetch_add(&w->run->next, 1)) < w->run->nslice)
        run_slice(w, &w->run->slice[i]);
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
            read |= reads(r, p, d);
        for (size_t from = 0; read && from < n; from += SLICE_BLOCKS)
            vec_push(a, &v,
                     (struct slice){.dataset = d,
                                    .from = from,
                                    .to = from + SLICE_BLOCKS < n ? from + SLICE_BLOCKS : n});
    }
    r->slice = v.at;
    r->nslice = v.n;
}

/* How many there are of each plan becomes where they begin; returns how many there are. */
static size_t find_places(const struct run *r, size_t *ret_place)
{
    size_t n = 0;

    for (size_t i = 0; i < r->nslice; i++)
        for (size_t k = r->slice[i].first; k < r->slice[i].last; k++)
            ret_place[r->slice[i].worker->stretch[k].plan] += r->slice[i].worker->stretch[k].n;
    for (size_t p = 0; p < r->q->nplan; p++) {
        size_t many = ret_place[p];

        ret_place[p] = n;
        n += many;
    }
    return n;
}

static void join_findings(const struct run *r, struct arena *a, struct screen_findings *ret)
{
    size_t *place = ARENA_ARRAY(a, size_t, r->q->nplan + 1);

    ret->n = find_places(r, place);
    ret->at = mem_alloc((ret->n + 1) * sizeof(*ret->at));
    arena_defer(a, free, ret->at);
    for (size_t i = 0; i < r->nslice; i++)
        for (size_t k = r->slice[i].first; k < r->slice[i].last; k++) {
            const struct stretch *s = &r->slice[i].worker->stretch[k];

            memcpy(ret->at + place[s->plan], r->slice[i].worker->found + s->at,
                   s->n * sizeof(*ret->at));
            place[s->plan] += s->n;
        }
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

static void make_barrier(struct run *r, size_t threads)
{
    int rc = pthread_barrier_init(&r->walked, NULL, (unsigned)threads);

    BUG_ON(rc != 0);
}

void screen_run(const struct screen_run_request *q, struct arena *a, struct screen_findings *ret)
{
    struct run r = {.q = q, .vector = rule_vector_new(q->binding, q->kernels)};
    size_t n = thread_count(q->threads);
    struct worker *w = ARENA_ARRAY(a, struct worker, n);

    r.nwalk = rule_vector_walks(r.vector, false);
    make_barrier(&r, n);
    cut_slices(&r, a);
    for (size_t i = 0; i < n; i++) {
        w[i].run = &r;
        w[i].block = rule_block_new(r.vector);
    }
    for (size_t i = 1; i < n; i++)
        start(&w[i]);
    work(&w[0]);
    for (size_t i = 1; i < n; i++)
        finish(&w[i]);
    join_findings(&r, a, ret);
    for (size_t i = 0; i < n; i++) {
        free(w[i].found);
        free(w[i].stretch);
        rule_block_free(w[i].block);
    }
    pthread_barrier_destroy(&r.walked);
    rule_vector_free(r.vector);
}
