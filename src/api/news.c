/* api/news.c - see news.h. */
#include "api/news.h"

#include "api/server.h"
#include "base/json.h"
#include "base/mem.h"
#include "matter/feed.h"
#include "matter/ledger.h"

#include <pthread.h>
#include <time.h>

enum { RING = 2048, BATCH = 500, LOOK_MS = 250, MOST_ORGANS = 16 };

/* One change, as it is sent, and whom it concerns. */
struct item {
    int64_t leaf;
    struct buf text;
    int organ[MOST_ORGANS]; /* whole organs, indices in the law */
    size_t norgan;
    unsigned kinds; /* of organs that supervise: bit 1 << enum law_organ_kind */
};

struct api_news {
    struct api_server *x;
    struct store *store;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stop, look;
    struct item ring[RING];
    int64_t first, next; /* leaves held: first <= leaf < next */
};

/* ---- following the ledger ---- */

static void add_organ(struct api_news *n, struct item *i, struct str id)
{
    const struct law *law = n->x->c.law;
    int organ = id.n > 0 ? law_organ_find(law, id) : -1;

    if (organ >= 0 && i->norgan < MOST_ORGANS)
        i->organ[i->norgan++] = law_organ_whole(law, organ);
}

/* As the procedure stands in the law at hand: only that something moved is told. */
static unsigned supervised_by(const struct api_news *n, struct str procedure)
{
    const struct matter_plan *plan =
        procedure.n > 0 ? matter_plan_find(&n->x->book, procedure) : NULL;

    return plan ? plan->p->supervise.kinds : 0;
}

/* Names and numbers of things only: what they are about is asked for by who may see it. */
static void print_data(struct buf *b, const struct matter_news *m)
{
    json_open(b, NULL, '{');
    json_i64(b, "leaf", m->leaf);
    if (m->matter) {
        json_i64(b, "matter", m->matter);
        json_i64(b, "version", m->no);
        json_text(b, "procedure", m->procedure);
    }
    if (m->clue)
        json_i64(b, "clue", m->clue);
    json_text(b, "what", m->what);
    json_close(b, '}');
}

/* The object is written in a buffer of its own: behind other text it would begin with a comma. */
static void print_item(struct buf *b, const struct matter_news *m)
{
    struct buf data = {0};

    print_data(&data, m);
    buf_fmt(b, "id: %lld\nevent: %.*s\ndata: %.*s\n\n", (long long)m->leaf, STR_F(m->kind),
            (int)data.n, data.p);
    buf_release(&data);
}

static enum err_code take(void *p, const struct matter_news *m, struct err *err)
{
    struct api_news *n = p;
    struct item *i = &n->ring[m->leaf % RING];

    (void)err;
    pthread_mutex_lock(&n->lock);
    buf_reset(&i->text);
    i->leaf = m->leaf;
    i->norgan = 0;
    i->kinds = supervised_by(n, m->procedure);
    print_item(&i->text, m);
    for (size_t r = 0; r < m->nrole; r++)
        add_organ(n, i, m->role[r]);
    add_organ(n, i, m->about);
    add_organ(n, i, m->sent);
    n->next = m->leaf + 1;
    if (n->next - n->first > RING)
        n->first = n->next - RING;
    pthread_mutex_unlock(&n->lock);
    return ERR_OK;
}

/* What fails now is tried again in a moment: nothing is lost, the ledger stays. */
static void follow(struct api_news *n)
{
    int64_t before = n->next, from;
    struct err err;

    do {
        from = n->next;
        if (matter_feed(n->store, from - 1, BATCH, take, n, &err) != ERR_OK)
            break;
    } while (n->next - from == BATCH);
    if (n->next > before && n->x->http)
        http_server_wake(n->x->http);
}

static void *run(void *p)
{
    struct api_news *n = p;
    struct timespec until;

    pthread_mutex_lock(&n->lock);
    while (!n->stop) {
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += LOOK_MS * 1000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        if (!n->look)
            pthread_cond_timedwait(&n->wake, &n->lock, &until);
        n->look = false;
        pthread_mutex_unlock(&n->lock);
        follow(n);
        pthread_mutex_lock(&n->lock);
    }
    pthread_mutex_unlock(&n->lock);
    return NULL;
}

enum err_code api_news_new(struct api_server *x, struct api_news **ret, struct err *err)
{
    struct api_news *n = MEM_NEW(struct api_news);
    enum err_code rc;

    n->x = x;
    pthread_mutex_init(&n->lock, NULL);
    pthread_cond_init(&n->wake, NULL);
    rc = store_open(x->c.home, 0, &n->store, err);
    if (rc == ERR_OK)
        rc = ledger_size(n->store, &n->next, err);
    n->first = n->next;
    if (rc == ERR_OK && pthread_create(&n->thread, NULL, run, n) != 0)
        rc = err_set(err, ERR_IO, "no thread that follows the ledger");
    if (rc == ERR_OK) {
        *ret = n;
        return ERR_OK;
    }
    store_close(n->store);
    free(n);
    return rc;
}

void api_news_free(struct api_news *n)
{
    pthread_mutex_lock(&n->lock);
    n->stop = true;
    pthread_cond_signal(&n->wake);
    pthread_mutex_unlock(&n->lock);
    pthread_join(n->thread, NULL);
    store_close(n->store);
    for (size_t i = 0; i < RING; i++)
        buf_release(&n->ring[i].text);
    pthread_cond_destroy(&n->wake);
    pthread_mutex_destroy(&n->lock);
    free(n);
}

void api_news_look(struct api_news *n)
{
    pthread_mutex_lock(&n->lock);
    n->look = true;
    pthread_cond_signal(&n->wake);
    pthread_mutex_unlock(&n->lock);
}

/* ---- a listener ---- */

struct listener {
    struct api_news *n;
    bool all;      /* the operator */
    int organ;     /* whole */
    unsigned kind; /* its bit */
    int64_t next;
    int64_t until_ns;
};

static bool concerns(const struct listener *l, const struct item *i)
{
    if (l->all || (l->kind & i->kinds))
        return true;
    for (size_t k = 0; k < i->norgan; k++)
        if (i->organ[k] == l->organ)
            return true;
    return false;
}

/* The ring no longer holds what this listener has not seen: he must read afresh. */
static void say_lost(struct listener *l, struct buf *out)
{
    l->next = l->n->next;
    buf_fmt(out, "id: %lld\nevent: reset\ndata: {}\n\n", (long long)(l->next - 1));
}

static enum http_next next(void *p, struct buf *out)
{
    enum { PIECE = 64 << 10 };
    struct listener *l = p;

    if (clock_elapsed_ns() > l->until_ns)
        return HTTP_NEXT_END;
    pthread_mutex_lock(&l->n->lock);
    if (l->next < l->n->first)
        say_lost(l, out);
    for (; l->next < l->n->next && out->n < PIECE; l->next++) {
        const struct item *i = &l->n->ring[l->next % RING];

        if (concerns(l, i))
            buf_str(out, buf_view(&i->text));
    }
    pthread_mutex_unlock(&l->n->lock);
    return out->n > 0 ? HTTP_NEXT_DATA : HTTP_NEXT_WAIT;
}

/* A stream ends after a while; the browser comes back by itself and shows again who it is, so that who
 * has been signed out hears no more. */
struct http_stream api_news_stream(struct api_news *n, const struct actor *who, int64_t after)
{
    enum { LISTEN_S = 300 };
    struct listener *l = MEM_NEW(struct listener);

    l->n = n;
    l->all = who->is_operator;
    l->kind = who->is_operator ? 0 : 1u << who->kind;
    l->organ = who->whole.n > 0 ? law_organ_find(n->x->c.law, who->whole) : -1;
    l->until_ns = clock_elapsed_ns() + (int64_t)LISTEN_S * 1000000000;
    pthread_mutex_lock(&n->lock);
    l->next = after >= 0 && after < n->next ? after + 1 : n->next;
    pthread_mutex_unlock(&n->lock);
    return (struct http_stream){next, free, l};
}
