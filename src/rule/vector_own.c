/* rule/vector_own.c - the values of a screened row while its group is walked; see vector_walk.h. */
#include "rule/vector_walk.h"

static struct rule_own own_field(const struct rule_walk *w, const struct rule_node *n)
{
    struct rule_own o = {.from = RULE_OWN_FIELD, .node = n};

    if (w->ranked && n->field == w->index->order)
        o.from = RULE_OWN_RANK;
    for (size_t x = 0; x < w->nextra && o.from == RULE_OWN_FIELD; x++)
        if (w->g->key.at[w->extra[x]].field == n->field) {
            o.from = RULE_OWN_KEY;
            o.key = w->extra[x];
        }
    o.field = &w->index->table->column[n->field];
    return o;
}

/* A field, or one that is moved by a span or by a number; all else is left to the row evaluator. */
static struct rule_own find_own(struct rule_walk *w, const struct rule_node *n, bool move)
{
    struct rule_own other = {.from = RULE_OWN_OTHER, .node = n}, o;
    bool back = n->op == RULE_OP_DAY_SUB || n->op == RULE_OP_WORKDAY_SUB;

    if (n->op == RULE_OP_FIELD)
        return own_field(w, n);
    if (n->nkid != 2 || n->kid[0]->op != RULE_OP_FIELD)
        return other;
    o = own_field(w, n->kid[0]);
    o.span = n->kid[1];
    if (move && (back || n->op == RULE_OP_DAY_ADD || n->op == RULE_OP_WORKDAY_ADD)) {
        o.move = rule_block_moves(w->block, o.span, back);
        return o;
    }
    if ((n->op != RULE_OP_ADD && n->op != RULE_OP_SUB) || o.span->op != RULE_OP_CONST ||
        o.span->number == INT64_MIN)
        return other;
    o.plus = n->op == RULE_OP_ADD ? o.span->number : -o.span->number;
    return o;
}

static bool own_value(struct rule_walk *w, const struct rule_own *o, size_t i, int64_t *ret)
{
    struct rule_value v;

    switch (o->from) {
    case RULE_OWN_RANK:
        if (i >= w->m->ranked)
            return false;
        *ret = w->m->rank[i];
        break;
    case RULE_OWN_KEY:
        if (w->m->lacks[i] >> o->key & 1)
            return false;
        *ret = w->m->key[o->key][i];
        break;
    case RULE_OWN_FIELD:
        if (!column_get(o->field, w->m->row[i], ret))
            return false;
        break;
    case RULE_OWN_OTHER:
        if (!rule_value(&w->block->e, o->node, &v))
            return false;
        *ret = v.n;
        return true;
    }
    if (o->move)
        return rule_block_move(w->block, o->move, o->span, *ret, ret);
    return !__builtin_add_overflow(*ret, o->plus, ret);
}

bool rule_own_keys(struct rule_walk *w, size_t i)
{
    for (size_t x = 0; x < w->nextra; x++)
        if (!own_value(w, &w->key[w->extra[x]], i, &w->own[w->extra[x]]))
            return false;
    return true;
}

bool rule_own_ranks(struct rule_walk *w, size_t i, struct column_ranks *ret)
{
    struct column_ranks r = {INT64_MIN, INT64_MAX};
    int64_t v;

    for (size_t k = 0; k < w->g->bound.n; k++) {
        if (!own_value(w, &w->bound[k], i, &v))
            return false;
        rule_scan_bound(&r, &w->g->bound.at[k], v);
    }
    if (w->path->range >= 0) {
        if (!own_value(w, &w->key[w->path->range], i, &v))
            return false;
        r.from = r.to = v;
    }
    *ret = r;
    return true;
}

static bool is_same(const struct rule_walk *w, size_t k)
{
    const struct rule_own *o = &w->key[k];

    return o->node->op == RULE_OP_FIELD && o->node->field == w->g->key.at[k].field;
}

void rule_walk_owns(struct rule_walk *w)
{
    w->ranked = w->g->bound.n > 0 || w->path->range >= 0;
    for (size_t k = 0; k < w->g->key.n; k++)
        if (k != w->path->walk && (int64_t)k != w->path->range)
            w->extra[w->nextra++] = k;
    for (size_t k = 0; k < w->g->key.n; k++)
        w->key[k] = find_own(w, w->g->key.at[k].value, false);
    w->same = w->nextra > 0;
    for (size_t x = 0; x < w->nextra; x++)
        w->same &= is_same(w, w->extra[x]);
    w->steps = w->path->range >= 0 && w->nextra == 0 && w->g->rest.n == 0 && w->g->bound.n == 0 &&
               w->key[w->path->range].from == RULE_OWN_RANK && !w->key[w->path->range].move;
    for (size_t k = 0; k < w->g->bound.n; k++)
        w->bound[k] = find_own(w, w->g->bound.at[k].value, true);
}
