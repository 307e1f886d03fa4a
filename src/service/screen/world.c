/* service/screen/world.c - see world.h. */
#include "service/screen/world.h"

static enum column_kind column_kind_of(const struct law_field *f)
{
    switch (f->type) {
    case LAW_TEXT:
        return COLUMN_TEXT;
    case LAW_BOOL:
    case LAW_INT:
    case LAW_MONEY:
    case LAW_QUANTITY:
    case LAW_DATE:
    case LAW_CODE:
    case LAW_PARTY:
    case LAW_ORGAN:
    case LAW_REGION:
        return COLUMN_NUMBER;
    }
    return COLUMN_NUMBER;
}

static void table_init(struct column_table *t, const struct law_dataset *d, struct arena *a)
{
    enum column_kind *kind = ARENA_ARRAY(a, enum column_kind, d->nfield + 1);

    for (size_t f = 0; f < d->nfield; f++)
        kind[f] = column_kind_of(&d->field[f]);
    column_table_init(t, d->nfield, kind);
}

void screen_world_init(struct screen_world *w, const struct law *law, struct day today)
{
    arena_init(&w->arena, 0);
    w->rule = (struct rule_world){.law = law, .today = today};
    w->rule.table = ARENA_ARRAY(&w->arena, struct column_table, law->ndataset + 1);
    w->origin = ARENA_ARRAY(&w->arena, struct screen_origins, law->ndataset + 1);
    for (size_t d = 0; d < law->ndataset; d++)
        table_init(&w->rule.table[d], &law->dataset[d], &w->arena);
}

void screen_world_release(struct screen_world *w)
{
    for (size_t d = 0; d < w->rule.law->ndataset; d++)
        column_table_release(&w->rule.table[d]);
    arena_release(&w->arena);
}

void screen_world_add(struct screen_world *w, const struct registry_record *r, struct str file)
{
    size_t d = (size_t)(r->dataset - w->rule.law->dataset);
    struct column_table *t = &w->rule.table[d];
    size_t row = column_table_add(t);
    struct screen_origin o = {.file = file, .line = r->line};

    for (size_t f = 0; f < r->dataset->nfield; f++) {
        if (!r->value[f].known)
            continue;
        if (t->column[f].kind == COLUMN_TEXT)
            column_set_text(t, f, row, r->value[f].text);
        else
            column_set_number(t, f, row, r->value[f].num);
    }
    o.sheet = str_dup(&w->arena, r->sheet);
    o.evidence = str_dup(&w->arena, r->evidence);
    o.warnings = str_dup(&w->arena, r->warnings);
    vec_push(&w->arena, &w->origin[d].v, o);
}
