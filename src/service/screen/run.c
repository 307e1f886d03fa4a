/*
 * service/screen/run.c - see run.h.
 *
 * Work is cut into slices: one plan over at most SLICE rows.  Threads take slices by an atomic
 * counter; each slice keeps its own findings, which are joined in slice order.
 */
#include "service/screen/run.h"

#include "base/bug.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { SLICE = 65536, MAX_THREADS = 64 };

struct slice {
    uint32_t plan;
    size_t from, to;
    VEC(struct screen_finding) found;
};

struct run {
    const struct rule_binding *binding;
    const struct rule_world *world;
    struct rule_plan *const *plan;
    struct day since;
    struct slice *slice;
    size_t nslice;
    atomic_size_t next;
};

struct worker {
    struct run *run;
    struct arena kept; /* findings, until joined */
    pthread_t thread;
};

static size_t dataset_index(const struct law *law, const struct law_dataset *d)
{
    return (size_t)(d - law->dataset);
}

static bool too_early(const struct law_dataset *d, const struct column_table *t, size_t row,
                      struct day since)
{
    int64_t date;

    if (!day_known(since) || d->date_field < 0)
        return false;
    return column_get(&t->column[d->date_field], row, &date) && date < since.n;
}

static void run_slice(struct worker *w, struct slice *s, struct arena *scratch)
{
    const struct run *r = w->run;
    const struct law_dataset *d = r->plan[s->plan]->dataset;
    const struct column_table *t = &r->world->table[dataset_index(r->world->law, d)];

    for (size_t row = s->from; row < s->to; row++) {
        enum rule_outcome o;

        if (too_early(d, t, row, r->since))
            continue;
        o = rule_eval(r->binding, s->plan, row, scratch);
        if (o != RULE_MISS)
            vec_push(&w->kept, &s->found,
                     (struct screen_finding){s->plan, o == RULE_UNDETERMINED, row});
        if (scratch->used > 0)
            arena_reset(scratch);
    }
}

static void *work(void *p)
{
    struct worker *w = p;
    struct arena scratch;
    size_t i;

    arena_init(&scratch, 0);
    while ((i = atomic_fetch_add(&w->run->next, 1)) < w->run->nslice)
        run_slice(w, &w->run->slice[i], &scratch);
    arena_release(&scratch);
    return NULL;
}

static void cut_slices(struct run *r, size_t nplan, struct arena *a)
{
    VEC(struct slice) v = {0};

    for (uint32_t p = 0; p < nplan; p++) {
        size_t n = r->world->table[dataset_index(r->world->law, r->plan[p]->dataset)].n;

        for (size_t from = 0; from < n; from += SLICE)
            vec_push(
                a, &v,
                (struct slice){.plan = p, .from = from, .to = from + SLICE < n ? from + SLICE : n});
    }
    r->slice = v.at;
    r->nslice = v.n;
}

static void join_findings(const struct run *r, struct arena *a, struct screen_findings *ret)
{
    size_t n = 0;

    for (size_t i = 0; i < r->nslice; i++)
        n += r->slice[i].found.n;
    ret->at = ARENA_ARRAY(a, struct screen_finding, n + 1);
    ret->n = 0;
    for (size_t i = 0; i < r->nslice; i++) {
        const struct slice *s = &r->slice[i];

        if (s->found.n > 0)
            memcpy(ret->at + ret->n, s->found.at, s->found.n * sizeof(*ret->at));
        ret->n += s->found.n;
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

void screen_run(const struct rule_binding *b, const struct rule_world *world,
                struct rule_plan *const *plan, size_t nplan, struct day since, int threads,
                struct arena *a, struct screen_findings *ret)
{
    struct run r = {.binding = b, .world = world, .plan = plan, .since = since};
    size_t n = thread_count(threads);
    struct worker *w = ARENA_ARRAY(a, struct worker, n);

    cut_slices(&r, nplan, a);
    for (size_t i = 0; i < n; i++) {
        w[i].run = &r;
        arena_init(&w[i].kept, 0);
    }
    for (size_t i = 1; i < n; i++)
        start(&w[i]);
    work(&w[0]);
    for (size_t i = 1; i < n; i++)
        finish(&w[i]);
    join_findings(&r, a, ret);
    for (size_t i = 0; i < n; i++)
        arena_release(&w[i].kept);
}
