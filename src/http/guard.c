/* http/guard.c - see guard.h. */
#include "http/guard.h"

#include "base/clock.h"
#include "base/mem.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

struct http_guarded {
    struct http_guarded *next, **at; /* at: what points here */
    int fd;
    bool cut;
    atomic_int phase;
    atomic_llong since;
};

struct http_guard {
    pthread_mutex_t lock;
    struct http_guarded *first;
    int64_t most[HTTP_PHASES]; /* nanoseconds; 0: no end */
    int open;
};

struct http_guard *http_guard_new(const struct http_limits *l)
{
    enum { SECOND = 1000000000 };
    struct http_guard *g = MEM_NEW(struct http_guard);

    pthread_mutex_init(&g->lock, NULL);
    g->most[HTTP_PHASE_HEAD] = (int64_t)l->head_seconds * SECOND;
    g->most[HTTP_PHASE_IDLE] = (int64_t)l->idle_seconds * SECOND;
    g->most[HTTP_PHASE_BODY] = (int64_t)l->body_seconds * SECOND;
    g->most[HTTP_PHASE_SEND] = (int64_t)l->send_seconds * SECOND;
    return g;
}

void http_guard_free(struct http_guard *g)
{
    pthread_mutex_destroy(&g->lock);
    free(g);
}

struct http_guarded *http_guard_add(struct http_guard *g, int fd)
{
    struct http_guarded *c = MEM_NEW(struct http_guarded);

    c->fd = fd;
    http_guard_phase(c, HTTP_PHASE_HEAD);
    pthread_mutex_lock(&g->lock);
    c->next = g->first;
    c->at = &g->first;
    if (c->next)
        c->next->at = &c->next;
    g->first = c;
    g->open++;
    pthread_mutex_unlock(&g->lock);
    return c;
}

void http_guard_remove(struct http_guard *g, struct http_guarded *c)
{
    pthread_mutex_lock(&g->lock);
    *c->at = c->next;
    if (c->next)
        c->next->at = c->at;
    g->open--;
    pthread_mutex_unlock(&g->lock);
    free(c);
}

void http_guard_phase(struct http_guarded *c, enum http_phase phase)
{
    atomic_store(&c->since, clock_elapsed_ns());
    atomic_store(&c->phase, (int)phase);
}

int http_guard_sweep(struct http_guard *g)
{
    int64_t now = clock_elapsed_ns();
    int n = 0;

    pthread_mutex_lock(&g->lock);
    for (struct http_guarded *c = g->first; c; c = c->next) {
        int64_t most = g->most[atomic_load(&c->phase)];

        if (c->cut || most == 0 || now - atomic_load(&c->since) < most)
            continue;
        c->cut = true;
        shutdown(c->fd, SHUT_RDWR);
        n++;
    }
    pthread_mutex_unlock(&g->lock);
    return n;
}

int http_guard_open(struct http_guard *g)
{
    int n;

    pthread_mutex_lock(&g->lock);
    n = g->open;
    pthread_mutex_unlock(&g->lock);
    return n;
}
