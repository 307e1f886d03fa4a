/* matter/writer.c - see writer.h. */
#include "matter/writer.h"

#include "base/mem.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

/* A transaction that grows without end would keep the first in it waiting. */
enum { MAX_GROUP = 256 };

struct job {
    const struct matter_request *q;
    struct arena *arena;
    struct matter_receipt *receipt;
    struct err *err;
    enum err_code rc;
    bool done;
    struct job *next;
};

struct matter_writer {
    struct matter_log *log;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t asked, answered;
    struct job *first, **last; /* waiting */
    bool stop;
    int waiting, expected; /* jobs that wait; how many may, once those answered last ask again */
    int64_t commits;
};

static void do_alone(struct matter_writer *w, struct job *j)
{
    j->rc = matter_commit(w->log, j->q, j->arena, j->receipt, j->err);
}

/* A refusal leaves the transaction as it was; anything else leaves no trust in it. */
static bool is_answer(enum err_code rc)
{
    return rc == ERR_OK || rc == ERR_NOT_FOUND || rc == ERR_INVALID || rc == ERR_CONFLICT ||
           rc == ERR_FORBIDDEN || rc == ERR_LIMIT;
}

/* False: the transaction is rolled back and nothing of the group was done. */
static bool try_group(struct matter_writer *w, struct job *first)
{
    struct err err;

    if (store_begin(w->log->store, &err) != ERR_OK)
        return false;
    for (struct job *j = first; j; j = j->next) {
        j->rc = matter_do(w->log, j->q, j->arena, j->receipt, j->err);
        if (!is_answer(j->rc)) {
            store_rollback(w->log->store);
            return false;
        }
    }
    if (store_commit(w->log->store, &err) == ERR_OK)
        return true;
    store_rollback(w->log->store);
    return false;
}

/* What could not be done together is done one by one, so that each gets its own answer. */
static void do_group(struct matter_writer *w, struct job *first)
{
    if (!first->next || !try_group(w, first))
        for (struct job *j = first; j; j = j->next)
            do_alone(w, j);
}

static struct job *take_group(struct matter_writer *w)
{
    struct job *first = w->first, **at = &w->first;
    int n = 0;

    for (; *at && n < MAX_GROUP; n++)
        at = &(*at)->next;
    w->waiting -= n;
    w->expected = n;
    w->first = *at;
    *at = NULL;
    if (!w->first)
        w->last = &w->first;
    return first;
}

/* The answered client may go, and its job with it: nothing of the group is read afterwards. */
static void answer(struct matter_writer *w, struct job *first)
{
    for (struct job *j = first, *next; j; j = next) {
        next = j->next;
        j->done = true;
    }
    w->commits++;
    w->expected += w->waiting;
    pthread_cond_broadcast(&w->answered);
}

/* Clients that were answered together ask again together, beside those that came meanwhile: a moment's
 * wait makes one flush of what would be two, and of two halves that take turns a whole.  It is never
 * long, and a single client never waits. */
static void gather(struct matter_writer *w)
{
    enum { PATIENCE_NS = 500000, SECOND_NS = 1000000000 };
    struct timespec until;

    if (w->waiting >= w->expected || w->stop)
        return;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += PATIENCE_NS;
    until.tv_sec += until.tv_nsec / SECOND_NS;
    until.tv_nsec %= SECOND_NS;
    while (w->waiting < w->expected && !w->stop)
        if (pthread_cond_timedwait(&w->asked, &w->lock, &until) != 0)
            return;
}

static void *work(void *p)
{
    struct matter_writer *w = p;

    pthread_mutex_lock(&w->lock);
    for (;;) {
        struct job *group;

        while (!w->first && !w->stop)
            pthread_cond_wait(&w->asked, &w->lock);
        if (!w->first)
            break;
        gather(w);
        group = take_group(w);
        pthread_mutex_unlock(&w->lock);
        do_group(w, group);
        pthread_mutex_lock(&w->lock);
        answer(w, group);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

enum err_code matter_writer_new(struct matter_log *log, struct matter_writer **ret, struct err *err)
{
    struct matter_writer *w = MEM_NEW(struct matter_writer);

    w->log = log;
    w->last = &w->first;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->asked, NULL);
    pthread_cond_init(&w->answered, NULL);
    if (pthread_create(&w->thread, NULL, work, w) != 0) {
        free(w);
        return err_set(err, ERR_IO, "no thread for the writer");
    }
    *ret = w;
    return ERR_OK;
}

void matter_writer_free(struct matter_writer *w)
{
    pthread_mutex_lock(&w->lock);
    w->stop = true;
    pthread_cond_signal(&w->asked);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    pthread_cond_destroy(&w->answered);
    pthread_cond_destroy(&w->asked);
    pthread_mutex_destroy(&w->lock);
    free(w);
}

enum err_code matter_writer_do(struct matter_writer *w, const struct matter_request *q,
                               struct arena *a, struct matter_receipt *ret, struct err *err)
{
    struct matter_receipt receipt;
    struct job job = {.q = q, .arena = a, .receipt = &receipt, .err = err};

    pthread_mutex_lock(&w->lock);
    *w->last = &job;
    w->last = &job.next;
    w->waiting++;
    pthread_cond_signal(&w->asked);
    while (!job.done)
        pthread_cond_wait(&w->answered, &w->lock);
    pthread_mutex_unlock(&w->lock);
    if (job.rc == ERR_OK)
        *ret = receipt;
    return job.rc;
}

int64_t matter_writer_commits(struct matter_writer *w)
{
    int64_t n;

    pthread_mutex_lock(&w->lock);
    n = w->commits;
    pthread_mutex_unlock(&w->lock);
    return n;
}
