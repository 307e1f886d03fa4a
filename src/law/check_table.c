/* law/check_table.c - part two of law_check: units, datasets, mappings, organs, calendar. */
#include "law/check_internal.h"
#include "law/law_internal.h"

/* Units have no place of their own: they are named in the message. */
static void check_units(struct check *c)
{
    static const struct law_place where = {{"law/unit/unit.yaml", 18}, {NULL, 0}, 0, 0};
    struct map first;

    map_init(&first, &c->scratch);
    for (size_t i = 0; i < c->law->nunit; i++) {
        struct law_unit *u = &c->law->unit[i];

        if (map_get(&first, u->dimension))
            continue;
        map_put(&first, u->dimension, u);
        if (u->num != u->den)
            CHECK_ADD(c, DIAG_ERROR, &where, "量纲“%.*s”的第一个单位“%.*s”换算比应当是 1/1",
                      STR_F(u->dimension), STR_F(u->name));
    }
}

/* What a derived field is made from must be there. */
static bool derivable(const struct law_dataset *d, enum law_derive derive)
{
    switch (derive) {
    case LAW_DERIVE_NONE:
    case LAW_DERIVE_ENTRY_DATE:
        return true;
    case LAW_DERIVE_YEAR:
        return d->date_field >= 0;
    case LAW_DERIVE_DOC_GROUP:
    case LAW_DERIVE_DOC_SERIAL:
    case LAW_DERIVE_DOC_SERIAL_LAST:
        return d->doc_no >= 0;
    case LAW_DERIVE_CAUSE:
    case LAW_DERIVE_CAUSE_SCORE:
    case LAW_DERIVE_CAUSE_NEXT:
        return d->ncause_from > 0;
    case LAW_DERIVE_PARTY:
        return d->party_name >= 0;
    case LAW_DERIVE_ORGAN:
        return d->norgan_from > 0;
    case LAW_DERIVE_CASE:
        return d->ncase_from > 0;
    }
    return false;
}

struct typed_role {
    const char *name;
    int field;
    enum law_type type;
};

static void check_roles(struct check *c, const struct law_dataset *d)
{
    const struct typed_role role[] = {
        {"case", d->case_field, LAW_TEXT},       {"party", d->party_field, LAW_PARTY},
        {"organ", d->organ_field, LAW_ORGAN},    {"date", d->date_field, LAW_DATE},
        {"cause", d->cause_field, LAW_CODE},     {"region", d->region_field, LAW_REGION},
        {"party_name", d->party_name, LAW_TEXT}, {"doc_no", d->doc_no, LAW_TEXT},
        {"party_kind", d->party_kind, LAW_CODE},
    };

    for (size_t i = 0; i < sizeof(role) / sizeof(role[0]); i++)
        if (role[i].field >= 0 && d->field[role[i].field].type != role[i].type)
            CHECK_ADD(c, DIAG_ERROR, &d->place, "数据集“%.*s”的角色 %s 指向的字段“%.*s”类型不对",
                      STR_F(d->name), role[i].name, STR_F(d->field[role[i].field].name));
    for (size_t i = 0; i < d->nconduct; i++)
        if (d->field[d->conduct[i]].type != LAW_DATE)
            CHECK_ADD(c, DIAG_ERROR, &d->place, "数据集“%.*s”的 conduct 只能列日期字段",
                      STR_F(d->name));
    for (size_t i = 0; i < d->nfield; i++)
        if (!derivable(d, d->field[i].derive))
            CHECK_ADD(c, DIAG_ERROR, &d->field[i].place,
                      "字段“%.*s”无从推算：roles 里缺少所需的字段", STR_F(d->field[i].name));
}

static bool maps_field(const struct law_mapping *m, int field)
{
    for (size_t i = 0; i < m->ncolumn; i++)
        if (m->column[i].field == field)
            return true;
    return false;
}

static bool identity_mapped(const struct law_mapping *m, const int *identity)
{
    for (size_t i = 0; identity[i] >= 0; i++)
        if (!maps_field(m, identity[i]))
            return false;
    return true;
}

static void check_mapping(struct check *c, const struct law_mapping *m)
{
    const struct law_dataset *d = m->dataset;
    bool known = false, required = false;

    for (size_t i = 0; i < d->nfield; i++)
        if (d->field[i].required && !maps_field(m, (int)i))
            CHECK_ADD(c, DIAG_ERROR, &m->place, "表头对照“%.*s”没有数据集“%.*s”必需的“%.*s”",
                      STR_F(m->id), STR_F(d->name), STR_F(d->field[i].name));
    for (size_t i = 0; i < d->nidentity; i++)
        known = known || identity_mapped(m, d->identity[i]);
    for (size_t i = 0; i < m->ncolumn; i++)
        required = required || m->column[i].required;
    if (!known)
        CHECK_ADD(c, DIAG_ERROR, &m->place,
                  "表头对照“%.*s”凑不齐数据集“%.*s”的任何一组 identity，分不清新行旧行",
                  STR_F(m->id), STR_F(d->name));
    if (!required)
        CHECK_ADD(c, DIAG_WARNING, &m->place, "表头对照“%.*s”没有一列是必需的，任何文件都可能误认",
                  STR_F(m->id));
}

/* uscc -> 18 digits and capital letters without I, O, S, V, Z (GB 32100). */
static bool is_uscc(struct str s)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    for (size_t i = 0; i < s.n; i++)
        if (!memchr(alphabet, s.p[i], sizeof(alphabet) - 1))
            return false;
    return s.n == 18;
}

static bool is_field(const struct law *law, struct str name)
{
    for (size_t i = 0; i < law->ncause; i++)
        if (str_eq(law->cause[i].field, name))
            return true;
    return false;
}

static void check_organ(struct check *c, const struct law_organ *o, struct map *prefix)
{
    if (o->uscc.n > 0 && !is_uscc(o->uscc))
        CHECK_ADD(c, DIAG_ERROR, &o->place, "“%.*s”的统一社会信用代码“%.*s”不是 18 位代码",
                  STR_F(o->name), STR_F(o->uscc));
    for (size_t i = 0; i < o->npower; i++)
        if (!is_field(c->law, o->power[i]))
            CHECK_ADD(c, DIAG_NOTE, &o->place, "“%.*s”的执法领域“%.*s”没有任何案由", STR_F(o->name),
                      STR_F(o->power[i]));
    for (size_t i = 0; i < o->ndoc_prefix; i++) {
        const struct law_organ *former = map_put(prefix, o->doc_prefix[i], (void *)o);

        if (former && former != o)
            CHECK_ADD(c, DIAG_ERROR, &o->place, "机关代字“%.*s”同时属于“%.*s”和“%.*s”",
                      STR_F(o->doc_prefix[i]), STR_F(former->name), STR_F(o->name));
    }
}

static void check_year(struct check *c, const struct law_calendar_year *y)
{
    if (y->verified != LAW_VERIFIED_YES)
        CHECK_ADD(c, DIAG_NOTE, &y->place, "%d年的日历%s", y->year, check_verified(y->verified));
    if (y->notice.n > 0 && !law_source_find(c->law, y->notice))
        CHECK_ADD(c, DIAG_ERROR, &y->place, "law/source 里没有“%.*s”", STR_F(y->notice));
    if (y->notice.n == 0 && y->verified != LAW_VERIFIED_NO)
        CHECK_ADD(c, DIAG_ERROR, &y->place, "%d年的日历没有写所据的通知，不能算已核实", y->year);
    for (size_t i = 0; i < y->namended; i++)
        if (!law_source_find(c->law, y->amended[i]))
            CHECK_ADD(c, DIAG_ERROR, &y->place, "law/source 里没有“%.*s”", STR_F(y->amended[i]));
}

static void check_calendar(struct check *c)
{
    const struct law_calendar *cal = c->law->calendar;

    for (size_t i = 0; i < cal->nyear; i++)
        check_year(c, &cal->year[i]);
    if (cal->nyear > 0 && cal->unknown[cal->n] > 0)
        CHECK_ADD(c, DIAG_ERROR, &cal->year[0].place, "日历的年份不连续，中间缺年");
    for (int32_t i = 0; i < cal->n; i++) {
        const struct law_calendar_day *d = &cal->day[i];

        if (d->stated.line > 0 && d->kind == LAW_DAY_WORKING &&
            day_weekday((struct day){cal->first.n + i}) <= 5)
            CHECK_ADD(c, DIAG_ERROR, &d->stated, "补班日应当是周六或周日");
    }
}

void check_tables(struct check *c)
{
    const struct law *law = c->law;
    struct map prefix;

    map_init(&prefix, &c->scratch);
    check_units(c);
    for (size_t i = 0; i < law->ndataset; i++)
        check_roles(c, &law->dataset[i]);
    for (size_t i = 0; i < law->nmapping; i++)
        check_mapping(c, &law->mapping[i]);
    for (size_t i = 0; i < law->norgan; i++)
        check_organ(c, &law->organ[i], &prefix);
    check_calendar(c);
}
