/* rule/bind.c - rule_bind: which of the world's aids each plan uses; see eval.h. */
#include "rule/eval.h"

#include "base/mem.h"

/* ---- aggregates ---- */

/* How few rows share a value of the field, by the part that it plays: the least first. */
static int crowd(const struct law_dataset *d, int field)
{
    enum { CASE, DOC, PARTY, TEXT, OTHER, FEW };

    if (field == d->case_field)
        return CASE;
    if (field == d->doc_no)
        return DOC;
    if (field == d->party_field)
        return PARTY;
    if (d->field[field].type == LAW_TEXT)
        return TEXT;
    return field == d->organ_field || d->field[field].type == LAW_CODE ||
                   d->field[field].type == LAW_BOOL
               ? FEW
               : OTHER;
}

static bool few_share(const struct law_dataset *d, int field)
{
    return field == d->case_field || field == d->doc_no || field == d->party_field;
}

static size_t walked_key(const struct rule_aggregate *g)
{
    size_t best = 0;

    for (size_t i = 1; i < g->key.n; i++)
        if (crowd(g->dataset, g->key.at[i].field) < crowd(g->dataset, g->key.at[best].field))
            best = i;
    return best;
}

/* A second key that a large group can be sorted by, so that equality is a range of it; -1. */
static int64_t ranged_key(const struct rule_aggregate *g, enum rule_op op, size_t walk)
{
    if (g->bound.n > 0 || op == RULE_OP_LATEST || few_share(g->dataset, g->key.at[walk].field))
        return -1;
    for (size_t i = 0; i < g->key.n; i++)
        if (i != walk)
            return (int64_t)i;
    return -1;
}

static void prepare_path(const struct rule_world *w, const struct rule_node *n,
                         struct rule_path *ret)
{
    const struct rule_aggregate *g = n->aggregate;
    int order = g->bound.n > 0 || n->op == RULE_OP_LATEST ? g->order : -1;

    ret->walk = walked_key(g);
    ret->range = ranged_key(g, n->op, ret->walk);
    if (ret->range >= 0)
        order = g->key.at[ret->range].field;
    ret->index = rule_aids_index(w, g->dataset, g->key.at[ret->walk].field, order);
}

/* ---- plans ---- */

static void prepare(struct rule_binding *b, const struct rule_plan *p, struct rule_prepared *ret)
{
    ret->path = ARENA_ARRAY(&b->arena, struct rule_path, p->aggregate.n + 1);
    ret->stat = ARENA_ARRAY(&b->arena, const struct rule_stat *, p->peer.n + 1);
    ret->words = ARENA_ARRAY(&b->arena, struct rule_words *, p->ncore + 1);
    for (size_t i = 0; i < p->aggregate.n; i++)
        prepare_path(b->world, p->aggregate.at[i], &ret->path[i]);
    for (size_t i = 0; i < p->peer.n; i++)
        ret->stat[i] = rule_aids_stat(b->world, p->peer.at[i]);
    for (size_t i = 0; i < p->ncore; i++)
        if (rule_words_side(&p->node[i]))
            ret->words[i] = rule_aids_words(b->world, &p->node[i]);
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

    TRY(check_world(world, plan, nplan, err));
    b = MEM_NEW(struct rule_binding);
    arena_init(&b->arena, 0);
    b->world = world;
    b->plan = plan;
    b->nplan = nplan;
    b->prepared = ARENA_ARRAY(&b->arena, struct rule_prepared, nplan + 1);
    for (size_t i = 0; i < nplan; i++)
        prepare(b, plan[i], &b->prepared[i]);
    rule_choose_prepare(b);
    *ret = b;
    return ERR_OK;
}

void rule_binding_free(struct rule_binding *b)
{
    if (!b)
        return;
    arena_release(&b->arena);
    free(b);
}
