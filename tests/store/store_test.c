/* tests/store/store_test.c - statements, transactions, migrations, protection, faults. */
#include "base/buf.h"
#include "base/file.h"
#include "home.h"
#include "store/fault.h"
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define OK(call)                                    \
    do {                                            \
        if ((call) != ERR_OK)                       \
            fail_msg("%s: %s", #call, err.message); \
    } while (0)

static const struct store_migration steps[] = {
    STORE_MIGRATION(1, "things", "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT) STRICT"),
    STORE_MIGRATION(2, "kept",
                    "CREATE TABLE kept (id INTEGER PRIMARY KEY, n INTEGER NOT NULL) STRICT;"
                    "CREATE TRIGGER kept_update BEFORE UPDATE ON kept"
                    " BEGIN SELECT raise(ABORT, 'kept'); END;"
                    "CREATE TRIGGER kept_delete BEFORE DELETE ON kept"
                    " BEGIN SELECT raise(ABORT, 'kept'); END"),
};

static int64_t count_things(struct store *s)
{
    struct store_stmt *q;
    struct err err;
    bool row;
    int64_t n;

    assert_int_equal(store_query(s, "SELECT count(*) FROM thing", &q, &err), ERR_OK);
    assert_int_equal(store_start(q, NULL, 0, &err), ERR_OK);
    assert_int_equal(store_next(q, &row, &err), ERR_OK);
    assert_true(row);
    n = store_column_int(q, 0);
    store_end(q);
    return n;
}

static void opens_only_what_is_there(void **state)
{
    struct home h = home_make();
    struct store *s;
    struct err err;
    char path[300];

    (void)state;
    assert_int_equal(store_open(h.path, 0, &s, &err), ERR_NOT_FOUND);
    assert_non_null(strstr(err.zh, "liandong init"));
    OK(store_open(h.path, STORE_CREATE, &s, &err));
    assert_string_equal(store_home(s), h.path);
    store_close(s);
    OK(store_open(h.path, 0, &s, &err));
    store_close(s);
    snprintf(path, sizeof(path), "%s/liandong.db", h.path);
    OK(file_write(path,
                  STR("this is a text file and no database, whatever its name says.......\n"
                      "and it is longer than the header of one would be: one hundred bytes"),
                  &err));
    assert_int_equal(store_open(h.path, 0, &s, &err), ERR_INVALID);
    home_drop(&h);
}

static void values_come_back(void **state)
{
    struct home h = home_make();
    struct store *s;
    struct err err;
    struct store_stmt *q;
    bool row;

    (void)state;
    OK(store_open(h.path, STORE_CREATE, &s, &err));
    OK(store_query(s, "SELECT ?, ?, ?, ?", &q, &err));
    for (int round = 0; round < 2; round++) {
        struct store_value v[] = {store_int(INT64_MIN), store_text(STR("门头沟\n'\"")),
                                  store_text_or_none(STR_NULL), store_text(STR_NULL)};

        OK(store_start(q, v, 4, &err));
        OK(store_next(q, &row, &err));
        assert_true(row);
        assert_true(store_column_int(q, 0) == INT64_MIN);
        assert_true(str_eq(store_column_text(q, 1), STR("门头沟\n'\"")));
        assert_int_equal(store_column(q, 2).kind, STORE_NULL);
        assert_int_equal(store_column(q, 3).kind, STORE_TEXT);
        assert_int_equal(store_column_text(q, 3).n, 0);
        OK(store_next(q, &row, &err));
        assert_false(row);
    }
    store_close(s);
    home_drop(&h);
}

static void transactions_are_whole(void **state)
{
    struct home h = home_make();
    struct store *s;
    struct err err;
    struct store_stmt *q;
    struct store_value v[] = {store_int(1), store_text(STR("a"))};
    int64_t changes = 0;

    (void)state;
    OK(store_open(h.path, STORE_CREATE, &s, &err));
    OK(store_migrate(s, STR("test"), steps, 2, 0, &err));
    OK(store_query(s, "INSERT INTO thing (id, name) VALUES (?, ?) ON CONFLICT DO NOTHING", &q,
                   &err));
    OK(store_begin(s, &err));
    assert_true(store_in_transaction(s));
    OK(store_run(q, v, 2, &changes, &err));
    assert_int_equal(changes, 1);
    store_rollback(s);
    store_rollback(s);
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
    OK(store_open(h.path, 0, &s, &err));
    assert_int_equal(count_things(s), 1);
    store_close(s);
    home_drop(&h);
}

static void another_writer_is_busy(void **state)
{
    struct home h = home_make();
    struct store *a, *b;
    struct err err;

    (void)state;
    OK(store_open(h.path, STORE_CREATE, &a, &err));
    OK(store_open(h.path, STORE_NO_WAIT, &b, &err));
    OK(store_migrate(a, STR("test"), steps, 2, 0, &err));
    OK(store_begin(a, &err));
    assert_int_equal(store_begin(b, &err), ERR_BUSY);
    assert_false(store_in_transaction(b));
    OK(store_commit(a, &err));
    OK(store_begin(b, &err));
    store_rollback(b);
    store_close(a);
    store_close(b);
    home_drop(&h);
}

static void migrations_apply_once_in_order(void **state)
{
    static const struct store_migration other[] = {
        STORE_MIGRATION(1, "things", "CREATE TABLE thing (id INTEGER PRIMARY KEY) STRICT")};
    static const struct store_migration broken[] = {
        STORE_MIGRATION(1, "half",
                        "CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT;"
                        "CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT")};
    struct home h = home_make();
    struct store *s;
    struct err err;

    (void)state;
    OK(store_open(h.path, STORE_CREATE, &s, &err));
    OK(store_migrate(s, STR("test"), steps, 1, 7, &err));
    OK(store_exec(s, "INSERT INTO thing (id) VALUES (5)", &err));
    OK(store_migrate(s, STR("test"), steps, 2, 8, &err));
    OK(store_migrate(s, STR("test"), steps, 2, 9, &err));
    assert_int_equal(count_things(s), 1);
    assert_int_equal(store_migrate(s, STR("test"), steps, 1, 9, &err),
                     ERR_CONFLICT); /* newer than the program */
    assert_int_equal(store_migrate(s, STR("test"), other, 1, 9, &err), ERR_CONFLICT);
    assert_int_equal(store_migrate(s, STR("half"), broken, 1, 9, &err), ERR_IO);
    assert_false(store_in_transaction(s));
    OK(store_exec(s, "CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT", &err));
    store_close(s);
    home_drop(&h);
}

static void a_changed_step_is_refused(void **state)
{
    static const struct store_migration now[] = {
        STORE_MIGRATION(1, "things", "CREATE TABLE thing (id INTEGER PRIMARY KEY) STRICT"),
        STORE_MIGRATION(2, "kept", "CREATE TABLE kept (id INTEGER PRIMARY KEY) STRICT")};
    struct home h = home_make();
    struct store *s;
    struct err err;

    (void)state;
    OK(store_open(h.path, STORE_CREATE, &s, &err));
    OK(store_migrate(s, STR("test"), steps, 2, 7, &err));
    assert_int_equal(store_migrate(s, STR("test"), now, 2, 8, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.message, "test 1"));
    store_close(s);
    home_drop(&h);
}

static void triggers_refuse(void **state)
{
    struct home h = home_make();
    struct store *s;
    struct err err;

    (void)state;
    OK(store_open(h.path, STORE_CREATE, &s, &err));
    OK(store_migrate(s, STR("test"), steps, 2, 0, &err));
    OK(store_exec(s, "INSERT INTO kept (id, n) VALUES (1, 1)", &err));
    assert_int_equal(store_exec(s, "UPDATE kept SET n = 2", &err), ERR_CONFLICT);
    assert_int_equal(store_exec(s, "DELETE FROM kept", &err), ERR_CONFLICT);
    assert_int_equal(store_exec(s, "INSERT OR REPLACE INTO kept (id, n) VALUES (1, 2)", &err),
                     ERR_CONFLICT);
    assert_int_equal(store_exec(s, "DELETE FROM migration", &err), ERR_CONFLICT);
    assert_int_equal(store_exec(s, "INSERT INTO kept (id, n) VALUES (2, 'x')", &err), ERR_CONFLICT);
    store_close(s);
    home_drop(&h);
}

/* Opens, migrates and writes ten rows in two transactions. */
static enum err_code scenario(struct store_fault *f, const char *home, struct err *err)
{
    struct store *s = NULL;
    struct store_stmt *q;
    enum err_code rc;

    TRY(store_open_with((struct store_backend){&store_faulty, f}, home, STORE_CREATE, &s, err));
    rc = store_migrate(s, STR("test"), steps, 2, 0, err);
    for (int64_t i = 0; i < 10 && rc == ERR_OK; i++) {
        struct store_value v[] = {store_int(i), store_text(STR("x"))};

        if (i % 5 == 0)
            rc = store_begin(s, err);
        if (rc == ERR_OK)
            rc = store_query(s, "INSERT INTO thing (id, name) VALUES (?, ?)", &q, err);
        if (rc == ERR_OK)
            rc = store_run(q, v, 2, NULL, err);
        if (rc == ERR_OK && i % 5 == 4)
            rc = store_commit(s, err);
    }
    store_close(s);
    return rc;
}

/* Fails the 1st, 2nd, 3rd … call: always an error, never half a transaction, never a leak. */
static void every_fault_leaves_whole_transactions(void **state)
{
    struct store_fault f = {.below = &store_sqlite, .code = ERR_IO};
    int64_t last = 0;

    (void)state;
    for (f.fail_at = 1; f.fail_at < 1000; f.fail_at++) {
        struct home h = home_make();
        struct store *s;
        struct err err;
        enum err_code rc;

        f.calls = 0;
        f.stay_broken = f.fail_at % 2;
        rc = scenario(&f, h.path, &err);
        if (rc == ERR_OK) {
            last = f.calls;
            home_drop(&h);
            break;
        }
        assert_int_equal(rc, ERR_IO);
        assert_int_equal(err.code, ERR_IO);
        OK(store_open(h.path, STORE_CREATE, &s, &err));
        OK(store_migrate(s, STR("test"), steps, 2, 0, &err));
        assert_int_equal(count_things(s) % 5, 0);
        store_close(s);
        home_drop(&h);
    }
    assert_true(last > 30);
    assert_int_equal(f.fail_at, last + 1);
}

/* ---- functions, filling ---- */

static bool add_one(void *p, const int64_t *arg, int64_t *ret)
{
    *ret = arg[0] + *(const int64_t *)p;
    return arg[0] != 0;
}

static void product_step(void *state, const int64_t *arg)
{
    int64_t *product = state;

    *product = (*product ? *product : 1) * arg[0];
}

static bool product_finish(void *state, int64_t *ret)
{
    *ret = *(int64_t *)state;
    return true;
}

static void functions_are_called(void **state)
{
    static int64_t one = 1;
    static const struct store_function scalar = {
        .name = "add_one", .nargs = 1, .fn = add_one, .p = &one};
    static const struct store_function aggregate = {.name = "product",
                                                    .nargs = 1,
                                                    .size = sizeof(int64_t),
                                                    .step = product_step,
                                                    .finish = product_finish};
    struct home h = home_make();
    struct store *s;
    struct err err;
    struct store_stmt *q;
    bool row;

    (void)state;
    OK(store_open(h.path, STORE_CREATE, &s, &err));
    OK(store_function(s, &scalar, &err));
    OK(store_function(s, &aggregate, &err));
    OK(store_query(s,
                   "SELECT add_one(6), add_one(NULL), add_one(0),"
                   " (SELECT product(x) FROM (SELECT 2 AS x UNION ALL SELECT NULL UNION ALL"
                   " SELECT 5)), (SELECT product(1) WHERE 0)",
                   &q, &err));
    OK(store_start(q, NULL, 0, &err));
    OK(store_next(q, &row, &err));
    assert_int_equal(store_column_int(q, 0), 7);
    assert_int_equal(store_column(q, 1).kind, STORE_NULL);
    assert_int_equal(store_column(q, 2).kind, STORE_NULL);
    assert_int_equal(store_column_int(q, 3), 10);
    assert_int_equal(store_column(q, 4).kind, STORE_NULL);
    store_close(s);
    home_drop(&h);
}

static void tables_are_filled(void **state)
{
    static const struct str column[] = {STR_INIT("id"), STR_INIT("name")};
    static const struct store_table table = {STR_INIT("thing"), column, 2};
    struct home h = home_make();
    struct store *s;
    struct err err;

    (void)state;
    OK(store_open(h.path, STORE_CREATE, &s, &err));
    OK(store_migrate(s, STR("test"), steps, 2, 0, &err));
    for (int round = 0; round < 2; round++) {
        struct store_value v[] = {store_int(1), store_text(STR("a"))};

        OK(store_begin(s, &err));
        OK(store_fill_begin(s, &table, &err));
        OK(store_fill_row(s, v, &err));
        if (round == 0) {
            store_rollback(s);
            assert_int_equal(count_things(s), 0);
            continue;
        }
        assert_int_equal(store_fill_row(s, v, &err), ERR_CONFLICT);
        v[0] = store_int(2);
        OK(store_fill_row(s, v, &err));
        OK(store_fill_end(s, &err));
        OK(store_commit(s, &err));
    }
    assert_int_equal(count_things(s), 2);
    store_close(s);
    home_drop(&h);
}

/* What is known of a row, gathered by calls or asked for column by column, is the same; the next row's
 * replaces it. */
static void known_columns_are_gathered(void **state)
{
    struct home h = home_make();
    const struct store_known *known;
    struct store_known one[6];
    struct store_stmt *q;
    struct store *s;
    struct err err;
    bool row;

    (void)state;
    OK(store_open(h.path, STORE_CREATE, &s, &err));
    assert_true(store_gathers(s));
    OK(store_query(
        s,
        "SELECT a, b, c, d, e, f, liandong_gather(1, a, b, c), liandong_gather(4, d, e, f)"
        " FROM (SELECT 1 AS k, 7 AS a, NULL AS b, '甲' AS c, '' AS d, NULL AS e, -1 AS f"
        " UNION ALL SELECT 2, NULL, NULL, NULL, NULL, '乙丙', NULL"
        " UNION ALL SELECT 3, NULL, NULL, NULL, NULL, NULL, NULL)",
        &q, &err));
    OK(store_start(q, NULL, 0, &err));
    for (size_t want = 4;; want = want == 4) { /* 4, 1, 0 known columns */
        size_t n;

        OK(store_next(q, &row, &err));
        assert_true(row);
        n = store_columns_gathered(q, &known);
        assert_int_equal(n, want);
        assert_int_equal(store_columns_known(q, 0, 6, one), n);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(known[i].column, one[i].column + 1);
            assert_int_equal(known[i].is_text, one[i].is_text);
            assert_int_equal(known[i].num, one[i].num);
            assert_true(str_eq(known[i].text, one[i].text));
        }
        if (want == 0)
            break;
    }
    OK(store_next(q, &row, &err));
    assert_false(row);
    store_close(s);
    home_drop(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_are_called),
        cmocka_unit_test(tables_are_filled),
        cmocka_unit_test(opens_only_what_is_there),
        cmocka_unit_test(values_come_back),
        cmocka_unit_test(known_columns_are_gathered),
        cmocka_unit_test(transactions_are_whole),
        cmocka_unit_test(another_writer_is_busy),
        cmocka_unit_test(migrations_apply_once_in_order),
        cmocka_unit_test(a_changed_step_is_refused),
        cmocka_unit_test(triggers_refuse),
        cmocka_unit_test(every_fault_leaves_whole_transactions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
