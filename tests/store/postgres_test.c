/*
 * tests/store/postgres_test.c - what store_test.c holds SQLite to, as far as it concerns a database that rules are
 * run in, over PostgreSQL.  Run through tools/with-postgres.
 */
#include "base/buf.h"
#include "store/driver.h"
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#define OK(call)                                    \
    do {                                            \
        if ((call) != ERR_OK)                       \
            fail_msg("%s: %s", #call, err.message); \
    } while (0)

static struct store *open_store(unsigned flags)
{
    const char *url = getenv("LIANDONG_POSTGRES");
    struct store *s = NULL;
    struct err err;

    if (!url)
        fail_msg("LIANDONG_POSTGRES is not set: run this through tools/with-postgres");
    OK(store_open_at((struct store_backend){&store_postgres, NULL}, url, flags, &s, &err));
    return s;
}

/* A store with an empty table thing (id, name, n). */
static struct store *with_things(void)
{
    struct store *s = open_store(0);
    struct err err;

    OK(store_exec(s,
                  "DROP TABLE IF EXISTS thing;"
                  "CREATE TABLE thing (id bigint PRIMARY KEY, name text, n bigint)",
                  &err));
    return s;
}

static int64_t count_things(struct store *s)
{
    struct store_stmt *q;
    struct err err;
    bool row;
    int64_t n;

    OK(store_query(s, "SELECT count(*) FROM thing", &q, &err));
    OK(store_start(q, NULL, 0, &err));
    OK(store_next(q, &row, &err));
    n = store_column_int(q, 0);
    store_end(q);
    return n;
}

static void nothing_there_is_an_error(void **state)
{
    struct store *s;
    struct err err;

    (void)state;
    assert_int_equal(store_open_at((struct store_backend){&store_postgres, NULL},
                                   "host=/nonexistent password=secret", 0, &s, &err),
                     ERR_IO);
    assert_non_null(strstr(err.zh, "PostgreSQL"));
    assert_null(strstr(err.message, "secret"));
}

static void values_come_back(void **state)
{
    struct store *s = open_store(0);
    struct store_stmt *q;
    struct err err;
    bool row;

    (void)state;
    OK(store_query(s,
                   "SELECT ?::bigint, ?::text, ?::text, ?::text, '?', 2 > 1, 1 > 2, 7::int /* ? */"
                   " -- ?\n",
                   &q, &err));
    for (int round = 0; round < 2; round++) {
        struct store_value v[] = {store_int(INT64_MIN), store_text(STR("门头沟\n'\"\\")),
                                  store_text_or_none(STR_NULL), store_text(STR_NULL)};

        OK(store_start(q, v, 4, &err));
        OK(store_next(q, &row, &err));
        assert_true(row);
        assert_true(store_column_int(q, 0) == INT64_MIN);
        assert_true(str_eq(store_column_text(q, 1), STR("门头沟\n'\"\\")));
        assert_int_equal(store_column(q, 2).kind, STORE_NULL);
        assert_int_equal(store_column(q, 3).kind, STORE_TEXT);
        assert_int_equal(store_column_text(q, 3).n, 0);
        assert_true(str_eq(store_column_text(q, 4), STR("?")));
        assert_int_equal(store_column_int(q, 5), 1);
        assert_int_equal(store_column_int(q, 6), 0);
        assert_int_equal(store_column_int(q, 7), 7);
        OK(store_next(q, &row, &err));
        assert_false(row);
    }
    store_close(s);
}

static void transactions_are_whole(void **state)
{
    struct store *s = with_things();
    struct err err;
    struct store_stmt *q;
    struct store_value v[] = {store_int(1), store_text(STR("a"))};
    int64_t changes = 0;

    (void)state;
    OK(store_query(s, "INSERT INTO thing (id, name) VALUES (?, ?) ON CONFLICT DO NOTHING", &q,
                   &err));
    OK(store_begin(s, &err));
    assert_true(store_in_transaction(s));
    OK(store_run(q, v, 2, &changes, &err));
    assert_int_equal(changes, 1);
    store_rollback(s);
    store_rollback(s);
    assert_false(store_in_transaction(s));
    assert_int_equal(count_things(s), 0);
    OK(store_begin(s, &err));
    OK(store_run(q, v, 2, NULL, &err));
    OK(store_run(q, v, 2, &changes, &err));
    assert_int_equal(changes, 0);
    OK(store_commit(s, &err));
    OK(store_begin(s, &err));
    v[0] = store_int(2);
    OK(store_run(q, v, 2, NULL, &err));
    store_close(s);
    s = open_store(0);
    assert_int_equal(count_things(s), 1);
    store_close(s);
}

static void another_writer_is_busy(void **state)
{
    struct store *a = with_things(), *b = open_store(STORE_NO_WAIT);
    struct err err;

    (void)state;
    OK(store_begin(a, &err));
    OK(store_exec(a, "LOCK TABLE thing IN EXCLUSIVE MODE", &err));
    OK(store_begin(b, &err));
    assert_int_equal(store_exec(b, "LOCK TABLE thing IN EXCLUSIVE MODE", &err), ERR_BUSY);
    store_rollback(b);
    OK(store_commit(a, &err));
    OK(store_begin(b, &err));
    OK(store_exec(b, "LOCK TABLE thing IN EXCLUSIVE MODE", &err));
    store_close(a);
    store_close(b);
}

static void constraints_and_triggers_refuse(void **state)
{
    struct store *s = with_things();
    struct err err;

    (void)state;
    OK(store_exec(s,
                  "CREATE OR REPLACE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS"
                  " $$ BEGIN RAISE EXCEPTION 'kept'; END $$;"
                  "CREATE TRIGGER thing_keep BEFORE DELETE ON thing FOR EACH ROW"
                  " EXECUTE FUNCTION keep();"
                  "INSERT INTO thing (id, name) VALUES (1, 'secret')",
                  &err));
    assert_int_equal(store_exec(s, "INSERT INTO thing (id) VALUES (1)", &err), ERR_CONFLICT);
    assert_int_equal(store_exec(s, "DELETE FROM thing", &err), ERR_CONFLICT);
    assert_int_equal(store_exec(s, "SELECT nothing FROM thing", &err), ERR_IO);
    assert_null(strstr(err.message, "secret"));
    store_close(s);
}

static const struct str columns[] = {{"id", 2}, {"name", 4}, {"n", 1}};
static const struct store_table things = {{"thing", 5}, columns, 3};

static void tables_are_filled(void **state)
{
    enum { ROWS = 20000 };
    static const char odd[] = "a\tb\nc\\d\re\\N ＡＢ𠮷";
    struct store *s = with_things();
    struct store_stmt *q;
    struct err err;
    bool row = false;

    (void)state;
    OK(store_begin(s, &err));
    OK(store_fill_begin(s, &things, &err));
    for (int64_t i = 0; i < ROWS; i++) {
        struct store_value v[] = {store_int(i), store_text(str_from(odd)), STORE_NONE};

        OK(store_fill_row(s, v, &err));
    }
    OK(store_fill_end(s, &err));
    OK(store_commit(s, &err));
    assert_int_equal(count_things(s), ROWS);
    OK(store_query(s, "SELECT name, n FROM thing WHERE id = 7", &q, &err));
    OK(store_start(q, NULL, 0, &err));
    OK(store_next(q, &row, &err));
    assert_true(str_eq(store_column_text(q, 0), str_from(odd)));
    assert_int_equal(store_column(q, 1).kind, STORE_NULL);
    store_close(s);
}

static void a_fill_that_fails_leaves_nothing(void **state)
{
    struct store *s = with_things();
    struct store_value twice[] = {store_int(1), STORE_NONE, STORE_NONE};
    struct store_value nul[] = {store_int(1), store_text((struct str){"a\0b", 3}), STORE_NONE};
    struct err err;

    (void)state;
    OK(store_begin(s, &err));
    OK(store_fill_begin(s, &things, &err));
    OK(store_fill_row(s, twice, &err));
    OK(store_fill_row(s, twice, &err));
    assert_int_equal(store_fill_end(s, &err), ERR_CONFLICT);
    store_rollback(s);
    OK(store_begin(s, &err));
    OK(store_fill_begin(s, &things, &err));
    OK(store_fill_row(s, twice, &err));
    assert_int_equal(store_fill_row(s, nul, &err), ERR_INVALID);
    store_rollback(s);
    assert_int_equal(count_things(s), 0);
    store_close(s);
}

static void rows_come_one_by_one(void **state)
{
    struct store *s = open_store(0);
    struct store_stmt *many, *other;
    struct err err;
    bool row = true;
    int64_t sum = 0;

    (void)state;
    OK(store_query(s, "SELECT i FROM generate_series(1, 100000) AS i", &many, &err));
    OK(store_query(s, "SELECT 1", &other, &err));
    OK(store_start(many, NULL, 0, &err));
    OK(store_next(many, &row, &err));
    assert_int_equal(store_start(other, NULL, 0, &err), ERR_INVALID); /* one at a time */
    for (; row; sum++)
        OK(store_next(many, &row, &err));
    assert_int_equal(sum, 100000);
    OK(store_start(many, NULL, 0, &err));
    OK(store_next(many, &row, &err));
    store_end(many);
    OK(store_start(other, NULL, 0, &err));
    OK(store_next(other, &row, &err));
    assert_int_equal(store_column_int(other, 0), 1);
    store_close(s);
}

static void an_error_among_the_rows_is_reported(void **state)
{
    struct store *s = open_store(0);
    struct store_stmt *q;
    struct err err;
    bool row = true;
    enum err_code rc = ERR_OK;

    (void)state;
    OK(store_query(s, "SELECT 1 / (500 - i) FROM generate_series(1, 1000) AS i", &q, &err));
    OK(store_start(q, NULL, 0, &err));
    while (rc == ERR_OK && row)
        rc = store_next(q, &row, &err);
    assert_int_equal(rc, ERR_CONFLICT);
    OK(store_query(s, "SELECT 1", &q, &err));
    OK(store_run(q, NULL, 0, NULL, &err));
    store_close(s);
}

static void functions_are_sql_there(void **state)
{
    struct store *s = open_store(0);
    struct store_function f = {.name = "f"};
    struct err err;

    (void)state;
    assert_int_equal(store_function(s, &f, &err), ERR_INVALID);
    store_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_there_is_an_error),
        cmocka_unit_test(values_come_back),
        cmocka_unit_test(transactions_are_whole),
        cmocka_unit_test(another_writer_is_busy),
        cmocka_unit_test(constraints_and_triggers_refuse),
        cmocka_unit_test(tables_are_filled),
        cmocka_unit_test(a_fill_that_fails_leaves_nothing),
        cmocka_unit_test(rows_come_one_by_one),
        cmocka_unit_test(an_error_among_the_rows_is_reported),
        cmocka_unit_test(functions_are_sql_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
