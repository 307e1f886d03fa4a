/* tests/http/target_test.c - paths decoded and matched. */
#include "client.h"
#include "http/target.h"

static struct arena arena;

static void check_path(const char *raw, const char *want)
{
    struct str got;
    bool ok = http_path(&arena, str_from(raw), &got);

    if (ok != (want != NULL))
        fail_msg("%s is %s", raw, ok ? "taken" : "refused");
    if (want && !str_eq(got, str_from(want)))
        fail_msg("%s became %.*s", raw, STR_F(got));
}

static void test_paths(void **state)
{
    static const char *const refused[] = {
        "",           "a",      "//",         "/a//b", "/a/../b", "/..",       "/a/.",
        "/%2e%2e/b",  "/a%2fb", "/a%2Fb",     "/a\\b", "/a%5cb",  "/a%00b",    "/a%0ab",
        "/%",         "/%4",    "/%zz",       "/%ff",  "/%c0%ae", "/a/",       "/a/%2e",
        "/%ed%a0%80", "/%7f",   "http://x/a", "/./a",  "*",       "/a/..%5cb",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
        check_path(refused[i], NULL);
    check_path("/", "/");
    check_path("/a/b.js", "/a/b.js");
    check_path("/%E7%BA%BF%E7%B4%A2", "/线索");
    check_path("/a%20b", "/a b");
    check_path("/..a/b..", "/..a/b..");
    check_path("/%252e%252e", "/%2e%2e"); /* decoded once only */
}

static void check_match(const char *pattern, const char *path, const char *want)
{
    struct str param[HTTP_MAX_PARAM];
    struct buf got = {0};
    size_t n = 0;
    bool ok = http_match(str_from(pattern), str_from(path), param, &n);

    if (ok != (want != NULL))
        fail_msg("%s and %s", pattern, path);
    for (size_t i = 0; ok && i < n; i++)
        buf_fmt(&got, "%s%.*s", i ? "," : "", STR_F(param[i]));
    if (ok)
        assert_string_equal(buf_cstr(&got), want);
    buf_release(&got);
}

static void test_match(void **state)
{
    (void)state;
    check_match("/", "/", "");
    check_match("/a/{id}", "/a/7", "7");
    check_match("/a/{id}/b/{no}", "/a/7/b/8", "7,8");
    check_match("/a/{id}", "/a", NULL);
    check_match("/a/{id}", "/a/", NULL);
    check_match("/a/{id}", "/a/7/b", NULL);
    check_match("/a/{id}/b", "/a/7", NULL);
    check_match("/a", "/A", NULL);
}

static struct str cookie(const char *header)
{
    struct http_request q = {.arena = &arena};

    vec_push(&arena, &q.header, ((struct http_pair){STR("cookie"), str_from(header)}));
    return http_cookie(&q, STR("sid"));
}

static void test_cookies(void **state)
{
    (void)state;
    assert_true(str_eq(cookie("sid=1"), STR("1")));
    assert_true(str_eq(cookie("a=b; sid=1=2;c"), STR("1=2")));
    assert_true(str_eq(cookie("sid=1; sid=2"), STR("1")));
    assert_int_equal(cookie("xsid=1; sidx=2; SID=3; sid").n, 0);
    assert_int_equal(cookie("").n, 0);
    assert_int_equal(cookie("; =; ;;").n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_match),
        cmocka_unit_test(test_cookies),
    };
    int failed;

    arena_init(&arena, 0);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_release(&arena);
    return failed;
}
