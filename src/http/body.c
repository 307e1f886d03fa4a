/* http/body.c - see body.h. */
#include "http/body.h"

static void drop(void *p)
{
    json_decref(p);
}

enum err_code http_body_json(const struct http_request *q, json_t **ret, struct err *err)
{
    json_error_t why;
    json_t *v;

    v = q->body.n == 0
            ? json_object()
            : json_loadb(q->body.p, q->body.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &why);
    if (!v) {
        err_set(err, ERR_INVALID, "body is not JSON: line %d column %d", why.line, why.column);
        return err_set_zh(err, "请求正文不是合格的 JSON：第 %d 行第 %d 列", why.line, why.column);
    }
    arena_defer(q->arena, drop, v);
    *ret = v;
    return ERR_OK;
}
