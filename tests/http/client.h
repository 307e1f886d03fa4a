#ifndef TESTS_HTTP_CLIENT_H
#define TESTS_HTTP_CLIENT_H
/*
 * tests/http/client.h - a client over a real socket that sends exactly the bytes it is told, and reads
 * one reply: whole, by its length, in chunks, or to the end of the connection.
 */
#include "base/buf.h"
#include "base/err.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <strings.h>
#include <cmocka.h>

struct answer {
    int status; /* 0: the connection was closed without a reply */
    struct buf head, body;
    bool closed; /* the server ended the connection behind it */
};

static inline void answer_release(struct answer *a)
{
    buf_release(&a->head);
    buf_release(&a->body);
}

static inline int client_connect(int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct timeval patience = {.tv_sec = 20};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
    return fd;
}

/* False when the server has closed. */
static inline bool client_send(int fd, const void *p, size_t n)
{
    const char *at = p;

    while (n > 0) {
        ssize_t done = send(fd, at, n, MSG_NOSIGNAL);

        if (done <= 0)
            return false;
        at += done;
        n -= (size_t)done;
    }
    return true;
}

/* One more piece of input into b; false at the end, and when nothing came for long. */
static inline bool client_more(int fd, struct buf *b)
{
    char piece[16384];
    ssize_t n = recv(fd, piece, sizeof(piece), 0);

    if (n <= 0)
        return false;
    buf_add(b, piece, (size_t)n);
    return true;
}

/* Value of a header of the reply; empty when there is none. */
static inline struct str answer_header(const struct answer *a, const char *name)
{
    struct str rest = buf_view(&a->head);
    size_t n = strlen(name);

    while (rest.n > 0) {
        struct str line = str_cut(&rest, STR("\r\n"));

        if (line.n > n && line.p[n] == ':' && strncasecmp(line.p, name, n) == 0)
            return str_trim(str_tail(line, n + 1));
    }
    return STR("");
}

static inline size_t client_number(struct str s, int base)
{
    char text[32];

    snprintf(text, sizeof(text), "%.*s", STR_F(s));
    return (size_t)strtoull(text, NULL, base);
}

/* chunk -> hex CRLF bytes CRLF; in holds what has come so far. */
static inline void client_chunks(int fd, struct buf *in, struct buf *out)
{
    size_t at = 0;

    for (;;) {
        size_t end, n;

        while ((end = str_find_from(buf_view(in), STR("\r\n"), at)) == STR_NPOS)
            if (!client_more(fd, in))
                return;
        n = client_number(str_sub(buf_view(in), at, end), 16);
        while (in->n < end + 2 + n + 2)
            if (!client_more(fd, in))
                return;
        if (n == 0)
            return;
        buf_add(out, in->p + end + 2, n);
        at = end + 2 + n + 2;
    }
}

/* Reads one reply; without_body: of HEAD and 304. */
static inline struct answer client_read(int fd, bool without_body)
{
    struct answer a = {0};
    struct buf in = {0};
    size_t end, n;

    while ((end = str_find(buf_view(&in), STR("\r\n\r\n"))) == STR_NPOS)
        if (!client_more(fd, &in)) {
            buf_release(&in);
            a.closed = true;
            return a;
        }
    buf_add(&a.head, in.p, end + 2);
    a.status = in.n > 12 ? (int)client_number(str_sub((struct str){in.p, in.n}, 9, 12), 10) : 0;
    a.closed = str_eq(answer_header(&a, "Connection"), STR("close"));
    if (a.status == 100) { /* go on: the reply comes behind */
        buf_release(&in);
        answer_release(&a);
        return client_read(fd, without_body);
    }
    if (str_eq(answer_header(&a, "Transfer-Encoding"), STR("chunked"))) {
        struct buf rest = {0};

        buf_add(&rest, in.p + end + 4, in.n - end - 4);
        client_chunks(fd, &rest, &a.body);
        buf_release(&rest);
    } else if (!without_body) {
        n = client_number(answer_header(&a, "Content-Length"), 10);
        while (in.n < end + 4 + n && client_more(fd, &in))
            ;
        buf_add(&a.body, in.p + end + 4, in.n - end - 4);
    }
    buf_release(&in);
    return a;
}

/* Sends these bytes over a new connection and reads one reply. */
static inline struct answer client_bytes(int port, const void *p, size_t n)
{
    int fd = client_connect(port);
    struct answer a;

    client_send(fd, p, n);
    a = client_read(fd, n > 5 && memcmp(p, "HEAD ", 5) == 0);
    close(fd);
    return a;
}

static inline struct answer client_text(int port, const char *text)
{
    return client_bytes(port, text, strlen(text));
}

/* GET with further header lines, each ended by CRLF. */
static inline struct answer client_get(int port, const char *path, const char *headers)
{
    struct buf b = {0};
    struct answer a;

    buf_fmt(&b, "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", path, headers);
    a = client_bytes(port, b.p, b.n);
    buf_release(&b);
    return a;
}

static inline struct answer client_send_body(int port, const char *line, const char *headers,
                                             struct str body)
{
    struct buf b = {0};
    struct answer a;

    buf_fmt(&b, "%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\n%s\r\n", line, body.n,
            headers);
    buf_str(&b, body);
    a = client_bytes(port, b.p, b.n);
    buf_release(&b);
    return a;
}

static inline struct answer client_post(int port, const char *path, const char *headers,
                                        struct str body)
{
    char line[1024];

    assert_true(snprintf(line, sizeof(line), "POST %s", path) < (int)sizeof(line));
    return client_send_body(port, line, headers, body);
}

#endif
