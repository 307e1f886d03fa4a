/*
 * tests/rule/golden_test.c - rules as files.
 *
 * good/x.rule with good/x.out: the plan, and each worked example with its reasons, byte for byte.
 * bad/x.bad: a rule, a line "==== 应报 ====", and exactly what is said of it.
 * The standards and rules of the shipped law compile and their examples come true.
 */
#include "rule_fixture.h"

static const struct str separator = {"==== 应报 ====\n", sizeof("==== 应报 ====\n") - 1};

static struct str slug_of(struct str name, const char *suffix)
{
    return (struct str){name.p, name.n - strlen(suffix)};
}

/* ---- good ---- */

static void print_reason(struct buf *b, enum rule_outcome expected, const struct rule_reason *r)
{
    static const char *const words[] = {"不中", "命中", "待查"};

    buf_fmt(b, "例 %s：%s「%.*s」\n", words[expected], words[r->outcome], STR_F(r->clue));
    for (size_t i = 0; i < r->because.n; i++)
        buf_fmt(b, "  因 %.*s\n", STR_F(r->because.at[i]));
    for (size_t i = 0; i < r->missing.n; i++)
        buf_fmt(b, "  缺 %.*s\n", STR_F(r->missing.at[i]));
    for (size_t i = 0; i < r->nvalue; i++)
        buf_fmt(b, "  值 %d %.*s\n", r->value[i].field, STR_F(r->value[i].shown));
    for (size_t i = 0; i < r->nrow; i++)
        buf_fmt(b, "  录 %.*s #%zu\n", STR_F(r->row[i].dataset->name), r->row[i].row);
    for (size_t i = 0; i < r->standard.n; i++)
        buf_fmt(b, "  标准 %.*s\n", STR_F(r->standard.at[i]->id));
}

static void good_case(const struct law *law, struct arena *a, struct str name)
{
    struct str text = fixture_read(a, str_fmt(a, RULE_TESTS "good/%.*s", STR_F(name)).p);
    struct str slug = slug_of(name, ".rule");
    struct rule_plan *plan = fixture_compile(law, slug, text, a);
    struct buf b = {0};

    rule_plan_print(&b, plan);
    for (size_t i = 0; i < plan->nexample; i++) {
        enum rule_outcome expected = RULE_MISS;
        struct rule_reason reason;

        rule_explain_example(plan, i, a, &expected, &reason);
        print_reason(&b, expected, &reason);
        assert_int_equal(expected, reason.outcome);
    }
    fixture_golden(a, str_fmt(a, RULE_TESTS "good/%.*s.out", STR_F(slug)).p, buf_view(&b));
    buf_release(&b);
}

static void good_rules_come_out_as_written(void **state)
{
    struct law *law = fixture_law();
    struct arena a;
    struct str *name;
    size_t n;

    (void)state;
    arena_init(&a, 0);
    name = fixture_files(&a, "good", ".rule", &n);
    assert_true(n >= 8);
    for (size_t i = 0; i < n; i++)
        good_case(law, &a, name[i]);
    arena_release(&a);
    law_unref(law);
}

/* ---- bad ---- */

static void say_faults(const struct law *law, struct str name, struct str rule, struct arena *a,
                       struct buf *out)
{
    struct rule_plan *plan;
    struct diag_list diags;
    struct err err;

    diag_init(&diags, a);
    if (rule_compile(law, slug_of(name, ".bad"), name, rule, a, &diags, &plan, &err) == ERR_OK)
        rule_check_examples(plan, &diags);
    else
        assert_int_equal(err.code, ERR_INVALID);
    assert_true(diags.errors > 0);
    diag_print_all(out, &diags);
}

static void bad_case(const struct law *law, struct arena *a, struct str name)
{
    const char *path = str_fmt(a, RULE_TESTS "bad/%.*s", STR_F(name)).p;
    struct str all = fixture_read(a, path), rest = all, rule = str_cut(&rest, separator);
    struct buf b = {0};

    buf_str(&b, rule);
    buf_str(&b, separator);
    say_faults(law, name, rule, a, &b);
    fixture_golden(a, path, buf_view(&b));
    buf_release(&b);
}

static void bad_rules_are_told_why(void **state)
{
    struct law *law = fixture_law();
    struct arena a;
    struct str *name;
    size_t n;

    (void)state;
    arena_init(&a, 0);
    name = fixture_files(&a, "bad", ".bad", &n);
    assert_true(n >= 60);
    for (size_t i = 0; i < n; i++)
        bad_case(law, &a, name[i]);
    arena_release(&a);
    law_unref(law);
}

/* ---- the shipped law ---- */

static void shipped_law_is_sound(void **state)
{
    struct law *law = fixture_law_at(SOURCE_ROOT "/law");
    struct rule_plan *plan;
    struct diag_list diags;
    struct buf b = {0};
    struct err err;
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    diag_init(&diags, &a);
    rule_check_standards(law, &a, &diags);
    for (size_t i = 0; i < law->nrule; i++)
        if (rule_compile(law, law->rule[i].slug, law->rule[i].file, law->rule[i].text, &a, &diags,
                         &plan, &err) == ERR_OK)
            rule_check_examples(plan, &diags);
    diag_print_all(&b, &diags);
    if (diags.errors > 0)
        fail_msg("%s", buf_cstr(&b));
    buf_release(&b);
    arena_release(&a);
    law_unref(law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_rules_come_out_as_written),
        cmocka_unit_test(bad_rules_are_told_why),
        cmocka_unit_test(shipped_law_is_sound),
    };

    return cmocka_run_group_tests_name("rule_golden", tests, NULL, NULL);
}
