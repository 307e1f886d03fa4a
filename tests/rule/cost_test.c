/*
 * tests/rule/cost_test.c - what clauses are said to have done is what the row evaluator finds, for the
 * shipped pack and every operator's rule over random rows.
 */
#include "random_world.h"
#include "rule/cost.h"
#include "rule_fixture.h"

static void check_rule(const struct random_world *w, const struct rule_binding *b, size_t plan,
                       const struct rule_plan *p)
{
    size_t d = (size_t)(p->dataset - w->law->dataset);
    int64_t count[3] = {0}, rows = 0;
    struct rule_cost c;
    struct arena a;

    arena_init(&a, 0);
    COLUMN_EACH_ROW(&w->world.table[d], row)
    {
        rows++;
        count[rule_eval(b, plan, row, &a)]++;
    }
    rule_cost_measure(b, plan, &a, &c);
    if (c.hits != count[RULE_HIT] || c.undetermined != count[RULE_UNDETERMINED])
        fail_msg("%.*s: %lld hits, %lld undetermined, not %lld, %lld", STR_F(p->slug),
                 (long long)c.hits, (long long)c.undetermined, (long long)count[RULE_HIT],
                 (long long)count[RULE_UNDETERMINED]);
    assert_int_equal(c.rows, rows);
    for (size_t i = 0; i < c.v.n; i++) {
        const struct rule_clause *k = &c.v.at[i];

        assert_true(k->tested <= rows && k->yes >= 0 && k->maybe >= 0);
        assert_true(k->yes + k->maybe <= k->tested);
        assert_true(k->depth > 0 || k->tested == rows);
        assert_true(k->joins || k->tested == 0 || k->ns > 0);
    }
    arena_release(&a);
}

static void check_rules(const struct law *law, struct rule_plan **plan, size_t n, uint64_t seed)
{
    struct random_world w;
    struct rule_binding *b;
    struct err err;

    print_message("seed %llu\n", (unsigned long long)seed);
    random_world_init(&w, law, seed);
    assert_int_equal(rule_bind(&w.world, plan, n, &b, &err), ERR_OK);
    for (size_t p = 0; p < n; p++)
        check_rule(&w, b, p, plan[p]);
    rule_binding_free(b);
    random_world_release(&w);
}

static void the_shipped_pack_is_counted(void **state)
{
    struct law *law = fixture_law_at(SOURCE_ROOT "/law");
    struct rule_plan **plan;
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    plan = ARENA_ARRAY(&a, struct rule_plan *, law->nrule + 1);
    for (size_t i = 0; i < law->nrule; i++)
        plan[i] = fixture_compile(law, law->rule[i].slug, law->rule[i].text, &a);
    check_rules(law, plan, law->nrule, 51);
    arena_release(&a);
    law_unref(law);
}

static void every_operator_is_counted(void **state)
{
    struct law *law = fixture_law();
    struct rule_plan *plan[200];
    struct str *file;
    struct arena a;
    size_t n;

    (void)state;
    arena_init(&a, 0);
    file = fixture_files(&a, "operator", ".rule", &n);
    for (size_t i = 0; i < n; i++) {
        struct str slug = str_sub(file[i], 0, file[i].n - strlen(".rule"));
        const char *path = str_fmt(&a, RULE_TESTS "operator/%.*s", STR_F(file[i])).p;

        plan[i] = fixture_compile(law, slug, fixture_read(&a, path), &a);
    }
    check_rules(law, plan, n, 61);
    check_rules(law, plan, n, 62);
    arena_release(&a);
    law_unref(law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_pack_is_counted),
        cmocka_unit_test(every_operator_is_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
