/*
 * tests/service/screen_random_test.c - random typed rules over random rows: the row evaluator, the vector
 * engine and a database must find the same hits, misses and undetermined records.
 *
 * LIANDONG_SEED and LIANDONG_ROUNDS change the seed and how long it goes on; the seed is printed.
 */
#include "rule_random.h"
#include "sql_fixture.h"

const char *sql_engine;

/* A database is given back after some worlds: each table made and dropped holds a lock until then. */
enum { RULES_A_WORLD = 25, ROWS = 40, WORLDS = 50 };

static uint64_t number_of(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text ? strtoull(text, NULL, 10) : otherwise;
}

/* NULL when the random text is no rule: a few are not. */
static struct rule_plan *try_rule(struct sql_bench *b, struct random *r, struct arena *a)
{
    struct buf condition = {0};
    struct diag_list diags;
    struct rule_plan *plan = NULL;
    struct err err;
    struct str text;

    random_condition(r, &condition);
    text = str_fmt(a,
                   "规则 test 「测试」\n类型 类案不同罚\n依据 测试办法 第一条\n筛查 行政处罚\n"
                   "当 %.*s\n线索 「测试」\n送 检察院.行政检察\n例 命中 { }\n例 不中 { }\n",
                   STR_F(buf_view(&condition)));
    buf_release(&condition);
    diag_init(&diags, a);
    if (rule_compile(b->law, STR("test"), STR("test.rule"), text, a, &diags, &plan, &err) == ERR_OK)
        return plan;
    if (getenv("LIANDONG_SHOW"))
        print_message("%.*s\n", STR_F(diags.v.at[0].text));
    return NULL;
}

struct tried {
    size_t rules, broken, different;
};

static void one_world(struct sql_bench *b, struct random *r, struct tried *t)
{
    struct rule_world w;
    struct arena a;

    arena_init(&a, 0);
    random_world(r, b->law, ROWS, &w);
    for (size_t d = 0; d < b->law->ndataset; d++)
        sql_fill(b, &w, d);
    for (size_t i = 0; i < RULES_A_WORLD; i++) {
        struct rule_plan *plan = try_rule(b, r, &a);

        t->rules++;
        if (plan)
            t->different += sql_compare(b, plan, &w) > 0;
        else
            t->broken++;
    }
    rule_world_release(&w);
    arena_release(&a);
}

static void add_counts(struct sql_bench *total, const struct sql_bench *b)
{
    total->asked += b->asked;
    total->hits += b->hits;
    total->misses += b->misses;
    total->undetermined += b->undetermined;
}

static void the_same_answers(void **state)
{
    uint64_t seed = number_of("LIANDONG_SEED", 20261125);
    uint64_t rounds = number_of("LIANDONG_ROUNDS", 40);
    struct random r = {seed};
    struct tried t = {0};
    struct sql_bench b, total = {0};

    (void)state;
    for (uint64_t i = 0; i < rounds && t.different < 3;) {
        sql_bench_init(&b, RULE_TESTS "law");
        for (int k = 0; k < WORLDS && i < rounds && t.different < 3; k++, i++)
            one_world(&b, &r, &t);
        add_counts(&total, &b);
        sql_bench_release(&b);
    }
    print_message(
        "%s, seed %llu: %zu rules (%zu do not compile), %zu answers: %zu hits, %zu misses, "
        "%zu undetermined\n",
        sql_engine, (unsigned long long)seed, t.rules, t.broken, total.asked, total.hits,
        total.misses, total.undetermined);
    assert_int_equal(t.different, 0);
    assert_true(t.broken * 10 < t.rules);
    assert_true(total.hits > 0 && total.misses > 0 && total.undetermined > 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_same_answers)};

    if (argc != 2)
        return 2;
    sql_engine = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
