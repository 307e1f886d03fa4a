/* service/screen/arrive.c - see arrive.h. */
#include "service/screen/arrive.h"

#include <stdlib.h>

struct arriving {
    const struct screen_run_request *q;
    struct arena *a;
    struct image_changes changes; /* the first is the record */
    VEC(struct screen_arrived_finding) found;
    VEC(uint32_t) wide;
    VEC(struct screen_finding) miss;
    uint64_t *chosen; /* bit a plan: it may say something of the record itself */
};

/* The rule screens the dataset of the record. */
static bool is_of_dataset(const struct arriving *g, uint32_t plan)
{
    return g->q->plan[plan]->dataset == &g->q->world->law->dataset[g->changes.v.at[0].dataset];
}

static void ask(struct arriving *g, uint32_t plan, size_t row)
{
    struct screen_arrived_finding f = {.finding = {.plan = plan, .row = (uint32_t)row & INT32_MAX}};
    bool own = row == (size_t)g->changes.v.at[0].came && is_of_dataset(g, plan);
    enum rule_outcome o =
        own && !column_bit(g->chosen, plan) ? RULE_MISS : rule_eval(g->q->binding, plan, row, g->a);

    if (o == RULE_MISS) {
        vec_push(g->a, &g->miss, f.finding);
        return;
    }
    f.finding.undetermined = o == RULE_UNDETERMINED;
    if (o == RULE_HIT)
        rule_explain(g->q->binding, plan, row, g->a, &f.reason);
    vec_push(g->a, &g->found, f);
}

static void reach_of(const struct arriving *g, uint32_t plan, struct rule_reach *ret)
{
    *ret = (struct rule_reach){.changes = g->changes.v.n, .most = SCREEN_ARRIVE_ROWS};
    for (size_t i = 0; i < g->changes.v.n && !ret->whole; i++) {
        const struct image_change *c = &g->changes.v.at[i];

        if (c->gone != IMAGE_NO_ROW)
            rule_reach(g->q->binding, plan, c->dataset, (size_t)c->gone, g->a, ret);
        if (c->came != IMAGE_NO_ROW && !ret->whole)
            rule_reach(g->q->binding, plan, c->dataset, (size_t)c->came, g->a, ret);
    }
}

static int by_row(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;

    return (x > y) - (x < y);
}

static void ask_rows(struct arriving *g, uint32_t plan, struct rule_reach *reach)
{
    const struct column_table *t =
        &g->q->world->table[g->q->plan[plan]->dataset - g->q->world->law->dataset];

    if (reach->row.n > 1)
        qsort(reach->row.at, reach->row.n, sizeof(*reach->row.at), by_row);
    for (size_t i = 0; i < reach->row.n; i++)
        if ((i == 0 || reach->row.at[i] != reach->row.at[i - 1]) &&
            !column_row_gone(t, reach->row.at[i]))
            ask(g, plan, reach->row.at[i]);
}

static void ask_plan(struct arriving *g, uint32_t plan)
{
    const struct image_change *own = &g->changes.v.at[0];
    bool of_dataset = is_of_dataset(g, plan);
    struct rule_reach reach = {.whole = of_dataset && g->q->plan[plan]->peer.n > 0};

    if (!reach.whole)
        reach_of(g, plan, &reach);
    if (!reach.whole && !reach.block && reach.row.n <= SCREEN_ARRIVE_ROWS) {
        ask_rows(g, plan, &reach);
        return;
    }
    vec_push(g->a, &g->wide, plan);
    if (of_dataset)
        ask(g, plan, (size_t)own->came);
}

/* Cases that the record joins give rows other names, and come behind it: the record's own row may be
 * among them. */
static void follow_own_row(struct arriving *g)
{
    struct image_change *own = &g->changes.v.at[0];

    for (size_t i = 1; i < g->changes.v.n; i++)
        if (g->changes.v.at[i].dataset == own->dataset && g->changes.v.at[i].gone == own->came)
            own->came = g->changes.v.at[i].came;
}

void screen_arrive(const struct screen_run_request *q, struct image *img,
                   const struct registry_record *r, int64_t id, struct arena *a,
                   struct screen_arrived *ret)
{
    struct arriving g = {.q = q, .a = a};

    image_put(img, r, id, a, &g.changes);
    follow_own_row(&g);
    g.chosen = ARENA_ARRAY(a, uint64_t, q->nplan / 64 + 1);
    rule_choose(q->binding, g.changes.v.at[0].dataset, (size_t)g.changes.v.at[0].came, g.chosen);
    for (uint32_t p = 0; p < q->nplan; p++)
        ask_plan(&g, p);
    *ret = (struct screen_arrived){.row = (size_t)g.changes.v.at[0].came,
                                   .at = g.found.at,
                                   .n = g.found.n,
                                   .miss = g.miss.at,
                                   .nmiss = g.miss.n,
                                   .wide = g.wide.at,
                                   .nwide = g.wide.n};
}
