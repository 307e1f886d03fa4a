/* api/routes.c - routes.def as a table; see route.h. */
#include "api/handlers.h"
#include "api/route.h"

const struct api_route api_routes[] = {
#define ROUTE(id, method, path, body, capability, request, reply, status, zh, en) \
    {#id,                                                                         \
     HTTP_##method,                                                               \
     STR_INIT(path),                                                              \
     HTTP_BODY_##body,                                                            \
     STR_INIT(capability),                                                        \
     request,                                                                     \
     reply,                                                                       \
     status,                                                                      \
     zh,                                                                          \
     en,                                                                          \
     api_##id},
#include "api/routes.def"
#undef ROUTE
};

const size_t api_nroute = sizeof(api_routes) / sizeof(api_routes[0]);
