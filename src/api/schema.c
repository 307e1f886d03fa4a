/* api/schema.c - see schema.h. */
#include "api/schema.h"

#include "base/buf.h"
#include "base/bug.h"

#define PREFIX "#/components/schemas/"
enum { MAX_FAULTS = 20, MAX_DEPTH = 32 };

/* ---- loading ---- */

static const char *const words[] = {
    "type",      "properties",  "required", "additionalProperties",
    "items",     "enum",        "minimum",  "maximum",
    "minLength", "maxLength",   "minItems", "maxItems",
    "$ref",      "description",
};

static bool known_word(const char *word)
{
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}

static bool prepare(json_t *schema, const json_t *all);

static bool prepare_each(json_t *schemas, const json_t *all)
{
    const char *name;
    json_t *one;

    json_object_foreach(schemas, name, one)
    {
        if (!prepare(one, all))
            return false;
    }
    return true;
}

/* Completes a reference and says what is meant by silence: no other members. */
static bool prepare(json_t *schema, const json_t *all)
{
    json_t *ref = json_object_get(schema, "$ref"), *part;
    const char *word;
    char path[128];

    json_object_foreach(schema, word, part)
    {
        if (!known_word(word))
            return false;
    }
    if (ref) {
        if (!json_object_get(all, json_string_value(ref)))
            return false;
        snprintf(path, sizeof(path), PREFIX "%s", json_string_value(ref));
        json_string_set(ref, path);
        return true;
    }
    part = json_object_get(schema, "properties");
    if (part && !json_object_get(schema, "additionalProperties"))
        json_object_set_new(schema, "additionalProperties", json_false());
    if (part && !prepare_each(part, all))
        return false;
    part = json_object_get(schema, "additionalProperties");
    if (json_is_object(part) && !prepare(part, all))
        return false;
    part = json_object_get(schema, "items");
    return json_is_object(schema) && (!part || prepare(part, all));
}

static enum err_code load(json_t *files, struct api_schemas *s, struct err *err)
{
    const char *name;
    json_t *file, *one;
    size_t i;

    json_array_foreach(files, i, file)
    {
        json_object_foreach(file, name, one)
        {
            if (json_object_get(s->all, name))
                return err_set(err, ERR_INVALID, "schema %s is defined twice", name);
            json_object_set(s->all, name, one);
        }
    }
    json_object_foreach(s->all, name, one)
    {
        if (!prepare(one, s->all))
            return err_set(err, ERR_INVALID, "schema %s is not understood", name);
    }
    return ERR_OK;
}

enum err_code api_schemas_load(struct api_schemas *ret, struct err *err)
{
    struct api_schemas s = {json_object()};
    json_error_t bad;
    json_t *files = json_loadb(api_schema_text, api_schema_text_n, JSON_REJECT_DUPLICATES, &bad);
    enum err_code rc;

    rc = files ? load(files, &s, err)
               : err_set(err, ERR_INVALID, "schemas: line %d: %s", bad.line, bad.text);
    json_decref(files);
    if (rc != ERR_OK) {
        api_schemas_release(&s);
        return rc;
    }
    *ret = s;
    return ERR_OK;
}

void api_schemas_release(struct api_schemas *s)
{
    json_decref(s->all);
    s->all = NULL;
}

const char *api_schema_reference(const json_t *schema)
{
    const char *ref = json_string_value(json_object_get(schema, "$ref"));

    return ref ? ref + strlen(PREFIX) : NULL;
}

json_t *api_schema_get(const struct api_schemas *s, const char *name)
{
    return json_object_get(s->all, name);
}

json_t *api_schema_resolve(const struct api_schemas *s, json_t *schema)
{
    const char *ref;

    for (int i = 0; i < MAX_DEPTH && (ref = api_schema_reference(schema)); i++)
        schema = json_object_get(s->all, ref);
    BUG_ON(api_schema_reference(schema));
    return schema;
}

/* ---- checking ---- */

struct checking {
    const struct api_schemas *s;
    struct api_faults *f;
    struct str at; /* pointer to the value */
    int depth;
};

static void fault(struct checking *x, const char *zh, const char *en)
{
    struct arena *a = x->f->arena;

    if (x->f->v.n < MAX_FAULTS)
        vec_push(a, &x->f->v,
                 (struct api_fault){x->at, str_dup(a, str_from(zh)), str_dup(a, str_from(en))});
}

static void fault_number(struct checking *x, const char *zh, const char *en, int64_t n)
{
    struct arena *a = x->f->arena;

    fault(x, str_fmt(a, "%s %lld", zh, (long long)n).p, str_fmt(a, "%s %lld", en, (long long)n).p);
}

static bool check(struct checking *x, json_t *schema, json_t *v);

/* "~" and "/" in a name are written ~0 and ~1. */
static struct checking below(const struct checking *x, const char *name)
{
    struct checking c = *x;
    struct buf b = {0};

    buf_str(&b, x->at);
    buf_char(&b, '/');
    for (; *name; name++) {
        if (*name == '~' || *name == '/')
            buf_z(&b, *name == '~' ? "~0" : "~1");
        else
            buf_char(&b, *name);
    }
    c.at = str_dup(x->f->arena, buf_view(&b));
    buf_release(&b);
    c.depth++;
    return c;
}

static const char *type_of(const json_t *v)
{
    switch (json_typeof(v)) {
    case JSON_OBJECT:
        return "object";
    case JSON_ARRAY:
        return "array";
    case JSON_STRING:
        return "string";
    case JSON_INTEGER:
        return "integer";
    case JSON_REAL:
        return "number";
    case JSON_TRUE:
    case JSON_FALSE:
        return "boolean";
    case JSON_NULL:
        return "null";
    }
    return "";
}

static bool has_type(const json_t *types, const char *is)
{
    const json_t *one;
    size_t i;

    if (json_is_string(types))
        return strcmp(json_string_value(types), is) == 0;
    json_array_foreach(types, i, one)
    {
        if (strcmp(json_string_value(one), is) == 0)
            return true;
    }
    return false;
}

static bool check_required(struct checking *x, json_t *required, json_t *v)
{
    json_t *name;
    bool ok = true;
    size_t i;

    json_array_foreach(required, i, name)
    {
        struct checking c;

        if (json_object_get(v, json_string_value(name)))
            continue;
        c = below(x, json_string_value(name));
        fault(&c, "缺少这一项", "missing");
        ok = false;
    }
    return ok;
}

static bool check_object(struct checking *x, json_t *schema, json_t *v)
{
    json_t *properties = json_object_get(schema, "properties"), *one,
           *others = json_object_get(schema, "additionalProperties");
    bool ok = check_required(x, json_object_get(schema, "required"), v);
    const char *name;

    json_object_foreach(v, name, one)
    {
        json_t *p = json_object_get(properties, name);
        struct checking c = below(x, name);

        p = p ? p : json_is_object(others) ? others : NULL;
        if (p)
            ok &= check(&c, p, one);
        if (!p && json_is_false(others)) {
            fault(&c, "没有这一项", "no such member");
            ok = false;
        }
    }
    return ok;
}

static bool check_count(struct checking *x, json_t *schema, bool text, size_t n)
{
    json_t *least = json_object_get(schema, text ? "minLength" : "minItems"),
           *most = json_object_get(schema, text ? "maxLength" : "maxItems");

    if (least && (json_int_t)n < json_integer_value(least)) {
        fault_number(x, text ? "字数至少" : "项数至少", text ? "length at least" : "items at least",
                     json_integer_value(least));
        return false;
    }
    if (most && (json_int_t)n > json_integer_value(most)) {
        fault_number(x, text ? "字数至多" : "项数至多", text ? "length at most" : "items at most",
                     json_integer_value(most));
        return false;
    }
    return true;
}

static bool check_array(struct checking *x, json_t *schema, json_t *v)
{
    json_t *items = json_object_get(schema, "items"), *one;
    bool ok = check_count(x, schema, false, json_array_size(v));
    char name[24];
    size_t i;

    json_array_foreach(v, i, one)
    {
        struct checking c;

        snprintf(name, sizeof(name), "%zu", i);
        c = below(x, name);
        ok &= !items || check(&c, items, one);
    }
    return ok;
}

static bool check_integer(struct checking *x, json_t *schema, json_t *v)
{
    json_t *least = json_object_get(schema, "minimum"), *most = json_object_get(schema, "maximum");

    if (least && json_integer_value(v) < json_integer_value(least)) {
        fault_number(x, "至少为", "at least", json_integer_value(least));
        return false;
    }
    if (most && json_integer_value(v) > json_integer_value(most)) {
        fault_number(x, "至多为", "at most", json_integer_value(most));
        return false;
    }
    return true;
}

static bool check_enum(struct checking *x, json_t *list, json_t *v)
{
    struct buf b = {0};
    json_t *one;
    size_t i;

    if (!list)
        return true;
    json_array_foreach(list, i, one)
    {
        if (json_equal(one, v)) {
            buf_release(&b);
            return true;
        }
        buf_fmt(&b, "%s%s", i ? ", " : "", json_string_value(one));
    }
    fault(x, str_fmt(x->f->arena, "应当是其中之一：%.*s", (int)b.n, b.p).p,
          str_fmt(x->f->arena, "one of %.*s", (int)b.n, b.p).p);
    buf_release(&b);
    return false;
}

static bool check(struct checking *x, json_t *schema, json_t *v)
{
    const json_t *type;
    struct str s;

    if (x->depth > MAX_DEPTH) {
        fault(x, "嵌套过深", "nested too deep");
        return false;
    }
    schema = api_schema_resolve(x->s, schema);
    type = json_object_get(schema, "type");
    if (type && !has_type(type, type_of(v))) {
        fault(x, "类型不对", "wrong type");
        return false;
    }
    if (!check_enum(x, json_object_get(schema, "enum"), v))
        return false;
    if (json_is_object(v))
        return check_object(x, schema, v);
    if (json_is_array(v))
        return check_array(x, schema, v);
    if (json_is_integer(v))
        return check_integer(x, schema, v);
    if (!json_is_string(v))
        return true;
    s = (struct str){json_string_value(v), json_string_length(v)};
    return check_count(x, schema, true, str_utf8_count(s));
}

bool api_schema_fits(const struct api_schemas *s, const char *name, json_t *value,
                     struct api_faults *f)
{
    struct checking x = {s, f, STR(""), 0};
    json_t *schema = api_schema_get(s, name);

    BUG_ON(!schema);
    return check(&x, schema, value);
}
