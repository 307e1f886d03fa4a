/* pipeline/clue.c - see clue.h. */
#include "pipeline/clue.h"

#include "matter/ledger_subject.h"

static enum err_code show_all(struct pipeline_clues *c, bool full, struct err *err)
{
    c->shown = ARENA_ARRAY(&c->reader.arena, struct screen_kept, c->found.v.n + 1);
    for (size_t i = 0; i < c->found.v.n; i++)
        TRY(screen_kept_load(&c->reader, &c->found.v.at[i], full, &c->shown[i], err));
    return ERR_OK;
}

static void start(struct pipeline_clues *c, const struct law *law, struct store *store)
{
    memset(c, 0, sizeof(*c));
    screen_kept_reader_init(&c->reader, law, store);
}

enum err_code pipeline_clue_list(const struct law *law, struct store *store,
                                 const struct matter_clue_filter *f, struct pipeline_clues *ret,
                                 struct err *err)
{
    enum err_code rc;

    TRY(store_begin_read(store, err));
    start(ret, law, store);
    rc = matter_clue_list(store, f, &ret->reader.arena, &ret->found, err);
    if (rc == ERR_OK)
        rc = show_all(ret, false, err);
    store_rollback(store);
    if (rc != ERR_OK)
        pipeline_clues_release(ret);
    return rc;
}

static enum err_code show_one(struct pipeline_clues *c, int64_t id, struct err *err)
{
    struct arena *a = &c->reader.arena;
    struct matter_clue_kept k;

    TRY(matter_clue_get(c->reader.store, id, a, &k, err));
    vec_push(a, &c->found.v, k);
    c->found.total = 1;
    TRY(matter_clue_history(c->reader.store, id, a, &c->events, err));
    return show_all(c, true, err);
}

enum err_code pipeline_clue_show(const struct law *law, struct store *store, int64_t id,
                                 struct pipeline_clues *ret, struct err *err)
{
    enum err_code rc;

    TRY(store_begin_read(store, err));
    start(ret, law, store);
    rc = show_one(ret, id, err);
    store_rollback(store);
    if (rc != ERR_OK)
        pipeline_clues_release(ret);
    return rc;
}

void pipeline_clues_release(struct pipeline_clues *c)
{
    screen_kept_reader_release(&c->reader);
}

enum err_code pipeline_clue_decide(struct store *store, const struct matter_decision *decision,
                                   size_t n, const struct matter_actor *by, struct err *err)
{
    enum err_code rc = ERR_OK;

    TRY(store_begin(store, err));
    for (size_t i = 0; i < n && rc == ERR_OK; i++)
        rc = matter_clue_decide(store, &decision[i], by, err);
    if (rc == ERR_OK)
        rc = ledger_cover(store, err); /* (L1) */
    if (rc == ERR_OK)
        return store_commit(store, err);
    store_rollback(store);
    return rc;
}
