/* api/once.c - see once.h. */
#include "api/once.h"

#include "base/mem.h"

#include <pthread.h>

enum { SLOTS = 4096, DAY = 86400 };

struct answer {
    struct buf key, body, header[HTTP_MAX_REPLY_HEADER];
    const char *name[HTTP_MAX_REPLY_HEADER];
    size_t nheader;
    const char *type;
    uint64_t what;
    int64_t at;
    int status; /* 0: at work */
};

struct api_once {
    pthread_mutex_t lock;
    struct answer slot[SLOTS]; /* a ring: the next to go is at `next` */
    size_t next;
};

struct api_once *api_once_new(void)
{
    struct api_once *o = MEM_NEW(struct api_once);

    pthread_mutex_init(&o->lock, NULL);
    return o;
}

static void clear(struct answer *a)
{
    buf_release(&a->key);
    buf_release(&a->body);
    for (size_t i = 0; i < a->nheader; i++)
        buf_release(&a->header[i]);
    *a = (struct answer){0};
}

void api_once_free(struct api_once *o)
{
    for (size_t i = 0; i < SLOTS; i++)
        clear(&o->slot[i]);
    pthread_mutex_destroy(&o->lock);
    free(o);
}

static struct answer *find(struct api_once *o, struct str key)
{
    for (size_t i = 0; i < SLOTS; i++)
        if (o->slot[i].key.n == key.n && str_eq(buf_view(&o->slot[i].key), key))
            return &o->slot[i];
    return NULL;
}

static void replay(const struct answer *a, struct http_request *q, struct http_reply *r)
{
    r->status = a->status;
    r->type = a->type;
    buf_str(&r->body, buf_view(&a->body));
    for (size_t i = 0; i < a->nheader; i++)
        http_reply_header(r, a->name[i], str_dup(q->arena, buf_view(&a->header[i])));
    http_reply_header(r, "Idempotency-Replayed", STR("true"));
}

static void take_slot(struct api_once *o, const struct api_once_ask *ask)
{
    struct answer *a = &o->slot[o->next];

    o->next = (o->next + 1) % SLOTS;
    clear(a);
    buf_str(&a->key, ask->key);
    a->what = ask->what;
    a->at = ask->now;
}

enum api_once_state api_once_begin(struct api_once *o, const struct api_once_ask *ask,
                                   struct http_request *q, struct http_reply *r)
{
    enum api_once_state state = API_ONCE_FIRST;
    struct answer *a;

    pthread_mutex_lock(&o->lock);
    a = find(o, ask->key);
    if (a && ask->now - a->at > DAY) {
        clear(a);
        a = NULL;
    }
    if (!a)
        take_slot(o, ask);
    else if (a->what != ask->what)
        state = API_ONCE_OTHER;
    else if (a->status == 0)
        state = API_ONCE_BUSY;
    else
        state = API_ONCE_AGAIN;
    if (state == API_ONCE_AGAIN)
        replay(a, q, r);
    pthread_mutex_unlock(&o->lock);
    return state;
}

void api_once_done(struct api_once *o, struct str key, const struct http_reply *r)
{
    struct answer *a;

    pthread_mutex_lock(&o->lock);
    a = find(o, key);
    if (a) { /* it may have been crowded out meanwhile */
        a->status = r->status;
        a->type = r->type;
        buf_str(&a->body, buf_view(&r->body));
        for (size_t i = 0; i < r->nheader; i++) {
            a->name[a->nheader] = r->header[i].name;
            buf_str(&a->header[a->nheader++], r->header[i].value);
        }
    }
    pthread_mutex_unlock(&o->lock);
}

void api_once_failed(struct api_once *o, struct str key)
{
    struct answer *a;

    pthread_mutex_lock(&o->lock);
    a = find(o, key);
    if (a)
        clear(a);
    pthread_mutex_unlock(&o->lock);
}
