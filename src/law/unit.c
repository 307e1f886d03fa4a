/* law/unit.c - units of measure, kinds of clue. */
#include "base/fen.h"
#include "law/law_internal.h"

struct dimension_in {
    struct str name;
    const struct yaml_node *units;
};

struct unit_in {
    struct law_unit unit;
    const struct yaml_node *to;
};

static const struct law_key dimension_key[] = {
    {"dimension", LAW_KEY_STR, true, offsetof(struct dimension_in, name), 0},
    {"units", LAW_KEY_NODE, true, offsetof(struct dimension_in, units), 0},
};
static const struct law_keys dimension_keys = LAW_KEYS("计量单位", dimension_key);

static const struct law_key unit_key[] = {
    {"name", LAW_KEY_STR, true, offsetof(struct unit_in, unit.name), 0},
    {"to", LAW_KEY_NODE, true, offsetof(struct unit_in, to), 0},
    {"also", LAW_KEY_STRS, false, offsetof(struct unit_in, unit.also),
     offsetof(struct unit_in, unit.nalso)},
};
static const struct law_keys unit_keys = LAW_KEYS("单位", unit_key);

/* fraction -> integer '/' integer */
static void read_fraction(struct law_loader *ld, struct law_item item, struct law_unit *u)
{
    struct str rest, num;

    if (!law_read_text(ld, item.file, item.node, &rest))
        return;
    num = str_cut(&rest, STR("/"));
    if (!fen_decimal(num, 0, &u->num) || !fen_decimal(rest, 0, &u->den) || u->num <= 0 ||
        u->den <= 0)
        LAW_ERROR(ld, item.file, item.node, "换算比应当写成 分子/分母，例如 1000/1");
}

static void load_unit(struct law_loader *ld, struct law_item item, struct str dimension)
{
    struct unit_in in = {.unit.dimension = dimension};
    struct law_unit *u = &ld->law->unit[ld->law->nunit++];

    if (!law_read_map(ld, item, &unit_keys, &in))
        return;
    read_fraction(ld, (struct law_item){item.file, in.to}, &in.unit);
    *u = in.unit;
    law_register(ld, &ld->snap->unit_by_name, item, u->name, u);
    for (size_t i = 0; i < u->nalso; i++)
        law_register(ld, &ld->snap->unit_by_name, item, u->also[i], u);
}

void law_load_units(struct law_loader *ld)
{
    size_t n, total = 0;
    struct law_item *item = law_list_items(ld, STR("law/unit/"), &n);
    struct dimension_in *in = ARENA_ARRAY(ld->a, struct dimension_in, n + 1);

    for (size_t i = 0; i < n; i++) {
        law_read_map(ld, item[i], &dimension_keys, &in[i]);
        total += in[i].units ? in[i].units->n : 0; /* read even without a dimension */
    }
    ld->law->unit = ARENA_ARRAY(ld->a, struct law_unit, total + 1);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; in[i].units && k < in[i].units->n; k++)
            load_unit(ld, (struct law_item){item[i].file, in[i].units->item[k]}, in[i].name);
}

int law_unit_find(const struct law *law, struct str name)
{
    const struct law_unit *u = map_get(&law_snapshot(law)->unit_by_name, name);

    return u ? (int)(u - law->unit) : -1;
}

void law_load_kinds(struct law_loader *ld)
{
    size_t n;
    struct law_item *item = law_list_items(ld, STR("law/kind.yaml"), &n);

    ld->law->kind = ARENA_ARRAY(ld->a, struct str, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct str *kind = &ld->law->kind[i];

        if (law_read_text(ld, item[i].file, item[i].node, kind))
            law_register(ld, &ld->snap->kind_by_name, item[i], *kind, kind);
    }
    ld->law->nkind = n;
}

bool law_kind_known(const struct law *law, struct str kind)
{
    return map_get(&law_snapshot(law)->kind_by_name, kind) != NULL;
}
