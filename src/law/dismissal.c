/* law/dismissal.c - reasons for dismissing a clue (排除理由). */
#include "law/law_internal.h"

#define AT(field) offsetof(struct law_dismissal, field), 0
static const struct law_key dismissal_key[] = {
    {"code", LAW_KEY_STR, true, AT(code)},
    {"name", LAW_KEY_STR, true, AT(name)},
    {"note", LAW_KEY_STR, false, AT(note)},
};
static const struct law_keys dismissal_keys = LAW_KEYS("排除理由", dismissal_key);

void law_load_dismissals(struct law_loader *ld)
{
    size_t n;
    struct law_item *item = law_list_items(ld, STR("law/dismissal.yaml"), &n);

    ld->law->dismissal = ARENA_ARRAY(ld->a, struct law_dismissal, n + 1);
    ld->law->ndismissal = n;
    for (size_t i = 0; i < n; i++) {
        struct law_dismissal *d = &ld->law->dismissal[i];

        if (!law_read_map(ld, item[i], &dismissal_keys, d))
            continue;
        law_register(ld, &ld->snap->dismissal_by_name, item[i], d->code, d);
        law_register(ld, &ld->snap->dismissal_by_name, item[i], d->name, d);
    }
}

const struct law_dismissal *law_dismissal_find(const struct law *law, struct str name)
{
    return map_get(&law_snapshot(law)->dismissal_by_name, name);
}
