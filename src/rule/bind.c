/* rule/bind.c - rule_bind: the indexes and statistics that plans need over a world; see eval.h. */
#include "rule/eval.h"

#include "base/mem.h"

struct sorted_rows {
    const struct column_table *table;
    int order;
    uint32_t *row;
};

struct binder {
    struct rule_binding *b;
    VEC(struct sorted_rows) sorted; /* each order of a table, made when first needed */
};

enum { ANY_ORDER = -2 };

static size_t dataset_number(const struct rule_binding *b, const struct law_dataset *d)
{
    return (size_t)(d - b->world->law->dataset);
}

static bool same_index(const struct rule_index *x, const struct law_dataset *d, const int *field,
                       size_t n)
{
    return x->dataset == d && x->nfield == n && memcmp(x->field, field, n * sizeof(*field)) == 0;
}

static const uint32_t *get_sorted(struct binder *k, const struct column_table *t, int order)
{
    struct sorted_rows s = {t, order, NULL};

    for (size_t i = 0; i < k->sorted.n; i++)
        if (k->sorted.at[i].table == t && k->sorted.at[i].order == order)
            return k->sorted.at[i].row;
    s.row = rule_rows_by(t, order);
    vec_push(&k->b->arena, &k->sorted, s);
    return s.row;
}

static const struct rule_index *get_index(struct binder *k, const struct law_dataset *d,
                                          const int *field, size_t n, int order)
{
    struct rule_binding *b = k->b;
    const struct column_table *t = &b->world->table[dataset_number(b, d)];
    struct rule_index *x;

    for (size_t i = 0; i < b->index.n; i++)
        if (same_index(b->index.at[i], d, field, n) &&
            (order == ANY_ORDER || b->index.at[i]->order == order))
            return b->index.at[i];
    order = order == ANY_ORDER ? d->date_field : order;
    x = rule_index_new(d, t, field, n);
    rule_index_fill(x, order, get_sorted(k, t, order));
    vec_push(&b->arena, &b->index, x);
    return x;
}

static const struct rule_stat *get_stat(struct binder *k, const struct rule_node *n)
{
    struct rule_binding *b = k->b;
    const struct rule_index *x = get_index(k, n->dataset, n->peer->key, n->peer->nkey, ANY_ORDER);
    struct rule_stat *s;

    for (size_t i = 0; i < b->stat.n; i++) {
        s = b->stat.at[i];
        if (s->index == x && s->field == n->peer->field && s->quantile == n->peer->quantile &&
            (s->op == n->op || s->quantile > 0))
            return s;
    }
    s = MEM_NEW(struct rule_stat);
    s->index = x;
    s->field = n->peer->field;
    s->quantile = n->peer->quantile;
    s->op = n->op;
    rule_stat_compute(s);
    vec_push(&b->arena, &b->stat, s);
    return s;
}

static void prepare(struct binder *k, const struct rule_plan *p, struct rule_prepared *ret)
{
    struct arena *a = &k->b->arena;

    ret->index = ARENA_ARRAY(a, const struct rule_index *, p->aggregate.n + 1);
    ret->stat = ARENA_ARRAY(a, const struct rule_stat *, p->peer.n + 1);
    for (size_t i = 0; i < p->aggregate.n; i++) {
        const struct rule_aggregate *g = p->aggregate.at[i]->aggregate;
        int field[RULE_MAX_KEYS];

        for (size_t f = 0; f < g->key.n; f++)
            field[f] = g->key.at[f].field;
        ret->index[i] = get_index(k, g->dataset, field, g->key.n, g->order);
    }
    for (size_t i = 0; i < p->peer.n; i++)
        ret->stat[i] = get_stat(k, p->peer.at[i]);
}

static enum err_code check_world(const struct rule_world *world, struct rule_plan *const *plan,
                                 size_t nplan, struct err *err)
{
    for (size_t i = 0; i < nplan; i++) {
        const struct rule_plan *p = plan[i];

        if (p->law != world->law)
            return err_set(err, ERR_INVALID, "plan %.*s was compiled under another law",
                           STR_F(p->slug));
        for (size_t d = 0; d < p->law->ndataset; d++)
            if (p->uses_dataset[d] && world->table[d].ncolumn != p->law->dataset[d].nfield)
                return err_set(err, ERR_INVALID, "table of dataset %.*s has not its columns",
                               STR_F(p->law->dataset[d].id));
    }
    return ERR_OK;
}

enum err_code rule_bind(const struct rule_world *world, struct rule_plan *const *plan, size_t nplan,
                        struct rule_binding **ret, struct err *err)
{
    struct rule_binding *b;
    struct binder k = {0};

    TRY(check_world(world, plan, nplan, err));
    b = MEM_NEW(struct rule_binding);
    arena_init(&b->arena, 0);
    b->world = world;
    b->plan = plan;
    b->nplan = nplan;
    b->prepared = ARENA_ARRAY(&b->arena, struct rule_prepared, nplan + 1);
    k.b = b;
    for (size_t i = 0; i < nplan; i++)
        prepare(&k, plan[i], &b->prepared[i]);
    for (size_t i = 0; i < k.sorted.n; i++)
        free(k.sorted.at[i].row);
    *ret = b;
    return ERR_OK;
}

void rule_binding_free(struct rule_binding *b)
{
    if (!b)
        return;
    for (size_t i = 0; i < b->index.n; i++)
        rule_index_free(b->index.at[i]);
    for (size_t i = 0; i < b->stat.n; i++) {
        free(b->stat.at[i]->value);
        free(b->stat.at[i]->known);
        free(b->stat.at[i]);
    }
    arena_release(&b->arena);
    free(b);
}
