/* pipeline/screen.c - screens the store and keeps the clues; see screen.h. */
#include "pipeline/screen_internal.h"

#include "matter/clue.h"
#include "matter/ledger_subject.h"
#include "service/screen/order.h"
#include "store/store.h"

/* Every field of the records found, so that they can be shown. */
enum err_code pipeline_screen_fetch(struct store *store, bool hits_only, struct pipeline_screen *s,
                                    struct err *err)
{
    size_t *row = ARENA_ARRAY(&s->arena, size_t, s->found.n + 1);
    size_t shown[2] = {0};
    enum err_code rc = ERR_OK;
    struct arena scratch;

    arena_init(&scratch, 0);
    for (size_t i = 0; i < s->found.n && rc == ERR_OK; i++) {
        const struct screen_finding *f = &s->found.at[i];
        size_t d = (size_t)(s->pack.plan[f->plan]->dataset - s->report.law->dataset);

        if (f->undetermined && hits_only)
            continue;
        if (s->report.limit && shown[f->undetermined]++ >= s->report.limit)
            continue;
        row[i] = s->full.rule.table[d].n;
        rc = screen_world_fetch(&s->full, store, d, screen_world_record(&s->world, d, f->row),
                                &scratch, err);
        arena_reset(&scratch);
    }
    arena_release(&scratch);
    s->report.full = &s->full;
    s->report.full_row = row;
    return rc;
}

static struct str organ_id(const struct screen_world *w, size_t d, size_t row)
{
    int f = w->rule.law->dataset[d].organ_field;
    int64_t organ;

    if (f < 0 || !column_get(&w->rule.table[d].column[f], row, &organ))
        return STR_NULL;
    return w->rule.law->organ[organ].id;
}

static int64_t party_id(const struct screen_world *w, size_t d, size_t row)
{
    int f = w->rule.law->dataset[d].party_field;
    if (f < 0 || !column_known(&w->rule.table[d].column[f], row))
        return 0;
    return column_id(&w->rule.table[d], (size_t)f, row);
}

/* Id of the organ that the rule sends its clues to: whom they may be shown to. */
static struct str sent_to(const struct law *law, const struct rule_plan *plan)
{
    return plan->organ < 0 ? STR_NULL : law->organ[law_organ_whole(law, plan->organ)].id;
}

static enum err_code keep_clue(struct store *store, struct pipeline_screen *s, size_t i,
                               struct arena *a, struct err *err)
{
    const struct screen_finding *f = &s->found.at[i];
    const struct rule_plan *plan = s->pack.plan[f->plan];
    size_t d = (size_t)(plan->dataset - s->report.law->dataset);
    enum matter_clue_change change;
    struct screen_clue_told told;
    struct buf reason = {0};
    struct matter_clue c = {
        .rule = plan->slug,
        .rule_version = plan->version,
        .kind = plan->kind,
        .dataset = plan->dataset->id,
        .record = screen_world_record(&s->world, d, f->row),
        .organ = organ_id(&s->world, d, f->row),
        .party = party_id(&s->world, d, f->row),
        .region = s->region,
        .sent = sent_to(s->report.law, plan),
    };
    enum err_code rc;

    screen_clue_reason(&s->report, i, a, &reason, &told);
    c.sentence = told.sentence;
    c.facts = told.facts;
    c.reason = buf_view(&reason);
    rc = matter_clue_put(store, s->run, &c, &change, err);
    buf_release(&reason);
    if (rc != ERR_OK)
        return rc;
    s->clues_new += change == MATTER_CLUE_NEW;
    s->clues_changed += change == MATTER_CLUE_CHANGED;
    if (change != MATTER_CLUE_SAME)
        vec_push(&s->arena, &s->told, i);
    return ERR_OK;
}

/* Hits that were looked at; the others are told by their clues already. */
static enum err_code keep_clues(struct store *store, struct pipeline_screen *s, struct err *err)
{
    enum err_code rc = ERR_OK;
    struct arena a;

    arena_init(&a, 0);
    for (size_t i = 0; i < s->found.n && rc == ERR_OK; i++) {
        const struct screen_finding *f = &s->found.at[i];

        if (!f->undetermined && screen_scope_has(&s->progress.scope, f->plan, f->row))
            rc = keep_clue(store, s, i, &a, err);
        arena_reset(&a);
    }
    arena_release(&a);
    return rc;
}

static enum err_code sweep_rule(struct store *store, struct pipeline_screen *s, size_t p,
                                size_t *at, struct err *err)
{
    const struct law_dataset *dataset = s->pack.plan[p]->dataset;
    size_t d = (size_t)(dataset - s->report.law->dataset);
    struct matter_swept of = {.rule = s->pack.plan[p]->slug, .dataset = dataset->id};
    struct arena a;
    enum err_code rc;
    int64_t gone;

    arena_init(&a, 0);
    for (; *at < s->found.n && s->found.at[*at].plan == p; ++*at)
        if (!s->found.at[*at].undetermined)
            vec_push(&a, &of.found.v, screen_world_record(&s->world, d, s->found.at[*at].row));
    rc = matter_clue_sweep(store, s->run, &of, &gone, err);
    if (rc == ERR_OK)
        s->clues_gone += gone;
    arena_release(&a);
    return rc;
}

/* Only who knows the outcome of all records may say that a clue is gone. */
static enum err_code sweep_gone(struct store *store, struct pipeline_screen *s, struct err *err)
{
    size_t at = 0;

    if (day_known(s->report.since))
        return ERR_OK;
    for (size_t p = 0; p < s->pack.n; p++)
        TRY(sweep_rule(store, s, p, &at, err));
    return ERR_OK;
}

static enum err_code write_clues(const struct pipeline_screen_request *q, struct store *store,
                                 struct pipeline_screen *s, struct err *err)
{
    TRY(matter_run_begin(store, s->report.law->version, s->now, &s->run, err));
    TRY(keep_clues(store, s, err));
    TRY(sweep_gone(store, s, err));
    TRY(pipeline_increment_keep(q, store, s, err));
    return ledger_cover(store, err); /* (L1) */
}

static enum err_code find(const struct pipeline_screen_request *q, struct store *store,
                          struct pipeline_screen *s, struct err *err)
{
    if (q->engine != PIPELINE_VECTOR)
        return ERR_OK; /* a database found before the transaction began */
    TRY(pipeline_screen_catch_up(store, s, err));
    TRY(rule_bind(&s->world.rule, s->pack.plan, s->pack.n, &s->binding, err));
    TRY(pipeline_increment(q, store, s, err));
    pipeline_screen_report(q, s);
    return ERR_OK;
}

static void keep_told(struct pipeline_screen *s)
{
    for (size_t i = 0; i < s->told.n; i++)
        s->found.at[i] = s->found.at[s->told.at[i]];
    s->found.n = s->told.n;
}

static enum err_code find_and_write(const struct pipeline_screen_request *q, struct store *store,
                                    struct pipeline_screen *s, struct err *err)
{
    TRY(find(q, store, s, err));
    screen_order(&s->world.rule, s->pack.plan, &s->found);
    if (!q->only_told)
        TRY(pipeline_screen_fetch(store, q->hits_only, s, err));
    TRY(write_clues(q, store, s, err));
    if (!q->only_told)
        return ERR_OK;
    keep_told(s);
    return pipeline_screen_fetch(store, true, s, err);
}

/* One transaction from the first look at where the rules stand to the last clue: two runs cannot mix,
 * and one that is cut off leaves nothing. */
static enum err_code screen_at_once(const struct pipeline_screen_request *q, struct store *store,
                                    struct pipeline_screen *s, struct err *err)
{
    enum err_code rc;

    TRY(store_begin(store, err));
    rc = find_and_write(q, store, s, err);
    if (rc == ERR_OK)
        return store_commit(store, err);
    store_rollback(store);
    return rc;
}

static enum err_code ask_database(const struct pipeline_screen_request *q, struct store *store,
                                  struct pipeline_screen *s, struct err *err)
{
    TRY(pipeline_screen_sql(q, store, s, err));
    pipeline_increment_none(q, SCREEN_DATABASE, s);
    return ERR_OK;
}

static enum err_code screen_store(const struct pipeline_screen_request *q, struct store *store,
                                  struct pipeline_screen *s, struct diag_list *diags,
                                  struct err *err)
{
    TRY(pipeline_screen_prepare(q, s, diags, err));
    s->now = q->now;
    s->region = q->region;
    TRY(pipeline_screen_tables(q, store, s, err));
    if (q->engine != PIPELINE_VECTOR)
        TRY(ask_database(q, store, s, err));
    return screen_at_once(q, store, s, err);
}

enum err_code pipeline_screen_store(const struct pipeline_screen_request *q, struct store *store,
                                    struct pipeline_screen *ret, struct diag_list *diags,
                                    struct err *err)
{
    enum err_code rc = screen_store(q, store, ret, diags, err);

    if (rc != ERR_OK)
        pipeline_screen_release(ret);
    return rc;
}
