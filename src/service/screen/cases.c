/* service/screen/cases.c - see cases.h. */
#include "service/screen/cases.h"

#include "registry/cases.h"

static struct str number_at(const struct column_table *t, int f, size_t row, struct arena *a)
{
    if (!column_known(&t->column[f], row))
        return STR_NULL;
    return registry_case_number(a, column_text(t, (size_t)f, row, a));
}

static void join_row(struct registry_cases *cases, const struct law_dataset *d,
                     const struct column_table *t, size_t row, struct arena *scratch)
{
    struct str first = STR_NULL;

    for (size_t i = 0; i < d->ncase_from; i++) {
        struct str s = number_at(t, d->case_from[i], row, scratch);

        if (s.n > 0 && first.n > 0)
            registry_cases_join(cases, first, s);
        else if (s.n > 0)
            first = s;
    }
}

/* Whether two of the fields that name a case have values at all. */
static bool may_join(const struct law_dataset *d, const struct column_table *t)
{
    size_t known = 0;

    for (size_t i = 0; i < d->ncase_from; i++)
        known += t->column[d->case_from[i]].chunk != NULL;
    return d->case_field >= 0 && known >= 2;
}

static void rename_rows(const struct registry_cases *cases, const struct law_dataset *d,
                        struct column_table *t, struct arena *scratch)
{
    size_t f = (size_t)d->case_field;

    COLUMN_EACH_ROW(t, row)
    {
        struct str text, name = STR_NULL;

        if (column_known(&t->column[f], row)) {
            text = column_text(t, f, row, scratch);
            name = registry_cases_name(cases, text);
        }
        if (name.p && !str_eq(name, text))
            column_set_text(t, f, row, name);
        arena_reset(scratch);
    }
}

void screen_world_join_cases(struct screen_world *w)
{
    struct registry_cases cases;
    struct arena scratch;

    registry_cases_init(&cases);
    arena_init(&scratch, 0);
    for (size_t d = 0; d < w->rule.law->ndataset; d++) {
        const struct column_table *t = &w->rule.table[d];

        if (!may_join(&w->rule.law->dataset[d], t))
            continue;
        COLUMN_EACH_ROW(t, row)
        {
            join_row(&cases, &w->rule.law->dataset[d], t, row, &scratch);
            arena_reset(&scratch);
        }
    }
    for (size_t d = 0; d < w->rule.law->ndataset && cases.number.n > 0; d++)
        if (w->rule.law->dataset[d].case_field >= 0)
            rename_rows(&cases, &w->rule.law->dataset[d], &w->rule.table[d], &scratch);
    arena_release(&scratch);
    registry_cases_release(&cases);
}
