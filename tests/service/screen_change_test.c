/*
 * tests/service/screen_change_test.c - findings brought up to date by what rows that came or went can
 * change equal those of a full run: the shipped pack and every operator's rule, over random
 * histories of inserts, corrections, and rows that go.
 */
#include "../rule/random_world.h"
#include "../rule/rule_fixture.h"
#include "service/screen/change.h"

enum { ROUNDS = 30, MOST_CHANGES = 12 };

struct history {
    struct random_world w;
    struct screen_run_request q;
    struct arena arena;
    struct screen_findings found; /* brought up to date */
};

static void full_run(struct history *h, struct screen_findings *ret)
{
    screen_run(&h->q, &h->arena, ret);
}

static bool same(const struct screen_finding *a, const struct screen_finding *b)
{
    return a->plan == b->plan && a->row == b->row && a->undetermined == b->undetermined;
}

static void compare(const struct history *h, const struct screen_findings *full, int round)
{
    for (size_t i = 0; i < full->n || i < h->found.n; i++) {
        const struct screen_finding *want = i < full->n ? &full->at[i] : NULL;
        const struct screen_finding *have = i < h->found.n ? &h->found.at[i] : NULL;

        if (!want || !have || !same(want, have))
            fail_msg("round %d: finding %zu differs, rule %.*s row %u", round, i,
                     STR_F(h->q.plan[want ? want->plan : have->plan]->slug),
                     want ? want->row : have->row);
    }
}

static int by_plan_and_row(const void *a, const void *b)
{
    const struct screen_finding *x = a, *y = b;

    if (x->plan != y->plan)
        return x->plan < y->plan ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static bool is_gone(const struct history *h, const struct screen_finding *f)
{
    size_t d = (size_t)(h->q.plan[f->plan]->dataset - h->w.law->dataset);

    return column_row_gone(&h->w.world.table[d], f->row);
}

/* What lies outside the scope stays, what lies in it is replaced. */
static void update(struct history *h, const struct screen_scope *scope,
                   const struct screen_findings *again)
{
    struct screen_findings next = {
        ARENA_ARRAY(&h->arena, struct screen_finding, h->found.n + again->n + 1), 0};

    for (size_t i = 0; i < h->found.n; i++)
        if (!screen_scope_has(scope, h->found.at[i].plan, h->found.at[i].row) &&
            !is_gone(h, &h->found.at[i]))
            next.at[next.n++] = h->found.at[i];
    for (size_t i = 0; i < again->n; i++)
        next.at[next.n++] = again->at[i];
    qsort(next.at, next.n, sizeof(*next.at), by_plan_and_row);
    h->found = next;
}

/* One to a few rows come, go, or are corrected: the old one goes, another comes. */
static size_t some_changes(struct history *h, struct screen_change *change)
{
    size_t n = 0;

    for (int64_t i = random_below(&h->w, MOST_CHANGES); i >= 0; i--) {
        size_t d = (size_t)random_below(&h->w, (int64_t)h->w.law->ndataset);
        int64_t what = random_below(&h->w, 3);
        size_t row = what != 0 ? random_go(&h->w, d) : SIZE_MAX;

        if (row != SIZE_MAX)
            change[n++] = (struct screen_change){d, row};
        if (what != 1)
            change[n++] = (struct screen_change){d, random_come(&h->w, d)};
    }
    return n;
}

static void run_history(const struct law *law, struct rule_plan **plan, size_t nplan, uint64_t seed)
{
    struct history h = {0};
    struct rule_binding *b;
    struct err err;
    size_t narrow = 0;

    print_message("seed %llu\n", (unsigned long long)seed);
    arena_init(&h.arena, 0);
    random_world_init(&h.w, law, seed);
    assert_int_equal(rule_bind(&h.w.world, plan, nplan, &b, &err), ERR_OK);
    h.q = (struct screen_run_request){
        .binding = b, .world = &h.w.world, .plan = plan, .nplan = nplan, .since = DAY_NONE};
    full_run(&h, &h.found);
    for (int round = 0; round < ROUNDS; round++) {
        struct screen_change change[MOST_CHANGES * 2];
        size_t n = some_changes(&h, change);
        struct screen_findings again, full;
        struct screen_scope scope;

        screen_scope_of(&h.q, change, n, &h.arena, &scope);
        for (size_t p = 0; p < nplan; p++)
            narrow += !scope.whole[p];
        screen_scope_run(&h.q, &scope, &h.arena, &again);
        update(&h, &scope, &again);
        full_run(&h, &full);
        compare(&h, &full, round);
    }
    assert_true(narrow > nplan * ROUNDS / 2); /* most rules need not be run over everything */
    rule_binding_free(b);
    random_world_release(&h.w);
    arena_release(&h.arena);
}

static void the_shipped_pack_stays_right(void **state)
{
    struct law *law = fixture_law_at(SOURCE_ROOT "/law");
    struct rule_plan **plan;
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    plan = ARENA_ARRAY(&a, struct rule_plan *, law->nrule + 1);
    for (size_t i = 0; i < law->nrule; i++)
        plan[i] = fixture_compile(law, law->rule[i].slug, law->rule[i].text, &a);
    run_history(law, plan, law->nrule, 31);
    run_history(law, plan, law->nrule, 32);
    arena_release(&a);
    law_unref(law);
}

static void every_operator_stays_right(void **state)
{
    struct law *law = fixture_law();
    struct rule_plan *plan[200];
    struct str *file;
    struct arena a;
    size_t n, used = 0;

    (void)state;
    arena_init(&a, 0);
    file = fixture_files(&a, "operator", ".rule", &n);
    for (size_t i = 0; i < n; i++) {
        struct str slug = str_sub(file[i], 0, file[i].n - strlen(".rule"));
        const char *path = str_fmt(&a, RULE_TESTS "operator/%.*s", STR_F(file[i])).p;

        plan[used++] = fixture_compile(law, slug, fixture_read(&a, path), &a);
    }
    /* Each row that joins or leaves a group of like cases turns the outcome of some of the others. */
    plan[used++] = fixture_condition(law, "同类(罚款金额 的 件数, 按 案由) > 案由得分", &a);
    run_history(law, plan, used, 41);
    run_history(law, plan, used, 42);
    run_history(law, plan, used, 43);
    arena_release(&a);
    law_unref(law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_pack_stays_right),
        cmocka_unit_test(every_operator_stays_right),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
