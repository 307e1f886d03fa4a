/* cli/matter_open.c - a matter opened, by itself or on a clue; see matter.h. */
#include "cli/matter.h"
#include "pipeline/clue.h"

/* The opening act that is named, or the only one. */
static enum err_code opening_act(struct cli_run *r, const struct matter_plan *plan,
                                 const struct cli_opening *o, struct str *ret, struct err *err)
{
    size_t n = 0;

    *ret = o->act;
    if (o->act.n > 0 || o->clue)
        return ERR_OK;
    for (size_t i = 0; i < plan->p->nact; i++)
        if (plan->p->act[i].opens) {
            *ret = plan->p->act[i].name;
            n++;
        }
    if (n != 1)
        return cli_usage(r, err, "“%.*s”有 %zu 种开启方式，请用 --act 指明", STR_F(plan->p->name),
                         n);
    return ERR_OK;
}

static enum err_code commit(struct cli_run *r, struct cli_matter *m, struct matter_request *q,
                            const struct cli_opening *o, struct matter_receipt *ret,
                            struct err *err)
{
    struct pipeline_clue_opening on = {.clue = o->clue, .q = q};
    struct actor who;

    if (!o->clue)
        return matter_commit(&m->log, q, r->arena, ret, err);
    if (q->act.actor.person.n == 0)
        return cli_usage(r, err, "在线索上开启事项，请用 --person 写明办理人");
    TRY(actor_make(m->law, m->law->organ[q->act.actor.organ].id, q->act.actor.person, &who, err));
    on.who = &who;
    q->on_clue.at = r->clock.now(r->clock.p);
    return pipeline_clue_open(&m->log, &on, r->arena, ret, err);
}

static void add_pairs(struct buf *b, const struct matter_pairs *pairs)
{
    for (size_t i = 0; i < pairs->n; i++)
        buf_fmt(b, "%.*s=%.*s\n", STR_F(pairs->at[i].name), STR_F(pairs->at[i].value));
}

/* Typing the same line again in the same second is the same wish; later it is a second opening, which
 * is refused with the number of the matter. */
static struct str clue_key(const struct cli_run *r, const struct cli_opening *o,
                           const struct matter_request *q)
{
    struct buf b = {0};
    struct str key;

    buf_fmt(&b, "%lld %lld %d %.*s\n%.*s\n", (long long)q->entered.n, (long long)q->act.at.n,
            q->act.actor.organ, STR_F(q->act.actor.person), STR_F(o->procedure));
    add_pairs(&b, &q->act.field);
    add_pairs(&b, &q->act.paper);
    add_pairs(&b, &q->act.role);
    add_pairs(&b, &q->act.join);
    key = str_fmt(r->arena, "cli:clue:%lld:%016llx", (long long)o->clue,
                  (unsigned long long)str_hash(buf_view(&b)));
    buf_release(&b);
    return key;
}

enum err_code cli_open(struct cli_run *r, struct cli_matter *m, const struct cli_opening *o,
                       struct err *err)
{
    struct matter_request q = {.procedure = o->procedure, .entered = cli_now(r)};
    const struct matter_plan *plan = matter_plan_find(&m->book, q.procedure);
    struct matter_receipt receipt;
    struct str name = STR_NULL;

    if (!plan) {
        err_set(err, ERR_NOT_FOUND, "procedure");
        return err_set_zh(err, "没有程序“%.*s”", STR_F(o->procedure));
    }
    TRY(opening_act(r, plan, o, &name, err));
    TRY(cli_act(r, m, name, &q.act, err));
    if (q.act.actor.person.n == 0)
        q.act.actor.person = o->person;
    q.key = o->clue && !cli_text(r, "key") ? clue_key(r, o, &q) : cli_act_key(r, &q);
    TRY(commit(r, m, &q, o, &receipt, err));
    cli_print_receipt(r, &receipt);
    return ERR_OK;
}
