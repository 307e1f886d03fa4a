/* rule/emit_known.c - which parts of a plan cannot be unknown, so that SQL need not ask; see emit.h. */
#include "rule/emit.h"

static bool field_known(const struct emit *e, const struct rule_node *n)
{
    for (size_t i = 0; n->level == 0 && i < e->known.n; i++)
        if (e->known.at[i] == n->field)
            return true;
    return false;
}

static bool all_known(const struct emit *e, const struct rule_node *n)
{
    for (size_t i = 0; i < n->nkid; i++)
        if (!emit_is_known(e, n->kid[i]))
            return false;
    return true;
}

static bool any_known(const struct emit *e, const struct rule_node *n)
{
    for (size_t i = 0; i < n->nkid; i++)
        if (emit_is_known(e, n->kid[i]))
            return true;
    return false;
}

static bool guards_certain(const struct emit *e, const struct rule_aggregate *g)
{
    for (size_t i = 0; i < g->guard.n; i++)
        if (!emit_is_certain(e, g->guard.at[i]))
            return false;
    return true;
}

/* Sums overflow, dates leave the calendar: what is computed counts as perhaps unknown. */
bool emit_is_known(const struct emit *e, const struct rule_node *n)
{
    int64_t lo, hi;

    if (n->op == RULE_OP_CONST)
        return true;
    if (emit_is_fixed(n))
        return emit_fixed_range(n, &lo, &hi);
    if (n->op == RULE_OP_TODAY)
        return day_known(e->q->today);
    if (n->op == RULE_OP_FIELD)
        return field_known(e, n);
    if (n->op == RULE_OP_FIRST)
        return any_known(e, n);
    if (n->op == RULE_OP_COUNT)
        return emit_lookup_known(e, n->aggregate) && guards_certain(e, n->aggregate);
    if (n->op == RULE_OP_HELD || n->op == RULE_OP_REGROUP || n->op == RULE_OP_DAYS ||
        n->op == RULE_OP_YEAR)
        return all_known(e, n);
    return false;
}

bool emit_lookup_known(const struct emit *e, const struct rule_aggregate *g)
{
    for (size_t i = 0; i < g->key.n; i++)
        if (!emit_is_known(e, g->key.at[i].value))
            return false;
    for (size_t i = 0; i < g->bound.n; i++)
        if (!emit_is_known(e, g->bound.at[i].value))
            return false;
    for (size_t i = 0; i < g->need.n; i++)
        if (!emit_is_known(e, g->need.at[i]))
            return false;
    return true;
}

static bool all_certain(struct emit *e, const struct rule_node *n)
{
    size_t mark = n->op == RULE_OP_AND ? emit_assume(e, n) : e->known.n;
    bool certain = true;

    for (size_t i = 0; i < n->nkid && certain; i++)
        certain = emit_is_certain(e, n->kid[i]);
    emit_forget(e, mark);
    return certain;
}

bool emit_is_certain(const struct emit *e, const struct rule_node *n)
{
    switch (rule_op_get(n->op)->unknown) {
    case RULE_UNKNOWN_NEVER:
        return true;
    case RULE_UNKNOWN_LAW:
        return false;
    case RULE_UNKNOWN_KEY:
        return emit_lookup_known(e, n->aggregate) && guards_certain(e, n->aggregate);
    case RULE_UNKNOWN_STRICT:
    case RULE_UNKNOWN_KLEENE:
    case RULE_UNKNOWN_FIRST:
    case RULE_UNKNOWN_DATA:
    case RULE_UNKNOWN_NONE:
    case RULE_UNKNOWN_N:
        break;
    }
    if (n->op == RULE_OP_AND || n->op == RULE_OP_OR || n->op == RULE_OP_NOT) {
        struct emit scope = *e; /* shares the arena; what it assumes is its own */

        return all_certain(&scope, n);
    }
    /* A window's far end can lie beyond the calendar; an open limit leaves comparisons open. */
    return n->op != RULE_OP_BEFORE && n->op != RULE_OP_AFTER && !n->ranged && all_known(e, n);
}
