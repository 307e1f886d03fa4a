/* tests/http/server_test.c - a server on a free port of this machine: what it answers, what it refuses,
 * and that it goes on answering whatever it was sent. */
#include "../store/home.h"
#include "client.h"

#include "base/clock.h"
#include "base/file.h"
#include "http/body.h"
#include "http/server.h"

#include <pthread.h>

enum { HEAD_SECONDS = 1, BODY_MAX = 4096, UPLOAD_MAX = 200000 };

static const struct http_route route[] = {
    {HTTP_GET, STR_INIT("/hello"), HTTP_BODY_NONE},
    {HTTP_GET, STR_INIT("/echo/{word}"), HTTP_BODY_NONE},
    {HTTP_POST, STR_INIT("/json"), HTTP_BODY_JSON},
    {HTTP_POST, STR_INIT("/upload"), HTTP_BODY_UPLOAD},
    {HTTP_GET, STR_INIT("/slow"), HTTP_BODY_NONE},
    {HTTP_GET, STR_INIT("/stream"), HTTP_BODY_NONE},
};
enum { HELLO, ECHO, JSON, UPLOAD, SLOW, STREAM };

static struct {
    struct home home;
    struct http_server *server;
    int port;
    char *log;
    size_t log_n;
    FILE *log_file;
    pthread_mutex_t lock;
    pthread_cond_t go;
    bool let_go;
    int at_work, said, workers; /* streams that have spoken */
    char last_upload[512];
} t = {.lock = PTHREAD_MUTEX_INITIALIZER, .go = PTHREAD_COND_INITIALIZER};

/* ---- the handler ---- */

static void *worker_new(void *p)
{
    (void)p;
    pthread_mutex_lock(&t.lock);
    t.workers++;
    pthread_mutex_unlock(&t.lock);
    return &t;
}

static void worker_free(void *p, void *worker)
{
    (void)p;
    assert_ptr_equal(worker, &t);
    pthread_mutex_lock(&t.lock);
    t.workers--;
    pthread_mutex_unlock(&t.lock);
}

static void refuse(void *p, const struct http_request *q, struct http_reply *r)
{
    (void)p;
    (void)q;
    r->type = "text/plain";
    buf_fmt(&r->body, "refused %d", r->status);
}

static bool admit(void *p, void *worker, struct http_request *q, struct http_reply *r)
{
    (void)p;
    assert_ptr_equal(worker, &t);
    if (http_header(q, "X-Stranger").n == 0)
        return true;
    r->status = 401;
    buf_z(&r->body, "who are you");
    return false;
}

static enum http_next say(void *p, struct buf *out)
{
    int *left = p;
    enum http_next next;

    pthread_mutex_lock(&t.lock);
    next = *left > 0 && t.let_go ? HTTP_NEXT_DATA : HTTP_NEXT_WAIT;
    if (next == HTTP_NEXT_DATA) {
        buf_fmt(out, "data: %d\n\n", --*left);
        t.said++;
    } else if (*left == 0) {
        next = HTTP_NEXT_END;
    }
    pthread_mutex_unlock(&t.lock);
    return next;
}

static void wait_to_go(void)
{
    pthread_mutex_lock(&t.lock);
    t.at_work++;
    pthread_cond_broadcast(&t.go);
    while (!t.let_go)
        pthread_cond_wait(&t.go, &t.lock);
    t.at_work--;
    pthread_mutex_unlock(&t.lock);
}

static void take_upload(const struct http_request *q, struct http_reply *r)
{
    struct str bytes;
    struct err err;

    for (size_t i = 0; i < q->form.n; i++)
        buf_fmt(&r->body, "%.*s=%.*s;", STR_F(q->form.at[i].name), STR_F(q->form.at[i].value));
    for (size_t i = 0; i < q->upload.n; i++) {
        const struct http_upload *u = &q->upload.at[i];

        if (file_read(q->arena, u->path.p, UPLOAD_MAX, &bytes, &err) != ERR_OK)
            fail_msg("%s", err.message);
        assert_int_equal(bytes.n, u->size);
        snprintf(t.last_upload, sizeof(t.last_upload), "%s", u->path.p);
        buf_fmt(&r->body, "%.*s:%.*s:%zu:%016llx;", STR_F(u->field), STR_F(u->file), bytes.n,
                (unsigned long long)str_hash(bytes));
    }
}

static void take_json(const struct http_request *q, struct http_reply *r)
{
    struct err err;
    json_t *v;

    if (http_body_json(q, &v, &err) != ERR_OK) {
        r->status = 400;
        buf_z(&r->body, err.zh);
        return;
    }
    buf_fmt(&r->body, "%zu", json_object_size(v));
}

static void handle(void *p, void *worker, struct http_request *q, struct http_reply *r)
{
    int *left;

    (void)p;
    assert_ptr_equal(worker, &t);
    r->status = 200;
    r->type = "text/plain; charset=utf-8";
    switch (q->route) {
    case HELLO:
        buf_z(&r->body, "hello");
        break;
    case ECHO:
        buf_str(&r->body, q->param[0]);
        for (size_t i = 0; i < q->query.n; i++)
            buf_fmt(&r->body, " %.*s=%.*s", STR_F(q->query.at[i].name),
                    STR_F(q->query.at[i].value));
        break;
    case JSON:
        take_json(q, r);
        break;
    case UPLOAD:
        take_upload(q, r);
        break;
    case SLOW:
        wait_to_go();
        buf_z(&r->body, "done");
        break;
    case STREAM:
        left = ARENA_NEW(q->arena, int);
        *left = 3;
        r->type = "text/event-stream";
        r->stream = (struct http_stream){say, NULL, left};
        break;
    default:
        fail_msg("route %d", q->route);
    }
}

/* ---- the server ---- */

static void put(const char *name, const char *text, size_t n)
{
    struct err err;

    if (file_write(name, (struct str){text, n}, &err) != ERR_OK)
        fail_msg("%s", err.message);
}

static char *under(const char *name)
{
    static char path[600];

    snprintf(path, sizeof(path), "%s/%s", t.home.path, name);
    return path;
}

static void make_files(void)
{
    static char big[20000];
    struct err err;

    if (file_mkdirs(under("files/app"), &err) != ERR_OK)
        fail_msg("%s", err.message);
    memset(big, 'x', sizeof(big));
    put(under("files/index.html"), "<p>index", 8);
    put(under("files/app/main.js"), big, sizeof(big));
    put(under("secret"), "secret", 6);
    assert_int_equal(symlink("../secret", under("files/link")), 0);
}

static int start(void **state)
{
    struct http_config c = {.address = "127.0.0.1",
                            .workers = 4,
                            .clock = clock_system(),
                            .io_threads = 2,
                            .route = route,
                            .nroute = sizeof(route) / sizeof(route[0]),
                            .handler = {NULL, worker_new, worker_free, admit, handle, refuse}};
    static char uploads[600];
    char files[600];
    struct err err;

    (void)state;
    t.home = home_make();
    make_files();
    snprintf(uploads, sizeof(uploads), "%s/uploads", t.home.path);
    snprintf(files, sizeof(files), "%s/files", t.home.path);
    c.upload_dir = uploads;
    c.files_dir = files;
    c.files_page = "/index.html";
    c.files_apart = "/echo/";
    c.limits = (struct http_limits){.head_seconds = HEAD_SECONDS,
                                    .body_seconds = 3,
                                    .body_bytes = BODY_MAX,
                                    .upload_bytes = UPLOAD_MAX,
                                    .queue = 8};
    t.log_file = open_memstream(&t.log, &t.log_n);
    c.log = t.log_file;
    t.let_go = false;
    if (http_server_new(&c, &t.server, &err) != ERR_OK)
        fail_msg("%s", err.message);
    t.port = http_server_port(t.server);
    return 0;
}

static void stop_server(void)
{
    pthread_mutex_lock(&t.lock);
    t.let_go = true;
    pthread_cond_broadcast(&t.go);
    pthread_mutex_unlock(&t.lock);
    if (t.server)
        http_server_free(t.server, 5);
    t.server = NULL;
}

static int stop(void **state)
{
    (void)state;
    stop_server();
    assert_int_equal(t.workers, 0);
    fclose(t.log_file);
    free(t.log);
    home_drop(&t.home);
    return 0;
}

/* ---- helpers ---- */

static void expect(struct answer a, int status, const char *body)
{
    if (a.status != status || (body && !str_eq(buf_view(&a.body), str_from(body))))
        fail_msg("status %d, body %.*s", a.status, (int)a.body.n, a.body.p ? a.body.p : "");
    answer_release(&a);
}

static void still_answers(void)
{
    expect(client_get(t.port, "/hello", ""), 200, "hello");
}

/* ---- what is answered ---- */

static void test_get(void **state)
{
    struct answer a;

    (void)state;
    expect(client_get(t.port, "/hello", ""), 200, "hello");
    expect(client_get(t.port, "/echo/%E7%BA%BF%E7%B4%A2?a=1&b=x+y&c=%26", ""), 200,
           "线索 a=1 b=x y c=&");
    a = client_get(t.port, "/hello", "");
    assert_true(str_eq(answer_header(&a, "X-Content-Type-Options"), STR("nosniff")));
    assert_true(str_eq(answer_header(&a, "Cache-Control"), STR("no-store")));
    assert_true(answer_header(&a, "X-Request-Id").n > 0);
    answer_release(&a);
}

static void test_head_and_methods(void **state)
{
    struct answer a = client_text(t.port, "HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\n");

    (void)state;
    assert_true(str_eq(answer_header(&a, "Content-Length"), STR("5")));
    expect(a, 200, "");
    a = client_text(t.port, "DELETE /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_true(str_eq(answer_header(&a, "Allow"), STR("GET")));
    expect(a, 405, "refused 405");
    expect(client_text(t.port, "BREW /hello HTTP/1.1\r\nHost: x\r\n\r\n"), 501, "refused 501");
    expect(client_get(t.port, "/nothing", ""), 404, "refused 404");
}

static void test_keep_alive(void **state)
{
    int fd = client_connect(t.port);
    const char *ask = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";

    (void)state;
    for (int i = 0; i < 50; i++) {
        assert_true(client_send(fd, ask, strlen(ask)));
        expect(client_read(fd, false), 200, "hello");
    }
    close(fd);
}

static void test_pipelined(void **state)
{
    const char *ask = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\nGET /echo/b HTTP/1.1\r\nHost: x\r\n"
                      "Connection: close\r\n\r\n";
    int fd = client_connect(t.port);
    struct buf all = {0};

    (void)state;
    assert_true(client_send(fd, ask, strlen(ask)));
    while (client_more(fd, &all))
        ;
    assert_true(str_has(buf_view(&all), STR("hello")));
    assert_true(str_ends(buf_view(&all), STR("\r\n\r\nb")));
    buf_release(&all);
    close(fd);
}

static void test_json(void **state)
{
    const char *type = "Content-Type: application/json\r\n";

    (void)state;
    expect(client_post(t.port, "/json", type, STR("{\"a\":1,\"b\":[]}")), 200, "2");
    expect(client_post(t.port, "/json", "", STR("")), 200, "0");
    expect(client_post(t.port, "/json", type, STR("{\"a\":1,\"a\":2}")), 400, NULL);
    expect(client_post(t.port, "/json", type, STR("{\"a\":")), 400, NULL);
    expect(client_post(t.port, "/json", type, STR("{\"a\":1e999}")), 400, NULL);
    expect(client_post(t.port, "/json", type, STR("{\"a\":\"\\u0000\"}")), 400, NULL);
    expect(client_post(t.port, "/json", type, STR("{\"a\":\"\xff\"}")), 400, NULL);
    expect(client_post(t.port, "/json", "Content-Type: text/plain\r\n", STR("{}")), 415, NULL);
    still_answers();
}

static void test_files(void **state)
{
    struct answer a = client_get(t.port, "/app/main.js", "Accept-Encoding: br, gzip\r\n");
    char again[200];

    (void)state;
    assert_int_equal(a.status, 200);
    assert_true(str_eq(answer_header(&a, "Content-Encoding"), STR("gzip")));
    assert_true(a.body.n < 200 && (unsigned char)a.body.p[0] == 0x1f);
    snprintf(again, sizeof(again), "If-None-Match: %.*s\r\n", STR_F(answer_header(&a, "ETag")));
    answer_release(&a);
    a = client_get(t.port, "/app/main.js", "");
    assert_int_equal(a.body.n, 20000);
    answer_release(&a);
    expect(client_get(t.port, "/", ""), 200, "<p>index");
    a = client_get(t.port, "/app/main.js", again);
    expect(a, 304, "");
    expect(client_get(t.port, "/link", ""), 404, NULL);
}

/* An application's pages have addresses of their own, and no files. */
static void test_pages(void **state)
{
    const char *browser = "Accept: text/html,*/*;q=0.8\r\n";

    (void)state;
    expect(client_get(t.port, "/matters/7", browser), 200, "<p>index");
    expect(client_get(t.port, "/matters/7", "Accept: application/json\r\n"), 404, NULL);
    expect(client_get(t.port, "/matters/7.js", browser), 404, NULL);
    expect(client_get(t.port, "/echo/a/b", browser), 404, NULL);
    expect(client_post(t.port, "/matters/7", browser, STR("")), 404, NULL);
}

static struct str multipart(struct buf *b, const char *file, size_t n)
{
    buf_z(b, "--XX\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n说明\r\n");
    buf_fmt(b,
            "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n"
            "Content-Type: text/csv\r\n\r\n",
            file);
    for (size_t i = 0; i < n; i++)
        buf_char(b, (char)('a' + i % 26));
    buf_z(b, "\r\n--XX--\r\n");
    return buf_view(b);
}

static void test_upload(void **state)
{
    const char *type = "Content-Type: multipart/form-data; boundary=XX\r\n";
    struct buf b = {0}, want = {0}, bytes = {0};

    (void)state;
    for (size_t i = 0; i < 150000; i++)
        buf_char(&bytes, (char)('a' + i % 26));
    buf_fmt(&want, "note=说明;file:处罚.csv:150000:%016llx;",
            (unsigned long long)str_hash(buf_view(&bytes)));
    expect(client_post(t.port, "/upload", type, multipart(&b, "../../etc/处罚.csv", 150000)), 200,
           buf_cstr(&want));
    while (access(t.last_upload, F_OK) == 0) /* it goes when its reply has gone */
        usleep(1000);
    buf_reset(&b);
    expect(client_post(t.port, "/upload", type, multipart(&b, "a.csv", UPLOAD_MAX)), 413, NULL);
    expect(client_post(t.port, "/upload", type,
                       STR("--XX\r\nContent-Disposition: form-data; "
                           "name=\"file\"; filename=\"..\"\r\n\r\nx\r\n"
                           "--XX--\r\n")),
           400, NULL);
    expect(client_post(t.port, "/upload", "", STR("x")), 415, NULL);
    buf_release(&b);
    buf_release(&want);
    buf_release(&bytes);
    still_answers();
}

/* The refusal comes before a byte of the body has been sent. */
static void test_refused_before_its_body(void **state)
{
    const char *ask =
        "POST /upload HTTP/1.1\r\nHost: x\r\nX-Stranger: yes\r\nContent-Length: 100000\r\n"
        "Content-Type: multipart/form-data; boundary=XX\r\n\r\n";
    int fd = client_connect(t.port);

    (void)state;
    assert_true(client_send(fd, ask, strlen(ask)));
    expect(client_read(fd, false), 401, "who are you");
    close(fd);
    still_answers();
}

static void test_waits_to_be_told(void **state)
{
    const char *ask =
        "POST /json HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"
        "Content-Type: application/json\r\n\r\n";
    int fd = client_connect(t.port);
    struct buf in = {0};

    (void)state;
    assert_true(client_send(fd, ask, strlen(ask)));
    while (!str_has(buf_view(&in), STR("100 Continue")))
        assert_true(client_more(fd, &in));
    assert_true(client_send(fd, "{}", 2));
    expect(client_read(fd, false), 200, "0");
    buf_release(&in);
    close(fd);
}

/* ---- what is refused and survived ---- */

static void test_tricks(void **state)
{
    static const char *const target[] = {
        "/../secret", "/app/../../secret", "/%2e%2e/secret", "/app%2f..%2fx", "/hello%00.js",
        "//hello",    "/echo/%ff",         "/echo/a?x=%zz",  "/echo/a?%00=1", "http://evil/",
        "*"};

    (void)state;
    for (size_t i = 0; i < sizeof(target) / sizeof(target[0]); i++) {
        struct answer a = client_get(t.port, target[i], "");

        if (a.status != 400)
            fail_msg("%s: %d", target[i], a.status);
        answer_release(&a);
    }
    still_answers();
}

static void test_huge_body(void **state)
{
    struct buf b = {0};
    int fd = client_connect(t.port);
    const char *ask = "POST /json HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                      "Transfer-Encoding: chunked\r\n\r\n";
    bool open = true;

    (void)state;
    for (size_t i = 0; i <= BODY_MAX; i++)
        buf_char(&b, ' ');
    expect(client_post(t.port, "/json", "Content-Type: application/json\r\n", buf_view(&b)), 413,
           "refused 413");
    expect(client_text(t.port, "POST /json HTTP/1.1\r\nHost: x\r\n"
                               "Content-Length: 99999999999999999999999\r\n\r\n"),
           413, NULL);
    /* Without a length: it is cut off, and not after all of it has come. */
    assert_true(client_send(fd, ask, strlen(ask)));
    buf_reset(&b);
    buf_z(&b, "1000\r\n");
    for (int i = 0; i < 0x1000; i++)
        buf_char(&b, 'x');
    buf_z(&b, "\r\n");
    for (int i = 0; i < 10000 && open; i++)
        open = client_send(fd, b.p, b.n);
    assert_false(open);
    close(fd);
    buf_release(&b);
    still_answers();
}

static void test_header_flood(void **state)
{
    struct buf b = {0};
    struct answer a;

    (void)state;
    buf_z(&b, "GET /hello HTTP/1.1\r\nHost: x\r\n");
    for (int i = 0; i < 20000; i++)
        buf_fmt(&b, "X-%d: %d\r\n", i, i);
    buf_z(&b, "\r\n");
    a = client_bytes(t.port, b.p, b.n);
    assert_true(a.status == 431 || a.status == 413 || a.status == 0);
    answer_release(&a);
    buf_reset(&b);
    buf_z(&b, "GET /");
    for (int i = 0; i < 200000; i++)
        buf_char(&b, 'a');
    a = client_bytes(t.port, b.p, b.n);
    assert_true(a.status == 414 || a.status == 0);
    answer_release(&a);
    buf_release(&b);
    still_answers();
}

static void test_nonsense(void **state)
{
    static const char *const text[] = {
        "\r\n\r\n\r\n\r\n",
        "GET\r\n\r\n",
        "GET /hello\r\n\r\n",
        "GET /hello HTTP/9.9\r\nHost: x\r\n\r\n",
        "GET /hello HTTP/1.1\r\nHost: x\r\n folded\r\n: empty\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        "POST /json HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "POST /json HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        "POST /json HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++) {
        int fd = client_connect(t.port);

        client_send(fd, text[i], strlen(text[i]));
        shutdown(fd, SHUT_WR);
        answer_release(&(struct answer[]){client_read(fd, false)}[0]);
        close(fd);
    }
    still_answers();
}

/* One byte at a time keeps a connection from falling silent; it is cut all the same. */
static void test_slow_loris(void **state)
{
    enum { MANY = 40 };
    int fd[MANY];
    int64_t from = clock_elapsed_ns();
    bool open = true;

    (void)state;
    for (int i = 0; i < MANY; i++) {
        fd[i] = client_connect(t.port);
        assert_true(client_send(fd[i], "GET /hello HTTP/1.1\r\nX: ", 24));
    }
    still_answers();
    while (open && clock_elapsed_ns() - from < (int64_t)15 * 1000000000) {
        char gone;
        struct timeval moment = {.tv_usec = 100000};

        setsockopt(fd[0], SOL_SOCKET, SO_RCVTIMEO, &moment, sizeof(moment));
        open = client_send(fd[0], "a", 1) && recv(fd[0], &gone, 1, 0) != 0;
    }
    assert_false(open);
    for (int i = 0; i < MANY; i++)
        close(fd[i]);
    still_answers();
}

/* ---- many at once ---- */

static int ask_slow(void)
{
    const char *ask = "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n";
    int fd = client_connect(t.port);

    assert_true(client_send(fd, ask, strlen(ask)));
    return fd;
}

/* Slow answers hold workers; the queue behind them has an end, and beyond it 503 is said at once. */
static void test_full_queue(void **state)
{
    enum { WORKERS = 4, QUEUE = 8, MANY = WORKERS + QUEUE + 4 };
    int fd[MANY], refused = 0, done = 0;

    (void)state;
    for (int i = 0; i < MANY; i++) {
        fd[i] = ask_slow();
        pthread_mutex_lock(&t.lock);
        while (i < WORKERS && t.at_work <= i)
            pthread_cond_wait(&t.go, &t.lock);
        pthread_mutex_unlock(&t.lock);
    }
    expect(client_get(t.port, "/", ""), 200, "<p>index"); /* needs no worker */
    expect(client_get(t.port, "/hello", ""), 503, NULL);
    pthread_mutex_lock(&t.lock);
    t.let_go = true;
    pthread_cond_broadcast(&t.go);
    pthread_mutex_unlock(&t.lock);
    for (int i = 0; i < MANY; i++) {
        struct answer a = client_read(fd[i], false);

        refused += a.status == 503;
        done += a.status == 200;
        answer_release(&a);
        close(fd[i]);
    }
    assert_int_equal(done, WORKERS + QUEUE);
    assert_int_equal(refused, MANY - WORKERS - QUEUE);
}

static void test_stream(void **state)
{
    const char *ask = "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n";
    int fd = client_connect(t.port), gone = client_connect(t.port);
    struct answer a;

    (void)state;
    assert_true(client_send(fd, ask, strlen(ask)));
    assert_true(client_send(gone, ask, strlen(ask)));
    close(gone);
    still_answers(); /* a stream that waits holds no thread */
    pthread_mutex_lock(&t.lock);
    t.let_go = true;
    pthread_mutex_unlock(&t.lock);
    http_server_wake(t.server);
    a = client_read(fd, false);
    expect(a, 200, ": \n\ndata: 2\n\ndata: 1\n\ndata: 0\n\n");
    close(fd);
}

/* What is at work when the server is told to stop is answered; a stream is ended. */
static void test_graceful_stop(void **state)
{
    const char *ask = "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n";
    int slow = ask_slow(), stream = client_connect(t.port);
    struct answer a;

    (void)state;
    assert_true(client_send(stream, ask, strlen(ask)));
    still_answers();
    pthread_mutex_lock(&t.lock);
    while (t.at_work == 0)
        pthread_cond_wait(&t.go, &t.lock);
    pthread_mutex_unlock(&t.lock);
    stop_server();
    expect(client_read(slow, false), 200, "done");
    a = client_read(stream, false);
    assert_int_equal(a.status, 200);
    answer_release(&a);
    close(slow);
    close(stream);
}

/* ---- what is kept of it ---- */

static void test_log(void **state)
{
    (void)state;
    expect(client_get(t.port, "/echo/%E5%BC%A0%E4%B8%89?name=secret", "User-Agent: agent\r\n"), 200,
           NULL);
    expect(client_get(t.port, "/nothing/%E5%BC%A0%E4%B8%89", ""), 404, NULL);
    stop_server();
    fflush(t.log_file);
    assert_non_null(strstr(t.log, "\"route\":\"/echo/{word}\",\"file\":false,\"status\":200"));
    assert_non_null(strstr(t.log, "\"route\":\"\",\"file\":false,\"status\":404"));
    assert_null(strstr(t.log, "张三"));
    assert_null(strstr(t.log, "secret"));
    assert_null(strstr(t.log, "agent"));
    assert_null(strstr(t.log, "127.0.0.1"));
}

static void test_metrics(void **state)
{
    struct buf b = {0};

    (void)state;
    still_answers();
    still_answers();
    expect(client_get(t.port, "/nothing", ""), 404, NULL);
    while (http_server_answered(t.server, HELLO) < 2) /* counted when the reply has gone */
        usleep(1000);
    http_server_metrics(t.server, &b);
    assert_non_null(strstr(buf_cstr(&b),
                           "liandong_http_requests_total{method=\"GET\",route=\"/hello\","
                           "status=\"2xx\"} 2\n"));
    assert_non_null(strstr(buf_cstr(&b), "le=\"+Inf\"} 2\n"));
    buf_release(&b);
}

static void test_bad_config(void **state)
{
    struct http_config c = {.address = "localhost",
                            .clock = clock_system(),
                            .route = route,
                            .nroute = 1,
                            .handler = {NULL, NULL, NULL, NULL, handle, refuse}};
    struct http_server *s;
    struct err err;

    (void)state;
    assert_int_equal(http_server_new(&c, &s, &err), ERR_INVALID);
    c.address = "127.0.0.1";
    c.port = t.port;
    assert_int_equal(http_server_new(&c, &s, &err), ERR_BUSY);
    c.port = 0;
    c.cert = c.key = STR("no certificate");
    assert_int_equal(http_server_new(&c, &s, &err), ERR_INVALID);
}

#define WITH_SERVER(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SERVER(test_get),
        WITH_SERVER(test_head_and_methods),
        WITH_SERVER(test_keep_alive),
        WITH_SERVER(test_pipelined),
        WITH_SERVER(test_json),
        WITH_SERVER(test_files),
        WITH_SERVER(test_pages),
        WITH_SERVER(test_upload),
        WITH_SERVER(test_tricks),
        WITH_SERVER(test_refused_before_its_body),
        WITH_SERVER(test_waits_to_be_told),
        WITH_SERVER(test_huge_body),
        WITH_SERVER(test_header_flood),
        WITH_SERVER(test_nonsense),
        WITH_SERVER(test_slow_loris),
        WITH_SERVER(test_full_queue),
        WITH_SERVER(test_stream),
        WITH_SERVER(test_graceful_stop),
        WITH_SERVER(test_log),
        WITH_SERVER(test_metrics),
        WITH_SERVER(test_bad_config),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
