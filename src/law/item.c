/* law/item.c - the entries of the files of a folder, and the names they take; see law_internal.h. */
#include "law/law_internal.h"

struct near law_near_in(const struct map *m, struct str want)
{
    struct near near = near_to(want);

    for (size_t i = 0; i < m->cap; i++)
        if (m->slot[i].value)
            near_offer(&near, m->slot[i].key);
    return near;
}

static struct str address(struct law_loader *ld, const void *value)
{
    return (struct str){arena_copy(ld->a, &value, sizeof(value)), sizeof(value)};
}

void law_register(struct law_loader *ld, struct map *m, struct law_item item, struct str name,
                  void *value)
{
    void *former = name.n > 0 ? map_get(m, name) : NULL;
    const struct law_place *place;

    if (name.n == 0 || former == value)
        return;
    if (!former) {
        place = arena_copy(ld->a,
                           &(struct law_place){item.file->name, item.file->text, item.node->line,
                                               item.node->column},
                           sizeof(*place));
        map_put(m, name, value);
        map_put(&ld->place_by_value, address(ld, value), (void *)place);
        return;
    }
    place = map_get(&ld->place_by_value, address(ld, former));
    LAW_ERROR(ld, item.file, item.node, "名称“%.*s”重复：%.*s:%d 已经用过", STR_F(name),
              STR_F(place->file), place->line);
}

/* Files are sorted by name, so that those of a prefix stand together. */
static struct law_item *roots(struct law_loader *ld, struct str prefix, size_t *ret_n)
{
    struct law_item *item = ARENA_ARRAY(ld->a, struct law_item, ld->file.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < ld->file.n; i++)
        if (str_starts(ld->file.at[i].name, prefix) && ld->file.at[i].root)
            item[n++] = (struct law_item){&ld->file.at[i], ld->file.at[i].root};
    *ret_n = n;
    return item;
}

struct law_item *law_file_items(struct law_loader *ld, struct str prefix, size_t *ret_n)
{
    struct law_item *item = roots(ld, prefix, ret_n);
    size_t n = 0;

    for (size_t i = 0; i < *ret_n; i++)
        if (law_is_kind(ld, item[i].file, item[i].node, YAML_MAP))
            item[n++] = item[i];
    *ret_n = n;
    return item;
}

struct law_item *law_list_items(struct law_loader *ld, struct str prefix, size_t *ret_n)
{
    size_t nroot, total = 0, n = 0;
    struct law_item *root = roots(ld, prefix, &nroot), *item;

    for (size_t i = 0; i < nroot; i++)
        total += root[i].node->n;
    item = ARENA_ARRAY(ld->a, struct law_item, total + 1);
    for (size_t i = 0; i < nroot; i++) {
        if (!law_is_kind(ld, root[i].file, root[i].node, YAML_LIST))
            continue;
        for (size_t k = 0; k < root[i].node->n; k++)
            item[n++] = (struct law_item){root[i].file, root[i].node->item[k]};
    }
    *ret_n = n;
    return item;
}
