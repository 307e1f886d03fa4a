/* http/respond.c - a reply goes out, and the line of the log that tells of it; see
 * server_internal.h. */
#include "base/clock.h"
#include "base/json.h"
#include "http/server_internal.h"

static void keep(void *p)
{
    (void)p;
}

void http_refuse(struct http_call *call, int status)
{
    const struct http_handler *h = &call->server->c.handler;

    call->reply.status = status;
    h->refuse(h->p, &call->request, &call->reply);
}

static bool lists(struct str list, struct str want)
{
    while (list.n > 0) {
        struct str one = str_trim(str_cut(&list, STR(",")));
        bool weak = str_starts(one, STR("W/"));

        if (str_eq(one, STR("*")) || str_eq(weak ? str_tail(one, 2) : one, want))
            return true;
    }
    return false;
}

static bool takes_gzip(const struct http_request *q)
{
    struct str list = http_header(q, "Accept-Encoding");

    while (list.n > 0) {
        struct str one = str_trim(str_cut(&list, STR(",")));

        if (str_eq(one, STR("gzip")))
            return true;
    }
    return false;
}

static struct MHD_Response *of_bytes(struct str s)
{
    return MHD_create_response_from_buffer_with_free_callback(s.n, (void *)(uintptr_t)s.p, keep);
}

/* A file never changes under its name while the server runs; whether it did since is the tag's
 * business. */
static struct MHD_Response *file_response(struct http_call *call)
{
    const struct http_file *f = call->static_file;
    bool gzip = f->gzip.n > 0 && takes_gzip(&call->request);
    struct str body = gzip ? f->gzip : f->bytes;
    struct MHD_Response *r;

    call->reply.status = 200;
    call->reply.type = f->type;
    if (lists(http_header(&call->request, "If-None-Match"), f->etag)) {
        call->reply.status = 304;
        body = STR("");
    }
    call->bytes_out = (int64_t)body.n;
    r = of_bytes(body);
    MHD_add_response_header(r, "ETag", f->etag.p);
    MHD_add_response_header(r, "Cache-Control", "no-cache");
    MHD_add_response_header(r, "Vary", "Accept-Encoding");
    if (gzip && call->reply.status == 200)
        MHD_add_response_header(r, "Content-Encoding", "gzip");
    return r;
}

static struct MHD_Response *body_response(struct http_call *call)
{
    struct http_reply *p = &call->reply;
    struct MHD_Response *r;

    call->bytes_out = (int64_t)p->body.n;
    if (p->body.n == 0)
        return of_bytes(STR(""));
    r = MHD_create_response_from_buffer_with_free_callback(p->body.n, p->body.p, free);
    if (r)
        p->body = (struct buf){0}; /* the response has it now */
    return r;
}

static void add_headers(struct MHD_Response *r, const struct http_call *call)
{
    const struct http_reply *p = &call->reply;

    for (size_t i = 0; i < p->nheader; i++)
        MHD_add_response_header(r, p->header[i].name,
                                str_dup(call->request.arena, p->header[i].value).p);
    if (p->type)
        MHD_add_response_header(r, "Content-Type", p->type);
    MHD_add_response_header(r, "X-Request-Id", call->request.id.p);
    MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(r, "Referrer-Policy", "no-referrer");
    MHD_add_response_header(r, "X-Frame-Options", "DENY");
    MHD_add_response_header(r, "Content-Security-Policy",
                            "default-src 'self'; style-src 'self' 'unsafe-inline'; "
                            "img-src 'self' data:; frame-ancestors 'none'");
    if (call->server->c.cert.n > 0)
        MHD_add_response_header(r, "Strict-Transport-Security", "max-age=31536000");
    if (!call->static_file)
        MHD_add_response_header(r, "Cache-Control", "no-store");
    if (call->stage == HTTP_STAGE_REFUSED || call->server->stopping)
        MHD_add_response_header(r, "Connection", "close");
}

enum MHD_Result http_respond(struct http_call *call)
{
    struct MHD_Response *r;
    enum MHD_Result rc;

    if (call->guarded)
        http_guard_phase(call->guarded,
                         call->reply.stream.next ? HTTP_PHASE_STREAM : HTTP_PHASE_SEND);
    r = call->reply.stream.next ? http_stream_response(call)
        : call->static_file     ? file_response(call)
                                : body_response(call);
    if (!r)
        return MHD_NO;
    add_headers(r, call);
    rc = MHD_queue_response(call->connection, (unsigned)call->reply.status, r);
    MHD_destroy_response(r);
    return rc;
}

/* Neither the path nor the query nor the address: what a person is called or looks for does not
 * belong into a log. */
void http_log_call(struct http_call *call)
{
    const struct http_config *c = &call->server->c;
    const struct http_request *q = &call->request;
    struct buf b = {0}, at = {0};

    if (!c->log)
        return;
    clock_print(&at, c->clock.now(c->clock.p));
    json_open(&b, NULL, '{');
    json_text(&b, "time", buf_view(&at));
    json_text(&b, "request", q->id);
    json_text(&b, "method", str_from(http_method_name(q->method)));
    json_text(&b, "route", q->route >= 0 ? c->route[q->route].pattern : STR(""));
    json_bool(&b, "file", call->static_file != NULL);
    json_i64(&b, "status", call->reply.status);
    json_i64(&b, "in", call->bytes_in);
    json_i64(&b, "out", call->bytes_out);
    json_i64(&b, "us", (clock_elapsed_ns() - call->started) / 1000);
    json_close(&b, '}');
    buf_char(&b, '\n');
    fwrite(b.p, 1, b.n, c->log);
    fflush(c->log);
    buf_release(&b);
    buf_release(&at);
}
