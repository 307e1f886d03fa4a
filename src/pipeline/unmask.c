/* pipeline/unmask.c - see unmask.h. */
#include "pipeline/unmask.h"

#include "identity/audit.h"
#include "registry/scan.h"

/* A person's name is masked by what it is, not by its field (service/screen). */
static bool is_masked(const struct law_dataset *d, int field)
{
    return d->field[field].masked || field == d->party_name;
}

static enum err_code find_field(const struct pipeline_unmask *u, int *ret, struct err *err)
{
    int field = law_field_find(u->dataset, u->field);

    if (field < 0) {
        err_set(err, ERR_NOT_FOUND, "no such field");
        return err_set_zh(err, "“%.*s”没有字段“%.*s”", STR_F(u->dataset->name), STR_F(u->field));
    }
    if (!is_masked(u->dataset, field)) {
        err_set(err, ERR_INVALID, "the field is not masked");
        return err_set_zh(err, "字段“%.*s”没有遮盖", STR_F(u->field));
    }
    *ret = field;
    return ERR_OK;
}

/* Id of the organ whose record it is; empty when it is not known. */
static struct str holder_of(const struct law *law, const struct law_dataset *d,
                            const struct registry_stored *r)
{
    const struct registry_value *v = d->organ_field < 0 ? NULL : &r->value[d->organ_field];

    if (!v || !v->known || v->num < 0 || (size_t)v->num >= law->norgan)
        return STR("");
    return law->organ[v->num].id;
}

enum err_code pipeline_unmask(struct identity *id, const struct identity_who *who,
                              const struct pipeline_unmask *u, struct arena *a,
                              struct pipeline_unmasked *ret, struct err *err)
{
    const struct law_dataset *d = u->dataset;
    struct identity_unmask receipt = {.dataset = d->id, .record = u->record, .purpose = u->purpose};
    struct pipeline_unmasked shown = {0};
    struct registry_stored record;
    int field = -1;

    if (u->field.n) {
        TRY(find_field(u, &field, err));
        receipt.field = d->field[field].name;
    }
    TRY(registry_record_get(id->store, id->law, d, u->record, a, &record, err));
    receipt.holder = holder_of(id->law, d, &record);
    TRY(identity_unmask(id, who, &receipt, err));
    for (int f = 0; f < (int)d->nfield; f++)
        if (is_masked(d, f) && (field < 0 || f == field) && record.value[f].known)
            vec_push(a, &shown.v, (struct pipeline_shown){d->field[f].name, record.value[f].text});
    *ret = shown;
    return ERR_OK;
}
