/*
 * tests/service/screen_example_test.c - every worked example, of the operators and of the shipped rules, by a
 * database: the outcome that the example states.
 */
#include "sql_fixture.h"

const char *sql_engine;

struct asked {
    struct sql_bench *bench;
    const struct rule_plan *plan;
    size_t example;
};

/* Empties the table and fills it again: quicker than making it anew. */
static void refill(struct sql_bench *b, const struct rule_world *w, size_t d)
{
    const struct law_dataset *of = &b->law->dataset[d];
    struct sql_maker m;
    struct arena a;
    struct err err;
    struct str *column;
    int *field;
    struct registry_value *v;
    struct screen_mirror_table table = {of, NULL, of->nfield};

    arena_init(&a, 0);
    column = ARENA_ARRAY(&a, struct str, of->nfield + 1);
    field = ARENA_ARRAY(&a, int, of->nfield + 1);
    v = ARENA_ARRAY(&a, struct registry_value, of->nfield + 1);
    column[0] = STR("id");
    for (size_t f = 0; f < of->nfield; f++) {
        column[f + 1] = of->field[f].column;
        field[f] = (int)f;
    }
    table.field = field;
    sql_make(&m, &a);
    sql_add(&m, "DELETE FROM ");
    sql_name2(&m, STR("sc_"), of->id);
    assert_int_equal(store_exec_text(b->mirror.db, sql_done(&m), &err), ERR_OK);
    if (w->table[d].n > 0) {
        struct store_table t = {str_fmt(&a, "sc_%.*s", STR_F(of->id)), column, of->nfield + 1};

        assert_int_equal(store_fill_begin(b->mirror.db, &t, &err), ERR_OK);
        for (size_t row = 0; row < w->table[d].n; row++) {
            for (size_t f = 0; f < of->nfield; f++)
                v[f] = sql_value(b->law, &of->field[f], &w->table[d], f, row);
            if (screen_mirror_row(&b->mirror, &table, (int64_t)row + 1, v, &err) != ERR_OK)
                fail_msg("%s", err.message);
        }
        assert_int_equal(screen_mirror_end(&b->mirror, &err), ERR_OK);
    }
    arena_release(&a);
}

static void ask(void *p, const struct rule_world *w, enum rule_outcome expect)
{
    struct asked *q = p;
    size_t d = (size_t)(q->plan->dataset - q->bench->law->dataset);
    enum rule_outcome *said = ARENA_ARRAY(&q->bench->arena, enum rule_outcome, w->table[d].n);

    for (size_t i = 0; i < q->bench->law->ndataset; i++)
        if (q->plan->uses_dataset[i] || i == d)
            refill(q->bench, w, i);
    sql_ask(q->bench, q->plan, w, said);
    sql_count(q->bench, expect);
    if (said[0] == expect)
        return;
    sql_print_rule(q->bench, q->plan, w->today);
    sql_print_row(q->bench, q->plan, w, 0);
    fail_msg("%.*s, example %zu: %s should be %s", STR_F(q->plan->slug), q->example + 1,
             sql_outcome(said[0]), sql_outcome(expect));
}

static void ask_examples(struct sql_bench *b, const struct rule_plan *plan)
{
    for (size_t i = 0; i < plan->nexample; i++)
        rule_example_visit(plan, i, ask, &(struct asked){b, plan, i});
}

static void make_tables(struct sql_bench *b)
{
    struct rule_world empty;

    rule_world_init(&empty, b->law, DAY_NONE);
    for (size_t d = 0; d < b->law->ndataset; d++)
        sql_fill(b, &empty, d);
    rule_world_release(&empty);
}

static void check_counts(const struct sql_bench *b, size_t least)
{
    print_message("%s: %zu examples: %zu hits, %zu misses, %zu undetermined\n", sql_engine,
                  b->asked, b->hits, b->misses, b->undetermined);
    assert_true(b->asked >= least && b->hits > 0 && b->misses > 0 && b->undetermined > 0);
}

/* Each operator has such a file (tests/rule/operator_test.c), so each operator's SQL runs. */
static void every_operator(void **state)
{
    struct sql_bench b;
    struct str *name;
    size_t n;

    (void)state;
    sql_bench_init(&b, RULE_TESTS "law");
    make_tables(&b);
    name = fixture_files(&b.arena, "operator", ".rule", &n);
    assert_true(n > 50);
    for (size_t i = 0; i < n; i++) {
        struct str slug = str_sub(name[i], 0, name[i].n - strlen(".rule"));
        const char *path = str_fmt(&b.arena, RULE_TESTS "operator/%.*s", STR_F(name[i])).p;

        ask_examples(&b, fixture_compile(b.law, slug, fixture_read(&b.arena, path), &b.arena));
    }
    check_counts(&b, 150);
    sql_bench_release(&b);
}

static void every_shipped_rule(void **state)
{
    struct sql_bench b;

    (void)state;
    sql_bench_init(&b, SOURCE_ROOT "/law");
    make_tables(&b);
    for (size_t i = 0; i < b.law->nrule; i++)
        ask_examples(&b,
                     fixture_compile(b.law, b.law->rule[i].slug, b.law->rule[i].text, &b.arena));
    check_counts(&b, 500);
    sql_bench_release(&b);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_operator),
        cmocka_unit_test(every_shipped_rule),
    };

    if (argc != 2)
        return 2;
    sql_engine = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
