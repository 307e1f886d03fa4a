/*
 * tests/matter/mutation_test.c - each proof of `law check` can fail: the shipped law with one place
 * changed (mutation.tsv) is refused, with the words and at the line that the table says.
 */
#include "base/file.h"
#include "matter_fixture.h"

#include "matter/example.h"

enum { COLUMNS = 6, MOST_FILES = 1024 };

struct mutation {
    struct str proof, file, find, replace, words, line;
};

struct law_files {
    struct law_text at[MOST_FILES];
    size_t n;
};

/* ---- the shipped law as texts ---- */

static void read_folder(struct arena *a, struct str folder, struct law_files *ret)
{
    const char *path = str_fmt(a, SOURCE_ROOT "/law/%.*s", STR_F(folder)).p;
    struct str *name;
    struct err err;
    size_t n;

    OK(file_list(a, path, &name, &n, &err));
    for (size_t i = 0; i < n; i++) {
        struct law_text *t = &ret->at[ret->n];

        if (str_ends(name[i], STR(".md")))
            continue;
        assert_true(ret->n++ < MOST_FILES);
        t->name = str_fmt(a, "law/%.*s/%.*s", STR_F(folder), STR_F(name[i]));
        OK(file_read(a, str_fmt(a, "%s/%.*s", path, STR_F(name[i])).p, 4 << 20, &t->text, &err));
    }
}

static void read_single(struct arena *a, struct str name, struct law_files *ret)
{
    struct law_text *t = &ret->at[ret->n++];
    struct err err;

    t->name = str_fmt(a, "law/%.*s", STR_F(name));
    OK(file_read(a, str_fmt(a, SOURCE_ROOT "/%.*s", STR_F(t->name)).p, 4 << 20, &t->text, &err));
}

static void read_law(struct arena *a, struct law_files *ret)
{
    struct str *name;
    struct err err;
    size_t n;

    OK(file_list(a, SOURCE_ROOT "/law", &name, &n, &err));
    for (size_t i = 0; i < n; i++)
        if (str_find(name[i], STR(".")) == STR_NPOS)
            read_folder(a, name[i], ret);
        else if (str_ends(name[i], STR(".yaml")))
            read_single(a, name[i], ret);
}

/* ---- one check ---- */

static void check_all(const struct law_files *files, struct arena *a, struct diag_list *diags)
{
    struct law *law = NULL;
    struct err err;

    if (law_parse(files->at, files->n, &law, diags, &err) != ERR_OK)
        return;
    law_check(law, diags);
    for (size_t i = 0; i < law->nprocedure; i++) {
        struct matter_plan plan;

        if (matter_plan_make(law, law->procedure[i], a, diags, &plan, &err) == ERR_OK)
            matter_check_examples(&plan, diags);
    }
    law_unref(law);
}

static struct str line_of(struct str text, int line)
{
    struct str one = STR_NULL;

    while (line-- > 0)
        one = str_cut(&text, STR("\n"));
    return one;
}

static bool says(const struct law_files *files, const struct mutation *m, const struct diag *d)
{
    if (d->level != DIAG_ERROR || !str_has(d->text, m->words) || d->column < 1)
        return false;
    for (size_t i = 0; i < files->n; i++)
        if (str_eq(files->at[i].name, d->file))
            return str_has(line_of(files->at[i].text, d->line), m->line);
    return false;
}

static void must_say(const struct law_files *files, const struct mutation *m)
{
    struct diag_list diags;
    struct arena a;
    struct buf b = {0};
    bool said = false;

    arena_init(&a, 0);
    diag_init(&diags, &a);
    check_all(files, &a, &diags);
    for (size_t i = 0; i < diags.v.n; i++)
        said |= says(files, m, &diags.v.at[i]);
    if (!said) {
        for (size_t i = 0; i < diags.v.n; i++)
            if (diags.v.at[i].level == DIAG_ERROR)
                buf_fmt(&b, "%.*s:%d: %.*s\n", STR_F(diags.v.at[i].file), diags.v.at[i].line,
                        STR_F(diags.v.at[i].text));
        fail_msg("%.*s: “%.*s” is not said, but:\n%s", STR_F(m->proof), STR_F(m->words),
                 buf_cstr(&b));
    }
    buf_release(&b);
    arena_release(&a);
}

/* ---- the table ---- */

static struct str unescape(struct arena *a, struct str s)
{
    struct buf b = {0};
    struct str line, out;

    while (s.n > 0) {
        bool more = str_has(s, STR("\\n"));

        line = str_cut(&s, STR("\\n"));
        buf_str(&b, line);
        if (more)
            buf_char(&b, '\n');
    }
    out = str_dup(a, buf_view(&b));
    buf_release(&b);
    return out;
}

static void change(struct arena *a, struct law_files *files, const struct mutation *m)
{
    for (size_t i = 0; i < files->n; i++) {
        struct str text = files->at[i].text;
        size_t at = str_find(text, m->find);

        if (!str_eq(files->at[i].name, m->file))
            continue;
        if (at == STR_NPOS || str_has(str_tail(text, at + m->find.n), m->find))
            fail_msg("%.*s: “%.*s” must stand exactly once in %.*s", STR_F(m->proof),
                     STR_F(m->find), STR_F(m->file));
        files->at[i].text = str_fmt(a, "%.*s%.*s%.*s", STR_F(str_sub(text, 0, at)),
                                    STR_F(m->replace), STR_F(str_tail(text, at + m->find.n)));
        return;
    }
    fail_msg("no file %.*s", STR_F(m->file));
}

static bool next_mutation(struct arena *a, struct str *rest, struct mutation *ret)
{
    while (rest->n > 0) {
        struct str line = str_cut(rest, STR("\n")), column[COLUMNS];

        if (line.n == 0 || line.p[0] == '#')
            continue;
        for (int i = 0; i < COLUMNS; i++)
            column[i] = unescape(a, str_cut(&line, STR("\t")));
        *ret = (struct mutation){column[0], column[1], column[2], column[3], column[4], column[5]};
        assert_true(ret->words.n > 0 && ret->line.n > 0);
        return true;
    }
    return false;
}

static void every_proof_can_fail(void **state)
{
    struct law_files *shipped, *changed;
    struct arena a;
    struct str text, rest;
    struct mutation m;
    struct err err;
    int n = 0;

    (void)state;
    arena_init(&a, 0);
    shipped = ARENA_NEW(&a, struct law_files);
    changed = ARENA_NEW(&a, struct law_files);
    read_law(&a, shipped);
    OK(file_read(&a, SOURCE_ROOT "/tests/matter/mutation.tsv", 1 << 20, &text, &err));
    for (rest = text; next_mutation(&a, &rest, &m); n++) {
        *changed = *shipped;
        change(&a, changed, &m);
        must_say(changed, &m);
    }
    print_message("%d proofs fail as told\n", n);
    assert_true(n >= 25);
    arena_release(&a);
}

static void the_law_as_shipped_passes(void **state)
{
    struct law_files *shipped;
    struct diag_list diags;
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    diag_init(&diags, &a);
    shipped = ARENA_NEW(&a, struct law_files);
    read_law(&a, shipped);
    check_all(shipped, &a, &diags);
    assert_int_equal(diags.errors, 0);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_law_as_shipped_passes),
                                       cmocka_unit_test(every_proof_can_fail)};

    return cmocka_run_group_tests_name("matter_mutation", tests, NULL, NULL);
}
