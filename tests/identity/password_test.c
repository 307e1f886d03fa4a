/* tests/identity/password_test.c - hashes and the policy. */
#include "identity/password.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const struct str common[] = {STR_INIT("password"), STR_INIT("admin"), STR_INIT("qwerty"),
                                    STR_INIT("门头沟")};
static const struct law_account rules = {.password_length = 12,
                                         .password_classes = 2,
                                         .hash_memory = 64,
                                         .hash_passes = 1,
                                         .hash_lanes = 1,
                                         .common = common,
                                         .ncommon = 4};

/* A test vector of the reference implementation (src/test.c): somesalt, t=2, m=2^16, p=1. */
static void a_known_hash_fits(void **state)
{
    struct str known = STR("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$"
                           "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc");

    (void)state;
    assert_true(password_fits(known, STR("password")));
    assert_false(password_fits(known, STR("Password")));
}

static void what_is_hashed_fits(void **state)
{
    struct law_account other = rules;
    struct str one, two;
    struct arena a;
    struct err err;

    (void)state;
    arena_init(&a, 0);
    assert_int_equal(password_hash(&rules, STR("一个口令"), &a, &one, &err), ERR_OK);
    assert_int_equal(password_hash(&rules, STR("一个口令"), &a, &two, &err), ERR_OK);
    assert_false(str_eq(one, two)); /* salted */
    assert_true(password_fits(one, STR("一个口令")));
    assert_false(password_fits(one, STR("一个口令 ")));
    assert_false(password_fits(STR(""), STR("")));
    assert_false(password_fits(STR("$argon2id$garbage"), STR("x")));
    assert_false(password_is_stale(&rules, one));
    other.hash_passes = 2;
    assert_true(password_is_stale(&other, one));
    arena_release(&a);
}

static void refused(const char *password, const char *why)
{
    struct err err;

    assert_int_equal(password_check(&rules, STR("li.an"), str_from(password), &err), ERR_INVALID);
    if (!strstr(err.zh, why))
        fail_msg("%s: %s", password, err.zh);
    assert_null(strstr(err.zh, password));
    assert_null(strstr(err.message, password));
}

static void weak_passwords_are_refused(void **state)
{
    (void)state;
    refused("short-1", "至少 12 个字符");
    refused("onlylowercaseletters", "至少用 2 类");
    refused("my-LI.AN-2026-x", "登录名");
    refused("Password2026!", "太常见");
    refused("P@ssw0rd!!!!", "太常见");
    refused("@dmin2026!!!", "太常见");
    refused("passwordPassword1", "太常见");
    refused("1234567890-1234", "太常见");
    refused("门头沟门头沟门头沟123", "太常见");
    refused("0123456789:;<", "太常见");
}

static void others_are_taken(void **state)
{
    static const char *const good[] = {"correct horse battery", "青山绿水共为邻-云居寺下泉",

                                       "Gr33n-tea-0n-the-hill", "passwords-are-for-sheep-7"};
    struct err err;

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        if (password_check(&rules, STR("li.an"), str_from(good[i]), &err) != ERR_OK)
            fail_msg("%s: %s", good[i], err.zh);
}

static void bytes_that_are_no_text_are_refused(void **state)
{
    char big[PASSWORD_MAX_BYTES + 2];
    struct err err;

    (void)state;
    memset(big, 'a', sizeof(big));
    big[0] = '-';
    assert_int_equal(password_check(&rules, STR("li"), (struct str){big, sizeof(big)}, &err),
                     ERR_INVALID);
    assert_int_equal(password_check(&rules, STR("li"), STR("abc\xff\xfe-abcdefghij"), &err),
                     ERR_INVALID);
    assert_int_equal(password_check(&rules, STR("li"), (struct str){"abc\0defghijk-lmn", 16}, &err),
                     ERR_INVALID);
    assert_int_equal(password_check(&rules, STR("li"), STR_NULL, &err), ERR_INVALID);
}

static void a_drawn_password_meets_the_policy(void **state)
{
    struct str one, two;
    struct arena a;
    struct err err;

    (void)state;
    arena_init(&a, 0);
    for (int i = 0; i < 200; i++) {
        assert_int_equal(password_draw(&a, &one, &err), ERR_OK);
        assert_int_equal(one.n, 23);
        assert_int_equal(password_check(&rules, STR("li.an"), one, &err), ERR_OK);
    }
    assert_int_equal(password_draw(&a, &two, &err), ERR_OK);
    assert_false(str_eq(one, two));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_known_hash_fits),
        cmocka_unit_test(what_is_hashed_fits),
        cmocka_unit_test(weak_passwords_are_refused),
        cmocka_unit_test(others_are_taken),
        cmocka_unit_test(bytes_that_are_no_text_are_refused),
        cmocka_unit_test(a_drawn_password_meets_the_policy),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
