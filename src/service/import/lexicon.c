/* service/import/lexicon.c - see lexicon.h. */
#include "service/import/lexicon.h"

static bool reads_from(const struct law_dataset *d, const struct law_field *f, int from)
{
    if (!f->read)
        return false;
    for (size_t i = 0; i < f->read->nfrom; i++)
        if (from >= 0 && str_eq(f->read->from[i], d->field[from].name))
            return true;
    return from < 0;
}

static bool kind_of(enum law_type type, enum text_fact_kind *ret)
{
    switch (type) {
    case LAW_MONEY:
        *ret = TEXT_MONEY;
        return true;
    case LAW_QUANTITY:
        *ret = TEXT_QUANTITY;
        return true;
    case LAW_DATE:
        *ret = TEXT_DATE;
        return true;
    case LAW_BOOL:
        *ret = TEXT_FLAG;
        return true;
    case LAW_INT:
    case LAW_TEXT:
    case LAW_CODE:
    case LAW_PARTY:
    case LAW_ORGAN:
    case LAW_REGION:
        return false;
    }
    return false;
}

static struct text_role role_of(const struct law *law, const struct law_field *f,
                                enum text_fact_kind kind)
{
    return (struct text_role){
        .name = f->name,
        .kind = kind,
        .unit = f->unit >= 0 ? law->unit[f->unit].name : STR(""),
        .before = f->read->before,
        .after = f->read->after,
        .not_ = f->read->not_,
        .nbefore = f->read->nbefore,
        .nafter = f->read->nafter,
        .nnot = f->read->nnot,
        .sum = f->read->sum,
    };
}

static const struct text_unit *units_of(struct arena *a, const struct law *law)
{
    struct text_unit *unit = ARENA_ARRAY(a, struct text_unit, law->nunit + 1);

    for (size_t i = 0; i < law->nunit; i++) {
        const struct law_unit *u = &law->unit[i];

        unit[i] = (struct text_unit){u->name, u->dimension, u->num, u->den, u->also, u->nalso};
    }
    return unit;
}

struct import_lexicon import_lexicon_of(struct arena *a, const struct law *law,
                                        const struct law_dataset *d, int from)
{
    struct text_role *role = ARENA_ARRAY(a, struct text_role, d->nfield + 1);
    int *field = ARENA_ARRAY(a, int, d->nfield + 1);
    enum text_fact_kind kind;
    size_t n = 0;

    for (size_t i = 0; i < d->nfield; i++)
        if (reads_from(d, &d->field[i], from) && kind_of(d->field[i].type, &kind)) {
            field[n] = (int)i;
            role[n++] = role_of(law, &d->field[i], kind);
        }
    return (struct import_lexicon){
        .text = {.unit = units_of(a, law), .nunit = law->nunit, .role = role, .nrole = n},
        .field = field};
}
