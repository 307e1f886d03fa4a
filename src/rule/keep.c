/* rule/keep.c - see keep.h. */
#include "rule/keep.h"

#include "base/bug.h"
#include "base/mem.h"
#include "rule/aids.h"

#include <stdatomic.h>
#include <stdlib.h>

/* ---- making ---- */

struct making {
    struct rule_world *world;
    const struct rule_world *asked; /* an empty world with the aids that the plans ask for */
    atomic_size_t next;
    size_t n;
};

static size_t dataset_of(const struct rule_world *w, const struct column_table *t)
{
    return (size_t)(t - w->table);
}

static bool has_index(const struct rule_world *w, const struct column_table *t, int key, int order)
{
    for (size_t i = 0; i < w->aids->index.n; i++) {
        const struct column_index *x = w->aids->index.at[i];

        if (x->table == t && x->key == key && x->order == order)
            return true;
    }
    return false;
}

static void make_index(struct making *m, const struct column_index *like)
{
    const struct column_table *t = &m->world->table[dataset_of(m->asked, like->table)];
    struct rule_aids *a = m->world->aids;
    struct column_index *x;
    bool has;

    pthread_mutex_lock(&a->lock);
    has = has_index(m->world, t, like->key, like->order);
    pthread_mutex_unlock(&a->lock);
    if (has)
        return;
    x = column_index_new(t, like->key, like->order);
    pthread_mutex_lock(&a->lock);
    vec_push(&a->arena, &a->index, x);
    pthread_mutex_unlock(&a->lock);
}

static bool same_groups(const struct rule_peers *p, const struct rule_peers *q)
{
    return p->dataset == q->dataset && p->field == q->field && p->nkey == q->nkey &&
           memcmp(p->key, q->key, p->nkey * sizeof(*p->key)) == 0;
}

static void make_peers(struct making *m, struct rule_peers *like)
{
    const struct column_table *t = &m->world->table[like->dataset - m->world->law->dataset];
    struct rule_peer of = {.field = like->field, .key = like->key, .nkey = like->nkey};
    struct rule_aids *a = m->world->aids;
    struct rule_peers *p;
    bool has = false;

    pthread_mutex_lock(&a->lock);
    for (size_t i = 0; i < a->peers.n; i++)
        has |= same_groups(a->peers.at[i], like);
    pthread_mutex_unlock(&a->lock);
    if (has)
        return;
    p = rule_peers_new(like->dataset, t, &of);
    pthread_mutex_lock(&a->lock);
    vec_push(&a->arena, &a->peers, p);
    pthread_mutex_unlock(&a->lock);
}

static void *make(void *p)
{
    struct making *m = p;
    const struct rule_aids *asked = m->asked->aids;
    size_t i;

    while ((i = atomic_fetch_add(&m->next, 1)) < m->n)
        if (i < asked->peers.n)
            make_peers(m, asked->peers.at[i]);
        else
            make_index(m, asked->index.at[i - asked->peers.n]);
    return NULL;
}

static void make_all(struct making *m, int threads)
{
    enum { MOST = 64 };
    pthread_t thread[MOST];
    int started = 0;

    m->n = m->asked->aids->peers.n + m->asked->aids->index.n;
    while (started + 1 < threads && started < MOST &&
           pthread_create(&thread[started], NULL, make, m) == 0)
        started++;
    make(m);
    for (int i = 0; i < started; i++)
        pthread_join(thread[i], NULL);
}

/* Binding the plans to an empty world shows what they ask for. */
void rule_make_aids(struct rule_world *w, struct rule_plan *const *plan, size_t nplan, int threads)
{
    struct rule_world empty;
    struct rule_binding *binding;
    struct err err;
    enum err_code rc;

    rule_world_init(&empty, w->law, w->today);
    rc = rule_bind(&empty, plan, nplan, &binding, &err);
    BUG_ON(rc != ERR_OK);
    make_all(&(struct making){.world = w, .asked = &empty}, threads);
    rule_binding_free(binding);
    rule_world_release(&empty);
}

/* ---- keeping ---- */

struct column_index *const *rule_kept_indexes(const struct rule_world *w, size_t *ret_n)
{
    *ret_n = w->aids->index.n;
    return w->aids->index.at;
}

void rule_keep_index(struct rule_world *w, struct column_index *take_x)
{
    vec_push(&w->aids->arena, &w->aids->index, take_x);
}

/* ---- like cases as bytes ---- */

static void put_i64(struct buf *b, int64_t v)
{
    buf_add(b, &v, sizeof(v));
}

static void write_group(struct buf *out, const struct rule_peers *p,
                        const struct rule_peer_group *g)
{
    buf_add(out, g->key, p->nkey * sizeof(*g->key));
    put_i64(out, g->rows);
    put_i64(out, (int64_t)g->run.n);
    for (size_t i = 0; i < g->run.n; i++) {
        put_i64(out, g->run.at[i].value);
        put_i64(out, g->run.at[i].count);
    }
}

void rule_write_peers(const struct rule_world *w, struct buf *out)
{
    put_i64(out, (int64_t)w->aids->peers.n);
    for (size_t i = 0; i < w->aids->peers.n; i++) {
        const struct rule_peers *p = w->aids->peers.at[i];

        put_i64(out, p->dataset - w->law->dataset);
        put_i64(out, p->field);
        put_i64(out, (int64_t)p->nkey);
        for (size_t k = 0; k < p->nkey; k++)
            put_i64(out, p->key[k]);
        put_i64(out, (int64_t)p->group.n);
        for (size_t g = 0; g < p->group.n; g++)
            write_group(out, p, &p->group.at[g]);
    }
}

/* A number in [0, top]; past the end or beyond: *bad. */
static int64_t get_i64(struct str *in, bool *bad)
{
    int64_t v = 0;

    if (in->n < sizeof(v))
        *bad = true;
    else {
        memcpy(&v, in->p, sizeof(v));
        *in = str_tail(*in, sizeof(v));
    }
    return v;
}

static int64_t get_below(struct str *in, uint64_t end, bool *bad)
{
    int64_t v = get_i64(in, bad);

    *bad |= (uint64_t)v >= end;
    return *bad ? 0 : v;
}

#define RECORDS_MAX (UINT64_C(1) << 32) /* rows have numbers of 31 bits */

static void read_group(struct str *in, struct rule_peers *p, struct rule_peer_group *g, bool *bad)
{
    int64_t n;

    for (size_t k = 0; k < p->nkey; k++)
        g->key[k] = get_i64(in, bad);
    g->rows = get_below(in, RECORDS_MAX, bad);
    n = get_below(in, in->n / sizeof(struct rule_run) + 1, bad);
    for (int64_t i = 0; i < n && !*bad; i++) {
        struct rule_run r = {get_i64(in, bad), 0};

        r.count = get_below(in, RECORDS_MAX, bad);
        g->n += r.count;
        g->sum += (rule_wide)r.value * r.count;
        vec_push(&p->arena, &g->run, r);
    }
}

static void read_groups(struct str *in, struct rule_peers *p, bool *bad)
{
    int64_t n = get_below(in, in->n / sizeof(int64_t) + 1, bad);

    for (int64_t i = 0; i < n && !*bad; i++) {
        struct rule_peer_group g = {0};

        read_group(in, p, &g, bad);
        vec_push(&p->arena, &p->group, g);
    }
    rule_peers_rehash(p);
}

static struct rule_peers *read_peers(struct str *in, struct rule_world *w, bool *bad)
{
    size_t d = (size_t)get_below(in, w->law->ndataset, bad);
    struct rule_peers *p = MEM_NEW(struct rule_peers);

    p->dataset = &w->law->dataset[d];
    p->table = &w->table[d];
    arena_init(&p->arena, 0);
    p->field = (int)get_below(in, p->dataset->nfield, bad);
    p->nkey = (size_t)get_below(in, RULE_MAX_KEYS + 1, bad);
    for (size_t k = 0; k < p->nkey; k++)
        p->key[k] = (int)get_below(in, p->dataset->nfield, bad);
    if (!*bad)
        read_groups(in, p, bad);
    return p;
}

bool rule_read_peers(struct rule_world *w, struct str bytes)
{
    struct rule_aids *a = w->aids;
    bool bad = false;
    int64_t n = get_below(&bytes, bytes.n / sizeof(int64_t) + 1, &bad);
    size_t was = a->peers.n;

    for (int64_t i = 0; i < n && !bad; i++)
        vec_push(&a->arena, &a->peers, read_peers(&bytes, w, &bad));
    bad |= bytes.n > 0;
    while (bad && a->peers.n > was)
        rule_peers_free(a->peers.at[--a->peers.n]);
    return !bad;
}
