/* pipeline/cost.c - see cost.h. */
#include "pipeline/cost.h"

#include "pipeline/screen_internal.h"

static enum err_code measure(const struct pipeline_screen_request *q, struct store *store,
                             struct pipeline_cost *c, struct err *err)
{
    struct pipeline_screen *s = &c->screen;

    TRY(pipeline_screen_tables(q, store, s, err));
    TRY(rule_bind(&s->world.rule, s->pack.plan, s->pack.n, &s->binding, err));
    for (size_t i = 0; i < s->pack.n; i++)
        rule_cost_measure(s->binding, i, &s->arena, &c->rule[i]);
    return ERR_OK;
}

enum err_code pipeline_cost(const struct pipeline_screen_request *q, struct rule_plan **plan,
                            size_t nplan, struct store *store, struct pipeline_cost *ret,
                            struct err *err)
{
    enum err_code rc = ERR_OK;

    memset(ret, 0, sizeof(*ret));
    pipeline_screen_start(q, &ret->screen);
    ret->screen.pack = (struct screen_pack){q->law, plan, nplan};
    ret->rule = ARENA_ARRAY(&ret->screen.arena, struct rule_cost, nplan + 1);
    if (store)
        rc = measure(q, store, ret, err);
    for (size_t i = 0; i < nplan && !store; i++)
        rule_cost_expect(plan[i], &ret->screen.arena, &ret->rule[i]);
    if (rc != ERR_OK)
        pipeline_cost_release(ret);
    return rc;
}

void pipeline_cost_release(struct pipeline_cost *c)
{
    pipeline_screen_release(&c->screen);
}
