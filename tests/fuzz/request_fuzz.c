/*
 * tests/fuzz/request_fuzz.c - what a stranger writes into a request: the first line is a path, held against every
 * route; the rest a body, held against every schema of a request. Decoding twice the same gives the
 * same, and what a path decodes to never holds what http/target.h forbids.
 */
#include "api/route.h"
#include "api/schema.h"
#include "api/who.h"
#include "http/body.h"
#include "http/target.h"

#include <stdlib.h>

static const struct api_schemas *schemas(void)
{
    static struct api_schemas s;
    struct err err;

    if (!s.all && api_schemas_load(&s, &err) != ERR_OK)
        abort();
    return &s;
}

static void try_path(struct arena *a, struct str raw)
{
    struct str path, param[HTTP_MAX_PARAM];
    size_t n;

    if (!http_path(a, raw, &path))
        return;
    if (path.p[0] != '/' || str_has(path, STR("//")) || str_has(path, STR("/../")) ||
        str_ends(path, STR("/..")) || memchr(path.p, 0, path.n))
        abort();
    for (size_t i = 0; i < api_nroute; i++)
        if (http_match(api_routes[i].path, path, param, &n) && n > HTTP_MAX_PARAM)
            abort();
}

/* A cookie's value is a part of its header without the next one; where a page is from is judged of any
 * bytes. */
static void try_headers(struct arena *a, struct str raw)
{
    struct http_request q = {.arena = a};
    struct str value;

    vec_push(a, &q.header, (struct http_pair){STR("Cookie"), raw});
    vec_push(a, &q.header, (struct http_pair){STR("Origin"), raw});
    vec_push(a, &q.header, (struct http_pair){STR("Host"), STR("localhost")});
    value = http_cookie(&q, STR("sid"));
    if (value.n > 0 &&
        (value.p < raw.p || value.p + value.n > raw.p + raw.n || str_has(value, STR(";"))))
        abort();
    if (raw.n > 0 && !api_from_elsewhere(&q) && !str_ends(raw, STR("localhost")))
        abort();
}

static void try_body(struct arena *a, struct str bytes)
{
    struct http_request q = {.arena = a, .body = bytes};
    struct err err;
    json_t *v;

    if (str_utf8_valid(bytes) != bytes.n || http_body_json(&q, &v, &err) != ERR_OK)
        return;
    for (size_t i = 0; i < api_nroute; i++) {
        struct api_faults f = {.arena = a};

        if (api_routes[i].request[0] && !api_schema_fits(schemas(), api_routes[i].request, v, &f) &&
            f.v.n == 0)
            abort(); /* refused without a reason */
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = {(const char *)data, size}, line;
    struct arena a;

    arena_init(&a, 0);
    line = str_cut(&rest, STR("\n"));
    try_path(&a, line);
    try_headers(&a, line);
    try_body(&a, rest);
    arena_release(&a);
    return 0;
}
