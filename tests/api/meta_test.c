/* tests/api/meta_test.c - who gets in, what is refused and how, what the server says of itself. */
#include "api_fixture.h"
#include "api_test.h"

void test_open_routes(void **state)
{
    (void)state;
    expect_get(NOBODY, "/healthz", 200);
    expect_get(NOBODY, "/api/v1/openapi.json", 200);
    expect_get(AGENCY, "/readyz", 200);
    expect_get(AGENCY, "/metrics", 200);
}

/* A path of the route, with numbers and names where parameters are. */
static const char *path_of(const struct api_route *r, char *path, size_t size)
{
    struct str rest = r->path;
    size_t n = 0;

    while (rest.n > 0) {
        struct str part = str_cut(&rest, STR("/"));

        if (part.n > 0)
            n += (size_t)snprintf(path + n, size - n, "/%.*s", part.p[0] == '{' ? 1 : (int)part.n,
                                  part.p[0] == '{' ? "1" : part.p);
    }
    return path;
}

static struct reply call_route(const struct api_route *r, const char *token)
{
    char path[200], line[220], headers[100];

    path_of(r, path, sizeof(path));
    if (r->method == HTTP_GET)
        return ask(token, path);
    if (r->method == HTTP_DELETE) {
        snprintf(headers, sizeof(headers), "Authorization: Bearer %s\r\n", token ? token : "none");
        snprintf(line, sizeof(line), "DELETE %s", path);
        return ask_line(line, headers, "");
    }
    if (r->body == HTTP_BODY_UPLOAD)
        return post(
            token, path, "Content-Type: multipart/form-data; boundary=XXXX\r\n",
            "--XXXX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n"
            "--XXXX--\r\n");
    return post(token, path, "", "{}");
}

void test_nobody_gets_in(void **state)
{
    (void)state;
    for (size_t i = 0; i < api_nroute; i++) {
        struct reply r = call_route(&api_routes[i], NOBODY);

        if (api_route_open(&api_routes[i]) != (r.status != 401))
            fail_msg("%s is answered with %d", api_routes[i].id, r.status);
        if (r.status == 401)
            assert_string_equal(text_at(&r, "code"), "unauthenticated");
        drop(&r);
    }
    expect_get("procurator-token-0", "/api/v1/me", 401);
    expect_get("procurator-token-012", "/api/v1/me", 401);
    expect_get("", "/api/v1/me", 401);
}

void test_capabilities_are_asked_for(void **state)
{
    (void)state;
    for (size_t i = 0; i < api_nroute; i++) {
        struct reply r;

        if (api_route_open(&api_routes[i]) || api_route_self(&api_routes[i]) ||
            api_routes[i].capability.n == 0)
            continue;
        r = call_route(&api_routes[i], OTHER);
        if (r.status != 403)
            fail_msg("%s is answered with %d", api_routes[i].id, r.status);
        assert_string_equal(text_at(&r, "code"), "forbidden");
        drop(&r);
    }
}

void test_me(void **state)
{
    struct reply r = ask(AGENCY, "/api/v1/me");

    (void)state;
    expect_status(&r, 200);
    assert_string_equal(text_at(&r, "organ"), "mtg-amr");
    assert_string_equal(text_at(&r, "district"), "测试区");
    assert_int_equal(json_array_size(json_object_get(r.json, "capabilities")), 3);
    drop(&r);
}

void test_bad_requests(void **state)
{
    (void)state;
    expect_get(AGENCY, "/api/v1/nothing", 404);
    expect_get(AGENCY, "/api/v1/clues?limit=0", 422);
    expect_get(AGENCY, "/api/v1/clues?limit=ten", 422);
    expect_get(AGENCY, "/api/v1/clues?limit=1000", 422);
    expect_get(AGENCY, "/api/v1/clues?colour=red", 422);
    expect_get(AGENCY, "/api/v1/clues?state=lost", 422);
    expect_get(AGENCY, "/api/v1/clues?after=x", 422);
    expect_get(AGENCY, "/api/v1/clues/x", 404);
    expect_get(AGENCY, "/api/v1/clues/0", 404);
    expect_get(AGENCY, "/api/v1/clues/99999999999999999999", 404);
    expect_get(AGENCY, "/api/v1/clues/1%20OR%201=1", 404);
    expect_post(AGENCY, "/api/v1/matters", "{", 400);
    expect_post(AGENCY, "/api/v1/matters", "[]", 422);
    expect_post(AGENCY, "/api/v1/matters", "{\"procedure\":1}", 422);
    expect_post(AGENCY, "/api/v1/matters", "{\"procedure\":\"no such\"}", 422);
    expect_post(AGENCY, "/api/v1/matters", "{\"procedure\":\"referral\",\"fields\":{\"x\":[]}}",
                422);
}

void test_problems_have_codes(void **state)
{
    struct reply r = post(AGENCY, "/api/v1/matters", "", "{\"colour\":1}");
    const json_t *faults = json_object_get(r.json, "errors");

    (void)state;
    expect_status(&r, 422);
    assert_true(str_eq(answer_header(&r.raw, "Content-Type"), STR("application/problem+json")));
    assert_string_equal(text_at(&r, "code"), "invalid");
    assert_int_equal(json_array_size(faults), 2); /* procedure is missing, colour is unknown */
    assert_string_equal(json_string_value(json_object_get(json_array_get(faults, 0), "pointer")),
                        "/procedure");
    assert_string_equal(json_string_value(json_object_get(json_array_get(faults, 1), "pointer")),
                        "/colour");
    drop(&r);
    r = ask(AGENCY, "/nothing");
    assert_string_equal(text_at(&r, "code"), "not_found");
    drop(&r);
}

void test_document_names_every_route(void **state)
{
    struct reply r = ask(NOBODY, "/api/v1/openapi.json");
    json_t *paths = json_object_get(r.json, "paths");

    (void)state;
    assert_string_equal(text_at(&r, "openapi"), "3.1.0");
    for (size_t i = 0; i < api_nroute; i++) {
        char path[128];
        json_t *operation;

        snprintf(path, sizeof(path), "%.*s", STR_F(api_routes[i].path));
        operation = json_object_get(json_object_get(paths, path),
                                    api_routes[i].method == HTTP_GET      ? "get"
                                    : api_routes[i].method == HTTP_DELETE ? "delete"
                                                                          : "post");
        assert_string_equal(json_string_value(json_object_get(operation, "operationId")),
                            api_routes[i].id);
    }
    drop(&r);
}

void test_types_name_every_schema(void **state)
{
    struct buf b = {0};
    struct err err;

    (void)state;
    assert_int_equal(api_types_print(&b, &err), ERR_OK);
    assert_non_null(strstr(buf_cstr(&b), "export type ClueFull = {"));
    assert_non_null(strstr(buf_cstr(&b), "  state: \"open\" | \"accepted\" | \"dismissed\" |"));
    assert_non_null(strstr(buf_cstr(&b), "  clue_list: { request: ClueQuery; reply: ClueList };"));
    assert_non_null(strstr(buf_cstr(&b), "  fields?: { [name: string]: string };"));
    buf_release(&b);
}
