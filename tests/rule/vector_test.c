/*
 * tests/rule/vector_test.c - the vector engine gives what the row evaluator gives: every operator's
 * rule and the whole shipped pack, over random tables with unknown values, equal dates, extreme
 * numbers, rows that are gone, rows that came later, blocks of one cause and blocks of many;
 * with every set of kernels that the processor has.
 */
#include "rule_fixture.h"

#include "column/kernel.h"

enum { ROWS = 6000, LATER = 40, PARTIES = 900, CASES = 1200 };

struct random_world {
    const struct law *law;
    struct rule_world world;
    struct arena arena;
    uint64_t seed;
};

static uint64_t next(struct random_world *w)
{
    w->seed ^= w->seed << 13;
    w->seed ^= w->seed >> 7;
    w->seed ^= w->seed << 17;
    return w->seed;
}

static int64_t below(struct random_world *w, int64_t n)
{
    return (int64_t)(next(w) >> 11) % n;
}

static struct str random_text(struct random_world *w)
{
    static const char *const part[] = {"罚款",         "吊销许可证", "停产停业",   "涉嫌犯罪",
                                       "已移送公安",   "减轻处罚",   "第三十二条", "不予处罚",
                                       "ＡＢＣ１２３", "甲公司",     "",           "污染环境"};
    struct buf b = {0};
    struct str s;

    for (int64_t n = below(w, 3); n >= 0; n--)
        buf_z(&b, part[below(w, (int64_t)(sizeof(part) / sizeof(part[0])))]);
    s = str_dup(&w->arena, buf_view(&b));
    buf_release(&b);
    return s;
}

static int64_t random_number(struct random_world *w)
{
    static const int64_t extreme[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX - 1, INT64_MAX};

    if (below(w, 30) == 0)
        return extreme[below(w, (int64_t)(sizeof(extreme) / sizeof(extreme[0])))];
    return below(w, 3) ? below(w, 50) * 1000000 : below(w, 1000);
}

static int64_t random_day(struct random_world *w)
{
    if (below(w, 40) == 0)
        return random_number(w);
    return day_from_ymd(2023, 1, 1).n + below(w, 1100);
}

/* Few codes that the law does not know: a stored code may be unknown to a newer law. */
static int64_t random_code(struct random_world *w, const struct law_field *f)
{
    size_t n = f->code_of == LAW_CODE_CAUSE ? w->law->ncause : f->nvalue;

    return n ? below(w, (int64_t)n) : 0;
}

static void set_random(struct random_world *w, size_t d, size_t f, size_t row)
{
    const struct law_field *field = &w->law->dataset[d].field[f];
    struct str text = STR_NULL;
    int64_t n = 0;

    switch (field->type) {
    case LAW_BOOL:
        n = below(w, 2);
        break;
    case LAW_INT:
    case LAW_MONEY:
    case LAW_QUANTITY:
        n = random_number(w);
        break;
    case LAW_DATE:
        n = random_day(w);
        break;
    case LAW_TEXT:
        text = random_text(w);
        if (w->law->dataset[d].case_field == (int)f)
            text = str_fmt(&w->arena, "案〔2025〕%d号", (int)below(w, CASES));
        break;
    case LAW_CODE:
        n = random_code(w, field);
        break;
    case LAW_PARTY:
        n = below(w, PARTIES) - 10;
        break;
    case LAW_ORGAN:
        n = w->law->norgan ? below(w, (int64_t)w->law->norgan) : 0;
        break;
    case LAW_REGION:
        n = 110100 + below(w, 20);
        break;
    }
    rule_world_set(&w->world, d, f, row, n, text);
}

/* In one block in three a field is unknown throughout, in one in three known throughout. */
static bool is_known(struct random_world *w, size_t d, size_t f, size_t row)
{
    uint64_t h = (f * 31 + (row >> COLUMN_BLOCK_BITS) + d) * 0x9E3779B97F4A7C15ULL >> 33;

    if (h % 3 == 0)
        return below(w, 50) == 0 && row % 2 == 0 && h % 2;
    return h % 3 == 1 || below(w, 4) > 0;
}

static void add_row(struct random_world *w, size_t d, int64_t cause)
{
    const struct law_dataset *dataset = &w->law->dataset[d];
    size_t row = column_table_add(&w->world.table[d]);

    for (size_t f = 0; f < dataset->nfield; f++)
        if ((int)f == dataset->cause_field && cause >= 0)
            rule_world_set(&w->world, d, f, row, cause, STR_NULL);
        else if (is_known(w, d, f, row))
            set_random(w, d, f, row);
}

static void fill(struct random_world *w, size_t d)
{
    int64_t cause = -1;
    int rows = d == 0 || w->law->dataset[d].cause_field >= 0 ? ROWS : ROWS / 6;

    for (int i = 0; i < rows; i++) {
        if (i % 700 == 0) {
            (void)column_table_block(&w->world.table[d]);
            cause = i % 1400 == 0 ? -1 : below(w, (int64_t)w->law->ncause);
        }
        add_row(w, d, cause);
    }
    for (int i = 0; i < rows / 50; i++) {
        size_t row = column_next_row(&w->world.table[d], (size_t)below(w, rows));

        if (row != SIZE_MAX)
            column_table_drop(&w->world.table[d], row);
    }
}

static void random_world_init(struct random_world *w, const struct law *law, uint64_t seed)
{
    *w = (struct random_world){.law = law, .seed = seed};
    arena_init(&w->arena, 0);
    rule_world_init(&w->world, law, day_from_ymd(2025, 6, 15));
    for (size_t d = 0; d < law->ndataset; d++)
        fill(w, d);
}

static void random_world_release(struct random_world *w)
{
    rule_world_release(&w->world);
    arena_release(&w->arena);
}

/* Rows that come and go once plans are bound. */
static void change(struct random_world *w)
{
    for (size_t d = 0; d < w->law->ndataset; d++)
        for (int i = 0; i < LATER; i++) {
            struct column_table *t = &w->world.table[d];
            size_t gone = column_next_row(t, (size_t)below(w, 3000));

            add_row(w, d, -1);
            rule_world_changed(
                &w->world, d,
                t->n ? ((t->nblock - 1) << COLUMN_BLOCK_BITS) + t->fill[t->nblock - 1] - 1 : 0);
            if (gone == SIZE_MAX)
                continue;
            column_table_drop(t, gone);
            rule_world_changed(&w->world, d, gone);
        }
}

static enum rule_outcome outcome_at(const uint64_t *hit, const uint64_t *undetermined, size_t i)
{
    if (column_bit(hit, i))
        return RULE_HIT;
    return column_bit(undetermined, i) ? RULE_UNDETERMINED : RULE_MISS;
}

static void compare_block(const struct rule_binding *b, struct rule_block *block, size_t plan,
                          const struct rule_plan *at, const struct column_table *t, size_t number,
                          size_t *seen)
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
            fail_msg("%.*s row %zu: %d, the row evaluator says %d", STR_F(at->slug), row, have,
                     want);
        seen[want]++;
        arena_reset(&scratch);
    }
    arena_release(&scratch);
}

static void compare_all(const struct rule_binding *b, struct random_world *w,
                        struct rule_plan *const *plan, size_t nplan, const char *kernels)
{
    struct rule_vector *v = rule_vector_new(b, kernels);
    struct rule_block *block = rule_block_new(v);
    size_t seen[3] = {0};

    for (size_t d = 0; d < w->law->ndataset; d++)
        for (size_t number = 0; number < w->world.table[d].nblock; number++) {
            if (!rule_block_open(block, d, number))
                continue;
            for (size_t p = 0; p < nplan; p++)
                if (plan[p]->dataset == &w->law->dataset[d])
                    compare_block(b, block, p, plan[p], &w->world.table[d], number, seen);
        }
    print_message("%s: %zu miss, %zu hit, %zu undetermined\n", kernels, seen[0], seen[1], seen[2]);
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
            compare_all(b, &w, plan, nplan, kernels[i]);
    change(&w);
    compare_all(b, &w, plan, nplan, "scalar");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_operator_answers_alike),
        cmocka_unit_test(the_shipped_pack_answers_alike),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
