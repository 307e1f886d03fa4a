/* rule/world.c - see world.h. */
#include "rule/world.h"

#include "base/bug.h"

static size_t number_of(const struct law *law, const struct law_dataset *d)
{
    return (size_t)(d - law->dataset);
}

static struct column_table *table_of(struct example_world *w, const struct law_dataset *d)
{
    return &w->world.table[number_of(w->world.law, d)];
}

static void set_value(struct example_world *w, const struct law_dataset *d, int field, size_t row,
                      const struct rule_value *v)
{
    rule_world_set(&w->world, number_of(w->world.law, d), (size_t)field, row, v->n, v->text);
}

/* The newest year of the calendar, its 15 June: so that spans before and after stay within it. */
static struct day default_today(const struct law *law)
{
    enum { NEWEST = 2100, OLDEST = 1950, JUNE = 6, MIDDLE = 15 };

    for (int year = NEWEST; year > OLDEST; year--) {
        struct day d = day_from_ymd(year, JUNE, MIDDLE);

        if (law_calendar_day(law, d) != LAW_DAY_UNKNOWN)
            return d;
    }
    return day_from_ymd(OLDEST, JUNE, MIDDLE);
}

/* ---- stand-ins ---- */

static bool is_given(const struct rule_row *r, int field)
{
    for (size_t i = 0; i < r->cell.n; i++)
        if (r->cell.at[i].field == field)
            return true;
    return false;
}

static void stand_in(struct example_world *w, const struct rule_row *r, int field,
                     struct rule_value v)
{
    if (field >= 0 && !is_given(r, field))
        set_value(w, r->dataset, field, 0, &v);
}

static int64_t any_agency(const struct law *law)
{
    for (size_t i = 0; i < law->norgan; i++)
        if (law->organ[i].kind == LAW_ORGAN_AGENCY)
            return (int64_t)i;
    return 0;
}

static void stand_ins(struct example_world *w, const struct rule_row *r)
{
    const struct law_dataset *d = r->dataset;
    bool text = d->case_field >= 0 && d->field[d->case_field].type == LAW_TEXT;
    enum { SOMEBODY = 1000 };

    stand_in(w, r, d->case_field, (struct rule_value){1, text ? STR("本案") : STR_NULL});
    stand_in(w, r, d->party_field, (struct rule_value){SOMEBODY, STR_NULL});
    if (w->world.law->norgan > 0)
        stand_in(w, r, d->organ_field, (struct rule_value){any_agency(w->world.law), STR_NULL});
    stand_in(w, r, d->date_field, (struct rule_value){w->world.today.n, STR_NULL});
}

/* 年度 and its like follow from the date unless they are given. */
static void derive(struct example_world *w, const struct rule_row *r, size_t row)
{
    const struct law_dataset *d = r->dataset;
    int year, month, dom;
    struct day day;
    int64_t date;

    if (d->date_field < 0)
        return;
    if (!column_get(&table_of(w, d)->column[d->date_field], row, &date) || !rule_day(date, &day))
        return;
    day_to_ymd(day, &year, &month, &dom);
    for (size_t f = 0; f < d->nfield; f++)
        if (d->field[f].derive == LAW_DERIVE_YEAR && !is_given(r, (int)f))
            set_value(w, d, (int)f, row, &(struct rule_value){year, STR_NULL});
}

/* ---- rows ---- */

static void fill_row(struct example_world *w, const struct rule_row *r, size_t row)
{
    struct rule_eval e = {
        .law = w->world.law, .today = w->world.today, .world = &w->world, .arena = &w->arena};

    e.table[0] = table_of(w, w->plan[0]->dataset);
    for (size_t i = 0; i < r->cell.n; i++) {
        const struct rule_cell *c = &r->cell.at[i];
        struct rule_value v;

        if (!c->value || !rule_value(&e, c->value, &v))
            continue;
        if (c->value->type.kind == RULE_WORDS)
            v.text = rule_words_of(&e, &v);
        if (c->value->type.kind == RULE_PARTY && c->value->op == RULE_OP_FIELD)
            v.n = column_pool_get_id(w->world.pool, v.n);
        set_value(w, r->dataset, c->field, row, &v);
    }
}

static void add_rows(struct example_world *w, const struct rule_example *e)
{
    for (size_t i = 0; i < e->row.n; i++) {
        const struct rule_row *r = &e->row.at[i];

        for (int64_t k = 0; k < r->times; k++) {
            size_t row = column_table_add(table_of(w, r->dataset));

            fill_row(w, r, row);
            if (i == 0)
                stand_ins(w, r);
            derive(w, r, row);
        }
    }
}

void example_world_init(struct example_world *w, const struct rule_plan *plan,
                        const struct rule_example *e)
{
    enum err_code code;
    struct err err;

    *w = (struct example_world){0};
    arena_init(&w->arena, 0);
    w->plan[0] = (struct rule_plan *)(uintptr_t)plan;
    rule_world_init(&w->world, plan->law,
                    day_known(e->today) ? e->today : default_today(plan->law));
    add_rows(w, e);
    code = rule_bind(&w->world, w->plan, 1, &w->binding, &err);
    BUG_ON(code != ERR_OK);
}

void example_world_release(struct example_world *w)
{
    rule_binding_free(w->binding);
    rule_world_release(&w->world);
    arena_release(&w->arena);
}
