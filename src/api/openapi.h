#ifndef API_OPENAPI_H
#define API_OPENAPI_H
/*
 * api/openapi.h - the table of routes with its schemas as an OpenAPI 3.1 document and as TypeScript
 * types: nothing is written down twice.
 */
#include "api/schema.h"
#include "base/buf.h"

MUST_CHECK enum err_code api_openapi(const struct api_schemas *s, struct buf *out, struct err *err);
MUST_CHECK enum err_code api_types(const struct api_schemas *s, struct buf *out, struct err *err);

#endif
