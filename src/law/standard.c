/* law/standard.c - standards (立案追诉标准): versions, causes, tests. */
#include "law/law_internal.h"

#include <stdlib.h>

struct standard_in {
    struct law_standard s;
    const struct yaml_node *name, *crime, *basis, *dataset, *causes, *limits, *test;
};

#define AT(f) offsetof(struct standard_in, f), 0
static const struct law_key standard_key[] = {
    {"name", LAW_KEY_NODE, true, AT(name)},
    {"id", LAW_KEY_STR, true, AT(s.id)},
    {"charge", LAW_KEY_STR, false, AT(s.charge)},
    {"crime", LAW_KEY_NODE, false, AT(crime)},
    {"basis", LAW_KEY_NODE, true, AT(basis)},
    {"effective", LAW_KEY_DAY, false, AT(s.effective)},
    {"expires", LAW_KEY_DAY, false, AT(s.expires)},
    {"verified", LAW_KEY_VERIFIED, true, AT(s.verified)},
    {"dataset", LAW_KEY_NODE, false, AT(dataset)},
    {"domain", LAW_KEY_STR, false, AT(s.domain)},
    {"agency", LAW_KEY_STR, false, AT(s.agency)},
    {"administrative_cause", LAW_KEY_STR, false, AT(s.administrative_cause)},
    {"administrative_basis", LAW_KEY_STR, false, AT(s.administrative_basis)},
    {"causes", LAW_KEY_NODE, false, AT(causes)},
    {"limits", LAW_KEY_NODE, false, AT(limits)},
    {"test", LAW_KEY_NODE, true, AT(test)},
    {"quote", LAW_KEY_STR, false, AT(s.quote)},
    {"note", LAW_KEY_STR, false, AT(s.note)},
    {"warning", LAW_KEY_STR, false, AT(s.warning)},
};
static const struct law_keys standard_keys = LAW_KEYS("标准", standard_key);

static void unknown_cause(struct law_loader *ld, struct law_item item)
{
    struct near near = law_near_in(&ld->snap->cause_by_name, item.node->text);

    law_hint_near(ld, LAW_ERROR(ld, item.file, item.node, "没有案由“%.*s”", STR_F(item.node->text)),
                  &near);
}

static void load_causes(struct law_loader *ld, struct law_item item, struct law_standard *s)
{
    const struct law_cause **cause = ARENA_ARRAY(ld->a, const struct law_cause *, item.node->n + 1);
    const struct str *name;
    size_t n = 0;

    if (!law_read_texts(ld, item.file, item.node, &name, &n))
        return;
    for (size_t i = 0; i < n; i++) {
        int found = law_cause_find(ld->law, name[i]);

        if (found >= 0)
            cause[i] = &ld->law->cause[found];
        else
            unknown_cause(ld, (struct law_item){item.file, item.node->item[i]});
    }
    s->cause = cause;
    s->ncause = n;
}

/* The dataset whose fields the test reads: the one that it names, else the default one. */
static void load_dataset(struct law_loader *ld, struct law_item item, const struct yaml_node *node,
                         struct law_standard *s)
{
    struct str name;
    struct near near;

    s->dataset = ld->default_dataset;
    if (!node && !s->dataset)
        LAW_ERROR(ld, item.file, item.node, "没有 default: yes 的数据集，标准必须写 dataset");
    if (!node || !law_read_text(ld, item.file, node, &name))
        return;
    s->dataset = law_dataset_find(ld->law, name);
    if (s->dataset)
        return;
    near = law_near_in(&ld->snap->dataset_by_name, name);
    law_hint_near(ld, LAW_ERROR(ld, item.file, node, "没有数据集“%.*s”", STR_F(name)), &near);
}

static void check_dates(struct law_loader *ld, struct law_item item, const struct law_standard *s)
{
    if (day_known(s->effective) && day_known(s->expires) && s->expires.n <= s->effective.n)
        LAW_ERROR(ld, item.file, item.node, "标准“%.*s”失效日期不晚于施行日期", STR_F(s->name));
}

static void load_standard(struct law_loader *ld, struct law_item item)
{
    struct standard_in in = {.s = {.effective = DAY_NONE, .expires = DAY_NONE}};
    const struct law_file *f = item.file;

    if (!law_read_map(ld, item, &standard_keys, &in) ||
        !law_read_text(ld, f, in.name, &in.s.name) || !law_read_text(ld, f, in.test, &in.s.test))
        return;
    law_check_name(ld, f, in.name, "标准名称");
    in.s.place = law_place_of(f, in.name);
    in.s.test_place = law_place_of_text(f, in.test);
    if (in.crime)
        law_read_citation(ld, (struct law_item){f, in.crime}, &in.s.crime);
    law_read_citation(ld, (struct law_item){f, in.basis}, &in.s.basis);
    load_dataset(ld, item, in.dataset, &in.s);
    if (in.causes)
        load_causes(ld, (struct law_item){f, in.causes}, &in.s);
    if (in.limits)
        law_load_limits(ld, &in.s, (struct law_item){f, in.limits});
    check_dates(ld, item, &in.s);
    ld->law->standard[ld->law->nstandard++] = in.s;
}

static int by_version(const void *a, const void *b)
{
    const struct law_standard *x = a, *y = b;
    int c = str_cmp(x->name, y->name);

    return c != 0 ? c : (x->effective.n > y->effective.n) - (x->effective.n < y->effective.n);
}

static void check_overlap(struct law_loader *ld, const struct law_standard *a,
                          const struct law_standard *b)
{
    if (!str_eq(a->name, b->name) || (day_known(a->expires) && a->expires.n <= b->effective.n))
        return;
    diag_hint(ld->diags,
              diag_add(ld->diags, DIAG_ERROR, b->place.file, b->place.source, b->place.line,
                       b->place.column, "标准“%.*s”的这一版与前一版（%.*s:%d）施行期间重叠",
                       STR_F(b->name), STR_F(a->place.file), a->place.line),
              "前一版写上 expires：它不再施行的第一日");
}

void law_index_standards(struct law_loader *ld)
{
    struct law *law = ld->law;

    if (law->nstandard > 0)
        qsort(law->standard, law->nstandard, sizeof(*law->standard), by_version);
    map_init(&ld->snap->standard_by_name, ld->a);
    for (size_t i = law->nstandard; i-- > 0;) {
        struct law_standard *s = &law->standard[i];

        map_put(&ld->snap->standard_by_name, s->name, s); /* the first version stays */
    }
}

void law_load_standards(struct law_loader *ld)
{
    size_t n;
    struct law_item *item = law_list_items(ld, STR("law/standard/"), &n);

    ld->law->standard = ARENA_ARRAY(ld->a, struct law_standard, n + 1);
    for (size_t i = 0; i < n; i++)
        load_standard(ld, item[i]);
    law_index_standards(ld);
    for (size_t i = 1; i < ld->law->nstandard; i++)
        check_overlap(ld, &ld->law->standard[i - 1], &ld->law->standard[i]);
}

const struct law_standard *law_standard_find(const struct law *law, struct str name, size_t *ret_n)
{
    const struct law_standard *first = map_get(&law_snapshot(law)->standard_by_name, name);
    const struct law_standard *end = law->standard + law->nstandard, *s = first;

    while (s && s < end && str_eq(s->name, name))
        s++;
    *ret_n = first ? (size_t)(s - first) : 0;
    return first;
}
