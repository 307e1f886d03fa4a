/* service/import/derive.c - fields that import computes from others: year, document group and
 * number, case, organ, day of entry.  What the file itself says stays. */
#include "registry/identity.h"
#include "service/import/import_internal.h"
#include "text/ident.h"

struct derive_in {
    const struct import_options *o;
    struct registry_record *r;
    struct import_notes *notes;
    bool has_doc_no;
    struct text_doc_no doc_no;
};

static const struct registry_value *role(const struct derive_in *in, int field)
{
    return field >= 0 && in->r->value[field].known ? &in->r->value[field] : NULL;
}

static void set_num(struct registry_value *v, int64_t num)
{
    *v = (struct registry_value){true, num, STR_NULL};
}

static void set_text(struct registry_value *v, struct str text)
{
    *v = (struct registry_value){true, 0, text};
}

static void derive_year(struct derive_in *in, struct registry_value *v)
{
    const struct registry_value *date = role(in, in->r->dataset->date_field);
    int year, month, dom;

    if (!date)
        return;
    day_to_ymd((struct day){(int32_t)date->num}, &year, &month, &dom);
    set_num(v, year);
}

static void derive_group(struct derive_in *in, struct registry_value *v)
{
    const struct text_doc_no *no = &in->doc_no;
    struct buf b = {0};

    if (!in->has_doc_no)
        return;
    buf_str(&b, no->prefix);
    buf_z(&b, "〔");
    buf_i64(&b, no->year);
    buf_z(&b, "〕");
    buf_str(&b, no->infix);
    set_text(v, str_dup(in->notes->a, buf_view(&b)));
    buf_release(&b);
}

/* The first of the fields that the law trusts to name the case, in one spelling. */
static void derive_case(struct derive_in *in, struct registry_value *v)
{
    const struct law_dataset *d = in->r->dataset;

    for (size_t i = 0; i < d->ncase_from; i++) {
        const struct registry_value *from = role(in, d->case_from[i]);

        if (from) {
            set_text(v, registry_identity_text(in->notes->a, from->text));
            return;
        }
    }
}

static void derive_organ(struct derive_in *in, struct registry_value *v)
{
    const struct law_dataset *d = in->r->dataset;
    const struct registry_value *asked = NULL;
    struct str field = STR_NULL;

    for (size_t i = 0; i < d->norgan_from; i++) {
        const struct registry_value *from = role(in, d->organ_from[i]);
        int organ = from ? law_organ_find(in->o->law, from->text) : -1;

        if (organ >= 0) {
            *v = (struct registry_value){true, organ, in->o->law->organ[organ].id};
            return;
        }
        if (from) {
            asked = from;
            field = d->field[d->organ_from[i]].name;
        }
    }
    if (asked)
        import_warn(in->notes, field, "“%.*s”不是已登记的机关", STR_F(asked->text));
}

static void derive(struct derive_in *in, enum law_derive how, struct registry_value *v)
{
    switch (how) {
    case LAW_DERIVE_YEAR:
        derive_year(in, v);
        return;
    case LAW_DERIVE_DOC_GROUP:
        derive_group(in, v);
        return;
    case LAW_DERIVE_DOC_SERIAL:
        if (in->has_doc_no)
            set_num(v, in->doc_no.first);
        return;
    case LAW_DERIVE_DOC_SERIAL_LAST:
        if (in->has_doc_no)
            set_num(v, in->doc_no.last);
        return;
    case LAW_DERIVE_ENTRY_DATE:
        set_num(v, in->o->today.n);
        return;
    case LAW_DERIVE_ORGAN:
        derive_organ(in, v);
        return;
    case LAW_DERIVE_CASE:
        derive_case(in, v);
        return;
    case LAW_DERIVE_NONE:
    case LAW_DERIVE_CAUSE: /* record.c, from the prose */
    case LAW_DERIVE_CAUSE_SCORE:
    case LAW_DERIVE_CAUSE_NEXT:
    case LAW_DERIVE_PARTY: /* registry/party.h */
        return;
    }
}

void import_derive(const struct import_options *o, struct registry_record *r,
                   struct import_notes *notes)
{
    struct derive_in in = {.o = o, .r = r, .notes = notes};
    const struct registry_value *doc_no = role(&in, r->dataset->doc_no);

    if (doc_no)
        in.has_doc_no = text_doc_no(doc_no->text, &in.doc_no);
    for (size_t i = 0; i < r->dataset->nfield; i++)
        if (!r->value[i].known)
            derive(&in, r->dataset->field[i].derive, &r->value[i]);
}
