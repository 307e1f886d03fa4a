/* law/mapping.c - how the columns of files become fields of datasets. */
#include "law/law_internal.h"

struct mapping_in {
    struct law_mapping mapping;
    const struct yaml_node *dataset, *columns;
};

struct column_in {
    struct law_mapping_column column;
    const struct yaml_node *field, *unit, *values;
    const struct str *ignore;
    size_t nignore;
};

#define AT(type, f) offsetof(struct type, f), 0
static const struct law_key mapping_key[] = {
    {"id", LAW_KEY_STR, true, AT(mapping_in, mapping.id)},
    {"title", LAW_KEY_STR, true, AT(mapping_in, mapping.title)},
    {"dataset", LAW_KEY_NODE, true, AT(mapping_in, dataset)},
    {"columns", LAW_KEY_NODE, true, AT(mapping_in, columns)},
};
static const struct law_keys mapping_keys = LAW_KEYS("表头对照", mapping_key);

static const struct law_key column_key[] = {
    {"field", LAW_KEY_NODE, false, AT(column_in, field)},
    {"headers", LAW_KEY_STRS, false, offsetof(struct column_in, column.header),
     offsetof(struct column_in, column.nheader)},
    {"unit", LAW_KEY_NODE, false, AT(column_in, unit)},
    {"required", LAW_KEY_BOOL, false, AT(column_in, column.required)},
    {"values", LAW_KEY_NODE, false, AT(column_in, values)},
    {"ignore", LAW_KEY_STRS, false, offsetof(struct column_in, ignore),
     offsetof(struct column_in, nignore)},
};
static const struct law_keys column_keys = LAW_KEYS("列", column_key);

static bool is_value(const struct law_field *f, struct str value)
{
    for (size_t i = 0; i < f->nvalue; i++)
        if (str_eq(f->value[i], value))
            return true;
    return false;
}

static void load_values(struct law_loader *ld, struct law_item values, const struct law_field *f,
                        struct law_mapping_column *c)
{
    const struct yaml_node *m = values.node;
    struct law_mapping_value *v = ARENA_ARRAY(ld->a, struct law_mapping_value, m->n + 1);

    if (m->kind != YAML_MAP || f->type != LAW_CODE || f->nvalue == 0) {
        LAW_ERROR(ld, values.file, m,
                  "values 应当是映射：表中的写法: 代码，且字段是有 values 的代码");
        return;
    }
    for (size_t i = 0; i < m->n; i++) {
        v[i].from = m->key[i]->text;
        v[i].to = m->item[i]->text; /* empty: the cell says nothing */
        if (m->item[i]->kind != YAML_SCALAR || (v[i].to.n > 0 && !is_value(f, v[i].to)))
            LAW_ERROR(ld, values.file, m->item[i], "字段“%.*s”没有代码“%.*s”", STR_F(f->name),
                      STR_F(v[i].to));
    }
    c->value = v;
    c->nvalue = m->n;
}

static void load_unit(struct law_loader *ld, struct law_item unit, const struct law_field *f,
                      struct law_mapping_column *c)
{
    static const char *const names[] = {"元", "万元"};
    int i = law_read_choice(ld, unit, names, 2, "金额单位");

    if (i >= 0 && f->type != LAW_MONEY)
        LAW_ERROR(ld, unit.file, unit.node, "字段“%.*s”不是金额，不写 unit", STR_F(f->name));
    if (i >= 0)
        c->unit = i == 0 ? LAW_MAP_YUAN : LAW_MAP_WAN_YUAN;
}

static void load_field(struct law_loader *ld, struct law_item item, const struct law_dataset *d,
                       struct column_in *in)
{
    const struct law_field *f;

    if (!in->field || in->column.nheader == 0 || in->nignore > 0) {
        LAW_ERROR(ld, item.file, item.node, "列应当写 field 和 headers，或者只写 ignore");
        return;
    }
    in->column.field = law_read_field(ld, d, (struct law_item){item.file, in->field});
    if (in->column.field < 0)
        return;
    f = &d->field[in->column.field];
    if (f->derive != LAW_DERIVE_NONE)
        LAW_ERROR(ld, item.file, in->field, "字段“%.*s”由程序推算，不能从表中来", STR_F(f->name));
    if (in->unit)
        load_unit(ld, (struct law_item){item.file, in->unit}, f, &in->column);
    else if (f->type == LAW_MONEY)
        LAW_ERROR(ld, item.file, in->field, "金额列必须写 unit：元 或 万元");
    if (in->values)
        load_values(ld, (struct law_item){item.file, in->values}, f, &in->column);
}

static void load_column(struct law_loader *ld, struct law_item item, const struct law_dataset *d,
                        struct law_mapping_column *ret)
{
    struct column_in in = {.column.field = -1};

    if (!law_read_map(ld, item, &column_keys, &in))
        return;
    if (in.nignore > 0 && !in.field && in.column.nheader == 0) {
        in.column.header = in.ignore;
        in.column.nheader = in.nignore;
    } else
        load_field(ld, item, d, &in);
    in.column.place = law_place_of(item.file, item.node);
    *ret = in.column;
}

/* A header must mean one column. */
static void check_headers(struct law_loader *ld, struct law_item columns,
                          const struct law_mapping *m)
{
    struct map seen;

    map_init(&seen, ld->a);
    for (size_t i = 0; i < m->ncolumn; i++)
        for (size_t k = 0; k < m->column[i].nheader; k++)
            law_register(ld, &seen, (struct law_item){columns.file, columns.node->item[i]},
                         m->column[i].header[k], &m->column[i]);
}

static void load_columns(struct law_loader *ld, struct law_item columns, struct law_mapping *m)
{
    if (columns.node->kind != YAML_LIST) {
        LAW_ERROR(ld, columns.file, columns.node, "columns 应当是列表");
        return;
    }
    m->column = ARENA_ARRAY(ld->a, struct law_mapping_column, columns.node->n + 1);
    m->ncolumn = columns.node->n;
    for (size_t i = 0; i < m->ncolumn; i++)
        load_column(ld, (struct law_item){columns.file, columns.node->item[i]}, m->dataset,
                    &m->column[i]);
    check_headers(ld, columns, m);
}

static void load_mapping(struct law_loader *ld, struct law_item item, struct map *ids)
{
    struct mapping_in in = {0};
    struct law_mapping *m = &ld->law->mapping[ld->law->nmapping];
    struct near near;

    if (!law_read_map(ld, item, &mapping_keys, &in))
        return;
    *m = in.mapping;
    m->place = law_place_of(item.file, item.node);
    m->dataset = law_dataset_find(ld->law, in.dataset->text);
    law_register(ld, ids, item, m->id, m);
    if (m->dataset) {
        ld->law->nmapping++;
        load_columns(ld, (struct law_item){item.file, in.columns}, m);
        return;
    }
    near = law_near_in(&ld->snap->dataset_by_name, in.dataset->text);
    law_hint_near(ld,
                  LAW_ERROR(ld, item.file, in.dataset, "没有数据集“%.*s”", STR_F(in.dataset->text)),
                  &near);
}

void law_load_mappings(struct law_loader *ld)
{
    size_t n;
    struct law_item *item = law_file_items(ld, STR("law/mapping/"), &n);
    struct map ids;

    map_init(&ids, ld->a);
    ld->law->mapping = ARENA_ARRAY(ld->a, struct law_mapping, n + 1);
    for (size_t i = 0; i < n; i++)
        load_mapping(ld, item[i], &ids);
}
