#ifndef API_HANDLERS_H
#define API_HANDLERS_H
/*
 * api/handlers.h - the function behind each route: reads c->in, which fits the request's schema, and
 * writes the reply into c->out.  One file for each resource.
 */
#include "api/call.h"

#define ROUTE(id, ...) MUST_CHECK enum err_code api_##id(struct api_call *c, struct err *err);
#include "api/routes.def"
#undef ROUTE

#endif
