/* tests/identity/totp_test.c - one-time codes, recovery codes, the first run. */
#include "base/file.h"
#include "identity_fixture.h"

/* RFC 6238 appendix B has eight digits; the last six of them.  Its secret in Base32. */
static void codes_are_those_of_the_rfc(void **state)
{
    static const struct {
        int64_t at;
        const char *code;
    } v[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
             {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
    char code[7];
    struct err err;

    (void)state;
    for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
        assert_int_equal(totp_code(STR("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), v[i].at, code, &err),
                         ERR_OK);
        assert_string_equal(code, v[i].code);
    }
}

static enum identity_outcome with_code(struct bench *b, const struct person *p, struct str code)
{
    return bench_try(b, p, p->password, code).outcome;
}

static void a_code_is_asked_for_and_taken_once(void **state)
{
    struct bench at, *b = &at;
    struct str code;

    (void)state;
    bench_make(b);
    b->now += 300;
    code = bench_code(b, b->aud.totp);
    assert_int_equal(with_code(b, &b->aud, STR("")), IDENTITY_CODE_NEEDED);
    assert_int_equal(with_code(b, &b->aud, STR("000000")), IDENTITY_WRONG);
    assert_int_equal(with_code(b, &b->aud, code), IDENTITY_IN);
    assert_int_equal(with_code(b, &b->aud, code), IDENTITY_WRONG); /* replayed */
    b->now += 30;
    assert_int_equal(with_code(b, &b->aud, bench_code(b, b->aud.totp)), IDENTITY_IN);
    bench_drop(b);
}

static void a_clock_may_be_off_by_a_step(void **state)
{
    struct bench at, *b = &at;
    struct str early, late, latest;
    int64_t now;

    (void)state;
    bench_make(b);
    now = b->now = (b->now / 30 + 100) * 30;
    b->now = now - 30;
    early = bench_code(b, b->aud.totp);
    b->now = now + 30;
    late = bench_code(b, b->aud.totp);
    b->now = now + 60;
    latest = bench_code(b, b->aud.totp);
    b->now = now;
    assert_int_equal(with_code(b, &b->aud, latest), IDENTITY_WRONG);
    assert_int_equal(with_code(b, &b->aud, late), IDENTITY_IN);
    /* that step is taken, and with it all before */
    assert_int_equal(with_code(b, &b->aud, early), IDENTITY_WRONG);
    bench_drop(b);
}

/* Asking for the code is no way to wash earlier failures away. */
static void guesses_at_the_code_are_counted(void **state)
{
    struct bench at, *b = &at;
    int judged = 0;

    (void)state;
    bench_make(b);
    b->now += 300;
    for (int i = 0; i < 40; i++) {
        (void)with_code(b, &b->aud, STR(""));
        judged += with_code(b, &b->aud, STR("000000")) == IDENTITY_WRONG;
    }
    assert_int_equal(judged, 6);
    assert_int_equal(with_code(b, &b->aud, STR("")), IDENTITY_LOCKED);
    bench_drop(b);
}

static void a_recovery_code_is_good_for_once(void **state)
{
    struct bench at, *b = &at;
    char upper[20];

    (void)state;
    bench_make(b);
    assert_int_equal(with_code(b, &b->aud, b->aud.recovery[3]), IDENTITY_IN);
    assert_int_equal(with_code(b, &b->aud, b->aud.recovery[3]), IDENTITY_WRONG);
    assert_int_equal(with_code(b, &b->aud, b->sec.recovery[0]), IDENTITY_WRONG); /* another's */
    for (size_t i = 0; i < b->aud.recovery[1].n; i++) {
        char c = b->aud.recovery[1].p[i];

        upper[i] = c == '-' ? ' ' : c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
    }
    assert_int_equal(with_code(b, &b->aud, (struct str){upper, b->aud.recovery[1].n}), IDENTITY_IN);
    bench_drop(b);
}

static void recovery_codes_are_drawn_anew(void **state)
{
    struct bench at, *b = &at;
    struct identity_recovery r;

    (void)state;
    bench_make(b);
    assert_int_equal(
        identity_recovery_renew(&b->id, &b->aud.who, STR("000000"), &b->arena, &r, &b->err),
        ERR_FORBIDDEN);
    OK(identity_recovery_renew(&b->id, &b->aud.who, b->aud.recovery[0], &b->arena, &r, &b->err));
    assert_int_equal(r.v.n, 8);
    assert_int_equal(bench_count(b, "recovery_renew"), 1);
    assert_int_equal(with_code(b, &b->aud, b->aud.recovery[1]), IDENTITY_WRONG); /* of the old */
    assert_int_equal(with_code(b, &b->aud, r.v.at[1]), IDENTITY_IN);
    bench_drop(b);
}

/* Guesses at it are counted like those at the login. */
static void renewing_is_no_way_to_guess(void **state)
{
    struct bench at, *b = &at;
    struct identity_recovery r;

    (void)state;
    bench_make(b);
    for (int64_t i = 0; i <= b->account.lock_free; i++)
        assert_int_equal(
            identity_recovery_renew(&b->id, &b->aud.who, STR("000000"), &b->arena, &r, &b->err),
            ERR_FORBIDDEN);
    assert_int_equal(
        identity_recovery_renew(&b->id, &b->aud.who, b->aud.recovery[0], &b->arena, &r, &b->err),
        ERR_FORBIDDEN); /* right, but he must wait */
    b->now += b->account.lock_most;
    OK(identity_recovery_renew(&b->id, &b->aud.who, b->aud.recovery[0], &b->arena, &r, &b->err));
    bench_drop(b);
}

static void the_first_run_is_wanted_once(void **state)
{
    struct bench at, *b = &at;
    bool wanted = false;

    (void)state;
    bench_empty(b);
    OK(identity_first_wanted(&b->id, &wanted, &b->err));
    assert_true(wanted);
    bench_first(b);
    OK(identity_first_wanted(&b->id, &wanted, &b->err));
    assert_false(wanted);
    bench_drop(b);
}

static void the_store_holds_neither(void **state)
{
    struct bench at, *b = &at;
    struct str db;

    (void)state;
    if (getenv("LIANDONG_POSTGRES"))
        skip(); /* looks into SQLite's file */
    bench_make(b);
    OK(store_exec(b->store, "PRAGMA wal_checkpoint(TRUNCATE)", &b->err));
    OK(file_read(&b->arena, str_fmt(&b->arena, "%s/liandong.db", b->home.path).p, 1 << 24, &db,
                 &b->err));
    assert_true(str_has(db, STR("qian.aq")));
    assert_false(str_has(db, b->aud.totp));
    assert_false(str_has(db, b->aud.recovery[0]));
    assert_false(str_has(db, b->aud.password));
    assert_false(str_has(db, b->aud.secret));
    bench_drop(b);
}

static void another_key_opens_nothing(void **state)
{
    struct bench at, *b = &at;
    struct identity_attempt t;
    struct identity_reply r;

    (void)state;
    bench_make(b);
    b->now += 300;
    t = (struct identity_attempt){.login = b->aud.login, .password = b->aud.password};
    t.code = bench_code(b, b->aud.totp);
    b->key.b[0] ^= 1;
    assert_int_equal(identity_login(&b->id, &t, &b->arena, &r, &b->err), ERR_INVALID);
    assert_non_null(strstr(b->err.zh, "密封密钥"));
    b->id.key = NULL;
    assert_int_equal(identity_login(&b->id, &t, &b->arena, &r, &b->err), ERR_INVALID);
    bench_drop(b);
}

static void a_lost_device_is_replaced(void **state)
{
    struct bench at, *b = &at;
    struct identity_totp_drop own = {STR_NULL, STR("000000")};

    (void)state;
    bench_make(b);
    b->now += 60;
    own.login = b->aud.login;
    assert_int_equal(identity_totp_off(&b->id, &b->aud.who, &own, &b->err), ERR_FORBIDDEN);
    assert_int_equal(identity_totp_off(&b->id, &b->sys.who, &own, &b->err), ERR_FORBIDDEN);
    OK(identity_totp_off(&b->id, &b->sec.who, &own, &b->err));
    assert_int_equal(with_code(b, &b->aud, STR("")), IDENTITY_IN);
    b->aud.totp = STR("");
    bench_login(b, &b->aud);
    assert_int_equal(b->aud.who.limits, IDENTITY_MUST_ENROL);
    bench_enrol(b, &b->aud);
    b->now += 60;
    own.code = bench_code(b, b->aud.totp);
    OK(identity_totp_off(&b->id, &b->aud.who, &own, &b->err));
    assert_int_equal(bench_count(b, "totp_off"), 2);
    bench_drop(b);
}

static void enrolment_waits_for_its_proof(void **state)
{
    struct bench at, *b = &at;
    struct identity_enrolment one, two;
    struct identity_recovery r;
    struct person p;

    (void)state;
    bench_make(b);
    p = bench_person(b, "li.an", "李安", "mtg-amr");
    OK(identity_totp_enrol(&b->id, &p.who, &b->arena, &one, &b->err));
    OK(identity_totp_enrol(&b->id, &p.who, &b->arena, &two, &b->err));
    assert_false(str_eq(one.secret, two.secret));
    assert_true(str_starts(two.uri, STR("otpauth://totp/Liandong:li.an?secret=")));
    bench_login(b, &p); /* not on yet: no code is asked for */
    assert_int_equal(
        identity_totp_confirm(&b->id, &p.who, bench_code(b, one.secret), &b->arena, &r, &b->err),
        ERR_FORBIDDEN);
    OK(identity_totp_confirm(&b->id, &p.who, bench_code(b, two.secret), &b->arena, &r, &b->err));
    assert_int_equal(with_code(b, &p, STR("")), IDENTITY_CODE_NEEDED);
    bench_drop(b);
}

/* ---- the first run ---- */

static struct identity_first three(struct str code)
{
    return (struct identity_first){.code = code,
                                   .admin = {{STR("zhao.xt"), STR("赵系统"), STR("mtg-justice")},
                                             {STR("qian.aq"), STR("钱安全"), STR("mtg-justice")},
                                             {STR("sun.sj"), STR("孙审计"), STR("mtg-justice")}}};
}

static void the_first_run_needs_its_code(void **state)
{
    struct bench at, *b = &at;
    struct str code, again, password[IDENTITY_FIRST];
    struct identity_first f;

    (void)state;
    bench_empty(b);
    OK(identity_first_code(&b->id, &b->arena, &code, &b->err));
    OK(identity_first_code(&b->id, &b->arena, &again, &b->err));
    f = three(code); /* the earlier one */
    assert_int_equal(identity_first_run(&b->id, &f, &b->arena, password, &b->err), ERR_FORBIDDEN);
    f = three(again);
    b->now += b->account.first_code;
    assert_int_equal(identity_first_run(&b->id, &f, &b->arena, password, &b->err), ERR_FORBIDDEN);
    b->now -= 1;
    OK(identity_first_run(&b->id, &f, &b->arena, password, &b->err));
    assert_int_equal(identity_first_run(&b->id, &f, &b->arena, password, &b->err), ERR_CONFLICT);
    assert_int_equal(identity_first_code(&b->id, &b->arena, &code, &b->err), ERR_CONFLICT);
    bench_drop(b);
}

static void the_first_three_are_three(void **state)
{
    struct bench at, *b = &at;
    struct str code, password[IDENTITY_FIRST];
    struct identity_users all;
    struct identity_first f;

    (void)state;
    bench_empty(b);
    OK(identity_first_code(&b->id, &b->arena, &code, &b->err));
    f = three(code);
    f.admin[2].name = f.admin[0].name;
    assert_int_equal(identity_first_run(&b->id, &f, &b->arena, password, &b->err), ERR_INVALID);
    f = three(code);
    f.admin[1].login = f.admin[0].login;
    assert_int_equal(identity_first_run(&b->id, &f, &b->arena, password, &b->err), ERR_INVALID);
    f = three(code);
    f.admin[1].login = STR("Bad Login");
    assert_int_equal(identity_first_run(&b->id, &f, &b->arena, password, &b->err), ERR_INVALID);
    OK(identity_user_list(b->store, &(struct identity_user_filter){.state = -1}, &b->arena, &all,
                          &b->err));
    assert_int_equal(all.v.n, 0); /* all or none; the code is still good */
    f = three(code);
    OK(identity_first_run(&b->id, &f, &b->arena, password, &b->err));
    bench_drop(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_those_of_the_rfc),
        cmocka_unit_test(a_code_is_asked_for_and_taken_once),
        cmocka_unit_test(a_clock_may_be_off_by_a_step),
        cmocka_unit_test(guesses_at_the_code_are_counted),
        cmocka_unit_test(a_recovery_code_is_good_for_once),
        cmocka_unit_test(recovery_codes_are_drawn_anew),
        cmocka_unit_test(renewing_is_no_way_to_guess),
        cmocka_unit_test(the_first_run_is_wanted_once),
        cmocka_unit_test(the_store_holds_neither),
        cmocka_unit_test(another_key_opens_nothing),
        cmocka_unit_test(a_lost_device_is_replaced),
        cmocka_unit_test(enrolment_waits_for_its_proof),
        cmocka_unit_test(the_first_run_needs_its_code),
        cmocka_unit_test(the_first_three_are_three),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
