#ifndef HTTP_SERVER_INTERNAL_H
#define HTTP_SERVER_INTERNAL_H
/*
 * http/server_internal.h - the server's parts: intake.c (a request comes in), respond.c (its reply
 * goes out), stream.c (replies without an end), server.c (start and stop).
 *
 * A call is one request with its reply, from its request line until the reply has been sent.  It
 * belongs to the connection's I/O thread, and to a worker between http_pool_put and the resuming of
 * the connection.
 */
#include "http/files.h"
#include "http/guard.h"
#include "http/metrics.h"
#include "http/pool.h"
#include "http/server.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

struct http_streaming;

struct http_server {
    struct http_config c;
    struct MHD_Daemon *daemon;
    struct http_pool *pool;
    struct http_guard *guard;
    struct http_metrics *metrics;
    struct http_files *files;
    int port;
    uint64_t boot; /* distinguishes request ids of two runs */
    int64_t next_id;
    pthread_mutex_t lock; /* of next_id, streams, stopping */
    struct http_streaming *stream;
    atomic_bool stopping;
    pthread_t ticker;
    pthread_cond_t tick;
    bool ticking;
};

enum http_stage {
    HTTP_STAGE_HEAD,   /* seen the first time */
    HTTP_STAGE_ADMIT,  /* a worker judges its head */
    HTTP_STAGE_BODY,   /* body bytes come */
    HTTP_STAGE_WORK,   /* a worker has it */
    HTTP_STAGE_SEND,   /* the reply is ready */
    HTTP_STAGE_REFUSED /* answered before the body was read: the connection closes */
};

struct http_call {
    struct http_job job; /* first: the pool's list leads here */
    struct http_server *server;
    struct MHD_Connection *connection;
    struct http_guarded *guarded;
    struct arena arena;
    struct http_request request;
    struct http_reply reply;
    enum http_stage stage;
    bool head_only; /* HEAD */
    bool admitted;  /* its body may come */
    int64_t started, bytes_in, bytes_out;
    int64_t most; /* bytes of body */
    struct buf body;
    struct MHD_PostProcessor *post;
    int refused; /* status of what is wrong with the body; 0: nothing */
    FILE *file;  /* the upload that is being written */
    struct buf field;
    const struct http_file *static_file;
};

/* The callbacks of libmicrohttpd. */
void *http_call_begin(void *p, const char *uri, struct MHD_Connection *c);
enum MHD_Result http_call_take(void *p, struct MHD_Connection *c, const char *url,
                               const char *method, const char *version, const char *data, size_t *n,
                               void **call);
void http_call_end(void *p, struct MHD_Connection *c, void **call,
                   enum MHD_RequestTerminationCode how);

/* A worker answers the call. */
void http_call_work(void *p, void *worker, struct http_job *job);

/* Fills the reply with a refusal. */
void http_refuse(struct http_call *call, int status);
/* Sends the reply that is ready. */
enum MHD_Result http_respond(struct http_call *call);
/* One line of the access log. */
void http_log_call(struct http_call *call);

/* The body of a multipart request. */
bool http_upload_begin(struct http_call *call);
bool http_upload_take(struct http_call *call, const char *data, size_t n);
bool http_upload_finish(struct http_call *call);
void http_upload_drop(struct http_call *call);

/* The reply's stream as a response of libmicrohttpd; the call may go before it does. */
struct MHD_Response *http_stream_response(struct http_call *call);
/* Lets streams run: all of them, or those that were silent for long. */
void http_streams_wake(struct http_server *s, bool all);
void http_streams_end(struct http_server *s);

#endif
