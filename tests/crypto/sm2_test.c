/*
 * tests/crypto/sm2_test.c - the signature of GB/T 32918.5-2017 annex A on the recommended curve;
 * keys as files: who may read them, passphrases, what is refused.
 */
#include "crypto/sm2.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define OK(call) assert_int_equal((call), ERR_OK)

/* GB/T 32918.5-2017 annex A.2: the pair of the example with the id 1234567812345678. */
static const char example_private[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqBHM9VAYItBG0wawIBAQQgOUUgj3shRLE/NuOK\n"
    "xtOflYiTk2koYLUaQvuB7033xbihRANCAAQJ+d8xHlQhoVDdfRYeS8XGchefrRgz\n"
    "/AdrsI/zVvNQIMzqSQziZ3WlLcbqcYzBqmAK7QX7814ISmYy9gctqa0T\n"
    "-----END PRIVATE KEY-----\n";
static const char example_public[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAECfnfMR5UIaFQ3X0WHkvFxnIXn60Y\n"
    "M/wHa7CP81bzUCDM6kkM4md1pS3G6nGMwapgCu0F+/NeCEpmMvYHLamtEw==\n"
    "-----END PUBLIC KEY-----\n";

/* (r, s) of the example, as DER: both numbers start with a bit that is set. */
static const unsigned char example_signature[] = {
    0x30, 0x46, 0x02, 0x21, 0x00, 0xF5, 0xA0, 0x3B, 0x06, 0x48, 0xD2, 0xC4, 0x63, 0x0E, 0xEA,
    0xC5, 0x13, 0xE1, 0xBB, 0x81, 0xA1, 0x59, 0x44, 0xDA, 0x38, 0x27, 0xD5, 0xB7, 0x41, 0x43,
    0xAC, 0x7E, 0xAC, 0xEE, 0xE7, 0x20, 0xB3, 0x02, 0x21, 0x00, 0xB1, 0xB6, 0xAA, 0x29, 0xDF,
    0x21, 0x2F, 0xD8, 0x76, 0x31, 0x82, 0xBC, 0x0D, 0x42, 0x1C, 0xA1, 0xBB, 0x90, 0x38, 0xFD,
    0x1F, 0x7F, 0x42, 0xD4, 0x84, 0x0B, 0x69, 0xC4, 0x85, 0xBB, 0xC1, 0xAA};

static const char key_file[] = "sm2_test.tmp.key";

static int tear_down(void **state)
{
    (void)state;
    unlink(key_file);
    return 0;
}

static void put_key_file(const char *text, mode_t mode)
{
    struct err err;

    unlink(key_file);
    OK(file_write(key_file, str_from(text), &err));
    assert_int_equal(chmod(key_file, mode), 0);
}

static struct sm2_key *public_key(const char *pem)
{
    struct sm2_key *key = NULL;
    struct err err;

    OK(sm2_parse_public("key", str_from(pem), &key, &err));
    return key;
}

static void the_example_of_the_standard_verifies(void **state)
{
    struct sm2_key *key = public_key(example_public);
    struct sm2_signature s = {.n = sizeof(example_signature)};

    (void)state;
    memcpy(s.b, example_signature, s.n);
    assert_true(sm2_verify(key, STR("message digest"), &s));
    assert_false(sm2_verify(key, STR("message digesu"), &s));
    for (size_t i = 0; i < s.n; i++) {
        s.b[i] ^= 1;
        assert_false(sm2_verify(key, STR("message digest"), &s));
        s.b[i] ^= 1;
    }
    s.n--;
    assert_false(sm2_verify(key, STR("message digest"), &s));
    s.n = 0;
    assert_false(sm2_verify(key, STR("message digest"), &s));
    sm2_free(key);
}

static void the_private_key_of_the_example_is_its_pair(void **state)
{
    struct sm2_key *key, *public = public_key(example_public);
    struct digest_value a, b;
    struct sm2_signature s;
    struct buf pem = {0};
    struct err err;

    (void)state;
    put_key_file(example_private, 0600);
    OK(sm2_read_private(key_file, STR_NULL, &key, &err));
    sm2_print_public(&pem, key);
    assert_string_equal(buf_cstr(&pem), example_public);
    a = sm2_id(key);
    b = sm2_id(public);
    assert_memory_equal(a.b, b.b, DIGEST_BYTES);
    OK(sm2_sign(key, STR("message digest"), &s, &err));
    assert_true(sm2_verify(public, STR("message digest"), &s));
    buf_release(&pem);
    sm2_free(key);
    sm2_free(public);
}

static void a_key_comes_back_from_its_file(struct str passphrase, const char *label)
{
    struct sm2_key *key, *back;
    struct sm2_signature s;
    struct stat st;
    struct err err;
    struct arena a;
    struct str bytes;

    arena_init(&a, 0);
    unlink(key_file);
    OK(sm2_new(&key, &err));
    OK(sm2_write_private(key, key_file, passphrase, &err));
    assert_int_equal(stat(key_file, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    OK(file_read(&a, key_file, SM2_PEM_MAX, &bytes, &err));
    assert_true(str_starts(bytes, str_from(label)));
    OK(sm2_read_private(key_file, passphrase, &back, &err));
    OK(sm2_sign(back, STR("x"), &s, &err));
    assert_true(sm2_verify(key, STR("x"), &s));
    assert_int_equal(sm2_write_private(key, key_file, passphrase, &err), ERR_CONFLICT);
    sm2_free(key);
    sm2_free(back);
    arena_release(&a);
}

static void keys_are_kept_plain_or_locked(void **state)
{
    struct sm2_key *key;
    struct err err;

    (void)state;
    a_key_comes_back_from_its_file(STR_NULL, "-----BEGIN PRIVATE KEY-----");
    a_key_comes_back_from_its_file(STR("口令 123"), "-----BEGIN ENCRYPTED PRIVATE KEY-----");
    assert_int_equal(sm2_read_private(key_file, STR("口令 124"), &key, &err), ERR_INVALID);
    assert_non_null(strstr(err.zh, "口令不对"));
    assert_int_equal(sm2_read_private(key_file, STR_NULL, &key, &err), ERR_INVALID);
    assert_non_null(strstr(err.zh, "--passphrase-file"));
}

static void two_keys_differ(void **state)
{
    struct sm2_key *a, *b;
    struct sm2_signature s;
    struct err err;

    (void)state;
    OK(sm2_new(&a, &err));
    OK(sm2_new(&b, &err));
    OK(sm2_sign(a, STR("x"), &s, &err));
    assert_true(sm2_verify(a, STR("x"), &s));
    assert_false(sm2_verify(b, STR("x"), &s));
    sm2_free(a);
    sm2_free(b);
}

static void private_files_are_guarded(void **state)
{
    struct sm2_key *key;
    struct err err;

    (void)state;
    put_key_file(example_private, 0640);
    assert_int_equal(sm2_read_private(key_file, STR_NULL, &key, &err), ERR_FORBIDDEN);
    assert_non_null(strstr(err.zh, "chmod 600"));
    put_key_file("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", 0600);
    assert_int_equal(sm2_read_private(key_file, STR_NULL, &key, &err), ERR_INVALID);
    put_key_file(example_public, 0600);
    assert_int_equal(sm2_read_private(key_file, STR_NULL, &key, &err), ERR_INVALID);
    put_key_file("", 0600);
    assert_int_equal(sm2_read_private(key_file, STR_NULL, &key, &err), ERR_INVALID);
    unlink(key_file);
    assert_int_equal(sm2_read_private(key_file, STR_NULL, &key, &err), ERR_NOT_FOUND);
}

static void what_is_no_sm2_public_key_is_refused(void **state)
{
    /* A key on P-256; the example's point moved off the curve; a label that lies. */
    static const char *const bad[] = {
        "",
        "no key",
        "-----BEGIN PUBLIC KEY-----\n"
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE3e7TRv36Ndz6w+WWAKqnePzLt72Z\n"
        "lDPd0UHyCINZFaeupH3Il3f7phuSkh338jJ6+Hqhw+Z/8jklaib2n6ZmPw==\n"
        "-----END PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\n"
        "MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAECfnfMR5UIaFQ3X0WHkvFxnIXn60Y\n"
        "M/wHa7CP81bzUCDM6kkM4md1pS3G6nGMwapgCu0F+/NeCEpmMvYHLamtFA==\n"
        "-----END PUBLIC KEY-----\n",
        "-----BEGIN CERTIFICATE-----\n"
        "MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAECfnfMR5UIaFQ3X0WHkvFxnIXn60Y\n"
        "M/wHa7CP81bzUCDM6kkM4md1pS3G6nGMwapgCu0F+/NeCEpmMvYHLamtEw==\n"
        "-----END CERTIFICATE-----\n",
        example_private,
    };
    struct sm2_key *key;
    struct buf b = {0};
    struct err err;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(sm2_parse_public("key", str_from(bad[i]), &key, &err), ERR_INVALID);
    while (b.n <= SM2_PEM_MAX)
        buf_char(&b, '\n');
    assert_int_equal(sm2_parse_public("key", buf_view(&b), &key, &err), ERR_LIMIT);
    assert_non_null(strstr(err.zh, "4096"));
    buf_release(&b);
    assert_int_equal(sm2_read_public("sm2_test.none", &key, &err), ERR_NOT_FOUND);
}

static void random_bytes_differ(void **state)
{
    unsigned char a[DIGEST_BYTES], b[DIGEST_BYTES];
    struct err err;

    (void)state;
    OK(sm2_random(a, sizeof(a), &err));
    OK(sm2_random(b, sizeof(b), &err));
    assert_memory_not_equal(a, b, sizeof(a));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_standard_verifies),
        cmocka_unit_test(the_private_key_of_the_example_is_its_pair),
        cmocka_unit_test(keys_are_kept_plain_or_locked),
        cmocka_unit_test(two_keys_differ),
        cmocka_unit_test(private_files_are_guarded),
        cmocka_unit_test(what_is_no_sm2_public_key_is_refused),
        cmocka_unit_test(random_bytes_differ),
    };

    return cmocka_run_group_tests(tests, NULL, tear_down);
}
