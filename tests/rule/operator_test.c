/*
 * tests/rule/operator_test.c - every operator of rule_op.def has a file tests/rule/operator/<id>.rule
 * whose plan uses it and whose examples hit, miss and (where the operator can be unknown) are
 * undetermined, all of them true.  Its SQL texts have known holes; that they give the same answers is
 * tests/service/screen_example_test.c.  The manual's table is the one
 * that the operators make.
 */
#include "rule_fixture.h"

#include <ctype.h>

struct op_line {
    const char *id, *unknown, *signature, *sqlite, *postgres;
};

static const struct op_line lines[] = {
#define RULE_TEST(id, spelling, signature, unknown, sqlite, postgres, help) \
    {#id, #unknown, signature, sqlite, postgres},
#define RULE_VALUE(id, spelling, signature, unknown, sqlite, postgres, help) \
    {#id, #unknown, signature, sqlite, postgres},
#include "rule/rule_op.def"
#undef RULE_TEST
#undef RULE_VALUE
};

enum { NLINES = sizeof(lines) / sizeof(lines[0]) };

/* NOT_IN → not-in */
static struct str slug_of(struct arena *a, const char *id)
{
    struct str s = str_fmt(a, "%s", id);
    char *p = (char *)(uintptr_t)s.p;

    for (size_t i = 0; i < s.n; i++)
        p[i] = (char)(p[i] == '_' ? '-' : tolower((unsigned char)p[i]));
    return s;
}

/* The plan has a node of the operator: "  #3 NOT_IN …". */
static bool uses(const struct rule_plan *plan, const char *id)
{
    struct buf b = {0};
    struct str rest, line;
    bool found = false;

    rule_plan_print(&b, plan);
    rest = buf_view(&b);
    while (rest.n > 0) {
        line = str_cut(&rest, STR("\n"));
        if (!str_starts(line, STR("  #")))
            continue;
        line = str_tail(line, 2);
        (void)str_cut(&line, STR(" "));
        found |= str_eq(str_cut(&line, STR(" ")), str_from(id));
    }
    buf_release(&b);
    return found;
}

static void check_op(const struct law *law, struct arena *a, const struct op_line *op)
{
    struct str slug = slug_of(a, op->id);
    const char *path = str_fmt(a, RULE_TESTS "operator/%.*s.rule", STR_F(slug)).p;
    struct rule_plan *plan = fixture_compile(law, slug, fixture_read(a, path), a);
    bool seen[3] = {false}, never = strcmp(op->unknown, "NEVER") == 0;

    if (!uses(plan, op->id))
        fail_msg("%s does not use %s", path, op->id);
    for (size_t i = 0; i < plan->nexample; i++) {
        enum rule_outcome expected = RULE_MISS;
        struct rule_reason reason;

        rule_explain_example(plan, i, a, &expected, &reason);
        if (reason.outcome != expected)
            fail_msg("%s: example %zu", path, i + 1);
        assert_true(reason.because.n > 0);
        assert_int_equal(reason.outcome == RULE_UNDETERMINED, reason.missing.n > 0);
        seen[expected] = true;
    }
    if (!seen[RULE_HIT] || !seen[RULE_MISS] || (!never && !seen[RULE_UNDETERMINED]))
        fail_msg("%s lacks an outcome", path);
}

static void every_operator_has_its_cases(void **state)
{
    struct law *law = fixture_law();
    struct arena a;
    size_t n;

    (void)state;
    arena_init(&a, 0);
    for (size_t i = 0; i < NLINES; i++)
        check_op(law, &a, &lines[i]);
    fixture_files(&a, "operator", ".rule", &n);
    assert_int_equal(n, NLINES);
    arena_release(&a);
    law_unref(law);
}

static bool known_hole(struct str name, size_t operands)
{
    static const char *const names[] = {"list", "moved", "table",  "where", "date", "p",
                                        "num",  "den",   "column", "value", "today"};

    if (name.n == 1 && name.p[0] >= '0' && name.p[0] <= '9')
        return (size_t)(name.p[0] - '0') < operands;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (str_eq(name, str_from(names[i])))
            return true;
    return false;
}

/* Every hole of an SQL text is one that the header of rule_op.def names. */
static void check_holes(const struct op_line *op, const char *sql)
{
    size_t operands = str_find(str_from(op->signature), STR(">"));
    struct str rest = str_from(sql);

    (void)str_cut(&rest, STR("{"));
    while (rest.n > 0) {
        struct str name = str_cut(&rest, STR("}"));

        if (!known_hole(name, operands))
            fail_msg("%s: {%.*s}", op->id, STR_F(name));
        (void)str_cut(&rest, STR("{"));
    }
}

static void every_operator_has_its_sql(void **state)
{
    (void)state;
    for (size_t i = 0; i < NLINES; i++) {
        assert_true(lines[i].sqlite[0] && lines[i].postgres[0]);
        check_holes(&lines[i], lines[i].sqlite);
        check_holes(&lines[i], lines[i].postgres);
    }
}

static void the_manual_has_the_table(void **state)
{
    static const char path[] = SOURCE_ROOT "/docs/rule-language.md";
    struct str before = STR("<!-- operators -->\n"), after = STR("<!-- /operators -->\n");
    struct arena a;
    struct buf b = {0}, table = {0};
    struct str text;
    size_t from, to;

    (void)state;
    arena_init(&a, 0);
    text = fixture_read(&a, path);
    from = str_find(text, before);
    to = str_find(text, after);
    assert_true(from != STR_NPOS && to != STR_NPOS && from < to);
    rule_print_operators(&table);
    buf_str(&b, str_sub(text, 0, from + before.n));
    buf_str(&b, buf_view(&table));
    buf_str(&b, str_tail(text, to));
    fixture_golden(&a, path, buf_view(&b));
    buf_release(&table);
    buf_release(&b);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_operator_has_its_cases),
        cmocka_unit_test(every_operator_has_its_sql),
        cmocka_unit_test(the_manual_has_the_table),
    };

    return cmocka_run_group_tests_name("rule_operator", tests, NULL, NULL);
}
