/* law/clue.c - which clues (线索) open a matter of a procedure, and what its supervisors are. */
#include "law/procedure_internal.h"

struct clue_in {
    struct law_clue_way way;
    const struct yaml_node *kinds, *datasets, *act, *fields, *roles;
};

#define AT(f) offsetof(struct clue_in, f), 0
static const struct law_key clue_key[] = {
    {"kinds", LAW_KEY_NODE, true, AT(kinds)},  {"datasets", LAW_KEY_NODE, true, AT(datasets)},
    {"act", LAW_KEY_NODE, true, AT(act)},      {"fields", LAW_KEY_NODE, false, AT(fields)},
    {"roles", LAW_KEY_NODE, false, AT(roles)},
};
static const struct law_keys clue_keys = LAW_KEYS("线索", clue_key);

struct supervise_in {
    struct law_basis basis;
    const struct yaml_node *kinds, *cited;
};

#define SUPERVISE_AT(f) offsetof(struct supervise_in, f), 0
static const struct law_key supervise_key[] = {
    {"kinds", LAW_KEY_NODE, true, SUPERVISE_AT(kinds)},
    {"basis", LAW_KEY_NODE, true, SUPERVISE_AT(cited)},
    {"verified", LAW_KEY_VERIFIED, false, SUPERVISE_AT(basis.verified)},
};
static const struct law_keys supervise_keys = LAW_KEYS("监督", supervise_key);

static size_t items(const struct yaml_node *node)
{
    return node->kind == YAML_LIST ? node->n : 1;
}

static const struct yaml_node *item(const struct yaml_node *node, size_t i)
{
    return node->kind == YAML_LIST ? node->item[i] : node;
}

static void load_kinds(struct procedure_loader *l, const struct yaml_node *node,
                       struct law_clue_way *way)
{
    struct str *kind = ARENA_ARRAY(l->ld->a, struct str, items(node) + 1);

    way->kind = kind;
    for (size_t i = 0; i < items(node); i++) {
        if (!law_read_text(l->ld, l->f, item(node, i), &kind[way->nkind]))
            continue;
        if (!law_kind_known(l->ld->law, kind[way->nkind]))
            PROCEDURE_ERROR(l, item(node, i), "没有线索类型“%.*s”", STR_F(kind[way->nkind]));
        else
            way->nkind++;
    }
}

static void load_datasets(struct procedure_loader *l, const struct yaml_node *node,
                          struct law_clue_way *way)
{
    way->dataset = ARENA_ARRAY(l->ld->a, const struct law_dataset *, items(node) + 1);
    for (size_t i = 0; i < items(node); i++) {
        struct str name;

        if (!law_read_text(l->ld, l->f, item(node, i), &name))
            continue;
        way->dataset[way->ndataset] = law_dataset_find(l->ld->law, name);
        if (!way->dataset[way->ndataset])
            PROCEDURE_ERROR(l, item(node, i), "没有数据集“%.*s”", STR_F(name));
        else
            way->ndataset++;
    }
}

/* source -> text | [text …]: the first that is known counts. */
static void load_sources(struct procedure_loader *l, const struct yaml_node *node,
                         struct law_clue_fill *fill)
{
    struct str *from = ARENA_ARRAY(l->ld->a, struct str, items(node) + 1);

    fill->from = from;
    for (size_t i = 0; i < items(node); i++)
        if (law_read_text(l->ld, l->f, item(node, i), &from[fill->nfrom]))
            fill->nfrom++;
}

/* fills -> {name: source …} */
static void load_fills(struct procedure_loader *l, const struct yaml_node *node,
                       procedure_find find, const char *what, struct law_clue_fills *ret)
{
    if (!node || !law_is_kind(l->ld, l->f, node, YAML_MAP))
        return;
    ret->at = ARENA_ARRAY(l->ld->a, struct law_clue_fill, node->n + 1);
    for (size_t i = 0; i < node->n; i++) {
        struct law_clue_fill fill = {.to = procedure_read_index(l, node->key[i], find, what)};

        fill.place = law_place_of(l->f, node->key[i]);
        load_sources(l, node->item[i], &fill);
        if (fill.to >= 0 && fill.nfrom > 0)
            ret->at[ret->n++] = fill;
    }
}

static void load_way(struct procedure_loader *l, const struct yaml_node *node)
{
    struct clue_in in = {.way.act = -1};
    struct law_clue_way *way = &in.way;

    if (!law_read_map(l->ld, (struct law_item){l->f, node}, &clue_keys, &in))
        return;
    way->place = law_place_of(l->f, node);
    load_kinds(l, in.kinds, way);
    load_datasets(l, in.datasets, way);
    way->act = procedure_read_index(l, in.act, law_act_find, "办理行为");
    load_fills(l, in.fields, procedure_field_find, "字段", &way->field);
    load_fills(l, in.roles, law_role_find, "角色", &way->role);
    if (way->act >= 0)
        l->p->clue[l->p->nclue++] = *way;
}

void procedure_load_clues(struct procedure_loader *l, const struct yaml_node *clues)
{
    if (!procedure_list(l, clues))
        return;
    l->p->clue = ARENA_ARRAY(l->ld->a, struct law_clue_way, clues->n + 1);
    for (size_t i = 0; i < clues->n; i++)
        load_way(l, clues->item[i]);
}

void procedure_load_supervise(struct procedure_loader *l, const struct yaml_node *node)
{
    struct supervise_in in = {.basis.verified = LAW_VERIFIED_YES};

    if (!node || !law_read_map(l->ld, (struct law_item){l->f, node}, &supervise_keys, &in))
        return;
    l->p->supervise.basis = in.basis;
    l->p->supervise.kinds = procedure_read_kinds(l, in.kinds);
    procedure_read_basis(l, in.cited, &l->p->supervise.basis);
    l->p->supervise.place = law_place_of(l->f, node);
}

enum law_clue_fact law_clue_fact_find(struct str word)
{
    static const struct str words[] = {
#define FACT(id, word) [LAW_CLUE_##id] = STR_INIT(word),
#include "law/clue_fact.def"
#undef FACT
    };
    int i = 0;

    while (i < LAW_CLUE_FACTS && !str_eq(words[i], word))
        i++;
    return (enum law_clue_fact)i;
}

const struct law_clue_way *law_clue_way_find(const struct law_procedure *p, struct str kind,
                                             struct str dataset)
{
    for (size_t i = 0; i < p->nclue; i++)
        for (size_t k = 0; k < p->clue[i].nkind; k++)
            for (size_t d = 0; d < p->clue[i].ndataset; d++)
                if (str_eq(p->clue[i].kind[k], kind) && str_eq(p->clue[i].dataset[d]->id, dataset))
                    return &p->clue[i];
    return NULL;
}
