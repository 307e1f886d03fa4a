/* http/server.c - start and stop; see server.h. */
#include "http/server_internal.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <time.h>
#include <unistd.h>

struct http_limits http_limits_default(void)
{
    return (struct http_limits){.head_bytes = 16 << 10,
                                .body_bytes = 1 << 20,
                                .upload_bytes = (int64_t)256 << 20,
                                .head_seconds = 15,
                                .body_seconds = 600,
                                .idle_seconds = 75,
                                .send_seconds = 300,
                                .connections = 4096,
                                .per_address = 128,
                                .queue = 1024};
}

static void fill_limits(struct http_limits *l)
{
    struct http_limits d = http_limits_default();

    l->head_bytes = l->head_bytes ? l->head_bytes : d.head_bytes;
    l->body_bytes = l->body_bytes ? l->body_bytes : d.body_bytes;
    l->upload_bytes = l->upload_bytes ? l->upload_bytes : d.upload_bytes;
    l->head_seconds = l->head_seconds ? l->head_seconds : d.head_seconds;
    l->body_seconds = l->body_seconds ? l->body_seconds : d.body_seconds;
    l->idle_seconds = l->idle_seconds ? l->idle_seconds : d.idle_seconds;
    l->send_seconds = l->send_seconds ? l->send_seconds : d.send_seconds;
    l->connections = l->connections ? l->connections : d.connections;
    l->queue = l->queue ? l->queue : d.queue;
}

/* A worker mostly waits, for the disk or for the one writer. */
static void fill_threads(struct http_config *c)
{
    enum { PER_CORE = 8, MOST_IO = 4 };
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    cores = cores < 1 ? 1 : cores > 64 ? 64 : cores;
    if (c->workers <= 0)
        c->workers = (int)cores * PER_CORE;
    if (c->io_threads <= 0)
        c->io_threads = (int)(cores < MOST_IO ? cores : MOST_IO);
}

/* ---- once a second ---- */

static void *tick(void *p)
{
    struct http_server *s = p;
    struct timespec until;

    pthread_mutex_lock(&s->lock);
    while (s->ticking) {
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec++;
        pthread_cond_timedwait(&s->tick, &s->lock, &until);
        pthread_mutex_unlock(&s->lock);
        http_guard_sweep(s->guard);
        http_streams_wake(s, false);
        pthread_mutex_lock(&s->lock);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

static void stop_ticking(struct http_server *s)
{
    bool was;

    pthread_mutex_lock(&s->lock);
    was = s->ticking;
    s->ticking = false;
    pthread_cond_signal(&s->tick);
    pthread_mutex_unlock(&s->lock);
    if (was)
        pthread_join(s->ticker, NULL);
}

/* ---- the daemon ---- */

static void on_connection(void *p, struct MHD_Connection *c, void **context,
                          enum MHD_ConnectionNotificationCode what)
{
    struct http_server *s = p;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);

    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        *context = http_guard_add(s->guard, info->connect_fd);
    } else if (*context) {
        http_guard_remove(s->guard, *context);
        *context = NULL;
    }
}

/* Decoding is ours: libmicrohttpd's ends a path at %00. */
static size_t leave_coded(void *p, struct MHD_Connection *c, char *s)
{
    (void)p;
    (void)c;
    return strlen(s);
}

/* What a client did wrong is no event of ours, and may hold what it sent. */
static void be_silent(void *p, const char *fmt, va_list ap)
{
    (void)p;
    (void)fmt;
    (void)ap;
}

union address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
};

static bool read_address(const struct http_config *c, union address *ret)
{
    memset(ret, 0, sizeof(*ret));
    if (inet_pton(AF_INET, c->address, &ret->four.sin_addr) == 1) {
        ret->four.sin_family = AF_INET;
        ret->four.sin_port = htons((uint16_t)c->port);
        return true;
    }
    ret->six.sin6_family = AF_INET6;
    ret->six.sin6_port = htons((uint16_t)c->port);
    return inet_pton(AF_INET6, c->address, &ret->six.sin6_addr) == 1;
}

enum { MAX_OPTIONS = 20 };

static void daemon_options(const struct http_server *s, struct MHD_OptionItem *o)
{
    const struct http_limits *l = &s->c.limits;
    size_t n = 0;

    o[n++] = (struct MHD_OptionItem){MHD_OPTION_THREAD_POOL_SIZE, s->c.io_threads, NULL};
    o[n++] = (struct MHD_OptionItem){MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                                     (intptr_t)(l->head_bytes * 2), NULL};
    o[n++] = (struct MHD_OptionItem){MHD_OPTION_CONNECTION_MEMORY_INCREMENT, 4096, NULL};
    o[n++] = (struct MHD_OptionItem){MHD_OPTION_CONNECTION_LIMIT, l->connections, NULL};
    o[n++] = (struct MHD_OptionItem){MHD_OPTION_PER_IP_CONNECTION_LIMIT, l->per_address, NULL};
    o[n++] = (struct MHD_OptionItem){MHD_OPTION_CONNECTION_TIMEOUT, l->idle_seconds, NULL};
    o[n++] = (struct MHD_OptionItem){MHD_OPTION_LISTEN_BACKLOG_SIZE, 1024, NULL};
    if (s->c.cert.n > 0) {
        o[n++] =
            (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)s->c.cert.p};
        o[n++] =
            (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)s->c.key.p};
        o[n++] = (struct MHD_OptionItem){
            MHD_OPTION_HTTPS_PRIORITIES, 0,
            (void *)(uintptr_t) "NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3"};
    }
    o[n] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
}

static enum err_code why_not(const struct http_config *c, int error, struct err *err)
{
    if (error == EADDRINUSE || error == EACCES || error == EADDRNOTAVAIL) {
        err_set(err, ERR_BUSY, "cannot listen on %s port %d: %s", c->address, c->port,
                strerror(error));
        return err_set_zh(err, "不能在 %s 端口 %d 上监听：%s", c->address, c->port,
                          error == EADDRINUSE ? "端口已被占用"
                          : error == EACCES   ? "没有权限"
                                              : "本机没有这个地址");
    }
    if (c->cert.n > 0) {
        err_set(err, ERR_INVALID, "cannot start: certificate and key do not fit?");
        return err_set_zh(err, "服务不能启动：请检查证书和私钥是否配对、是否为 PEM 格式");
    }
    return err_set(err, ERR_IO, "cannot start the server: %s", strerror(error));
}

static enum err_code start_daemon(struct http_server *s, struct err *err)
{
    struct MHD_OptionItem options[MAX_OPTIONS];
    unsigned flags =
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC | MHD_USE_ERROR_LOG;
    union address address;

    if (!read_address(&s->c, &address)) {
        err_set(err, ERR_INVALID, "not an address: %s", s->c.address);
        return err_set_zh(err, "“%s”不是 IP 地址", s->c.address);
    }
    flags |= address.any.sa_family == AF_INET6 ? MHD_USE_IPv6 : 0;
    flags |= s->c.cert.n > 0 ? MHD_USE_TLS : 0;
    daemon_options(s, options);
    errno = 0;
    /* The logger comes first: it is heard by the options behind it. */
    s->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, http_call_take, s, MHD_OPTION_EXTERNAL_LOGGER, be_silent, NULL,
        MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_UNESCAPE_CALLBACK, leave_coded, NULL,
        MHD_OPTION_URI_LOG_CALLBACK, http_call_begin, s, MHD_OPTION_NOTIFY_COMPLETED, http_call_end,
        s, MHD_OPTION_NOTIFY_CONNECTION, on_connection, s, MHD_OPTION_ARRAY, options,
        MHD_OPTION_END);
    if (!s->daemon)
        return why_not(&s->c, errno, err);
    s->port = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    return ERR_OK;
}

/* ---- all of it ---- */

static enum err_code start_parts(struct http_server *s, struct err *err)
{
    struct http_pool_config pool = {
        .threads = s->c.workers, .queue = s->c.limits.queue, .p = s, .work = http_call_work};

    if (s->c.files_dir)
        TRY(http_files_open(s->c.files_dir, &s->files, err));
    if (s->c.upload_dir)
        TRY(file_mkdirs(s->c.upload_dir, err));
    pool.worker_new = s->c.handler.worker_new;
    pool.worker_free = s->c.handler.worker_free;
    TRY(http_pool_new(&pool, &s->pool, err));
    TRY(start_daemon(s, err));
    s->ticking = true;
    if (pthread_create(&s->ticker, NULL, tick, s) == 0)
        return ERR_OK;
    s->ticking = false;
    return err_set(err, ERR_IO, "no thread for the server's clock");
}

enum err_code http_server_new(const struct http_config *c, struct http_server **ret,
                              struct err *err)
{
    struct http_server *s = MEM_NEW(struct http_server);
    enum err_code rc;

    signal(SIGPIPE, SIG_IGN); /* a client that goes is no reason to die */
    s->c = *c;
    fill_limits(&s->c.limits);
    fill_threads(&s->c);
    s->boot = (uint64_t)c->clock.now(c->clock.p);
    s->guard = http_guard_new(&s->c.limits);
    s->metrics = http_metrics_new(c->route, c->nroute);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->tick, NULL);
    rc = start_parts(s, err);
    if (rc == ERR_OK)
        *ret = s;
    else
        http_server_free(s, 0);
    return rc;
}

int http_server_port(const struct http_server *s)
{
    return s->port;
}

static int64_t busy(struct http_server *s)
{
    int64_t n = s->pool ? http_pool_busy(s->pool) : 0;

    pthread_mutex_lock(&s->lock);
    n += s->stream != NULL;
    pthread_mutex_unlock(&s->lock);
    return n;
}

/* Requests at work are answered; libmicrohttpd must not be stopped over a suspended connection, so
 * the pool's jobs are waited for whatever `seconds` says. */
static void drain(struct http_server *s, int seconds)
{
    enum { STEP_MS = 10, BETWEEN = 1000 / STEP_MS };
    struct timespec step = {0, STEP_MS * 1000000};

    http_streams_end(s);
    for (int i = 0; i < seconds * BETWEEN && busy(s) > 0; i++)
        nanosleep(&step, NULL);
    for (int i = 0; i < 2; i++) /* what has been answered is on its way */
        nanosleep(&step, NULL);
}

void http_server_free(struct http_server *s, int seconds)
{
    int listener = s->daemon ? MHD_quiesce_daemon(s->daemon) : -1;

    if (s->daemon)
        drain(s, seconds);
    stop_ticking(s);
    if (s->pool)
        http_pool_stop(s->pool);
    if (s->daemon)
        MHD_stop_daemon(s->daemon);
    if (s->pool)
        http_pool_free(s->pool);
    if (listener >= 0)
        close(listener);
    http_files_close(s->files);
    http_metrics_free(s->metrics);
    http_guard_free(s->guard);
    pthread_cond_destroy(&s->tick);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

void http_server_wake(struct http_server *s)
{
    http_streams_wake(s, true);
}

int64_t http_server_answered(const struct http_server *s, size_t route)
{
    return http_metrics_answered(s->metrics, route);
}

void http_server_metrics(struct http_server *s, struct buf *out)
{
    http_metrics_print(s->metrics, out);
    buf_fmt(out,
            "# HELP liandong_http_connections Connections that are open.\n"
            "# TYPE liandong_http_connections gauge\nliandong_http_connections %d\n"
            "# HELP liandong_http_busy Requests that wait for a worker or have one.\n"
            "# TYPE liandong_http_busy gauge\nliandong_http_busy %lld\n",
            http_guard_open(s->guard), (long long)http_pool_busy(s->pool));
}
