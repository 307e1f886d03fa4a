/*
 * tests/rule/vector_test.c - the vector engine gives what the row evaluator gives: every operator's
 * rule and the whole shipped pack, over random tables with unknown values, equal dates, extreme
 * numbers, rows that are gone, rows that came later, blocks of one cause and blocks of many;
 * with every set of kernels that the processor has, aggregates searched row by row and walked by group.
 */
#include "random_world.h"
#include "rule_fixture.h"

#include "column/kernel.h"

/* Rows that come and go once plans are bound. */
static void change(struct random_world *w)
{
    enum { LATER = 40 };

    for (size_t d = 0; d < w->law->ndataset; d++)
        for (int i = 0; i < LATER; i++) {
            (void)random_come(w, d);
            (void)random_go(w, d);
        }
}

static enum rule_outcome outcome_at(const uint64_t *hit, const uint64_t *undetermined, size_t i)
{
    if (column_bit(hit, i))
        return RULE_HIT;
    return column_bit(undetermined, i) ? RULE_UNDETERMINED : RULE_MISS;
}

static void compare_block(const struct rule_binding *b, struct rule_block *block, size_t plan,
                          const struct column_table *t, size_t number, size_t *ret_seen)
{
    uint64_t hit[COLUMN_WORDS] = {0}, undetermined[COLUMN_WORDS] = {0};
    struct arena scratch;

    if (rule_block_eval(block, plan, hit, undetermined) == 0) {
        memset(hit, 0, sizeof(hit));
        memset(undetermined, 0, sizeof(undetermined));
    }
    arena_init(&scratch, 0);
    for (size_t i = 0; i < t->fill[number]; i++) {
        size_t row = (number << COLUMN_BLOCK_BITS) + i;
        enum rule_outcome have = outcome_at(hit, undetermined, i), want = RULE_MISS;

        if (!column_row_gone(t, row))
            want = rule_eval(b, plan, row, &scratch);
        if (have != want)
            fail_msg("rule %zu row %zu: %d, the row evaluator says %d", plan, row, have, want);
        ret_seen[want]++;
        arena_reset(&scratch);
    }
    arena_release(&scratch);
}

struct engine {
    const char *kernels;
    bool walks; /* aggregates that can be are found group by group */
};

static void compare_all(const struct rule_binding *b, struct random_world *w,
                        struct rule_plan *const *plan, size_t nplan, struct engine engine)
{
    struct rule_vector *v = rule_vector_new(b, engine.kernels);
    struct rule_block *block = rule_block_new(v);
    size_t seen[3] = {0}, parts = engine.walks ? rule_vector_walks(v, true) : 0;

    for (size_t i = 0; i < parts; i++)
        rule_block_walk(block, i);
    for (size_t d = 0; d < w->law->ndataset; d++)
        for (size_t number = 0; number < w->world.table[d].nblock; number++) {
            if (!rule_block_open(block, d, number))
                continue;
            for (size_t p = 0; p < nplan; p++)
                if (plan[p]->dataset == &w->law->dataset[d])
                    compare_block(b, block, p, &w->world.table[d], number, seen);
        }
    print_message("%s, %zu parts walked: %zu miss, %zu hit, %zu undetermined\n", engine.kernels,
                  parts, seen[0], seen[1], seen[2]);
    assert_true(seen[RULE_HIT] > 0 && seen[RULE_UNDETERMINED] > 0);
    rule_block_free(block);
    rule_vector_free(v);
}

static void compare_plans(const struct law *law, struct rule_plan **plan, size_t nplan,
                          uint64_t seed)
{
    static const char *const kernels[] = {"scalar", "avx2", "neon"};
    struct random_world w;
    struct rule_binding *b;
    struct err err;

    print_message("seed %llu\n", (unsigned long long)seed);
    random_world_init(&w, law, seed);
    assert_int_equal(rule_bind(&w.world, plan, nplan, &b, &err), ERR_OK);
    for (size_t i = 0; i < sizeof(kernels) / sizeof(kernels[0]); i++)
        if (column_kernels_named(kernels[i]))
            for (int walks = 0; walks < 2; walks++)
                compare_all(b, &w, plan, nplan, (struct engine){kernels[i], walks > 0});
    change(&w);
    compare_all(b, &w, plan, nplan, (struct engine){"scalar", false});
    compare_all(b, &w, plan, nplan, (struct engine){"scalar", true});
    rule_binding_free(b);
    random_world_release(&w);
}

static void every_operator_answers_alike(void **state)
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
    assert_true(used > 40);
    compare_plans(law, plan, used, 20260101);
    compare_plans(law, plan, used, 77);
    arena_release(&a);
    law_unref(law);
}

static void the_shipped_pack_answers_alike(void **state)
{
    struct law *law = fixture_law_at(SOURCE_ROOT "/law");
    struct rule_plan **plan;
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    plan = ARENA_ARRAY(&a, struct rule_plan *, law->nrule + 1);
    for (size_t i = 0; i < law->nrule; i++)
        plan[i] = fixture_compile(law, law->rule[i].slug, law->rule[i].text, &a);
    compare_plans(law, plan, law->nrule, 4711);
    arena_release(&a);
    law_unref(law);
}

/* 罚款金额 is the same in the whole block, 违法所得 is not: each may be what stands still. */
static void a_field_that_stands_still_answers_alike(void **state)
{
    static const char *const condition[] = {"罚款金额 >= 违法所得", "违法所得 >= 罚款金额",
                                            "罚款金额 < 违法所得",  "违法所得 < 罚款金额",
                                            "罚款金额 = 违法所得",  "违法所得 ≠ 罚款金额",
                                            "危险废物 > 清理废物",  "清理废物 >= 危险废物"};
    enum { N = sizeof(condition) / sizeof(condition[0]), ROWS = 4 };
    struct law *law = fixture_law();
    const struct law_dataset *d = law_dataset_find(law, STR("行政处罚"));
    size_t number = (size_t)(d - law->dataset);
    struct random_world w = {.law = law};
    struct rule_plan *plan[N];
    struct rule_binding *b;
    struct arena a;
    struct err err;

    (void)state;
    arena_init(&a, 0);
    rule_world_init(&w.world, law, DAY_NONE);
    for (int64_t i = 0; i < ROWS; i++) {
        struct column_table *t = &w.world.table[number];
        size_t row = column_table_add(t);

        column_set_number(t, (size_t)law_field_find(d, STR("罚款金额")), row, 300);
        column_set_number(t, (size_t)law_field_find(d, STR("危险废物")), row, 300);
        if (i == 0)
            continue; /* unknown */
        column_set_number(t, (size_t)law_field_find(d, STR("违法所得")), row, i * 150);
        column_set_number(t, (size_t)law_field_find(d, STR("清理废物")), row, i * 150000);
    }
    for (size_t i = 0; i < N; i++)
        plan[i] = fixture_condition(law, condition[i], &a);
    assert_int_equal(rule_bind(&w.world, plan, N, &b, &err), ERR_OK);
    compare_all(b, &w, plan, N, (struct engine){"scalar", false});
    rule_binding_free(b);
    rule_world_release(&w.world);
    arena_release(&a);
    law_unref(law);
}

/* Searches of every shape: whole groups and their ends, windows by day, by number and by a key that
 * orders, further keys, tests of each row, values held, groups that are large. */
static void searches_of_every_shape_answer_alike(void **state)
{
    static const char *const condition[] = {
        "次数(行政处罚, 当事人 = 本案) >= 6",
        "次数(行政处罚, 机关 = 本案) >= 300",
        "次数(移送, 机关 = 本案) = 0",
        "存在(行政处罚, 案件 = 本案)",
        "存在(行政处罚, 机关 = 本案 且 决定日期 <= 本案.立案日期 + 7工作日)",
        "不存在(行政处罚, 机关 = 本案 且 决定日期 < 本案.决定日期)",
        "存在(行政处罚, 机关 = 本案 且 罚款金额 < 本案.违法所得)",
        "存在(移送, 案件 = 本案 且 移送日期 <= 本案.决定日期)",
        "次数(行政处罚, 当事人 = 本案 且 决定日期 在 本案.决定日期 前 1年 内) >= 2",
        "次数(行政处罚, 当事人 = 本案 且 决定日期 在 本案.立案日期 后 60工作日 内) >= 1",
        "次数(行政处罚, 机关 = 本案 且 罚款金额 >= 本案.罚款金额) >= 260",
        "次数(行政处罚, 机关 = 本案 且 罚款金额 > 本案.罚款金额) < 3",
        "存在(行政处罚, 当事人 = 本案 且 罚款金额 介于 本案.违法所得 到 本案.货值金额)",
        "存在(行政处罚, 当事人 = 本案 且 罚款金额 > 本案.违法所得 + 本案.货值金额)",
        "存在(行政处罚, 案由 = 本案.案由 且 年度 = 本案.年度 - 1)",
        "不存在(行政处罚, 案由 = 本案.案由 且 案由得分 = 本案.案由得分 + 1)",
        "存在(行政处罚, 案由 = 本案.案由 且 案由得分 = 首个(本案.案由得分, 3))",
        "次数(行政处罚, 当事人 = 本案 且 案由 = 本案.案由 且 决定日期 在 本案.决定日期 前 2年 内) >= 1",
        "次数(行政处罚, 当事人 = 本案 且 案由 = 本案.次选案由 且 决定日期 >= 本案.决定日期) >= 1",
        "存在(行政处罚, 当事人 = 本案 且 处罚内容 ≠ 本案.处罚内容 且 罚款金额 > 本案.罚款金额 × 2)",
        "存在(行政处罚, 当事人 = 本案 且 本案.罚款金额 > 1元 且 违法事实 含 '吊销')",
        "次数(行政处罚, 当事人名称 = 本案.当事人名称 且 罚款金额 > 0元) >= 2",
        "存在(行政处罚, 当事人 = 本案 且 年度 = 年(本案.决定日期))",
    };
    enum { N = sizeof(condition) / sizeof(condition[0]) };
    struct law *law = fixture_law();
    struct rule_plan *plan[N];
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    for (size_t i = 0; i < N; i++)
        plan[i] = fixture_condition(law, condition[i], &a);
    compare_plans(law, plan, N, 11);
    compare_plans(law, plan, N, 12);
    arena_release(&a);
    law_unref(law);
}

/* Of a table of many blocks, rows of whose party there are some. */
static void many_blocks(struct random_world *w, size_t dataset)
{
    enum { BLOCKS = 64, ROWS = 1024 };

    for (int b = 0; b < BLOCKS; b++) {
        (void)column_table_block(&w->world.table[dataset]);
        for (int i = 0; i < ROWS; i++)
            random_row(w, dataset, -1);
    }
}

/* Groups are walked for a rule that asks of all rows, and not for one that asks of few. */
static void walks_are_for_what_many_rows_ask(void **state)
{
    static const char *const condition[] = {
        "次数(行政处罚, 当事人 = 本案 且 决定日期 在 本案.决定日期 前 1年 内) >= 2",
        "不缺 罚款金额 且 罚款金额 = 777777元 且 次数(行政处罚, 当事人 = 本案 且 决定日期 在 本案.决定日期 前 1年 内) >= 2",
    };
    struct law *law = fixture_law();
    struct random_world w = {.law = law, .seed = 5};
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    arena_init(&w.arena, 0);
    rule_world_init(&w.world, law, DAY_NONE);
    many_blocks(&w, (size_t)(law_dataset_find(law, STR("行政处罚")) - law->dataset));
    for (size_t i = 0; i < 2; i++) {
        struct rule_plan *plan = fixture_condition(law, condition[i], &a);
        struct rule_vector *v;
        struct rule_binding *b;
        struct err err;

        assert_int_equal(rule_bind(&w.world, &plan, 1, &b, &err), ERR_OK);
        v = rule_vector_new(b, NULL);
        assert_int_equal(rule_vector_walks(v, false) > 0, i == 0);
        rule_vector_free(v);
        rule_binding_free(b);
    }
    random_world_release(&w);
    arena_release(&a);
    law_unref(law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_operator_answers_alike),
        cmocka_unit_test(the_shipped_pack_answers_alike),
        cmocka_unit_test(a_field_that_stands_still_answers_alike),
        cmocka_unit_test(searches_of_every_shape_answer_alike),
        cmocka_unit_test(walks_are_for_what_many_rows_ask),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
