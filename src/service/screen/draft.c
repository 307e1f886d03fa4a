/* service/screen/draft.c - counts of a draft; see draft.h. */
#include "service/screen/draft.h"

#include "base/day.h"
#include "service/screen/view.h"

#include <stdlib.h>

/* The findings of one plan, by row. */
static struct screen_findings of_plan(const struct screen_findings *all, uint32_t plan)
{
    size_t from = 0, to;

    while (from < all->n && all->at[from].plan < plan)
        from++;
    for (to = from; to < all->n && all->at[to].plan == plan;)
        to++;
    return (struct screen_findings){all->at + from, to - from};
}

static void count_outcomes(const struct screen_findings *f, int64_t *ret_hits,
                           int64_t *ret_undetermined)
{
    *ret_hits = *ret_undetermined = 0;
    for (size_t i = 0; i < f->n; i++)
        *(f->at[i].undetermined ? ret_undetermined : ret_hits) += 1;
}

/* ---- difference ---- */

struct rows {
    VEC(size_t) v;
};

/* Rows that a hits and b does not. */
static void hit_by_one(const struct screen_findings *a, const struct screen_findings *b,
                       struct arena *arena, struct rows *ret)
{
    size_t k = 0;

    memset(ret, 0, sizeof(*ret));
    for (size_t i = 0; i < a->n; i++) {
        if (a->at[i].undetermined)
            continue;
        while (k < b->n && (b->at[k].row < a->at[i].row || b->at[k].undetermined))
            k++;
        if (k == b->n || b->at[k].row > a->at[i].row)
            vec_push(arena, &ret->v, a->at[i].row);
    }
}

/* ---- where the findings lie ---- */

static struct screen_share *share_of(struct screen_shares *s, struct str name, struct arena *a)
{
    for (size_t i = 0; i < s->v.n; i++)
        if (str_eq(s->v.at[i].name, name))
            return &s->v.at[i];
    vec_push(a, &s->v, (struct screen_share){.name = str_dup(a, name)});
    return vec_last(&s->v);
}

static void add_share(struct screen_share *s, bool undetermined)
{
    *(undetermined ? &s->undetermined : &s->hits) += 1;
}

/* The draft's field of the row; false: the dataset has none, or it is not known. */
static bool field_of(const struct screen_report *r, int field, size_t row, int64_t *ret)
{
    size_t d = (size_t)(r->pack->plan[0]->dataset - r->law->dataset);

    return field >= 0 && column_get(&r->world->rule.table[d].column[field], row, ret);
}

static struct str organ_of(const struct screen_report *r, size_t row)
{
    int64_t organ;

    if (!field_of(r, r->pack->plan[0]->dataset->organ_field, row, &organ))
        return STR("机关不明");
    return r->law->organ[organ].short_name;
}

static struct str year_of(const struct screen_report *r, size_t row, char text[16])
{
    int year, month, day;
    int64_t date;

    if (!field_of(r, r->pack->plan[0]->dataset->date_field, row, &date))
        return STR("日期不明");
    day_to_ymd((struct day){(int32_t)date}, &year, &month, &day);
    snprintf(text, 16, "%d", year);
    return str_from(text);
}

static int by_hits(const void *x, const void *y)
{
    const struct screen_share *a = x, *b = y;

    if (a->hits != b->hits)
        return a->hits < b->hits ? 1 : -1;
    if (a->undetermined != b->undetermined)
        return a->undetermined < b->undetermined ? 1 : -1;
    return str_cmp(a->name, b->name);
}

static int by_name(const void *x, const void *y)
{
    return str_cmp(((const struct screen_share *)x)->name, ((const struct screen_share *)y)->name);
}

static void spread(const struct screen_report *r, const struct screen_findings *f, struct arena *a,
                   struct screen_draft *d)
{
    for (size_t i = 0; i < f->n; i++) {
        char year[16];

        add_share(share_of(&d->organ, organ_of(r, f->at[i].row), a), f->at[i].undetermined);
        add_share(share_of(&d->year, year_of(r, f->at[i].row, year), a), f->at[i].undetermined);
    }
    if (d->organ.v.n > 1)
        qsort(d->organ.v.at, d->organ.v.n, sizeof(*d->organ.v.at), by_hits);
    if (d->year.v.n > 1)
        qsort(d->year.v.at, d->year.v.n, sizeof(*d->year.v.at), by_name);
}

static void find_missing(const struct screen_report *r, const struct screen_findings *f,
                         struct arena *a, struct screen_draft *d)
{
    struct screen_pack first = {r->law, r->pack->plan, 1};
    struct screen_report one = *r;
    struct screen_tally *t;

    one.pack = &first;
    one.found = f;
    t = screen_tally(&one, a);
    d->missing = t[0].missing.at;
    d->nmissing = t[0].missing.n;
}

/* ---- back-test ---- */

static int by_record(const void *key, const void *v)
{
    int64_t a = *(const int64_t *)key, b = ((const struct matter_verdict *)v)->record;

    return a < b ? -1 : a > b;
}

static struct screen_return *return_of(struct screen_backtest *b, struct str code, struct arena *a)
{
    for (size_t i = 0; i < b->code.n; i++)
        if (str_eq(b->code.at[i].code, code))
            return &b->code.at[i];
    vec_push(a, &b->code, (struct screen_return){.code = code});
    return vec_last(&b->code);
}

static int by_dismissed(const void *x, const void *y)
{
    const struct screen_return *a = x, *b = y;

    if (a->dismissed != b->dismissed)
        return a->dismissed < b->dismissed ? 1 : -1;
    return str_cmp(a->code, b->code);
}

static void count_decided(const struct matter_verdicts *all, struct arena *a,
                          struct screen_backtest *b)
{
    for (size_t i = 0; i < all->v.n; i++) {
        if (all->v.at[i].accepted) {
            b->accepted++;
            continue;
        }
        b->dismissed++;
        return_of(b, all->v.at[i].code, a)->dismissed++;
    }
    if (b->code.n > 1)
        qsort(b->code.at, b->code.n, sizeof(*b->code.at), by_dismissed);
}

static void count_found(struct screen_backtest *b, const struct matter_verdict *v,
                        bool undetermined, struct arena *a)
{
    if (v->accepted) {
        *(undetermined ? &b->accepted_undetermined : &b->accepted_hit) += 1;
    } else if (!undetermined) {
        b->dismissed_hit++;
        return_of(b, v->code, a)->hit++;
    }
}

static int64_t thousandths(int64_t part, int64_t whole)
{
    return whole == 0 ? -1 : (part * 1000 + whole / 2) / whole;
}

static void back_test(const struct screen_draft_input *in, const struct screen_findings *f,
                      struct arena *a, struct screen_backtest *b)
{
    const struct matter_verdicts *all = in->verdicts;
    const struct law_dataset *d = in->report->pack->plan[0]->dataset;
    size_t dataset = (size_t)(d - in->report->law->dataset);

    memset(b, 0, sizeof(*b));
    b->precision = b->recall = -1;
    if (!all || all->v.n == 0)
        return;
    count_decided(all, a, b);
    for (size_t i = 0; i < f->n; i++) {
        int64_t record = screen_world_record(in->report->world, dataset, f->at[i].row);
        const struct matter_verdict *v =
            bsearch(&record, all->v.at, all->v.n, sizeof(*all->v.at), by_record);

        if (v)
            count_found(b, v, f->at[i].undetermined, a);
    }
    b->precision = thousandths(b->accepted_hit, b->accepted_hit + b->dismissed_hit);
    b->recall = thousandths(b->accepted_hit, b->accepted);
}

/* ---- examples ---- */

struct pick {
    uint64_t rank;
    size_t row;
};

/* A number that depends on seed and record alone: the same records are picked whatever else is
 * found, so that examples stay while a threshold is moved. */
static uint64_t rank_of(const struct screen_draft_input *in, size_t row)
{
    const struct law_dataset *d = in->report->pack->plan[0]->dataset;
    int64_t record =
        screen_world_record(in->report->world, (size_t)(d - in->report->law->dataset), row);
    uint64_t key[2] = {in->seed, record ? (uint64_t)record : (uint64_t)row};

    return str_hash((struct str){(const char *)key, sizeof(key)});
}

static int by_rank(const void *x, const void *y)
{
    const struct pick *a = x, *b = y;

    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static int by_row(const void *x, const void *y)
{
    size_t a = *(const size_t *)x, b = *(const size_t *)y;

    return a < b ? -1 : a > b;
}

/* At most in->sample of the rows, by rank, put back in order of rows. */
static void sample(const struct screen_draft_input *in, struct rows *r)
{
    struct arena a;
    struct pick *p;

    if (r->v.n <= in->sample)
        return;
    arena_init(&a, 0);
    p = ARENA_ARRAY(&a, struct pick, r->v.n);
    for (size_t i = 0; i < r->v.n; i++)
        p[i] = (struct pick){rank_of(in, r->v.at[i]), r->v.at[i]};
    qsort(p, r->v.n, sizeof(*p), by_rank);
    r->v.n = in->sample;
    for (size_t i = 0; i < r->v.n; i++)
        r->v.at[i] = p[i].row;
    if (r->v.n > 1)
        qsort(r->v.at, r->v.n, sizeof(*r->v.at), by_row);
    arena_release(&a);
}

static void rows_with(const struct screen_findings *f, bool undetermined, struct arena *a,
                      struct rows *ret)
{
    memset(ret, 0, sizeof(*ret));
    for (size_t i = 0; i < f->n; i++)
        if (f->at[i].undetermined == undetermined)
            vec_push(a, &ret->v, f->at[i].row);
}

struct shown {
    VEC(struct screen_finding) v;
};

static size_t show(const struct screen_draft_input *in, struct rows *r, struct arena *a,
                   struct shown *s)
{
    sample(in, r);
    for (size_t i = 0; i < r->v.n; i++)
        vec_push(a, &s->v, (struct screen_finding){.row = (uint32_t)r->v.at[i] & INT32_MAX});
    return r->v.n;
}

/* ---- the whole ---- */

static void compare_saved(const struct screen_draft_input *in, const struct screen_findings *draft,
                          struct arena *a, struct screen_draft *d, struct shown *s)
{
    const struct screen_report *r = in->report;
    struct screen_findings saved;
    struct rows added, lost;

    d->saved = in->saved;
    d->comparable = in->saved && r->pack->plan[0]->dataset == r->pack->plan[1]->dataset;
    if (!d->saved)
        return;
    saved = of_plan(r->found, 1);
    count_outcomes(&saved, &d->saved_hits, &d->saved_undetermined);
    if (!d->comparable)
        return;
    back_test(in, &saved, a, &d->saved_back);
    hit_by_one(draft, &saved, a, &added);
    hit_by_one(&saved, draft, a, &lost);
    d->added = (int64_t)added.v.n;
    d->lost = (int64_t)lost.v.n;
    d->nadded = show(in, &added, a, s);
    d->nlost = show(in, &lost, a, s);
}

static void count_variants(const struct screen_draft_input *in, const struct screen_findings *draft,
                           struct arena *a, struct screen_draft *d)
{
    d->npoint = in->nvariant;
    d->point = ARENA_ARRAY(a, struct screen_sweep_point, in->nvariant + 1);
    for (size_t i = 0; i < in->nvariant; i++) {
        struct screen_sweep_point *p = &d->point[i];
        struct screen_findings f =
            of_plan(in->report->found, (uint32_t)(1 + (in->saved ? 1 : 0) + i));
        struct rows rows;

        p->variant = &in->variant[i];
        count_outcomes(&f, &p->hits, &p->undetermined);
        hit_by_one(&f, draft, a, &rows);
        p->added = (int64_t)rows.v.n;
        hit_by_one(draft, &f, a, &rows);
        p->lost = (int64_t)rows.v.n;
        back_test(in, &f, a, &p->back);
    }
}

void screen_draft_count(const struct screen_draft_input *in, struct arena *a,
                        struct screen_draft *ret)
{
    const struct screen_report *r = in->report;
    const struct law_dataset *set = r->pack->plan[0]->dataset;
    struct screen_findings draft = of_plan(r->found, 0);
    struct shown s = {0};
    struct rows rows;

    memset(ret, 0, sizeof(*ret));
    ret->seed = in->seed;
    ret->decided = in->verdicts && in->verdicts->v.n > 0;
    ret->rows = (int64_t)column_table_rows(&r->world->rule.table[set - r->law->dataset]);
    count_outcomes(&draft, &ret->hits, &ret->undetermined);
    find_missing(r, &draft, a, ret);
    spread(r, &draft, a, ret);
    rows_with(&draft, false, a, &rows);
    ret->nhit = show(in, &rows, a, &s);
    rows_with(&draft, true, a, &rows);
    ret->nundetermined = show(in, &rows, a, &s);
    compare_saved(in, &draft, a, ret, &s);
    back_test(in, &draft, a, &ret->back);
    count_variants(in, &draft, a, ret);
    ret->shown = (struct screen_findings){s.v.at, s.v.n};
}
