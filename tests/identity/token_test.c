/* tests/identity/token_test.c - tokens of systems; unmasking, receipts, audit. */
#include "identity/audit.h"
#include "identity/token.h"
#include "identity_fixture.h"

static const struct str import_scope[] = {STR_INIT("数据导入")};

static struct identity_token_new one(struct bench *b)
{
    return (struct identity_token_new){.name = STR("执法平台"),
                                       .organ = STR("mtg-amr"),
                                       .scope = import_scope,
                                       .nscope = 1,
                                       .ends_at = b->now + 30 * 86400};
}

static struct str create(struct bench *b)
{
    struct identity_token_new t = one(b);
    struct str token = STR("");

    OK(identity_token_create(&b->id, &b->sec.who, &t, &b->arena, &token, &b->err));
    return token;
}

static bool seen(struct bench *b, struct str token, struct identity_who *ret)
{
    bool found = false;

    OK(identity_token_check(&b->id, token, &b->arena, ret, &found, &b->err));
    return found;
}

static void a_token_acts_for_its_organ(void **state)
{
    struct bench at, *b = &at;
    struct identity_who who;
    struct str token;

    (void)state;
    bench_make(b);
    token = create(b);
    assert_true(str_starts(token, STR("ldk_")));
    assert_true(identity_token_fits(token));
    assert_true(seen(b, token, &who));
    assert_int_equal(who.user, 0);
    assert_true(str_eq(who.actor.organ, STR("mtg-amr")));
    assert_true(actor_can(&who.actor, STR("数据导入")));
    assert_false(actor_can(&who.actor, STR("批准移送")));
    bench_drop(b);
}

static void a_typo_is_known_without_the_store(void **state)
{
    struct bench at, *b = &at;
    struct identity_who who;
    struct str token;
    char bad[128];

    (void)state;
    bench_make(b);
    token = create(b);
    for (size_t i = 0; i < token.n; i++) {
        memcpy(bad, token.p, token.n);
        bad[i] = bad[i] == '0' ? '1' : '0';
        assert_false(identity_token_fits((struct str){bad, token.n}));
        assert_false(identity_token_fits(str_sub(token, 0, i)));
    }
    assert_false(seen(b, STR("ldk_"), &who));
    bench_drop(b);
}

static void a_token_ends(void **state)
{
    struct bench at, *b = &at;
    struct identity_tokens all;
    struct identity_who who;
    struct str token, other;

    (void)state;
    bench_make(b);
    token = create(b);
    other = create(b);
    assert_int_equal(identity_token_revoke(&b->id, &b->sys.who, str_sub(token, 0, 12), &b->err),
                     ERR_FORBIDDEN);
    OK(identity_token_revoke(&b->id, &b->sec.who, str_sub(token, 0, 12), &b->err));
    assert_false(seen(b, token, &who));
    assert_int_equal(identity_token_revoke(&b->id, &b->sec.who, token, &b->err), ERR_NOT_FOUND);
    assert_true(seen(b, other, &who));
    OK(identity_token_list(b->store, &b->arena, &all, &b->err));
    assert_int_equal(all.v.n, 2);
    assert_int_equal(all.v.at[0].revoked_at, 0);
    assert_int_equal(all.v.at[0].used_at, b->now);
    assert_int_equal(all.v.at[1].revoked_at, b->now);
    assert_true(str_eq(all.v.at[1].scopes, STR("数据导入")));
    b->now += 30 * 86400;
    assert_false(seen(b, other, &who));
    bench_drop(b);
}

static enum err_code create_as(struct bench *b, const struct person *by,
                               struct identity_token_new t)
{
    struct str token;

    return identity_token_create(&b->id, &by->who, &t, &b->arena, &token, &b->err);
}

static void what_a_system_may_not_have(void **state)
{
    static const char *const never[] = {"用户管理", "授权管理", "审计查看", "查看个人信息",
                                        "立案审批" /* not an agency's */};
    struct bench at, *b = &at;
    struct identity_token_new t;

    (void)state;
    bench_make(b);
    for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++) {
        struct str scope = str_from(never[i]);

        t = one(b);
        t.scope = &scope;
        assert_int_equal(create_as(b, &b->sec, t), ERR_INVALID);
    }
    assert_int_equal(create_as(b, &b->sys, one(b)), ERR_FORBIDDEN);
    t = one(b);
    t.ends_at = b->now;
    assert_int_equal(create_as(b, &b->sec, t), ERR_INVALID);
    t.ends_at = b->now + b->account.token_age + 1;
    assert_int_equal(create_as(b, &b->sec, t), ERR_INVALID);
    t = one(b);
    t.name = STR("  ");
    assert_int_equal(create_as(b, &b->sec, t), ERR_INVALID);
    t = one(b);
    t.nscope = 0;
    assert_int_equal(create_as(b, &b->sec, t), ERR_INVALID);
    t = one(b);
    t.organ = STR("没有的机关");
    assert_int_equal(create_as(b, &b->sec, t), ERR_NOT_FOUND);
    bench_drop(b);
}

/* ---- unmasking ---- */

static struct identity_unmask look(void)
{
    return (struct identity_unmask){.dataset = STR("penalty"),
                                    .record = 17,
                                    .field = STR("当事人名称"),
                                    .holder = STR("mtg-amr"),
                                    .purpose = STR("核对被移送人身份")};
}

static void unmasking_needs_capability_and_purpose(void **state)
{
    struct bench at, *b = &at;
    struct identity_unmask u = look();
    struct person p;

    (void)state;
    bench_make(b);
    p = bench_person(b, "li.an", "李安", "mtg-procuratorate");
    assert_int_equal(identity_unmask(&b->id, &p.who, &u, &b->err), ERR_FORBIDDEN);
    OK(identity_grant(&b->id, &b->sec.who, p.login, STR("personal-data"), &b->err));
    bench_login(b, &p);
    u.purpose = STR("看看 ");
    assert_int_equal(identity_unmask(&b->id, &p.who, &u, &b->err), ERR_INVALID);
    assert_int_equal(bench_count(b, "unmask"), 0);
    u = look();
    OK(identity_unmask(&b->id, &p.who, &u, &b->err));
    assert_int_equal(bench_count(b, "unmask"), 1);
    bench_drop(b);
}

/* An agency's people see what is in their own organ's records, and no further. */
static void ones_own_organ_only(void **state)
{
    struct bench at, *b = &at;
    struct identity_unmask u = look();
    struct person p;

    (void)state;
    bench_make(b);
    p = bench_person(b, "li.an", "李安", "mtg-amr");
    assert_int_equal(identity_grant(&b->id, &b->sec.who, p.login, STR("personal-data"), &b->err),
                     ERR_INVALID);
    OK(identity_grant(&b->id, &b->sec.who, p.login, STR("own-personal-data"), &b->err));
    bench_login(b, &p);
    OK(identity_unmask(&b->id, &p.who, &u, &b->err));
    u.holder = STR("mtg-civil");
    assert_int_equal(identity_unmask(&b->id, &p.who, &u, &b->err), ERR_FORBIDDEN);
    u.holder = STR("");
    assert_int_equal(identity_unmask(&b->id, &p.who, &u, &b->err), ERR_FORBIDDEN);
    assert_int_equal(bench_count(b, "unmask"), 1);
    bench_drop(b);
}

static size_t receipts(struct bench *b, const struct person *p)
{
    struct registry_event_filter f = {.organ = STR("mtg-police"), .what = STR("login")};
    struct registry_events all;

    OK(identity_receipts(&b->id, &p->who, &f, &b->arena, &all, &b->err));
    for (size_t i = 0; i < all.v.n; i++) {
        assert_true(str_eq(all.v.at[i].what, STR("unmask")));
        assert_true(str_eq(all.v.at[i].object, STR("penalty:17:当事人名称")));
        assert_true(str_eq(all.v.at[i].purpose, STR("核对被移送人身份")));
        assert_true(str_eq(all.v.at[i].actor, STR("li.an")));
    }
    return all.v.n;
}

/* The organ whose record it is and the organ of whoever looked see the receipt; no other does. */
static void receipts_are_for_the_organs_concerned(void **state)
{
    struct bench at, *b = &at;
    struct identity_unmask u = look();
    struct person looks, holds, other;

    (void)state;
    bench_make(b);
    looks = bench_person(b, "li.an", "李安", "检察院.行政检察");
    holds = bench_person(b, "wang.er", "王二", "mtg-amr");
    other = bench_person(b, "wu.san", "吴三", "mtg-police");
    OK(identity_grant(&b->id, &b->sec.who, looks.login, STR("personal-data"), &b->err));
    bench_login(b, &looks);
    OK(identity_unmask(&b->id, &looks.who, &u, &b->err));
    assert_int_equal(receipts(b, &looks), 1);
    assert_int_equal(receipts(b, &holds), 1);
    assert_int_equal(receipts(b, &other), 0);
    bench_drop(b);
}

static void the_audit_administrator_reads_all(void **state)
{
    struct bench at, *b = &at;
    struct registry_event_filter f = {.what = STR("user_add")};
    struct registry_events all;

    (void)state;
    bench_make(b);
    bench_add(b, "li.an", "李安", "mtg-amr");
    assert_int_equal(identity_audit(&b->id, &b->sys.who, &f, &b->arena, &all, &b->err),
                     ERR_FORBIDDEN);
    assert_int_equal(identity_audit(&b->id, &b->sec.who, &f, &b->arena, &all, &b->err),
                     ERR_FORBIDDEN);
    OK(identity_audit(&b->id, &b->aud.who, &f, &b->arena, &all, &b->err));
    assert_int_equal(all.v.n, 1);
    assert_true(str_eq(all.v.at[0].actor, STR("zhao.xt")));
    assert_true(str_eq(all.v.at[0].subject, STR("li.an")));
    assert_true(str_eq(all.v.at[0].holder, STR("mtg-amr")));
    assert_int_equal(bench_count(b, "audit_read"), 1);
    assert_true(str_eq(identity_event_zh(STR("user_add")), STR("建立账户")));
    assert_true(str_eq(identity_event_zh(STR("something")), STR("something")));
    bench_drop(b);
}

/* Every event that the tests above make has a Chinese name. */
static void every_event_has_a_name(void **state)
{
    struct bench at, *b = &at;
    struct registry_event_filter f = {0};
    struct registry_events all;

    (void)state;
    bench_make(b);
    (void)create(b);
    bench_person(b, "li.an", "李安", "mtg-amr");
    OK(registry_event_list(b->store, &f, &b->arena, &all, &b->err));
    for (size_t i = 0; i < all.v.n; i++)
        assert_false(str_eq(identity_event_zh(all.v.at[i].what), all.v.at[i].what));
    bench_drop(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_acts_for_its_organ),
        cmocka_unit_test(a_typo_is_known_without_the_store),
        cmocka_unit_test(a_token_ends),
        cmocka_unit_test(what_a_system_may_not_have),
        cmocka_unit_test(unmasking_needs_capability_and_purpose),
        cmocka_unit_test(ones_own_organ_only),
        cmocka_unit_test(receipts_are_for_the_organs_concerned),
        cmocka_unit_test(the_audit_administrator_reads_all),
        cmocka_unit_test(every_event_has_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
