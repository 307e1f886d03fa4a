#ifndef HTTP_GUARD_H
#define HTTP_GUARD_H
/*
 * http/guard.h - every open connection with what it is doing since when, so that one that takes too
 * long over it is cut: a client that sends a byte now and then (slow loris) never falls silent, so
 * a time-out between bytes does not catch it.
 */
#include "http/server.h"

enum http_phase {
    HTTP_PHASE_HEAD, /* a request's head has begun, or the connection is new */
    HTTP_PHASE_IDLE, /* between requests */
    HTTP_PHASE_BODY,
    HTTP_PHASE_WORK, /* the server's own time */
    HTTP_PHASE_SEND,
    HTTP_PHASE_STREAM, /* as long as the client likes */
    HTTP_PHASES
};

struct http_guard;
struct http_guarded;

struct http_guard *http_guard_new(const struct http_limits *limits);
void http_guard_free(struct http_guard *g); /* when no connection is left */

/* A connection has come, on this socket. */
struct http_guarded *http_guard_add(struct http_guard *g, int fd);
/* It goes: its socket is still open. */
void http_guard_remove(struct http_guard *g, struct http_guarded *c);
/* Any thread that has the connection. */
void http_guard_phase(struct http_guarded *c, enum http_phase phase);

/* Shuts the sockets of connections that are over their time; to be called about once a second.
 * Returns how many it has cut. */
int http_guard_sweep(struct http_guard *g);
int http_guard_open(struct http_guard *g); /* connections */

#endif
