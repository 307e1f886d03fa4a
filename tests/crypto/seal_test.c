/* tests/crypto/seal_test.c - sealed boxes, their key file, random text. */
#include "crypto/seal.h"

#include "base/file.h"
#include "crypto/secret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static const struct seal_key key = {{1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11,
                                     12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
                                     23, 24, 25, 26, 27, 28, 29, 30, 31, 32}};

static void what_is_sealed_opens(void **state)
{
    struct buf sealed = {0}, plain = {0};
    struct err err;

    (void)state;
    assert_int_equal(seal_close(&key, STR("totp:7"), STR("一个秘密"), &sealed, &err), ERR_OK);
    assert_false(str_has(buf_view(&sealed), STR("秘密")));
    assert_int_equal(seal_open(&key, STR("totp:7"), buf_view(&sealed), &plain, &err), ERR_OK);
    assert_true(str_eq(buf_view(&plain), STR("一个秘密")));
    buf_release(&sealed);
    buf_release(&plain);
}

static void two_boxes_of_one_text_differ(void **state)
{
    struct buf one = {0}, two = {0};
    struct err err;

    (void)state;
    assert_int_equal(seal_close(&key, STR("c"), STR("x"), &one, &err), ERR_OK);
    assert_int_equal(seal_close(&key, STR("c"), STR("x"), &two, &err), ERR_OK);
    assert_false(str_eq(buf_view(&one), buf_view(&two)));
    buf_release(&one);
    buf_release(&two);
}

static void nothing_else_opens(void **state)
{
    struct seal_key other = key;
    struct buf sealed = {0}, plain = {0};
    struct err err;

    (void)state;
    other.b[0] ^= 1;
    assert_int_equal(seal_close(&key, STR("totp:7"), STR("secret"), &sealed, &err), ERR_OK);
    assert_int_equal(seal_open(&other, STR("totp:7"), buf_view(&sealed), &plain, &err),
                     ERR_INVALID);
    assert_int_equal(seal_open(&key, STR("totp:8"), buf_view(&sealed), &plain, &err), ERR_INVALID);
    for (size_t i = 0; i < sealed.n; i++) { /* every character, altered or as the end */
        char was = sealed.p[i];

        sealed.p[i] = was == '0' ? '1' : '0';
        assert_int_equal(seal_open(&key, STR("totp:7"), buf_view(&sealed), &plain, &err),
                         ERR_INVALID);
        sealed.p[i] = was;
        assert_int_equal(
            seal_open(&key, STR("totp:7"), str_sub(buf_view(&sealed), 0, i), &plain, &err),
            ERR_INVALID);
    }
    assert_int_equal(plain.n, 0);
    buf_release(&sealed);
}

static void sizes_have_limits(void **state)
{
    struct buf big = {0}, sealed = {0};
    struct err err;

    (void)state;
    for (int i = 0; i < SEAL_PLAIN_MAX; i++)
        buf_char(&big, 'x');
    assert_int_equal(seal_close(&key, STR("c"), buf_view(&big), &sealed, &err), ERR_OK);
    buf_char(&big, 'x');
    assert_int_equal(seal_close(&key, STR("c"), buf_view(&big), &sealed, &err), ERR_LIMIT);
    assert_int_equal(seal_close(&key, STR("c"), STR(""), &sealed, &err), ERR_LIMIT);
    buf_release(&big);
    buf_release(&sealed);
}

static void the_key_file_is_private(void **state)
{
    const char *path = "seal-test.key";
    struct seal_key made, read;
    struct stat st;
    struct err err;

    (void)state;
    unlink(path);
    assert_int_equal(seal_key_read(path, &read, &err), ERR_NOT_FOUND);
    assert_int_equal(seal_key_make(path, &made, &err), ERR_OK);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(seal_key_read(path, &read, &err), ERR_OK);
    assert_memory_equal(made.b, read.b, SEAL_KEY_BYTES);
    assert_int_equal(seal_key_make(path, &made, &err), ERR_CONFLICT);
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(seal_key_read(path, &read, &err), ERR_FORBIDDEN);
    assert_non_null(strstr(err.zh, "chmod 600"));
    assert_int_equal(file_write(path, STR("abc\n"), &err), ERR_OK);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(seal_key_read(path, &read, &err), ERR_INVALID);
    unlink(path);
}

static void random_text_is_of_its_alphabet(void **state)
{
    struct buf b = {0};
    size_t seen[3] = {0};
    struct err err;

    (void)state;
    assert_int_equal(secret_random_text(&b, STR("abc"), 3000, &err), ERR_OK);
    assert_int_equal(b.n, 3000);
    for (size_t i = 0; i < b.n; i++) {
        assert_in_range(b.p[i], 'a', 'c');
        seen[b.p[i] - 'a']++;
    }
    for (int i = 0; i < 3; i++) /* 1000 expected; 850 is more than five deviations off */
        assert_in_range(seen[i], 850, 1150);
    secret_release(&b);
}

static void equality_is_equality(void **state)
{
    (void)state;
    assert_true(secret_eq(STR("abc"), STR("abc")));
    assert_false(secret_eq(STR("abc"), STR("abd")));
    assert_false(secret_eq(STR("abc"), STR("ab")));
    assert_true(secret_eq(STR(""), STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_sealed_opens),    cmocka_unit_test(two_boxes_of_one_text_differ),
        cmocka_unit_test(nothing_else_opens),      cmocka_unit_test(sizes_have_limits),
        cmocka_unit_test(the_key_file_is_private), cmocka_unit_test(random_text_is_of_its_alphabet),
        cmocka_unit_test(equality_is_equality),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
