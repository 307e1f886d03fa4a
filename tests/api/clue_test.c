/* tests/api/clue_test.c - clues and rules. */
#include "api_fixture.h"
#include "api_test.h"

static int64_t id_of(const json_t *clue)
{
    return (int64_t)json_integer_value(json_object_get(clue, "id"));
}

/* The first open clue of that organ, or of any. */
static int64_t open_clue(const char *organ)
{
    char path[200];
    struct reply r;
    int64_t id;

    snprintf(path, sizeof(path), "/api/v1/clues?state=open&limit=1%s%s", organ ? "&organ=" : "",
             organ ? organ : "");
    r = ask(PROCURATOR, path);
    expect_status(&r, 200);
    assert_int_equal(json_array_size(items_of(&r)), 1);
    id = id_of(json_array_get(items_of(&r), 0));
    drop(&r);
    return id;
}

static const char *path_to(int64_t id, const char *what)
{
    static char path[100];

    snprintf(path, sizeof(path), "/api/v1/clues/%lld%s", (long long)id, what);
    return path;
}

/* Every clue once, in whatever pages. */
void test_clues_are_listed_by_pages(void **state)
{
    char next[64] = "", url[200], seen[4096] = {0};
    size_t n = 0;
    int64_t total = 0;

    (void)state;
    do {
        struct reply r;
        json_t *one;
        size_t i;

        snprintf(url, sizeof(url), "/api/v1/clues?limit=9%s%s", next[0] ? "&after=" : "", next);
        r = ask(PROCURATOR, url);
        expect_status(&r, 200);
        total = number_at(&r, "total");
        json_array_foreach(items_of(&r), i, one)
        {
            assert_true(id_of(one) < (int64_t)sizeof(seen));
            assert_int_equal(seen[id_of(one)]++, 0);
            n++;
        }
        snprintf(next, sizeof(next), "%s", text_at(&r, "next"));
        drop(&r);
    } while (next[0]);
    assert_true(total > 20);
    assert_int_equal(n, total);
}

void test_clues_are_filtered(void **state)
{
    struct reply all = ask(PROCURATOR, "/api/v1/clues?limit=1"), r;
    const char *rule =
        json_string_value(json_object_get(json_array_get(items_of(&all), 0), "rule"));
    char path[300];
    json_t *one;
    size_t i;

    (void)state;
    snprintf(path, sizeof(path), "/api/v1/clues?rule=%s&limit=200", rule);
    r = ask(PROCURATOR, path);
    expect_status(&r, 200);
    assert_true(json_array_size(items_of(&r)) > 0);
    json_array_foreach(items_of(&r), i, one)
    {
        assert_string_equal(json_string_value(json_object_get(one, "rule")), rule);
    }
    drop(&r);
    r = ask(PROCURATOR, "/api/v1/clues?since=2030-01-01");
    assert_int_equal(number_at(&r, "total"), 0);
    drop(&r);
    r = ask(PROCURATOR, "/api/v1/clues?since=2026-01-01");
    assert_int_equal(number_at(&r, "total"), number_at(&all, "total"));
    drop(&r);
    expect_get(PROCURATOR, "/api/v1/clues?organ=nowhere", 422);
    drop(&all);
}

void test_clue_is_shown(void **state)
{
    struct reply r = ask(PROCURATOR, path_to(open_clue(NULL), ""));

    (void)state;
    expect_status(&r, 200);
    assert_true(json_array_size(json_object_get(r.json, "because")) > 0);
    assert_int_equal(json_array_size(json_object_get(r.json, "events")), 1);
    drop(&r);
    expect_get(PROCURATOR, "/api/v1/clues/999999", 404);
    expect_get(PROCURATOR, "/api/v1/dismissals", 200);
}

void test_organs_see_their_own_clues(void **state)
{
    struct reply all = ask(PROCURATOR, "/api/v1/clues?limit=1"),
                 own = ask(AGENCY, "/api/v1/clues?limit=200");
    int64_t id = open_clue("mtg-amr");
    json_t *one;
    size_t i;

    (void)state;
    assert_true(number_at(&own, "total") > 0);
    assert_true(number_at(&own, "total") < number_at(&all, "total"));
    json_array_foreach(items_of(&own), i, one)
    {
        assert_string_equal(json_string_value(json_object_get(one, "organ")), "区市场监管局");
    }
    expect_get(AGENCY, path_to(id, ""), 200);
    expect_get(OTHER, path_to(id, ""), 404);
    drop(&own);
    own = ask(AGENCY, "/api/v1/clues?organ=mtg-urban");
    assert_int_equal(number_at(&own, "total"), 0);
    drop(&all);
    drop(&own);
}

void test_clue_is_decided_on(void **state)
{
    int64_t id = open_clue(NULL);
    struct reply r = post(PROCURATOR, path_to(id, "/accept"), "", "{\"note\":\"已核\"}");

    (void)state;
    expect_status(&r, 200);
    assert_string_equal(text_at(&r, "state"), "accepted");
    assert_int_equal(json_array_size(json_object_get(r.json, "events")), 2);
    drop(&r);
    r = post(PROCURATOR, path_to(id, "/reopen"), "", "{}");
    assert_string_equal(text_at(&r, "state"), "open");
    drop(&r);
    expect_post(PROCURATOR, path_to(id, "/dismiss"), "{}", 422);
    expect_post(PROCURATOR, path_to(id, "/dismiss"), "{\"reason\":\"天气\"}", 422);
    r = post(PROCURATOR, path_to(id, "/dismiss"), "", "{\"reason\":\"已移送\"}");
    expect_status(&r, 200);
    assert_string_equal(text_at(&r, "code"), "referred");
    drop(&r);
    expect_post(PROCURATOR, "/api/v1/clues/999999/accept", "{}", 404);
}

void test_clue_is_merged(void **state)
{
    int64_t into = open_clue("mtg-amr"), id;
    char body[40];
    struct reply r;

    (void)state;
    snprintf(body, sizeof(body), "{\"into\":%lld}", (long long)into);
    id = open_clue("mtg-urban");
    r = post(PROCURATOR, path_to(id, "/merge"), "", body);
    expect_status(&r, 200);
    assert_int_equal(number_at(&r, "into"), into);
    drop(&r);
    expect_post(PROCURATOR, path_to(id, "/merge"), "{\"into\":999999}", 404);
}

void test_clue_is_rebutted(void **state)
{
    int64_t id = open_clue("mtg-amr"), other = open_clue("mtg-planning");
    struct reply r = post(AGENCY, path_to(id, "/rebut"), "", "{\"note\":\"货值有误\"}");

    (void)state;
    expect_status(&r, 200);
    assert_string_equal(text_at(&r, "state"), "open");
    drop(&r);
    expect_post(AGENCY, path_to(other, "/rebut"), "{\"note\":\"x\"}", 404);
    expect_post(AGENCY, path_to(id, "/rebut"), "{}", 422);
}

/* What the clue says fills in the act; a second matter is not opened on it. */
void test_matter_is_opened_on_a_clue(void **state)
{
    struct reply r = ask(PROCURATOR,
                         "/api/v1/clues?state=open&rule=illegal-mining-not-referred&limit=1"),
                 m;
    int64_t id = id_of(json_array_get(items_of(&r), 0));
    char path[80];

    (void)state;
    drop(&r);
    r = post(PROCURATOR, path_to(id, "/open"), "",
             "{\"procedure\":\"opinion\",\"fields\":{\"检察意见书文号\":\"一号\"}}");
    expect_status(&r, 201);
    snprintf(path, sizeof(path), "/api/v1/matters/%lld", (long long)number_at(&r, "matter"));
    m = ask(PROCURATOR, path);
    expect_status(&m, 200);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(m.json, "clue"), "id")),
                     id);
    drop(&m);
    drop(&r);
    r = ask(PROCURATOR, path_to(id, ""));
    assert_string_equal(text_at(&r, "state"), "accepted");
    drop(&r);
    expect_post(PROCURATOR, path_to(id, "/open"), "{\"procedure\":\"opinion\"}", 409);
    expect_post(PROCURATOR, path_to(999999, "/open"), "{\"procedure\":\"opinion\"}", 404);
}

/* The second time nothing is done, and the answer is the first one. */
void test_same_key_for_decisions(void **state)
{
    int64_t id = open_clue(NULL);
    const char *key = "Idempotency-Key: decision-1\r\n";
    struct reply before = ask(PROCURATOR, path_to(id, ""));
    size_t events = json_array_size(json_object_get(before.json, "events"));
    struct reply first = post(PROCURATOR, path_to(id, "/accept"), key, "{}"),
                 again = post(PROCURATOR, path_to(id, "/accept"), key, "{}"), r;

    (void)state;
    expect_status(&first, 200);
    expect_status(&again, 200);
    assert_true(str_eq(buf_view(&first.raw.body), buf_view(&again.raw.body)));
    assert_true(str_eq(answer_header(&again.raw, "Idempotency-Replayed"), STR("true")));
    r = post(PROCURATOR, path_to(id, "/accept"), key, "{\"note\":\"other\"}");
    expect_status(&r, 409);
    drop(&r);
    r = ask(PROCURATOR, path_to(id, ""));
    assert_int_equal(json_array_size(json_object_get(r.json, "events")), events + 1);
    drop(&r);
    drop(&before);
    drop(&first);
    drop(&again);
}

/* ---- rules ---- */

void test_rules(void **state)
{
    struct reply r = ask(AGENCY, "/api/v1/rules");

    (void)state;
    expect_status(&r, 200);
    assert_true(json_array_size(items_of(&r)) > 100);
    drop(&r);
    r = ask(AGENCY, "/api/v1/rules/illegal-mining-not-referred");
    expect_status(&r, 200);
    assert_true(json_array_size(json_object_get(r.json, "limits")) > 0);
    drop(&r);
    expect_get(AGENCY, "/api/v1/rules/none", 404);
}

/* The first record of an organ's own, as a part of a query. */
static long long record_of(const char *token)
{
    struct reply r = ask(token, "/api/v1/records/penalty?limit=1");
    long long id = id_of(json_array_get(items_of(&r), 0));

    drop(&r);
    return id;
}

void test_answer_of_a_rule_is_explained(void **state)
{
    static const char path[] = "/api/v1/rules/illegal-mining-not-referred/explain";
    struct reply r;
    char url[200];

    (void)state;
    snprintf(url, sizeof(url), "%s?record=%lld", path, record_of(AGENCY));
    r = ask(AGENCY, url);
    expect_status(&r, 200);
    assert_true(json_array_size(json_object_get(json_object_get(r.json, "finding"), "because")) >
                0);
    drop(&r);
    expect_get(PROCURATOR, url, 200);
    expect_get(OTHER, url, 404); /* the record is another organ's */
    expect_get(AGENCY, path, 422);
    snprintf(url, sizeof(url), "%s?record=999999", path);
    expect_get(PROCURATOR, url, 404);
    snprintf(url, sizeof(url), "%s?doc_no=none", path);
    expect_get(PROCURATOR, url, 404);
    expect_get(PROCURATOR, "/api/v1/rules/none/explain?record=1", 404);
}

/* The text of a shipped rule as a member "text" of a JSON object, with more members behind it. */
static char *rule_body(const char *members)
{
    struct reply r = ask(PROCURATOR, "/api/v1/rules/illegal-mining-not-referred");
    struct buf b = {0};
    char *body;

    buf_z(&b, "{\"text\":");
    buf_json(&b, str_from(text_at(&r, "text")));
    buf_fmt(&b, "%s}", members);
    body = strdup(buf_cstr(&b));
    buf_release(&b);
    drop(&r);
    return body;
}

void test_rule_is_checked(void **state)
{
    char *body = rule_body("");
    struct reply r = post(PROCURATOR, "/api/v1/rules/check", "", body);

    (void)state;
    expect_status(&r, 200);
    assert_true(json_is_true(json_object_get(r.json, "well")));
    drop(&r);
    free(body);
    r = post(PROCURATOR, "/api/v1/rules/check", "",
             "{\"text\":\"规则 x\\n当 案由 属与 案由类.x\\n\"}");
    expect_status(&r, 200);
    assert_true(json_is_false(json_object_get(r.json, "compiles")));
    assert_true(json_array_size(json_object_get(r.json, "diagnostics")) > 0);
    assert_true(json_is_null(json_object_get(r.json, "rule")));
    drop(&r);
}

void test_rule_is_tried(void **state)
{
    char *body =
        rule_body(",\"examples\":2,\"sweep\":[\"标准.非法采矿罪.矿产品价值=1万元,500万元\"]");
    struct reply r = post(PROCURATOR, "/api/v1/rules/try", "", body);
    json_t *draft = json_object_get(r.json, "draft");

    (void)state;
    expect_status(&r, 200);
    assert_true(json_integer_value(json_object_get(draft, "hits")) > 0);
    assert_int_equal(json_array_size(json_object_get(draft, "sweep")), 2);
    drop(&r);
    free(body);
    r = post(PROCURATOR, "/api/v1/rules/try", "", "{\"text\":\"规则 x\\n\"}");
    expect_status(&r, 422);
    assert_true(json_array_size(json_object_get(r.json, "diagnostics")) > 0);
    drop(&r);
}
