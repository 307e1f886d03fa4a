/* pipeline/clue.c - see clue.h. */
#include "pipeline/clue.h"

#include "matter/ledger_subject.h"
#include "registry/scan.h"

static enum err_code show_all(struct pipeline_clues *c, bool full, struct err *err)
{
    c->shown = ARENA_ARRAY(&c->reader.arena, struct screen_kept, c->found.v.n + 1);
    for (size_t i = 0; i < c->found.v.n; i++)
        TRY(screen_kept_load(&c->reader, &c->found.v.at[i], full, &c->shown[i], err));
    return ERR_OK;
}

static void start(struct pipeline_clues *c, const struct pipeline_clue_reader *r)
{
    memset(c, 0, sizeof(*c));
    screen_kept_reader_init(&c->reader, r->law, r->store);
}

enum err_code pipeline_clue_list(const struct pipeline_clue_reader *r,
                                 const struct matter_clue_filter *f, struct pipeline_clues *ret,
                                 struct err *err)
{
    enum err_code rc;

    TRY(store_begin_read(r->store, err));
    start(ret, r);
    rc = matter_clue_list(r->store, r->who, f, &ret->reader.arena, &ret->found, err);
    if (rc == ERR_OK)
        rc = show_all(ret, false, err);
    store_rollback(r->store);
    if (rc != ERR_OK)
        pipeline_clues_release(ret);
    return rc;
}

static enum err_code show_one(struct pipeline_clues *c, const struct actor *who, int64_t id,
                              struct err *err)
{
    struct arena *a = &c->reader.arena;
    struct matter_clue_kept k;

    TRY(matter_clue_get(c->reader.store, who, id, a, &k, err));
    vec_push(a, &c->found.v, k);
    c->found.total = 1;
    TRY(matter_clue_history(c->reader.store, who, id, a, &c->events, err));
    return show_all(c, true, err);
}

enum err_code pipeline_clue_show(const struct pipeline_clue_reader *r, int64_t id,
                                 struct pipeline_clues *ret, struct err *err)
{
    enum err_code rc;

    TRY(store_begin_read(r->store, err));
    start(ret, r);
    rc = show_one(ret, r->who, id, err);
    store_rollback(r->store);
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

/* ---- a matter on a clue ---- */

static struct str joined(const struct screen_kept *k, struct arena *a)
{
    struct buf b = {0};
    struct str s;

    for (size_t i = 0; i < k->charge.n; i++)
        buf_fmt(&b, "%s%.*s", i ? "、" : "", STR_F(k->charge.at[i]));
    s = str_dup(a, buf_view(&b));
    buf_release(&b);
    return s;
}

/* What the clue says, unmasked: the matter needs its party's name. */
static enum err_code find_facts(struct pipeline_clues *c, const struct actor *who, int64_t id,
                                struct arena *a, struct matter_on_clue *ret, struct err *err)
{
    const struct law *law = c->reader.law;
    struct registry_stored record = {0};
    const struct matter_clue *clue;
    const struct law_dataset *d;

    TRY(show_one(c, who, id, err));
    clue = &c->found.v.at[0].clue;
    d = law_dataset_find(law, clue->dataset);
    if (d)
        TRY(registry_record_get(c->reader.store, law, d, clue->record, a, &record, err));
    *ret = (struct matter_on_clue){.clue = id,
                                   .rule = str_dup(a, clue->rule),
                                   .rule_version = str_dup(a, clue->rule_version),
                                   .kind = str_dup(a, clue->kind),
                                   .dataset = d,
                                   .value = record.value,
                                   .at = ret->at};
    ret->fact[LAW_CLUE_SENTENCE] = str_dup(a, clue->sentence);
    ret->fact[LAW_CLUE_TITLE] = str_dup(a, c->shown[0].title);
    ret->fact[LAW_CLUE_KIND] = ret->kind;
    ret->fact[LAW_CLUE_CHARGE] = joined(&c->shown[0], a);
    return ERR_OK;
}

static enum err_code open_on(struct matter_log *log, const struct pipeline_clue_opening *o,
                             struct arena *a, struct matter_receipt *ret, struct err *err)
{
    const struct pipeline_clue_reader r = {log->book->law, log->store, o->who};
    struct pipeline_clues c;
    enum err_code rc;

    start(&c, &r);
    rc = find_facts(&c, o->who, o->clue, a, &o->q->on_clue, err);
    pipeline_clues_release(&c);
    return rc == ERR_OK ? matter_do(log, o->q, a, ret, err) : rc;
}

enum err_code pipeline_clue_open(struct matter_log *log, const struct pipeline_clue_opening *o,
                                 struct arena *a, struct matter_receipt *ret, struct err *err)
{
    struct matter_receipt receipt = {0};
    enum err_code rc;

    TRY(store_begin(log->store, err));
    rc = open_on(log, o, a, &receipt, err);
    if (rc == ERR_OK)
        rc = store_commit(log->store, err);
    if (rc != ERR_OK) {
        store_rollback(log->store);
        return rc;
    }
    *ret = receipt;
    return ERR_OK;
}
