/* http/metrics.c - see metrics.h. */
#include "http/metrics.h"

#include "base/mem.h"

#include <stdatomic.h>

enum { CLASSES = 6, BUCKETS = 11 };

/* Upper bounds in microseconds, and as Prometheus writes them in seconds. */
static const int64_t bound_us[BUCKETS] = {1000,   2000,   5000,    10000,   20000,    50000,
                                          100000, 500000, 1000000, 5000000, INT64_MAX};
static const char *const bound_text[BUCKETS] = {"0.001", "0.002", "0.005", "0.01", "0.02", "0.05",
                                                "0.1",   "0.5",   "1",     "5",    "+Inf"};

struct counters {
    atomic_llong by_class[CLASSES]; /* of the status: 2 for 2xx */
    atomic_llong bucket[BUCKETS];   /* not cumulative */
    atomic_llong sum_us;
};

struct http_metrics {
    const struct http_route *route;
    size_t nroute;
    struct counters *at; /* [nroute + 1] */
};

struct http_metrics *http_metrics_new(const struct http_route *route, size_t nroute)
{
    struct http_metrics *m = MEM_NEW(struct http_metrics);

    m->route = route;
    m->nroute = nroute;
    m->at = mem_zero(nroute + 1, sizeof(*m->at));
    return m;
}

void http_metrics_free(struct http_metrics *m)
{
    free(m->at);
    free(m);
}

void http_metrics_count(struct http_metrics *m, int route, int status, int64_t ns)
{
    struct counters *c = &m->at[route >= 0 ? (size_t)route : m->nroute];
    int64_t us = ns / 1000;
    int b = 0;

    while (us > bound_us[b])
        b++;
    atomic_fetch_add(&c->bucket[b], 1);
    atomic_fetch_add(&c->sum_us, us);
    atomic_fetch_add(&c->by_class[status / 100 % CLASSES], 1);
}

int64_t http_metrics_answered(const struct http_metrics *m, size_t route)
{
    return atomic_load(&m->at[route].by_class[2]);
}

static void print_labels(const struct http_metrics *m, size_t i, struct buf *out)
{
    if (i < m->nroute)
        buf_fmt(out, "method=\"%s\",route=\"%.*s\"", http_method_name(m->route[i].method),
                STR_F(m->route[i].pattern));
    else
        buf_z(out, "method=\"\",route=\"\"");
}

static void print_requests(const struct http_metrics *m, size_t i, struct buf *out)
{
    for (int k = 1; k < CLASSES; k++) {
        int64_t n = atomic_load(&m->at[i].by_class[k]);

        if (n == 0)
            continue;
        buf_z(out, "liandong_http_requests_total{");
        print_labels(m, i, out);
        buf_fmt(out, ",status=\"%dxx\"} %lld\n", k, (long long)n);
    }
}

static void print_seconds(const struct http_metrics *m, size_t i, struct buf *out)
{
    static const char name[] = "liandong_http_request_seconds";
    int64_t n = 0, sum = atomic_load(&m->at[i].sum_us);

    for (int b = 0; b < BUCKETS; b++)
        n += atomic_load(&m->at[i].bucket[b]);
    if (n == 0)
        return;
    n = 0;
    for (int b = 0; b < BUCKETS; b++) {
        n += atomic_load(&m->at[i].bucket[b]);
        buf_fmt(out, "%s_bucket{", name);
        print_labels(m, i, out);
        buf_fmt(out, ",le=\"%s\"} %lld\n", bound_text[b], (long long)n);
    }
    buf_fmt(out, "%s_sum{", name);
    print_labels(m, i, out);
    buf_fmt(out, "} %lld.%06lld\n%s_count{", (long long)(sum / 1000000), (long long)(sum % 1000000),
            name);
    print_labels(m, i, out);
    buf_fmt(out, "} %lld\n", (long long)n);
}

void http_metrics_print(const struct http_metrics *m, struct buf *out)
{
    buf_z(out, "# HELP liandong_http_requests_total Requests answered.\n"
               "# TYPE liandong_http_requests_total counter\n");
    for (size_t i = 0; i <= m->nroute; i++)
        print_requests(m, i, out);
    buf_z(out, "# HELP liandong_http_request_seconds From the head of a request to its reply.\n"
               "# TYPE liandong_http_request_seconds histogram\n");
    for (size_t i = 0; i <= m->nroute; i++)
        print_seconds(m, i, out);
}
