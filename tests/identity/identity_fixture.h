#ifndef TESTS_IDENTITY_FIXTURE_H
#define TESTS_IDENTITY_FIXTURE_H
/*
 * tests/identity/identity_fixture.h - a store with the shipped law, the three administrators made by
 * the first run and set up as people do it, a clock that the test turns.  Hashing is cheap here;
 * everything else is as shipped.  Under tools/with-postgres the store is PostgreSQL's.
 */
#include "../store/home.h"
#include "base/buf.h"
#include "identity/credential.h"
#include "identity/first.h"
#include "identity/grant.h"
#include "identity/login.h"
#include "identity/session.h"
#include "identity/totp.h"
#include "postgres.h"
#include "registry/event.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

struct person {
    struct str login, password;
    struct str totp;   /* Base32; empty: none */
    struct str secret; /* of his session */
    struct str recovery[8];
    struct identity_who who;
};

struct bench {
    struct home home;
    struct store *store;
    struct law *law;
    struct law_account account;
    struct identity id;
    struct seal_key key;
    int64_t now;
    struct arena arena;
    struct err err;
    struct person sys, sec, aud;
};

#define OK(call)                                                       \
    do {                                                               \
        if ((call) != ERR_OK)                                          \
            fail_msg("%s: %s | %s", #call, b->err.message, b->err.zh); \
    } while (0)

#define AGENT STR("Browser/1.0")

static inline void bench_law(struct bench *b)
{
    struct diag_list diags;

    diag_init(&diags, &b->arena);
    OK(law_load(SOURCE_ROOT "/law", &b->law, &diags, &b->err));
    b->account = *b->law->account;
    b->account.hash_memory = 64;
    b->account.hash_passes = 1;
    b->law->account = &b->account;
}

static inline void bench_open(struct bench *b)
{
    struct store *other;

    OK(store_open(b->home.path, STORE_CREATE, &b->store, &b->err));
    OK(identity_migrate(b->store, b->now, &b->err));
    other = pg_store_like(b->store, &b->arena);
    if (!other)
        return;
    store_close(b->store);
    b->store = other;
}

/* An empty store. */
static inline void bench_empty(struct bench *b)
{
    memset(b, 0, sizeof(*b));
    arena_init(&b->arena, 0);
    b->now = 1800000000;
    b->home = home_make();
    b->key = (struct seal_key){{7}};
    bench_law(b);
    bench_open(b);
    OK(identity_init(&b->id, b->store, b->law, clock_fixed(&b->now), &b->err));
    b->id.key = &b->key;
}

static inline void bench_drop(struct bench *b)
{
    store_close(b->store);
    law_unref(b->law);
    home_drop(&b->home);
    arena_release(&b->arena);
}

/* One attempt with whatever the person has; a fresh code, when he uses codes. */
static inline struct identity_reply bench_try(struct bench *b, const struct person *p,
                                              struct str password, struct str code)
{
    struct identity_attempt t = {.login = p->login,
                                 .password = password,
                                 .code = code,
                                 .source = STR("10.0.0.7"),
                                 .agent = AGENT};
    struct identity_reply r;

    OK(identity_login(&b->id, &t, &b->arena, &r, &b->err));
    return r;
}

static inline struct str bench_code(struct bench *b, struct str totp)
{
    char code[7];

    OK(totp_code(totp, b->now, code, &b->err));
    return str_dup(&b->arena, str_from(code));
}

/* Lets him in, a minute later than anything before, so that his code is a new one. */
static inline void bench_login(struct bench *b, struct person *p)
{
    struct identity_reply r;

    b->now += 60;
    r = bench_try(b, p, p->password, p->totp.n ? bench_code(b, p->totp) : STR(""));
    assert_int_equal(r.outcome, IDENTITY_IN);
    p->secret = r.secret;
    p->who = r.who;
}

static inline bool bench_seen(struct bench *b, struct str secret, struct identity_who *ret)
{
    bool found = false;

    OK(identity_session_check(&b->id, secret, AGENT, &b->arena, ret, &found, &b->err));
    return found;
}

static inline void bench_password(struct bench *b, struct person *p, struct str want)
{
    struct identity_password_change c = {p->password, want};

    OK(identity_password_set(&b->id, &p->who, &c, &b->arena, &p->secret, &b->err));
    p->password = want;
    assert_true(bench_seen(b, p->secret, &p->who));
}

static inline void bench_enrol(struct bench *b, struct person *p)
{
    struct identity_recovery r;
    struct identity_enrolment e;

    OK(identity_totp_enrol(&b->id, &p->who, &b->arena, &e, &b->err));
    p->totp = e.secret;
    OK(identity_totp_confirm(&b->id, &p->who, bench_code(b, e.secret), &b->arena, &r, &b->err));
    assert_int_equal(r.v.n, 8);
    memcpy(p->recovery, r.v.at, sizeof(p->recovery));
    p->secret = r.secret;
    assert_true(bench_seen(b, p->secret, &p->who));
}

static inline void bench_first(struct bench *b)
{
    struct identity_first f = {.admin = {{STR("zhao.xt"), STR("赵系统"), STR("mtg-justice")},
                                         {STR("qian.aq"), STR("钱安全"), STR("mtg-procuratorate")},
                                         {STR("sun.sj"), STR("孙审计"), STR("mtg-party-office")}}};
    struct person *p[IDENTITY_FIRST] = {&b->sys, &b->sec, &b->aud};
    struct str password[IDENTITY_FIRST];

    OK(identity_first_code(&b->id, &b->arena, &f.code, &b->err));
    OK(identity_first_run(&b->id, &f, &b->arena, password, &b->err));
    for (int i = 0; i < IDENTITY_FIRST; i++) {
        p[i]->login = f.admin[i].login;
        p[i]->password = password[i];
        bench_login(b, p[i]);
        bench_password(b, p[i], str_fmt(&b->arena, "yuan-shan-ru-dai-%d", i));
        bench_enrol(b, p[i]);
        assert_int_equal(p[i]->who.limits, 0);
    }
}

/* A store with its three administrators, each logged in. */
static inline void bench_make(struct bench *b)
{
    bench_empty(b);
    bench_first(b);
}

/* An account as its system administrator makes it: one temporary password. */
static inline struct person bench_add(struct bench *b, const char *login, const char *name,
                                      const char *organ)
{
    struct identity_user_new u = {str_from(login), str_from(name), str_from(organ)};
    struct person p = {.login = u.login};

    OK(identity_user_add(&b->id, &b->sys.who, &u, &b->arena, &p.password, &b->err));
    return p;
}

/* … who has come in and set a password of his own. */
static inline struct person bench_person(struct bench *b, const char *login, const char *name,
                                         const char *organ)
{
    struct person p = bench_add(b, login, name, organ);

    bench_login(b, &p);
    bench_password(b, &p, STR("qing-quan-shi-shang-liu-8"));
    return p;
}

static inline int64_t bench_count(struct bench *b, const char *what)
{
    struct registry_event_filter f = {.what = str_from(what)};
    struct registry_events all;

    OK(registry_event_list(b->store, &f, &b->arena, &all, &b->err));
    return (int64_t)all.v.n;
}

#endif
