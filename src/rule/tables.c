/* rule/tables.c - the tables of a world: one per dataset, all over one pool; see rule.h. */
#include "rule/aids.h"

#include "base/bug.h"
#include "base/mem.h"

#include <stdlib.h>

static enum column_kind kind_of(enum law_type type)
{
    switch (type) {
    case LAW_TEXT:
        return COLUMN_TEXT;
    case LAW_PARTY:
        return COLUMN_ID;
    case LAW_BOOL:
    case LAW_INT:
    case LAW_MONEY:
    case LAW_QUANTITY:
    case LAW_DATE:
    case LAW_CODE:
    case LAW_ORGAN:
    case LAW_REGION:
        return COLUMN_NUMBER;
    }
    return COLUMN_NUMBER;
}

/* Fields that are likely to have the same values share a domain: those of one name, and 案件 of every
 * dataset.  Others may share one by chance; that costs only time. */
static uint32_t domain_of(const struct law_dataset *d, size_t field)
{
    if ((int)field == d->case_field)
        return 0;
    return 1 + (uint32_t)(str_hash(d->field[field].name) % (RULE_DOMAINS - 1));
}

static void table_init(struct rule_world *w, size_t dataset)
{
    const struct law_dataset *d = &w->law->dataset[dataset];
    enum column_kind *kind = mem_alloc((d->nfield + 1) * sizeof(*kind));
    uint32_t *domain = mem_alloc((d->nfield + 1) * sizeof(*domain));

    for (size_t f = 0; f < d->nfield; f++) {
        kind[f] = kind_of(d->field[f].type);
        domain[f] = domain_of(d, f);
    }
    column_table_init(&w->table[dataset], w->pool, d->nfield, kind, domain);
    free(kind);
    free(domain);
}

void rule_world_init(struct rule_world *w, const struct law *law, struct day today)
{
    *w = (struct rule_world){.law = law, .today = today};
    w->pool = MEM_NEW(struct column_pool);
    column_pool_init(w->pool);
    w->aids = rule_aids_new();
    w->table = mem_zero(law->ndataset + 1, sizeof(*w->table));
    for (size_t d = 0; d < law->ndataset; d++)
        table_init(w, d);
}

void rule_world_release(struct rule_world *w)
{
    for (size_t d = 0; w->table && d < w->law->ndataset; d++)
        column_table_release(&w->table[d]);
    free(w->table);
    rule_aids_free(w->aids);
    if (w->pool)
        column_pool_release(w->pool);
    free(w->pool);
    *w = (struct rule_world){0};
}

void rule_world_set(struct rule_world *w, size_t dataset, size_t field, size_t row, int64_t num,
                    struct str text)
{
    struct column_table *t = &w->table[dataset];

    switch (t->column[field].kind) {
    case COLUMN_NUMBER:
        column_set_number(t, field, row, num);
        return;
    case COLUMN_TEXT:
        column_set_text(t, field, row, text);
        return;
    case COLUMN_ID:
        column_set_id(t, field, row, num);
        return;
    }
    BUG_ON(1);
}

void rule_world_changed(struct rule_world *w, size_t dataset, size_t row)
{
    rule_aids_changed(w->aids, &w->table[dataset], row);
}
