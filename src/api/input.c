/* api/input.c - see input.h. */
#include "api/input.h"

#include "api/problem.h"
#include "base/fen.h"
#include "http/body.h"

static void drop(void *p)
{
    json_decref(p);
}

/* A parameter is text; what its schema says it is decides what it becomes.  One that cannot be read
 * so stays text, and the schema refuses it. */
static json_t *value_of(const struct api_call *c, json_t *schema, struct str text)
{
    const char *type = json_string_value(json_object_get(schema, "type"));
    int64_t n;

    (void)c;
    if (type && strcmp(type, "integer") == 0 && fen_decimal(text, 0, &n))
        return json_integer(n);
    if (type && strcmp(type, "boolean") == 0 &&
        (str_eq(text, STR("true")) || str_eq(text, STR("1"))))
        return json_true();
    if (type && strcmp(type, "boolean") == 0 &&
        (str_eq(text, STR("false")) || str_eq(text, STR("0"))))
        return json_false();
    return json_stringn(text.p, text.n);
}

/* A parameter that may come more than once is an array. */
static void add_parameter(const struct api_call *c, json_t *in, const struct http_pair *p)
{
    json_t *schema = api_schema_get(&c->x->schemas, c->route->request), *one, *list;
    const char *name = str_dup(c->arena, p->name).p;

    one = json_object_get(json_object_get(schema, "properties"), name);
    one = one ? api_schema_resolve(&c->x->schemas, one) : NULL;
    if (!one || !json_object_get(one, "items")) {
        json_object_set_new(in, name, value_of(c, one, p->value));
        return;
    }
    list = json_object_get(in, name);
    if (!list) {
        list = json_array();
        json_object_set_new(in, name, list);
    }
    json_array_append_new(list, value_of(c, json_object_get(one, "items"), p->value));
}

static bool read_pairs(struct api_call *c, const struct http_pair *at, size_t n)
{
    c->in = json_object();
    arena_defer(c->arena, drop, c->in);
    for (size_t i = 0; i < n && c->route->request[0]; i++)
        add_parameter(c, c->in, &at[i]);
    return true;
}

static bool read_body(struct api_call *c)
{
    struct err err;

    if (http_body_json(c->q, &c->in, &err) == ERR_OK)
        return true;
    api_problem(c->r, c->q, &err, NULL);
    c->r->status = 400;
    return false;
}

static bool read_input(struct api_call *c)
{
    switch (c->route->body) {
    case HTTP_BODY_NONE:
        return read_pairs(c, c->q->query.at, c->q->query.n);
    case HTTP_BODY_UPLOAD:
        return read_pairs(c, c->q->form.at, c->q->form.n);
    case HTTP_BODY_JSON:
        return read_body(c);
    }
    return false;
}

bool api_input(struct api_call *c)
{
    struct api_faults f = {.arena = c->arena};

    if (!read_input(c))
        return false;
    if (c->route->request[0] == '\0' ||
        api_schema_fits(&c->x->schemas, c->route->request, c->in, &f))
        return true;
    api_problem_faults(c->r, c->q, &f);
    return false;
}
