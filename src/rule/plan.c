/* rule/plan.c - the finished plan: one array of nodes, their cost, their order; see plan.h. */
#include "rule/compile.h"

#include "base/bug.h"

void rule_plan_init(struct rule_compiler *c)
{
    struct rule_plan *p = ARENA_NEW(c->arena, struct rule_plan);

    p->law = c->law;
    p->organ = -1;
    p->uses_dataset = ARENA_ARRAY(c->arena, bool, c->law->ndataset + 1);
    p->uses_field = ARENA_ARRAY(c->arena, bool *, c->law->ndataset + 1);
    for (size_t i = 0; i < c->law->ndataset; i++)
        p->uses_field[i] = ARENA_ARRAY(c->arena, bool, c->law->dataset[i].nfield + 1);
    c->plan = p;
}

/* ---- cost ---- */

/* Nanoseconds, roughly: what matters is that a dictionary test comes before a search in text and
 * both before walking an index. */
static uint32_t own_cost(const struct rule_node *n)
{
    enum { CHEAP = 2, TEXT = 15, CALENDAR = 60, PEER = 15, INDEX = 60, ROW = 40, SEARCH = 80 };

    if (n->aggregate)
        return INDEX + (n->aggregate->rest.n > 0 || n->aggregate->field >= 0 ? ROW : 0);
    if (n->peer)
        return PEER;
    if (n->op == RULE_OP_HAS || n->op == RULE_OP_LACKS)
        return SEARCH * (uint32_t)n->set->n;
    if (n->op == RULE_OP_WORKING_DAYS || n->op == RULE_OP_WORKDAY_ADD ||
        n->op == RULE_OP_WORKDAY_SUB)
        return CALENDAR;
    if (n->op == RULE_OP_DAY_ADD || n->op == RULE_OP_DAY_SUB || n->op == RULE_OP_BEFORE ||
        n->op == RULE_OP_AFTER || n->op == RULE_OP_YEAR)
        return TEXT;
    return n->type.kind == RULE_WORDS ? TEXT : CHEAP;
}

static uint32_t add_cost(uint32_t a, uint32_t b)
{
    return a > UINT32_MAX - b ? UINT32_MAX : a + b;
}

static uint32_t sum_costs(struct rule_node *const *kid, size_t n)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < n; i++)
        sum = add_cost(sum, kid[i]->cost);
    return sum;
}

uint32_t rule_cost_of(const struct rule_node *n)
{
    uint32_t cost = add_cost(own_cost(n), sum_costs(n->kid, n->nkid));

    if (n->aggregate) {
        for (size_t i = 0; i < n->aggregate->key.n; i++)
            cost = add_cost(cost, n->aggregate->key.at[i].value->cost);
        for (size_t i = 0; i < n->aggregate->bound.n; i++)
            cost = add_cost(cost, n->aggregate->bound.at[i].value->cost);
        cost = add_cost(cost, sum_costs(n->aggregate->need.at, n->aggregate->need.n));
        cost = add_cost(cost, sum_costs(n->aggregate->guard.at, n->aggregate->guard.n));
        cost = add_cost(cost, sum_costs(n->aggregate->rest.at, n->aggregate->rest.n));
    }
    for (size_t i = 0; n->versions && i < n->versions->n; i++)
        if (n->versions->at[i].test)
            cost = add_cost(cost, n->versions->at[i].test->cost);
    return cost;
}

/* ---- order of evaluation ---- */

struct walk {
    struct rule_compiler *c;
    VEC(struct rule_node *) seen; /* operands before operators */
};

static void visit(struct walk *w, struct rule_node *n);

static void visit_aggregate(struct walk *w, struct rule_aggregate *g)
{
    for (size_t i = 0; i < g->key.n; i++)
        visit(w, g->key.at[i].value);
    for (size_t i = 0; i < g->bound.n; i++)
        visit(w, g->bound.at[i].value);
    for (size_t i = 0; i < g->need.n; i++)
        visit(w, g->need.at[i]);
    for (size_t i = 0; i < g->guard.n; i++)
        visit(w, g->guard.at[i]);
    for (size_t i = 0; i < g->rest.n; i++)
        visit(w, g->rest.at[i]);
    visit(w, g->condition);
}

/* Conjuncts in the order in which they are tried: the outcome does not depend on it. */
static struct rule_node **cheapest_first(struct rule_compiler *c, const struct rule_node *n)
{
    struct rule_node **v = arena_copy(c->arena, n->kid, n->nkid * sizeof(*v));

    for (size_t i = 1; i < n->nkid; i++)
        for (size_t k = i; k > 0 && v[k - 1]->cost > v[k]->cost; k--) {
            struct rule_node *swap = v[k];

            v[k] = v[k - 1];
            v[k - 1] = swap;
        }
    return v;
}

static void visit(struct walk *w, struct rule_node *n)
{
    if (n->id)
        return;
    for (size_t i = 0; i < n->nkid; i++)
        visit(w, n->kid[i]);
    for (size_t i = 0; n->versions && i < n->versions->n; i++)
        if (n->versions->at[i].test)
            visit(w, n->versions->at[i].test);
    if (n->aggregate)
        visit_aggregate(w, n->aggregate);
    n->cost = rule_cost_of(n);
    if (n->op == RULE_OP_AND || n->op == RULE_OP_OR)
        n->cheap = cheapest_first(w->c, n);
    vec_push(w->c->arena, &w->seen, n);
    n->id = (uint32_t)w->seen.n;
}

static void visit_roots(struct walk *w)
{
    struct rule_plan *p = w->c->plan;

    visit(w, p->condition);
    for (size_t i = 0; i < p->clue.n; i++)
        if (p->clue.hole[i].value)
            visit(w, p->clue.hole[i].value);
    p->ncore = w->seen.n;
    for (size_t i = 0; i < p->nexample; i++)
        for (size_t r = 0; r < p->example[i].row.n; r++)
            for (size_t k = 0; k < p->example[i].row.at[r].cell.n; k++)
                if (p->example[i].row.at[r].cell.at[k].value)
                    visit(w, p->example[i].row.at[r].cell.at[k].value);
}

/* ---- one array ---- */

static void move(struct rule_plan *p, struct rule_node **at)
{
    BUG_ON((*at)->id == 0);
    *at = &p->node[(*at)->id - 1];
}

static void move_all(struct rule_plan *p, struct rule_node **at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        move(p, &at[i]);
}

static void move_aggregate(struct rule_plan *p, struct rule_aggregate *g)
{
    for (size_t i = 0; i < g->key.n; i++)
        move(p, &g->key.at[i].value);
    for (size_t i = 0; i < g->bound.n; i++)
        move(p, &g->bound.at[i].value);
    move_all(p, g->need.at, g->need.n);
    move_all(p, g->guard.at, g->guard.n);
    move_all(p, g->rest.at, g->rest.n);
    move(p, &g->condition);
}

static void move_node(struct rule_plan *p, struct rule_node *n)
{
    move_all(p, n->kid, n->nkid);
    if (n->cheap)
        move_all(p, n->cheap, n->nkid);
    if (n->aggregate)
        move_aggregate(p, n->aggregate);
    for (size_t i = 0; n->versions && i < n->versions->n; i++)
        if (n->versions->at[i].test)
            move(p, &n->versions->at[i].test);
}

static void move_roots(struct rule_plan *p)
{
    move(p, &p->condition);
    move_all(p, p->aggregate.at, p->aggregate.n);
    move_all(p, p->peer.at, p->peer.n);
    for (size_t i = 0; i < p->clue.n; i++)
        if (p->clue.hole[i].value)
            move(p, &p->clue.hole[i].value);
    for (size_t i = 0; i < p->nexample; i++)
        for (size_t r = 0; r < p->example[i].row.n; r++)
            for (size_t k = 0; k < p->example[i].row.at[r].cell.n; k++)
                if (p->example[i].row.at[r].cell.at[k].value)
                    move(p, &p->example[i].row.at[r].cell.at[k].value);
}

void rule_plan_flatten(struct rule_compiler *c)
{
    struct rule_plan *p = c->plan;
    struct walk w = {.c = c};

    visit_roots(&w);
    p->nnode = w.seen.n;
    p->node = ARENA_ARRAY(c->arena, struct rule_node, p->nnode);
    for (size_t i = 0; i < p->nnode; i++)
        p->node[i] = *w.seen.at[i];
    for (size_t i = 0; i < p->nnode; i++)
        move_node(p, &p->node[i]);
    move_roots(p);
}
