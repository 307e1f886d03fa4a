#ifndef API_API_H
#define API_API_H
/*
 * api/api.h - the program as a server: /api/v1 over what the commands can do.
 *
 * What it is not: it does not find out who somebody is; struct api_config says who does.  What a
 * person may see and do is decided by his actor (registry/actor.h), never by a route's own code.
 */
#include "base/clock.h"
#include "http/server.h"
#include "law/law.h"
#include "registry/actor.h"
#include "store/store.h"

/*
 * Finds out who asks.  Any worker thread.  ERR_FORBIDDEN: nobody that is known (the reply is 401);
 * texts of the actor live in the request's arena or as long as the server.
 */
struct api_authenticator {
    /* s: the worker's own connection, no transaction open; NULL unless reads_store. */
    enum err_code (*authenticate)(void *p, struct store *s, const struct http_request *q,
                                  struct actor *ret, struct err *err);
    void *p;
    bool reads_store;
};

/* Borrowed for the server's life. */
struct api_config {
    const char *home;
    struct law *law;
    struct str program; /* its version, which screening keeps with what it knows */
    struct clock clock;
    struct api_authenticator who;
    const char *address;
    int port;
    struct str cert, key; /* PEM; empty: no TLS */
    int threads, io_threads;
    struct http_limits limits;
    const char *files_dir; /* the pages; NULL: none */
    FILE *log;
    /* Holds every reply against its schema: for tests. One that does not fit is a 500. */
    bool check_replies;
};

struct api_server;

MUST_CHECK enum err_code api_start(const struct api_config *c, struct api_server **ret,
                                   struct diag_list *diags, struct err *err);
int api_port(const struct api_server *s);
/* How often route number `route` of api/route.h was answered with 2xx. */
int64_t api_answered(const struct api_server *s, size_t route);
void api_stop(struct api_server *s);

/* The OpenAPI document; the types of the web pages. */
MUST_CHECK enum err_code api_openapi_print(struct buf *out, struct err *err);
MUST_CHECK enum err_code api_types_print(struct buf *out, struct err *err);

/* Static tokens out of a file, for tests and for trying out: docs/serving.md. */
struct api_tokens;
MUST_CHECK enum err_code api_tokens_open(const char *path, const struct law *law,
                                         struct api_tokens **ret, struct err *err);
void api_tokens_close(struct api_tokens *t); /* NULL is allowed */
struct api_authenticator api_tokens_authenticator(struct api_tokens *t);

#endif
