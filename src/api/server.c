/* api/server.c - start and stop; see api.h. */
#include "api/server.h"

#include "api/job.h"
#include "api/news.h"
#include "api/once.h"
#include "api/openapi.h"
#include "base/mem.h"
#include "identity/first.h"

void *api_worker_new(void *server)
{
    struct api_worker *w = MEM_NEW(struct api_worker);

    w->x = server;
    return w;
}

void api_worker_free(void *server, void *worker)
{
    struct api_worker *w = worker;

    (void)server;
    if (w->account.id.store)
        pipeline_account_close(&w->account);
    if (w->store) {
        matter_log_release(&w->log);
        store_close(w->store);
    }
    free(w);
}

/* What cannot be used is found out before anybody is let in. */
static enum err_code check_accounts(struct api_server *x, struct err *err)
{
    struct pipeline_account account = {.id = {.store = NULL}};

    if (!x->c.law->account)
        return ERR_OK;
    TRY(pipeline_account_open(x->home.store, x->c.law, x->c.clock, false, &account, err));
    TRY(identity_first_wanted(&account.id, &x->first_wanted, err));
    if (x->first_wanted && !account.id.key) /* workers read it when they are first asked */
        TRY(pipeline_account_open(x->home.store, x->c.law, x->c.clock, true, &account, err));
    pipeline_account_close(&account);
    return ERR_OK;
}

static enum err_code start_log(struct api_server *x, struct diag_list *diags, struct err *err)
{
    const struct api_config *c = &x->c;

    TRY(matter_book_make(c->law, &x->arena, diags, &x->book, err));
    TRY(pipeline_home_open(c->home, c->law, c->clock.now(c->clock.p), &x->home, err));
    TRY(check_accounts(x, err));
    matter_log_init(&x->log, x->home.store, &x->book);
    x->log.region = x->home.district.region;
    return matter_writer_new(&x->log, &x->writer, err);
}

static enum err_code start_schemas(struct api_server *x, struct err *err)
{
    struct buf b = {0};
    enum err_code rc;

    TRY(api_schemas_load(&x->schemas, err));
    rc = api_openapi(&x->schemas, &b, err);
    x->openapi = str_dup(&x->arena, buf_view(&b));
    buf_release(&b);
    return rc;
}

static enum err_code start_http(struct api_server *x, struct err *err)
{
    const struct api_config *c = &x->c;
    struct http_config h = {
        .address = c->address,
        .port = c->port,
        .cert = c->cert,
        .key = c->key,
        .workers = c->threads,
        .io_threads = c->io_threads,
        .limits = c->limits,
        .nroute = api_nroute,
        .handler = {x, api_worker_new, api_worker_free, api_admit, api_dispatch, api_refuse},
        .files_dir = c->files_dir,
        .files_page = "/index.html",
        .files_apart = "/api/",
        .log = c->log,
        .clock = c->clock,
    };

    x->route = ARENA_ARRAY(&x->arena, struct http_route, api_nroute);
    for (size_t i = 0; i < api_nroute; i++)
        x->route[i] =
            (struct http_route){api_routes[i].method, api_routes[i].path, api_routes[i].body};
    h.route = x->route;
    h.upload_dir = x->spool.dir.p;
    return http_server_new(&h, &x->http, err);
}

static enum err_code start(struct api_server *x, struct diag_list *diags, struct err *err)
{
    TRY(start_schemas(x, err));
    TRY(start_log(x, diags, err));
    x->once = api_once_new();
    TRY(api_spool_open(x->c.home, &x->arena, &x->spool, err));
    TRY(api_jobs_new(x, &x->jobs, err));
    TRY(api_news_new(x, &x->news, err));
    return start_http(x, err);
}

enum err_code api_start(const struct api_config *c, struct api_server **ret,
                        struct diag_list *diags, struct err *err)
{
    struct api_server *x = MEM_NEW(struct api_server);
    enum err_code rc;

    x->c = *c;
    arena_init(&x->arena, 0);
    rc = start(x, diags, err);
    if (rc == ERR_OK)
        *ret = x;
    else
        api_stop(x);
    return rc;
}

/* Whoever uses a thing goes before it. */
void api_stop(struct api_server *x)
{
    enum { PATIENCE = 30 };

    if (x->http)
        http_server_free(x->http, PATIENCE);
    x->http = NULL;
    if (x->news)
        api_news_free(x->news);
    if (x->jobs)
        api_jobs_free(x->jobs);
    if (x->once)
        api_once_free(x->once);
    api_spool_close(&x->spool);
    if (x->writer)
        matter_writer_free(x->writer);
    if (x->home.store) {
        matter_log_release(&x->log);
        pipeline_home_close(&x->home);
    }
    api_schemas_release(&x->schemas);
    arena_release(&x->arena);
    free(x);
}

bool api_first_wanted(const struct api_server *s)
{
    return s->first_wanted;
}

int api_port(const struct api_server *s)
{
    return http_server_port(s->http);
}

int64_t api_answered(const struct api_server *s, size_t route)
{
    return http_server_answered(s->http, route);
}
