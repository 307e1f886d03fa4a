/* http/intake.c - a request comes in: its head is judged before a byte of its body is taken; see
 * server_internal.h. */
#include "base/clock.h"
#include "base/mem.h"
#include "http/server_internal.h"
#include "http/target.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <strings.h>

/* ---- begin and end ---- */

static struct http_guarded *guarded(struct MHD_Connection *c)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info ? info->socket_context : NULL;
}

static int64_t next_id(struct http_server *s)
{
    int64_t n;

    pthread_mutex_lock(&s->lock);
    n = ++s->next_id;
    pthread_mutex_unlock(&s->lock);
    return n;
}

/* The request line has come: time runs from here. */
void *http_call_begin(void *p, const char *uri, struct MHD_Connection *c)
{
    struct http_server *s = p;
    struct http_call *call = MEM_NEW(struct http_call);

    (void)uri;
    arena_init(&call->arena, 0);
    call->server = s;
    call->connection = c;
    call->guarded = guarded(c);
    call->started = clock_elapsed_ns();
    call->request.arena = &call->arena;
    call->request.route = -1;
    call->request.id =
        str_fmt(&call->arena, "%08llx-%llx", (unsigned long long)(s->boot & 0xffffffff),
                (unsigned long long)next_id(s));
    if (call->guarded)
        http_guard_phase(call->guarded, HTTP_PHASE_HEAD);
    return call;
}

void http_call_end(void *p, struct MHD_Connection *c, void **call_p,
                   enum MHD_RequestTerminationCode how)
{
    struct http_call *call = *call_p;

    (void)p;
    (void)c;
    (void)how;
    if (!call)
        return;
    *call_p = NULL;
    if (call->stage != HTTP_STAGE_HEAD) { /* a head that never ended was no request */
        http_metrics_count(call->server->metrics, call->request.route, call->reply.status,
                           clock_elapsed_ns() - call->started);
        http_log_call(call);
    }
    http_upload_drop(call);
    if (call->guarded)
        http_guard_phase(call->guarded, HTTP_PHASE_IDLE);
    buf_release(&call->body);
    buf_release(&call->field);
    buf_release(&call->reply.body);
    if (call->reply.stream.next && call->reply.stream.free)
        call->reply.stream.free(call->reply.stream.p);
    arena_release(&call->arena);
    free(call);
}

/* ---- the head ---- */

static enum MHD_Result take_header(void *p, enum MHD_ValueKind kind, const char *name,
                                   size_t name_n, const char *value, size_t value_n)
{
    struct http_call *call = p;
    struct str n = {name, name_n}, v = {value ? value : "", value_n};

    (void)kind;
    if (str_utf8_valid(n) == n.n && str_utf8_valid(v) == v.n)
        vec_push(&call->arena, &call->request.header,
                 (struct http_pair){str_dup(&call->arena, n), str_dup(&call->arena, v)});
    return MHD_YES;
}

static enum MHD_Result take_query(void *p, enum MHD_ValueKind kind, const char *name, size_t name_n,
                                  const char *value, size_t value_n)
{
    struct http_call *call = p;
    struct http_pair pair;

    (void)kind;
    if (!http_decode(&call->arena, (struct str){name, name_n}, &pair.name) ||
        !http_decode(&call->arena, (struct str){value ? value : "", value_n}, &pair.value)) {
        call->refused = 400;
        return MHD_NO;
    }
    vec_push(&call->arena, &call->request.query, pair);
    return MHD_YES;
}

/* Where the connection comes from. */
static void take_address(struct http_call *call)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(call->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct http_request *q = &call->request;
    const struct sockaddr_in6 *six;
    const struct sockaddr_in *four;
    char text[INET6_ADDRSTRLEN] = "";

    if (!info || !info->client_addr)
        return;
    four = (const struct sockaddr_in *)(const void *)info->client_addr;
    six = (const struct sockaddr_in6 *)(const void *)info->client_addr;
    if (info->client_addr->sa_family == AF_INET) {
        q->loopback = ntohl(four->sin_addr.s_addr) >> 24 == 127;
        inet_ntop(AF_INET, &four->sin_addr, text, sizeof(text));
    } else {
        q->loopback = IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
        inet_ntop(AF_INET6, &six->sin6_addr, text, sizeof(text));
    }
    q->address = str_dup(&call->arena, str_from(text));
}

/* Finds the route; 404, or 405 with the methods that there are. */
static int find_route(struct http_call *call, enum http_method m)
{
    const struct http_config *c = &call->server->c;
    struct http_request *q = &call->request;
    struct buf allow = {0};
    int status = 404;

    for (size_t i = 0; i < c->nroute && q->route < 0; i++) {
        if (!http_match(c->route[i].pattern, q->path, q->param, &q->nparam))
            continue;
        if (c->route[i].method == m)
            q->route = (int)i;
        else
            buf_fmt(&allow, "%s%s", allow.n ? ", " : "", http_method_name(c->route[i].method));
    }
    if (q->route < 0 && allow.n > 0) {
        status = 405;
        http_reply_header(&call->reply, "Allow", str_dup(&call->arena, buf_view(&allow)));
    }
    buf_release(&allow);
    return q->route < 0 ? status : 0;
}

/* A page of an application that a browser opens by its address: no file has that name. */
static bool is_page(const struct http_call *call)
{
    const struct http_config *c = &call->server->c;
    struct str path = call->request.path, last = path;

    if (!c->files_page || !str_has(http_header(&call->request, "Accept"), STR("text/html")) ||
        (c->files_apart && str_starts(path, str_from(c->files_apart))))
        return false;
    while (str_has(last, STR("/")))
        (void)str_cut(&last, STR("/"));
    return !str_has(last, STR("."));
}

/* A static file stands for a GET that no route wants. */
static bool find_file(struct http_call *call, enum http_method m)
{
    const struct http_files *files = call->server->files;

    if (!files || m != HTTP_GET)
        return false;
    call->static_file = http_files_find(files, call->request.path);
    if (!call->static_file && is_page(call))
        call->static_file = http_files_find(files, str_from(call->server->c.files_page));
    return call->static_file != NULL;
}

/* -1: none is told; the caller has checked that there is a body at all. */
static int64_t told_length(const struct http_request *q)
{
    struct str s = http_header(q, "Content-Length");
    int64_t n = 0;

    if (s.n == 0)
        return -1;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9' || n > INT64_MAX / 10 - 9)
            return INT64_MAX;
        n = n * 10 + (s.p[i] - '0');
    }
    return n;
}

static bool has_type(const struct http_request *q, const char *type)
{
    struct str s = http_header(q, "Content-Type");
    size_t n = strlen(type);

    return s.n >= n && strncasecmp(s.p, type, n) == 0 &&
           (s.n == n || s.p[n] == ';' || s.p[n] == ' ');
}

/* What the body may be; 0, 411, 413 or 415. */
static int judge_body(struct http_call *call)
{
    const struct http_config *c = &call->server->c;
    const struct http_request *q = &call->request;
    enum http_body want = q->route >= 0 ? c->route[q->route].body : HTTP_BODY_NONE;
    int64_t told = told_length(q);
    bool none = told == 0 || (told < 0 && http_header(q, "Transfer-Encoding").n == 0);

    call->most = want == HTTP_BODY_UPLOAD ? c->limits.upload_bytes
                 : want == HTTP_BODY_JSON ? c->limits.body_bytes
                                          : 0;
    if (told > call->most)
        return 413;
    if (want == HTTP_BODY_UPLOAD)
        return has_type(q, "multipart/form-data") && http_upload_begin(call) ? 0 : 415;
    if (want == HTTP_BODY_JSON && !none && !has_type(q, "application/json"))
        return 415;
    return 0;
}

/* 0, or the status of a refusal. */
static int judge_head(struct http_call *call, const char *url, const char *method)
{
    struct http_request *q = &call->request;
    enum http_method m;
    int status;

    MHD_get_connection_values_n(call->connection, MHD_HEADER_KIND, take_header, call);
    MHD_get_connection_values_n(call->connection, MHD_GET_ARGUMENT_KIND, take_query, call);
    if (call->refused || !http_path(&call->arena, str_from(url), &q->path))
        return 400;
    if (!http_method_find(method, &m))
        return 501;
    q->method = m;
    call->head_only = strcmp(method, "HEAD") == 0;
    take_address(call);
    status = find_route(call, m);
    if (status == 404 && find_file(call, m))
        status = 0;
    return status;
}

static enum MHD_Result refuse_now(struct http_call *call, int status)
{
    call->stage = HTTP_STAGE_REFUSED;
    http_refuse(call, status);
    return http_respond(call);
}

/* A worker gets the call; the connection stands still until it is given back. */
static bool hand_over(struct http_call *call, enum http_stage stage)
{
    if (call->guarded)
        http_guard_phase(call->guarded, HTTP_PHASE_WORK);
    call->stage = stage;
    MHD_suspend_connection(call->connection);
    return http_pool_put(call->server->pool, &call->job);
}

/* The head has been found to be well. */
static enum MHD_Result await_body(struct http_call *call)
{
    int status = judge_body(call);

    if (status)
        return refuse_now(call, status);
    call->stage = HTTP_STAGE_BODY;
    if (call->guarded)
        http_guard_phase(call->guarded, HTTP_PHASE_BODY);
    return MHD_YES;
}

static enum MHD_Result refuse_busy(struct http_call *call)
{
    http_refuse(call, 503);
    http_reply_header(&call->reply, "Retry-After", STR("1"));
    call->stage = HTTP_STAGE_SEND;
    MHD_resume_connection(call->connection);
    return MHD_YES;
}

static enum MHD_Result take_head(struct http_call *call, const char *url, const char *method)
{
    const struct http_config *c = &call->server->c;
    int status = judge_head(call, url, method), route = call->request.route;

    if (status)
        return refuse_now(call, status);
    if (!c->handler.admit || route < 0 || c->route[route].body == HTTP_BODY_NONE)
        return await_body(call);
    return hand_over(call, HTTP_STAGE_ADMIT) ? MHD_YES : refuse_busy(call);
}

/* A worker has judged the head. */
static enum MHD_Result go_on(struct http_call *call)
{
    if (call->admitted)
        return await_body(call);
    call->stage = HTTP_STAGE_REFUSED;
    return http_respond(call);
}

/* ---- the body ---- */

/* A little more than allowed is read so that the refusal arrives; more is cut off. */
static enum MHD_Result take_body(struct http_call *call, const char *data, size_t *n)
{
    enum { GRACE = 64 << 10 };
    size_t size = *n;

    *n = 0;
    call->bytes_in += (int64_t)size;
    if (call->bytes_in > call->most + GRACE)
        return MHD_NO;
    if (call->bytes_in > call->most)
        call->refused = 413;
    if (call->refused)
        return MHD_YES;
    if (call->post) {
        if (!http_upload_take(call, data, size) && !call->refused)
            call->refused = 400;
        return MHD_YES;
    }
    buf_add(&call->body, data, size);
    return MHD_YES;
}

static int judge_all(struct http_call *call)
{
    if (call->post && !call->refused && !http_upload_finish(call))
        return call->refused ? call->refused : 400;
    call->request.body = buf_view(&call->body);
    if (!call->refused && str_utf8_valid(call->request.body) != call->request.body.n)
        return 400;
    return call->refused;
}

static enum MHD_Result take_all(struct http_call *call)
{
    int status = judge_all(call);

    call->stage = HTTP_STAGE_SEND;
    if (status || call->static_file) {
        if (status)
            http_refuse(call, status);
        return http_respond(call);
    }
    return hand_over(call, HTTP_STAGE_WORK) ? MHD_YES : refuse_busy(call);
}

void http_call_work(void *p, void *worker, struct http_job *job)
{
    struct http_call *call = (struct http_call *)job;
    struct http_handler *h = &((struct http_server *)p)->c.handler;

    if (call->stage == HTTP_STAGE_ADMIT) {
        call->admitted = h->admit(h->p, worker, &call->request, &call->reply);
    } else {
        h->handle(h->p, worker, &call->request, &call->reply);
        call->stage = HTTP_STAGE_SEND;
    }
    MHD_resume_connection(call->connection);
}

enum MHD_Result http_call_take(void *p, struct MHD_Connection *c, const char *url,
                               const char *method, const char *version, const char *data, size_t *n,
                               void **call_p)
{
    struct http_call *call = *call_p;

    (void)p;
    (void)c;
    (void)version;
    if (!call)
        return MHD_NO;
    switch (call->stage) {
    case HTTP_STAGE_HEAD:
        return take_head(call, url, method);
    case HTTP_STAGE_ADMIT:
        return go_on(call);
    case HTTP_STAGE_BODY:
        return *n > 0 ? take_body(call, data, n) : take_all(call);
    case HTTP_STAGE_WORK:
        return MHD_YES;
    case HTTP_STAGE_SEND:
        return http_respond(call);
    case HTTP_STAGE_REFUSED:
        *n = 0;
        return MHD_YES;
    }
    return MHD_NO;
}
