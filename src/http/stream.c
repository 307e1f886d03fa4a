/* http/stream.c - replies without an end (server-sent events): suspended while they have nothing to
 * say, so that thousands of them cost memory and no thread; see server_internal.h. */
#include "base/clock.h"
#include "base/mem.h"
#include "http/server_internal.h"

enum { BLOCK = 4096, HEARTBEAT_SECONDS = 15 };

struct http_streaming {
    struct http_streaming *next, **at;
    struct http_server *server;
    struct MHD_Connection *connection;
    struct http_stream source;
    struct buf out;
    size_t sent;    /* of out */
    bool asleep;    /* suspended */
    bool called;    /* woken since the source was last asked */
    int64_t spoken; /* when it last sent something */
};

/* Under the lock. */
static void resume(struct http_streaming *t)
{
    t->called = true;
    if (!t->asleep)
        return;
    t->asleep = false;
    MHD_resume_connection(t->connection);
}

void http_streams_wake(struct http_server *s, bool all)
{
    int64_t silent = clock_elapsed_ns() - (int64_t)HEARTBEAT_SECONDS * 1000000000;

    pthread_mutex_lock(&s->lock);
    for (struct http_streaming *t = s->stream; t; t = t->next)
        if (all || t->spoken < silent)
            resume(t);
    pthread_mutex_unlock(&s->lock);
}

void http_streams_end(struct http_server *s)
{
    pthread_mutex_lock(&s->lock);
    s->stopping = true;
    pthread_mutex_unlock(&s->lock);
    http_streams_wake(s, true);
}

/* Asks the source; a comment line keeps the connection known as alive.  False: it has ended. */
static bool refill(struct http_streaming *t)
{
    enum http_next next;

    buf_reset(&t->out);
    t->sent = 0;
    next = t->source.next(t->source.p, &t->out);
    if (next == HTTP_NEXT_END)
        return false;
    if (next == HTTP_NEXT_WAIT &&
        clock_elapsed_ns() - t->spoken > (int64_t)HEARTBEAT_SECONDS * 1000000000)
        buf_z(&t->out, ": \n\n");
    return true;
}

/* Sleeps, unless something came between asking and now. */
static void sleep_or_again(struct http_streaming *t)
{
    pthread_mutex_lock(&t->server->lock);
    if (!t->called && !t->server->stopping) {
        t->asleep = true;
        MHD_suspend_connection(t->connection);
    }
    pthread_mutex_unlock(&t->server->lock);
}

static bool begin_asking(struct http_streaming *t)
{
    bool stopping;

    pthread_mutex_lock(&t->server->lock);
    t->called = false;
    stopping = t->server->stopping;
    pthread_mutex_unlock(&t->server->lock);
    return !stopping;
}

static ssize_t read_stream(void *p, uint64_t pos, char *out, size_t max)
{
    struct http_streaming *t = p;
    size_t n;

    (void)pos;
    if (t->sent == t->out.n && (!begin_asking(t) || !refill(t)))
        return MHD_CONTENT_READER_END_OF_STREAM;
    n = t->out.n - t->sent;
    if (n == 0) {
        sleep_or_again(t);
        return 0;
    }
    n = n < max ? n : max;
    memcpy(out, t->out.p + t->sent, n);
    t->sent += n;
    t->spoken = clock_elapsed_ns();
    return (ssize_t)n;
}

static void free_stream(void *p)
{
    struct http_streaming *t = p;

    pthread_mutex_lock(&t->server->lock);
    *t->at = t->next;
    if (t->next)
        t->next->at = t->at;
    pthread_mutex_unlock(&t->server->lock);
    if (t->source.free)
        t->source.free(t->source.p);
    buf_release(&t->out);
    free(t);
}

struct MHD_Response *http_stream_response(struct http_call *call)
{
    struct http_streaming *t = MEM_NEW(struct http_streaming);
    struct MHD_Response *r;

    t->server = call->server;
    t->connection = call->connection;
    t->source = call->reply.stream;
    t->spoken = clock_elapsed_ns();
    r = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, read_stream, t, free_stream);
    if (!r) {
        free(t);
        return NULL;
    }
    buf_z(&t->out, ": \n\n");       /* so that the client knows at once that it is heard */
    call->reply.stream.free = NULL; /* the stream has it now */
    pthread_mutex_lock(&t->server->lock);
    t->next = t->server->stream;
    t->at = &t->server->stream;
    if (t->next)
        t->next->at = &t->next;
    t->server->stream = t;
    pthread_mutex_unlock(&t->server->lock);
    return r;
}
