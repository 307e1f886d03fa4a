/* tests/identity/login_test.c - coming in, being refused, waiting. */
#include "identity/lock.h"
#include "identity/password.h"
#include "identity_fixture.h"

static enum identity_outcome attempt(struct bench *b, const char *login, const char *password)
{
    struct person p = {.login = str_from(login)};

    return bench_try(b, &p, str_from(password), STR("")).outcome;
}

static void a_right_password_lets_in(void **state)
{
    struct bench at, *b = &at;
    struct person p;
    struct identity_who who;

    (void)state;
    bench_make(b);
    p = bench_add(b, "li.an", "李安", "mtg-amr");
    bench_login(b, &p);
    assert_int_equal(p.secret.n, SESSION_SECRET);
    assert_int_equal(p.who.limits, IDENTITY_MUST_CHANGE); /* first login */
    assert_true(bench_seen(b, p.secret, &who));
    assert_true(str_eq(who.login, STR("li.an")));
    assert_true(str_eq(who.actor.organ, STR("mtg-amr")));
    bench_password(b, &p, STR("qing-quan-shi-shang-liu-8"));
    assert_int_equal(p.who.limits, 0);
    assert_int_equal(attempt(b, "li.an", "qing-quan-shi-shang-liu-8"), IDENTITY_IN);
    assert_true(bench_count(b, "login") >= 5);
    bench_drop(b);
}

static void a_wrong_one_does_not(void **state)
{
    struct bench at, *b = &at;

    (void)state;
    bench_make(b);
    bench_person(b, "li.an", "李安", "mtg-amr");
    assert_int_equal(attempt(b, "li.an", "qing-quan-shi-shang-liu-9"), IDENTITY_WRONG);
    assert_int_equal(attempt(b, "li.an", ""), IDENTITY_WRONG);
    assert_int_equal(attempt(b, "nobody", "qing-quan-shi-shang-liu-8"), IDENTITY_WRONG);
    assert_int_equal(attempt(b, "Not A Login ' OR 1=1", "x"), IDENTITY_WRONG);
    assert_int_equal(bench_count(b, "login_refused"), 4);
    bench_drop(b);
}

/* What was typed into the wrong field is kept nowhere. */
static void unknown_names_are_not_kept(void **state)
{
    struct bench at, *b = &at;
    struct registry_event_filter f = {.what = STR("login_refused")};
    struct registry_events all;

    (void)state;
    bench_make(b);
    assert_int_equal(attempt(b, "my-secret-password", "x"), IDENTITY_WRONG);
    OK(registry_event_list(b->store, &f, &b->arena, &all, &b->err));
    assert_int_equal(all.v.n, 1);
    assert_int_equal(all.v.at[0].subject.n, 0);
    bench_drop(b);
}

static void the_wait_doubles_up_to_its_limit(void **state)
{
    struct law_account a = {.lock_free = 5,
                            .lock_source = 30,
                            .lock_first = 30,
                            .lock_most = 900,
                            .lock_forget = 86400};
    const int64_t want[] = {0, 0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900};

    (void)state;
    for (int64_t n = 0; n < 13; n++)
        assert_int_equal(lock_wait(&a, LOCK_ACCOUNT, n), want[n]);
    assert_int_equal(lock_wait(&a, LOCK_ACCOUNT, INT64_MAX), 900);
    assert_int_equal(lock_wait(&a, LOCK_SOURCE, 30), 0);
    assert_int_equal(lock_wait(&a, LOCK_SOURCE, 31), 30);
}

static void too_many_failures_lock_the_account(void **state)
{
    struct bench at, *b = &at;
    struct person p;
    struct identity_reply r;

    (void)state;
    bench_make(b);
    p = bench_person(b, "li.an", "李安", "mtg-amr");
    for (int i = 0; i < 6; i++)
        assert_int_equal(attempt(b, "li.an", "wrong"), IDENTITY_WRONG);
    r = bench_try(b, &p, p.password, STR(""));
    assert_int_equal(r.outcome, IDENTITY_LOCKED); /* also for the right one */
    assert_int_equal(r.wait, 30);
    b->now += 29;
    assert_int_equal(bench_try(b, &p, p.password, STR("")).outcome, IDENTITY_LOCKED);
    b->now += 1;
    assert_int_equal(bench_try(b, &p, p.password, STR("")).outcome, IDENTITY_IN);
    assert_int_equal(attempt(b, "li.an", "wrong"), IDENTITY_WRONG); /* all is forgotten */
    bench_drop(b);
}

/* The same answers for a name that nobody has. */
static void an_unknown_name_locks_alike(void **state)
{
    struct bench at, *b = &at;

    (void)state;
    bench_make(b);
    for (int i = 0; i < 6; i++)
        assert_int_equal(attempt(b, "nobody", "wrong"), IDENTITY_WRONG);
    assert_int_equal(attempt(b, "nobody", "wrong"), IDENTITY_LOCKED);
    bench_drop(b);
}

static void a_source_that_tries_many_names_waits(void **state)
{
    struct bench at, *b = &at;
    struct person p;
    int in = 0;

    (void)state;
    bench_make(b);
    p = bench_person(b, "li.an", "李安", "mtg-amr");
    for (int i = 0; i < 31; i++)
        in += attempt(b, str_fmt(&b->arena, "name%d", i).p, "spray-2026") == IDENTITY_WRONG;
    assert_int_equal(in, 31);
    assert_int_equal(bench_try(b, &p, p.password, STR("")).outcome, IDENTITY_LOCKED);
    b->now += 30;
    assert_int_equal(bench_try(b, &p, p.password, STR("")).outcome, IDENTITY_IN);
    /* one right login does not wash the source clean */
    assert_int_equal(attempt(b, "name99", "spray-2026"), IDENTITY_WRONG);
    assert_int_equal(attempt(b, "name98", "spray-2026"), IDENTITY_LOCKED);
    bench_drop(b);
}

/* Property: whatever is tried when, in any hour no more attempts on one account are judged than the
 * free ones and those that the doubling wait lets through. */
static void guesses_are_few(void **state)
{
    struct bench at, *b = &at;
    uint64_t seed = 20261125;
    int judged = 0;
    int64_t start;

    (void)state;
    bench_make(b);
    bench_person(b, "li.an", "李安", "mtg-amr");
    start = b->now;
    while (b->now < start + 3600) {
        judged += attempt(b, "li.an", "guess") == IDENTITY_WRONG;
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        b->now += (int64_t)(seed >> 60); /* 0 to 15 seconds */
    }
    print_message("seed 20261125: %d judged\n", judged);
    /* 5 free, the sixth, then 30 60 120 240 480 900 900 … seconds apart: 2730 for six, 3630 for 7 */
    assert_in_range(judged, 6, 13);
    bench_drop(b);
}

static void a_temporary_password_gets_old(void **state)
{
    struct bench at, *b = &at;
    struct person p;

    (void)state;
    bench_make(b);
    p = bench_add(b, "li.an", "李安", "mtg-amr");
    b->now += b->account.password_temp_age - 1;
    assert_int_equal(bench_try(b, &p, p.password, STR("")).outcome, IDENTITY_IN);
    b->now += 1;
    assert_int_equal(bench_try(b, &p, p.password, STR("")).outcome, IDENTITY_EXPIRED);
    bench_login(b, &b->sys); /* time has passed: his session is over */
    OK(identity_user_reset(&b->id, &b->sys.who, p.login, &b->arena, &p.password, &b->err));
    assert_int_equal(bench_try(b, &p, p.password, STR("")).outcome, IDENTITY_IN);
    bench_drop(b);
}

static void a_password_gets_old(void **state)
{
    struct bench at, *b = &at;
    struct person p;

    (void)state;
    bench_make(b);
    p = bench_person(b, "li.an", "李安", "mtg-amr");
    b->now += b->account.password_age - 1 - 60;
    bench_login(b, &p);
    assert_int_equal(p.who.limits, 0);
    bench_login(b, &p);
    assert_int_equal(p.who.limits, IDENTITY_MUST_CHANGE);
    bench_drop(b);
}

static void former_passwords_are_not_taken(void **state)
{
    struct bench at, *b = &at;
    struct person p;
    struct identity_password_change c;
    struct str secret;

    (void)state;
    bench_make(b);
    p = bench_person(b, "li.an", "李安", "mtg-amr");
    for (int i = 1; i < 5; i++)
        bench_password(b, &p, str_fmt(&b->arena, "bai-yun-shen-chu-%d", i));
    c = (struct identity_password_change){p.password, STR("qing-quan-shi-shang-liu-8")};
    assert_int_equal(identity_password_set(&b->id, &p.who, &c, &b->arena, &secret, &b->err),
                     ERR_CONFLICT); /* the fifth from the end */
    bench_password(b, &p, STR("bai-yun-shen-chu-5"));
    bench_password(b, &p, STR("qing-quan-shi-shang-liu-8")); /* the sixth */
    bench_drop(b);
}

/* A stolen session must not be a way to guess the password. */
static void changing_needs_the_old_one_and_is_counted(void **state)
{
    struct bench at, *b = &at;
    struct person p;
    struct identity_password_change c = {STR("guess"), STR("bai-yun-shen-chu-7")};
    struct str secret;

    (void)state;
    bench_make(b);
    p = bench_person(b, "li.an", "李安", "mtg-amr");
    for (int i = 0; i < 6; i++) {
        assert_int_equal(identity_password_set(&b->id, &p.who, &c, &b->arena, &secret, &b->err),
                         ERR_FORBIDDEN);
        assert_non_null(strstr(b->err.zh, "原口令不对"));
    }
    c.had = p.password;
    assert_int_equal(identity_password_set(&b->id, &p.who, &c, &b->arena, &secret, &b->err),
                     ERR_FORBIDDEN);
    assert_non_null(strstr(b->err.zh, "秒后再试"));
    assert_int_equal(bench_count(b, "password_refused"), 6);
    bench_drop(b);
}

static void a_hash_of_older_rules_is_made_anew(void **state)
{
    struct bench at, *b = &at;
    struct person p;
    struct store_stmt *q;
    bool row;

    (void)state;
    bench_make(b);
    p = bench_person(b, "li.an", "李安", "mtg-amr");
    b->account.hash_passes = 2;
    bench_login(b, &p);
    OK(store_query(b->store,
                   "SELECT count(*) FROM identity_password p JOIN identity_user u"
                   " ON u.id = p.user_id WHERE u.login = 'li.an' AND p.hash LIKE '%t=2,%'",
                   &q, &b->err));
    OK(store_start(q, NULL, 0, &b->err));
    OK(store_next(q, &row, &b->err));
    assert_int_equal(store_column_int(q, 0), 1);
    store_end(q);
    bench_login(b, &p);
    bench_drop(b);
}

/* A password beyond any limit is refused, and not sooner for a name that somebody has. */
static void an_endless_password_is_wrong(void **state)
{
    struct bench at, *b = &at;
    char big[PASSWORD_MAX_BYTES + 100];
    struct person p;

    (void)state;
    bench_make(b);
    p = bench_person(b, "li.an", "李安", "mtg-amr");
    memset(big, 'x', sizeof(big));
    memcpy(big, p.password.p, p.password.n);
    assert_int_equal(bench_try(b, &p, (struct str){big, sizeof(big)}, STR("")).outcome,
                     IDENTITY_WRONG);
    p.login = STR("nobody");
    assert_int_equal(bench_try(b, &p, (struct str){big, sizeof(big)}, STR("")).outcome,
                     IDENTITY_WRONG);
    bench_drop(b);
}

static int64_t rows(struct bench *b, const char *table)
{
    struct store_stmt *q;
    bool row;
    int64_t n;

    if (strcmp(table, "lock") == 0)
        OK(store_query(b->store, "SELECT count(*) FROM identity_lock", &q, &b->err));
    else
        OK(store_query(b->store, "SELECT count(*) FROM identity_session", &q, &b->err));
    OK(store_start(q, NULL, 0, &b->err));
    OK(store_next(q, &row, &b->err));
    n = store_column_int(q, 0);
    store_end(q);
    return n;
}

/* What is over goes with the next login: neither guessed names nor old sessions pile up. */
static void the_tables_do_not_grow_for_ever(void **state)
{
    struct bench at, *b = &at;
    struct person p;

    (void)state;
    bench_make(b);
    p = bench_person(b, "li.an", "李安", "mtg-amr");
    for (int i = 0; i < 20; i++)
        (void)attempt(b, str_fmt(&b->arena, "name%d", i).p, "spray-2026");
    assert_true(rows(b, "lock") >= 20);
    b->now += b->account.lock_forget;
    bench_login(b, &p);
    assert_in_range(rows(b, "lock"), 0, 2);
    for (int i = 0; i < 10; i++) {
        b->now += b->account.session_absolute;
        bench_login(b, &p);
    }
    assert_int_equal(rows(b, "session"), 4); /* one for each of the three, and his last */
    bench_drop(b);
}

/* The same work is done for a name that nobody has: with hashing made slow, both take as long. */
static void an_unknown_name_takes_as_long(void **state)
{
    struct bench at, *b = &at;
    int64_t known = INT64_MAX, unknown = INT64_MAX;

    (void)state;
    bench_make(b);
    b->account.hash_memory = 16384;
    bench_person(b, "li.an", "李安", "mtg-amr");
    for (int i = 0; i < 5; i++) {
        int64_t t0 = clock_elapsed_ns(), t1, t2;

        assert_int_equal(attempt(b, "li.an", "wrong"), IDENTITY_WRONG);
        t1 = clock_elapsed_ns();
        assert_int_equal(attempt(b, "nobody", "wrong"), IDENTITY_WRONG);
        t2 = clock_elapsed_ns();
        known = t1 - t0 < known ? t1 - t0 : known;
        unknown = t2 - t1 < unknown ? t2 - t1 : unknown;
    }
    print_message("known %lld us, unknown %lld us\n", (long long)known / 1000,
                  (long long)unknown / 1000);
    assert_true(unknown * 2 > known && known * 2 > unknown);
    bench_drop(b);
}

static void a_command_leaves_no_session(void **state)
{
    struct bench at, *b = &at;
    struct person p;
    struct identity_attempt t;
    struct identity_reply r;
    struct identity_sessions all;

    (void)state;
    bench_make(b);
    p = bench_add(b, "li.an", "李安", "mtg-amr");
    t = (struct identity_attempt){.login = p.login, .password = p.password, .no_session = true};
    OK(identity_login(&b->id, &t, &b->arena, &r, &b->err));
    assert_int_equal(r.outcome, IDENTITY_IN);
    assert_int_equal(r.secret.n, 0);
    OK(identity_session_list(&b->id, p.login, &b->arena, &all, &b->err));
    assert_int_equal(all.v.n, 0);
    bench_drop(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_right_password_lets_in),
        cmocka_unit_test(a_wrong_one_does_not),
        cmocka_unit_test(unknown_names_are_not_kept),
        cmocka_unit_test(the_wait_doubles_up_to_its_limit),
        cmocka_unit_test(too_many_failures_lock_the_account),
        cmocka_unit_test(an_unknown_name_locks_alike),
        cmocka_unit_test(a_source_that_tries_many_names_waits),
        cmocka_unit_test(guesses_are_few),
        cmocka_unit_test(a_temporary_password_gets_old),
        cmocka_unit_test(a_password_gets_old),
        cmocka_unit_test(former_passwords_are_not_taken),
        cmocka_unit_test(changing_needs_the_old_one_and_is_counted),
        cmocka_unit_test(a_hash_of_older_rules_is_made_anew),
        cmocka_unit_test(an_endless_password_is_wrong),
        cmocka_unit_test(the_tables_do_not_grow_for_ever),
        cmocka_unit_test(an_unknown_name_takes_as_long),
        cmocka_unit_test(a_command_leaves_no_session),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
