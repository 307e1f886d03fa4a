/* tests/identity/grant_test.c - accounts and posts: who gives what to whom, and who may not. */
#include "identity_fixture.h"

static enum err_code grant(struct bench *b, const struct person *by, const char *login,
                           const char *post)
{
    return identity_grant(&b->id, &by->who, str_from(login), str_from(post), &b->err);
}

static enum err_code change(struct bench *b, const struct person *by, const char *login,
                            enum identity_state state)
{
    struct identity_change c = {str_from(login), state, STR("测试")};

    return identity_user_change(&b->id, &by->who, &c, &b->err);
}

static void a_post_gives_its_capabilities(void **state)
{
    struct bench at, *b = &at;
    struct person p;

    (void)state;
    bench_make(b);
    p = bench_person(b, "li.an", "李安", "mtg-amr");
    assert_false(actor_can(&p.who.actor, STR("批准移送")));
    OK(grant(b, &b->sec, "li.an", "执法机关负责人"));
    bench_login(b, &p);
    assert_true(actor_can(&p.who.actor, STR("批准移送")));
    OK(identity_revoke(&b->id, &b->sec.who, STR("li.an"), STR("agency-head"), &b->err));
    bench_login(b, &p);
    assert_false(actor_can(&p.who.actor, STR("批准移送")));
    assert_int_equal(bench_count(b, "grant"), 1);
    assert_int_equal(bench_count(b, "revoke"), 1);
    bench_drop(b);
}

static void a_change_of_posts_ends_the_sessions(void **state)
{
    struct bench at, *b = &at;
    struct identity_who who;
    struct person p;

    (void)state;
    bench_make(b);
    p = bench_person(b, "li.an", "李安", "mtg-amr");
    OK(grant(b, &b->sec, "li.an", "agency-head"));
    assert_false(bench_seen(b, p.secret, &who));
    bench_drop(b);
}

static void a_post_is_for_its_kind_of_organ(void **state)
{
    struct bench at, *b = &at;

    (void)state;
    bench_make(b);
    bench_add(b, "li.an", "李安", "mtg-amr");
    assert_int_equal(grant(b, &b->sec, "li.an", "police-head"), ERR_INVALID);
    assert_int_equal(grant(b, &b->sec, "li.an", "no-such-post"), ERR_NOT_FOUND);
    assert_non_null(strstr(b->err.zh, "post list"));
    assert_int_equal(grant(b, &b->sec, "li.an", "执法机关负责"), ERR_NOT_FOUND);
    assert_non_null(strstr(b->err.zh, "是否想写“执法机关负责人”"));
    assert_int_equal(grant(b, &b->sec, "nobody", "agency-head"), ERR_NOT_FOUND);
    OK(grant(b, &b->sec, "li.an", "agency-head"));
    assert_int_equal(grant(b, &b->sec, "li.an", "agency-head"), ERR_CONFLICT);
    bench_drop(b);
}

/* 三员分立 */
static void nobody_is_two_administrators(void **state)
{
    static const char *const post[] = {"system-admin", "security-admin", "audit-admin"};
    struct bench at, *b = &at;

    (void)state;
    bench_make(b);
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++) {
            const char *login = str_fmt(&b->arena, "user-%d%d", i, k).p;

            if (i == k)
                continue;
            bench_person(b, login, "某人", "mtg-justice");
            OK(grant(b, &b->sec, login, post[i]));
            assert_int_equal(grant(b, &b->sec, login, post[k]), ERR_CONFLICT);
            assert_non_null(strstr(b->err.zh, "三个人"));
            assert_non_null(strstr(b->err.zh, "GB/T 22239-2019"));
        }
    /* what is taken back makes room */
    OK(identity_revoke(&b->id, &b->sec.who, STR("user-01"), STR("system-admin"), &b->err));
    OK(grant(b, &b->sec, "user-01", "security-admin"));
    bench_drop(b);
}

/* Each administrator does his part and none of the others'. */
static void each_does_only_his_part(void **state)
{
    struct bench at, *b = &at;
    struct identity_user_new u = {STR("zhou.yi"), STR("周一"), STR("mtg-amr")};
    struct person *p[] = {&b->sys, &b->sec, &b->aud};
    struct str password;

    (void)state;
    bench_make(b);
    bench_add(b, "li.an", "李安", "mtg-amr");
    for (int i = 1; i < 3; i++) {
        assert_int_equal(identity_user_add(&b->id, &p[i]->who, &u, &b->arena, &password, &b->err),
                         ERR_FORBIDDEN);
        assert_non_null(strstr(b->err.zh, "用户管理"));
        assert_int_equal(change(b, p[i], "li.an", IDENTITY_SUSPENDED), ERR_FORBIDDEN);
        assert_int_equal(
            identity_user_reset(&b->id, &p[i]->who, STR("li.an"), &b->arena, &password, &b->err),
            ERR_FORBIDDEN);
        assert_int_equal(
            identity_user_move(&b->id, &p[i]->who, STR("li.an"), STR("mtg-police"), &b->err),
            ERR_FORBIDDEN);
    }
    for (int i = 0; i < 3; i += 2) {
        assert_int_equal(grant(b, p[i], "li.an", "agency-head"), ERR_FORBIDDEN);
        assert_non_null(strstr(b->err.zh, "授权管理"));
    }
    bench_drop(b);
}

static void nobody_changes_himself(void **state)
{
    struct bench at, *b = &at;

    (void)state;
    bench_make(b);
    assert_int_equal(grant(b, &b->sec, "qian.aq", "procurator"), ERR_FORBIDDEN);
    assert_int_equal(change(b, &b->sys, "zhao.xt", IDENTITY_SUSPENDED), ERR_FORBIDDEN);
    bench_drop(b);
}

static void the_last_administrator_stays(void **state)
{
    struct bench at, *b = &at;

    (void)state;
    bench_make(b);
    assert_int_equal(change(b, &b->sys, "sun.sj", IDENTITY_LEFT), ERR_CONFLICT);
    assert_non_null(strstr(b->err.zh, "最后一名审计管理员"));
    assert_int_equal(
        identity_revoke(&b->id, &b->sec.who, STR("sun.sj"), STR("audit-admin"), &b->err),
        ERR_CONFLICT);
    assert_int_equal(
        identity_user_move(&b->id, &b->sys.who, STR("sun.sj"), STR("mtg-amr"), &b->err),
        ERR_CONFLICT);
    bench_person(b, "li.an", "李安", "mtg-party-office");
    OK(grant(b, &b->sec, "li.an", "audit-admin"));
    OK(change(b, &b->sys, "sun.sj", IDENTITY_LEFT));
    assert_int_equal(change(b, &b->sys, "sun.sj", IDENTITY_ACTIVE), ERR_CONFLICT); /* for good */
    bench_drop(b);
}

static void a_login_name_is_used_once(void **state)
{
    static const char *const bad[] = {
        "",      "ab",    "1abc", "Li.An",
        "li an", "li'an", "李安", "abcdefghijklmnopqrstuvwxyz0123456789"};
    struct bench at, *b = &at;
    struct str password;

    (void)state;
    bench_make(b);
    bench_add(b, "li.an", "李安", "mtg-amr");
    OK(change(b, &b->sys, "li.an", IDENTITY_LEFT));
    assert_int_equal(
        identity_user_add(&b->id, &b->sys.who,
                          &(struct identity_user_new){STR("li.an"), STR("李岸"), STR("mtg-amr")},
                          &b->arena, &password, &b->err),
        ERR_CONFLICT);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct identity_user_new u = {str_from(bad[i]), STR("李安"), STR("mtg-amr")};

        assert_int_equal(identity_user_add(&b->id, &b->sys.who, &u, &b->arena, &password, &b->err),
                         ERR_INVALID);
    }
    bench_drop(b);
}

static void moving_takes_the_posts(void **state)
{
    struct bench at, *b = &at;
    struct person p;

    (void)state;
    bench_make(b);
    p = bench_person(b, "li.an", "李安", "mtg-amr");
    OK(grant(b, &b->sec, "li.an", "agency-head"));
    OK(identity_user_move(&b->id, &b->sys.who, STR("li.an"), STR("检察院.行政检察"), &b->err));
    bench_login(b, &p);
    assert_true(str_eq(p.who.actor.organ, STR("mtg-proc-administrative")));
    assert_true(str_eq(p.who.actor.whole, STR("mtg-procuratorate")));
    assert_int_equal(p.who.actor.ncapability, 0);
    bench_drop(b);
}

/* Who must first set a password or a second factor administers nothing. */
static void limits_come_first(void **state)
{
    struct bench at, *b = &at;
    struct person p;

    (void)state;
    bench_make(b);
    p = bench_person(b, "wu.er", "吴二", "mtg-justice");
    bench_add(b, "li.an", "李安", "mtg-amr");
    OK(grant(b, &b->sec, "wu.er", "system-admin"));
    OK(identity_user_reset(&b->id, &b->sys.who, p.login, &b->arena, &p.password, &b->err));
    bench_login(b, &p);
    assert_int_equal(p.who.limits, IDENTITY_MUST_CHANGE | IDENTITY_MUST_ENROL);
    assert_int_equal(change(b, &p, "li.an", IDENTITY_SUSPENDED), ERR_FORBIDDEN);
    assert_non_null(strstr(b->err.zh, "修改口令"));
    bench_password(b, &p, STR("bai-yun-shen-chu-1"));
    assert_int_equal(change(b, &p, "li.an", IDENTITY_SUSPENDED), ERR_FORBIDDEN);
    assert_non_null(strstr(b->err.zh, "动态口令"));
    bench_enrol(b, &p);
    OK(change(b, &p, "li.an", IDENTITY_SUSPENDED));
    bench_drop(b);
}

/* The system administrator knows the temporary password: with it he could be another of the three. */
static void a_temporary_password_makes_no_administrator(void **state)
{
    struct bench at, *b = &at;
    struct person p;

    (void)state;
    bench_make(b);
    p = bench_add(b, "wu.er", "吴二", "mtg-justice");
    assert_int_equal(grant(b, &b->sec, "wu.er", "security-admin"), ERR_CONFLICT);
    assert_non_null(strstr(b->err.zh, "临时口令"));
    OK(grant(b, &b->sec, "wu.er", "justice-officer")); /* no administrator's */
    bench_login(b, &p);
    bench_password(b, &p, STR("bai-yun-shen-chu-1"));
    OK(grant(b, &b->sec, "wu.er", "security-admin"));
    bench_drop(b);
}

/* No name of a person is in an error or an event. */
static void names_stay_out_of_logs(void **state)
{
    struct bench at, *b = &at;
    struct registry_events all;
    struct registry_event_filter f = {0};

    (void)state;
    bench_make(b);
    bench_add(b, "li.an", "李安", "mtg-amr");
    OK(registry_event_list(b->store, &f, &b->arena, &all, &b->err));
    assert_true(all.v.n > 10);
    for (size_t i = 0; i < all.v.n; i++) {
        const struct registry_event *e = &all.v.at[i];

        assert_false(str_has(e->subject, STR("李安")) || str_has(e->detail, STR("李安")) ||
                     str_has(e->actor, STR("赵系统")));
    }
    assert_true(str_eq(identity_name_masked(&b->arena, STR("李安")), STR("李**")));
    assert_true(str_eq(identity_name_masked(&b->arena, STR("")), STR("")));
    bench_drop(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_post_gives_its_capabilities),
        cmocka_unit_test(a_change_of_posts_ends_the_sessions),
        cmocka_unit_test(a_post_is_for_its_kind_of_organ),
        cmocka_unit_test(nobody_is_two_administrators),
        cmocka_unit_test(each_does_only_his_part),
        cmocka_unit_test(nobody_changes_himself),
        cmocka_unit_test(the_last_administrator_stays),
        cmocka_unit_test(a_login_name_is_used_once),
        cmocka_unit_test(moving_takes_the_posts),
        cmocka_unit_test(limits_come_first),
        cmocka_unit_test(a_temporary_password_makes_no_administrator),
        cmocka_unit_test(names_stay_out_of_logs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
