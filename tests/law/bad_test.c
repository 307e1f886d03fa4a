/*
 * tests/law/bad_test.c - tests/law/bad/<case>/ is a law with faults, <case>.out what is said of
 * them, byte for byte: the diagnostics of loading, and when it loads, those of law_check.
 * LIANDONG_GOLDEN=write rewrites the .out files.
 */
#include "base/file.h"
#include "law_fixture.h"

#include <stdlib.h>

static const char bad_dir[] = SOURCE_ROOT "/tests/law/bad";

static void say(const char *dir, struct buf *out)
{
    struct arena a;
    struct diag_list diags;
    struct err err;
    struct law *law = NULL;

    arena_init(&a, 0);
    diag_init(&diags, &a);
    if (law_load(dir, &law, &diags, &err) == ERR_OK)
        law_check(law, &diags);
    diag_print_all(out, &diags);
    law_unref(law);
    arena_release(&a);
}

static void one_case(struct arena *a, struct str name)
{
    const char *want_path = str_fmt(a, "%s/%.*s", bad_dir, STR_F(name)).p;
    const char *dir = str_fmt(a, "%s/%.*s", bad_dir, (int)name.n - 4, name.p).p;
    struct buf out = {0};
    struct str want;
    struct err err;

    say(dir, &out);
    if (getenv("LIANDONG_GOLDEN")) {
        assert_int_equal(file_write(want_path, buf_view(&out), &err), ERR_OK);
    } else {
        assert_int_equal(file_read(a, want_path, 1 << 20, &want, &err), ERR_OK);
        if (!str_eq(want, buf_view(&out)))
            fail_msg("%s:\n--- want\n%.*s--- have\n%s", want_path, STR_F(want), buf_cstr(&out));
    }
    buf_release(&out);
}

static void every_fault_is_said_as_written(void **state)
{
    struct arena a;
    struct str *name;
    size_t n, cases = 0;
    struct err err;

    (void)state;
    arena_init(&a, 0);
    assert_int_equal(file_list(&a, bad_dir, &name, &n, &err), ERR_OK);
    for (size_t i = 0; i < n; i++)
        if (str_ends(name[i], STR(".out"))) {
            one_case(&a, name[i]);
            cases++;
        }
    assert_int_equal(cases * 2, n); /* a folder for each, an .out for each */
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_fault_is_said_as_written)};

    return cmocka_run_group_tests_name("law_bad", tests, NULL, NULL);
}
