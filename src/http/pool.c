/* http/pool.c - see pool.h. */
#include "http/pool.h"

#include "base/mem.h"

#include <pthread.h>
#include <stdlib.h>

struct http_pool {
    struct http_pool_config c;
    pthread_t *thread;
    int nthread;
    pthread_mutex_t lock;
    pthread_cond_t asked;
    struct http_job *first, **last;
    int waiting, working;
    bool stop;
};

static struct http_job *take(struct http_pool *p)
{
    struct http_job *job;

    pthread_mutex_lock(&p->lock);
    while (!p->first && !p->stop)
        pthread_cond_wait(&p->asked, &p->lock);
    job = p->first;
    if (job) {
        p->first = job->next;
        if (!p->first)
            p->last = &p->first;
        p->waiting--;
        p->working++;
    }
    pthread_mutex_unlock(&p->lock);
    return job;
}

static void *work(void *arg)
{
    struct http_pool *p = arg;
    void *worker = p->c.worker_new ? p->c.worker_new(p->c.p) : NULL;
    struct http_job *job;

    while ((job = take(p))) {
        p->c.work(p->c.p, worker, job); /* the job may be gone afterwards */
        pthread_mutex_lock(&p->lock);
        p->working--;
        pthread_mutex_unlock(&p->lock);
    }
    if (p->c.worker_free)
        p->c.worker_free(p->c.p, worker);
    return NULL;
}

enum err_code http_pool_new(const struct http_pool_config *c, struct http_pool **ret,
                            struct err *err)
{
    struct http_pool *p = MEM_NEW(struct http_pool);

    p->c = *c;
    p->last = &p->first;
    p->thread = mem_zero((size_t)c->threads, sizeof(*p->thread));
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->asked, NULL);
    while (p->nthread < c->threads && pthread_create(&p->thread[p->nthread], NULL, work, p) == 0)
        p->nthread++;
    if (p->nthread < c->threads) {
        http_pool_free(p);
        return err_set(err, ERR_IO, "cannot start %d worker threads", c->threads);
    }
    *ret = p;
    return ERR_OK;
}

void http_pool_stop(struct http_pool *p)
{
    pthread_mutex_lock(&p->lock);
    p->stop = true;
    pthread_cond_broadcast(&p->asked);
    pthread_mutex_unlock(&p->lock);
    for (int i = 0; i < p->nthread; i++)
        pthread_join(p->thread[i], NULL);
    p->nthread = 0;
}

void http_pool_free(struct http_pool *p)
{
    http_pool_stop(p);
    pthread_cond_destroy(&p->asked);
    pthread_mutex_destroy(&p->lock);
    free(p->thread);
    free(p);
}

bool http_pool_put(struct http_pool *p, struct http_job *job)
{
    bool fits;

    job->next = NULL;
    pthread_mutex_lock(&p->lock);
    fits = p->waiting < p->c.queue && !p->stop;
    if (fits) {
        *p->last = job;
        p->last = &job->next;
        p->waiting++;
        pthread_cond_signal(&p->asked);
    }
    pthread_mutex_unlock(&p->lock);
    return fits;
}

int64_t http_pool_busy(struct http_pool *p)
{
    int64_t n;

    pthread_mutex_lock(&p->lock);
    n = p->waiting + p->working;
    pthread_mutex_unlock(&p->lock);
    return n;
}
