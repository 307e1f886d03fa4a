#ifndef API_SCHEMA_H
#define API_SCHEMA_H
/*
 * api/schema.h - the shapes of requests and replies: schema/<resource>.json, a part of JSON Schema
 * 2020-12, built into the program.
 *
 * What it is not: a general validator.  A word that it does not know is refused when the schemas are
 * loaded, so none goes unchecked.  An object takes no other members than its properties.
 */
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

#include <jansson.h>

struct api_schemas {
    json_t *all; /* name: schema, with references as OpenAPI writes them */
};

struct api_fault {
    struct str pointer; /* "/fields/0/name" */
    struct str zh, en;
};
struct api_faults {
    struct arena *arena;
    VEC(struct api_fault) v; /* at most 20 */
};

MUST_CHECK enum err_code api_schemas_load(struct api_schemas *ret, struct err *err);
void api_schemas_release(struct api_schemas *s);

/* True when the value fits; otherwise the faults say where not. */
bool api_schema_fits(const struct api_schemas *s, const char *name, json_t *value,
                     struct api_faults *f);
/* The schema called so, resolved; NULL. */
json_t *api_schema_get(const struct api_schemas *s, const char *name);
/* Where a reference leads; the schema itself when it is none. */
json_t *api_schema_resolve(const struct api_schemas *s, json_t *schema);
/* "Clue" of {"$ref": "#/components/schemas/Clue"}; NULL. */
const char *api_schema_reference(const json_t *schema);

/* All files of schema/, one JSON array; made by the build. */
extern const char api_schema_text[];
extern const size_t api_schema_text_n;

#endif
