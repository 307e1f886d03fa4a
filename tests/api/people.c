/* tests/api/people.c - see people.h. */
#include "people.h"

#include "identity/first.h"
#include "identity/totp.h"
#include "pipeline/account.h"

struct person person[PEOPLE] = {
    [SYSTEM] = {"zhao.xt", "赵系统", "mtg-justice", {NULL}, "", "", ""},
    [SECURITY] = {"qian.aq", "钱安全", "mtg-procuratorate", {NULL}, "", "", ""},
    [AUDITOR] = {"sun.sj", "孙审计", "mtg-party-office", {NULL}, "", "", ""},
    [PROSECUTOR] = {"jian.cha",
                    "周检察",
                    "检察院.行政检察",
                    {"administrative-procurator", "procurator", "personal-data"},
                    "",
                    "",
                    ""},
    [OFFICER] =
        {"shi.chang", "吴市场", "mtg-amr", {"agency-officer", "own-personal-data"}, "", "", ""},
    [HEAD] = {"ju.zhang", "郑局长", "mtg-amr", {"agency-head"}, "", "", ""},
    [RIVAL] =
        {"cheng.guan", "王城管", "mtg-urban", {"agency-officer", "own-personal-data"}, "", "", ""},
    [POLICE] = {"gong.an", "冯公安", "mtg-police", {"police-officer", "personal-data"}, "", "", ""},
    [JUSTICE] = {"si.fa", "陈司法", "mtg-justice", {"justice-officer"}, "", "", ""},
    [TOWN] = {"zhen.jie", "褚镇街", "mtg-wangping", {"agency-officer"}, "", "", ""},
    [PARTY] = {"dang.ban", "卫党办", "mtg-party-office", {"convener"}, "", "", ""},
};

/* ---- asking ---- */

void own_page(struct buf *b, const char *session)
{
    buf_z(b, "Sec-Fetch-Site: same-origin\r\nOrigin: http://localhost\r\nUser-Agent: Test/1\r\n");
    if (session)
        buf_fmt(b, "Cookie: a=b; ld_session=%s\r\n", session);
}

void take_session(const struct reply *r, char session[100])
{
    struct str s = answer_header(&r->raw, "Set-Cookie");

    if (!str_starts(s, STR("ld_session=")))
        return;
    s = str_tail(s, strlen("ld_session="));
    s = str_cut(&s, STR(";"));
    snprintf(session, 100, "%.*s", STR_F(s));
}

struct reply as(struct person *p, const char *line, const char *json)
{
    struct buf b = {0};
    struct reply r;

    own_page(&b, p ? p->session : NULL);
    if (json)
        buf_z(&b, "Content-Type: application/json\r\n");
    r = ask_line(line, buf_cstr(&b), json ? json : "");
    buf_release(&b);
    if (p)
        take_session(&r, p->session);
    return r;
}

void expect_as(struct person *p, const char *line, const char *json, int status)
{
    struct reply r = as(p, line, json);

    if (r.status != status)
        print_error("%s %s\n", p ? p->login : "nobody", line);
    expect_status(&r, status);
    drop(&r);
}

/* ---- coming to be ---- */

void next_code(const struct person *p, char code[7])
{
    struct err err;

    district.now += 60;
    if (totp_code(str_from(p->totp), district.now, code, &err) != ERR_OK)
        fail_msg("%s", err.message);
}

struct reply sign_in(struct person *p)
{
    char body[400], code[7] = "";

    if (p->totp[0])
        next_code(p, code);
    snprintf(body, sizeof(body), "{\"login\":\"%s\",\"password\":\"%s\",\"code\":\"%s\"}", p->login,
             p->password, code);
    return as(p, "POST /api/v1/session", body);
}

/* A password of his own instead of the one he was given. */
static void set_password(struct person *p)
{
    char body[400], want[80];

    snprintf(want, sizeof(want), "qing-shan-lv-shui-%d", (int)(p - person));
    snprintf(body, sizeof(body), "{\"old\":\"%s\",\"new\":\"%s\"}", p->password, want);
    expect_as(p, "POST /api/v1/me/password", body, 200);
    snprintf(p->password, sizeof(p->password), "%s", want);
}

static void enrol(struct person *p)
{
    struct reply r = as(p, "POST /api/v1/me/code", "{}");
    char code[7], body[40];

    expect_status(&r, 201);
    snprintf(p->totp, sizeof(p->totp), "%s", text_at(&r, "secret"));
    drop(&r);
    next_code(p, code);
    snprintf(body, sizeof(body), "{\"code\":\"%s\"}", code);
    r = as(p, "POST /api/v1/me/code/confirm", body);
    expect_status(&r, 200);
    assert_int_equal(json_array_size(json_object_get(r.json, "recovery_codes")), 8);
    drop(&r);
}

/* As the operator does it beside the store's files. */
static void print_code(char code[100])
{
    struct pipeline_account account = {.id = {.store = NULL}};
    struct store *s;
    struct arena a;
    struct str text;
    struct err err;

    arena_init(&a, 0);
    if (store_open(district.home.path, 0, &s, &err) != ERR_OK ||
        pipeline_account_open(s, district.law, clock_fixed(&district.now), true, &account, &err) !=
            ERR_OK ||
        identity_first_code(&account.id, &a, &text, &err) != ERR_OK)
        fail_msg("%s %s", err.message, err.zh);
    snprintf(code, 100, "%.*s", STR_F(text));
    pipeline_account_close(&account);
    store_close(s);
    arena_release(&a);
}

static void put_admin(struct buf *b, const char *key, const struct person *p)
{
    buf_fmt(b, ",\"%s\":{\"login\":\"%s\",\"name\":\"%s\",\"organ\":\"%s\"}", key, p->login,
            p->name, p->organ);
}

static void first_run(void)
{
    struct buf b = {0};
    struct reply r;
    char code[100];

    r = as(NULL, "GET /api/v1/me", NULL);
    expect_status(&r, 401);
    assert_string_equal(text_at(&r, "code"), "first_run_wanted");
    drop(&r);
    print_code(code);
    buf_fmt(&b, "{\"code\":\"%s\"", code);
    put_admin(&b, "system", &person[SYSTEM]);
    put_admin(&b, "security", &person[SECURITY]);
    put_admin(&b, "audit", &person[AUDITOR]);
    buf_char(&b, '}');
    b.p[10] ^= 1; /* not this code */
    expect_as(NULL, "POST /api/v1/first-run", buf_cstr(&b), 403);
    b.p[10] ^= 1;
    r = as(NULL, "POST /api/v1/first-run", buf_cstr(&b));
    expect_status(&r, 201);
    for (size_t i = 0; i < 3; i++)
        snprintf(person[i].password, sizeof(person[i].password), "%s",
                 json_string_value(json_object_get(json_array_get(items_of(&r), i), "password")));
    drop(&r);
    buf_release(&b);
}

static void come_in(struct person *p)
{
    struct reply r = sign_in(p);

    expect_status(&r, 200);
    assert_true(json_is_true(json_object_get(r.json, "must_change_password")));
    drop(&r);
    set_password(p);
}

static void add(struct person *p)
{
    char body[400], line[100];
    struct reply r;

    snprintf(body, sizeof(body), "{\"login\":\"%s\",\"name\":\"%s\",\"organ\":\"%s\"}", p->login,
             p->name, p->organ);
    r = as(&person[SYSTEM], "POST /api/v1/users", body);
    expect_status(&r, 201);
    snprintf(p->password, sizeof(p->password), "%s", text_at(&r, "password"));
    drop(&r);
    snprintf(line, sizeof(line), "POST /api/v1/users/%s/posts", p->login);
    for (int i = 0; i < 3 && p->post[i]; i++) {
        snprintf(body, sizeof(body), "{\"post\":\"%s\"}", p->post[i]);
        expect_as(&person[SECURITY], line, body, 200);
    }
}

void people_start(void)
{
    first_run();
    for (int i = SYSTEM; i <= AUDITOR; i++) {
        come_in(&person[i]);
        enrol(&person[i]);
    }
    for (int i = PROSECUTOR; i < PEOPLE; i++) {
        add(&person[i]);
        come_in(&person[i]);
    }
}
