/* tests/api/record_test.c - records and imports. */
#include "api_fixture.h"
#include "api_test.h"

/* Reads a list page by page; returns how many items there are, each with a greater number than the
 * one before. */
static size_t count_pages(const char *token, const char *path, const char *id)
{
    char next[64] = "", url[300];
    int64_t last = 0;
    size_t n = 0;

    do {
        struct reply r;
        json_t *one;
        size_t i;

        snprintf(url, sizeof(url), "%s%s%s", path, next[0] ? "&after=" : "", next);
        r = ask(token, url);
        expect_status(&r, 200);
        json_array_foreach(items_of(&r), i, one)
        {
            int64_t is = (int64_t)json_integer_value(json_object_get(one, id));

            assert_true(is > last);
            last = is;
            n++;
        }
        snprintf(next, sizeof(next), "%s", text_at(&r, "next"));
        drop(&r);
    } while (next[0]);
    return n;
}

void test_records_are_listed_by_pages(void **state)
{
    size_t all = count_pages(OPERATOR, "/api/v1/records/penalty?limit=200", "id");

    (void)state;
    expect_get(OPERATOR, "/api/v1/datasets", 200);
    assert_true(all > 100);
    assert_int_equal(count_pages(OPERATOR, "/api/v1/records/penalty?limit=7", "id"), all);
    assert_int_equal(count_pages(PROCURATOR, "/api/v1/records/penalty?limit=50", "id"), all);
    expect_get(OPERATOR, "/api/v1/records/nothing", 404);
}

void test_records_are_masked(void **state)
{
    struct reply r = ask(OPERATOR, "/api/v1/records/penalty?limit=200");
    bool person = false;
    json_t *one;
    size_t i;

    (void)state;
    json_array_foreach(items_of(&r), i, one)
    {
        char path[100];
        struct reply full;

        if (!strchr(json_string_value(json_object_get(one, "party")), '*'))
            continue;
        person = true;
        snprintf(path, sizeof(path), "/api/v1/records/penalty/%lld",
                 (long long)json_integer_value(json_object_get(one, "id")));
        full = ask(OPERATOR, path);
        expect_status(&full, 200);
        assert_null(strstr(buf_cstr(&full.raw.body), "1101091909")); /* a citizen's number */
        drop(&full);
    }
    assert_true(person);
    drop(&r);
}

void test_organs_see_their_own_records(void **state)
{
    size_t all = count_pages(OPERATOR, "/api/v1/records/penalty?limit=200", "id"),
           own = count_pages(AGENCY, "/api/v1/records/penalty?limit=200", "id"),
           others = count_pages(OTHER, "/api/v1/records/penalty?limit=200", "id");
    struct reply r = ask(AGENCY, "/api/v1/records/penalty?limit=1");
    char path[100];

    (void)state;
    assert_true(own > 0 && others > 0 && own + others < all);
    snprintf(path, sizeof(path), "/api/v1/records/penalty/%lld",
             (long long)json_integer_value(json_object_get(json_array_get(items_of(&r), 0), "id")));
    expect_get(AGENCY, path, 200);
    expect_get(OTHER, path, 404);
    expect_get(OPERATOR, "/api/v1/records/penalty/999999", 404);
    drop(&r);
    assert_int_equal(count_pages(AGENCY, "/api/v1/records/penalty?organ=mtg-urban", "id"), 0);
}

/* ---- imports ---- */

static const char header[] = "行政相对人名称,行政相对人类别,统一社会信用代码,行政处罚决定书文号,"
                             "违法行为类型,违法事实,处罚类别,处罚内容,处罚决定日期,处罚机关\n";

static struct reply upload(const char *token, const char *fields, const char *text)
{
    struct buf b = {0};
    struct reply r;

    buf_fmt(
        &b,
        "%s--XXXX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"新的.csv\"\r\n\r\n"
        "%s\r\n--XXXX--\r\n",
        fields, text);
    r = post(token, "/api/v1/imports", "Content-Type: multipart/form-data; boundary=XXXX\r\n",
             buf_cstr(&b));
    buf_release(&b);
    return r;
}

/* Waits for the job's end. */
static struct reply wait_job(const char *token, const char *path)
{
    for (int i = 0; i < 2000; i++) {
        struct reply r = ask(token, path);

        expect_status(&r, 200);
        if (strcmp(text_at(&r, "state"), "waiting") != 0 &&
            strcmp(text_at(&r, "state"), "running") != 0)
            return r;
        drop(&r);
        usleep(5000);
    }
    fail_msg("%s does not end", path);
    return (struct reply){0};
}

static struct str two_rows(struct buf *b)
{
    buf_z(b, header);
    buf_z(
        b,
        "北京京例测试商店,法人及非法人组织,,京门市监罚〔2026〕901号,无照经营,经查，无照经营。,罚款,"
        "罚款500元,2026-03-01,区市场监管局\n");
    buf_z(b, ",法人及非法人组织,,京门市监罚〔2026〕902号,无照经营,经查，无照经营。,罚款,罚款500元,"
             "2026-03-01,区市场监管局\n");
    return buf_view(b);
}

void test_import_goes_through(void **state)
{
    struct buf text = {0};
    struct reply r, done;
    char path[200], rejected[220];

    (void)state;
    two_rows(&text);
    r = upload(AGENCY,
               "--XXXX\r\nContent-Disposition: form-data; name=\"dataset\"\r\n\r\n行政处罚\r\n"
               "--XXXX\r\nContent-Disposition: form-data; name=\"screen\"\r\n\r\ntrue\r\n",
               buf_cstr(&text));
    expect_status(&r, 202);
    snprintf(path, sizeof(path), "%.*s", STR_F(answer_header(&r.raw, "Location")));
    drop(&r);
    done = wait_job(AGENCY, path);
    assert_string_equal(text_at(&done, "state"), "done");
    assert_int_equal(
        json_integer_value(json_object_get(json_object_get(done.json, "result"), "rows")), 2);
    assert_int_equal(
        json_integer_value(json_object_get(json_object_get(done.json, "result"), "loaded")), 1);
    assert_true(json_is_object(json_object_get(done.json, "screened")));
    drop(&done);
    snprintf(rejected, sizeof(rejected), "%s/rejected", path);
    r = ask(AGENCY, rejected);
    expect_status(&r, 200);
    assert_non_null(strstr(buf_cstr(&r.raw.body), "902号"));
    assert_null(strstr(buf_cstr(&r.raw.body), "901号"));
    drop(&r);
    r = ask(OPERATOR, "/api/v1/imports?limit=200");
    expect_status(&r, 200);
    assert_non_null(strstr(buf_cstr(&r.raw.body), "\"file\":\"新的.csv\""));
    drop(&r);
    expect_get(AGENCY, "/api/v1/imports", 403); /* the list of all */
    buf_release(&text);
}

void test_import_of_nonsense_fails(void **state)
{
    struct reply r = upload(AGENCY, "", "a,b\n1,2\n"), done;
    char path[200];

    (void)state;
    expect_status(&r, 202);
    snprintf(path, sizeof(path), "%.*s", STR_F(answer_header(&r.raw, "Location")));
    drop(&r);
    done = wait_job(AGENCY, path);
    assert_string_equal(text_at(&done, "state"), "failed");
    assert_true(strlen(text_at(&done, "failure")) > 0);
    drop(&done);
    r = upload(AGENCY, "--XXXX\r\nContent-Disposition: form-data; name=\"map\"\r\n\r\nnone\r\n",
               "a\n");
    expect_status(&r, 422);
    drop(&r);
    r = upload(AGENCY,
               "--XXXX\r\nContent-Disposition: form-data; name=\"dry_run\"\r\n\r\nperhaps\r\n",
               "a\n");
    expect_status(&r, 422);
    drop(&r);
}

void test_imports_are_their_owners(void **state)
{
    struct reply r = upload(AGENCY, "", "a,b\n1,2\n");
    char path[200];

    (void)state;
    snprintf(path, sizeof(path), "%.*s", STR_F(answer_header(&r.raw, "Location")));
    drop(&r);
    expect_get(PROCURATOR, path, 404);
    expect_get(OPERATOR, path, 200);
    expect_get(AGENCY, "/api/v1/imports/00000000000000000000000000000000", 404);
    r = wait_job(AGENCY, path);
    drop(&r);
}
