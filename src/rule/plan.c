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

enum { ALWAYS = 1000 };

/* How often a test of that kind is expected to hold, in thousandths: a guess, good enough to try
 * a dictionary test before a search in text. */
static uint32_t guess(enum rule_op op)
{
    enum { RARELY = 100, SOMETIMES = 300, HALF = 500, OFTEN = 700, MOSTLY = 900 };

    if (op == RULE_OP_EQ || op == RULE_OP_IN || op == RULE_OP_HAS)
        return RARELY;
    if (op == RULE_OP_NE || op == RULE_OP_NOT_IN || op == RULE_OP_LACKS)
        return MOSTLY;
    if (op == RULE_OP_EXISTS || op == RULE_OP_MEETS)
        return SOMETIMES;
    return op == RULE_OP_NOT_EXISTS ? OFTEN : HALF;
}

static uint32_t pass_of(const struct rule_node *n)
{
    bool any = n->op == RULE_OP_OR;
    uint64_t p = ALWAYS;

    if (n->op == RULE_OP_NOT)
        return ALWAYS - n->kid[0]->pass;
    if (n->op != RULE_OP_AND && !any)
        return guess(n->op);
    for (size_t i = 0; i < n->nkid; i++)
        p = p * (any ? ALWAYS - n->kid[i]->pass : n->kid[i]->pass) / ALWAYS;
    return any ? ALWAYS - (uint32_t)p : (uint32_t)p;
}

/* Nanoseconds, roughly. */
static uint32_t own_cost(const struct rule_node *n)
{
    enum { CHEAP = 2, TEXT = 15, CALENDAR = 60, PEER = 15, INDEX = 150, ROW = 80, SEARCH = 60 };

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

/* 且 and 或 stop at the side that settles them: what comes later is paid for less often. */
static uint32_t logic_cost(const struct rule_node *n)
{
    uint64_t reached = ALWAYS, cost = 0;

    for (size_t i = 0; i < n->nkid; i++) {
        const struct rule_node *k = n->cheap[i];

        cost += k->cost * reached / ALWAYS;
        reached = reached * (n->op == RULE_OP_OR ? ALWAYS - k->pass : k->pass) / ALWAYS;
    }
    return cost > UINT32_MAX ? UINT32_MAX : (uint32_t)cost;
}

static uint32_t aggregate_cost(const struct rule_aggregate *g)
{
    uint32_t cost = sum_costs(g->need.at, g->need.n);

    for (size_t i = 0; i < g->key.n; i++)
        cost = add_cost(cost, g->key.at[i].value->cost);
    for (size_t i = 0; i < g->bound.n; i++)
        cost = add_cost(cost, g->bound.at[i].value->cost);
    cost = add_cost(cost, sum_costs(g->guard.at, g->guard.n));
    return add_cost(cost, sum_costs(g->rest.at, g->rest.n));
}

/* Of the versions of a standard one is tested. */
static uint32_t version_cost(const struct rule_versions *v)
{
    uint32_t most = 0;

    for (size_t i = 0; i < v->n; i++)
        if (v->at[i].test && v->at[i].test->cost > most)
            most = v->at[i].test->cost;
    return most;
}

uint32_t rule_cost_of(const struct rule_node *n)
{
    uint32_t cost = own_cost(n);

    if (n->cheap)
        return add_cost(cost, logic_cost(n));
    if (n->op == RULE_OP_HELD)
        return cost;
    if (n->aggregate)
        cost = add_cost(cost, aggregate_cost(n->aggregate));
    if (n->versions)
        cost = add_cost(cost, version_cost(n->versions));
    return add_cost(cost, sum_costs(n->kid, n->nkid));
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

/* What settling 且 or 或 by this side costs: its cost over how often it settles. */
static uint64_t price(const struct rule_node *n, const struct rule_node *kid)
{
    uint32_t settles = n->op == RULE_OP_OR ? kid->pass : ALWAYS - kid->pass;

    return (uint64_t)kid->cost * ALWAYS / (settles + 1);
}

/* Sides in the order in which they are tried: the outcome does not depend on it. */
static struct rule_node **cheapest_first(struct rule_compiler *c, const struct rule_node *n)
{
    struct rule_node **v = arena_copy(c->arena, n->kid, n->nkid * sizeof(*v));

    for (size_t i = 1; i < n->nkid; i++)
        for (size_t k = i; k > 0 && price(n, v[k - 1]) > price(n, v[k]); k--) {
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
    if (n->op == RULE_OP_AND || n->op == RULE_OP_OR)
        n->cheap = cheapest_first(w->c, n);
    n->cost = rule_cost_of(n);
    n->pass = rule_op_get(n->op)->test ? pass_of(n) : 0;
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
