/* rule/vector_logic.c - truths of a block, and 且 and 或 over them; see vector.h. */
#include "rule/vector.h"

/* ---- truths ---- */

void rule_truths_spread(struct rule_truths *t, const struct rule_bits *live)
{
    if (t->same == RULE_MIXED)
        return;
    memset(&t->yes, 0, sizeof(t->yes));
    memset(&t->no, 0, sizeof(t->no));
    if (t->same == RULE_ALL_YES)
        t->yes = *live;
    else if (t->same == RULE_ALL_NO)
        t->no = *live;
    t->same = RULE_MIXED;
}

void rule_truths_settle(struct rule_truths *t, const struct rule_bits *live)
{
    uint64_t yes = 0, no = 0, not_yes = 0, not_no = 0;

    if (t->same != RULE_MIXED)
        return;
    for (size_t w = 0; w < COLUMN_WORDS; w++) {
        yes |= t->yes.w[w];
        no |= t->no.w[w];
        not_yes |= live->w[w] & ~t->yes.w[w];
        not_no |= live->w[w] & ~t->no.w[w];
    }
    if (!not_no)
        t->same = RULE_ALL_NO;
    else if (!not_yes)
        t->same = RULE_ALL_YES;
    else if (!yes && !no)
        t->same = RULE_ALL_MAYBE;
}

void rule_truths_not(struct rule_truths *t)
{
    struct rule_bits yes;

    if (t->same == RULE_ALL_YES || t->same == RULE_ALL_NO) {
        t->same = t->same == RULE_ALL_YES ? RULE_ALL_NO : RULE_ALL_YES;
    } else if (t->same == RULE_MIXED) {
        yes = t->yes;
        t->yes = t->no;
        t->no = yes;
    }
}

void rule_truths_join(struct rule_truths *a, struct rule_truths *b, const struct rule_bits *live)
{
    rule_truths_spread(a, live);
    rule_truths_spread(b, live);
    for (size_t w = 0; w < COLUMN_WORDS; w++) {
        a->yes.w[w] &= b->yes.w[w];
        a->no.w[w] |= b->no.w[w];
    }
    rule_truths_settle(a, live);
}

/* ---- logic ---- */

static void logic_start(struct rule_truths *t, const struct rule_bits *live, bool and_)
{
    memset(t, 0, sizeof(*t));
    t->same = RULE_MIXED;
    if (and_)
        t->yes = *live;
    else
        t->no = *live;
}

/* `one` settles the rows where it stands; the others stay `both` only while the side agrees. */
static void logic_join(struct rule_bits *one, struct rule_bits *both,
                       const struct rule_bits *kid_one, const struct rule_bits *kid_both)
{
    for (size_t w = 0; w < COLUMN_WORDS; w++) {
        one->w[w] |= kid_one->w[w];
        both->w[w] &= kid_both->w[w];
    }
}

void rule_bits_without(struct rule_bits *open, const struct rule_bits *settled)
{
    for (size_t w = 0; w < COLUMN_WORDS; w++)
        open->w[w] &= ~settled->w[w];
}

/* The answers lie ready, from walking groups. */
static bool is_walked(const struct rule_block *b, const struct rule_node *n)
{
    return n->aggregate && b->v->walked && b->v->walked[b->plan][n->aggregate->slot];
}

struct logic {
    const struct rule_bits *live;
    struct rule_bits open; /* rows that no kid has settled */
    bool and_, started, maybe;
};

/* False: there is nothing left to ask. */
static bool ask_kid(struct rule_block *b, const struct rule_node *n, struct logic *l,
                    struct rule_truths *ret)
{
    enum rule_same neutral = l->and_ ? RULE_ALL_YES : RULE_ALL_NO;
    enum rule_same settled = l->and_ ? RULE_ALL_NO : RULE_ALL_YES;
    struct rule_truths kid;

    rule_block_test(b, n, &l->open, &kid);
    if (kid.same == neutral)
        return true;
    if (!l->started && kid.same == settled) {
        rule_truths_all(ret, settled);
        return false;
    }
    if (!l->started && kid.same == RULE_ALL_MAYBE) {
        l->maybe = true;
        return true;
    }
    if (!l->started)
        logic_start(ret, l->live, l->and_);
    l->started = true;
    rule_truths_spread(&kid, &l->open);
    if (l->and_)
        logic_join(&ret->no, &ret->yes, &kid.no, &kid.yes);
    else
        logic_join(&ret->yes, &ret->no, &kid.yes, &kid.no);
    rule_bits_without(&l->open, l->and_ ? &kid.no : &kid.yes);
    return rule_bits_any(&l->open);
}

/* Kids are asked cheapest first, and only of rows that no kid has settled; those whose answers lie
 * ready before those that cost much. */
static void ask_kids(struct rule_block *b, const struct rule_node *n, struct logic *l,
                     struct rule_truths *ret)
{
    enum { MUCH = 40 };

    for (int late = 0; late < 2; late++)
        for (size_t i = 0; i < n->nkid; i++) {
            bool cheap = n->cheap[i]->cost < MUCH || is_walked(b, n->cheap[i]);

            if (cheap != late && !ask_kid(b, n->cheap[i], l, ret))
                return;
        }
}

void rule_block_logic(struct rule_block *b, const struct rule_node *n, const struct rule_bits *live,
                      struct rule_truths *ret)
{
    struct logic l = {.live = live, .open = *live, .and_ = n->op == RULE_OP_AND};

    ret->same = RULE_MIXED;
    ask_kids(b, n, &l, ret);
    if (!l.started && ret->same != RULE_MIXED)
        return; /* one kid settled all rows */
    if (!l.started) {
        rule_truths_all(ret, l.maybe ? RULE_ALL_MAYBE : l.and_ ? RULE_ALL_YES : RULE_ALL_NO);
        return;
    }
    if (l.maybe)
        memset(l.and_ ? &ret->yes : &ret->no, 0, sizeof(ret->yes));
    rule_truths_settle(ret, live);
}
