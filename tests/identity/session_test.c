/* tests/identity/session_test.c - how long a login lasts, and what ends it. */
#include "identity_fixture.h"

static void an_idle_session_ends(void **state)
{
    struct bench at, *b = &at;
    struct identity_who who;

    (void)state;
    bench_make(b);
    b->now += b->account.session_idle - 1;
    assert_true(bench_seen(b, b->aud.secret, &who)); /* seen: the idle time starts anew */
    b->now += b->account.session_idle - 1;
    assert_true(bench_seen(b, b->aud.secret, &who));
    b->now += b->account.session_idle;
    assert_false(bench_seen(b, b->aud.secret, &who));
    bench_drop(b);
}

static void a_session_in_use_ends_at_last(void **state)
{
    struct bench at, *b = &at;
    struct identity_who who;
    struct person p;
    int64_t start;

    (void)state;
    bench_make(b);
    p = bench_add(b, "li.an", "李安", "mtg-amr");
    bench_login(b, &p);
    start = b->now;
    while (b->now + 600 < start + b->account.session_absolute) {
        b->now += 600;
        assert_true(bench_seen(b, p.secret, &who));
    }
    b->now = start + b->account.session_absolute;
    assert_false(bench_seen(b, p.secret, &who));
    bench_drop(b);
}

/* A page that listens by itself keeps nobody signed in, and is told when he is not. */
static void looking_is_no_use(void **state)
{
    struct bench at, *b = &at;
    struct identity_who who;
    bool found;

    (void)state;
    bench_make(b);
    assert_true(bench_seen(b, b->aud.secret, &who));
    for (int i = 0; i < 2; i++) {
        b->now += b->account.session_idle / 2 + i;
        OK(identity_session_peek(&b->id, b->aud.secret, AGENT, &b->arena, &who, &found, &b->err));
        assert_int_equal(found, i == 0);
    }
    assert_false(bench_seen(b, b->aud.secret, &who));
    OK(identity_session_peek(&b->id, b->sys.secret, STR("Thief/1.0"), &b->arena, &who, &found,
                             &b->err));
    assert_false(found);
    bench_drop(b);
}

/* Property: however requests come, a session lives exactly as long as each came within the idle time
 * of the last sighting that was kept, and all within the absolute time. */
static void sessions_follow_the_model(void **state)
{
    struct bench at, *b = &at;
    uint64_t seed = 7;

    (void)state;
    bench_make(b);
    for (int round = 0; round < 40; round++) {
        struct person p = {.login = b->aud.login, .password = b->aud.password, .totp = b->aud.totp};
        struct identity_who who;
        int64_t made, seen;
        bool alive = true;

        bench_login(b, &p);
        made = seen = b->now;
        for (int i = 0; i < 60 && alive; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            b->now += (int64_t)((seed >> 33) % (i % 7 == 0 ? 2400 : 900));
            alive = b->now - seen < b->account.session_idle &&
                    b->now - made < b->account.session_absolute;
            assert_int_equal(bench_seen(b, p.secret, &who), alive);
            if (alive && b->now - seen >= b->account.session_seen)
                seen = b->now;
        }
    }
    print_message("seed 7\n");
    bench_drop(b);
}

static void another_browser_ends_it_for_both(void **state)
{
    struct bench at, *b = &at;
    struct identity_who who;
    bool found = true;

    (void)state;
    bench_make(b);
    OK(identity_session_check(&b->id, b->aud.secret, STR("Other/2.0"), &b->arena, &who, &found,
                              &b->err));
    assert_false(found);
    assert_false(bench_seen(b, b->aud.secret, &who));
    assert_int_equal(bench_count(b, "session_stolen"), 1);
    bench_drop(b);
}

static void the_store_does_not_hold_the_secret(void **state)
{
    struct bench at, *b = &at;
    struct identity_who who;
    struct str secret, hash = STR_NULL;
    struct store_stmt *q;
    bool row = true;

    (void)state;
    bench_make(b);
    OK(store_query(b->store, "SELECT hash FROM identity_session ORDER BY id DESC LIMIT 1", &q,
                   &b->err));
    OK(store_start(q, NULL, 0, &b->err));
    OK(store_next(q, &row, &b->err));
    hash = str_dup(&b->arena, store_column_text(q, 0));
    store_end(q);
    assert_int_equal(hash.n, 64);
    assert_false(str_eq(hash, b->aud.secret));
    assert_false(bench_seen(b, hash, &who)); /* what the store holds opens nothing */
    secret = str_sub(b->aud.secret, 0, 63);
    assert_false(bench_seen(b, secret, &who));
    assert_false(bench_seen(b, STR(""), &who));
    bench_drop(b);
}

static void a_new_password_gives_the_session_a_new_secret(void **state)
{
    struct bench at, *b = &at;
    struct person p, other;
    struct str was;
    struct identity_who who;

    (void)state;
    bench_make(b);
    p = bench_person(b, "li.an", "李安", "mtg-amr");
    other = p;
    bench_login(b, &other); /* on another machine */
    was = p.secret;
    bench_password(b, &p, STR("bai-yun-shen-chu-9"));
    assert_false(bench_seen(b, was, &who));
    assert_false(bench_seen(b, other.secret, &who));
    assert_true(bench_seen(b, p.secret, &who));
    bench_drop(b);
}

static void one_ends_his_own(void **state)
{
    struct bench at, *b = &at;
    struct person p;
    struct identity_who who;

    (void)state;
    bench_make(b);
    p = bench_person(b, "li.an", "李安", "mtg-amr");
    OK(identity_session_end(&b->id, &p.who, p.who.session, &b->err));
    assert_false(bench_seen(b, p.secret, &who));
    assert_int_equal(identity_session_end(&b->id, &p.who, p.who.session, &b->err), ERR_NOT_FOUND);
    assert_int_equal(bench_count(b, "logout"), 1);
    bench_drop(b);
}

static void others_only_with_the_capability(void **state)
{
    struct bench at, *b = &at;
    struct person p;
    struct identity_who who;
    struct identity_sessions all;
    int64_t n = 0;

    (void)state;
    bench_make(b);
    p = bench_person(b, "li.an", "李安", "mtg-amr");
    bench_login(b, &p);
    assert_int_equal(identity_session_end(&b->id, &p.who, b->sec.who.session, &b->err),
                     ERR_FORBIDDEN);
    assert_int_equal(identity_session_end(&b->id, &b->sys.who, p.who.session, &b->err),
                     ERR_FORBIDDEN);
    OK(identity_session_list(&b->id, STR("li.an"), &b->arena, &all, &b->err));
    assert_int_equal(all.v.n, 2);
    OK(identity_session_end_all(&b->id, &b->sec.who, STR("li.an"), &n, &b->err));
    assert_int_equal(n, 2);
    assert_false(bench_seen(b, p.secret, &who));
    OK(identity_session_list(&b->id, STR("li.an"), &b->arena, &all, &b->err));
    assert_int_equal(all.v.n, 0);
    bench_drop(b);
}

static void a_suspended_person_has_no_session(void **state)
{
    struct bench at, *b = &at;
    struct person p;
    struct identity_who who;

    (void)state;
    bench_make(b);
    p = bench_person(b, "li.an", "李安", "mtg-amr");
    OK(identity_user_change(&b->id, &b->sys.who,
                            &(struct identity_change){p.login, IDENTITY_SUSPENDED, STR("借调")},
                            &b->err));
    assert_false(bench_seen(b, p.secret, &who));
    assert_int_equal(bench_try(b, &p, p.password, STR("")).outcome, IDENTITY_CLOSED);
    assert_int_equal(bench_try(b, &p, STR("wrong"), STR("")).outcome, IDENTITY_WRONG);
    OK(identity_user_change(&b->id, &b->sys.who,
                            &(struct identity_change){p.login, IDENTITY_ACTIVE, STR("")}, &b->err));
    bench_login(b, &p);
    bench_drop(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_idle_session_ends),
        cmocka_unit_test(a_session_in_use_ends_at_last),
        cmocka_unit_test(looking_is_no_use),
        cmocka_unit_test(sessions_follow_the_model),
        cmocka_unit_test(another_browser_ends_it_for_both),
        cmocka_unit_test(the_store_does_not_hold_the_secret),
        cmocka_unit_test(a_new_password_gives_the_session_a_new_secret),
        cmocka_unit_test(one_ends_his_own),
        cmocka_unit_test(others_only_with_the_capability),
        cmocka_unit_test(a_suspended_person_has_no_session),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
