/*
 * rule/vector_move.c - days moved by a span, remembered: a block's rows have few days, and working days
 * are a walk through the calendar; see vector.h.
 */
#include "base/mem.h"
#include "rule/vector.h"

#include <stdlib.h>

static bool same_move(const struct rule_move *m, const struct rule_node *span, bool back)
{
    return m->to && m->back == back && m->working == (span->type.kind == RULE_WORKING) &&
           m->number == span->number && m->span == span->span;
}

struct rule_move *rule_block_moves(struct rule_block *b, const struct rule_node *span, bool back)
{
    struct rule_move *m = b->move;

    for (size_t i = 0; i < RULE_KEPT; i++)
        if (same_move(&m[i], span, back))
            return &m[i];
    m = &m[b->move_turn++ % RULE_KEPT];
    if (!m->to)
        m->to = mem_alloc(RULE_MOVE_DAYS * sizeof(*m->to));
    for (size_t i = 0; i < RULE_MOVE_DAYS; i++)
        m->to[i] = RULE_MOVE_UNASKED;
    m->back = back;
    m->working = span->type.kind == RULE_WORKING;
    m->number = span->number;
    m->span = span->span;
    return m;
}

static bool move(struct rule_block *b, const struct rule_node *span, bool back, int64_t day,
                 int64_t *ret)
{
    struct day d;

    if (!rule_day(day, &d) || !rule_day_move(&b->e, d, span, back, &d))
        return false;
    *ret = d.n;
    return true;
}

bool rule_block_move_slow(struct rule_block *b, struct rule_move *m, const struct rule_node *span,
                          int64_t day, int64_t *ret)
{
    bool known = move(b, span, m->back, day, ret);

    if (day >= 0 && day < RULE_MOVE_DAYS)
        m->to[day] = known ? (int32_t)*ret : RULE_MOVE_NONE;
    return known;
}
