/* tests/identity/fault_test.c - whatever call of the store fails, what is done to an account is there with its audit
 * event and its leaf, or not at all. */
#include "identity_fixture.h"
#include "store/fault.h"

static int64_t covered; /* how often the hook of the ledger ran */

static enum err_code count_cover(struct store *s, struct err *err)
{
    (void)s;
    (void)err;
    covered++;
    return ERR_OK;
}

static enum err_code refuse_cover(struct store *s, struct err *err)
{
    (void)s;
    return err_set(err, ERR_IO, "no leaf");
}

/* Opens the bench's store again through the driver that fails. */
static void open_faulty(struct bench *b, struct store_fault *fault)
{
    store_close(b->store);
    *fault = (struct store_fault){.below = &store_sqlite, .code = ERR_IO};
    OK(store_open_with((struct store_backend){&store_faulty, fault}, b->home.path, 0, &b->store,
                       &b->err));
    b->id.store = b->store;
}

static int64_t count(struct bench *b, struct str sql)
{
    struct store_stmt *q;
    int64_t n = 0;
    bool row;

    OK(store_prepare_literal_(b->store, sql, &q, &b->err));
    OK(store_start(q, NULL, 0, &b->err));
    OK(store_next(q, &row, &b->err));
    n = store_column_int(q, 0);
    store_end(q);
    return n;
}

#define COUNT(b, what) count((b), STR("SELECT count(*) FROM " what))

static enum err_code try_add(struct bench *b)
{
    struct identity_user_new u = {STR("li.an"), STR("李安"), STR("mtg-amr")};
    struct str password;

    return identity_user_add(&b->id, &b->sys.who, &u, &b->arena, &password, &b->err);
}

static enum err_code try_grant(struct bench *b)
{
    return identity_grant(&b->id, &b->sec.who, STR("li.an"), STR("agency-head"), &b->err);
}

static enum err_code try_login(struct bench *b)
{
    struct identity_attempt t = {.login = b->aud.login, .password = b->aud.password};
    struct identity_reply r;

    b->now += 60;
    t.code = bench_code(b, b->aud.totp);
    return identity_login(&b->id, &t, &b->arena, &r, &b->err);
}

static bool add_is_whole(struct bench *b)
{
    int64_t users = COUNT(b, "identity_user WHERE login = 'li.an'");

    return users == COUNT(b, "audit_event WHERE what = 'user_add'") &&
           users == COUNT(b, "identity_password p JOIN identity_user u ON u.id = p.user_id"
                             " WHERE u.login = 'li.an'");
}

static bool grant_is_whole(struct bench *b)
{
    return COUNT(b, "identity_grant WHERE post = 'agency-head'") ==
           COUNT(b, "audit_event WHERE what = 'grant'");
}

static bool login_is_whole(struct bench *b)
{
    return COUNT(b, "audit_event WHERE what = 'login'") == COUNT(b, "identity_session");
}

/* Fails the 1st, 2nd, 3rd … call until the thing is done without reaching the fault. */
static void sweep(struct bench *b, enum err_code (*act)(struct bench *b),
                  bool (*is_whole)(struct bench *b))
{
    static struct store_fault fault; /* outlives the store, which the bench closes */
    enum err_code rc = ERR_IO;
    int64_t at;

    for (at = 1; rc != ERR_OK && at < 500; at++) {
        open_faulty(b, &fault);
        fault.fail_at = fault.calls + at;
        rc = act(b);
        fault.fail_at = 0;
        assert_true(is_whole(b));
    }
    print_message("%lld calls\n", (long long)at);
    assert_in_range(at, 9, 499);
}

static void every_fault_leaves_whole_changes(void **state)
{
    struct bench at, *b = &at;

    (void)state;
    bench_make(b);
    sweep(b, try_add, add_is_whole);
    sweep(b, try_grant, grant_is_whole);
    b->account.lock_free = 1000; /* attempts that a fault cut off stay counted */
    sweep(b, try_login, login_is_whole);
    bench_drop(b);
}

static void no_change_without_its_leaf(void **state)
{
    struct bench at, *b = &at;

    (void)state;
    bench_make(b);
    b->id.cover = refuse_cover;
    assert_int_equal(try_add(b), ERR_IO);
    assert_int_equal(COUNT(b, "identity_user WHERE login = 'li.an'"), 0);
    assert_int_equal(COUNT(b, "audit_event WHERE what = 'user_add'"), 0);
    covered = 0;
    b->id.cover = count_cover;
    OK(try_add(b));
    OK(try_grant(b));
    assert_int_equal(covered, 2);
    bench_drop(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_leaves_whole_changes),
        cmocka_unit_test(no_change_without_its_leaf),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
