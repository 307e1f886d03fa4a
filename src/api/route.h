#ifndef API_ROUTE_H
#define API_ROUTE_H
/*
 * api/route.h - the table of routes, from which dispatch, the OpenAPI document and the TypeScript
 * types derive.  routes.def is the one list.  Constant data.
 */
#include "http/server.h"

struct api_call;

struct api_route {
    const char *id; /* "clue_list": operationId, name of the handler behind api_ */
    enum http_method method;
    struct str path;
    enum http_body body;
    /* Of law/capability.yaml; "": everybody who is known; API_SELF: also who must set a password or
     * codes first; API_OPEN: everybody. */
    struct str capability;
    const char
        *request;      /* schema of the query (GET), of the body, of an upload's fields; "": none */
    const char *reply; /* schema of the reply; "": not JSON */
    int status;        /* when all is well */
    const char *zh, *en;
    enum err_code (*handle)(struct api_call *c, struct err *err);
};

#define API_OPEN "*"
#define API_SELF "="

extern const struct api_route api_routes[];
extern const size_t api_nroute;

static inline bool api_route_open(const struct api_route *r)
{
    return str_eq(r->capability, STR(API_OPEN));
}

static inline bool api_route_self(const struct api_route *r)
{
    return str_eq(r->capability, STR(API_SELF));
}

#endif
