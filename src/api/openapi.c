/* api/openapi.c - the OpenAPI 3.1 document; see openapi.h. */
#include "api/openapi.h"

#include "api/api.h"
#include "api/route.h"
#include "base/json.h"

#include <ctype.h>
#include <stdlib.h>

struct printing {
    const struct api_schemas *s;
    struct buf *b;
};

static void put_ref(struct buf *b, const char *key, const char *schema)
{
    json_open(b, key, '{');
    json_key(b, "$ref");
    buf_fmt(b, "\"#/components/schemas/%s\"", schema);
    json_close(b, '}');
}

static void put_content(struct buf *b, const char *type, const char *schema)
{
    json_open(b, "content", '{');
    json_open(b, type, '{');
    if (schema[0])
        put_ref(b, "schema", schema);
    json_close(b, '}');
    json_close(b, '}');
}

static void put_json(struct printing *p, const char *key, const json_t *v)
{
    char *text = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);

    json_key(p->b, key);
    buf_z(p->b, text);
    free(text);
}

static void put_path_parameters(struct printing *p, struct str path)
{
    while (path.n > 0) {
        struct str part = str_cut(&path, STR("/"));

        if (part.n < 3 || part.p[0] != '{')
            continue;
        json_open(p->b, NULL, '{');
        json_text(p->b, "name", str_sub(part, 1, part.n - 1));
        json_text(p->b, "in", STR("path"));
        json_bool(p->b, "required", true);
        json_open(p->b, "schema", '{');
        json_text(p->b, "type", STR("string"));
        json_close(p->b, '}');
        json_close(p->b, '}');
    }
}

static bool is_required(const json_t *schema, const char *name)
{
    json_t *list = json_object_get(schema, "required"), *one;
    size_t i;

    json_array_foreach(list, i, one)
    {
        if (strcmp(json_string_value(one), name) == 0)
            return true;
    }
    return false;
}

static void put_query(struct printing *p, const struct api_route *r)
{
    json_t *schema = api_schema_get(p->s, r->request), *one;
    const char *name;

    json_object_foreach(json_object_get(schema, "properties"), name, one)
    {
        json_open(p->b, NULL, '{');
        json_text(p->b, "name", str_from(name));
        json_text(p->b, "in", STR("query"));
        json_bool(p->b, "required", is_required(schema, name));
        put_json(p, "schema", one);
        json_close(p->b, '}');
    }
}

static void put_header(struct buf *b, const char *name, bool required)
{
    json_open(b, NULL, '{');
    json_text(b, "name", str_from(name));
    json_text(b, "in", STR("header"));
    json_bool(b, "required", required);
    json_open(b, "schema", '{');
    json_text(b, "type", STR("string"));
    json_close(b, '}');
    json_close(b, '}');
}

static void put_parameters(struct printing *p, const struct api_route *r)
{
    json_open(p->b, "parameters", '[');
    put_path_parameters(p, r->path);
    if (r->method == HTTP_GET && r->request[0])
        put_query(p, r);
    if (r->method == HTTP_POST && r->body == HTTP_BODY_JSON)
        put_header(p->b, "Idempotency-Key", false);
    if (strcmp(r->id, "matter_act") == 0)
        put_header(p->b, "If-Match", true);
    json_close(p->b, ']');
}

/* The fields of the form with the file beside them. */
static void put_form(struct printing *p, const char *schema)
{
    json_t *s = json_deep_copy(api_schema_get(p->s, schema)), *file = json_object();

    json_object_set_new(file, "type", json_string("string"));
    json_object_set_new(file, "contentMediaType", json_string("application/octet-stream"));
    json_object_set_new(json_object_get(s, "properties"), "file", file);
    json_open(p->b, "content", '{');
    json_open(p->b, "multipart/form-data", '{');
    put_json(p, "schema", s);
    json_close(p->b, '}');
    json_close(p->b, '}');
    json_decref(s);
}

static void put_request(struct printing *p, const struct api_route *r)
{
    if (r->body == HTTP_BODY_NONE)
        return;
    json_open(p->b, "requestBody", '{');
    json_bool(p->b, "required", true);
    if (r->body == HTTP_BODY_UPLOAD)
        put_form(p, r->request);
    else
        put_content(p->b, "application/json", r->request);
    json_close(p->b, '}');
}

static void put_responses(struct printing *p, const struct api_route *r)
{
    char status[8];

    snprintf(status, sizeof(status), "%d", r->status);
    json_open(p->b, "responses", '{');
    json_open(p->b, status, '{');
    json_text(p->b, "description", str_from(r->en));
    if (r->reply[0])
        put_content(p->b, "application/json", r->reply);
    json_close(p->b, '}');
    json_open(p->b, "default", '{');
    json_text(p->b, "description", STR("What went wrong (RFC 9457)"));
    put_content(p->b, "application/problem+json", "Problem");
    json_close(p->b, '}');
    json_close(p->b, '}');
}

static void put_operation(struct printing *p, const struct api_route *r)
{
    char method[8];
    size_t n = 0;

    for (const char *m = http_method_name(r->method); *m && n < sizeof(method) - 1; m++)
        method[n++] = (char)tolower((unsigned char)*m);
    method[n] = '\0';
    json_open(p->b, method, '{');
    json_text(p->b, "operationId", str_from(r->id));
    json_text(p->b, "summary", str_from(r->zh));
    json_text(p->b, "description", str_from(r->en));
    if (r->capability.n > 0 && !api_route_open(r) && !api_route_self(r))
        json_text(p->b, "x-capability", r->capability);
    if (api_route_open(r)) {
        json_open(p->b, "security", '[');
        json_close(p->b, ']');
    }
    put_parameters(p, r);
    put_request(p, r);
    put_responses(p, r);
    json_close(p->b, '}');
}

/* Routes of one path stand together, under the first of them. */
static void put_paths(struct printing *p)
{
    char path[128];

    json_open(p->b, "paths", '{');
    for (size_t i = 0; i < api_nroute; i++) {
        bool first = true;

        for (size_t k = 0; k < i; k++)
            first &= !str_eq(api_routes[k].path, api_routes[i].path);
        if (!first)
            continue;
        snprintf(path, sizeof(path), "%.*s", STR_F(api_routes[i].path));
        json_open(p->b, path, '{');
        for (size_t k = i; k < api_nroute; k++)
            if (str_eq(api_routes[k].path, api_routes[i].path))
                put_operation(p, &api_routes[k]);
        json_close(p->b, '}');
    }
    json_close(p->b, '}');
}

/* One of several ways to say who asks. */
static void put_scheme(struct buf *b, const char *name)
{
    json_open(b, NULL, '{');
    json_open(b, name, '[');
    json_close(b, ']');
    json_close(b, '}');
}

static void put_components(struct printing *p)
{
    json_open(p->b, "components", '{');
    put_json(p, "schemas", p->s->all);
    json_open(p->b, "securitySchemes", '{');
    json_open(p->b, "token", '{');
    json_text(p->b, "type", STR("http"));
    json_text(p->b, "scheme", STR("bearer"));
    json_close(p->b, '}');
    json_open(p->b, "session", '{');
    json_text(p->b, "type", STR("apiKey"));
    json_text(p->b, "in", STR("cookie"));
    json_text(p->b, "name", STR("ld_session"));
    json_close(p->b, '}');
    json_close(p->b, '}');
    json_close(p->b, '}');
    json_open(p->b, "security", '[');
    put_scheme(p->b, "session");
    put_scheme(p->b, "token");
    json_close(p->b, ']');
}

/* A route names schemas that there are. */
static enum err_code check_names(const struct api_schemas *s, struct err *err)
{
    for (size_t i = 0; i < api_nroute; i++) {
        const struct api_route *r = &api_routes[i];

        if (r->request[0] && !api_schema_get(s, r->request))
            return err_set(err, ERR_INVALID, "route %s: no schema %s", r->id, r->request);
        if (r->reply[0] && !api_schema_get(s, r->reply))
            return err_set(err, ERR_INVALID, "route %s: no schema %s", r->id, r->reply);
    }
    return ERR_OK;
}

enum err_code api_openapi(const struct api_schemas *s, struct buf *out, struct err *err)
{
    struct printing p = {s, out};

    TRY(check_names(s, err));
    json_open(out, NULL, '{');
    json_text(out, "openapi", STR("3.1.0"));
    json_open(out, "info", '{');
    json_text(out, "title", STR("Liandong 联动"));
    json_text(out, "version", STR("1"));
    json_close(out, '}');
    put_paths(&p);
    put_components(&p);
    json_close(out, '}');
    return ERR_OK;
}

enum err_code api_openapi_print(struct buf *out, struct err *err)
{
    struct api_schemas s;
    enum err_code rc;

    TRY(api_schemas_load(&s, err));
    rc = api_openapi(&s, out, err);
    api_schemas_release(&s);
    return rc;
}
