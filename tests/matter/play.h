#ifndef TESTS_MATTER_PLAY_H
#define TESTS_MATTER_PLAY_H
/*
 * tests/matter/play.h - any act out of dice: mostly one that the state allows, with fields, papers,
 * roles and capabilities mostly as they should be.  The same dice give the same acts.
 */
#include "matter/apply.h"

/* A seed, or bytes that are used up two by two and then show nothing but 0. */
struct dice {
    uint64_t x;
    const uint8_t *byte;
    size_t nbyte;
};

static inline uint64_t roll_byte(struct dice *d)
{
    if (d->nbyte == 0)
        return 0;
    d->nbyte--;
    return *d->byte++;
}

static inline uint64_t roll(struct dice *d, uint64_t n)
{
    if (d->byte) {
        uint64_t two = roll_byte(d) << 8;

        two |= roll_byte(d);
        return n ? two % n : 0;
    }
    d->x ^= d->x << 13;
    d->x ^= d->x >> 7;
    d->x ^= d->x << 17;
    return n ? d->x % n : 0;
}

struct game {
    struct dice dice;
    struct arena *arena;
    const struct matter_plan *plan;
    struct matter m;
    struct moment now;
    VEC(struct str) bytes; /* of the accepted acts */
    int64_t accepted, refused;
    bool *reached; /* states of the procedure that were ever reached */
};

/* ---- an act out of the dice ---- */

static inline struct str number(struct game *g, uint64_t n)
{
    return str_fmt(g->arena, "%llu", (unsigned long long)n);
}

static inline struct str any_value(struct game *g, const struct law_field *f)
{
    struct buf b = {0};
    struct str s;

    switch (f->type) {
    case LAW_BOOL:
        return roll(&g->dice, 2) ? STR("是") : STR("否");
    case LAW_INT:
        return number(g, roll(&g->dice, 4));
    case LAW_MONEY:
        return str_fmt(g->arena, "%llu元", (unsigned long long)roll(&g->dice, 100000));
    case LAW_QUANTITY:
        return str_fmt(g->arena, "%llu%.*s", (unsigned long long)roll(&g->dice, 9),
                       STR_F(g->plan->law->unit[f->unit].name));
    case LAW_DATE:
        day_print(&b, (struct day){moment_day(g->now).n + (int32_t)roll(&g->dice, 60) - 30});
        s = str_dup(g->arena, buf_view(&b));
        buf_release(&b);
        return s;
    case LAW_CODE:
        return f->nvalue ? f->value[roll(&g->dice, f->nvalue)] : g->plan->law->cause[0].code;
    case LAW_ORGAN:
        return g->plan->law->organ[roll(&g->dice, g->plan->law->norgan)].id;
    case LAW_REGION:
        return STR("110109");
    case LAW_TEXT:
    case LAW_PARTY:
        break;
    }
    return roll(&g->dice, 8) ? STR("甲") : STR("一\t二\\n\n三");
}

static inline void add_fields(struct game *g, const struct law_index_list *l, uint64_t of,
                              uint64_t n, struct matter_pairs *to)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct law_field *f = &g->plan->p->fields.field[l->at[i]];

        if (roll(&g->dice, n) < of)
            to->at[to->n++] = (struct matter_pair){f->name, any_value(g, f)};
    }
}

/* What a worked example fills in for the act: dice alone would not add up a score sheet. */
static inline bool as_in_example(struct game *g, const struct law_act *a, struct matter_pairs *to)
{
    const struct law_procedure *p = g->plan->p;
    const struct law_procedure_example *e = &p->example[roll(&g->dice, p->nexample)];

    for (size_t i = 0; i < e->nstep; i++) {
        const struct law_example_step *s = &e->step[i];

        if (s->act < 0 || &p->act[s->act] != a || s->refused.n > 0)
            continue;
        for (size_t k = 0; k < s->fields.n; k++)
            to->at[to->n++] = (struct matter_pair){s->fields.at[k].name, s->fields.at[k].value};
        return true;
    }
    return false;
}

static inline int any_organ(struct game *g, int role)
{
    const struct law_role *r = &g->plan->p->role[role];
    int own = r->of >= 0 ? r->of : role;

    if (g->m.organ[own] >= 0 && roll(&g->dice, 20))
        return g->m.organ[own];
    for (int tries = 0; tries < 200; tries++) {
        int o = (int)roll(&g->dice, g->plan->law->norgan);

        if (g->plan->law->organ[o].kind != LAW_ORGAN_SECTION &&
            law_role_takes(g->plan->p, own, g->plan->law->organ[o].kind))
            return o;
    }
    return 0;
}

static inline bool fits(const struct game *g, const struct law_act *a)
{
    if (g->m.version == 0)
        return a->opens;
    return !a->opens && (a->anywhere || law_index_has(&a->from, g->m.state));
}

/* Mostly one that the state allows; any one now and then. */
static inline const struct law_act *any_act(struct game *g)
{
    const struct law_procedure *p = g->plan->p;
    bool wild = roll(&g->dice, 10) == 0;

    for (int tries = 0; tries < 300; tries++) {
        const struct law_act *a = &p->act[roll(&g->dice, p->nact)];

        if (wild || fits(g, a))
            return a;
    }
    return &p->act[0];
}

static inline struct matter_act any_wish(struct game *g)
{
    const struct law_act *a = any_act(g);
    const struct law_procedure *p = g->plan->p;
    struct matter_act act = {.name = a->name, .timed = roll(&g->dice, 10) != 0};
    size_t most = p->fields.nfield + 1;

    g->now.n += (int64_t)roll(&g->dice, (uint64_t)12 * MOMENT_DAY);
    act.at = act.timed ? g->now : moment_at(moment_day(g->now), 0);
    act.actor.organ = any_organ(g, a->by.at[0]);
    act.actor.person = STR("甲");
    if (roll(&g->dice, 20)) {
        act.actor.capability = &p->role[a->by.at[0]].capability;
        act.actor.ncapability = 1;
    }
    act.field.at = ARENA_ARRAY(g->arena, struct matter_pair, most);
    if (roll(&g->dice, 3) || g->plan->p->nexample == 0 || !as_in_example(g, a, &act.field)) {
        add_fields(g, &a->need, 29, 30, &act.field);
        add_fields(g, &a->may, 1, 2, &act.field);
    }
    act.paper.at = ARENA_ARRAY(g->arena, struct matter_pair, a->npaper + 1);
    for (size_t i = 0; i < a->npaper; i++)
        if (roll(&g->dice, 30))
            act.paper.at[act.paper.n++] = (struct matter_pair){a->paper[i].name, STR("一号")};
    act.role.at = ARENA_ARRAY(g->arena, struct matter_pair, a->names.n + 1);
    for (size_t i = 0; i < a->names.n; i++)
        if (roll(&g->dice, 10))
            act.role.at[act.role.n++] = (struct matter_pair){
                p->role[a->names.at[i]].name, g->plan->law->organ[any_organ(g, a->names.at[i])].id};
    act.join.at = ARENA_ARRAY(g->arena, struct matter_pair, a->nlink + 1);
    for (size_t i = 0; i < a->nlink; i++)
        if (a->link[i].kind == LAW_LINK_JOIN)
            act.join.at[act.join.n++] = (struct matter_pair){a->link[i].procedure, STR("1")};
    return act;
}

#endif
