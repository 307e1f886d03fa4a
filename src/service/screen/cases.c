/* service/screen/cases.c - see cases.h.  Numbers are joined by union and find over their texts. */
#include "service/screen/cases.h"

#include "registry/identity.h"
#include "text/ident.h"

enum { NAME_BYTES = 10 }; /* a number without the shape of a document number must be this long */

struct number {
    struct number *parent; /* itself: the name of its case */
    struct str text;
};

struct joining {
    struct screen_world *world;
    struct map numbers; /* text → struct number; only numbers that stand beside another */
    struct arena arena;
};

static bool has_digit(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= '0' && s.p[i] <= '9')
            return true;
    return false;
}

static bool names_a_case(struct str s)
{
    struct text_doc_no no;

    return text_doc_no(s, &no) || (s.n >= NAME_BYTES && has_digit(s));
}

static struct number *name_of(struct number *n)
{
    while (n->parent != n) {
        n->parent = n->parent->parent;
        n = n->parent;
    }
    return n;
}

static struct number *number_get(struct joining *j, struct str text)
{
    struct number *n = map_get(&j->numbers, text);

    if (n)
        return n;
    n = ARENA_NEW(&j->arena, struct number);
    n->parent = n;
    n->text = str_dup(&j->arena, text);
    map_put(&j->numbers, n->text, n);
    return n;
}

/* The smaller text becomes the name, whatever the order. */
static void join(struct joining *j, struct str a, struct str b)
{
    struct number *x = name_of(number_get(j, a)), *y = name_of(number_get(j, b));

    if (x == y)
        return;
    if (str_cmp(x->text, y->text) <= 0)
        y->parent = x;
    else
        x->parent = y;
}

static struct str number_at(const struct column_table *t, int f, size_t row, struct arena *a)
{
    struct str s = STR_NULL;

    if (column_known(&t->column[f], row))
        s = registry_identity_text(a, column_text(t, (size_t)f, row, a));
    return names_a_case(s) ? s : STR_NULL;
}

static void join_row(struct joining *j, const struct law_dataset *d, const struct column_table *t,
                     size_t row, struct arena *scratch)
{
    struct str first = STR_NULL;

    for (size_t i = 0; i < d->ncase_from; i++) {
        struct str s = number_at(t, d->case_from[i], row, scratch);

        if (s.n > 0 && first.n > 0)
            join(j, first, s);
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

static void rename_rows(struct joining *j, const struct law_dataset *d, struct column_table *t,
                        struct arena *scratch)
{
    size_t f = (size_t)d->case_field;

    COLUMN_EACH_ROW(t, row)
    {
        struct number *n = NULL;

        if (column_known(&t->column[f], row))
            n = map_get(&j->numbers, column_text(t, f, row, scratch));
        if (n && name_of(n) != n)
            column_set_text(t, f, row, name_of(n)->text);
        arena_reset(scratch);
    }
}

void screen_world_join_cases(struct screen_world *w)
{
    struct joining j = {.world = w};
    struct arena scratch;

    arena_init(&j.arena, 0);
    arena_init(&scratch, 0);
    map_init(&j.numbers, &j.arena);
    for (size_t d = 0; d < w->rule.law->ndataset; d++) {
        const struct column_table *t = &w->rule.table[d];

        if (!may_join(&w->rule.law->dataset[d], t))
            continue;
        COLUMN_EACH_ROW(t, row)
        {
            join_row(&j, &w->rule.law->dataset[d], t, row, &scratch);
            arena_reset(&scratch);
        }
    }
    for (size_t d = 0; d < w->rule.law->ndataset && j.numbers.n > 0; d++)
        if (w->rule.law->dataset[d].case_field >= 0)
            rename_rows(&j, &w->rule.law->dataset[d], &w->rule.table[d], &scratch);
    arena_release(&scratch);
    arena_release(&j.arena);
}
