#ifndef TESTS_MATTER_LEDGER_FIXTURE_H
#define TESTS_MATTER_LEDGER_FIXTURE_H
/* tests/matter/ledger_fixture.h - a store with a ledger, a server's key, and clue events to prove. */
#include "../store/home.h"
#include "base/file.h"
#include "matter/clue.h"
#include "matter/ledger_head.h"
#include "matter/log.h"
#include "registry/schema.h"

struct ledger_bench {
    struct home home;
    struct store *store;
    struct sm2_key *server;
    struct arena arena;
    struct err err;
};

#define OK(call)                                       \
    do {                                               \
        if ((call) != ERR_OK)                          \
            fail_msg("%s: %s", #call, b->err.message); \
    } while (0)

static inline void ledger_bench_migrate(struct ledger_bench *b)
{
    static const struct law empty_law;

    OK(registry_prepare(b->store, &empty_law, 1, &b->err));
    OK(matter_clue_migrate(b->store, 1, &b->err));
    OK(matter_log_migrate(b->store, 1, &b->err));
}

/* A started ledger. */
static inline void ledger_bench_make(struct ledger_bench *b)
{
    memset(b, 0, sizeof(*b));
    arena_init(&b->arena, 0);
    b->home = home_make();
    OK(sm2_new(&b->server, &b->err));
    OK(store_open(b->home.path, STORE_CREATE, &b->store, &b->err));
    ledger_bench_migrate(b);
    OK(store_begin(b->store, &b->err));
    OK(ledger_begin(b->store, b->server, STR("示例服务器"), 1000, &b->err));
    OK(store_commit(b->store, &b->err));
}

static inline void ledger_bench_drop(struct ledger_bench *b)
{
    store_close(b->store);
    sm2_free(b->server);
    home_drop(&b->home);
    arena_release(&b->arena);
}

/* A run of the rules that finds records [from, to), as one transaction. */
static inline void ledger_bench_screen(struct ledger_bench *b, int64_t from, int64_t to, int64_t at)
{
    struct matter_run run;

    OK(store_begin(b->store, &b->err));
    OK(matter_run_begin(b->store, STR("law"), at, &run, &b->err));
    for (int64_t i = from; i < to; i++) {
        struct matter_clue c = {.rule = STR("r"),
                                .rule_version = STR("0001"),
                                .kind = STR("有案不移"),
                                .dataset = STR("penalty"),
                                .record = i,
                                .sentence = STR("某公司非法采矿"),
                                .reason = STR("{}")};
        enum matter_clue_change change;

        OK(matter_clue_put(b->store, run, &c, &change, &b->err));
    }
    OK(ledger_cover(b->store, &b->err));
    OK(store_commit(b->store, &b->err));
}

static inline struct signed_head ledger_bench_head(struct ledger_bench *b, int64_t now)
{
    struct signed_head h;

    OK(store_begin(b->store, &b->err));
    OK(ledger_head(b->store, b->server, now, &h, &b->err));
    OK(store_commit(b->store, &b->err));
    return h;
}

static inline int64_t ledger_bench_int(struct ledger_bench *b, struct store_stmt *q)
{
    int64_t n;
    bool row;

    OK(store_start(q, NULL, 0, &b->err));
    OK(store_next(q, &row, &b->err));
    n = row ? store_column_int(q, 0) : -1;
    store_end(q);
    return n;
}

#define LEDGER_BENCH_INT(b, sql)                                                \
    __extension__({                                                             \
        struct store_stmt *q_;                                                  \
        assert_int_equal(store_query((b)->store, sql, &q_, &(b)->err), ERR_OK); \
        ledger_bench_int((b), q_);                                              \
    })

#endif
