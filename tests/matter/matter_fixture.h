#ifndef TESTS_MATTER_FIXTURE_H
#define TESTS_MATTER_FIXTURE_H
/*
 * tests/matter/matter_fixture.h - the shipped law as a book, a log in a temporary home, and the first
 * acts of a referral (移送涉嫌犯罪案件).
 */
#include "../law/law_fixture.h"
#include "../store/home.h"
#include "matter/log.h"
#include "store/driver.h"

#define OK(call)                                               \
    do {                                                       \
        if ((call) != ERR_OK)                                  \
            fail_msg("%s: %s %s", #call, err.message, err.zh); \
    } while (0)

struct bench {
    struct home home;
    struct law *law;
    struct arena arena;
    struct matter_book book;
    struct store *store;
    struct matter_log log;
};

static inline struct matter_book book_of(const struct law *law, struct arena *a)
{
    struct matter_book book;
    struct diag_list diags;
    struct buf b = {0};
    struct err err;

    diag_init(&diags, a);
    if (matter_book_make(law, a, &diags, &book, &err) != ERR_OK) {
        diag_print_all(&b, &diags);
        fail_msg("%s", buf_cstr(&b));
    }
    return book;
}

static inline void bench_open_store(struct bench *b, const struct store_driver *driver, void *self)
{
    struct err err;

    OK(store_open_with((struct store_backend){driver, self}, b->home.path, STORE_CREATE, &b->store,
                       &err));
    OK(matter_log_migrate(b->store, 1, &err));
    matter_log_init(&b->log, b->store, &b->book);
    b->log.region = 110109;
}

static inline void bench_close_store(struct bench *b)
{
    matter_log_release(&b->log);
    store_close(b->store);
}

static inline void bench_open(struct bench *b, struct law *law)
{
    memset(b, 0, sizeof(*b));
    b->home = home_make();
    b->law = law;
    arena_init(&b->arena, 0);
    b->book = book_of(law, &b->arena);
    bench_open_store(b, &store_sqlite, NULL);
}

static inline void bench_close(struct bench *b)
{
    bench_close_store(b);
    arena_release(&b->arena);
    home_drop(&b->home);
}

static inline struct moment moment_of(const char *text)
{
    struct moment m;
    bool timed;

    assert_true(moment_parse(str_from(text), &m, &timed));
    return m;
}

#define PAIRS(...)                                                       \
    ((struct matter_pairs){(struct matter_pair[]){__VA_ARGS__},          \
                           sizeof((struct matter_pair[]){__VA_ARGS__}) / \
                               sizeof(struct matter_pair)})
#define PAIR(n, v)               \
    {                            \
        STR_INIT(n), STR_INIT(v) \
    }

static const struct str every_capability[] = {STR_INIT("批准移送"), STR_INIT("立案审批"),
                                              STR_INIT("检察长决定"), STR_INIT("行政检察"),
                                              STR_INIT("检察建议审核")};

static inline struct matter_act act_of(const struct law *law, const char *organ, const char *name,
                                       const char *at)
{
    return (struct matter_act){
        .name = str_from(name),
        .at = moment_of(at),
        .timed = true,
        .actor = {.organ = law_organ_find(law, str_from(organ)),
                  .person = STR("甲"),
                  .capability = every_capability,
                  .ncapability = sizeof(every_capability) / sizeof(every_capability[0])}};
}

static const struct matter_pair opening_fields[] = {
    PAIR("当事人", "某公司"), PAIR("违法事实", "事实"), PAIR("涉嫌罪名", "非法采矿罪"),
    PAIR("专案组人数", "2")};

/* The wish to open a referral. */
static inline struct matter_request opening(const struct law *law, const char *key)
{
    struct matter_request q = {.procedure = STR("referral"),
                               .act = act_of(law, "mtg-amr", "指定专案组", "2024-03-04T09:00:00"),
                               .key = str_from(key),
                               .entered = moment_of("2024-06-01T09:00:00")};

    q.act.field = (struct matter_pairs){(struct matter_pair *)opening_fields, 4};
    return q;
}

static const struct matter_pair report_paper[] = {PAIR("移送涉嫌犯罪案件的书面报告", "一号")};

/* The wish to report, in that matter. */
static inline struct matter_request reporting(const struct law *law, int64_t matter, int64_t seen,
                                              const char *key)
{
    struct matter_request q = {.matter = matter,
                               .seen = seen,
                               .act = act_of(law, "mtg-amr", "提出书面报告", "2024-03-05T09:00:00"),
                               .key = str_from(key),
                               .entered = moment_of("2024-06-01T09:00:00")};

    q.act.paper = (struct matter_pairs){(struct matter_pair *)report_paper, 1};
    return q;
}

static inline int64_t one_int(struct store *s, struct store_stmt *q)
{
    struct err err;
    int64_t n;
    bool row;

    (void)s;
    OK(store_start(q, NULL, 0, &err));
    OK(store_next(q, &row, &err));
    assert_true(row);
    n = store_column_int(q, 0);
    store_end(q);
    return n;
}

#define COUNT(b, table) count_in(b, STR("SELECT count(*) FROM " table))
static inline int64_t count_in(struct bench *b, struct str sql)
{
    struct store_stmt *q;
    struct err err;

    OK(store_prepare_literal_(b->store, sql, &q, &err));
    return one_int(b->store, q);
}

#endif
