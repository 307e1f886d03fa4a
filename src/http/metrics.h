#ifndef HTTP_METRICS_H
#define HTTP_METRICS_H
/*
 * http/metrics.h - how often each route was answered how, and how long it took.  Counters only, of
 * routes and never of paths: nothing that a person sent ends up here.  Any thread.
 */
#include "http/server.h"

struct http_metrics;

/* Route nroute stands for everything that matched none. */
struct http_metrics *http_metrics_new(const struct http_route *route, size_t nroute);
void http_metrics_free(struct http_metrics *m);
void http_metrics_count(struct http_metrics *m, int route, int status, int64_t ns);
int64_t http_metrics_answered(const struct http_metrics *m, size_t route);
void http_metrics_print(const struct http_metrics *m, struct buf *out);

#endif
