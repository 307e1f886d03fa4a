/*
 * pipeline/increment.c - screening goes on from where each rule stood; see screen.h and
 * docs/screening.md.
 *
 * A rule that screened this store under the same version, and does not read a day that is over, is
 * asked only what the records that came since can change.  What it found before is read from its
 * clues (hits) and from what was kept with its progress (undetermined).
 */
#include "pipeline/screen_internal.h"
#include "service/screen/order.h"
#include "service/screen/rows.h"

enum {
    MUCH_LEAST = 500, /* changes; fewer are always told row by row */
    MUCH_SHARE = 64,  /* of the records; with more changes, asking all of them is less */
};

struct known { /* of a rule */
    struct matter_screened at;
    struct registry_mark *mark; /* [ndataset] */
    size_t group;
};

struct group { /* rules that stand at the same marks */
    struct registry_mark *mark;
    bool *plan; /* [pack.n] */
    struct image_changes changes;
    size_t n;
};

struct increment {
    const struct pipeline_screen_request *q;
    struct store *store;
    struct pipeline_screen *s;
    struct screen_run_request run;
    struct known *known; /* [pack.n] */
    VEC(struct group) group;
    struct screen_rows *rows; /* [ndataset] */
    VEC(struct screen_finding) found;
};

static void init(struct increment *n, const struct pipeline_screen_request *q, struct store *store,
                 struct pipeline_screen *s)
{
    *n = (struct increment){.q = q, .store = store, .s = s};
    n->known = ARENA_ARRAY(&s->arena, struct known, s->pack.n + 1);
    n->rows = ARENA_ARRAY(&s->arena, struct screen_rows, q->law->ndataset + 1);
    n->run = (struct screen_run_request){.binding = s->binding,
                                         .world = &s->world.rule,
                                         .plan = s->pack.plan,
                                         .nplan = s->pack.n,
                                         .since = q->since,
                                         .threads = q->threads};
    s->progress.why = ARENA_ARRAY(&s->arena, enum screen_why, s->pack.n + 1);
    screen_scope_init(&n->run, &s->arena, &s->progress.scope);
}

static void count_reasons(struct pipeline_screen *s)
{
    memset(s->progress.count, 0, sizeof(s->progress.count));
    for (size_t p = 0; p < s->pack.n; p++)
        s->progress.count[s->progress.why[p]]++;
}

void pipeline_increment_none(const struct pipeline_screen_request *q, enum screen_why why,
                             struct pipeline_screen *s)
{
    struct increment n;

    init(&n, q, NULL, s);
    for (size_t p = 0; p < s->pack.n; p++) {
        s->progress.why[p] = why;
        s->progress.scope.whole[p] = true;
    }
    count_reasons(s);
}

/* ---- where each rule stands ---- */

/* Marks beyond those of the image are of another store. */
static bool may_go_on(const struct increment *n, const struct registry_mark *mark)
{
    for (size_t d = 0; d < n->q->law->ndataset; d++) {
        struct registry_mark now;

        if (image_mark(n->s->image, d, &now) &&
            (mark[d].record > now.record || mark[d].former > now.former))
            return false;
    }
    return true;
}

static enum err_code look_up(struct increment *n, size_t p, enum screen_why *ret, struct err *err)
{
    const struct rule_plan *plan = n->s->pack.plan[p];
    struct known *k = &n->known[p];
    struct arena *a = &n->s->arena;
    bool found;

    *ret = SCREEN_FIRST;
    TRY(matter_screened_get(n->store, plan->slug, a, &found, &k->at, err));
    if (!found)
        return ERR_OK;
    k->mark = ARENA_ARRAY(a, struct registry_mark, n->q->law->ndataset + 1);
    if (!str_eq(k->at.version, screen_progress_version(plan, n->q->region, n->q->program, a)))
        *ret = SCREEN_OTHER_RULE;
    else if (!screen_marks_read(n->q->law, k->at.marks, k->mark) || !may_go_on(n, k->mark))
        *ret = SCREEN_FIRST;
    else if (rule_reads_today(plan) && k->at.day != n->q->today.n)
        *ret = SCREEN_OTHER_DAY;
    else
        *ret = SCREEN_ONLY_CHANGES;
    return ERR_OK;
}

static void join_group(struct increment *n, size_t p)
{
    struct arena *a = &n->s->arena;
    size_t bytes = n->q->law->ndataset * sizeof(struct registry_mark), g = 0;

    while (g < n->group.n && memcmp(n->group.at[g].mark, n->known[p].mark, bytes) != 0)
        g++;
    if (g == n->group.n)
        vec_push(a, &n->group,
                 (struct group){.mark = n->known[p].mark,
                                .plan = ARENA_ARRAY(a, bool, n->s->pack.n + 1)});
    n->group.at[g].plan[p] = true;
}

static enum err_code look_up_all(struct increment *n, struct err *err)
{
    enum screen_why all = n->q->full               ? SCREEN_ASKED
                          : day_known(n->q->since) ? SCREEN_PART
                                                   : SCREEN_ONLY_CHANGES;

    for (size_t p = 0; p < n->s->pack.n; p++) {
        enum screen_why *why = &n->s->progress.why[p];

        *why = all;
        if (all == SCREEN_ONLY_CHANGES)
            TRY(look_up(n, p, why, err));
        if (*why == SCREEN_ONLY_CHANGES)
            join_group(n, p);
    }
    return ERR_OK;
}

/* ---- what has changed ---- */

static int64_t all_rows(const struct increment *n)
{
    int64_t rows = 0;

    for (size_t d = 0; d < n->q->law->ndataset; d++)
        rows += (int64_t)column_table_rows(&n->s->world.rule.table[d]);
    return rows;
}

static void give_up(struct increment *n, const struct group *g)
{
    for (size_t p = 0; p < n->s->pack.n; p++)
        if (g->plan[p])
            n->s->progress.why[p] = SCREEN_MUCH;
}

/* All groups first: rows for former selves lengthen the tables. */
static enum err_code find_changes(struct increment *n, struct err *err)
{
    for (size_t i = 0; i < n->group.n; i++) {
        struct group *g = &n->group.at[i];
        int64_t records;

        TRY(image_changes_since(n->s->image, n->store, g->mark, &n->s->arena, &g->changes, &records,
                                err));
        if (records > n->s->progress.records)
            n->s->progress.records = records;
        if (g->changes.v.n > MUCH_LEAST && (int64_t)g->changes.v.n > all_rows(n) / MUCH_SHARE)
            give_up(n, g);
    }
    return ERR_OK;
}

static void add_group(struct increment *n, const struct group *g)
{
    struct screen_change *change =
        ARENA_ARRAY(&n->s->arena, struct screen_change, g->changes.v.n * 2 + 1);
    size_t m = 0;

    for (size_t i = 0; i < g->changes.v.n; i++) {
        const struct image_change *c = &g->changes.v.at[i];

        if (c->gone != IMAGE_NO_ROW)
            change[m++] = (struct screen_change){c->dataset, (size_t)c->gone};
        if (c->came != IMAGE_NO_ROW)
            change[m++] = (struct screen_change){c->dataset, (size_t)c->came};
    }
    screen_scope_add(&n->run, change, m, g->plan, &n->s->progress.scope);
}

static void find_scope(struct increment *n)
{
    struct pipeline_progress *p = &n->s->progress;

    for (size_t i = 0; i < n->s->pack.n; i++)
        p->scope.whole[i] = p->why[i] != SCREEN_ONLY_CHANGES;
    for (size_t i = 0; i < n->group.n; i++)
        add_group(n, &n->group.at[i]);
    screen_scope_end(&n->run, &p->scope);
    for (size_t i = 0; i < n->s->pack.n; i++)
        if (p->scope.whole[i] && p->why[i] == SCREEN_ONLY_CHANGES)
            p->why[i] = SCREEN_REACH;
    p->looked = screen_scope_rows(&n->run, &p->scope);
    count_reasons(n->s);
}

/* ---- what was known before ---- */

static enum err_code not_of_records(const struct rule_plan *plan, struct err *err)
{
    err_set(err, ERR_INVALID, "what rule %.*s had screened does not fit the records",
            STR_F(plan->slug));
    return err_set_zh(
        err, "规则“%.*s”的筛查进度与库中的记录不符。用 liandong screen --full 全部重新筛查。",
        STR_F(plan->title));
}

static enum err_code keep_outcome(struct increment *n, uint32_t p, int64_t record,
                                  bool undetermined, struct err *err)
{
    const struct rule_plan *plan = n->s->pack.plan[p];
    size_t d = (size_t)(plan->dataset - n->q->law->dataset);
    uint32_t row;

    screen_rows_make(&n->s->world, d, &n->s->arena, &n->rows[d]);
    if (!screen_rows_find(&n->rows[d], record, &row))
        return not_of_records(plan, err);
    if (!screen_scope_has(&n->s->progress.scope, p, row))
        vec_push(&n->s->arena, &n->found,
                 (struct screen_finding){
                     .plan = p, .undetermined = undetermined, .row = row & INT32_MAX});
    return ERR_OK;
}

static enum err_code keep_rule(struct increment *n, uint32_t p, struct err *err)
{
    const struct rule_plan *plan = n->s->pack.plan[p];
    struct matter_records hit = {0};
    struct screen_numbers undetermined = {0};

    TRY(matter_clue_present(n->store, plan->slug, plan->dataset->id, &n->s->arena, &hit, err));
    for (size_t i = 0; i < hit.v.n; i++)
        TRY(keep_outcome(n, p, hit.v.at[i], false, err));
    if (!screen_numbers_read(n->known[p].at.undetermined, &n->s->arena, &undetermined))
        return not_of_records(plan, err);
    for (size_t i = 0; i < undetermined.v.n; i++)
        TRY(keep_outcome(n, p, undetermined.v.at[i], true, err));
    return ERR_OK;
}

static enum err_code join_findings(struct increment *n, struct err *err)
{
    struct screen_findings again;
    size_t at = 0;

    screen_scope_run(&n->run, &n->s->progress.scope, &n->s->arena, &again);
    for (uint32_t p = 0; p < n->s->pack.n; p++) {
        if (!n->s->progress.scope.whole[p])
            TRY(keep_rule(n, p, err));
        for (; at < again.n && again.at[at].plan == p; at++)
            vec_push(&n->s->arena, &n->found, again.at[at]);
    }
    n->s->found = (struct screen_findings){n->found.at, n->found.n};
    return ERR_OK;
}

enum err_code pipeline_increment(const struct pipeline_screen_request *q, struct store *store,
                                 struct pipeline_screen *s, struct err *err)
{
    struct increment n;

    init(&n, q, store, s);
    TRY(look_up_all(&n, err));
    TRY(find_changes(&n, err));
    find_scope(&n);
    TRY(join_findings(&n, err));
    s->engine.name = STR("vector");
    return ERR_OK;
}

/* ---- how far the rules are now ---- */

struct outcome {           /* of a rule */
    size_t plan, from, to; /* its findings */
    struct str marks;
};

static enum err_code keep_progress(const struct pipeline_screen_request *q, struct store *store,
                                   struct pipeline_screen *s, const struct outcome *of,
                                   struct err *err)
{
    const struct rule_plan *plan = s->pack.plan[of->plan];
    size_t d = (size_t)(plan->dataset - q->law->dataset);
    struct screen_numbers undetermined = {0};
    struct buf b = {0};
    struct arena a;
    enum err_code rc;

    arena_init(&a, 0);
    for (size_t i = of->from; i < of->to; i++)
        if (s->found.at[i].undetermined)
            vec_push(&a, &undetermined.v, screen_world_record(&s->world, d, s->found.at[i].row));
    screen_numbers_write(&b, undetermined.v.at, undetermined.v.n);
    rc =
        matter_screened_put(store,
                            &(struct matter_screened){
                                .rule = plan->slug,
                                .version = screen_progress_version(plan, q->region, q->program, &a),
                                .day = q->today.n,
                                .marks = of->marks,
                                .undetermined = b.n ? buf_view(&b) : STR(""),
                            },
                            err);
    buf_release(&b);
    arena_release(&a);
    return rc;
}

/* After a run over some of the records clues are newer than what was kept of the others, and what a
 * database answered this program has not found: then what was kept goes, and the next run is whole. */
enum err_code pipeline_increment_keep(const struct pipeline_screen_request *q, struct store *store,
                                      struct pipeline_screen *s, struct err *err)
{
    struct registry_mark *mark = ARENA_ARRAY(&s->arena, struct registry_mark, q->law->ndataset + 1);
    bool part = day_known(q->since) || q->engine != PIPELINE_VECTOR;
    struct outcome of = {0};

    for (size_t d = 0; d < q->law->ndataset; d++)
        if (!image_mark(s->image, d, &mark[d]))
            mark[d] = (struct registry_mark){0};
    of.marks = screen_marks_text(q->law, mark, &s->arena);
    for (; of.plan < s->pack.n; of.plan++) {
        of.from = of.to;
        while (of.to < s->found.n && s->found.at[of.to].plan == of.plan)
            of.to++;
        TRY(part ? matter_screened_drop(store, s->pack.plan[of.plan]->slug, err)
                 : keep_progress(q, store, s, &of, err));
    }
    return ERR_OK;
}

/* ---- said ---- */

void pipeline_progress_text(const struct pipeline_progress *p, size_t nrule, struct buf *out)
{
    size_t increments = p->count[SCREEN_ONLY_CHANGES], said = 0;

    if (increments + p->count[SCREEN_REACH] + p->count[SCREEN_MUCH] > 0)
        buf_fmt(out, "上次筛查以来新增或更正记录 %lld 条，", (long long)p->records);
    if (increments > 0)
        buf_fmt(out, "接着筛查规则 %zu 条，重看记录 %lld 条；", increments, (long long)p->looked);
    buf_fmt(out, "全查规则 %zu 条", nrule - increments);
    for (int why = SCREEN_ONLY_CHANGES + 1; why < SCREEN_WHYS; why++)
        if (p->count[why] > 0)
            buf_fmt(out, "%s%.*s %zu", said++ ? "，" : "（",
                    STR_F(screen_why_zh((enum screen_why)why)), p->count[why]);
    buf_fmt(out, "%s\n", said ? "）" : "");
}
