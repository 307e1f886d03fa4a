/* tests/store/sql_test.c - computed SQL is made of checked pieces. */
#include "sql/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void names_are_checked(void **state)
{
    (void)state;
    assert_true(sql_name_valid(STR("doc_no2")));
    assert_false(sql_name_valid(STR("")));
    assert_false(sql_name_valid(STR("2x")));
    assert_false(sql_name_valid(STR("Name")));
    assert_false(sql_name_valid(STR("a\"b")));
    assert_false(sql_name_valid(STR("a b")));
    assert_false(sql_name_valid(STR("列")));
    assert_false(
        sql_name_valid(STR("a123456789012345678901234567890123456789012345678901234567890")));
}

static void pieces_join(void **state)
{
    struct arena a;
    struct sql_maker m;
    const struct sql_text *one, *two;

    (void)state;
    arena_init(&a, 0);
    sql_make(&m, &a);
    sql_add(&m, "SELECT ");
    sql_name(&m, STR("id"));
    sql_add(&m, " FROM ");
    sql_name2(&m, STR("ds_"), STR("penalty"));
    sql_add(&m, " LIMIT ");
    sql_int(&m, -7);
    one = sql_done(&m);
    sql_add(&m, "VALUES (");
    sql_params(&m, 3);
    sql_add(&m, ")");
    two = sql_done(&m);
    assert_true(str_eq(sql_bytes(one), STR("SELECT \"id\" FROM \"ds_penalty\" LIMIT -7")));
    assert_true(str_eq(sql_bytes(two), STR("VALUES (?, ?, ?)")));
    arena_release(&a);
}

static void a_quoted_text_cannot_end_early(void **state)
{
    struct arena a;
    struct sql_maker m;

    (void)state;
    arena_init(&a, 0);
    sql_make(&m, &a);
    sql_quoted(&m, STR("it's '' \\"));
    assert_true(str_eq(sql_bytes(sql_done(&m)), STR("'it''s '''' \\'")));
    arena_release(&a);
}

static void a_comment_cannot_end_early(void **state)
{
    struct arena a;
    struct sql_maker m;

    (void)state;
    arena_init(&a, 0);
    sql_make(&m, &a);
    sql_comment(&m, STR("a */ b /* c\nd **/ e*/"));
    assert_true(str_eq(sql_bytes(sql_done(&m)), STR("/* a * / b / * c d ** / e* / */")));
    sql_remark(&m, STR("one\nDROP TABLE two"));
    assert_true(str_eq(sql_bytes(sql_done(&m)), STR("-- one DROP TABLE two")));
    arena_release(&a);
}

static void words_of_sql_are_quoted_as_names(void **state)
{
    struct arena a;
    struct sql_maker m;

    (void)state;
    arena_init(&a, 0);
    sql_make(&m, &a);
    sql_column(&m, STR("b"), STR("fine"));
    sql_add(&m, " ");
    sql_column(&m, STR("c"), STR("order"));
    sql_add(&m, " ");
    sql_column(&m, STR_NULL, STR("case"));
    assert_true(str_eq(sql_bytes(sql_done(&m)), STR("b.fine c.\"order\" \"case\"")));
    arena_release(&a);
}

static void fill(void *p, struct str hole)
{
    struct sql_maker *m = p;

    sql_quoted(m, hole);
}

static void holes_are_filled(void **state)
{
    static const struct sql_template t = SQL_TEMPLATE("f({a}, {list}) > {0}");
    struct arena a;
    struct sql_maker m;

    (void)state;
    arena_init(&a, 0);
    sql_make(&m, &a);
    sql_expand(&m, t, &(struct sql_filler){fill, &m});
    m.depth = 2;
    sql_line(&m);
    assert_true(str_eq(sql_bytes(sql_done(&m)), STR("f('a', 'list') > '0'\n        ")));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_checked),
        cmocka_unit_test(pieces_join),
        cmocka_unit_test(a_quoted_text_cannot_end_early),
        cmocka_unit_test(a_comment_cannot_end_early),
        cmocka_unit_test(words_of_sql_are_quoted_as_names),
        cmocka_unit_test(holes_are_filled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
