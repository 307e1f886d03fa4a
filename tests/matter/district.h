#ifndef TESTS_MATTER_DISTRICT_H
#define TESTS_MATTER_DISTRICT_H
/*
 * tests/matter/district.h - a store in which every procedure of the law has run several times by
 * dice (play.h), with all that the acts brought about in other matters.
 */
#include "matter_fixture.h"
#include "play.h"

enum { DISTRICT_GAMES = 28, DISTRICT_TRIES = 500, DISTRICT_STEPS = 14 };

static inline void district_play(struct bench *b, const struct matter_plan *plan, int steps,
                                 struct dice *dice)
{
    struct game g = {.dice = *dice, .arena = &b->arena, .plan = plan};
    int64_t id = 0;

    g.m = matter_none(plan, &b->arena);
    g.now = moment_of("2024-01-02T09:00:00");
    for (int i = 0; i < steps && (g.m.version == 0 || matter_is_open(&g.m)); i++) {
        struct matter_request q = {.matter = id, .seen = g.m.version, .act = any_wish(&g)};
        struct matter_receipt r;
        struct err err;

        q.procedure = plan->p->id;
        q.entered = g.now;
        q.key = str_fmt(&b->arena, "%llu", (unsigned long long)g.dice.x);
        if (matter_commit(&b->log, &q, &b->arena, &r, &err) != ERR_OK)
            continue;
        id = r.matter;
        OK(matter_get(&b->log, id, &b->arena, &g.m, &err));
    }
    *dice = g.dice;
}

/* Each procedure runs at least DISTRICT_GAMES times, more often where its opening act seldom succeeds;
 * matters stop at every stage, the first too. */
static inline void district_open(struct bench *b, struct law *law)
{
    struct dice dice = {.x = 20261125};

    print_message("seed %llu\n", (unsigned long long)dice.x);
    bench_open(b, law);
    for (size_t i = 0; i < b->book.n; i++) {
        int64_t before = COUNT(b, "matter");

        for (int n = 0; n < DISTRICT_GAMES || (n < DISTRICT_TRIES && COUNT(b, "matter") == before);
             n++)
            district_play(b, &b->book.plan[i], 1 + n % DISTRICT_STEPS, &dice);
    }
}

#endif
