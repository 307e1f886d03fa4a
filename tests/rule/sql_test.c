/*
 * tests/rule/sql_test.c - sql/x.rule as the statement of each dialect, byte for byte: x.sqlite.sql,
 * x.postgres.sql.  That the statements answer rightly is tests/service's.
 */
#include "rule/emit_sql.h"
#include "rule_fixture.h"

static struct str statement(const struct rule_plan *plan, enum sql_dialect dialect,
                            struct day since, struct arena *a)
{
    struct rule_sql_request q = {dialect, day_from_ymd(2025, 6, 15), since};

    return sql_bytes(rule_emit_sql(plan, &q, a));
}

static void golden_case(const struct law *law, struct arena *a, struct str name)
{
    static const char *const dialects[] = {[SQL_SQLITE] = "sqlite", [SQL_POSTGRES] = "postgres"};
    struct str slug = str_sub(name, 0, name.n - strlen(".rule"));
    struct str text = fixture_read(a, str_fmt(a, RULE_TESTS "sql/%.*s", STR_F(name)).p);
    struct rule_plan *plan = fixture_compile(law, slug, text, a);

    for (int i = 0; i < 2; i++) {
        const char *path = str_fmt(a, RULE_TESTS "sql/%.*s.%s.sql", STR_F(slug), dialects[i]).p;
        struct str sql = statement(plan, (enum sql_dialect)i, DAY_NONE, a);

        fixture_golden(a, path, str_fmt(a, "%.*s;\n", STR_F(sql)));
        assert_true(str_eq(sql, statement(plan, (enum sql_dialect)i, DAY_NONE, a)));
    }
}

static void statements_are_as_written(void **state)
{
    struct law *law = fixture_law();
    struct arena a;
    struct str *name;
    size_t n;

    (void)state;
    arena_init(&a, 0);
    name = fixture_files(&a, "sql", ".rule", &n);
    assert_true(n >= 4);
    for (size_t i = 0; i < n; i++)
        golden_case(law, &a, name[i]);
    arena_release(&a);
    law_unref(law);
}

static void since_keeps_rows_without_a_date(void **state)
{
    struct law *law = fixture_law();
    struct arena a;
    struct rule_plan *plan;
    struct str sql;

    (void)state;
    arena_init(&a, 0);
    plan = fixture_condition(law, "禁采区", &a);
    sql = statement(plan, SQL_SQLITE, day_from_ymd(2024, 1, 1), &a);
    assert_true(str_has(sql, STR("(b.decided_on IS NULL OR b.decided_on >= 19723)")));
    arena_release(&a);
    law_unref(law);
}

/* The key of the search, then the field that it is bounded by. */
static void searches_name_their_indexes(void **state)
{
    struct law *law = fixture_law();
    const struct law_dataset *d = law_dataset_find(law, STR("移送"));
    struct rule_sql_index *x;
    struct arena a;
    struct rule_plan *plan;

    (void)state;
    arena_init(&a, 0);
    plan = fixture_condition(law, "存在(移送, 案件 = 本案 且 移送日期 >= 本案.决定日期)", &a);
    assert_int_equal(rule_sql_indexes(plan, &a, &x), 1);
    assert_ptr_equal(x[0].dataset, d);
    assert_int_equal(x[0].n, 2);
    assert_int_equal(x[0].field[0], law_field_find(d, STR("案件")));
    assert_int_equal(x[0].field[1], law_field_find(d, STR("移送日期")));
    arena_release(&a);
    law_unref(law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statements_are_as_written),
        cmocka_unit_test(since_keeps_rows_without_a_date),
        cmocka_unit_test(searches_name_their_indexes),
    };

    return cmocka_run_group_tests_name("rule_sql", tests, NULL, NULL);
}
