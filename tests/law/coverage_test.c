/*
 * tests/law/coverage_test.c - docs/procedure-coverage.md is true: what it calls walked (有) has that
 * worked example, what it does not has none; every procedure is named; every worked example is
 * named, unless it is only the beginning of others; every procedure has one that is overdue.
 */
#include "base/file.h"
#include "law/procedure.h"
#include "law_fixture.h"

enum column { BRANCH, WHAT, BASIS, STATE, PROCEDURE, EXAMPLE, COLUMNS };

struct bench {
    struct law *law;
    struct arena arena;
    int walked, open;
    bool **named; /* by procedure, by example */
};

static int procedure_no(const struct bench *b, struct str id)
{
    for (size_t i = 0; i < b->law->nprocedure; i++)
        if (str_eq(b->law->procedure[i]->id, id))
            return (int)i;
    return -1;
}

static int example_no(const struct law_procedure *p, struct str name)
{
    for (size_t i = 0; i < p->nexample; i++)
        if (str_eq(p->example[i].name, name))
            return (int)i;
    return -1;
}

static void check_walked(struct bench *b, const struct str *column)
{
    int p = procedure_no(b, column[PROCEDURE]);
    int e = p >= 0 ? example_no(b->law->procedure[p], column[EXAMPLE]) : -1;

    if (e < 0)
        fail_msg("%.*s: no example “%.*s” in %.*s", STR_F(column[BRANCH]), STR_F(column[EXAMPLE]),
                 STR_F(column[PROCEDURE]));
    b->named[p][e] = true;
    b->walked++;
}

static bool is_open_state(struct str state)
{
    return str_eq(state, STR("未核")) || str_eq(state, STR("待定")) || str_eq(state, STR("不做"));
}

/* | branch | what | basis | state | procedure | example |; a heading and its rule are passed over. */
static void check_row(struct bench *b, struct str line)
{
    struct str column[COLUMNS], rest = str_tail(line, 1);

    for (int i = 0; i < COLUMNS; i++)
        column[i] = str_trim(str_cut(&rest, STR("|")));
    if (str_eq(column[BRANCH], STR("分支")) || str_starts(column[BRANCH], STR("---")))
        return;
    if (str_eq(column[STATE], STR("有"))) {
        check_walked(b, column);
        return;
    }
    if (!is_open_state(column[STATE]) || column[PROCEDURE].n > 0 || column[EXAMPLE].n == 0)
        fail_msg("%.*s: 状态“%.*s”", STR_F(column[BRANCH]), STR_F(column[STATE]));
    b->open++;
}

/* Another example goes on from it. */
static bool is_beginning(const struct law_procedure *p, size_t example)
{
    const struct law_procedure_example *e = &p->example[example];

    for (size_t i = 0; i < p->nexample; i++)
        if (i != example && p->example[i].nstep > 0 && p->example[i].step[0].former &&
            e->nstep > 0 && p->example[i].step[0].place.line == e->step[0].place.line)
            return true;
    return false;
}

static void check_named(const struct bench *b)
{
    for (size_t i = 0; i < b->law->nprocedure; i++) {
        const struct law_procedure *p = b->law->procedure[i];
        size_t named = 0;

        for (size_t k = 0; k < p->nexample; k++) {
            named += b->named[i][k];
            if (!b->named[i][k] && !is_beginning(p, k))
                fail_msg("%.*s: example “%.*s” is not in the table", STR_F(p->id),
                         STR_F(p->example[k].name));
        }
        if (named == 0)
            fail_msg("%.*s is not in the table", STR_F(p->id));
    }
}

static bool has_overdue(const struct law_procedure *p)
{
    for (size_t k = 0; k < p->nexample; k++)
        for (size_t s = 0; s < p->example[k].nstep; s++)
            if (p->example[k].step[s].noverdue > 0)
                return true;
    return false;
}

static void the_table_is_true(void **state)
{
    struct bench b = {.law = law_shipped()};
    struct str text;
    struct err err;

    (void)state;
    arena_init(&b.arena, 0);
    b.named = ARENA_ARRAY(&b.arena, bool *, b.law->nprocedure + 1);
    for (size_t i = 0; i < b.law->nprocedure; i++)
        b.named[i] = ARENA_ARRAY(&b.arena, bool, b.law->procedure[i]->nexample + 1);
    if (file_read(&b.arena, SOURCE_ROOT "/docs/procedure-coverage.md", 1 << 20, &text, &err) !=
        ERR_OK)
        fail_msg("%s", err.message);
    while (text.n > 0) {
        struct str line = str_cut(&text, STR("\n"));

        if (str_starts(line, STR("| ")))
            check_row(&b, line);
    }
    check_named(&b);
    print_message("%d branches walked, %d open\n", b.walked, b.open);
    assert_true(b.walked > 200);
    arena_release(&b.arena);
    law_unref(b.law);
}

static void every_procedure_has_an_overdue_example(void **state)
{
    struct law *law = law_shipped();

    (void)state;
    for (size_t i = 0; i < law->nprocedure; i++)
        if (!has_overdue(law->procedure[i]))
            fail_msg("%.*s: no example is overdue", STR_F(law->procedure[i]->id));
    law_unref(law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_table_is_true),
                                       cmocka_unit_test(every_procedure_has_an_overdue_example)};

    return cmocka_run_group_tests_name("law_coverage", tests, NULL, NULL);
}
