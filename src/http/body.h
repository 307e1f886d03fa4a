#ifndef HTTP_BODY_H
#define HTTP_BODY_H
/*
 * http/body.h - the body of a request as JSON.
 */
#include "http/message.h"

#include <jansson.h>

/*
 * Parses the body; no body is an empty object.  ERR_INVALID with line and column: not JSON, a key
 * twice, a number that does not fit, NUL in a text.  The value goes with the request's arena.
 */
MUST_CHECK enum err_code http_body_json(const struct http_request *q, json_t **ret,
                                        struct err *err);

#endif
