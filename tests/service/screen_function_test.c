/*
 * tests/service/screen_function_test.c - each function of rule/sql_function.def in the database against the one
 * in C, over numbers at and around every edge.
 */
#include "rule/sql_function.h"
#include "rule_random.h"
#include "sql_fixture.h"

const char *sql_engine;

static int64_t some_argument(struct random *r)
{
    static const int64_t edges[] = {0,
                                    1,
                                    -1,
                                    2,
                                    -2,
                                    3,
                                    7,
                                    -7,
                                    24,
                                    -24,
                                    1200,
                                    INT64_MAX,
                                    INT64_MIN,
                                    INT64_MIN + 1,
                                    INT64_MAX / 2,
                                    -719162,
                                    -719163,
                                    2932896,
                                    2932897,
                                    1000000,
                                    -1000000,
                                    -600000,
                                    2800000,
                                    -600001,
                                    2800001};

    switch (random_below(r, 4)) {
    case 0:
        return edges[random_below(r, sizeof(edges) / sizeof(edges[0]))];
    case 1:
        return (int64_t)random_below(r, 4000) + 17500; /* days around the calendar */
    case 2:
        return (int64_t)random_below(r, 400) - 200;
    default:
        return (int64_t)random_next(r) >> random_below(r, 63);
    }
}

static const struct sql_text *call_text(const struct rule_sql_function *f, struct arena *a)
{
    struct sql_maker m;

    sql_make(&m, a);
    sql_add(&m, "SELECT ");
    sql_column(&m, STR_NULL, str_from(f->name));
    sql_add(&m, "(");
    sql_params(&m, (size_t)f->nargs);
    sql_add(&m, ")");
    return sql_done(&m);
}

/* A scale and a divisor as the compiler makes them: above zero. */
static void tame(const struct rule_sql_function *f, int64_t *arg)
{
    bool scales = strcmp(f->name, "compare_scaled") == 0;

    for (int i = 0; i < f->nargs; i++)
        if ((f->nargs == 4 && (scales ? i % 2 == 1 : i >= 2)) ||
            (strcmp(f->name, "convert_unit") == 0 && i > 0))
            arg[i] = arg[i] == INT64_MIN ? 1 : llabs(arg[i]) % 1000000000 + 1;
    if (strncmp(f->name, "add_", 4) == 0)
        arg[1] %= strcmp(f->name, "add_working_days") == 0 ? 2000 : 50000;
}

static void one_call(struct sql_bench *b, const struct rule_sql_function *f, struct store_stmt *q,
                     struct random *r)
{
    struct store_value v[STORE_FUNCTION_ARGS];
    int64_t arg[STORE_FUNCTION_ARGS], want = 0, have;
    bool known = true, row = false;
    struct err err;

    for (int i = 0; i < f->nargs; i++)
        arg[i] = some_argument(r);
    tame(f, arg);
    for (int i = 0; i < f->nargs; i++) {
        bool given = random_below(r, 20) > 0;

        v[i] = given ? store_int(arg[i]) : STORE_NONE;
        known = known && given;
    }
    known = known && f->fn(b->law, arg, &want);
    if (store_start(q, v, (size_t)f->nargs, &err) != ERR_OK || store_next(q, &row, &err) != ERR_OK)
        fail_msg("%s(%lld, %lld): %s", f->name, (long long)arg[0], (long long)arg[1], err.message);
    have = store_column_int(q, 0);
    if ((store_column(q, 0).kind != STORE_NULL) != known || (known && have != want))
        fail_msg("%s(%lld, %lld, %lld, %lld): %s %lld, should be %s %lld", f->name,
                 (long long)arg[0], (long long)arg[1], (long long)arg[2], (long long)arg[3],
                 store_column(q, 0).kind == STORE_NULL ? "unknown" : "known", (long long)have,
                 known ? "known" : "unknown", (long long)want);
    b->asked++;
    b->hits += known;
    store_end(q);
}

static void functions_are_the_same(void **state)
{
    enum { CALLS = 3000 };
    struct random r = {20261125};
    struct sql_bench b;
    size_t n;
    const struct rule_sql_function *f = rule_sql_functions(&n);

    (void)state;
    sql_bench_init(&b, SOURCE_ROOT "/law");
    for (size_t i = 0; i < n; i++) {
        struct store_stmt *q;
        struct err err;
        size_t hits = b.hits;

        if (store_prepare(b.mirror.db, call_text(&f[i], &b.arena), &q, &err) != ERR_OK)
            fail_msg("%s: %s", f[i].name, err.message);
        for (int k = 0; k < CALLS; k++)
            one_call(&b, &f[i], q, &r);
        assert_true(b.hits > hits + 100);
    }
    print_message("%s: %zu calls, %zu known\n", sql_engine, b.asked, b.hits);
    sql_bench_release(&b);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(functions_are_the_same)};

    if (argc != 2)
        return 2;
    sql_engine = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
