/* service/screen/report_json.c - a clue and a report as JSON; docs/json.md has the shape. */
#include "base/json.h"
#include "service/screen/view.h"

#include <jansson.h>
#include <stdlib.h>

static void json_list(struct buf *out, const char *name, const struct str *at, size_t n)
{
    json_open(out, name, '[');
    for (size_t i = 0; i < n; i++)
        json_text(out, NULL, at[i]);
    json_close(out, ']');
}

static void print_rule(struct buf *out, const struct law *law, const struct screen_view *v,
                       struct arena *a)
{
    const struct rule_plan *p = v->plan;

    json_text(out, "outcome", screen_outcome_zh(v->reason.outcome));
    json_text(out, "rule", p->slug);
    json_text(out, "title", p->title);
    json_text(out, "kind", p->kind);
    json_text(out, "charge", p->charge);
    json_text(out, "rule_version", p->version);
    json_text(out, "note", p->note);
    json_text(out, "to", screen_sent_to(law, p->organ, a));
}

static void print_label(struct buf *out, const struct screen_view *v)
{
    json_text(out, "organ", v->organ);
    json_text(out, "party", v->party);
    json_text(out, "doc_no", v->doc_no);
    json_text(out, "date", v->date);
}

static void print_record(struct buf *out, const struct screen_view *v)
{
    json_text(out, "dataset", v->dataset->name);
    json_i64(out, "record", v->origin->record);
    json_text(out, "file", v->origin->file);
    json_text(out, "sheet", v->origin->sheet);
    json_i64(out, "line", v->origin->line);
    print_label(out, v);
    json_text(out, "cause", v->cause);
}

static struct str shown_value(const struct screen_view *v, const struct rule_value_seen *s,
                              struct arena *a)
{
    if (v->dataset->field[s->field].masked)
        return STR("***");
    if (s->field == v->dataset->party_name)
        return screen_mask_person(a, s->shown);
    return screen_view_mask(v, s->shown, a);
}

static void print_values(struct buf *out, const struct screen_view *v, struct arena *a)
{
    json_open(out, "values", '[');
    for (size_t i = 0; i < v->reason.nvalue; i++) {
        const struct rule_value_seen *s = &v->reason.value[i];

        if (v->dataset->field[s->field].type == LAW_PARTY)
            continue; /* an id says nothing to people */
        json_open(out, NULL, '{');
        json_text(out, "field", v->dataset->field[s->field].name);
        json_text(out, "value", shown_value(v, s, a));
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void print_basis(struct buf *out, const struct rule_plan *p)
{
    json_open(out, "basis", '[');
    for (size_t i = 0; i < p->nbasis; i++) {
        const struct law_citation *c = &p->basis[i];

        json_open(out, NULL, '{');
        json_text(out, "title", c->source ? c->source->title : STR(""));
        json_text(out, "doc_no", c->source ? c->source->doc_no : STR(""));
        json_text(out, "article", c->article);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static struct str day_text(struct day d, struct arena *a)
{
    struct buf b = {0};
    struct str s;

    if (!day_known(d))
        return STR("");
    day_print(&b, d);
    s = str_dup(a, buf_view(&b));
    buf_release(&b);
    return s;
}

static void print_standards(struct buf *out, const struct screen_view *v, struct arena *a)
{
    json_open(out, "standards", '[');
    for (size_t i = 0; i < v->reason.standard.n; i++) {
        const struct law_standard *s = v->reason.standard.at[i];

        json_open(out, NULL, '{');
        json_text(out, "name", s->name);
        json_text(out, "id", s->id);
        json_text(out, "charge", s->charge);
        json_text(out, "basis", screen_citation(a, &s->basis));
        json_text(out, "effective", day_text(s->effective, a));
        json_close(out, '}');
    }
    json_close(out, ']');
}

/* Several aggregates may have counted the same row. */
static bool seen_before(const struct rule_reason *why, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (why->row[k].dataset == why->row[i].dataset && why->row[k].row == why->row[i].row)
            return true;
    return false;
}

static void print_counted(struct buf *out, const struct screen_report *r,
                          const struct screen_view *v, struct arena *a)
{
    json_open(out, "counted", '[');
    for (size_t i = 0; i < v->reason.nrow; i++) {
        const struct rule_row_seen *row = &v->reason.row[i];
        size_t d = (size_t)(row->dataset - r->law->dataset);
        struct screen_view other;

        if (seen_before(&v->reason, i))
            continue;
        screen_view_label(r->law, row->dataset, &r->world->rule.table[d], row->row, a, &other);
        json_open(out, NULL, '{');
        json_text(out, "dataset", row->dataset->name);
        print_label(out, &other);
        json_close(out, '}');
    }
    json_close(out, ']');
}

/* Offsets of marks are kept in bytes; pages count code points. */
static int64_t code_points(struct str text, json_int_t bytes)
{
    size_t n = bytes < 0 ? 0 : (size_t)bytes > text.n ? text.n : (size_t)bytes;

    return (int64_t)str_utf8_count(str_sub(text, 0, n));
}

static void print_marks(struct buf *out, const json_t *evidence, struct str field, struct str text)
{
    size_t i;
    json_t *e;

    json_open(out, "marks", '[');
    json_array_foreach(evidence, i, e)
    {
        const char *in = json_string_value(json_object_get(e, "in"));
        json_t *from = json_object_get(e, "from"), *to = json_object_get(e, "to");

        if (!in || !str_eq(str_from(in), field) || !json_is_integer(from))
            continue;
        json_open(out, NULL, '{');
        json_i64(out, "from", code_points(text, json_integer_value(from)));
        json_i64(out, "to", code_points(text, json_integer_value(to)));
        json_text(out, "field", str_from(json_string_value(json_object_get(e, "field"))));
        json_text(out, "note", str_from(json_string_value(json_object_get(e, "note"))));
        json_close(out, '}');
    }
    json_close(out, ']');
}

/* The texts that facts were read from, in field order. */
static void print_prose(struct buf *out, const struct screen_report *r, const struct screen_view *v,
                        struct arena *a)
{
    json_error_t bad;
    json_t *evidence = json_loadb(v->origin->evidence.p ? v->origin->evidence.p : "[]",
                                  v->origin->evidence.p ? v->origin->evidence.n : 2, 0, &bad);

    json_open(out, "prose", '[');
    for (size_t f = 0; f < v->dataset->nfield; f++) {
        const struct law_field *field = &v->dataset->field[f];
        struct str text;

        if (!field->prose)
            continue;
        text = screen_view_field(r->law, v, (int)f, a);
        if (text.n == 0)
            continue;
        json_open(out, NULL, '{');
        json_text(out, "field", field->name);
        json_text(out, "text", screen_view_mask(v, text, a)); /* as many code points */
        print_marks(out, evidence, field->name, text);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_decref(evidence);
}

static void print_warnings(struct buf *out, const struct screen_view *v)
{
    struct str w = v->origin->warnings;
    json_error_t bad;
    json_t *list = json_loadb(w.n ? w.p : "[]", w.n ? w.n : 2, 0, &bad), *e;
    size_t i;

    json_open(out, "warnings", '[');
    json_array_foreach(list, i, e)
    {
        const char *text = json_string_value(json_object_get(e, "text"));

        if (text)
            json_text(out, NULL, str_from(text));
    }
    json_close(out, ']');
    json_decref(list);
}

static void print_because(struct buf *out, const struct screen_view *v, struct arena *a)
{
    json_open(out, "because", '[');
    for (size_t i = 0; i < v->reason.because.n; i++)
        json_text(out, NULL, screen_view_mask(v, v->reason.because.at[i], a));
    json_close(out, ']');
}

static void clue_object(const struct screen_report *r, const struct screen_view *v, struct arena *a,
                        struct buf *out)
{
    json_open(out, NULL, '{');
    print_rule(out, r->law, v, a);
    print_record(out, v);
    json_text(out, "clue",
              v->reason.outcome == RULE_MISS ? STR("") : screen_view_mask(v, v->reason.clue, a));
    json_text(out, "clause", v->reason.clause);
    print_because(out, v, a);
    json_list(out, "missing", v->reason.missing.at, v->reason.missing.n);
    print_values(out, v, a);
    print_basis(out, v->plan);
    print_standards(out, v, a);
    print_counted(out, r, v, a);
    print_prose(out, r, v, a);
    print_warnings(out, v);
    json_close(out, '}');
}

void screen_clue_json(const struct screen_report *r, size_t i, struct arena *scratch,
                      struct buf *out)
{
    struct screen_view v;

    screen_view_get(r, i, scratch, &v);
    clue_object(r, &v, scratch, out);
}

static int by_text(const void *x, const void *y)
{
    return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

/* Lines "column=value" and "dataset#record", sorted: equal when the facts are, though clauses have
 * been reordered or are worded otherwise. */
static struct str facts_of(const struct screen_report *r, const struct law_dataset *d,
                           const struct rule_reason *why, struct arena *a)
{
    struct str *line = ARENA_ARRAY(a, struct str, why->nvalue + why->nrow + 1), ret;
    struct buf b = {0};
    size_t n = 0;

    for (size_t v = 0; v < why->nvalue; v++)
        line[n++] = str_fmt(a, "%.*s=%.*s", STR_F(d->field[why->value[v].field].column),
                            STR_F(why->value[v].shown));
    for (size_t v = 0; v < why->nrow; v++) {
        size_t other = (size_t)(why->row[v].dataset - r->law->dataset);

        if (!seen_before(why, v))
            line[n++] = str_fmt(a, "%.*s#%lld", STR_F(why->row[v].dataset->id),
                                (long long)screen_world_record(r->world, other, why->row[v].row));
    }
    if (n > 1)
        qsort(line, n, sizeof(*line), by_text);
    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, "%.*s\n", STR_F(line[i]));
    ret = str_dup(a, b.n ? buf_view(&b) : STR("-"));
    buf_release(&b);
    return ret;
}

void screen_clue_reason(const struct screen_report *r, size_t i, struct arena *a, struct buf *out,
                        struct screen_clue_told *ret_told)
{
    const struct screen_finding *f = &r->found->at[i];
    const struct law_dataset *d = r->pack->plan[f->plan]->dataset;
    struct rule_reason why;

    memset(&why, 0, sizeof(why));
    rule_explain(r->binding, f->plan, f->row, a, &why);
    json_open(out, NULL, '{');
    json_list(out, "because", why.because.at, why.because.n);
    json_open(out, "values", '{');
    for (size_t v = 0; v < why.nvalue; v++)
        json_text(out, d->field[why.value[v].field].column.p, why.value[v].shown);
    json_close(out, '}');
    json_open(out, "standards", '[');
    for (size_t v = 0; v < why.standard.n; v++)
        json_text(out, NULL, why.standard.at[v]->id);
    json_close(out, ']');
    json_open(out, "counted", '[');
    for (size_t v = 0; v < why.nrow; v++) {
        size_t n = (size_t)(why.row[v].dataset - r->law->dataset);

        json_open(out, NULL, '{');
        json_text(out, "dataset", why.row[v].dataset->id);
        json_i64(out, "record", screen_world_record(r->world, n, why.row[v].row));
        json_close(out, '}');
    }
    json_close(out, ']');
    json_close(out, '}');
    *ret_told = (struct screen_clue_told){why.clue, facts_of(r, d, &why, a)};
}

static void print_clues(const struct screen_report *r, bool undetermined, struct buf *out)
{
    struct arena a;
    size_t shown = 0, total = 0;

    arena_init(&a, 0);
    json_open(out, undetermined ? "undetermined" : "clues", '[');
    for (size_t i = 0; i < r->found->n; i++) {
        struct screen_view v;

        if (r->found->at[i].undetermined != undetermined)
            continue;
        total++;
        if (r->limit && shown == r->limit)
            continue;
        shown++;
        screen_view_get(r, i, &a, &v);
        clue_object(r, &v, &a, out);
        arena_reset(&a);
    }
    json_close(out, ']');
    json_i64(out, undetermined ? "undetermined_total" : "clues_total", (int64_t)total);
    arena_release(&a);
}

static void print_records(const struct screen_report *r, struct buf *out)
{
    json_open(out, "records", '[');
    for (size_t d = 0; d < r->law->ndataset; d++) {
        if (column_table_rows(&r->world->rule.table[d]) == 0)
            continue;
        json_open(out, NULL, '{');
        json_text(out, "dataset", r->law->dataset[d].name);
        json_i64(out, "rows", (int64_t)column_table_rows(&r->world->rule.table[d]));
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void print_rule_counts(const struct screen_report *r, struct buf *out)
{
    struct screen_tally *t;
    struct arena a;

    arena_init(&a, 0);
    t = screen_tally(r, &a);
    json_open(out, "rules", '[');
    for (size_t p = 0; p < r->pack->n; p++) {
        const struct rule_plan *plan = r->pack->plan[p];

        json_open(out, NULL, '{');
        json_text(out, "rule", plan->slug);
        json_text(out, "title", plan->title);
        json_text(out, "kind", plan->kind);
        json_i64(out, "hits", t[p].hits);
        json_i64(out, "undetermined", t[p].undetermined);
        json_open(out, "missing", '[');
        for (size_t m = 0; m < t[p].missing.n; m++) {
            json_open(out, NULL, '{');
            json_text(out, "field", t[p].missing.at[m].field);
            json_i64(out, "count", t[p].missing.at[m].count);
            json_close(out, '}');
        }
        json_close(out, ']');
        json_close(out, '}');
    }
    json_close(out, ']');
    arena_release(&a);
}

void screen_report_json(const struct screen_report *r, struct buf *out)
{
    struct arena a;

    arena_init(&a, 0);
    json_open(out, NULL, '{');
    json_text(out, "district", r->district);
    json_text(out, "made", day_text(r->today, &a));
    json_text(out, "law", r->law->version);
    json_list(out, "source", r->source, r->nsource);
    json_text(out, "since", day_text(r->since, &a));
    print_records(r, out);
    print_rule_counts(r, out);
    print_clues(r, false, out);
    print_clues(r, true, out);
    json_close(out, '}');
    arena_release(&a);
}
