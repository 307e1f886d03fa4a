/* law/field.c - the fields of a dataset: type, unit, dictionary, how they are read out of prose. */
#include "law/law_internal.h"

struct field_in {
    struct law_field field;
    const struct yaml_node *name, *type, *unit, *code_of, *derive, *read, *check;
};

#define AT(f) offsetof(struct field_in, f), 0
static const struct law_key field_key[] = {
    {"name", LAW_KEY_NODE, true, AT(name)},
    {"column", LAW_KEY_STR, false, AT(field.column)},
    {"type", LAW_KEY_NODE, true, AT(type)},
    {"unit", LAW_KEY_NODE, false, AT(unit)},
    {"code_of", LAW_KEY_NODE, false, AT(code_of)},
    {"values", LAW_KEY_STRS, false, offsetof(struct field_in, field.value),
     offsetof(struct field_in, field.nvalue)},
    {"required", LAW_KEY_BOOL, false, AT(field.required)},
    {"masked", LAW_KEY_BOOL, false, AT(field.masked)},
    {"derive", LAW_KEY_NODE, false, AT(derive)},
    {"check", LAW_KEY_NODE, false, AT(check)},
    {"read", LAW_KEY_NODE, false, AT(read)},
    {"see", LAW_KEY_STRS, false, offsetof(struct field_in, field.see),
     offsetof(struct field_in, field.nsee)},
};
static const struct law_keys field_keys = LAW_KEYS("字段", field_key);

struct read_in {
    struct law_read read;
    const struct str *words;
    size_t nwords;
};

#define READ_AT(f, count) offsetof(struct read_in, f), offsetof(struct read_in, count)
static const struct law_key read_key[] = {
    {"words", LAW_KEY_STRS, false, READ_AT(words, nwords)},
    {"before", LAW_KEY_STRS, false, READ_AT(read.before, read.nbefore)},
    {"after", LAW_KEY_STRS, false, READ_AT(read.after, read.nafter)},
    {"not", LAW_KEY_STRS, false, READ_AT(read.not_, read.nnot)},
    {"from", LAW_KEY_STRS, false, READ_AT(read.from, read.nfrom)},
    {"sum", LAW_KEY_BOOL, false, offsetof(struct read_in, read.sum), 0},
};
static const struct law_keys read_keys = LAW_KEYS("read", read_key);

static const char *const type_name[] = {
    [LAW_BOOL] = "布尔",  [LAW_INT] = "整数",    [LAW_MONEY] = "金额", [LAW_QUANTITY] = "数量",
    [LAW_DATE] = "日期",  [LAW_TEXT] = "文本",   [LAW_CODE] = "代码",  [LAW_PARTY] = "当事人",
    [LAW_ORGAN] = "机关", [LAW_REGION] = "区域",
};
enum { NTYPE = sizeof(type_name) / sizeof(type_name[0]) };
_Static_assert(NTYPE == LAW_REGION + 1, "a name for every type");

static const char *const derive_name[] = {
    [LAW_DERIVE_NONE] = "",
    [LAW_DERIVE_YEAR] = "year",
    [LAW_DERIVE_DOC_GROUP] = "doc_group",
    [LAW_DERIVE_DOC_SERIAL] = "doc_serial",
    [LAW_DERIVE_DOC_SERIAL_LAST] = "doc_serial_last",
    [LAW_DERIVE_ENTRY_DATE] = "entry_date",
    [LAW_DERIVE_CAUSE] = "cause",
    [LAW_DERIVE_CAUSE_SCORE] = "cause_score",
    [LAW_DERIVE_CAUSE_NEXT] = "cause_next",
    [LAW_DERIVE_PARTY] = "party",
    [LAW_DERIVE_ORGAN] = "organ",
    [LAW_DERIVE_CASE] = "case",
};
enum { NDERIVE = sizeof(derive_name) / sizeof(derive_name[0]) };
_Static_assert(NDERIVE == LAW_DERIVE_CASE + 1, "a name for every derivation");

static const enum law_type derive_type[NDERIVE] = {
    [LAW_DERIVE_YEAR] = LAW_INT,        [LAW_DERIVE_DOC_GROUP] = LAW_TEXT,
    [LAW_DERIVE_DOC_SERIAL] = LAW_INT,  [LAW_DERIVE_DOC_SERIAL_LAST] = LAW_INT,
    [LAW_DERIVE_ENTRY_DATE] = LAW_DATE, [LAW_DERIVE_CAUSE] = LAW_CODE,
    [LAW_DERIVE_CAUSE_SCORE] = LAW_INT, [LAW_DERIVE_CAUSE_NEXT] = LAW_CODE,
    [LAW_DERIVE_PARTY] = LAW_PARTY,     [LAW_DERIVE_ORGAN] = LAW_ORGAN,
    [LAW_DERIVE_CASE] = LAW_TEXT,
};

static const char *const check_name[] = {"uscc", "citizen_id", "org_code", "doc_no", "date_past"};
enum { NCHECK = sizeof(check_name) / sizeof(check_name[0]) };

static void load_unit(struct law_loader *ld, const struct law_file *f, struct field_in *in)
{
    struct str name;

    in->field.unit = -1;
    if ((in->field.type == LAW_QUANTITY) != (in->unit != NULL)) {
        LAW_ERROR(ld, f, in->name, in->unit ? "只有数量才写 unit" : "数量必须写 unit");
        return;
    }
    if (!in->unit || !law_read_text(ld, f, in->unit, &name))
        return;
    in->field.unit = law_unit_find(ld->law, name);
    if (in->field.unit < 0) {
        struct near near = law_near_in(&ld->snap->unit_by_name, name);

        law_hint_near(ld, LAW_ERROR(ld, f, in->unit, "没有单位“%.*s”", STR_F(name)), &near);
    }
}

static void load_dictionary(struct law_loader *ld, const struct law_file *f, struct field_in *in)
{
    static const char *const code_of[] = {"cause"};
    bool values = in->field.nvalue > 0, of = in->code_of != NULL;

    if (of && law_read_choice(ld, (struct law_item){f, in->code_of}, code_of, 1, "code_of") == 0)
        in->field.code_of = LAW_CODE_CAUSE;
    if (in->field.type == LAW_CODE ? values == of : values || of)
        LAW_ERROR(ld, f, in->name,
                  in->field.type == LAW_CODE ? "代码应当写 values 或 code_of 之一"
                                             : "只有代码才写 values 或 code_of");
    for (size_t i = 0; i < in->field.nvalue; i++)
        for (size_t k = 0; k < i; k++)
            if (str_eq(in->field.value[i], in->field.value[k]))
                LAW_ERROR(ld, f, in->name, "代码“%.*s”重复", STR_F(in->field.value[i]));
}

static void load_derive(struct law_loader *ld, const struct law_file *f, struct field_in *in)
{
    int i;

    if (in->derive) {
        i = law_read_choice(ld, (struct law_item){f, in->derive}, derive_name + 1, NDERIVE - 1,
                            "derive");
        if (i >= 0)
            in->field.derive = (enum law_derive)(i + 1);
        if (i >= 0 && derive_type[i + 1] != in->field.type)
            LAW_ERROR(ld, f, in->derive, "这样推算的字段，类型应当是%s",
                      type_name[derive_type[i + 1]]);
    }
    if (in->check) {
        i = law_read_choice(ld, (struct law_item){f, in->check}, check_name, NCHECK, "check");
        if (i >= 0)
            in->field.check = str_from(check_name[i]);
    }
}

/* Prose is read for flags by their words, for values by the cues around them. */
static void check_read(struct law_loader *ld, const struct law_file *f, const struct field_in *in,
                       const struct read_in *r)
{
    enum law_type t = in->field.type;

    if (t != LAW_BOOL && t != LAW_MONEY && t != LAW_QUANTITY && t != LAW_DATE)
        LAW_ERROR(ld, f, in->read, "%s不能从文字中读出，只有布尔、金额、数量、日期可以",
                  type_name[t]);
    else if (t == LAW_BOOL && (r->nwords == 0 || r->read.nbefore + r->read.nafter > 0))
        LAW_ERROR(ld, f, in->read, "布尔字段应当写 words，不写 before、after");
    else if (t != LAW_BOOL && (r->nwords > 0 || r->read.nbefore + r->read.nafter == 0))
        LAW_ERROR(ld, f, in->read, "%s字段应当写 before 或 after，不写 words", type_name[t]);
}

static void load_read(struct law_loader *ld, const struct law_file *f, struct field_in *in)
{
    struct read_in r = {0};
    struct law_read *read = ARENA_NEW(ld->a, struct law_read);

    if (!in->read || !law_read_map(ld, (struct law_item){f, in->read}, &read_keys, &r))
        return;
    check_read(ld, f, in, &r);
    *read = r.read;
    if (r.nwords > 0) {
        read->before = r.words;
        read->nbefore = r.nwords;
    }
    in->field.read = read;
}

static void check_column(struct law_loader *ld, const struct law_file *f, const struct field_in *in)
{
    struct str s = in->field.column;

    for (size_t i = 0; i < s.n; i++) {
        bool letter = (s.p[i] >= 'a' && s.p[i] <= 'z') || s.p[i] == '_';

        if (!letter && !(i > 0 && s.p[i] >= '0' && s.p[i] <= '9')) {
            LAW_ERROR(ld, f, in->name, "column “%.*s”只能用小写字母、数字和下划线", STR_F(s));
            return;
        }
    }
}

/* A dataset's field has a column in the store; a procedure's (which has no id) has its name only,
 * and may say who sees it. */
static void load_column(struct law_loader *ld, const struct law_file *f, struct field_in *in,
                        const struct law_dataset *d)
{
    bool procedure = d->id.n == 0;

    if (procedure && in->field.column.n > 0)
        LAW_ERROR(ld, f, in->name, "程序的字段不写 column");
    if (procedure)
        in->field.column = in->field.name;
    else if (in->field.column.n == 0)
        LAW_ERROR(ld, f, in->name, "字段缺少“column”");
    else
        check_column(ld, f, in);
    if (!procedure && in->field.nsee > 0)
        LAW_ERROR(ld, f, in->name, "只有程序的字段才写 see");
}

static void load_field(struct law_loader *ld, struct law_item item, struct law_dataset *d)
{
    struct field_in in = {.field.unit = -1};
    const struct law_file *f = item.file;
    int type;

    if (!law_read_map(ld, item, &field_keys, &in) || !law_read_text(ld, f, in.name, &in.field.name))
        return;
    type = law_read_choice(ld, (struct law_item){f, in.type}, type_name, NTYPE, "类型");
    if (type < 0)
        return;
    in.field.type = (enum law_type)type;
    in.field.place = law_place_of(f, in.name);
    law_check_name(ld, f, in.name, "字段名");
    load_column(ld, f, &in, d);
    load_unit(ld, f, &in);
    load_dictionary(ld, f, &in);
    load_derive(ld, f, &in);
    load_read(ld, f, &in);
    if (law_field_find(d, in.field.name) >= 0 || law_field_find(d, in.field.column) >= 0)
        LAW_ERROR(ld, f, in.name, "数据集“%.*s”里已有同名字段或同名 column", STR_F(d->name));
    d->field[d->nfield++] = in.field;
}

/* The prose that a field is read from must exist, and be prose. */
static void check_from(struct law_loader *ld, const struct law_dataset *d)
{
    for (size_t i = 0; i < d->nfield; i++) {
        const struct law_field *f = &d->field[i];

        for (size_t k = 0; f->read && k < f->read->nfrom; k++) {
            int from = law_field_find(d, f->read->from[k]);

            if (from < 0 || d->field[from].type != LAW_TEXT)
                diag_add(ld->diags, DIAG_ERROR, f->place.file, f->place.source, f->place.line,
                         f->place.column, "from 中的“%.*s”不是数据集“%.*s”的文本字段",
                         STR_F(f->read->from[k]), STR_F(d->name));
        }
    }
}

void law_load_fields(struct law_loader *ld, struct law_dataset *d, const struct law_item *part,
                     size_t npart)
{
    size_t total = 0;

    for (size_t i = 0; i < npart; i++)
        total += part[i].node->n;
    d->field = ARENA_ARRAY(ld->a, struct law_field, total + 1);
    for (size_t i = 0; i < npart; i++) {
        if (part[i].node->kind != YAML_LIST) {
            LAW_ERROR(ld, part[i].file, part[i].node, "fields 应当是字段的列表");
            continue;
        }
        for (size_t k = 0; k < part[i].node->n; k++)
            load_field(ld, (struct law_item){part[i].file, part[i].node->item[k]}, d);
    }
    check_from(ld, d);
}
