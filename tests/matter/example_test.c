/*
 * tests/matter/example_test.c - worked examples of procedures: all that are shipped come true, faults
 * are told as written (example.out), and every branch rule of branch.tsv is shown by one.
 * LIANDONG_GOLDEN=write rewrites example.out.
 */
#include "base/file.h"
#include "matter_fixture.h"

#include "matter/example.h"

static const char here[] = SOURCE_ROOT "/tests/matter";

static void check_all(const struct law *law, struct arena *a, struct buf *out)
{
    struct matter_book book = book_of(law, a);
    struct diag_list diags;

    diag_init(&diags, a);
    for (size_t i = 0; i < book.n; i++)
        matter_check_examples(&book.plan[i], &diags);
    diag_print_all(out, &diags);
}

static void shipped_examples_come_true(void **state)
{
    struct law *law = law_shipped();
    struct arena a;
    struct buf out = {0};

    (void)state;
    arena_init(&a, 0);
    check_all(law, &a, &out);
    assert_string_equal(buf_cstr(&out), "");
    for (size_t i = 0; i < law->nprocedure; i++) {
        const struct law_procedure *p = law->procedure[i];
        bool overdue = false;

        for (size_t k = 0; k < p->nexample; k++)
            for (size_t s = 0; s < p->example[k].nstep; s++)
                overdue |= p->example[k].step[s].noverdue > 0;
        if (p->nterm > 0 && !overdue)
            fail_msg("%.*s: no example is overdue", STR_F(p->id));
    }
    buf_release(&out);
    arena_release(&a);
    law_unref(law);
}

static void faults_are_told_as_written(void **state)
{
    struct arena a;
    struct diag_list diags;
    struct law *law;
    struct err err;
    struct buf out = {0};
    struct str want;
    const char *path = SOURCE_ROOT "/tests/matter/example.out";

    (void)state;
    arena_init(&a, 0);
    diag_init(&diags, &a);
    OK(law_load(str_fmt(&a, "%s/example", here).p, &law, &diags, &err));
    check_all(law, &a, &out);
    if (getenv("LIANDONG_GOLDEN"))
        OK(file_write(path, buf_view(&out), &err));
    OK(file_read(&a, path, 1 << 20, &want, &err));
    if (!str_eq(want, buf_view(&out)))
        fail_msg("--- want\n%.*s--- have\n%s", STR_F(want), buf_cstr(&out));
    buf_release(&out);
    arena_release(&a);
    law_unref(law);
}

static bool has_example(const struct law_procedure *p, struct str name)
{
    for (size_t i = 0; i < p->nexample; i++)
        if (str_eq(p->example[i].name, name))
            return true;
    return false;
}

static void every_branch_rule_has_its_example(void **state)
{
    struct law *law = law_shipped();
    struct arena a;
    struct str text, rest;
    struct err err;
    int rules = 0;

    (void)state;
    arena_init(&a, 0);
    OK(file_read(&a, str_fmt(&a, "%s/branch.tsv", here).p, 1 << 20, &text, &err));
    for (rest = text; rest.n > 0;) {
        struct str line = str_cut(&rest, STR("\n"));
        struct str rule = str_cut(&line, STR("\t")), procedure, example;
        const struct law_procedure *p;

        if (rule.n == 0 || rule.p[0] == '#')
            continue;
        (void)str_cut(&line, STR("\t"));
        procedure = str_cut(&line, STR("\t"));
        example = str_cut(&line, STR("\t"));
        p = law_procedure_find(law, procedure);
        if (!p || !has_example(p, example))
            fail_msg("%.*s: no example “%.*s” in %.*s", STR_F(rule), STR_F(example),
                     STR_F(procedure));
        rules++;
    }
    assert_int_equal(rules, 18);
    arena_release(&a);
    law_unref(law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_examples_come_true),
        cmocka_unit_test(faults_are_told_as_written),
        cmocka_unit_test(every_branch_rule_has_its_example),
    };

    return cmocka_run_group_tests_name("matter_example", tests, NULL, NULL);
}
