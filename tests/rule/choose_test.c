/*
 * tests/rule/choose_test.c - rule_choose leaves out a plan only when the row evaluator says that it
 * misses the row; it does leave out most of the shipped pack.
 */
#include "random_world.h"
#include "rule_fixture.h"

struct pack {
    const struct rule_binding *binding;
    struct rule_plan **plan;
    size_t n;
};

struct count {
    size_t chosen, left_out;
};

static void compare_row(const struct pack *pack, const struct law_dataset *d, size_t row,
                        const uint64_t *chosen, struct count *n)
{
    struct arena scratch;

    arena_init(&scratch, 0);
    for (size_t p = 0; p < pack->n; p++) {
        bool mine = pack->plan[p]->dataset == d;

        n->chosen += column_bit(chosen, p);
        n->left_out += mine && !column_bit(chosen, p);
        if (!mine)
            assert_false(column_bit(chosen, p));
        else if (!column_bit(chosen, p) && rule_eval(pack->binding, p, row, &scratch) != RULE_MISS)
            fail_msg("rule %zu, row %zu: left out, but it does not miss", p, row);
    }
    arena_release(&scratch);
}

static struct count compare_all(const struct pack *pack, const struct random_world *w)
{
    uint64_t *chosen = calloc(pack->n / 64 + 1, sizeof(*chosen));
    struct count n = {0};

    for (size_t d = 0; d < w->law->ndataset; d++)
        COLUMN_EACH_ROW(&w->world.table[d], row)
        {
            rule_choose(pack->binding, d, row, chosen);
            compare_row(pack, &w->law->dataset[d], row, chosen, &n);
        }
    free(chosen);
    return n;
}

static void leaves_out_only_what_misses(void **state)
{
    struct law *law = fixture_law_at(SOURCE_ROOT "/law");
    struct rule_plan **plan;
    struct rule_binding *b;
    struct random_world w;
    struct count n;
    struct arena a;
    struct err err;

    (void)state;
    arena_init(&a, 0);
    plan = ARENA_ARRAY(&a, struct rule_plan *, law->nrule + 1);
    for (size_t i = 0; i < law->nrule; i++)
        plan[i] = fixture_compile(law, law->rule[i].slug, law->rule[i].text, &a);
    random_world_init(&w, law, 991);
    assert_int_equal(rule_bind(&w.world, plan, law->nrule, &b, &err), ERR_OK);
    n = compare_all(&(struct pack){b, plan, law->nrule}, &w);
    print_message("%zu chosen, %zu left out\n", n.chosen, n.left_out);
    assert_true(n.chosen > 0 && n.left_out > n.chosen / 2);
    rule_binding_free(b);
    random_world_release(&w);
    arena_release(&a);
    law_unref(law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(leaves_out_only_what_misses)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
