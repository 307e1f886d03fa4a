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

static int64_t number(struct bench *b, struct store_stmt *q)
{
    int64_t n = 0;
    bool row;

    OK(store_start(q, NULL, 0, &b->err));
    OK(store_next(q, &row, &b->err));
    n = store_column_int(q, 0);
    store_end(q);
    return n;
}

#define COUNT(b, what)                                                             \
    __extension__({                                                                \
        struct store_stmt *q_;                                                     \
        OK(store_query((b)->store, "SELECT count(*) FROM " what, &q_, &(b)->err)); \
        number((b), q_);                                                           \
    })

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

/* Fails the 1st, 2nd, 3rd … call until the thing is done without reaching the fault. */
#define SWEEP(b, fault, action, whole)               \
    do {                                             \
        int64_t at_ = 1;                             \
        enum err_code rc_ = ERR_IO;                  \
                                                     \
        for (; rc_ != ERR_OK; at_++) {               \
            open_faulty((b), (fault));               \
            (fault)->fail_at = (fault)->calls + at_; \
            rc_ = (action);                          \
            (fault)->fail_at = 0;                    \
            assert_true(whole);                      \
            assert_true(at_ < 500);                  \
        }                                            \
        assert_true(at_ > 8);                        \
    } while (0)

static void every_fault_leaves_whole_changes(void **state)
{
    struct bench at, *b = &at;
    struct store_fault fault;

    (void)state;
    bench_make(b);
    SWEEP(b, &fault, try_add(b),
          COUNT(b, "identity_user WHERE login = 'li.an'") ==
                  COUNT(b, "audit_event WHERE what = 'user_add'") &&
              COUNT(b, "identity_user WHERE login = 'li.an'") ==
                  COUNT(b, "identity_password p"
                           " JOIN identity_user u ON u.id = p.user_id WHERE u.login = 'li.an'"));
    SWEEP(b, &fault, try_grant(b),
          COUNT(b, "identity_grant WHERE post = 'agency-head'") ==
              COUNT(b, "audit_event WHERE what = 'grant'"));
    b->account.lock_free = 1000; /* attempts that a fault cut off stay counted */
    SWEEP(b, &fault, try_login(b),
          COUNT(b, "audit_event WHERE what = 'login'") == COUNT(b, "identity_session"));
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
