#ifndef API_ONCE_H
#define API_ONCE_H
/*
 * api/once.h - Idempotency-Key: a POST that comes again with the same key is answered as the first
 * time and not done again.
 *
 * Kept in memory for a day, at most 4096 answers, the oldest go first; a restart forgets them.  Acts
 * on matters are remembered by the store itself besides (matter/log.h), for ever.  Any thread.
 */
#include "http/message.h"

struct api_once;

struct api_once *api_once_new(void);
void api_once_free(struct api_once *o);

enum api_once_state {
    API_ONCE_FIRST, /* do it, then api_once_done or api_once_failed */
    API_ONCE_AGAIN, /* the reply has been filled in */
    API_ONCE_OTHER, /* the key was used for another request */
    API_ONCE_BUSY   /* the first is still at work */
};

/* key: who, which route and the client's key; what: digest of the request. now in seconds. */
struct api_once_ask {
    struct str key;
    uint64_t what;
    int64_t now;
};
enum api_once_state api_once_begin(struct api_once *o, const struct api_once_ask *ask,
                                   struct http_request *q, struct http_reply *r);
void api_once_done(struct api_once *o, struct str key, const struct http_reply *r);
/* It was not done: the key is free again. */
void api_once_failed(struct api_once *o, struct str key);

#endif
