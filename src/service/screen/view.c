/* service/screen/view.c - see view.h. */
#include "service/screen/view.h"

#include "text/name.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

struct str screen_mask_digits(struct arena *a, struct str s)
{
    enum { LONG_RUN = 11, KEEP_HEAD = 3, KEEP_TAIL = 2 };
    struct str copy = STR_NULL;

    for (size_t i = 0, run; i < s.n; i += run ? run : 1) {
        for (run = 0; i + run < s.n && is_digit(s.p[i + run]); run++)
            ;
        if (run < LONG_RUN)
            continue;
        if (!copy.p)
            copy = str_dup(a, s);
        memset((char *)(uintptr_t)copy.p + i + KEEP_HEAD, '*', run - KEEP_HEAD - KEEP_TAIL);
    }
    return copy.p ? copy : s;
}

struct str screen_mask_person(struct arena *a, struct str name)
{
    struct buf b = {0};
    struct str out;
    size_t len;

    if (name.n == 0 || !text_name_personal(name))
        return name;
    (void)str_utf8_at(name, 0, &len);
    buf_str(&b, str_sub(name, 0, len));
    for (size_t i = str_utf8_count(name); i > 1; i--)
        buf_char(&b, '*');
    out = str_dup(a, buf_view(&b));
    buf_release(&b);
    return out;
}

static struct str mask_name(struct arena *a, struct str s, struct str person)
{
    struct str masked, rest = s, out;
    struct buf b = {0};

    if (person.n == 0 || !str_has(s, person))
        return s;
    masked = screen_mask_person(a, person);
    for (size_t at; (at = str_find(rest, person)) != STR_NPOS;) {
        buf_str(&b, str_sub(rest, 0, at));
        buf_str(&b, masked);
        rest = str_tail(rest, at + person.n);
    }
    buf_str(&b, rest);
    out = str_dup(a, buf_view(&b));
    buf_release(&b);
    return out;
}

struct str screen_view_mask(const struct screen_view *v, struct str s, struct arena *a)
{
    return mask_name(a, screen_mask_digits(a, s), v->person);
}

static struct str value_text(const struct law *law, const struct law_dataset *d,
                             const struct column_table *t, size_t row, int f, struct arena *a)
{
    struct buf b = {0};
    struct str s;

    if (f < 0 || !column_known(&t->column[f], row))
        return STR("");
    rule_print_value(&b, law, d, (size_t)f, t, row);
    s = str_dup(a, buf_view(&b));
    buf_release(&b);
    return s;
}

struct str screen_view_field(const struct law *law, const struct screen_view *v, int f,
                             struct arena *a)
{
    struct str s = value_text(law, v->dataset, v->table, v->row, f, a);

    if (s.n == 0)
        return s;
    if (v->dataset->field[f].masked)
        return STR("***");
    if (f == v->dataset->party_name)
        return screen_mask_person(a, s);
    return v->dataset->field[f].type == LAW_TEXT ? screen_mask_digits(a, s) : s;
}

void screen_view_label(const struct law *law, const struct law_dataset *d,
                       const struct column_table *t, size_t row, struct arena *a,
                       struct screen_view *ret)
{
    ret->dataset = d;
    ret->table = t;
    ret->row = row;
    ret->organ = screen_view_field(law, ret, d->organ_field, a);
    for (size_t i = 0; i < d->norgan_from && ret->organ.n == 0; i++)
        ret->organ = screen_view_field(law, ret, d->organ_from[i], a);
    ret->party = screen_view_field(law, ret, d->party_name, a);
    ret->person = value_text(law, d, t, row, d->party_name, a);
    if (!text_name_personal(ret->person))
        ret->person = STR("");
    ret->doc_no = screen_view_field(law, ret, d->doc_no, a);
    if (ret->doc_no.n == 0)
        ret->doc_no = screen_view_field(law, ret, d->case_field, a);
    ret->date = screen_view_field(law, ret, d->date_field, a);
    ret->cause = screen_view_field(law, ret, d->cause_field, a);
}

void screen_view_get(const struct screen_report *r, size_t i, struct arena *a,
                     struct screen_view *ret)
{
    const struct screen_finding *f = &r->found->at[i];
    const struct screen_world *w = r->full;
    size_t row = r->full_row ? r->full_row[i] : f->row, d;

    memset(ret, 0, sizeof(*ret));
    ret->plan = r->pack->plan[f->plan];
    ret->undetermined = f->undetermined;
    d = (size_t)(ret->plan->dataset - r->law->dataset);
    screen_view_label(r->law, ret->plan->dataset, &w->rule.table[d], row, a, ret);
    ret->origin = &w->origin[d].v.at[row];
    rule_explain(r->binding, f->plan, f->row, a, &ret->reason);
}

struct str screen_outcome_zh(enum rule_outcome outcome)
{
    switch (outcome) {
    case RULE_MISS:
        return STR("不中");
    case RULE_HIT:
        return STR("命中");
    case RULE_UNDETERMINED:
        return STR("待查");
    }
    return STR("");
}

struct str screen_citation(struct arena *a, const struct law_citation *c)
{
    struct str name;

    if (!c->source)
        return STR("");
    name = c->source->nalias > 0 ? c->source->alias[0] : c->source->title;
    return str_fmt(a, "%.*s%s%.*s", STR_F(name), c->article.n ? " " : "", STR_F(c->article));
}

struct str screen_sent_to(const struct law *law, int organ, struct arena *a)
{
    const struct law_organ *o;

    if (organ < 0)
        return STR("");
    o = &law->organ[organ];
    if (!o->parent)
        return o->name;
    return str_fmt(a, "%.*s %.*s", STR_F(o->parent->name), STR_F(o->name));
}
