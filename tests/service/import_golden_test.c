/*
 * tests/service/import_golden_test.c - every text of tests/golden/extract is read as its file says.
 *
 * A file holds cases:  § what it is about / the text / => / what import_extract shows, without the
 * line of the cause.  With UPDATE_GOLDEN=1 in the environment the files are written anew; then look
 * at every difference.
 */
#include "base/file.h"
#include "service/import/extract.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

enum { FILE_MAX = 1 << 20 };

struct golden {
    struct arena a;
    struct law *law;
    const struct law_dataset *dataset;
    bool update;
    size_t cases, failed;
};

static int load(void **state)
{
    struct golden *g = calloc(1, sizeof(*g));
    struct diag_list diags;
    struct err err;

    arena_init(&g->a, 0);
    diag_init(&diags, &g->a);
    if (law_load(SOURCE_ROOT "/law", &g->law, &diags, &err) != ERR_OK) {
        fprintf(stderr, "%s\n", err.message);
        return -1;
    }
    g->dataset = law_dataset_find(g->law, STR("penalty"));
    g->update = getenv("UPDATE_GOLDEN") != NULL;
    *state = g;
    return 0;
}

static int unload(void **state)
{
    struct golden *g = *state;

    law_unref(g->law);
    arena_release(&g->a);
    free(g);
    return 0;
}

/* What is shown of text, without the line of the cause. */
static void shown(const struct golden *g, struct str text, struct buf *out)
{
    struct buf all = {0};
    struct str rest, line;

    import_extract(g->law, g->dataset, text, false, &all);
    rest = buf_view(&all);
    while (rest.n > 0) {
        line = str_cut(&rest, STR("\n"));
        if (!str_starts(line, STR("案由：")))
            buf_fmt(out, "%.*s\n", STR_F(line));
    }
    buf_release(&all);
}

/* case -> "§ " name NL text NL "=>" NL lines; up to the next case */
static void one_case(struct golden *g, const char *file, struct str one, struct buf *out)
{
    struct str rest = one, name = str_cut(&rest, STR("\n"));
    struct str text = str_cut(&rest, STR("\n=>\n"));
    struct buf got = {0};
    struct str want = str_trim(rest);

    shown(g, text, &got);
    g->cases++;
    if (!str_eq(str_trim(buf_view(&got)), want)) {
        g->failed++;
        if (!g->update)
            fprintf(stderr, "%s: §%.*s\nwanted:\n%.*s\ngot:\n%.*s\n", file, STR_F(name),
                    STR_F(want), STR_F(buf_view(&got)));
    }
    buf_fmt(out, "\n§%.*s\n%.*s\n=>\n%.*s", STR_F(name), STR_F(text), STR_F(buf_view(&got)));
    buf_release(&got);
}

static void one_file(struct golden *g, const char *path)
{
    struct str text, head;
    struct buf out = {0};
    struct err err;

    assert_int_equal(file_read(&g->a, path, FILE_MAX, &text, &err), ERR_OK);
    head = str_cut(&text, STR("\n§"));
    buf_fmt(&out, "%.*s\n", STR_F(str_trim(head)));
    while (text.n > 0)
        one_case(g, path, str_cut(&text, STR("\n§")), &out);
    if (g->update)
        assert_int_equal(file_write(path, buf_view(&out), &err), ERR_OK);
    buf_release(&out);
}

static void texts_are_read_as_written_down(void **state)
{
    struct golden *g = *state;
    struct str *name;
    struct err err;
    size_t n;

    assert_int_equal(file_list(&g->a, SOURCE_ROOT "/tests/golden/extract", &name, &n, &err),
                     ERR_OK);
    for (size_t i = 0; i < n; i++)
        if (str_ends(name[i], STR(".txt")))
            one_file(g, str_fmt(&g->a, SOURCE_ROOT "/tests/golden/extract/%.*s", STR_F(name[i])).p);
    assert_true(g->cases >= 60);
    if (!g->update)
        assert_int_equal(g->failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(texts_are_read_as_written_down, load, unload),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
