/* service/import/worker.c - threads that make records out of batches of rows.  Batches stand in a
 * ring: the caller fills one end and takes from the other, threads work in between, order is kept.
 *
 * A batch belongs to the caller while it is filled or used, to one thread while it is made; the
 * counters under the lock say which. */
#include "base/bug.h"
#include "base/mem.h"
#include "service/import/import_internal.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RING = 16, THREADS_MAX = 16 };

struct import_workers {
    const struct import_maker *maker;
    pthread_mutex_t lock;
    pthread_cond_t work, made;
    size_t put, taken, used; /* batches so far: filled, begun by a thread, used by the caller */
    bool is_made[RING];
    bool stop;
    int nthread;
    pthread_t thread[THREADS_MAX];
    struct import_batch batch[RING];
};

static void make_batch(const struct import_maker *maker, struct import_batch *b)
{
    for (size_t i = 0; i < b->n; i++)
        import_make(maker, &b->row[i], &b->arena, &b->made[i]);
}

static void *work(void *p)
{
    struct import_workers *w = p;

    pthread_mutex_lock(&w->lock);
    while (!w->stop) {
        size_t at;

        if (w->taken == w->put) {
            pthread_cond_wait(&w->work, &w->lock);
            continue;
        }
        at = w->taken++ % RING;
        pthread_mutex_unlock(&w->lock);
        make_batch(w->maker, &w->batch[at]);
        pthread_mutex_lock(&w->lock);
        w->is_made[at] = true;
        pthread_cond_signal(&w->made);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

static int thread_count(int asked)
{
    long n = asked > 0 ? asked : sysconf(_SC_NPROCESSORS_ONLN);

    return n < 1 ? 1 : n > THREADS_MAX ? THREADS_MAX : (int)n;
}

enum err_code import_workers_start(const struct import_maker *m, int threads,
                                   struct import_workers **ret, struct err *err)
{
    struct import_workers *w = MEM_NEW(struct import_workers);
    int want = thread_count(threads);

    w->maker = m;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->work, NULL);
    pthread_cond_init(&w->made, NULL);
    for (; w->nthread < want; w->nthread++) {
        int rc = pthread_create(&w->thread[w->nthread], NULL, work, w);

        if (rc == 0)
            continue;
        if (w->nthread > 0) /* fewer are slower, not wrong */
            break;
        import_workers_stop(w);
        return err_set(err, ERR_IO, "pthread_create: %s", strerror(rc));
    }
    *ret = w;
    return ERR_OK;
}

struct import_batch *import_workers_free(struct import_workers *w)
{
    return w->put - w->used < RING ? &w->batch[w->put % RING] : NULL;
}

void import_workers_put(struct import_workers *w)
{
    pthread_mutex_lock(&w->lock);
    w->put++;
    pthread_cond_signal(&w->work);
    pthread_mutex_unlock(&w->lock);
}

struct import_batch *import_workers_oldest(struct import_workers *w)
{
    size_t at = w->used % RING;

    if (w->put == w->used)
        return NULL;
    pthread_mutex_lock(&w->lock);
    while (!w->is_made[at])
        pthread_cond_wait(&w->made, &w->lock);
    pthread_mutex_unlock(&w->lock);
    return &w->batch[at];
}

void import_workers_done(struct import_workers *w)
{
    struct import_batch *b = &w->batch[w->used % RING];

    arena_reset(&b->arena);
    b->n = b->bytes = 0;
    b->sheet = NULL;
    pthread_mutex_lock(&w->lock);
    w->is_made[w->used++ % RING] = false;
    pthread_mutex_unlock(&w->lock);
}

void import_workers_stop(struct import_workers *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    w->stop = true;
    pthread_cond_broadcast(&w->work);
    pthread_mutex_unlock(&w->lock);
    for (int i = 0; i < w->nthread; i++)
        pthread_join(w->thread[i], NULL);
    for (size_t i = 0; i < RING; i++)
        arena_release(&w->batch[i].arena);
    pthread_cond_destroy(&w->work);
    pthread_cond_destroy(&w->made);
    pthread_mutex_destroy(&w->lock);
    free(w);
}
