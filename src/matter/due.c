/* matter/due.c - see due.h. */
#include "matter/due.h"

#include "law/due.h"

/* A deadline's pauses and extensions out of what the matter's acts did. */
static struct law_clock law_clock_of(const struct law_term *t, const struct law_deadline *d,
                                     const struct matter_clock *c, struct arena *a)
{
    struct law_pause *pause = ARENA_ARRAY(a, struct law_pause, c->npause + 1);
    struct law_prolong *prolong = ARENA_ARRAY(a, struct law_prolong, c->nprolong + 1);

    for (size_t i = 0; i < c->npause; i++)
        pause[i] = (struct law_pause){.from = c->pause[i].from,
                                      .to = c->pause[i].to,
                                      .reason = c->pause[i].reason,
                                      .basis = t->basis.n ? t->basis.at[0].article : t->name,
                                      .by = c->pause[i].by};
    for (size_t i = 0; i < c->nprolong; i++) {
        const struct law_extension *e =
            d->nextension ? &d->extension[i < d->nextension ? i : d->nextension - 1] : NULL;

        prolong[i] = (struct law_prolong){
            c->prolong[i].n ? (struct law_length){(int32_t)c->prolong[i].n, d->length.unit}
            : e             ? e->most
                            : (struct law_length){0},
            c->prolong[i].by};
    }
    return (struct law_clock){.deadline = t->deadline,
                              .at = c->at,
                              .timed = c->timed,
                              .pause = pause,
                              .npause = c->npause,
                              .prolong = prolong,
                              .nprolong = c->nprolong};
}

static void no_date(struct matter_clock *c, struct str why)
{
    c->due = MOMENT_NONE;
    c->exact = false;
    c->why = why;
}

enum err_code matter_due(const struct matter_plan *plan, struct arena *a, struct matter_clock *c,
                         struct err *err)
{
    const struct law_term *t = &plan->p->term[c->term];
    const struct law_deadline *d;
    struct law_clock clock;
    struct law_due due;
    struct err own;
    enum err_code rc;
    size_t n;

    if (day_known(c->until)) {
        c->due = moment_at((struct day){c->until.n + 1}, 0);
        c->exact = false;
        c->why = STR_NULL;
        return ERR_OK;
    }
    d = t->deadline.n ? law_deadline_find(plan->law, t->deadline, &n) : NULL;
    if (!d || d->length.n == 0) {
        no_date(c, d && d->term.n ? d->term : STR("法律没有规定期限"));
        return ERR_OK;
    }
    clock = law_clock_of(t, d, c, a);
    rc = law_due_count(plan->law, &clock, a, &due, &own);
    if (rc == ERR_NOT_FOUND) {
        no_date(c, str_dup(a, str_from(own.zh)));
        return ERR_OK;
    }
    if (rc != ERR_OK) {
        *err = own;
        return rc;
    }
    c->due = due.end;
    c->exact = due.timed;
    c->why = STR_NULL;
    return ERR_OK;
}

bool matter_due_same(const struct matter_clock *x, const struct matter_clock *y)
{
    return x->due.n == y->due.n && x->exact == y->exact && str_eq(x->why, y->why);
}
