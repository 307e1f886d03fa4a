/* rule/aids.c - indexes and texts searched, kept for a world; see aids.h.  Like cases: peer.c. */
#include "rule/aids.h"

#include "base/bug.h"
#include "base/mem.h"

#include <stdlib.h>

struct rule_aids *rule_aids_new(void)
{
    struct rule_aids *a = MEM_NEW(struct rule_aids);

    pthread_mutex_init(&a->lock, NULL);
    arena_init(&a->arena, 0);
    return a;
}

static void words_free(struct rule_words *w)
{
    for (size_t i = 0; i < w->nchunk; i++)
        free(w->bits[i]);
    free(w->bits);
    pthread_mutex_destroy(&w->lock);
    free(w);
}

void rule_aids_free(struct rule_aids *a)
{
    if (!a)
        return;
    for (size_t i = 0; i < a->index.n; i++)
        column_index_free(a->index.at[i]);
    for (size_t i = 0; i < a->stat.n; i++) {
        free(a->stat.at[i]->value);
        free(a->stat.at[i]->known);
        free(a->stat.at[i]);
    }
    for (size_t i = 0; i < a->peers.n; i++)
        rule_peers_free(a->peers.at[i]);
    for (size_t i = 0; i < a->words.n; i++)
        words_free(a->words.at[i]);
    pthread_mutex_destroy(&a->lock);
    arena_release(&a->arena);
    free(a);
}

static const struct column_table *table_of(const struct rule_world *w, const struct law_dataset *d)
{
    return &w->table[d - w->law->dataset];
}

/* ---- indexes ---- */

const struct column_index *rule_aids_index(const struct rule_world *w, const struct law_dataset *d,
                                           int key, int order)
{
    const struct column_table *t = table_of(w, d);
    struct rule_aids *a = w->aids;
    struct column_index *x = NULL;

    pthread_mutex_lock(&a->lock);
    for (size_t i = 0; i < a->index.n && !x; i++)
        if (a->index.at[i]->table == t && a->index.at[i]->key == key &&
            (order < 0 || a->index.at[i]->order == order))
            x = a->index.at[i];
    if (!x) {
        x = column_index_new(t, key, order < 0 ? d->date_field : order);
        vec_push(&a->arena, &a->index, x);
    }
    pthread_mutex_unlock(&a->lock);
    return x;
}

/* ---- like cases ---- */

static bool same_peers(const struct rule_peers *p, const struct rule_node *n)
{
    return p->dataset == n->dataset && p->field == n->peer->field && p->nkey == n->peer->nkey &&
           memcmp(p->key, n->peer->key, p->nkey * sizeof(*p->key)) == 0;
}

static struct rule_peers *get_peers(const struct rule_world *w, const struct rule_node *n)
{
    struct rule_aids *a = w->aids;
    struct rule_peers *p;

    for (size_t i = 0; i < a->peers.n; i++)
        if (same_peers(a->peers.at[i], n))
            return a->peers.at[i];
    p = rule_peers_new(n->dataset, table_of(w, n->dataset), n->peer);
    vec_push(&a->arena, &a->peers, p);
    return p;
}

static struct rule_stat *get_stat(const struct rule_world *w, const struct rule_node *n)
{
    struct rule_peers *p = get_peers(w, n);
    struct rule_aids *a = w->aids;
    struct rule_stat *s;

    for (size_t i = 0; i < a->stat.n; i++) {
        s = a->stat.at[i];
        if (s->peers == p && s->quantile == n->peer->quantile &&
            (s->op == n->op || s->quantile > 0))
            return s;
    }
    s = MEM_NEW(struct rule_stat);
    s->peers = p;
    s->op = n->op;
    s->quantile = n->peer->quantile;
    for (size_t g = 0; g < p->group.n; g++)
        rule_stat_compute(s, g);
    vec_push(&a->arena, &a->stat, s);
    return s;
}

const struct rule_stat *rule_aids_stat(const struct rule_world *w, const struct rule_node *n)
{
    struct rule_stat *s;

    pthread_mutex_lock(&w->aids->lock);
    s = get_stat(w, n);
    pthread_mutex_unlock(&w->aids->lock);
    return s;
}

/* ---- words ---- */

const struct rule_node *rule_words_side(const struct rule_node *n)
{
    if (n->set && n->set->kind == RULE_WORDS)
        return n->kid[0];
    if ((n->op != RULE_OP_EQ && n->op != RULE_OP_NE) || n->kid[0]->type.kind != RULE_WORDS)
        return NULL;
    if (n->kid[1]->op == RULE_OP_CONST)
        return n->kid[0];
    return n->kid[0]->op == RULE_OP_CONST ? n->kid[1] : NULL;
}

/* What a test asks for; of = and ≠ the constant, as a set of one. */
static struct rule_set set_of(const struct rule_node *n, struct str *room)
{
    if (n->set)
        return *n->set;
    *room = n->kid[n->kid[1]->op == RULE_OP_CONST]->text;
    return (struct rule_set){.kind = RULE_WORDS, .text = room, .n = 1};
}

bool rule_words_hold(const struct rule_words *w, struct str text)
{
    const struct rule_set *s = w->set;
    size_t found = 0;

    for (size_t i = 0; i < s->n; i++)
        if (w->whole ? str_eq(text, s->text[i]) : str_has(text, s->text[i])) {
            found++;
            if (!s->all)
                return true;
        }
    return s->all && found == s->n;
}

bool rule_words_bare(const struct rule_node *n, struct str text)
{
    struct str room;
    struct rule_set set = set_of(n, &room);
    struct rule_words w = {.set = &set, .whole = n->op != RULE_OP_HAS && n->op != RULE_OP_LACKS};

    return rule_words_hold(&w, text);
}

struct filling {
    const struct rule_words *words;
    uint64_t *bits;
};

static bool fill_one(void *ctx, uint32_t i, struct str value)
{
    struct filling *f = ctx;

    if (rule_words_hold(f->words, value))
        f->bits[i >> 6] |= (uint64_t)1 << (i & 63);
    return true;
}

const uint64_t *rule_words_bits(struct rule_words *w, const struct column_pool *p, size_t chunk)
{
    uint64_t *bits = __atomic_load_n(&w->bits[chunk], __ATOMIC_ACQUIRE);

    if (bits)
        return bits;
    pthread_mutex_lock(&w->lock);
    bits = w->bits[chunk];
    if (!bits) {
        bits = mem_zero(COLUMN_POOL_CHUNK / 64, sizeof(*bits));
        column_pool_each(p, chunk, fill_one, &(struct filling){w, bits});
        __atomic_store_n(&w->bits[chunk], bits, __ATOMIC_RELEASE);
    }
    pthread_mutex_unlock(&w->lock);
    return bits;
}

/* Room for the chunks that the pool has now. */
static void reach(struct rule_words *w, const struct column_pool *p)
{
    if (w->nchunk >= p->nchunk)
        return;
    w->bits = mem_realloc(w->bits, p->nchunk * sizeof(*w->bits));
    memset(w->bits + w->nchunk, 0, (p->nchunk - w->nchunk) * sizeof(*w->bits));
    w->nchunk = p->nchunk;
}

static bool same_words(const struct rule_set *a, const struct rule_set *b)
{
    bool same = a->n == b->n && a->all == b->all;

    for (size_t i = 0; same && i < a->n; i++)
        same = str_eq(a->text[i], b->text[i]);
    return same;
}

/* The set may belong to a plan that goes before the world does. */
static struct rule_set *keep_set(struct arena *a, const struct rule_set *s)
{
    struct rule_set *k = arena_copy(a, s, sizeof(*s));

    k->text = ARENA_ARRAY(a, struct str, s->n + 1);
    for (size_t i = 0; i < s->n; i++)
        k->text[i] = str_dup(a, s->text[i]);
    return k;
}

static struct rule_words *get_words(const struct rule_world *w, const struct rule_node *n)
{
    bool whole = n->op != RULE_OP_HAS && n->op != RULE_OP_LACKS;
    struct rule_aids *a = w->aids;
    struct rule_words *k;
    struct str room;
    struct rule_set set = set_of(n, &room);

    for (size_t i = 0; i < a->words.n; i++)
        if (a->words.at[i]->whole == whole && same_words(a->words.at[i]->set, &set))
            return a->words.at[i];
    k = MEM_NEW(struct rule_words);
    k->set = keep_set(&a->arena, &set);
    k->whole = whole;
    pthread_mutex_init(&k->lock, NULL);
    vec_push(&a->arena, &a->words, k);
    return k;
}

struct rule_words *rule_aids_words(const struct rule_world *w, const struct rule_node *n)
{
    struct rule_words *k;

    pthread_mutex_lock(&w->aids->lock);
    k = get_words(w, n);
    reach(k, w->pool);
    pthread_mutex_unlock(&w->aids->lock);
    return k;
}

/* ---- changes ---- */

void rule_aids_changed(struct rule_aids *a, const struct column_table *t, size_t row)
{
    bool came = !column_row_gone(t, row);

    for (size_t i = 0; i < a->index.n; i++)
        if (a->index.at[i]->table == t)
            (came ? column_index_add : column_index_drop)(a->index.at[i], row);
    for (size_t i = 0; i < a->peers.n; i++)
        if (a->peers.at[i]->table == t)
            rule_peers_changed(a->peers.at[i], row, a->stat.at, a->stat.n);
}
