/*
 * rule/choose.c - rule_choose: which plans of a binding one row can concern at all; see rule.h.
 *
 * Most conditions want a code that is one of a set (案由 属于 …).  Of each dataset one field is taken,
 * that by which most plans choose; for each of its codes a bit a plan says whether the set holds it.
 */
#include "rule/eval.h"

struct rule_choice {
    int field; /* -1: no plan chooses */
    size_t ncode, nword;
    uint64_t
        *always; /* plans of the dataset that do not choose by the field; also by an unknown code */
    uint64_t *all;  /* every plan of the dataset */
    uint64_t *code; /* [ncode][nword]: those whose set holds the code */
};

static void mark(uint64_t *bits, size_t i)
{
    bits[i >> 6] |= UINT64_C(1) << (i & 63);
}

static bool chooses(const struct rule_node *n)
{
    return n->op == RULE_OP_IN && n->set->bits && n->kid[0]->op == RULE_OP_FIELD &&
           n->kid[0]->level == 0;
}

/* A test of the row's code that the condition cannot hold without; by the field, or by any (-1). */
static const struct rule_node *chooser(const struct rule_node *n, int field)
{
    const struct rule_node *found = NULL;

    if (chooses(n) && (field < 0 || n->kid[0]->field == field))
        return n;
    if (n->op == RULE_OP_AND)
        for (size_t i = 0; i < n->nkid && !found; i++)
            found = chooser(n->kid[i], field);
    return found;
}

static bool of(const struct rule_binding *b, size_t plan, const struct law_dataset *d)
{
    return b->plan[plan]->dataset == d;
}

static int popular_field(const struct rule_binding *b, const struct law_dataset *d,
                         struct arena *scratch)
{
    size_t *count = ARENA_ARRAY(scratch, size_t, d->nfield + 1), most = 0;
    int best = -1;

    for (size_t p = 0; p < b->nplan; p++)
        for (int f = 0; of(b, p, d) && f < (int)d->nfield; f++)
            count[f] += chooser(b->plan[p]->condition, f) != NULL;
    for (int f = 0; f < (int)d->nfield; f++)
        if (count[f] > most) {
            most = count[f];
            best = f;
        }
    return best;
}

static void count_codes(const struct rule_binding *b, const struct law_dataset *d,
                        struct rule_choice *c)
{
    for (size_t p = 0; p < b->nplan; p++) {
        const struct rule_node *n = of(b, p, d) ? chooser(b->plan[p]->condition, c->field) : NULL;

        if (n && n->set->nbits > c->ncode)
            c->ncode = n->set->nbits;
    }
}

static void enter(struct rule_choice *c, const struct rule_plan *plan, size_t p)
{
    const struct rule_node *n = c->field >= 0 ? chooser(plan->condition, c->field) : NULL;

    mark(c->all, p);
    if (!n)
        mark(c->always, p);
    for (size_t code = 0; n && code < n->set->nbits; code++)
        if (rule_set_holds(n->set, (int64_t)code))
            mark(c->code + code * c->nword, p);
}

static void choose_for(struct rule_binding *b, const struct law_dataset *d, struct rule_choice *c,
                       struct arena *scratch)
{
    c->nword = (b->nplan + 63) / 64;
    c->field = popular_field(b, d, scratch);
    if (c->field >= 0)
        count_codes(b, d, c);
    c->all = ARENA_ARRAY(&b->arena, uint64_t, c->nword + 1);
    c->always = ARENA_ARRAY(&b->arena, uint64_t, c->nword + 1);
    c->code = ARENA_ARRAY(&b->arena, uint64_t, c->ncode * c->nword + 1);
    for (size_t p = 0; p < b->nplan; p++)
        if (of(b, p, d))
            enter(c, b->plan[p], p);
}

void rule_choose_prepare(struct rule_binding *b)
{
    const struct law *law = b->world->law;
    struct arena scratch;

    arena_init(&scratch, 0);
    b->choice = ARENA_ARRAY(&b->arena, struct rule_choice, law->ndataset + 1);
    for (size_t d = 0; d < law->ndataset; d++)
        choose_for(b, &law->dataset[d], &b->choice[d], &scratch);
    arena_release(&scratch);
}

void rule_choose(const struct rule_binding *b, size_t dataset, size_t row, uint64_t *ret_plan)
{
    const struct rule_choice *c = &b->choice[dataset];
    const uint64_t *chosen = NULL;
    int64_t code;

    if (c->field < 0 || !column_get(&b->world->table[dataset].column[c->field], row, &code)) {
        memcpy(ret_plan, c->all, c->nword * sizeof(*ret_plan));
        return;
    }
    if (code >= 0 && (uint64_t)code < c->ncode)
        chosen = c->code + (size_t)code * c->nword;
    for (size_t i = 0; i < c->nword; i++)
        ret_plan[i] = c->always[i] | (chosen ? chosen[i] : 0);
}
