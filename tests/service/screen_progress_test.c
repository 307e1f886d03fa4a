/*
 * tests/service/screen_progress_test.c - how far a rule has screened, as text and back; texts that
 * nobody wrote are refused.
 */
#include "service/screen/progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void numbers_come_back(const int64_t *number, size_t n)
{
    struct screen_numbers back = {0};
    struct buf b = {0};
    struct arena a;

    arena_init(&a, 0);
    screen_numbers_write(&b, number, n);
    assert_true(screen_numbers_read(b.n ? buf_view(&b) : STR(""), &a, &back));
    assert_int_equal(back.v.n, n);
    for (size_t i = 0; i < n; i++)
        assert_true(back.v.at[i] == number[i]);
    buf_release(&b);
    arena_release(&a);
}

static void numbers_are_kept(void **state)
{
    static const int64_t some[] = {1, 2, 33, 34, 1057, 40000, 10000000, (int64_t)1 << 50};

    (void)state;
    numbers_come_back(some, 0);
    for (size_t n = 1; n <= sizeof(some) / sizeof(some[0]); n++)
        numbers_come_back(some, n);
}

static bool reads(const char *text)
{
    struct screen_numbers back = {0};
    struct arena a;
    bool good;

    arena_init(&a, 0);
    good = screen_numbers_read(str_from(text), &a, &back);
    arena_release(&a);
    return good;
}

static void other_numbers_are_refused(void **state)
{
    (void)state;
    assert_true(reads("11"));
    assert_false(reads("1Q"));                    /* a step that does not end */
    assert_false(reads("1 1"));                   /* no digit */
    assert_false(reads("1\x7f"));                 /* beyond the digits */
    assert_false(reads("oooooooooooooooooooo1")); /* beyond 64 bits */
}

static void marks_are_kept(void **state)
{
    struct law_dataset dataset[] = {{.id = STR("penalty")}, {.id = STR("referral")}};
    struct law law = {.dataset = dataset, .ndataset = 2};
    struct registry_mark mark[] = {{998990, 12}, {0, 0}}, back[2] = {0};
    struct str text;
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    text = screen_marks_text(&law, mark, &a);
    assert_true(str_eq(text, STR("penalty 998990 12;referral 0 0;")));
    assert_true(screen_marks_read(&law, text, back));
    assert_memory_equal(back, mark, sizeof(mark));
    for (size_t n = 0; n < text.n; n++)
        assert_false(screen_marks_read(&law, str_sub(text, 0, n), back));
    assert_false(screen_marks_read(&law, STR("referral 0 0;penalty 1 2;"), back));
    assert_false(
        screen_marks_read(&law, STR("penalty 99999999999999999999 0;referral 0 0;"), back));
    assert_false(screen_marks_read(&law, STR("penalty -1 0;referral 0 0;"), back));
    law.ndataset = 1; /* a dataset went */
    assert_false(screen_marks_read(&law, text, back));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_kept),
        cmocka_unit_test(other_numbers_are_refused),
        cmocka_unit_test(marks_are_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
