/* tests/api/law_test.c - deadlines, organs, the ledger, the audit. */
#include "api_fixture.h"
#include "api_test.h"

#include "crypto/proof.h"

void test_deadlines(void **state)
{
    struct reply all = ask(AGENCY, "/api/v1/deadlines"), r;

    (void)state;
    expect_status(&all, 200);
    assert_true(json_array_size(items_of(&all)) > 100);
    r = ask(AGENCY, "/api/v1/deadlines?mechanism=%E6%A3%80%E5%AF%9F%E5%BB%BA%E8%AE%AE");
    expect_status(&r, 200);
    assert_true(json_array_size(items_of(&r)) > 0);
    assert_true(json_array_size(items_of(&r)) < json_array_size(items_of(&all)));
    drop(&r);
    drop(&all);
}

void test_deadline_is_computed(void **state)
{
    struct reply r = post(AGENCY, "/api/v1/deadlines/compute", "",
                          "{\"deadline\":\"FWD-02\",\"at\":\"2024-03-01T10:20:00\","
                          "\"now\":\"2024-03-01T12:20:00\",\"done\":\"2024-03-03\"}");

    (void)state;
    expect_status(&r, 200);
    assert_string_equal(text_at(&r, "due"), "2024-03-02T10:20:00");
    assert_true(json_is_true(json_object_get(json_object_get(r.json, "done"), "passed")));
    assert_true(json_is_false(json_object_get(json_object_get(r.json, "left"), "passed")));
    drop(&r);
    expect_post(AGENCY, "/api/v1/deadlines/compute",
                "{\"deadline\":\"NONE\",\"at\":\"2024-03-01\"}", 404);
    expect_post(AGENCY, "/api/v1/deadlines/compute", "{\"deadline\":\"FWD-02\",\"at\":\"soon\"}",
                422);
    expect_post(AGENCY, "/api/v1/deadlines/compute", "{\"deadline\":\"FWD-02\"}", 422);
}

/* What is handed out is what `liandong ledger verify` takes. */
static void check_proof(const char *path)
{
    struct reply r = ask(AGENCY, path);
    struct proof p;
    struct err err;

    expect_status(&r, 200);
    if (proof_parse("proof", str_from(text_at(&r, "text")), &p, &err) != ERR_OK)
        fail_msg("%s", err.zh);
    assert_int_equal(p.path.n, json_array_size(json_object_get(r.json, "nodes")));
    drop(&r);
}

void test_heads_and_proofs(void **state)
{
    struct reply r = ask(AGENCY, "/api/v1/ledger/heads"), text;

    (void)state;
    expect_status(&r, 200);
    assert_int_equal(json_array_size(items_of(&r)), 1);
    text = ask(AGENCY, "/api/v1/ledger/heads.txt");
    expect_status(&text, 200);
    assert_true(str_starts(buf_view(&text.raw.body), STR("liandong ledger heads v1\n")));
    assert_true(str_has(buf_view(&text.raw.body), str_from(text_at(&r, "log"))));
    drop(&text);
    drop(&r);
    check_proof("/api/v1/ledger/proof?kind=clue_event&ref=1");
    check_proof("/api/v1/ledger/proof?index=0&size=3");
    check_proof("/api/v1/ledger/consistency?from=3");
    expect_get(AGENCY, "/api/v1/ledger/proof", 422);
    expect_get(AGENCY, "/api/v1/ledger/proof?kind=clue_event&ref=999999", 404);
    expect_get(AGENCY, "/api/v1/ledger/consistency?from=5&size=3", 422);
}

void test_organs(void **state)
{
    struct reply r = ask(AGENCY, "/api/v1/organs?kind=agency");

    (void)state;
    expect_status(&r, 200);
    assert_true(json_array_size(items_of(&r)) > 40);
    drop(&r);
    expect_get(AGENCY, "/api/v1/organs/mtg-amr", 200);
    expect_get(AGENCY, "/api/v1/organs/none", 404);
}

void test_audit(void **state)
{
    struct reply r = ask(PROCURATOR, "/api/v1/audit?limit=3"), more;
    char path[100];

    (void)state;
    expect_status(&r, 200);
    assert_int_equal(json_array_size(items_of(&r)), 3);
    snprintf(path, sizeof(path), "/api/v1/audit?limit=1&after=%s", text_at(&r, "next"));
    more = ask(PROCURATOR, path);
    expect_status(&more, 200);
    assert_int_equal(
        json_integer_value(json_object_get(json_array_get(items_of(&more), 0), "leaf")), 3);
    drop(&more);
    drop(&r);
}
