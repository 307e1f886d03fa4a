/* api/types.c - the schemas and routes as TypeScript; see openapi.h. */
#include "api/api.h"
#include "api/openapi.h"
#include "api/route.h"

static void put_type(const json_t *schema, int depth, struct buf *out);

static void indent(struct buf *out, int depth)
{
    for (int i = 0; i < depth; i++)
        buf_z(out, "  ");
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

static void put_object(const json_t *schema, int depth, struct buf *out)
{
    json_t *properties = json_object_get(schema, "properties"), *one,
           *others = json_object_get(schema, "additionalProperties");
    const char *name;

    if (!properties) {
        buf_z(out, "{ [name: string]: "); /* not Record<…>: a schema is called so */
        if (json_is_object(others))
            put_type(others, depth, out);
        else
            buf_z(out, "unknown");
        buf_z(out, " }");
        return;
    }
    buf_z(out, "{\n");
    json_object_foreach(properties, name, one)
    {
        indent(out, depth + 1);
        buf_fmt(out, "%s%s: ", name, is_required(schema, name) ? "" : "?");
        put_type(one, depth + 1, out);
        buf_z(out, ";\n");
    }
    indent(out, depth);
    buf_char(out, '}');
}

static void put_enum(const json_t *list, struct buf *out)
{
    const json_t *one;
    size_t i;

    json_array_foreach(list, i, one)
    {
        buf_fmt(out, "%s\"%s\"", i ? " | " : "", json_string_value(one));
    }
}

static void put_named(const char *type, const json_t *schema, int depth, struct buf *out)
{
    if (strcmp(type, "object") == 0) {
        put_object(schema, depth, out);
    } else if (strcmp(type, "array") == 0) {
        buf_z(out, "Array<");
        put_type(json_object_get(schema, "items"), depth, out);
        buf_char(out, '>');
    } else {
        buf_z(out, strcmp(type, "integer") == 0 ? "number" : type);
    }
}

static void put_type(const json_t *schema, int depth, struct buf *out)
{
    const json_t *type = json_object_get(schema, "type"), *one;
    const char *ref = api_schema_reference(schema);
    size_t i;

    if (ref) {
        buf_z(out, ref);
    } else if (json_object_get(schema, "enum")) {
        put_enum(json_object_get(schema, "enum"), out);
    } else if (json_is_string(type)) {
        put_named(json_string_value(type), schema, depth, out);
    } else if (json_is_array(type)) {
        json_array_foreach(type, i, one)
        {
            buf_z(out, i ? " | " : "");
            put_named(json_string_value(one), schema, depth, out);
        }
    } else {
        buf_z(out, "unknown");
    }
}

static void put_routes(struct buf *out)
{
    buf_z(out, "export const routes = {\n");
    for (size_t i = 0; i < api_nroute; i++)
        buf_fmt(out, "  %s: { method: \"%s\", path: \"%.*s\" },\n", api_routes[i].id,
                http_method_name(api_routes[i].method), STR_F(api_routes[i].path));
    buf_z(out, "} as const;\n\n/* What each route takes (query, form or body) and gives. */\n"
               "export interface Routes {\n");
    for (size_t i = 0; i < api_nroute; i++)
        buf_fmt(out, "  %s: { request: %s; reply: %s };\n", api_routes[i].id,
                api_routes[i].request[0] ? api_routes[i].request : "undefined",
                api_routes[i].reply[0] ? api_routes[i].reply : "unknown");
    buf_z(out, "}\n");
}

enum err_code api_types(const struct api_schemas *s, struct buf *out, struct err *err)
{
    const char *name;
    json_t *one;

    (void)err;
    buf_z(out,
          "/* Made by `liandong api types` out of src/api/routes.def and src/api/schema. */\n\n");
    json_object_foreach(s->all, name, one)
    {
        buf_fmt(out, "export type %s = ", name);
        put_type(one, 0, out);
        buf_z(out, ";\n\n");
    }
    put_routes(out);
    return ERR_OK;
}

enum err_code api_types_print(struct buf *out, struct err *err)
{
    struct api_schemas s;
    enum err_code rc;

    TRY(api_schemas_load(&s, err));
    rc = api_types(&s, out, err);
    api_schemas_release(&s);
    return rc;
}
