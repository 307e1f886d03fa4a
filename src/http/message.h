#ifndef HTTP_MESSAGE_H
#define HTTP_MESSAGE_H
/*
 * http/message.h - a request as a handler gets it and the reply that it fills in.
 *
 * Everything that came from outside has been decoded and is valid UTF-8 without NUL; a header that
 * is not is left out.  Both live until the reply has been sent; one thread at a time has them.
 */
#include "base/buf.h"
#include "base/err.h"
#include "base/vec.h"

enum http_method { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_METHODS };

struct http_pair {
    struct str name, value;
};

/* A file of a multipart body, on the disk until the reply has been sent. */
struct http_upload {
    struct str field;
    struct str file; /* last part of the name that the client gave; never empty */
    struct str path; /* where its bytes are */
    int64_t size;
};

enum { HTTP_MAX_PARAM = 4 };

struct http_request {
    struct arena *arena;
    enum http_method method;
    struct str path;
    int route; /* index in the server's table; -1: none */
    struct str param[HTTP_MAX_PARAM];
    size_t nparam;
    VEC(struct http_pair) query, header, form; /* form: fields of a multipart body */
    VEC(struct http_upload) upload;
    struct str body;
    struct str id;        /* of the request: named in the reply, the log and problems */
    bool loopback;        /* came from this machine */
    struct str address;   /* where it came from: 10.0.0.7, 2001:db8::7; never logged */
    const void *admitted; /* what the handler found out before the body came; its own */
};

/* What a stream has to say; called on an I/O thread, so it must not wait. */
enum http_next { HTTP_NEXT_DATA, HTTP_NEXT_WAIT, HTTP_NEXT_END };
struct http_stream {
    enum http_next (*next)(void *p, struct buf *out);
    void (*free)(void *p);
    void *p;
};

enum { HTTP_MAX_REPLY_HEADER = 12 };

struct http_reply {
    int status;
    const char *type; /* Content-Type; a literal */
    struct buf body;
    struct {
        const char *name; /* a literal */
        struct str value; /* in the request's arena */
    } header[HTTP_MAX_REPLY_HEADER];
    size_t nheader;
    struct http_stream stream; /* next NULL: none */
};

/* Value of the header, by name whatever its case; empty when there is none. */
struct str http_header(const struct http_request *q, const char *name);
/* Value of the cookie; empty when there is none.  The first counts where there are several. */
struct str http_cookie(const struct http_request *q, struct str name);
/* Value of the first query parameter called so; false when there is none. */
bool http_query(const struct http_request *q, struct str name, struct str *ret);
/* Adds a header; a value with control characters is a bug. */
void http_reply_header(struct http_reply *r, const char *name, struct str value);

const char *http_method_name(enum http_method m);
bool http_method_find(const char *name, enum http_method *ret); /* HEAD is GET */

#endif
