#ifndef HTTP_POOL_H
#define HTTP_POOL_H
/*
 * http/pool.h - worker threads with a bounded queue.  Jobs are the caller's memory: an intrusive
 * list, so that queueing cannot fail for want of memory.
 */
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct http_job {
    struct http_job *next;
};

struct http_pool_config {
    int threads, queue;
    void *p;
    void *(*worker_new)(void *p);
    void (*worker_free)(void *p, void *worker);
    void (*work)(void *p, void *worker, struct http_job *job);
};

struct http_pool;

MUST_CHECK enum err_code http_pool_new(const struct http_pool_config *c, struct http_pool **ret,
                                       struct err *err);
/* Does the jobs that wait and ends the threads; from then on nothing can be put. */
void http_pool_stop(struct http_pool *p);
void http_pool_free(struct http_pool *p); /* stops it when it has not been */
/* False when the queue is full. */
bool http_pool_put(struct http_pool *p, struct http_job *job);
/* Jobs that wait or are at work. */
int64_t http_pool_busy(struct http_pool *p);

#endif
