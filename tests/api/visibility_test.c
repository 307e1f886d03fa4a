/*
 * tests/api/visibility_test.c - every route as every role over one district, held against
 * visibility.tsv, which a lawyer can read: who sees what, who may do what.
 *
 * The rows stand in the order in which they are asked, each for all roles before the next.  Where the
 * table and the server differ, the table as the server has it is written beside the test's program
 * (visibility.tsv.now) and the test fails.
 */
#include "people.h"

#include "base/file.h"

enum { ROLES = PEOPLE + 1, CELL = 24 };

/* The columns, from left to right. */
static const struct {
    const char *title;
    int person; /* enum person_no; PEOPLE: nobody has signed in */
} role[ROLES] = {
    {"检察院", PROSECUTOR},   {"主管机关经办人", OFFICER},
    {"主管机关负责人", HEAD}, {"其他机关", RIVAL},
    {"公安", POLICE},         {"司法局", JUSTICE},
    {"镇街", TOWN},           {"党委办", PARTY},
    {"系统管理员", SYSTEM},   {"安全管理员", SECURITY},
    {"审计管理员", AUDITOR},  {"未登录", PEOPLE},
};

struct row {
    const char *id;   /* of the route */
    const char *what; /* of the table's line; NULL: what the route is called */
    const char *path; /* instead of the route's own */
    const char *body;
    bool counted; /* it is told how many he sees */
};

/*
 * {own …}: a record, a clue of 区市场监管局; {early}: a matter of it that nobody else has a part in yet;
 * {sent}: one that was sent to the police, the procuratorate told; {me}, {password}, {code}: of who asks;
 * {fresh}: a matter like {early}, of this request alone; {n}: number of his column; {spare}: a session of the officer's; {token}: a token of a system.
 */
static const struct row rows[] = {
#define ROW(id, what, path, body) {#id, what, path, body, false},
#define LIST(id, what, path, body) {#id, what, path, body, true},
#include "visibility.def"
#undef ROW
#undef LIST
};
enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static struct {
    int64_t record, clue, early, sent;
    char token[100], rule[20000];
    char cell[ROWS][ROLES][CELL];
} t;

/* ---- the district ---- */

static int64_t first_of(int who, const char *line, const char *id)
{
    struct reply r = as(&person[who], line, NULL);
    int64_t n;

    expect_status(&r, 200);
    assert_true(json_array_size(items_of(&r)) > 0);
    n = (int64_t)json_integer_value(json_object_get(json_array_get(items_of(&r), 0), id));
    drop(&r);
    return n;
}

static int64_t open_matter(void)
{
    struct reply r =
        as(&person[OFFICER], "POST /api/v1/matters",
           "{\"procedure\":\"referral\",\"act\":\"指定专案组\",\"at\":\"2024-03-04T09:00:00\","
           "\"fields\":{\"当事人\":\"某公司\",\"违法事实\":\"事实\",\"涉嫌罪名\":\"非法采矿罪\","
           "\"专案组人数\":\"2\"}}");
    int64_t id;

    expect_status(&r, 201);
    id = number_at(&r, "matter");
    drop(&r);
    return id;
}

static void act(int who, int64_t matter, int seen, const char *json)
{
    struct buf b = {0};
    struct reply r;
    char line[100];

    own_page(&b, person[who].session);
    buf_fmt(&b, "Content-Type: application/json\r\nIf-Match: \"%d\"\r\n", seen);
    snprintf(line, sizeof(line), "POST /api/v1/matters/%lld/acts", (long long)matter);
    r = ask_line(line, buf_cstr(&b), json);
    expect_status(&r, 201);
    drop(&r);
    buf_release(&b);
}

static int64_t send_matter(void)
{
    int64_t id = open_matter();

    act(OFFICER, id, 1,
        "{\"act\":\"提出书面报告\",\"at\":\"2024-03-05T09:00:00\",\"papers\":{"
        "\"移送涉嫌犯罪案件的书面报告\":\"一号\"}}");
    act(HEAD, id, 2,
        "{\"act\":\"批准移送\",\"at\":\"2024-03-05T10:00:00\",\"fields\":{\"审批人身份\":\"正职负责人\","
        "\"批准文号\":\"一号\"}}");
    act(OFFICER, id, 3,
        "{\"act\":\"移送\",\"at\":\"2024-03-05T11:00:00\",\"fields\":{\"移送书文号\":\"一号\","
        "\"经过检验鉴定\":\"否\"},\"papers\":{\"涉嫌犯罪案件移送书\":\"一\","
        "\"涉嫌犯罪案件情况的调查报告\":\"二\",\"涉案物品清单\":\"三\"},"
        "\"roles\":{\"公安机关\":\"mtg-police\",\"检察院\":\"mtg-procuratorate\"}}");
    return id;
}

static void seed(void)
{
    struct reply r;

    t.record = first_of(OFFICER, "GET /api/v1/records/penalty?limit=1", "id");
    t.clue = first_of(OFFICER, "GET /api/v1/clues?limit=1", "id");
    t.early = open_matter();
    t.sent = send_matter();
    r = as(&person[SECURITY], "POST /api/v1/tokens",
           "{\"name\":\"系统\",\"organ\":\"mtg-amr\",\"capabilities\":[\"数据导入\"],\"days\":9}");
    snprintf(t.token, sizeof(t.token), "%.12s", text_at(&r, "token"));
    drop(&r);
    expect_as(&person[SYSTEM], "POST /api/v1/users",
              "{\"login\":\"shi.yong\",\"name\":\"蒋试用\",\"organ\":\"mtg-amr\"}", 201);
    r = as(&person[PROSECUTOR], "GET /api/v1/rules/illegal-mining-not-referred", NULL);
    snprintf(t.rule, sizeof(t.rule), "%s", text_at(&r, "text"));
    drop(&r);
}

/* ---- one request ---- */

/* The number of a session that the officer has somewhere else. */
static int64_t spare_session(void)
{
    struct person p = person[OFFICER];
    struct reply r = sign_in(&p);
    int64_t id;

    expect_status(&r, 200);
    drop(&r);
    r = as(&p, "GET /api/v1/session", NULL);
    id = number_at(&r, "session");
    drop(&r);
    return id;
}

/* A word in braces: what it stands for. */
static void put_word(struct buf *b, struct str word, int column)
{
    struct person *p = role[column].person < PEOPLE ? &person[role[column].person] : NULL;
    const struct {
        const char *word;
        int64_t n;
    } number[] = {{"record", t.record},
                  {"clue", t.clue},
                  {"early", t.early},
                  {"sent", t.sent},
                  {"n", column}};
    char code[7];

    for (size_t i = 0; i < sizeof(number) / sizeof(number[0]); i++)
        if (str_eq(word, str_from(number[i].word))) {
            buf_fmt(b, "%lld", (long long)number[i].n);
            return;
        }
    if (str_eq(word, STR("fresh"))) {
        buf_fmt(b, "%lld", (long long)open_matter());
    } else if (str_eq(word, STR("spare"))) {
        buf_fmt(b, "%lld", (long long)spare_session());
    } else if (str_eq(word, STR("token"))) {
        buf_z(b, t.token);
    } else if (str_eq(word, STR("rule"))) {
        buf_json(b, str_from(t.rule));
    } else if (str_eq(word, STR("me"))) {
        buf_z(b, p ? p->login : "nobody.x");
    } else if (str_eq(word, STR("password"))) {
        buf_z(b, p ? p->password : "nothing");
    } else if (str_eq(word, STR("code"))) {
        if (p && p->totp[0])
            next_code(p, code);
        buf_z(b, p && p->totp[0] ? code : "");
    } else {
        buf_fmt(b, "{%.*s}", STR_F(word));
    }
}

/* {word} where it is one: JSON has braces of its own. */
static void put_filled(struct buf *b, const char *text, int column)
{
    struct str rest = str_from(text);

    while (rest.n > 0) {
        size_t end = 1;

        while (end < rest.n && rest.p[end] >= 'a' && rest.p[end] <= 'z')
            end++;
        if (rest.p[0] == '{' && end > 1 && end < rest.n && rest.p[end] == '}') {
            put_word(b, str_sub(rest, 1, end), column);
            end++;
        } else {
            buf_char(b, rest.p[0]);
            end = 1;
        }
        rest = str_tail(rest, end);
    }
}

static const struct api_route *route_of(const char *id)
{
    for (size_t i = 0; i < api_nroute; i++)
        if (strcmp(api_routes[i].id, id) == 0)
            return &api_routes[i];
    fail_msg("no route %s", id);
    return NULL;
}

static struct reply send_row(const struct row *row, const struct api_route *route, int column)
{
    struct person *p = role[column].person < PEOPLE ? &person[role[column].person] : NULL;
    struct buf line = {0}, head = {0}, body = {0}, path = {0};
    struct reply r;

    buf_str(&path, route->path);
    buf_fmt(&line, "%s ", http_method_name(route->method));
    put_filled(&line, row->path ? row->path : buf_cstr(&path), column);
    put_filled(&body, row->body ? row->body : "", column);
    own_page(&head, p ? p->session : NULL);
    if (route->body == HTTP_BODY_JSON)
        buf_z(&head, "Content-Type: application/json\r\nIf-Match: \"1\"\r\n");
    if (route->body == HTTP_BODY_UPLOAD)
        buf_z(&head, "Content-Type: multipart/form-data; boundary=XXXX\r\n");
    r = ask_line(buf_cstr(&line), buf_cstr(&head), buf_cstr(&body));
    if (p)
        take_session(&r, p->session);
    buf_release(&line);
    buf_release(&head);
    buf_release(&body);
    buf_release(&path);
    return r;
}

/* A stream has no end: its head says enough. */
static int stream_status(int column)
{
    struct person *p = role[column].person < PEOPLE ? &person[role[column].person] : NULL;
    struct buf b = {0}, in = {0};
    int fd = client_connect(district.port), status;

    buf_z(&b, "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n");
    own_page(&b, p ? p->session : NULL);
    buf_z(&b, "\r\n");
    assert_true(client_send(fd, b.p, b.n));
    while (!str_has(buf_view(&in), STR("\r\n\r\n")))
        assert_true(client_more(fd, &in));
    status = (int)strtol(buf_cstr(&in) + strlen("HTTP/1.1 "), NULL, 10);
    close(fd);
    buf_release(&b);
    buf_release(&in);
    return status;
}

/* ---- what came of it ---- */

/* 不合: it was not kept from him, but what he asked did not fit what is (409, 422). */
static void judge(const struct reply *r, bool counted, char cell[CELL])
{
    const char *next = json_string_value(json_object_get(r->json, "next"));

    if (r->status / 100 == 2 && counted)
        snprintf(cell, CELL, "%zu%s条", json_array_size(items_of(r)), next && next[0] ? "+" : "");
    else if (r->status / 100 == 2)
        snprintf(cell, CELL, "可");
    else if (r->status == 409 || r->status == 422)
        snprintf(cell, CELL, "不合");
    else if (r->status == 401)
        snprintf(cell, CELL, "未登录");
    else if (r->status == 403)
        snprintf(cell, CELL, "无权");
    else if (r->status == 404)
        snprintf(cell, CELL, "不见");
    else
        snprintf(cell, CELL, "%d", r->status);
}

/* What a person has now is what he signs in with next. */
static void keep(const struct row *row, int column, const struct reply *r)
{
    struct person *p = &person[role[column].person];

    if (role[column].person == PEOPLE || r->status / 100 != 2)
        return;
    if (strcmp(row->id, "password_set") == 0)
        snprintf(p->password, sizeof(p->password), "chun-feng-you-lv-%d", column);
    if (strcmp(row->id, "code_enrol") == 0)
        snprintf(p->totp, sizeof(p->totp), "%s", text_at(r, "secret"));
    if (strcmp(row->id, "code_remove") == 0)
        p->totp[0] = '\0';
}

static void ask_row(size_t i)
{
    const struct api_route *route = route_of(rows[i].id);

    for (int c = 0; c < ROLES; c++) {
        struct reply r = {0};

        if (strcmp(rows[i].id, "events") == 0) {
            r.status = stream_status(c);
        } else {
            r = send_row(&rows[i], route, c);
            keep(&rows[i], c, &r);
        }
        judge(&r, rows[i].counted, t.cell[i][c]);
        drop(&r);
    }
}

/* ---- the table ---- */

static void print_table(struct buf *b)
{
    buf_z(b, "办理或查看\t路径");
    for (int c = 0; c < ROLES; c++)
        buf_fmt(b, "\t%s", role[c].title);
    buf_char(b, '\n');
    for (size_t i = 0; i < ROWS; i++) {
        const struct api_route *route = route_of(rows[i].id);

        buf_fmt(b, "%s%s%s\t%s %.*s", route->zh, rows[i].what ? "：" : "",
                rows[i].what ? rows[i].what : "", http_method_name(route->method),
                STR_F(route->path));
        for (int c = 0; c < ROLES; c++)
            buf_fmt(b, "\t%s", t.cell[i][c]);
        buf_char(b, '\n');
    }
}

/* Lines of one text that the other lacks; those that begin with # say how to read the file. */
static size_t lacking(struct str all, struct str from, const char *title)
{
    size_t n = 0;

    while (all.n > 0) {
        struct str line = str_cut(&all, STR("\n")), rest = from;
        bool found = line.n == 0 || str_starts(line, STR("#"));

        while (!found && rest.n > 0)
            found = str_eq(str_cut(&rest, STR("\n")), line);
        if (!found)
            print_error("%s: %.*s\n", title, STR_F(line));
        n += !found;
    }
    return n;
}

static void test_every_route_has_a_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < api_nroute; i++) {
        size_t k = 0;

        while (k < ROWS && strcmp(rows[k].id, api_routes[i].id) != 0)
            k++;
        if (k == ROWS)
            fail_msg("visibility.def has no row for %s", api_routes[i].id);
    }
}

static void test_every_role_sees_what_the_table_says(void **state)
{
    struct buf b = {0};
    struct arena a;
    struct str file = STR("");
    struct err err;

    (void)state;
    arena_init(&a, 0);
    seed();
    for (size_t i = 0; i < ROWS; i++)
        ask_row(i);
    print_table(&b);
    if (file_write("visibility.tsv.now", buf_view(&b), &err) != ERR_OK ||
        file_read(&a, SOURCE_ROOT "/tests/api/visibility.tsv", 1 << 20, &file, &err) != ERR_OK)
        fail_msg("%s", err.message);
    assert_int_equal(lacking(file, buf_view(&b), "file  ") + lacking(buf_view(&b), file, "server"),
                     0);
    buf_release(&b);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_route_has_a_row),
        cmocka_unit_test(test_every_role_sees_what_the_table_says),
    };

    return cmocka_run_group_tests(tests, district_start, district_stop);
}
