/*
 * rule/peer.c - like cases (同类): how values lie in each group, and their statistics; see aids.h.
 *
 * A group keeps its values as runs of equal ones: fines are round numbers, so the runs are few, any
 * quantile is a walk over them, and a row that comes or goes changes one run.
 */
#include "rule/compile.h"
#include "rule/eval.h"

#include "base/bug.h"
#include "base/mem.h"

#include <stdlib.h>

/* ---- kernels ---- */

static bool lookup(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    const struct rule_stat *s = e->prepared->stat[n->peer->slot];
    int32_t g = rule_peers_group(s->peers, e->row[0]);

    if (g < 0 || !s->known[g])
        return false;
    v->n = s->value[g];
    return true;
}

bool rule_value_MEDIAN(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return lookup(e, n, v);
}

bool rule_value_MEAN(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return lookup(e, n, v);
}

bool rule_value_QUANTILE(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return lookup(e, n, v);
}

bool rule_value_PEERS(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return lookup(e, n, v);
}

/* ---- groups ---- */

static bool read_key(const struct rule_peers *p, size_t row, int64_t *key)
{
    for (size_t i = 0; i < p->nkey; i++)
        if (!column_get(&p->table->column[p->key[i]], row, &key[i]))
            return false;
    return true;
}

static size_t place_of(const struct rule_peers *p, const int64_t *key)
{
    uint64_t h = 0;

    for (size_t i = 0; i < p->nkey; i++) {
        h = (h ^ (uint64_t)key[i]) * 0x9E3779B97F4A7C15ULL;
        h ^= h >> 32;
    }
    for (size_t i = h & (p->cap - 1);; i = (i + 1) & (p->cap - 1))
        if (!p->slot[i] ||
            memcmp(p->group.at[p->slot[i] - 1].key, key, p->nkey * sizeof(*key)) == 0)
            return i;
}

int32_t rule_peers_group(const struct rule_peers *p, size_t row)
{
    int64_t key[RULE_MAX_KEYS];

    if (p->cap == 0 || !read_key(p, row, key))
        return -1;
    return (int32_t)p->slot[place_of(p, key)] - 1;
}

static void grow(struct rule_peers *p)
{
    enum { MIN = 64 };

    free(p->slot);
    p->cap = p->cap ? p->cap * 2 : MIN;
    p->slot = mem_zero(p->cap, sizeof(*p->slot));
    for (size_t g = 0; g < p->group.n; g++)
        p->slot[place_of(p, p->group.at[g].key)] = (uint32_t)g + 1;
}

void rule_peers_rehash(struct rule_peers *p)
{
    for (p->cap = 1; p->cap <= p->group.n;)
        p->cap *= 2;
    grow(p);
}

static size_t group_of(struct rule_peers *p, const int64_t *key)
{
    size_t i;

    if (p->group.n * 2 >= p->cap)
        grow(p);
    i = place_of(p, key);
    if (!p->slot[i]) {
        struct rule_peer_group g = {0};

        memcpy(g.key, key, p->nkey * sizeof(*key));
        vec_push(&p->arena, &p->group, g);
        p->slot[i] = (uint32_t)p->group.n;
    }
    return p->slot[i] - 1;
}

static size_t run_place(const struct rule_peer_group *g, int64_t value)
{
    size_t at = 0, end = g->run.n;

    while (at < end) {
        size_t mid = at + (end - at) / 2;

        if (g->run.at[mid].value < value)
            at = mid + 1;
        else
            end = mid;
    }
    return at;
}

/* `many` rows more (or fewer) with that value. */
static void count_value(struct rule_peers *p, struct rule_peer_group *g, int64_t value,
                        int64_t many)
{
    size_t i = run_place(g, value);

    g->n += many;
    g->sum += (rule_wide)value * many;
    if (i == g->run.n || g->run.at[i].value != value) {
        vec_push(&p->arena, &g->run, (struct rule_run){0});
        memmove(&g->run.at[i + 1], &g->run.at[i], (g->run.n - 1 - i) * sizeof(*g->run.at));
        g->run.at[i] = (struct rule_run){value, 0};
    }
    g->run.at[i].count += many;
}

/* Returns the row's group, or -1. */
static int64_t count_row(struct rule_peers *p, size_t row, int64_t many)
{
    const struct column *c = &p->table->column[p->field];
    int64_t key[RULE_MAX_KEYS], value;
    size_t g;

    if (!read_key(p, row, key))
        return -1;
    g = group_of(p, key);
    p->group.at[g].rows += many;
    if (!column_get(c, row, &value))
        return (int64_t)g;
    count_value(p, &p->group.at[g], c->kind == COLUMN_NUMBER ? value : 0, many);
    return (int64_t)g;
}

struct rule_peers *rule_peers_new(const struct law_dataset *d, const struct column_table *t,
                                  const struct rule_peer *of)
{
    struct rule_peers *p = MEM_NEW(struct rule_peers);

    p->dataset = d;
    p->table = t;
    p->field = of->field;
    p->nkey = of->nkey;
    memcpy(p->key, of->key, of->nkey * sizeof(*of->key));
    arena_init(&p->arena, 0);
    COLUMN_EACH_ROW(t, row)
    count_row(p, row, 1);
    return p;
}

void rule_peers_free(struct rule_peers *p)
{
    free(p->slot);
    arena_release(&p->arena);
    free(p);
}

void rule_peers_changed(struct rule_peers *p, size_t row, struct rule_stat *const *stat,
                        size_t nstat)
{
    int64_t g = count_row(p, row, column_row_gone(p->table, row) ? -1 : 1);

    for (size_t i = 0; g >= 0 && i < nstat; i++)
        if (stat[i]->peers == p)
            rule_stat_compute(stat[i], (size_t)g);
}

/* ---- statistics ---- */

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

int64_t rule_quantile(int64_t *value, size_t n, int p)
{
    size_t rank = (n * (size_t)p + 99) / 100;

    qsort(value, n, sizeof(*value), by_value);
    return value[rank > 0 ? rank - 1 : 0];
}

/* The same over runs of equal values. */
static int64_t quantile(const struct rule_peer_group *g, int p)
{
    int64_t rank = (g->n * p + 99) / 100, below = 0;
    size_t i = 0;

    rank = rank > 0 ? rank : 1;
    while (i + 1 < g->run.n && below + g->run.at[i].count < rank)
        below += g->run.at[i++].count;
    return g->run.at[i].value;
}

int64_t rule_mean(rule_wide sum, int64_t n)
{
    rule_wide twice = sum * 2 + n, d = (rule_wide)n * 2, q = twice / d;

    return (int64_t)(twice % d < 0 ? q - 1 : q);
}

static void make_room(struct rule_stat *s, size_t group)
{
    enum { MIN = 64 };
    size_t room = s->room;

    if (group < s->room)
        return;
    s->room = group * 2 + MIN;
    s->value = mem_realloc(s->value, s->room * sizeof(*s->value));
    s->known = mem_realloc(s->known, s->room * sizeof(*s->known));
    memset(s->value + room, 0, (s->room - room) * sizeof(*s->value));
    memset(s->known + room, 0, (s->room - room) * sizeof(*s->known));
}

void rule_stat_compute(struct rule_stat *s, size_t group)
{
    const struct rule_peer_group *g = &s->peers->group.at[group];

    make_room(s, group);
    s->known[group] = g->n > 0 || s->op == RULE_OP_PEERS;
    if (s->op == RULE_OP_PEERS)
        s->value[group] = g->n;
    else if (g->n > 0)
        s->value[group] =
            s->op == RULE_OP_MEAN ? rule_mean(g->sum, g->n) : quantile(g, s->quantile);
}
