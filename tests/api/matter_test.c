/* tests/api/matter_test.c - matters, acts, duties, and the news of them. */
#include "api_fixture.h"
#include "api_test.h"

#include <pthread.h>

static const char opening[] =
    "{\"procedure\":\"referral\",\"act\":\"指定专案组\",\"at\":\"2024-03-04T09:00:00\",\"fields\":{"
    "\"当事人\":\"某公司\",\"违法事实\":\"事实\",\"涉嫌罪名\":\"非法采矿罪\",\"专案组人数\":\"2\"}}";
static const char reporting[] =
    "{\"act\":\"提出书面报告\",\"at\":\"2024-03-05T09:00:00\",\"papers\":{"
    "\"移送涉嫌犯罪案件的书面报告\":\"一号\"}}";

static int64_t open_matter(void)
{
    struct reply r = post(AGENCY, "/api/v1/matters", "", opening);
    int64_t id;

    expect_status(&r, 201);
    assert_int_equal(number_at(&r, "version"), 1);
    id = number_at(&r, "matter");
    drop(&r);
    return id;
}

static const char *path_to(int64_t id, const char *what)
{
    static char path[100];

    snprintf(path, sizeof(path), "/api/v1/matters/%lld%s", (long long)id, what);
    return path;
}

void test_procedures(void **state)
{
    struct reply r = ask(AGENCY, "/api/v1/procedures");

    (void)state;
    expect_status(&r, 200);
    assert_true(json_array_size(items_of(&r)) >= 20);
    drop(&r);
    r = ask(AGENCY, "/api/v1/procedures/referral");
    expect_status(&r, 200);
    assert_true(json_array_size(json_object_get(r.json, "acts")) > 3);
    drop(&r);
    expect_get(AGENCY, "/api/v1/procedures/none", 404);
}

static bool may_do(const struct reply *r, const char *act)
{
    json_t *one;
    size_t i;

    json_array_foreach(json_object_get(r->json, "acts"), i, one)
    {
        if (strcmp(json_string_value(json_object_get(one, "act")), act) == 0)
            return json_is_true(json_object_get(one, "mine"));
    }
    return false;
}

void test_matter_is_opened_and_acted_on(void **state)
{
    int64_t id = open_matter();
    struct reply r = ask(AGENCY, path_to(id, ""));

    (void)state;
    expect_status(&r, 200);
    assert_true(str_eq(answer_header(&r.raw, "ETag"), STR("\"1\"")));
    assert_true(may_do(&r, "提出书面报告"));
    drop(&r);
    r = ask_with(AGENCY, path_to(id, ""), "If-None-Match: \"1\"\r\n");
    expect_status(&r, 304);
    drop(&r);
    expect_post(AGENCY, path_to(id, "/acts"), reporting, 422); /* no If-Match */
    r = post(AGENCY, path_to(id, "/acts"), "If-Match: \"1\"\r\n", reporting);
    expect_status(&r, 201);
    assert_int_equal(number_at(&r, "version"), 2);
    assert_true(str_eq(answer_header(&r.raw, "ETag"), STR("\"2\"")));
    drop(&r);
    r = ask(AGENCY, path_to(id, "/timeline?limit=1"));
    expect_status(&r, 200);
    assert_string_equal(text_at(&r, "next"), "1");
    drop(&r);
    r = ask(AGENCY, path_to(id, "/timeline?limit=1&after=1"));
    assert_int_equal(json_array_size(items_of(&r)), 1);
    assert_string_equal(text_at(&r, "next"), "");
    drop(&r);
    expect_post(OPERATOR, path_to(id, "/acts"), reporting, 422);
    expect_post(OPERATOR, "/api/v1/matters", opening, 403); /* for no organ */
}

void test_stale_act_is_refused(void **state)
{
    int64_t id = open_matter();
    struct reply r = post(AGENCY, path_to(id, "/acts"), "If-Match: \"1\"\r\n", reporting);

    (void)state;
    expect_status(&r, 201);
    drop(&r);
    r = post(AGENCY, path_to(id, "/acts"), "If-Match: \"1\"\r\n", reporting);
    expect_status(&r, 409);
    assert_non_null(strstr(text_at(&r, "detail"), "提出书面报告")); /* what was done meanwhile */
    drop(&r);
    r = post(AGENCY, path_to(id, "/acts"), "If-Match: \"9\"\r\n", reporting);
    expect_status(&r, 422);
    drop(&r);
    r = post(AGENCY, path_to(id, "/acts"), "If-Match: 2\r\n", reporting);
    expect_status(&r, 422);
    drop(&r);
}

void test_same_key_is_done_once(void **state)
{
    const char *key = "Idempotency-Key: open-1\r\n";
    struct reply first = post(AGENCY, "/api/v1/matters", key, opening),
                 again = post(AGENCY, "/api/v1/matters", key, opening), r;

    (void)state;
    expect_status(&first, 201);
    expect_status(&again, 201);
    assert_int_equal(number_at(&first, "matter"), number_at(&again, "matter"));
    assert_true(str_eq(answer_header(&again.raw, "ETag"), STR("\"1\"")));
    r = post(AGENCY, "/api/v1/matters", key, "{\"procedure\":\"referral\"}");
    expect_status(&r, 409);
    drop(&r);
    r = ask(AGENCY, path_to(number_at(&first, "matter"), "/timeline"));
    assert_int_equal(json_array_size(items_of(&r)), 1);
    drop(&r);
    drop(&first);
    drop(&again);
}

/* The fixture has opened one under another text of its procedure. */
void test_matter_moves_to_the_law_in_force(void **state)
{
    struct reply r = ask(AGENCY, path_to(1, ""));

    (void)state;
    expect_status(&r, 200);
    assert_string_not_equal(text_at(&r, "procedure_version"), text_at(&r, "current_version"));
    drop(&r);
    r = post(AGENCY, path_to(1, "/migrate"), "If-Match: \"1\"\r\n", "{}");
    expect_status(&r, 201);
    assert_int_equal(number_at(&r, "version"), 2);
    drop(&r);
    r = ask(AGENCY, path_to(1, ""));
    assert_string_equal(text_at(&r, "procedure_version"), text_at(&r, "current_version"));
    drop(&r);
    r = post(AGENCY, path_to(1, "/migrate"), "If-Match: \"2\"\r\n", "{}");
    expect_status(&r, 409);
    drop(&r);
}

void test_matters_are_for_their_organs(void **state)
{
    int64_t id = open_matter();
    struct reply r;

    (void)state;
    expect_get(OTHER, path_to(id, ""), 404);
    expect_get(OTHER, path_to(id, "/timeline"), 404);
    expect_post(OTHER, path_to(id, "/acts"), reporting, 404);
    expect_get(OPERATOR, path_to(id, ""), 200);
    r = ask(AGENCY, "/api/v1/matters?organ=mtg-urban&closed=true");
    assert_int_equal(json_array_size(items_of(&r)), 0);
    drop(&r);
    expect_get(AGENCY, "/api/v1/matters?organ=nowhere", 422);
    expect_get(AGENCY, path_to(999999, ""), 404);
}

void test_matters_are_listed_by_pages(void **state)
{
    char next[32] = "", url[200];
    int64_t last = 0, n = 0, id[5];

    (void)state;
    for (int i = 0; i < 5; i++)
        id[i] = open_matter();
    do {
        struct reply r;
        json_t *one;
        size_t i;

        snprintf(url, sizeof(url), "/api/v1/matters?procedure=referral&limit=2%s%s",
                 next[0] ? "&after=" : "", next);
        r = ask(AGENCY, url);
        expect_status(&r, 200);
        json_array_foreach(items_of(&r), i, one)
        {
            int64_t is = (int64_t)json_integer_value(json_object_get(one, "matter"));

            assert_true(is > last);
            last = is;
            n += is >= id[0];
        }
        snprintf(next, sizeof(next), "%s", text_at(&r, "next"));
        drop(&r);
    } while (next[0]);
    assert_int_equal(n, 5);
}

void test_duties(void **state)
{
    struct reply all = ask(AGENCY, "/api/v1/duties?limit=200"), r;
    size_t n = json_array_size(items_of(&all));

    (void)state;
    expect_status(&all, 200);
    assert_true(n > 0);
    r = ask(AGENCY, "/api/v1/duties?limit=1&after=1");
    assert_int_equal(json_array_size(items_of(&r)), n > 1 ? 1 : 0);
    drop(&r);
    r = ask(OTHER, "/api/v1/duties");
    assert_int_equal(json_array_size(items_of(&r)), 0);
    drop(&r);
    expect_get(AGENCY, "/api/v1/duties?days=7", 200);
    expect_get(AGENCY, "/api/v1/duties?days=-1", 422);
    drop(&all);
}

/* ---- many at once ---- */

enum { CLIENTS = 8, ROUNDS = 10 };

/* cmocka's checks belong to the main thread: what failed is counted. */
static void *act_often(void *p)
{
    int *failed = p;

    for (int i = 0; i < ROUNDS; i++) {
        struct reply r = post(AGENCY, "/api/v1/matters", "", opening);
        char path[80];
        int64_t id = (int64_t)json_integer_value(json_object_get(r.json, "matter"));

        *failed += r.status != 201;
        drop(&r);
        snprintf(path, sizeof(path), "/api/v1/matters/%lld/acts", (long long)id);
        r = post(AGENCY, path, "If-Match: \"1\"\r\n", reporting);
        *failed += r.status != 201;
        drop(&r);
    }
    return NULL;
}

void test_acts_of_many_at_once(void **state)
{
    pthread_t thread[CLIENTS];
    int failed[CLIENTS] = {0}, all = 0;

    (void)state;
    for (int i = 0; i < CLIENTS; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, act_often, &failed[i]), 0);
    for (int i = 0; i < CLIENTS; i++) {
        pthread_join(thread[i], NULL);
        all += failed[i];
    }
    assert_int_equal(all, 0);
}

/* ---- news ---- */

static int listen_from(const char *token, const char *headers)
{
    struct buf b = {0};
    int fd = client_connect(district.port);

    buf_fmt(&b, "GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n%s\r\n",
            token, headers);
    assert_true(client_send(fd, b.p, b.n));
    buf_release(&b);
    return fd;
}

/* Reads until the text comes. */
static void hear(int fd, struct buf *heard, const char *text)
{
    while (!str_has(buf_view(heard), str_from(text)))
        if (!client_more(fd, heard))
            fail_msg("\"%s\" was not heard in %.*s", text, (int)heard->n, heard->p);
}

void test_events_reach_who_may_see(void **state)
{
    int agency = listen_from(AGENCY, ""), other = listen_from(OTHER, ""),
        all = listen_from(OPERATOR, "");
    struct buf a = {0}, o = {0}, p = {0};
    char text[60];
    int64_t id;

    (void)state;
    hear(agency, &a, ": \n\n");
    hear(other, &o, ": \n\n");
    hear(all, &p, ": \n\n");
    id = open_matter();
    snprintf(text, sizeof(text), "\"matter\":%lld,\"version\":1", (long long)id);
    hear(agency, &a, text);
    hear(all, &p, text);
    assert_true(str_has(buf_view(&a), STR("event: act\ndata: {\"leaf\":")));
    assert_false(str_has(buf_view(&o), STR("event:")));
    shutdown(other, SHUT_WR);
    close(agency);
    close(other);
    close(all);
    buf_release(&a);
    buf_release(&o);
    buf_release(&p);
}

/* The number of the last event that a listener heard. */
static long long last_id(const struct buf *heard)
{
    struct str s = buf_view(heard);
    long long id = -1;

    for (size_t at = 0; (at = str_find_from(s, STR("id: "), at)) != STR_NPOS; at++)
        id = strtoll(s.p + at + 4, NULL, 10);
    return id;
}

void test_events_go_on_where_they_stopped(void **state)
{
    int fd = listen_from(AGENCY, "");
    struct buf heard = {0};
    char header[60], text[60];
    int64_t id;

    (void)state;
    hear(fd, &heard, ": \n\n");
    open_matter();
    hear(fd, &heard, "event: act");
    hear(fd, &heard, "}\n\n");
    close(fd);
    id = open_matter(); /* nobody listens */
    snprintf(header, sizeof(header), "Last-Event-ID: %lld\r\n", last_id(&heard));
    snprintf(text, sizeof(text), "\"matter\":%lld,\"version\":1", (long long)id);
    buf_reset(&heard);
    fd = listen_from(AGENCY, header);
    hear(fd, &heard, text);
    close(fd);
    buf_release(&heard);
    expect_get(AGENCY, "/api/v1/events?after=-1", 422);
}
