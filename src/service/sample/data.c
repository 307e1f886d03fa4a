/* service/sample/data.c - the data file from top to bottom; see data.h. */
#include "service/sample/data.h"

#include "base/file.h"
#include "base/near.h"
#include "service/sample/amount.h"
#include "service/sample/load.h"
#include "service/sample/party.h"
#include "service/sample/pool.h"

enum { FILE_MAX = 4 * 1024 * 1024, WEIGHT_MAX = 1000000 };

static const char *const dirt_name[] = {
#define DIRT(id, name) #name,
#include "service/sample/dirt.def"
#undef DIRT
};
_Static_assert(sizeof(dirt_name) / sizeof(*dirt_name) == DIRT_COUNT, "one name a kind of dirt");

static uint32_t weight_of(struct load *l, const struct yaml_node *map)
{
    const struct yaml_node *n = load_need(l, map, "weight");
    int64_t w = load_number(l, n, 0);

    if (w < 1 || w > WEIGHT_MAX)
        load_fault(l, n, "权重应在 1 到 %d 之间", WEIGHT_MAX);
    return (uint32_t)(w < 1 || w > WEIGHT_MAX ? 1 : w);
}

static void load_word_lists(struct load *l, const struct yaml_node *n)
{
    struct sample_data *d = l->data;

    if (n->kind != YAML_MAP) {
        load_fault(l, n, "words 应是“名称: [词…]”的映射");
        return;
    }
    d->words = ARENA_ARRAY(l->a, struct sample_words, n->n);
    for (size_t i = 0; i < n->n; i++) {
        d->words[i] = load_words(l, n->item[i]);
        d->words[i].name = n->key[i]->text;
        d->nwords = i + 1;
    }
}

static void load_party_kinds(struct load *l, const struct yaml_node *n)
{
    static const char *const known[] = {"label", "title", "uscc", NULL};
    struct sample_data *d = l->data;

    if (n->kind != YAML_MAP) {
        load_fault(l, n, "party 应是映射");
        return;
    }
    d->party = ARENA_ARRAY(l->a, struct sample_party_kind, n->n);
    d->nparty = n->n;
    for (size_t i = 0; i < n->n; i++) {
        struct sample_party_kind *p = &d->party[i];

        load_keys(l, n->item[i], known);
        p->name = n->key[i]->text;
        p->label = load_text(l, n->item[i], "label");
        p->title = load_proses(l, load_need(l, n->item[i], "title"));
        p->uscc = load_may(n->item[i], "uscc") ? load_text(l, n->item[i], "uscc") : STR("");
        if (p->uscc.n != 0 && p->uscc.n != 2)
            load_fault(l, n->item[i], "uscc 应是信用代码的前两位");
    }
}

static void load_organ_cases(struct load *l, const struct yaml_node *n, struct sample_organ *ret)
{
    uint32_t *weight;

    if (n->kind != YAML_LIST || n->n == 0) {
        load_fault(l, n, "cases 应是不空的列表");
        return;
    }
    weight = ARENA_ARRAY(l->a, uint32_t, n->n);
    ret->at = ARENA_ARRAY(l->a, struct sample_case, n->n);
    ret->n = n->n;
    for (size_t i = 0; i < n->n; i++) {
        load_case(l, n->item[i], &ret->at[i]);
        weight[i] = weight_of(l, n->item[i]);
    }
    ret->weights = load_weights(l, weight, n->n);
}

static const struct law_organ *organ_of(struct load *l, const struct yaml_node *n)
{
    struct near near = near_to(n->text);
    int i = law_organ_find(l->law, n->text);

    if (i >= 0)
        return &l->law->organ[i];
    for (size_t k = 0; k < l->law->norgan; k++)
        near_offer(&near, l->law->organ[k].id);
    load_unknown(l, n, "机关", n->text, &near);
    return NULL;
}

static void load_organ(struct load *l, const struct yaml_node *n, struct sample_organ *ret)
{
    static const char *const known[] = {"organ", "weight", "doc_no", "cases", NULL};
    const struct yaml_node *id = load_need(l, n, "organ");

    load_keys(l, n, known);
    ret->organ = organ_of(l, id);
    if (ret->organ && ret->organ->ndoc_prefix == 0)
        load_fault(l, id, "“%.*s”没有机关代字", STR_F(ret->organ->name));
    if (ret->organ)
        party_organ_uscc(l->data, ret->organ->id, ret->uscc);
    ret->doc_no = load_prose(l, load_need(l, n, "doc_no"));
    load_organ_cases(l, load_need(l, n, "cases"), ret);
}

static void load_organs(struct load *l, const struct yaml_node *n)
{
    struct sample_data *d = l->data;
    uint32_t *weight;

    if (n->kind != YAML_LIST || n->n == 0) {
        load_fault(l, n, "organs 应是不空的列表");
        return;
    }
    weight = ARENA_ARRAY(l->a, uint32_t, n->n);
    d->organ = ARENA_ARRAY(l->a, struct sample_organ, n->n);
    d->norgan = n->n;
    for (size_t i = 0; i < n->n; i++) {
        load_organ(l, n->item[i], &d->organ[i]);
        weight[i] = weight_of(l, n->item[i]);
    }
    d->organs = load_weights(l, weight, n->n);
}

/* {name: number} for each of the names; returns the numbers. */
static uint32_t *load_named(struct load *l, const struct yaml_node *n, const char *const *name,
                            size_t count)
{
    uint32_t *at = ARENA_ARRAY(l->a, uint32_t, count);

    for (size_t i = 0; i < count; i++) {
        int64_t v = load_int(l, n, name[i]);

        at[i] = (uint32_t)(v < WEIGHT_MAX ? v : WEIGHT_MAX);
    }
    if (n->n != count)
        load_fault(l, n, "应恰有 %zu 项", count);
    return at;
}

static struct str region_code(struct load *l, const struct yaml_node *n)
{
    (void)load_number(l, n, 0);
    if (n->text.n == 6)
        return n->text;
    load_fault(l, n, "应是六位行政区划代码");
    return STR("000000");
}

/* How often parties come that come again. */
static void load_times(struct load *l, const struct yaml_node *n)
{
    size_t count = n->kind == YAML_LIST ? n->n : 0;
    int64_t *at = ARENA_ARRAY(l->a, int64_t, count + 1);

    if (count == 0)
        load_fault(l, n, "times 应是不空的列表");
    for (size_t i = 0; i < count; i++) {
        at[i] = load_number(l, n->item[i], 0);
        if (at[i] < 1)
            load_fault(l, n->item[i], "应大于零");
    }
    l->data->times = at;
    l->data->ntimes = count;
}

static void load_rates(struct load *l, const struct yaml_node *root)
{
    static const char *const style[] = {
#define STYLE(id, name) #name,
        AMOUNT_STYLES(STYLE)
#undef STYLE
    };
    size_t nstyle = sizeof(style) / sizeof(*style);
    struct sample_data *d = l->data;
    uint32_t *dirt = load_named(l, load_need(l, root, "dirt"), dirt_name, DIRT_COUNT);

    memcpy(d->dirt, dirt, sizeof(d->dirt));
    d->style =
        load_weights(l, load_named(l, load_need(l, root, "amount_style"), style, nstyle), nstyle);
    if (d->style.sum[nstyle - 1] == 0)
        load_fault(l, load_need(l, root, "amount_style"), "权重不能全是零");
    d->years = load_int(l, root, "years");
    d->again = load_int(l, root, "again");
    load_times(l, load_need(l, root, "times"));
    d->own = load_int(l, root, "own");
    d->gap = load_int(l, root, "gap");
    d->valid_days = load_int(l, root, "valid_days");
    d->id_kind = load_text(l, root, "id_kind");
    d->region = region_code(l, load_need(l, root, "region"));
    d->id_region = load_words(l, load_need(l, root, "id_region"));
    for (size_t i = 0; i < d->id_region.n; i++)
        if (d->id_region.at[i].n != 6)
            load_fault(l, load_need(l, root, "id_region"), "应是六位行政区划代码的列表");
    if (d->years < 1)
        load_fault(l, root, "years 应大于零");
}

static void load_root(struct load *l, const struct yaml_node *root)
{
    static const char *const known[] = {"years",        "again",     "times",  "own",    "gap",
                                        "valid_days",   "dirt",      "words",  "party",  "files",
                                        "amount_style", "chain",     "around", "organs", "id_kind",
                                        "region",       "id_region", NULL};

    load_keys(l, root, known);
    load_rates(l, root);
    load_word_lists(l, load_need(l, root, "words"));
    load_party_kinds(l, load_need(l, root, "party"));
    load_organs(l, load_need(l, root, "organs"));
    load_files(l, load_need(l, root, "files"));
    load_chain(l, load_need(l, root, "chain"));
    load_around(l, load_need(l, root, "around"));
}

enum err_code sample_data_load(struct arena *a, const struct law *law, const char *path,
                               struct diag_list *diags, struct sample_data *ret, struct err *err)
{
    struct load l = {.a = a, .law = law, .diags = diags, .file = str_from(path), .data = ret};
    const struct yaml_node *root;

    *ret = (struct sample_data){0};
    TRY(file_read(a, path, FILE_MAX, &l.source, err));
    TRY(yaml_parse(a, l.file, l.source, diags, &root, err));
    load_root(&l, root);
    if (diags->errors == 0) {
        pool_shares(ret, a);
        return ERR_OK;
    }
    return err_set(err, ERR_INVALID, "%s: %zu faults", path, diags->errors);
}
