/* service/screen/world.c - see world.h. */
#include "service/screen/world.h"

#include "base/bug.h"

void screen_world_init(struct screen_world *w, const struct law *law, struct day today)
{
    w->borrowed = false;
    w->reader = (struct registry_reader){0};
    arena_init(&w->arena, 0);
    rule_world_init(&w->rule, law, today);
    w->origin = ARENA_ARRAY(&w->arena, struct screen_origins, law->ndataset + 1);
}

void screen_world_borrow(struct screen_world *w, const struct rule_world *tables)
{
    rule_world_release(&w->rule);
    w->rule = *tables;
    w->borrowed = true;
}

void screen_world_release(struct screen_world *w)
{
    if (!w->borrowed)
        rule_world_release(&w->rule);
    arena_release(&w->arena);
}

static void set_value(struct screen_world *w, size_t d, size_t f, size_t row,
                      const struct registry_value *v)
{
    if (v->known)
        rule_world_set(&w->rule, d, f, row, v->num, v->text);
}

void screen_world_add(struct screen_world *w, const struct registry_record *r, struct str file)
{
    size_t d = (size_t)(r->dataset - w->rule.law->dataset);
    size_t row = column_table_add(&w->rule.table[d]);
    struct screen_origin o = {.file = file, .line = r->line};

    for (size_t f = 0; f < r->dataset->nfield; f++)
        set_value(w, d, f, row, &r->value[f]);
    o.sheet = str_dup(&w->arena, r->sheet);
    o.evidence = str_dup(&w->arena, r->evidence);
    o.warnings = str_dup(&w->arena, r->warnings);
    vec_push(&w->arena, &w->origin[d].v, o);
}

struct loading {
    struct screen_world *world;
    size_t dataset;
    const int *field;
    size_t nfield;
};

static enum err_code take_row(void *p, int64_t id, const struct registry_value *value,
                              struct err *err)
{
    struct loading *l = p;
    size_t row = column_table_add(&l->world->rule.table[l->dataset]);

    (void)err;
    for (size_t i = 0; i < l->nfield; i++)
        set_value(l->world, l->dataset, (size_t)l->field[i], row, &value[i]);
    vec_push(&l->world->arena, &l->world->origin[l->dataset].v,
             (struct screen_origin){.record = id});
    return ERR_OK;
}

/* Whether people know a record by this field, or a run needs it whatever the rules read. */
static bool labels(const struct law_dataset *d, int f)
{
    bool named = false;

    for (size_t i = 0; i < d->norgan_from; i++)
        named |= d->organ_from[i] == f;
    for (size_t i = 0; i < d->ncase_from; i++)
        named |= d->case_from[i] == f;
    return named || f == d->organ_field || f == d->party_name || f == d->doc_no ||
           f == d->case_field || f == d->date_field || f == d->cause_field || f == d->party_field;
}

bool screen_world_fields(const struct screen_pack *pack, size_t d, bool *ret_field)
{
    const struct law_dataset *dataset = &pack->law->dataset[d];

    if (!screen_pack_uses(pack, d, ret_field))
        return false;
    for (size_t f = 0; f < dataset->nfield; f++)
        ret_field[f] |= labels(dataset, (int)f);
    return true;
}

enum err_code screen_world_load(struct screen_world *w, struct store *s, size_t d, const bool *uses,
                                struct err *err)
{
    const struct law_dataset *dataset = &w->rule.law->dataset[d];
    int *field = ARENA_ARRAY(&w->arena, int, dataset->nfield + 1);
    struct loading l = {w, d, field, 0};
    struct registry_scan scan = {
        .law = w->rule.law, .dataset = dataset, .field = field, .fn = take_row, .p = &l};

    for (size_t f = 0; f < dataset->nfield; f++)
        if (uses[f] || labels(dataset, (int)f))
            field[l.nfield++] = (int)f;
    scan.nfield = l.nfield;
    return registry_scan(s, &scan, err);
}

enum err_code screen_world_fetch(struct screen_world *w, struct store *s, size_t d, int64_t record,
                                 struct arena *scratch, struct err *err)
{
    const struct law_dataset *dataset = &w->rule.law->dataset[d];
    struct registry_stored r;
    size_t row;

    if (!w->reader.store)
        w->reader = (struct registry_reader){.store = s, .law = w->rule.law, .arena = &w->arena};
    BUG_ON(w->reader.store != s);
    TRY(registry_reader_get(&w->reader, dataset, record, scratch, &r, err));
    row = column_table_add(&w->rule.table[d]);
    for (size_t f = 0; f < dataset->nfield; f++)
        set_value(w, d, f, row, &r.value[f]);
    vec_push(&w->arena, &w->origin[d].v,
             (struct screen_origin){.record = record,
                                    .file = str_dup(&w->arena, r.file),
                                    .sheet = str_dup(&w->arena, r.sheet),
                                    .line = r.line,
                                    .evidence = str_dup(&w->arena, r.evidence),
                                    .warnings = str_dup(&w->arena, r.warnings)});
    return ERR_OK;
}
