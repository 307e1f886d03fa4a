#ifndef TESTS_RULE_FIXTURE_H
#define TESTS_RULE_FIXTURE_H
/*
 * tests/rule/rule_fixture.h - the small law of tests/rule/law, the files of a folder, golden
 * texts.  LIANDONG_GOLDEN=write rewrites golden texts.  Every law that is taken is given back by
 * the test.
 */
#include "base/file.h"
#include "rule/rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#define RULE_TESTS SOURCE_ROOT "/tests/rule/"

/* A law folder; its errors are printed and fail the test. */
static inline struct law *fixture_law_at(const char *dir)
{
    struct arena a;
    struct diag_list diags;
    struct err err;
    struct buf b = {0};
    struct law *law = NULL;

    arena_init(&a, 0);
    diag_init(&diags, &a);
    if (law_load(dir, &law, &diags, &err) != ERR_OK) {
        diag_print_all(&b, &diags);
        fail_msg("%s\n%s", err.zh, buf_cstr(&b));
    }
    arena_release(&a);
    return law;
}

static inline struct law *fixture_law(void)
{
    return fixture_law_at(RULE_TESTS "law");
}

static inline struct str fixture_read(struct arena *a, const char *path)
{
    struct str text = STR_NULL;
    struct err err;

    if (file_read(a, path, 1 << 20, &text, &err) != ERR_OK)
        fail_msg("%s: %s", path, err.message);
    return text;
}

/* The names in tests/rule/<dir> that end so. */
static inline struct str *fixture_files(struct arena *a, const char *dir, const char *suffix,
                                        size_t *ret_n)
{
    struct str path = str_fmt(a, RULE_TESTS "%s", dir), *all, *kept;
    struct err err;
    size_t n;

    assert_int_equal(file_list(a, path.p, &all, &n, &err), ERR_OK);
    kept = ARENA_ARRAY(a, struct str, n + 1);
    *ret_n = 0;
    for (size_t i = 0; i < n; i++)
        if (str_ends(all[i], str_from(suffix)))
            kept[(*ret_n)++] = all[i];
    return kept;
}

static inline bool fixture_writes(void)
{
    return getenv("LIANDONG_GOLDEN") != NULL;
}

/* Compares text with the file, or writes it there. */
static inline void fixture_golden(struct arena *a, const char *path, struct str have)
{
    struct err err;
    struct str want;

    if (fixture_writes()) {
        assert_int_equal(file_write(path, have, &err), ERR_OK);
        return;
    }
    want = fixture_read(a, path);
    if (!str_eq(want, have))
        fail_msg("%s:\n--- want\n%.*s--- have\n%.*s", path, STR_F(want), STR_F(have));
}

/* Compiles a rule that must compile; its errors fail the test. */
static inline struct rule_plan *fixture_compile(const struct law *law, struct str slug,
                                                struct str text, struct arena *a)
{
    struct str file = str_fmt(a, "%.*s.rule", STR_F(slug));
    struct rule_plan *plan = NULL;
    struct diag_list diags;
    struct buf b = {0};
    struct err err;

    diag_init(&diags, a);
    if (rule_compile(law, slug, file, text, a, &diags, &plan, &err) != ERR_OK) {
        diag_print_all(&b, &diags);
        fail_msg("%s", buf_cstr(&b));
    }
    return plan;
}

/* A rule over 行政处罚 with that condition. */
static inline struct rule_plan *fixture_condition(const struct law *law, const char *condition,
                                                  struct arena *a)
{
    struct str text =
        str_fmt(a,
                "规则 test 「测试」\n类型 类案不同罚\n依据 测试办法 第一条\n筛查 行政处罚\n"
                "当 %s\n线索 「测试」\n送 检察院.行政检察\n例 命中 { }\n例 不中 { }\n",
                condition);

    return fixture_compile(law, STR("test"), text, a);
}

#endif
