/* law/dataset.c - kinds of record (数据集) and the roles of their fields. */
#include "law/law_internal.h"

struct dataset_in {
    struct law_dataset dataset;
    const struct yaml_node *roles, *conduct, *identity, *text, *fields;
    bool is_default;
};

struct part_in {
    const struct yaml_node *extends, *fields;
};

#define AT(field) offsetof(struct dataset_in, field), 0
static const struct law_key dataset_key[] = {
    {"name", LAW_KEY_STR, true, AT(dataset.name)},
    {"id", LAW_KEY_STR, true, AT(dataset.id)},
    {"roles", LAW_KEY_NODE, true, AT(roles)},
    {"conduct", LAW_KEY_NODE, false, AT(conduct)},
    {"identity", LAW_KEY_NODE, true, AT(identity)},
    {"text", LAW_KEY_NODE, false, AT(text)},
    {"fields", LAW_KEY_NODE, true, AT(fields)},
    {"default", LAW_KEY_BOOL, false, AT(is_default)},
};
static const struct law_keys dataset_keys = LAW_KEYS("数据集", dataset_key);

static const struct law_key part_key[] = {
    {"extends", LAW_KEY_NODE, true, offsetof(struct part_in, extends), 0},
    {"fields", LAW_KEY_NODE, true, offsetof(struct part_in, fields), 0},
};
static const struct law_keys part_keys = LAW_KEYS("数据集的补充", part_key);

/* Roles that one field plays; the struct and the message share this table. */
static const struct role {
    const char *name;
    size_t at;
} role[] = {
    {"case", offsetof(struct law_dataset, case_field)},
    {"party", offsetof(struct law_dataset, party_field)},
    {"organ", offsetof(struct law_dataset, organ_field)},
    {"date", offsetof(struct law_dataset, date_field)},
    {"region", offsetof(struct law_dataset, region_field)},
    {"cause", offsetof(struct law_dataset, cause_field)},
    {"party_name", offsetof(struct law_dataset, party_name)},
    {"party_uscc", offsetof(struct law_dataset, party_uscc)},
    {"party_citizen_id", offsetof(struct law_dataset, party_citizen_id)},
    {"party_org_code", offsetof(struct law_dataset, party_org_code)},
    {"party_reg_no", offsetof(struct law_dataset, party_reg_no)},
    {"party_address", offsetof(struct law_dataset, party_address)},
    {"party_kind", offsetof(struct law_dataset, party_kind)},
    {"doc_no", offsetof(struct law_dataset, doc_no)},
};
enum { NROLE = sizeof(role) / sizeof(role[0]) };

/* Roles that several fields play, in order of trust. */
static const struct role_list {
    const char *name;
    size_t at, count_at;
} role_list[] = {
    {"case_from", offsetof(struct law_dataset, case_from),
     offsetof(struct law_dataset, ncase_from)},
    {"organ_from", offsetof(struct law_dataset, organ_from),
     offsetof(struct law_dataset, norgan_from)},
    {"cause_from", offsetof(struct law_dataset, cause_from),
     offsetof(struct law_dataset, ncause_from)},
};
enum { NROLE_LIST = sizeof(role_list) / sizeof(role_list[0]) };

int law_field_find(const struct law_dataset *d, struct str name)
{
    for (size_t i = 0; i < d->nfield; i++)
        if (str_eq(d->field[i].name, name) || str_eq(d->field[i].column, name))
            return (int)i;
    return -1;
}

int law_read_field(struct law_loader *ld, const struct law_dataset *d, struct law_item item)
{
    struct near near;
    struct str name;
    int field;

    if (!law_read_text(ld, item.file, item.node, &name))
        return -1;
    field = law_field_find(d, name);
    if (field >= 0)
        return field;
    near = near_to(name);
    for (size_t i = 0; i < d->nfield; i++)
        near_offer(&near, d->field[i].name);
    law_hint_near(ld,
                  LAW_ERROR(ld, item.file, item.node, "数据集“%.*s”没有字段“%.*s”", STR_F(d->name),
                            STR_F(name)),
                  &near);
    return -1;
}

static const int *read_fields(struct law_loader *ld, const struct law_dataset *d,
                              struct law_item item, size_t *ret_n)
{
    int *field = ARENA_ARRAY(ld->a, int, item.node->n + 1);

    if (item.node->kind != YAML_LIST) {
        LAW_ERROR(ld, item.file, item.node, "这里应当是字段名的列表");
        return NULL;
    }
    for (size_t i = 0; i < item.node->n; i++)
        field[i] = law_read_field(ld, d, (struct law_item){item.file, item.node->item[i]});
    field[item.node->n] = -1;
    *ret_n = item.node->n;
    return field;
}

static void load_role(struct law_loader *ld, struct law_dataset *d, struct law_item key,
                      const struct yaml_node *value)
{
    struct law_item item = {key.file, value};
    struct near near = near_to(key.node->text);

    for (size_t i = 0; i < NROLE; i++) {
        near_offer(&near, str_from(role[i].name));
        if (str_eq(key.node->text, str_from(role[i].name))) {
            *(int *)(void *)((char *)d + role[i].at) = law_read_field(ld, d, item);
            return;
        }
    }
    for (size_t i = 0; i < NROLE_LIST; i++) {
        near_offer(&near, str_from(role_list[i].name));
        if (str_eq(key.node->text, str_from(role_list[i].name))) {
            *(const int **)(void *)((char *)d + role_list[i].at) =
                read_fields(ld, d, item, (size_t *)(void *)((char *)d + role_list[i].count_at));
            return;
        }
    }
    law_hint_near(
        ld, LAW_ERROR(ld, key.file, key.node, "没有“%.*s”这种角色", STR_F(key.node->text)), &near);
}

static void load_roles(struct law_loader *ld, struct law_dataset *d, struct law_item roles)
{
    for (size_t i = 0; i < NROLE; i++)
        *(int *)(void *)((char *)d + role[i].at) = -1;
    if (roles.node->kind != YAML_MAP) {
        LAW_ERROR(ld, roles.file, roles.node, "roles 应当是映射：角色: 字段");
        return;
    }
    for (size_t i = 0; i < roles.node->n; i++)
        load_role(ld, d, (struct law_item){roles.file, roles.node->key[i]}, roles.node->item[i]);
}

static void load_identity(struct law_loader *ld, struct law_dataset *d, struct law_item identity)
{
    const int **list = ARENA_ARRAY(ld->a, const int *, identity.node->n + 1);
    size_t unused;

    if (identity.node->kind != YAML_LIST || identity.node->n == 0) {
        LAW_ERROR(ld, identity.file, identity.node,
                  "identity 应当是字段组的列表，至少一组：[[决定书文号, 机关名称], …]");
        return;
    }
    for (size_t i = 0; i < identity.node->n; i++)
        list[i] =
            read_fields(ld, d, (struct law_item){identity.file, identity.node->item[i]}, &unused);
    d->identity = list;
    d->nidentity = identity.node->n;
}

/* A `read` that says nothing of `from` reads the dataset's own prose. */
static void default_prose(struct law_loader *ld, struct law_dataset *d, struct law_item text)
{
    const struct str *from = NULL;
    size_t nfrom = 0;

    if (text.node) {
        law_read_texts(ld, text.file, text.node, &from, &nfrom);
        for (size_t i = 0; i < text.node->n; i++) {
            int f = law_read_field(ld, d, (struct law_item){text.file, text.node->item[i]});

            if (f >= 0)
                d->field[f].prose = true;
        }
    }
    for (size_t i = 0; i < d->nfield; i++) {
        struct law_read *read = (struct law_read *)d->field[i].read;

        if (!read || read->nfrom > 0)
            continue;
        read->from = from;
        read->nfrom = nfrom;
        if (nfrom == 0)
            diag_add(ld->diags, DIAG_ERROR, d->field[i].place.file, d->field[i].place.source,
                     d->field[i].place.line, d->field[i].place.column,
                     "字段“%.*s”没有写 from，数据集也没有写 text", STR_F(d->field[i].name));
    }
}

/* Every text that some field is read from is prose. */
static void mark_prose(struct law_dataset *d)
{
    for (size_t i = 0; i < d->nfield; i++) {
        const struct law_read *read = d->field[i].read;

        for (size_t k = 0; read && k < read->nfrom; k++) {
            int from = law_field_find(d, read->from[k]);

            if (from >= 0)
                d->field[from].prose = true;
        }
    }
}

static bool is_part(const struct law_item *item)
{
    return yaml_get(item->node, STR("extends")) != NULL;
}

/* The field lists of a dataset: its own, then those of its parts. */
static struct law_item *parts_of(struct law_loader *ld, const struct dataset_in *in,
                                 const struct law_file *file, const struct law_item *all,
                                 size_t nall, size_t *ret_n)
{
    struct law_item *part = ARENA_ARRAY(ld->a, struct law_item, nall + 1);
    size_t n = 0;

    part[n++] = (struct law_item){file, in->fields};
    for (size_t i = 0; i < nall; i++) {
        const struct yaml_node *extends = yaml_get(all[i].node, STR("extends"));
        const struct yaml_node *fields = yaml_get(all[i].node, STR("fields"));

        if (extends && fields && str_eq(extends->text, in->dataset.id))
            part[n++] = (struct law_item){all[i].file, fields};
    }
    *ret_n = n;
    return part;
}

static void check_parts(struct law_loader *ld, const struct law_item *item, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct part_in in = {0};
        struct near near;

        if (!is_part(&item[i]) || !law_read_map(ld, item[i], &part_keys, &in) ||
            map_get(&ld->snap->dataset_by_name, in.extends->text))
            continue;
        near = law_near_in(&ld->snap->dataset_by_name, in.extends->text);
        law_hint_near(
            ld,
            LAW_ERROR(ld, item[i].file, in.extends, "没有数据集“%.*s”", STR_F(in.extends->text)),
            &near);
    }
}

static void load_dataset(struct law_loader *ld, struct law_item item, const struct law_item *all,
                         size_t nall)
{
    struct dataset_in in = {0};
    struct law_dataset *d = &ld->law->dataset[ld->law->ndataset++];
    struct law_item *part;
    size_t npart;

    if (!law_read_map(ld, item, &dataset_keys, &in))
        return;
    law_check_name(ld, item.file, yaml_get(item.node, STR("name")), "数据集名称");
    *d = in.dataset;
    d->place = law_place_of(item.file, item.node);
    law_register(ld, &ld->snap->dataset_by_name, item, d->name, d);
    law_register(ld, &ld->snap->dataset_by_name, item, d->id, d);
    if (in.is_default && ld->default_dataset)
        LAW_ERROR(ld, item.file, item.node, "已有数据集“%.*s”写了 default: yes",
                  STR_F(ld->default_dataset->name));
    if (in.is_default)
        ld->default_dataset = ld->law->default_dataset = d;
    part = parts_of(ld, &in, item.file, all, nall, &npart);
    law_load_fields(ld, d, part, npart);
    load_roles(ld, d, (struct law_item){item.file, in.roles});
    load_identity(ld, d, (struct law_item){item.file, in.identity});
    if (in.conduct)
        d->conduct = read_fields(ld, d, (struct law_item){item.file, in.conduct}, &d->nconduct);
    default_prose(ld, d, (struct law_item){item.file, in.text});
    mark_prose(d);
}

void law_load_datasets(struct law_loader *ld)
{
    size_t n;
    struct law_item *item = law_file_items(ld, STR("law/dataset/"), &n);

    ld->law->dataset = ARENA_ARRAY(ld->a, struct law_dataset, n + 1);
    for (size_t i = 0; i < n; i++)
        if (!is_part(&item[i]))
            load_dataset(ld, item[i], item, n);
    check_parts(ld, item, n);
}

const struct law_dataset *law_dataset_find(const struct law *law, struct str name)
{
    return map_get(&law_snapshot(law)->dataset_by_name, name);
}
