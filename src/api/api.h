#ifndef API_API_H
#define API_API_H
/*
 * api/api.h - the program as a server: /api/v1 over what the commands can do.
 *
 * What it is not: it keeps no accounts; identity/ does, and says who a session or a token is.  What a
 * person may see and do is decided by his actor (registry/actor.h), never by a route's own code.
 */
#include "base/clock.h"
#include "http/server.h"
#include "law/law.h"
#include "registry/actor.h"
#include "store/store.h"

struct api_tokens;

/* Borrowed for the server's life. */
struct api_config {
    const char *home;
    struct law *law;
    struct str program; /* its version, which screening keeps with what it knows */
    struct clock clock;
    const struct api_tokens *tokens; /* that count beside the accounts of the home; NULL: none */
    /* Behind a proxy that speaks TLS with the world and says in X-Forwarded-For who asks. */
    bool proxied;
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
/* Nobody can sign in: the first administrators are still to be made (identity/first.h). */
bool api_first_wanted(const struct api_server *s);

/* The OpenAPI document; the types of the web pages. */
MUST_CHECK enum err_code api_openapi_print(struct buf *out, struct err *err);
MUST_CHECK enum err_code api_types_print(struct buf *out, struct err *err);

/* Static tokens out of a file, for tests and for trying out: docs/serving.md. */
MUST_CHECK enum err_code api_tokens_open(const char *path, const struct law *law,
                                         struct api_tokens **ret, struct err *err);
void api_tokens_close(struct api_tokens *t); /* NULL is allowed */

#endif
