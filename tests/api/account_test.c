/* tests/api/account_test.c - people sign in, change what is theirs, and are administered; systems have
 * tokens. */
#include "api_test.h"
#include "people.h"

static bool cookie_says(const struct reply *r, const char *what)
{
    return str_has(answer_header(&r->raw, "Set-Cookie"), str_from(what));
}

static void expect_code(struct reply r, int status, const char *code)
{
    expect_status(&r, status);
    assert_string_equal(text_at(&r, "code"), code);
    drop(&r);
}

/* A browser of its own, with the officer's name and password. */
static struct person spare(void)
{
    struct person p = person[OFFICER];
    struct reply r = sign_in(&p);

    expect_status(&r, 200);
    drop(&r);
    assert_string_not_equal(p.session, person[OFFICER].session);
    return p;
}

static int64_t session_of(struct person *p)
{
    struct reply r = as(p, "GET /api/v1/session", NULL);
    int64_t id;

    expect_status(&r, 200);
    assert_true(json_is_true(json_object_get(r.json, "mine")));
    id = number_at(&r, "session");
    drop(&r);
    return id;
}

/* ---- in and out ---- */

void test_signing_in_and_out(void **state)
{
    struct person p = person[OFFICER];
    struct reply r = sign_in(&p);
    char was[100];

    (void)state;
    expect_status(&r, 200);
    assert_true(cookie_says(&r, "; Path=/; HttpOnly; SameSite=Strict"));
    assert_false(cookie_says(&r, "Secure")); /* there is no TLS here */
    assert_string_equal(text_at(&r, "person"), "吴市场");
    assert_string_equal(text_at(&r, "login"), "shi.chang");
    assert_string_equal(text_at(&r, "organ"), "mtg-amr");
    assert_true(json_is_false(json_object_get(r.json, "must_change_password")));
    drop(&r);
    expect_as(&p, "GET /api/v1/me", NULL, 200);
    snprintf(was, sizeof(was), "%s", p.session);
    r = as(&p, "DELETE /api/v1/session", NULL);
    expect_status(&r, 204);
    assert_int_equal(r.raw.body.n, 0);
    assert_true(cookie_says(&r, "ld_session=;") && cookie_says(&r, "Max-Age=0"));
    drop(&r);
    snprintf(p.session, sizeof(p.session), "%s", was);
    expect_code(as(&p, "GET /api/v1/me", NULL), 401, "unauthenticated");
    expect_as(&person[OFFICER], "GET /api/v1/me", NULL, 200);
}

void test_sign_in_says_what_is_wrong(void **state)
{
    (void)state;
    expect_code(as(NULL, "POST /api/v1/session", "{\"login\":\"nobody.x\",\"password\":\"x\"}"),
                403, "wrong_credentials");
    expect_code(as(NULL, "POST /api/v1/session", "{\"login\":\"ju.zhang\",\"password\":\"x\"}"),
                403, "wrong_credentials");
    expect_code(as(NULL, "POST /api/v1/session",
                   "{\"login\":\"zhao.xt\",\"password\":\"qing-shan-lv-shui-0\"}"),
                403, "code_wanted");
    expect_as(NULL, "POST /api/v1/session", "{\"login\":\"zhao.xt\"}", 422);
    expect_as(NULL, "POST /api/v1/session", "{\"login\":7,\"password\":\"x\"}", 422);
}

void test_guessing_must_wait(void **state)
{
    const char *guess = "{\"login\":\"nobody.y\",\"password\":\"x\"}";
    struct reply r;

    (void)state;
    for (int i = 0; i < 6; i++)
        expect_code(as(NULL, "POST /api/v1/session", guess), 403, "wrong_credentials");
    r = as(NULL, "POST /api/v1/session", guess);
    assert_true(str_eq(answer_header(&r.raw, "Retry-After"), STR("30")));
    expect_code(r, 429, "too_many_attempts");
}

/* ---- whose page asks ---- */

static struct reply from_page(const struct person *p, const char *line, const char *headers)
{
    struct buf b = {0};
    struct reply r;

    buf_fmt(&b, "User-Agent: Test/1\r\nCookie: ld_session=%s\r\n%s", p->session, headers);
    if (line[0] == 'P')
        buf_z(&b, "Content-Type: application/json\r\n");
    r = ask_line(line, buf_cstr(&b), line[0] == 'P' ? "{}" : "");
    buf_release(&b);
    return r;
}

void test_other_sites_change_nothing(void **state)
{
    static const char *const other[] = {
        "",
        "Sec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Site: same-site\r\n",
        "Sec-Fetch-Site: none\r\n",
        "Sec-Fetch-Site: cross-site\r\nOrigin: http://localhost\r\n",
        "Origin: http://localhost.example\r\n",
        "Origin: http://localhost:81\r\n",
        "Origin: null\r\n",
    };
    struct person p = spare();
    struct reply r;

    (void)state;
    for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
        expect_code(from_page(&p, "DELETE /api/v1/session", other[i]), 403, "cross_origin");
        expect_code(from_page(&p, "POST /api/v1/me/code", other[i]), 403, "cross_origin");
        r = from_page(&p, "GET /api/v1/me", other[i]); /* changes nothing */
        expect_status(&r, 200);
        drop(&r);
    }
    expect_code(from_page(&p, "POST /api/v1/session", "Sec-Fetch-Site: cross-site\r\n"), 422,
                "invalid");
    r = ask_line("POST /api/v1/session",
                 "Content-Type: application/json\r\nSec-Fetch-Site: cross-site\r\n",
                 "{\"login\":\"shi.chang\",\"password\":\"qing-shan-lv-shui-4\"}");
    expect_code(r, 403, "cross_origin");
    r = from_page(&p, "DELETE /api/v1/session", "Origin: http://localhost\r\n");
    expect_status(&r, 204);
    drop(&r);
}

void test_another_browser_ends_the_session(void **state)
{
    struct person p = spare();
    char headers[200];
    struct reply r;

    (void)state;
    snprintf(headers, sizeof(headers), "User-Agent: Thief/1\r\nCookie: ld_session=%s\r\n",
             p.session);
    r = ask_line("GET /api/v1/me", headers, "");
    expect_code(r, 401, "unauthenticated");
    expect_as(&p, "GET /api/v1/me", NULL, 401);
}

/* ---- sessions ---- */

void test_sessions_are_ended_by_whose_they_are(void **state)
{
    struct person one = spare(), two = spare();
    struct reply r = as(&one, "GET /api/v1/sessions", NULL);
    char line[100];

    (void)state;
    expect_status(&r, 200);
    assert_true(json_array_size(items_of(&r)) >= 3);
    drop(&r);
    snprintf(line, sizeof(line), "DELETE /api/v1/sessions/%lld", (long long)session_of(&two));
    expect_as(&person[RIVAL], line, NULL, 404);
    expect_as(&person[SYSTEM], line, NULL, 404);
    expect_as(&one, line, NULL, 204);
    expect_as(&two, "GET /api/v1/me", NULL, 401);
    expect_as(&person[RIVAL], "GET /api/v1/sessions?login=shi.chang", NULL, 403);
    expect_as(&person[SYSTEM], "GET /api/v1/sessions?login=*", NULL, 403);
    r = as(&person[SECURITY], "GET /api/v1/sessions?login=*", NULL);
    expect_status(&r, 200);
    assert_true(json_array_size(items_of(&r)) > PEOPLE);
    drop(&r);
    snprintf(line, sizeof(line), "DELETE /api/v1/sessions/%lld", (long long)session_of(&one));
    expect_as(&person[SECURITY], line, NULL, 204);
    expect_as(&one, "GET /api/v1/me", NULL, 401);
}

void test_idle_sessions_end(void **state)
{
    struct person p = spare();
    struct reply r;

    (void)state;
    district.now += 29 * 60;
    for (int i = 0; i < PEOPLE; i++) {
        r = sign_in(&person[i]);
        expect_status(&r, 200);
        drop(&r);
    }
    district.now += 2 * 60;
    expect_as(&p, "GET /api/v1/me", NULL, 401);
    expect_as(&person[OFFICER], "GET /api/v1/me", NULL, 200);
}

/* ---- accounts ---- */

static void make_user(const char *login, struct person *ret)
{
    char body[300];
    struct reply r;

    *ret = (struct person){.login = login, .name = "蒋试用", .organ = "mtg-amr"};
    snprintf(body, sizeof(body), "{\"login\":\"%s\",\"name\":\"%s\",\"organ\":\"%s\"}", login,
             ret->name, ret->organ);
    r = as(&person[SYSTEM], "POST /api/v1/users", body);
    expect_status(&r, 201);
    snprintf(ret->password, sizeof(ret->password), "%s", text_at(&r, "password"));
    drop(&r);
}

void test_a_new_person_sets_a_password_first(void **state)
{
    struct person p;
    struct reply r;
    char body[300];

    (void)state;
    make_user("jiang.xin", &p);
    r = sign_in(&p);
    expect_status(&r, 200);
    assert_true(json_is_true(json_object_get(r.json, "must_change_password")));
    drop(&r);
    expect_code(as(&p, "GET /api/v1/clues", NULL), 403, "password_change_wanted");
    expect_as(&p, "GET /api/v1/me", NULL, 200);
    snprintf(body, sizeof(body), "{\"old\":\"%s\",\"new\":\"short\"}", p.password);
    expect_as(&p, "POST /api/v1/me/password", body, 422);
    expect_as(&p, "POST /api/v1/me/password",
              "{\"old\":\"wrong\",\"new\":\"chun-jiang-hua-yue-ye-1\"}", 403);
    snprintf(body, sizeof(body), "{\"old\":\"%s\",\"new\":\"chun-jiang-hua-yue-ye-1\"}",
             p.password);
    r = as(&p, "POST /api/v1/me/password", body);
    expect_status(&r, 200);
    assert_true(json_is_false(json_object_get(r.json, "must_change_password")));
    assert_true(cookie_says(&r, "ld_session=")); /* under a new secret */
    drop(&r);
    expect_as(&p, "GET /api/v1/clues", NULL, 200);
}

void test_administrators_set_up_codes_first(void **state)
{
    struct person p = {.login = "han.er", .name = "韩第二", .organ = "mtg-justice"};
    char body[300];
    struct reply r;

    (void)state;
    make_user("han.er", &p);
    r = sign_in(&p);
    drop(&r);
    snprintf(body, sizeof(body), "{\"old\":\"%s\",\"new\":\"chun-jiang-hua-yue-ye-2\"}",
             p.password);
    expect_as(&p, "POST /api/v1/me/password", body, 200);
    snprintf(p.password, sizeof(p.password), "chun-jiang-hua-yue-ye-2");
    expect_as(&person[SECURITY], "POST /api/v1/users/han.er/posts", "{\"post\":\"audit-admin\"}",
              200);
    expect_as(&p, "GET /api/v1/me", NULL, 401); /* what he may do has changed */
    r = sign_in(&p);
    assert_true(json_is_true(json_object_get(r.json, "must_set_up_code")));
    drop(&r);
    expect_code(as(&p, "GET /api/v1/audit/accounts", NULL), 403, "code_setup_wanted");
    r = as(&p, "POST /api/v1/me/code", "{}");
    expect_status(&r, 201);
    assert_true(strncmp(text_at(&r, "uri"), "otpauth://totp/", 15) == 0);
    drop(&r);
    expect_as(&p, "POST /api/v1/me/code/confirm", "{\"code\":\"000000\"}", 403);
}

void test_the_three_administrators_are_apart(void **state)
{
    const char *user = "{\"login\":\"shen.san\",\"name\":\"沈三\",\"organ\":\"mtg-amr\"}";

    (void)state;
    expect_as(&person[SECURITY], "POST /api/v1/users", user, 403);
    expect_as(&person[AUDITOR], "POST /api/v1/users", user, 403);
    expect_as(&person[SYSTEM], "POST /api/v1/users/shi.chang/posts", "{\"post\":\"procurator\"}",
              403);
    expect_as(&person[SECURITY], "POST /api/v1/users/zhao.xt/posts", "{\"post\":\"audit-admin\"}",
              409);
    expect_as(&person[SECURITY], "POST /api/v1/users/qian.aq/posts", "{\"post\":\"lead-keeper\"}",
              403);
    expect_as(&person[SECURITY], "POST /api/v1/users/shi.chang/posts", "{\"post\":\"procurator\"}",
              422);
    expect_as(&person[SECURITY], "DELETE /api/v1/users/sun.sj/posts/audit-admin", NULL, 200);
    expect_as(&person[SECURITY], "POST /api/v1/users/sun.sj/posts", "{\"post\":\"audit-admin\"}",
              200);
    for (int i = PROSECUTOR; i < PEOPLE; i++)
        expect_as(&person[i], "GET /api/v1/users", NULL, 403);
}

void test_users_are_administered(void **state)
{
    struct person p;
    struct reply r;

    (void)state;
    make_user("yang.si", &p);
    r = as(&person[SYSTEM], "GET /api/v1/users?organ=mtg-amr&state=active", NULL);
    expect_status(&r, 200);
    assert_true(json_array_size(items_of(&r)) >= 3);
    drop(&r);
    expect_as(&person[SYSTEM], "POST /api/v1/users/yang.si/state",
              "{\"state\":\"suspended\",\"reason\":\"借调\"}", 200);
    expect_code(sign_in(&p), 403, "account_closed");
    expect_as(&person[SYSTEM], "POST /api/v1/users/yang.si/state",
              "{\"state\":\"active\",\"reason\":\"回来\"}", 200);
    expect_as(&person[SYSTEM], "POST /api/v1/users/yang.si/organ", "{\"organ\":\"mtg-urban\"}",
              200);
    r = as(&person[SYSTEM], "POST /api/v1/users/yang.si/password", "{}");
    expect_status(&r, 200);
    assert_string_not_equal(text_at(&r, "password"), p.password);
    drop(&r);
    r = as(&person[AUDITOR], "GET /api/v1/users/yang.si", NULL);
    expect_status(&r, 401); /* his posts were taken and given back: he signs in again */
    drop(&r);
    r = sign_in(&person[AUDITOR]);
    expect_status(&r, 200);
    drop(&r);
    r = as(&person[AUDITOR], "GET /api/v1/users/yang.si", NULL);
    expect_status(&r, 200);
    assert_string_equal(text_at(&r, "organ"), "mtg-urban");
    drop(&r);
    expect_as(&person[SYSTEM], "GET /api/v1/users/nobody.z", NULL, 404);
    expect_as(&person[SECURITY], "POST /api/v1/users/yang.si/code/remove", "{}", 200);
    expect_as(&person[OFFICER], "GET /api/v1/posts", NULL, 200);
}

/* A reply with a secret is not kept for whoever sends the same key again. */
void test_secrets_are_shown_once(void **state)
{
    const char *body = "{\"login\":\"zhu.wu\",\"name\":\"朱五\",\"organ\":\"mtg-amr\"}";
    struct buf b = {0};
    struct reply r;

    (void)state;
    own_page(&b, person[SYSTEM].session);
    buf_z(&b, "Content-Type: application/json\r\nIdempotency-Key: k-1\r\n");
    r = ask_line("POST /api/v1/users", buf_cstr(&b), body);
    expect_status(&r, 201);
    drop(&r);
    r = ask_line("POST /api/v1/users", buf_cstr(&b), body);
    expect_code(r, 409, "conflict");
    buf_release(&b);
}

/* ---- codes ---- */

void test_codes_of_ones_own(void **state)
{
    struct person p = spare();
    struct reply r = as(&p, "POST /api/v1/me/code", "{}");
    char code[7], body[60];

    (void)state;
    expect_status(&r, 201);
    snprintf(p.totp, sizeof(p.totp), "%s", text_at(&r, "secret"));
    drop(&r);
    next_code(&p, code);
    snprintf(body, sizeof(body), "{\"code\":\"%s\"}", code);
    expect_as(&p, "POST /api/v1/me/code/confirm", body, 200);
    expect_as(&person[OFFICER], "GET /api/v1/me", NULL, 401); /* other sessions end */
    expect_as(&p, "POST /api/v1/me/code", "{}", 409);
    expect_as(&p, "POST /api/v1/me/code/recovery", body, 403); /* taken already */
    next_code(&p, code);
    snprintf(body, sizeof(body), "{\"code\":\"%s\"}", code);
    r = as(&p, "POST /api/v1/me/code/recovery", body);
    expect_status(&r, 200);
    snprintf(body, sizeof(body), "{\"code\":\"%s\"}",
             json_string_value(json_array_get(json_object_get(r.json, "recovery_codes"), 0)));
    drop(&r);
    expect_as(&p, "POST /api/v1/me/code/remove", body, 204); /* with a recovery code */
    p.totp[0] = '\0';
    person[OFFICER] = p;
}

/* ---- systems ---- */

static struct reply make_token(const char *scope)
{
    char body[300];

    snprintf(
        body, sizeof(body),
        "{\"name\":\"执法办案系统\",\"organ\":\"mtg-amr\",\"capabilities\":[\"%s\"],\"days\":30}",
        scope);
    return as(&person[SECURITY], "POST /api/v1/tokens", body);
}

void test_systems_have_tokens(void **state)
{
    struct reply made = make_token("数据导入"), r;
    const char *token = text_at(&made, "token");
    char line[100];

    (void)state;
    expect_status(&made, 201);
    r = ask(token, "/api/v1/me");
    expect_status(&r, 200);
    assert_string_equal(text_at(&r, "organ"), "mtg-amr");
    assert_int_equal(json_array_size(json_object_get(r.json, "capabilities")), 1);
    drop(&r);
    expect_get(token, "/api/v1/records/penalty?limit=1", 200);
    expect_get(token, "/api/v1/audit", 403);
    expect_post(token, "/api/v1/me/password", "{\"old\":\"a\",\"new\":\"b\"}", 403);
    expect_get(token, "/api/v1/session", 404);
    expect_get(token, "/api/v1/sessions", 403);
    r = as(&person[SECURITY], "GET /api/v1/tokens", NULL);
    expect_status(&r, 200);
    assert_int_equal(json_array_size(items_of(&r)), 1);
    snprintf(line, sizeof(line), "DELETE /api/v1/tokens/%s",
             json_string_value(json_object_get(json_array_get(items_of(&r), 0), "token")));
    drop(&r);
    expect_as(&person[SYSTEM], line, NULL, 403);
    expect_as(&person[SECURITY], line, NULL, 204);
    expect_get(token, "/api/v1/me", 401);
    drop(&made);
    r = make_token("授权管理");
    expect_status(&r, 422);
    drop(&r);
}

/* ---- the directory ---- */

static struct reply send_file(struct person *p, const char *line, const char *text)
{
    struct buf head = {0}, body = {0};
    struct reply r;

    own_page(&head, p->session);
    buf_z(&head, "Content-Type: multipart/form-data; boundary=XXXX\r\n");
    buf_fmt(&body,
            "--XXXX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"名录.csv\"\r\n\r\n"
            "%s\r\n--XXXX--\r\n",
            text);
    r = ask_line(line, buf_cstr(&head), buf_cstr(&body));
    buf_release(&head);
    buf_release(&body);
    return r;
}

void test_directory_goes_out_and_in(void **state)
{
    struct reply r = as(&person[SYSTEM], "GET /api/v1/directory.xlsx", NULL);

    (void)state;
    expect_status(&r, 200);
    assert_true(r.raw.body.n > 4000 && memcmp(r.raw.body.p, "PK", 2) == 0);
    drop(&r);
    expect_as(&person[SECURITY], "GET /api/v1/directory.xlsx", NULL, 403);
    r = send_file(&person[SYSTEM], "POST /api/v1/directory/people",
                  "登录名,姓名,机关\nqin.liu,秦六,mtg-amr\nshi.chang,吴市场,mtg-amr\n");
    expect_status(&r, 200);
    assert_int_equal(json_array_size(json_object_get(r.json, "made")), 1);
    assert_int_equal(number_at(&r, "same"), 1);
    drop(&r);
    r = send_file(&person[SYSTEM], "POST /api/v1/directory/people",
                  "登录名,姓名,机关\nxu.qi,许七,没有的机关\n");
    expect_status(&r, 422);
    assert_int_equal(json_array_size(json_object_get(r.json, "errors")), 1);
    drop(&r);
    expect_as(&person[SYSTEM], "GET /api/v1/users/xu.qi", NULL, 404);
    r = send_file(&person[SYSTEM], "POST /api/v1/directory/organs",
                  "代号,名称,简称,类别\nxx-test,试验区示例局,示例局,行政机关\n");
    expect_status(&r, 200);
    assert_int_equal(number_at(&r, "organs"), 1);
    assert_non_null(strstr(text_at(&r, "yaml"), "xx-test"));
    drop(&r);
    r = send_file(&person[OFFICER], "POST /api/v1/directory/people", "登录名,姓名,机关\n");
    expect_status(&r, 403);
    drop(&r);
}

/* ---- personal data ---- */

/* A record of the officer's organ whose party is a person. */
static int64_t personal_record(void)
{
    struct reply r = as(&person[OFFICER], "GET /api/v1/records/penalty?limit=200", NULL);
    int64_t id = 0;
    json_t *one;
    size_t i;

    expect_status(&r, 200);
    json_array_foreach(items_of(&r), i, one)
    {
        if (strchr(json_string_value(json_object_get(one, "party")), '*'))
            id = (int64_t)json_integer_value(json_object_get(one, "id"));
    }
    assert_true(id > 0);
    drop(&r);
    return id;
}

static bool has_receipt(struct person *p, int64_t record)
{
    struct reply r = as(p, "GET /api/v1/receipts?limit=200", NULL);
    char object[60];
    bool found = false;
    json_t *one;
    size_t i;

    expect_status(&r, 200);
    snprintf(object, sizeof(object), "penalty:%lld", (long long)record);
    json_array_foreach(items_of(&r), i, one)
    {
        found |= strcmp(json_string_value(json_object_get(one, "object")), object) == 0;
    }
    drop(&r);
    return found;
}

void test_unmasking_leaves_a_receipt(void **state)
{
    const char *body = "{\"purpose\":\"核对被移送人身份\"}";
    int64_t id = personal_record();
    struct reply r;
    char line[100];

    (void)state;
    snprintf(line, sizeof(line), "POST /api/v1/records/penalty/%lld/unmask", (long long)id);
    expect_as(&person[PROSECUTOR], line, "{}", 422);
    expect_as(&person[RIVAL], line, body, 404); /* it is not there for him */
    expect_as(&person[HEAD], line, body, 403);
    assert_false(has_receipt(&person[OFFICER], id));
    r = as(&person[PROSECUTOR], line, body);
    expect_status(&r, 200);
    assert_true(json_array_size(json_object_get(r.json, "fields")) > 0);
    assert_null(strchr(buf_cstr(&r.raw.body), '*'));
    drop(&r);
    assert_true(has_receipt(&person[OFFICER], id));
    assert_true(has_receipt(&person[PROSECUTOR], id));
    assert_false(has_receipt(&person[RIVAL], id));
    expect_as(&person[OFFICER], line, body, 200); /* of his own organ */
    snprintf(line, sizeof(line), "/api/v1/records/penalty/%lld/unmask", (long long)id);
    expect_post(OPERATOR, line, body, 403); /* nobody in person */
}

static int64_t open_matter(void)
{
    struct reply r =
        as(&person[OFFICER], "POST /api/v1/matters",
           "{\"procedure\":\"referral\",\"act\":\"指定专案组\",\"at\":\"2024-03-04T09:00:00\","
           "\"fields\":{\"当事人\":\"孟某\",\"违法事实\":\"事实\",\"涉嫌罪名\":\"非法采矿罪\","
           "\"专案组人数\":\"2\"}}");
    int64_t id;

    expect_status(&r, 201);
    id = number_at(&r, "matter");
    drop(&r);
    return id;
}

void test_a_matters_party_is_unmasked(void **state)
{
    const char *body = "{\"field\":\"当事人\",\"purpose\":\"核对当事人身份\"}";
    int64_t id = open_matter();
    struct reply r;
    char line[100];

    (void)state;
    snprintf(line, sizeof(line), "POST /api/v1/matters/%lld/unmask", (long long)id);
    expect_as(&person[RIVAL], line, body, 404);
    expect_as(&person[POLICE], line, body, 404); /* it has not been sent to them */
    expect_as(&person[HEAD], line, body, 403);
    expect_as(&person[OFFICER], line, "{\"field\":\"违法事实\",\"purpose\":\"核对当事人身份\"}",
              404);
    r = as(&person[OFFICER], line, body);
    expect_status(&r, 200);
    assert_string_equal(json_string_value(json_object_get(
                            json_array_get(json_object_get(r.json, "fields"), 0), "value")),
                        "孟某");
    drop(&r);
    r = as(&person[HEAD], "GET /api/v1/receipts?limit=1", NULL);
    snprintf(line, sizeof(line), "referral:%lld:当事人", (long long)id);
    assert_string_equal(
        json_string_value(json_object_get(json_array_get(items_of(&r), 0), "object")), line);
    drop(&r);
}

void test_what_was_done_to_accounts(void **state)
{
    struct reply r = as(&person[AUDITOR], "GET /api/v1/audit/accounts?limit=2", NULL);
    char line[100];
    int64_t first;

    (void)state;
    expect_status(&r, 200);
    assert_int_equal(json_array_size(items_of(&r)), 2);
    first = json_integer_value(json_object_get(json_array_get(items_of(&r), 0), "event"));
    snprintf(line, sizeof(line), "GET /api/v1/audit/accounts?limit=1&after=%s",
             text_at(&r, "next"));
    drop(&r);
    r = as(&person[AUDITOR], line, NULL);
    expect_status(&r, 200);
    assert_int_equal(json_integer_value(json_object_get(json_array_get(items_of(&r), 0), "event")),
                     first - 2);
    drop(&r);
    expect_as(&person[AUDITOR], "GET /api/v1/audit/accounts?what=unmask", NULL, 200);
    expect_as(&person[SYSTEM], "GET /api/v1/audit/accounts", NULL, 403);
    expect_as(&person[SECURITY], "GET /api/v1/audit/accounts", NULL, 403);
}

/* ---- behind a proxy ---- */

static struct reply guess(int port, const char *from, int i)
{
    char headers[200], body[100];
    struct reply r = {0};
    json_error_t bad;

    snprintf(headers, sizeof(headers),
             "Content-Type: application/json\r\nX-Forwarded-For: 8.8.8.8, %s\r\n", from);
    snprintf(body, sizeof(body), "{\"login\":\"guess.n%d\",\"password\":\"x\"}", i);
    r.raw = client_send_body(port, "POST /api/v1/session", headers, str_from(body));
    r.status = r.raw.status;
    r.json = json_loadb(r.raw.body.p, r.raw.body.n, 0, &bad);
    return r;
}

/* Whether one who says this of where he is must wait before long. */
static bool must_wait_at_last(int port, const char *from)
{
    bool waits = false;

    for (int i = 0; i < 40 && !waits; i++) {
        struct reply r = guess(port, from, 1000 + i);

        waits = r.status == 429;
        drop(&r);
    }
    return waits;
}

/* Sources are told apart by what the proxy says; the cookie is for TLS alone. */
void test_behind_a_proxy(void **state)
{
    struct api_config c = {.home = district.home.path,
                           .law = district.law,
                           .address = "127.0.0.1",
                           .threads = 2,
                           .proxied = true,
                           .clock = clock_fixed(&district.now)};
    struct api_server *server;
    struct diag_list diags;
    struct arena a;
    struct reply r;
    struct err err;
    char body[200];

    (void)state;
    arena_init(&a, 0);
    diag_init(&diags, &a);
    assert_int_equal(api_start(&c, &server, &diags, &err), ERR_OK);
    for (int i = 0; i < 31; i++)
        expect_code(guess(api_port(server), i % 2 ? "2001:db8::1" : "2001:db8::ffff:2", i), 403,
                    "wrong_credentials");
    expect_code(guess(api_port(server), "2001:db8::3", 99), 429, "too_many_attempts");
    expect_code(guess(api_port(server), "2001:db8:1::3", 99), 403, "wrong_credentials");
    snprintf(body, sizeof(body), "{\"login\":\"%s\",\"password\":\"%s\"}", person[TOWN].login,
             person[TOWN].password);
    r.raw = client_send_body(api_port(server), "POST /api/v1/session",
                             "Content-Type: application/json\r\nX-Forwarded-For: 10.1.1.1\r\n",
                             str_from(body));
    assert_int_equal(r.raw.status, 200);
    assert_true(cookie_says(&r, "; Secure"));
    answer_release(&r.raw);
    assert_true(must_wait_at_last(api_port(server), "")); /* the connection's own address counts */
    api_stop(server);
    arena_release(&a);
}
