/* rule/reach.c - which outcomes a row that came or went can change; see rule.h. */
#include "rule/eval.h"

enum { MANY = 4096 }; /* rows of a key that are looked at one by one; of more, the whole rule is */

static void add_rows(const struct column_index *x, int64_t value, struct arena *a,
                     struct rule_reach *reach)
{
    size_t most = reach->most ? reach->most : MANY, n;
    struct column_rows r;

    column_index_find(x, value, &r);
    n = r.n;
    for (uint32_t i = 0; i < r.n && n <= most; i++)
        vec_push(a, &reach->row, column_rows_at(&r, i));
    for (uint32_t row = r.chain; row && n <= most; row = column_index_next(x, row - 1), n++)
        vec_push(a, &reach->row, row - 1);
    reach->whole |= n > most;
}

/* Rows of the plan's dataset that look the row up: those whose value is the row's key. */
static void by_aggregate(const struct rule_binding *b, size_t plan, const struct rule_node *n,
                         size_t row, struct arena *a, struct rule_reach *reach)
{
    const struct rule_aggregate *g = n->aggregate;
    const struct rule_path *p = &b->prepared[plan].path[g->slot];
    const struct rule_key *key = &g->key.at[p->walk];
    const struct column_table *t = p->index->table;
    int64_t value;

    /* A table that held nothing else answers before keys are looked at. */
    if (column_table_rows(t) <= reach->changes + (size_t)g->same ||
        key->value->op != RULE_OP_FIELD) {
        reach->whole = true;
        return;
    }
    if (column_get(&t->column[key->field], row, &value))
        add_rows(rule_aids_index(b->world, b->plan[plan]->dataset, key->value->field, -1), value, a,
                 reach);
}

static bool may_hold(const struct column *c, size_t block, int64_t value)
{
    const struct column_chunk *k = c->chunk ? &c->chunk[block] : NULL;

    return k && k->known && k->least <= value && value <= k->most;
}

/* Blocks in which like cases can lie. */
static void by_peers(const struct rule_peers *p, size_t row, struct arena *a,
                     struct rule_reach *reach)
{
    const struct column_table *t = p->table;
    int64_t key[RULE_MAX_KEYS];

    for (size_t k = 0; k < p->nkey; k++)
        if (!column_get(&t->column[p->key[k]], row, &key[k]))
            return;
    if (!reach->block)
        reach->block = ARENA_ARRAY(a, uint64_t, t->nblock / 64 + 1);
    for (size_t block = 0; block < t->nblock; block++) {
        bool may = true;

        for (size_t k = 0; may && k < p->nkey; k++)
            may = may_hold(&t->column[p->key[k]], block, key[k]);
        reach->block[block >> 6] |= (uint64_t)may << (block & 63);
    }
}

void rule_reach(const struct rule_binding *b, size_t plan, size_t dataset, size_t row,
                struct arena *a, struct rule_reach *reach)
{
    const struct rule_plan *p = b->plan[plan];
    const struct law_dataset *d = &p->law->dataset[dataset];

    if (p->dataset == d && !column_row_gone(&b->world->table[dataset], row))
        vec_push(a, &reach->row, row);
    for (size_t i = 0; i < p->aggregate.n && !reach->whole; i++)
        if (p->aggregate.at[i]->aggregate->dataset == d)
            by_aggregate(b, plan, p->aggregate.at[i], row, a, reach);
    for (size_t i = 0; i < p->peer.n && p->dataset == d && !reach->whole; i++)
        by_peers(b->prepared[plan].stat[i]->peers, row, a, reach);
}

bool rule_reads_today(const struct rule_plan *plan)
{
    for (size_t i = 0; i < plan->ncore; i++)
        if (plan->node[i].op == RULE_OP_TODAY)
            return true;
    return false;
}
