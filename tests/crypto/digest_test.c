/* tests/crypto/digest_test.c - the vectors of GB/T 32905-2016 annex A, pieces, files. */
#include "crypto/digest.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>
#include <cmocka.h>

static void assert_digest(struct digest_value v, const char *hex)
{
    struct buf b = {0};

    digest_print(&b, &v);
    assert_string_equal(buf_cstr(&b), hex);
    buf_release(&b);
}

static const char abc_hex[] = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";

static void vectors_of_the_standard(void **state)
{
    struct buf b = {0};

    (void)state;
    assert_digest(digest_of(STR("abc")), abc_hex);
    for (int i = 0; i < 16; i++)
        buf_z(&b, "abcd");
    assert_digest(digest_of(buf_view(&b)),
                  "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
    buf_release(&b);
}

static void pieces_equal_the_whole(void **state)
{
    struct digest d;

    (void)state;
    digest_init(&d);
    digest_add(&d, "a", 1);
    digest_add(&d, "", 0);
    digest_add(&d, "bc", 2);
    assert_digest(digest_final(&d), abc_hex);
    digest_release(&d);
}

static void a_file_has_the_digest_of_its_bytes(void **state)
{
    const char *path = "digest_test.tmp.bin";
    struct digest_value v;
    struct buf b = {0};
    struct err err;
    int64_t bytes;

    (void)state;
    for (int i = 0; i < 100000; i++)
        buf_fmt(&b, "%d\n", i);
    assert_int_equal(file_write(path, buf_view(&b), &err), ERR_OK);
    assert_int_equal(digest_file(path, &v, &bytes, &err), ERR_OK);
    assert_int_equal(bytes, b.n);
    assert_memory_equal(v.b, digest_of(buf_view(&b)).b, DIGEST_BYTES);
    unlink(path);
    assert_int_equal(digest_file(path, &v, &bytes, &err), ERR_NOT_FOUND);
    assert_int_equal(digest_file("/", &v, &bytes, &err), ERR_IO);
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors_of_the_standard),
        cmocka_unit_test(pieces_equal_the_whole),
        cmocka_unit_test(a_file_has_the_digest_of_its_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
