/* service/import/validate.c - what must hold of a typed row for it to be loaded. */
#include "service/import/import_internal.h"

/* The header under which the file has the field; the field's own name when it has none. */
static struct str column_of(const struct import_layout *l, int field)
{
    for (size_t i = 0; i < l->ncolumn; i++)
        if (l->column[i].field == field)
            return l->column[i].header;
    return l->dataset->field[field].name;
}

/* A wrong cell has been noted already; it is not missing as well. */
static bool is_noted(const struct import_notes *notes, struct str column, struct arena *a)
{
    struct str start = str_fmt(a, "“%.*s”：", STR_F(column));

    for (size_t i = 0; i < notes->problem.n; i++)
        if (str_starts(notes->problem.at[i], start))
            return true;
    return false;
}

static void check_required(const struct import_layout *l, const struct registry_record *r,
                           struct import_notes *notes)
{
    for (size_t i = 0; i < l->nrequired; i++) {
        struct str column;

        if (r->value[l->required[i]].known)
            continue;
        column = column_of(l, l->required[i]);
        if (!is_noted(notes, column, notes->a))
            import_problem(notes, column, "没有填写，此列必填");
    }
}

static void check_past(const struct import_options *o, const struct import_layout *l, int field,
                       const struct registry_record *r, struct import_notes *notes)
{
    struct day d = {(int32_t)r->value[field].num};
    struct buf b = {0};

    if (d.n <= o->today.n)
        return;
    day_print(&b, d);
    buf_z(&b, "”晚于导入日期 ");
    day_print(&b, o->today);
    import_problem(notes, column_of(l, field), "“%.*s，请核对", STR_F(buf_view(&b)));
    buf_release(&b);
}

void import_validate(const struct import_options *o, const struct import_layout *l,
                     struct registry_record *r, struct import_notes *notes)
{
    if (!o->partial)
        check_required(l, r, notes);
    for (size_t i = 0; i < l->dataset->nfield; i++)
        if (r->value[i].known && str_eq(l->dataset->field[i].check, STR("date_past")))
            check_past(o, l, (int)i, r, notes);
}
