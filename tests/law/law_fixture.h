#ifndef TESTS_LAW_FIXTURE_H
#define TESTS_LAW_FIXTURE_H
/*
 * tests/law/law_fixture.h - the shipped law, and small laws written in a test.
 * Every law that is taken is given back by the test.
 */
#include "base/buf.h"
#include "law/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

/* A struct law_text in a static array. */
#define LAW_TEXT(name, text)          \
    {                                 \
        {"" name, sizeof(name) - 1},  \
        {                             \
            "" text, sizeof(text) - 1 \
        }                             \
    }

/* The shipped law; its errors are printed and fail the test. */
static inline struct law *law_shipped(void)
{
    struct arena a;
    struct diag_list diags;
    struct err err;
    struct buf b = {0};
    struct law *law = NULL;

    arena_init(&a, 0);
    diag_init(&diags, &a);
    if (law_load(SOURCE_ROOT "/law", &law, &diags, &err) != ERR_OK) {
        diag_print_all(&b, &diags);
        fail_msg("%s\n%s", err.zh, buf_cstr(&b));
    }
    arena_release(&a);
    return law;
}

/* A law of a few texts; NULL and the diagnostics in out when it has errors. */
static inline struct law *law_of(const struct law_text *file, size_t n, struct buf *out)
{
    struct arena a;
    struct diag_list diags;
    struct err err;
    struct law *law = NULL;

    arena_init(&a, 0);
    diag_init(&diags, &a);
    if (law_parse(file, n, &law, &diags, &err) != ERR_OK)
        law = NULL;
    diag_print_all(out, &diags);
    arena_release(&a);
    return law;
}

#endif
