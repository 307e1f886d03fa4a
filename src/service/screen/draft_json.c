/* service/screen/draft_json.c - what a draft would find, as JSON; see draft.h, docs/json.md. */
#include "base/json.h"
#include "service/screen/draft.h"
#include "service/screen/view.h"

static void put_counts(struct buf *out, int64_t hits, int64_t undetermined)
{
    json_i64(out, "hits", hits);
    json_i64(out, "undetermined", undetermined);
}

static void put_shares(struct buf *out, const char *key, const char *name,
                       const struct screen_shares *s)
{
    json_open(out, key, '[');
    for (size_t i = 0; i < s->v.n; i++) {
        json_open(out, NULL, '{');
        json_text(out, name, s->v.at[i].name);
        put_counts(out, s->v.at[i].hits, s->v.at[i].undetermined);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_missing(struct buf *out, const struct screen_draft *d)
{
    json_open(out, "missing", '[');
    for (size_t i = 0; i < d->nmissing; i++) {
        json_open(out, NULL, '{');
        json_text(out, "field", d->missing[i].field);
        json_i64(out, "count", d->missing[i].count);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_backtest(struct buf *out, const struct law *law, const struct screen_backtest *b)
{
    json_open(out, "backtest", '{');
    json_i64(out, "accepted", b->accepted);
    json_i64(out, "accepted_hit", b->accepted_hit);
    json_i64(out, "accepted_undetermined", b->accepted_undetermined);
    json_i64(out, "dismissed", b->dismissed);
    json_i64(out, "dismissed_hit", b->dismissed_hit);
    json_i64(out, "precision", b->precision);
    json_i64(out, "recall", b->recall);
    json_open(out, "reasons", '[');
    for (size_t i = 0; i < b->code.n; i++) {
        const struct law_dismissal *d = law_dismissal_find(law, b->code.at[i].code);

        json_open(out, NULL, '{');
        json_text(out, "code", b->code.at[i].code);
        json_text(out, "name", d ? d->name : STR(""));
        json_i64(out, "dismissed", b->code.at[i].dismissed);
        json_i64(out, "hit", b->code.at[i].hit);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_close(out, '}');
}

static void put_saved(struct buf *out, const struct screen_report *r, const struct screen_draft *d)
{
    json_bool(out, "saved", d->saved);
    json_open(out, "difference", '{');
    if (d->saved) {
        json_text(out, "version", r->pack->plan[1]->version);
        put_counts(out, d->saved_hits, d->saved_undetermined);
        json_bool(out, "comparable", d->comparable);
        json_i64(out, "added", d->added);
        json_i64(out, "lost", d->lost);
        put_backtest(out, r->law, &d->saved_back);
    }
    json_close(out, '}');
}

static void put_sweep(struct buf *out, const struct screen_report *r, const struct screen_draft *d)
{
    json_open(out, "sweep", '[');
    for (size_t i = 0; i < d->npoint; i++) {
        const struct screen_sweep_point *p = &d->point[i];

        json_open(out, NULL, '{');
        json_text(out, "what", p->variant->what);
        json_text(out, "value", p->variant->value);
        put_counts(out, p->hits, p->undetermined);
        json_i64(out, "added", p->added);
        json_i64(out, "lost", p->lost);
        put_backtest(out, r->law, &p->back);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_examples(struct buf *out, const char *key, const struct screen_report *r,
                         size_t from, size_t n)
{
    struct arena a;

    arena_init(&a, 0);
    json_open(out, key, '[');
    for (size_t i = from; i < from + n; i++) {
        screen_clue_json(r, i, &a, out);
        arena_reset(&a);
    }
    json_close(out, ']');
    arena_release(&a);
}

void screen_draft_json(const struct screen_report *r, const struct screen_draft *d, struct buf *out)
{
    const struct rule_plan *p = r->pack->plan[0];
    size_t from = 0;

    json_open(out, NULL, '{');
    json_text(out, "rule", p->slug);
    json_text(out, "title", p->title);
    json_text(out, "dataset", p->dataset->name);
    json_i64(out, "rows", d->rows);
    put_counts(out, d->hits, d->undetermined);
    put_missing(out, d);
    put_shares(out, "organs", "organ", &d->organ);
    put_shares(out, "years", "year", &d->year);
    put_saved(out, r, d);
    json_bool(out, "decided", d->decided);
    put_backtest(out, r->law, &d->back);
    put_sweep(out, r, d);
    json_i64(out, "seed", (int64_t)d->seed);
    put_examples(out, "sample", r, from, d->nhit);
    put_examples(out, "sample_undetermined", r, from += d->nhit, d->nundetermined);
    put_examples(out, "added_examples", r, from += d->nundetermined, d->nadded);
    put_examples(out, "lost_examples", r, from + d->nadded, d->nlost);
    json_close(out, '}');
}
