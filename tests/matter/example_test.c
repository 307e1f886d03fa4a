/*
 * tests/matter/example_test.c - worked examples of procedures: all that are shipped come true, faults
 * are told as written (example.out).
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_examples_come_true),
        cmocka_unit_test(faults_are_told_as_written),
    };

    return cmocka_run_group_tests_name("matter_example", tests, NULL, NULL);
}
