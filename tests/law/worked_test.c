/*
 * tests/law/worked_test.c - every worked example that the lawyers wrote down (worked.tsv) is tested
 * where the table says, with the outcome that it says:
 *   D, R of the calendar   the same line stands in deadline/cases.tsv, and D beside its deadline too
 *   T                      one 例 of standard/Txxx.rule bears its id, with that outcome
 *   R of a branch          a worked example of the procedure bears that name
 * That those come true is for deadline/cases_test.c, standard/standard_test.c, matter/example_test.c.
 */
#include "base/file.h"
#include "law/due.h"
#include "law/procedure.h"
#include "law_fixture.h"

#include <stdlib.h>

enum { COLUMNS = 13, GIVEN = 10, ROWS = 152 };
enum column { ID, KIND, REF, PROFILE, INPUTS, EXPECTED, WHERE = GIVEN, NAMED, SEEN };

struct row {
    struct str given; /* the line up to `where` */
    struct str column[COLUMNS];
};

struct bench {
    struct law *law;
    struct arena arena;
    int deadlines, standards, branches;
};

static struct str read_text(struct bench *b, struct str path)
{
    struct str text = STR_NULL;
    struct err err;

    if (file_read(&b->arena, str_fmt(&b->arena, SOURCE_ROOT "/%.*s", STR_F(path)).p, 4 << 20, &text,
                  &err) != ERR_OK)
        fail_msg("%.*s: %s", STR_F(path), err.message);
    return text;
}

static struct row read_row(struct str line)
{
    struct row r;
    struct str rest = line;

    for (int i = 0; i < COLUMNS; i++) {
        if (i == GIVEN)
            r.given = str_sub(line, 0, (size_t)(rest.p - line.p) - 1);
        r.column[i] = str_cut(&rest, STR("\t"));
    }
    assert_int_equal(rest.n, 0);
    return r;
}

/* ---- deadlines and the calendar ---- */

static bool has_line(struct str text, struct str line)
{
    while (text.n > 0)
        if (str_eq(str_cut(&text, STR("\n")), line))
            return true;
    return false;
}

static bool beside_deadline(const struct bench *b, const struct row *r)
{
    size_t n;
    const struct law_deadline *d = law_deadline_find(b->law, r->column[REF], &n);

    for (size_t i = 0; d && i < n; i++)
        for (size_t k = 0; k < d[i].nexample; k++)
            if (str_eq(d[i].example[k].id, r->column[ID]))
                return true;
    return false;
}

static void check_deadline(struct bench *b, const struct row *r)
{
    if (!has_line(read_text(b, r->column[WHERE]), r->given))
        fail_msg("%.*s: no such line in %.*s", STR_F(r->column[ID]), STR_F(r->column[WHERE]));
    if (r->column[ID].p[0] == 'D' && !beside_deadline(b, r))
        fail_msg("%.*s: not among the examples of deadline %.*s", STR_F(r->column[ID]),
                 STR_F(r->column[REF]));
    b->deadlines++;
}

/* ---- standards ---- */

static const char *outcome_of(struct str expected)
{
    if (str_eq(expected, STR("meets")))
        return "命中";
    return str_eq(expected, STR("not_meets")) ? "不中" : "待查";
}

/* A mark ends where no digit follows: "# T001" is not in "# T0011". */
static bool bears(struct str line, struct str mark)
{
    size_t at = str_find(line, mark);
    struct str behind;

    if (at == STR_NPOS)
        return false;
    behind = str_tail(line, at + mark.n);
    return behind.n == 0 || behind.p[0] < '0' || behind.p[0] > '9';
}

/* 标准.NAME of the standard of that id. */
static struct str standard_called(struct bench *b, struct str id)
{
    for (size_t i = 0; i < b->law->nstandard; i++)
        if (str_eq(b->law->standard[i].id, id))
            return str_fmt(&b->arena, "标准.%.*s", STR_F(b->law->standard[i].name));
    fail_msg("no standard %.*s", STR_F(id));
    return STR_NULL;
}

static void check_standard(struct bench *b, const struct row *r)
{
    struct str text = read_text(b, r->column[WHERE]), rest;
    const char *want = str_fmt(&b->arena, "例 %s ", outcome_of(r->column[EXPECTED])).p;
    int found = 0;

    if (!str_has(text, standard_called(b, r->column[REF])))
        fail_msg("%.*s: %.*s does not test it", STR_F(r->column[REF]), STR_F(r->column[WHERE]));
    for (rest = text; rest.n > 0;) {
        struct str line = str_cut(&rest, STR("\n"));

        if (!str_starts(line, STR("例 ")) || !bears(line, r->column[NAMED]))
            continue;
        found++;
        if (!str_starts(line, str_from(want)))
            fail_msg("%.*s: expected %.*s, but the rule's example says %.*s", STR_F(r->column[ID]),
                     STR_F(r->column[EXPECTED]), STR_F(line));
    }
    if (found != 1)
        fail_msg("%.*s: %d examples in %.*s", STR_F(r->column[ID]), found, STR_F(r->column[WHERE]));
    b->standards++;
}

/* ---- branches ---- */

static bool has_example(const struct law_procedure *p, struct str name)
{
    for (size_t i = 0; i < p->nexample; i++)
        if (str_eq(p->example[i].name, name))
            return true;
    return false;
}

static const struct law_procedure *procedure_of(const struct bench *b, struct str file)
{
    for (size_t i = 0; i < b->law->nprocedure; i++)
        if (str_eq(b->law->procedure[i]->place.file, file))
            return b->law->procedure[i];
    fail_msg("no procedure in %.*s", STR_F(file));
    return NULL;
}

static void check_branch(struct bench *b, const struct row *r)
{
    if (!has_example(procedure_of(b, r->column[WHERE]), r->column[NAMED]))
        fail_msg("%.*s: no example “%.*s” in %.*s", STR_F(r->column[ID]), STR_F(r->column[NAMED]),
                 STR_F(r->column[WHERE]));
    assert_true(r->column[SEEN].n > 0);
    b->branches++;
}

static void check_row(struct bench *b, struct str line)
{
    struct row r = read_row(line);

    if (r.column[ID].p[0] == 'T')
        check_standard(b, &r);
    else if (str_starts(r.column[WHERE], STR("law/procedure/")))
        check_branch(b, &r);
    else
        check_deadline(b, &r);
}

static void every_worked_example_is_tested(void **state)
{
    struct bench b = {.law = law_shipped()};
    struct str text, ids = STR(" ");

    (void)state;
    arena_init(&b.arena, 0);
    text = read_text(&b, STR("tests/law/worked.tsv"));
    (void)str_cut(&text, STR("\n")); /* the names of the columns */
    while (text.n > 0) {
        struct str line = str_cut(&text, STR("\n")), rest = line;
        struct str name = str_cut(&rest, STR("\t"));
        struct str id = str_fmt(&b.arena, " %.*s ", STR_F(name));

        assert_false(str_has(ids, id));
        ids = str_fmt(&b.arena, "%.*s%.*s", STR_F(ids), STR_F(id));
        check_row(&b, line);
    }
    print_message("%d deadlines, %d standards, %d branches\n", b.deadlines, b.standards,
                  b.branches);
    assert_int_equal(b.deadlines + b.standards + b.branches, ROWS);
    arena_release(&b.arena);
    law_unref(b.law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_worked_example_is_tested)};

    return cmocka_run_group_tests_name("law_worked", tests, NULL, NULL);
}
