#ifndef API_CALL_H
#define API_CALL_H
/*
 * api/call.h - one call of a route, as its handler gets it, and what handlers share: reading the
 * input, pages, the worker's store.
 *
 * A call belongs to its worker thread.  Everything lives in the request's arena.
 */
#include "api/server.h"
#include "base/json.h"

#include <jansson.h>

struct api_call {
    struct api_server *x;
    struct api_worker *w;
    const struct api_route *route;
    struct http_request *q;
    struct http_reply *r;
    struct arena *arena;
    struct buf *out;
    const struct identity_who *who; /* NULL: the route is open */
    const struct actor *actor;      /* of who */
    json_t *in;                     /* fits the request's schema; an object */
    const struct diag_list
        *diags;  /* what is wrong with a text that was sent; shown with an error */
    bool secret; /* the reply shows one, once: it is not kept for an Idempotency-Key */
};

/* Members of the input. */
bool api_has(const struct api_call *c, const char *name);
struct str api_text(const struct api_call *c, const char *name); /* empty when it is not there */
int64_t api_int(const struct api_call *c, const char *name, int64_t otherwise);
bool api_bool(const struct api_call *c, const char *name);
size_t api_texts(const struct api_call *c, const char *name, struct str **ret);
struct str api_json_text(const json_t *v); /* borrowed */

/* Parameter i of the path as a number; ERR_NOT_FOUND when it is none: there is no such thing. */
MUST_CHECK enum err_code api_number(const struct api_call *c, size_t i, int64_t *ret,
                                    struct err *err);

/* The worker's store, opened when first asked for. */
MUST_CHECK enum err_code api_store(struct api_call *c, struct store **ret, struct err *err);
MUST_CHECK enum err_code api_log(struct api_call *c, struct matter_log **ret, struct err *err);

/* The accounts, over the worker's store. */
MUST_CHECK enum err_code api_account(struct api_call *c, struct identity **ret, struct err *err);
/* … for what a person does with accounts: ERR_FORBIDDEN for systems and static tokens. */
MUST_CHECK enum err_code api_person(struct api_call *c, struct identity **ret, struct err *err);

/* Something was committed: whoever listens is to hear of it now. */
void api_tell_news(struct api_call *c);

/* ERR_NOT_FOUND with both sentences. */
enum err_code api_nothing(struct err *err, const char *zh, ...) PRINTF_LIKE(2, 3);
/* ERR_INVALID with both sentences. */
enum err_code api_invalid(struct err *err, const char *zh, ...) PRINTF_LIKE(2, 3);

int64_t api_now(const struct api_call *c);                          /* seconds */
struct moment api_moment(const struct api_call *c);                 /* the same in Beijing time */
void api_put_time(struct buf *b, const char *key, int64_t seconds); /* null when 0 */
void api_put_texts(struct buf *b, const char *key, const struct str *at, size_t n);

/* Index of the organ in the law, by id, name or alias; ERR_INVALID. */
MUST_CHECK enum err_code api_organ(const struct api_call *c, struct str name, int *ret,
                                   struct err *err);
/* Is the organ (an id) the actor's own, or a section of it? */
bool api_own_organ(const struct api_call *c, struct str organ);

/*
 * Pages: "after" is where the last one ended, "limit" how many at most.  The end of a list says
 * where the next begins; "" when there is none.
 */
enum { API_PAGE = 50, API_PAGE_MAX = 200 };
int64_t api_limit(const struct api_call *c);
void api_end_list(struct api_call *c, int64_t next, bool more);

#endif
