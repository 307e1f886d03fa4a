#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H
/*
 * http/server.h - an HTTP/1.1 server over libmicrohttpd: I/O threads take requests in, a pool of
 * worker threads answers them.
 *
 * What it is not: it knows no meaning of any path.  A table of routes says what there is; the
 * handler answers.  While a request is at work its connection is suspended, so that a slow answer
 * holds a worker and no I/O thread; a stream (server-sent events) holds neither.
 */
#include "base/clock.h"
#include "http/message.h"

#include <stdio.h>

enum http_body {
    HTTP_BODY_NONE,   /* a body is read and refused */
    HTTP_BODY_JSON,   /* application/json, in memory */
    HTTP_BODY_UPLOAD, /* multipart/form-data, files on the disk */
};

struct http_route {
    enum http_method method;
    struct str pattern;
    enum http_body body;
};

/* Zero in a field: what http_limits_default says. */
struct http_limits {
    size_t head_bytes;              /* request line and headers */
    int64_t body_bytes;             /* of a body in memory */
    int64_t upload_bytes;           /* of an upload */
    int head_seconds, body_seconds; /* to send the head, the body: in all, not between bytes */
    int idle_seconds;               /* between two requests, and without a byte moving */
    int send_seconds;               /* to take a reply; not for streams */
    int connections, per_address;   /* per_address 0: no limit */
    int queue;                      /* requests that wait for a worker */
};
struct http_limits http_limits_default(void);

struct http_handler {
    void *p;
    /* A worker's own state, made and freed on its thread; NULL is a state like any other. */
    void *(*worker_new)(void *p);
    void (*worker_free)(void *p, void *worker);
    /* Whether the body of a request may come, judged by its head: false when the reply is a refusal.
     * Asked for routes that take a body only; NULL: it may. */
    bool (*admit)(void *p, void *worker, struct http_request *q, struct http_reply *r);
    /* Answers a request that matched a route. */
    void (*handle)(void *p, void *worker, struct http_request *q, struct http_reply *r);
    /* Words a refusal of the server itself: r->status is set. Any thread. */
    void (*refuse)(void *p, const struct http_request *q, struct http_reply *r);
};

/* Texts are borrowed: address and files_dir for the start, all else for the server's life. */
struct http_config {
    const char *address;     /* "127.0.0.1", "::1", "0.0.0.0" */
    int port;                /* 0: any free one */
    struct str cert, key;    /* PEM; empty: no TLS */
    int workers, io_threads; /* 0: by the number of cores */
    struct http_limits limits;
    const struct http_route *route; /* borrowed, as the handler is */
    size_t nroute;
    struct http_handler handler;
    const char *upload_dir; /* where uploads go; needed when a route takes one */
    const char *files_dir;  /* static files, read at the start; NULL: none */
    /* The file that stands for every page of an application: for what a browser opens and no file
     * is called, outside of the folder `files_apart`.  NULL: none. */
    const char *files_page, *files_apart;
    FILE *log;          /* one JSON object a request; NULL: none */
    struct clock clock; /* for the log */
};

struct http_server;

/* Listens and answers from then on.  ERR_INVALID: address, certificate or key are none; ERR_BUSY:
 * the port is taken; ERR_IO. */
MUST_CHECK enum err_code http_server_new(const struct http_config *c, struct http_server **ret,
                                         struct err *err);
int http_server_port(const struct http_server *s);

/* Takes no new connections, ends streams, lets requests at work finish for up to `seconds`, then
 * closes everything. */
void http_server_free(struct http_server *s, int seconds);

/* Streams may have something new to say.  Any thread. */
void http_server_wake(struct http_server *s);

/* How often a route was answered with 2xx. */
int64_t http_server_answered(const struct http_server *s, size_t route);
/* Counters and histograms in the form of Prometheus.  Any thread. */
void http_server_metrics(struct http_server *s, struct buf *out);

#endif
