#ifndef API_SERVER_H
#define API_SERVER_H
/*
 * api/server.h - what all calls share, and what each worker has of its own.  Private to api/.
 */
#include "api/api.h"
#include "api/route.h"
#include "api/schema.h"
#include "api/spool.h"
#include "matter/log.h"
#include "matter/writer.h"
#include "pipeline/account.h"
#include "pipeline/home.h"

#include <stdatomic.h>

struct api_jobs;
struct api_news;
struct api_once;

struct api_server {
    struct api_config c;
    struct arena arena;
    struct pipeline_home home; /* the writer's */
    struct matter_book book;
    struct matter_log log;
    struct matter_writer *writer;
    struct api_schemas schemas;
    struct str openapi;
    struct api_jobs *jobs;
    struct api_news *news;
    struct api_once *once;
    struct api_spool spool;
    struct http_route *route;
    struct http_server *http;
    bool first_wanted;  /* at the start */
    atomic_int hashing; /* passwords being hashed, each in law_account.hash_memory */
};

/* A worker's own connection; one thread. */
struct api_worker {
    struct api_server *x;
    struct store *store; /* NULL: not asked for yet */
    struct matter_log log;
    struct pipeline_account account; /* id.store NULL: not asked for yet */
};

void *api_worker_new(void *server);
void api_worker_free(void *server, void *worker);
bool api_admit(void *server, void *worker, struct http_request *q, struct http_reply *r);
void api_dispatch(void *server, void *worker, struct http_request *q, struct http_reply *r);
void api_refuse(void *server, const struct http_request *q, struct http_reply *r);

#endif
