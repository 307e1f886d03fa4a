/* rule/names.c - what a name stands for: datasets, fields, standards, codes; see compile.h. */
#include "rule/compile.h"

const struct law_dataset *rule_find_dataset(struct rule_compiler *c, const struct syntax *name)
{
    const struct law_dataset *d = law_dataset_find(c->law, name->text);
    struct near near = near_to(name->text);
    struct diag *diag;

    if (d)
        return d;
    for (size_t i = 0; i < c->law->ndataset; i++)
        near_offer(&near, c->law->dataset[i].name);
    diag = RULE_ERROR(c, name, "没有数据集“%.*s”", STR_F(name->text));
    rule_hint_near(c, diag, &near);
    return NULL;
}

/* Do the characters of short_ stand in long_ in that order?  罚金, 罚款金额 */
static bool abbreviates(struct str short_, struct str long_)
{
    size_t at = 0, len = 0, step;

    for (size_t i = 0; i < short_.n; i += len) {
        uint32_t cp = str_utf8_at(short_, i, &len);

        while (at < long_.n && str_utf8_at(long_, at, &step) != cp)
            at += step;
        if (at >= long_.n)
            return false;
        at += len;
    }
    return true;
}

struct str rule_like_field(const struct law_dataset *d, struct str want)
{
    struct near near = near_to(want);
    struct str best;

    for (size_t i = 0; i < d->nfield; i++)
        near_offer(&near, d->field[i].name);
    near_offer(&near, STR("今日"));
    best = near_best(&near);
    for (size_t i = 0; i < d->nfield && near_best(&near).n == 0; i++)
        if (str_utf8_count(want) > 1 && abbreviates(want, d->field[i].name) &&
            (best.n == 0 || d->field[i].name.n < best.n))
            best = d->field[i].name;
    return best;
}

/* “本案”'s field named where the counted dataset has none of that name. */
static void hint_field(struct rule_compiler *c, struct diag *diag, const struct law_dataset *d,
                       struct str name)
{
    struct str best = rule_like_field(d, name);

    if (best.n)
        diag_hint(c->diags, diag, "是否想写“%.*s”?", STR_F(best));
    else if (c->counted == d && c->screened && law_field_find(c->screened, name) >= 0)
        diag_hint(c->diags, diag, "本案的字段写作“本案.%.*s”", STR_F(name));
}

int rule_find_field(struct rule_compiler *c, const struct law_dataset *d, const struct syntax *name)
{
    int f = law_field_find(d, name->text);
    struct diag *diag;

    if (f >= 0)
        return f;
    diag = RULE_ERROR(c, name, "数据集“%.*s”没有字段“%.*s”", STR_F(d->name), STR_F(name->text));
    hint_field(c, diag, d, name->text);
    return -1;
}

const struct law_standard *rule_find_standard(struct rule_compiler *c, const struct syntax *name,
                                              size_t *ret_n)
{
    const struct law_standard *s = law_standard_find(c->law, name->text, ret_n);
    struct near near = near_to(name->text);
    struct diag *diag;

    if (s)
        return s;
    for (size_t i = 0; i < c->law->nstandard; i++)
        near_offer(&near, c->law->standard[i].name);
    diag = RULE_ERROR(c, name, "没有标准“%.*s”", STR_F(name->text));
    rule_hint_near(c, diag, &near);
    return NULL;
}

static int find_value(const struct law_field *f, struct str name)
{
    for (size_t i = 0; i < f->nvalue; i++)
        if (str_eq(f->value[i], name))
            return (int)i;
    return -1;
}

static struct near near_code(const struct rule_compiler *c, struct rule_type type, struct str want)
{
    const struct law *law = c->law;
    struct near near = near_to(want);

    if (type.kind == RULE_CODE && type.codes)
        for (size_t i = 0; i < type.codes->nvalue; i++)
            near_offer(&near, type.codes->value[i]);
    if (type.kind == RULE_CODE && !type.codes)
        for (size_t i = 0; i < law->ncause; i++)
            near_offer(&near, law->cause[i].name);
    if (type.kind == RULE_ORGAN)
        for (size_t i = 0; i < law->norgan; i++) {
            if (law->organ[i].kind == LAW_ORGAN_SECTION)
                continue; /* no record is a section's */
            near_offer(&near, law->organ[i].short_name);
            near_offer(&near, law->organ[i].name);
        }
    return near;
}

int rule_find_code(struct rule_compiler *c, struct rule_type type, const struct syntax *name)
{
    struct near near;
    struct diag *d;
    int i = -1;

    if (type.kind == RULE_ORGAN)
        i = law_organ_find(c->law, name->text);
    else if (type.codes)
        i = find_value(type.codes, name->text);
    else
        i = law_cause_find(c->law, name->text);
    if (i >= 0)
        return i;
    near = near_code(c, type, name->text);
    if (type.kind == RULE_CODE && type.codes)
        d = RULE_ERROR(c, name, "字段“%.*s”没有取值“%.*s”", STR_F(type.codes->name),
                       STR_F(name->text));
    else
        d = RULE_ERROR(c, name, "没有%s“%.*s”", type.kind == RULE_ORGAN ? "机关" : "案由",
                       STR_F(name->text));
    rule_hint_near(c, d, &near);
    return -1;
}

int rule_same_role(const struct law_dataset *d, int field, const struct law_dataset *other)
{
    const int mine[] = {d->case_field,   d->party_field, d->organ_field, d->date_field,
                        d->region_field, d->cause_field, d->party_name,  d->party_uscc};
    const int theirs[] = {other->case_field, other->party_field,  other->organ_field,
                          other->date_field, other->region_field, other->cause_field,
                          other->party_name, other->party_uscc};

    for (size_t i = 0; i < sizeof(mine) / sizeof(mine[0]); i++)
        if (mine[i] == field && mine[i] >= 0)
            return theirs[i];
    return -1;
}
