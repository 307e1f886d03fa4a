/* tests/api/api_fixture.c - see api_fixture.h. */
#include "people.h"

#include "base/file.h"
#include "matter/ledger_head.h"
#include "matter/ledger_subject.h"
#include "matter/log.h"
#include "pipeline/home.h"
#include "pipeline/screen.h"
#include "service/import/load.h"

#include <sys/stat.h>

struct district district;

static const char tokens[] =
    "[{\"token\":\"" OPERATOR "\",\"person\":\"值班员\",\"operator\":true},"
    "{\"token\":\"" PROCURATOR "\",\"organ\":\"检察院.行政检察\",\"person\":\"甲检察官\","
    "\"capabilities\":[\"线索办理\",\"规则编写\",\"审计查看\",\"数据导入\",\"检察长决定\"]},"
    "{\"token\":\"" AGENCY "\",\"organ\":\"mtg-amr\",\"person\":\"乙\","
    "\"capabilities\":[\"数据导入\",\"批准移送\",\"线索申辩\"]},"
    "{\"token\":\"" OTHER "\",\"organ\":\"mtg-urban\",\"person\":\"丙\"}]";

#define OK(call)                                               \
    do {                                                       \
        if ((call) != ERR_OK)                                  \
            fail_msg("%s: %s %s", #call, err.message, err.zh); \
    } while (0)

/* The sample lies in the source tree, where rejected rows must not be written. */
static void import_sample(struct store *s, const char *name)
{
    struct import_request q = {.options = {.law = district.law, .threads = 1},
                               .now = district.now,
                               .at_end = ledger_cover};
    struct import_summary summary;
    struct arena a;
    struct str bytes;
    struct err err;

    arena_init(&a, 0);
    q.options.today = day_from_ymd(2026, 6, 1);
    OK(file_read(&a, str_fmt(&a, SOURCE_ROOT "/sample/%s", name).p, 1 << 24, &bytes, &err));
    q.path = str_fmt(&a, "%s/%s", district.home.path, name).p;
    OK(file_write(q.path, bytes, &err));
    OK(import_file(s, &q, &a, &summary, &err));
    arena_release(&a);
}

static void screen(struct store *s)
{
    struct pipeline_screen_request q = {.law = district.law,
                                        .since = DAY_NONE,
                                        .today = day_from_ymd(2026, 6, 1),
                                        .now = district.now,
                                        .region = 110109,
                                        .threads = 1};
    struct pipeline_screen result;
    struct diag_list diags;
    struct arena a;
    struct err err;

    arena_init(&a, 0);
    diag_init(&diags, &a);
    OK(pipeline_screen_store(&q, s, &result, &diags, &err));
    pipeline_screen_release(&result);
    arena_release(&a);
}

static void begin_ledger(struct store *s)
{
    struct signed_head head = {0};
    struct sm2_key *key;
    struct err err;

    OK(sm2_new(&key, &err));
    OK(store_begin(s, &err));
    OK(ledger_begin(s, key, STR("服务器"), district.now, &err));
    OK(ledger_head(s, key, district.now, &head, &err));
    OK(store_commit(s, &err));
    sm2_free(key);
}

/* ---- a matter under an older law ---- */

/* Copies a folder of law; one byte more in the referral's procedure makes another version of it. */
static void copy_law(struct arena *a, struct str from, struct str to)
{
    struct str *name, bytes;
    struct err err;
    size_t n;

    OK(file_mkdirs(to.p, &err));
    OK(file_list(a, from.p, &name, &n, &err));
    for (size_t i = 0; i < n; i++) {
        struct str source = str_fmt(a, "%.*s/%.*s", STR_F(from), STR_F(name[i])),
                   target = str_fmt(a, "%.*s/%.*s", STR_F(to), STR_F(name[i]));
        struct stat st;

        assert_int_equal(stat(source.p, &st), 0);
        if (S_ISDIR(st.st_mode)) {
            copy_law(a, source, target);
            continue;
        }
        OK(file_read(a, source.p, 1 << 24, &bytes, &err));
        if (str_eq(name[i], STR("referral.yaml")))
            bytes = str_fmt(a, "%.*s\n", STR_F(bytes));
        OK(file_write(target.p, bytes, &err));
    }
}

static void open_old(struct store *s, struct law *law, struct arena *a)
{
    struct matter_pair field[] = {{STR("当事人"), STR("某公司")},
                                  {STR("违法事实"), STR("事实")},
                                  {STR("涉嫌罪名"), STR("非法采矿罪")},
                                  {STR("专案组人数"), STR("2")}};
    struct matter_request q = {.procedure = STR("referral"), .key = STR("old")};
    struct matter_receipt receipt;
    struct matter_book book;
    struct matter_log log;
    struct diag_list diags;
    struct err err;
    bool timed;

    diag_init(&diags, a);
    OK(matter_book_make(law, a, &diags, &book, &err));
    matter_log_init(&log, s, &book);
    log.region = 110109;
    assert_true(moment_parse(STR("2024-03-04T09:00:00"), &q.act.at, &timed));
    q.act.name = STR("指定专案组");
    q.act.timed = true;
    q.act.actor.organ = law_organ_find(law, STR("mtg-amr"));
    q.act.actor.person = STR("乙");
    q.act.field = (struct matter_pairs){field, 4};
    q.entered = q.act.at;
    OK(matter_commit(&log, &q, a, &receipt, &err));
    assert_int_equal(receipt.matter, 1);
    matter_log_release(&log);
}

static void fill_under_old_law(struct store *s)
{
    struct law *law = NULL;
    struct diag_list diags;
    struct arena a;
    struct str dir;
    struct err err;

    arena_init(&a, 0);
    diag_init(&diags, &a);
    dir = str_fmt(&a, "%s/old-law", district.home.path);
    copy_law(&a, STR(SOURCE_ROOT "/law"), dir);
    OK(law_load(dir.p, &law, &diags, &err));
    open_old(s, law, &a);
    law_unref(law);
    arena_release(&a);
}

static void fill_store(void)
{
    struct registry_district d = {STR("测试区"), 110109, true};
    struct pipeline_home h;
    struct err err;

    OK(pipeline_home_init(district.home.path, district.law, &d, district.now, &err));
    OK(pipeline_home_open(district.home.path, district.law, district.now, &h, &err));
    import_sample(h.store, "处罚-市场监管局.xlsx");
    import_sample(h.store, "处罚-城管执法局.csv");
    import_sample(h.store, "处罚-规划自然资源分局.jsonl");
    screen(h.store);
    fill_under_old_law(h.store);
    begin_ledger(h.store);
    pipeline_home_close(&h);
}

static void open_tokens(void)
{
    char path[400];
    struct err err;

    snprintf(path, sizeof(path), "%s/tokens.json", district.home.path);
    OK(file_write(path, str_from(tokens), &err));
    assert_int_equal(chmod(path, 0600), 0);
    OK(api_tokens_open(path, district.law, &district.tokens, &err));
}

int district_start(void **state)
{
    struct api_config c = {
        .home = district.home.path, .address = "127.0.0.1", .threads = 4, .program = STR("test")};
    struct diag_list diags;
    struct arena a;
    struct err err;

    (void)state;
    arena_init(&a, 0);
    district.now = 1780300000; /* 2026-06-01, Beijing */
    district.home = home_make();
    district.law = law_shipped();
    district.account = *district.law->account;
    district.account.hash_memory = 64; /* cheap; all else is as shipped */
    district.account.hash_passes = 1;
    district.law->account = &district.account;
    fill_store();
    open_tokens();
    diag_init(&diags, &a);
    c.law = district.law;
    c.clock = clock_fixed(&district.now);
    c.tokens = district.tokens;
    c.check_replies = true;
    OK(api_start(&c, &district.server, &diags, &err));
    district.port = api_port(district.server);
    assert_true(api_first_wanted(district.server));
    people_start();
    arena_release(&a);
    return 0;
}

int district_stop(void **state)
{
    (void)state;
    api_stop(district.server);
    api_tokens_close(district.tokens);
    law_unref(district.law);
    home_drop(&district.home);
    return 0;
}

/* ---- asking ---- */

static struct reply of(struct answer a)
{
    struct reply r = {.status = a.status, .raw = a};
    json_error_t bad;

    r.json = json_loadb(a.body.p ? a.body.p : "", a.body.n, 0, &bad);
    return r;
}

static void put_headers(struct buf *b, const char *token, const char *headers)
{
    if (token)
        buf_fmt(b, "Authorization: Bearer %s\r\n", token);
    buf_z(b, headers);
}

struct reply ask_line(const char *line, const char *headers, const char *body)
{
    return of(client_send_body(district.port, line, headers, str_from(body)));
}

struct reply ask_with(const char *token, const char *path, const char *headers)
{
    struct buf b = {0};
    struct reply r;

    put_headers(&b, token, headers);
    r = of(client_get(district.port, path, buf_cstr(&b)));
    buf_release(&b);
    return r;
}

struct reply ask(const char *token, const char *path)
{
    return ask_with(token, path, "");
}

struct reply post(const char *token, const char *path, const char *headers, const char *json)
{
    struct buf b = {0};
    struct reply r;

    put_headers(&b, token, headers);
    if (!strstr(headers, "Content-Type"))
        buf_z(&b, "Content-Type: application/json\r\n");
    r = of(client_post(district.port, path, buf_cstr(&b), str_from(json)));
    buf_release(&b);
    return r;
}

void drop(struct reply *r)
{
    json_decref(r->json);
    answer_release(&r->raw);
}

void expect_status(const struct reply *r, int status)
{
    if (r->status != status)
        fail_msg("status %d and not %d: %.*s", r->status, status, (int)r->raw.body.n,
                 r->raw.body.p ? r->raw.body.p : "");
}

void expect_get(const char *token, const char *path, int status)
{
    struct reply r = ask(token, path);

    if (r.status != status)
        print_error("%s\n", path);
    expect_status(&r, status);
    drop(&r);
}

void expect_post(const char *token, const char *path, const char *json, int status)
{
    struct reply r = post(token, path, "", json);

    if (r.status != status)
        print_error("%s\n", path);
    expect_status(&r, status);
    drop(&r);
}

const char *text_at(const struct reply *r, const char *name)
{
    const char *text = json_string_value(json_object_get(r->json, name));

    if (!text)
        fail_msg("no text \"%s\": %.*s", name, (int)r->raw.body.n, r->raw.body.p);
    return text;
}

int64_t number_at(const struct reply *r, const char *name)
{
    json_t *v = json_object_get(r->json, name);

    if (!json_is_integer(v))
        fail_msg("no number \"%s\": %.*s", name, (int)r->raw.body.n, r->raw.body.p);
    return (int64_t)json_integer_value(v);
}

json_t *items_of(const struct reply *r)
{
    json_t *list = json_object_get(r->json, "items");

    if (!json_is_array(list))
        fail_msg("no items: %.*s", (int)r->raw.body.n, r->raw.body.p);
    return list;
}
