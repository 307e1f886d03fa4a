/* api/meta.c - the server about itself: is it well, what can be asked, what is new. */
#include "api/handlers.h"
#include "api/news.h"
#include "base/fen.h"

enum err_code api_health(struct api_call *c, struct err *err)
{
    (void)err;
    json_open(c->out, NULL, '{');
    json_text(c->out, "status", STR("ok"));
    json_close(c->out, '}');
    return ERR_OK;
}

/* Ready: a worker got here, and the store answers. */
enum err_code api_ready(struct api_call *c, struct err *err)
{
    struct registry_district d;
    struct store *s;

    TRY(api_store(c, &s, err));
    TRY(registry_district_get(s, c->arena, &d, err));
    return api_health(c, err);
}

enum err_code api_metrics(struct api_call *c, struct err *err)
{
    (void)err;
    c->r->type = "text/plain; version=0.0.4; charset=utf-8";
    http_server_metrics(c->x->http, c->out);
    return ERR_OK;
}

enum err_code api_document(struct api_call *c, struct err *err)
{
    (void)err;
    buf_str(c->out, c->x->openapi);
    return ERR_OK;
}

/* A browser says where it was in a header when it comes back by itself. */
enum err_code api_events(struct api_call *c, struct err *err)
{
    struct str last = http_header(c->q, "Last-Event-ID");
    int64_t after = api_int(c, "after", -1);

    if (last.n > 0 && (!fen_decimal(last, 0, &after) || after < 0))
        return api_invalid(err, "Last-Event-ID 应当是收到的最后一个编号");
    c->r->type = "text/event-stream";
    http_reply_header(c->r, "X-Accel-Buffering", STR("no"));
    c->r->stream = api_news_stream(c->x->news, c->actor, after);
    return ERR_OK;
}
