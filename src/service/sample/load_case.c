/* service/sample/load_case.c - a kind of case: its numbers, its words, its fine. */
#include "service/sample/load.h"

#include "base/near.h"

static size_t value_find(struct load *l, const struct sample_case *c, const struct yaml_node *n)
{
    for (size_t i = 0; i < c->nvalue; i++)
        if (str_eq(c->value[i].name, n->text))
            return i;
    load_fault(l, n, "前面没有叫“%.*s”的数", STR_F(n->text));
    return 0;
}

static void load_quantiles(struct load *l, const struct yaml_node *n, int scale,
                           struct sample_value *ret)
{
    int64_t *at;

    if (n->kind != YAML_LIST || n->n < 2) {
        load_fault(l, n, "应是两个以上从小到大的数（等距分位）");
        return;
    }
    at = ARENA_ARRAY(l->a, int64_t, n->n);
    for (size_t i = 0; i < n->n; i++) {
        at[i] = load_number(l, n->item[i], scale);
        if (i > 0 && at[i] < at[i - 1])
            load_fault(l, n->item[i], "分位数应从小到大");
    }
    ret->at = at;
    ret->n = n->n;
}

static void load_share(struct load *l, const struct sample_case *c, const struct yaml_node *n,
                       struct sample_value *ret)
{
    int64_t range[2] = {0};

    load_range(l, n, "share", range);
    ret->kind = VALUE_SHARE;
    ret->low = range[0];
    ret->high = range[1];
    ret->of = value_find(l, c, load_need(l, n, "of"));
}

static void load_sum(struct load *l, const struct sample_case *c, const struct yaml_node *n,
                     struct sample_value *ret)
{
    ret->kind = VALUE_SUM;
    if (n->kind != YAML_LIST || n->n != 2) {
        load_fault(l, n, "sum 应是 [甲, 乙]");
        return;
    }
    ret->of = value_find(l, c, n->item[0]);
    ret->plus = value_find(l, c, n->item[1]);
}

/* {money: […]} | {count: […], unit: 吨, decimals: 1} | {share: [低, 高], of: 甲} | {sum: [甲, 乙]} */
static void load_value(struct load *l, const struct sample_case *c, const struct yaml_node *n,
                       struct sample_value *ret)
{
    static const char *const known[] = {"money", "count", "unit",  "decimals", "share",
                                        "of",    "sum",   "least", NULL};
    const struct yaml_node *money = load_may(n, "money"), *count = load_may(n, "count"),
                           *sum = load_may(n, "sum"), *least = load_may(n, "least");

    load_keys(l, n, known);
    if (money) {
        ret->kind = VALUE_MONEY;
        load_quantiles(l, money, 2, ret);
    } else if (count) {
        ret->kind = VALUE_COUNT;
        ret->unit = load_text(l, n, "unit");
        ret->decimals = load_may(n, "decimals") ? (int)load_int(l, n, "decimals") : 0;
        load_quantiles(l, count, ret->decimals, ret);
    } else if (sum) {
        load_sum(l, c, sum, ret);
    } else {
        load_share(l, c, n, ret);
    }
    if (least)
        ret->least = load_number(l, least, ret->kind == VALUE_COUNT ? ret->decimals : 2);
}

static void load_values(struct load *l, const struct yaml_node *n, struct sample_case *ret)
{
    if (n->kind != YAML_MAP || n->n > SAMPLE_VALUES_MAX) {
        load_fault(l, n, "应是至多 %d 个数的映射", SAMPLE_VALUES_MAX);
        return;
    }
    for (size_t i = 0; i < n->n; i++) {
        struct sample_value *v = &ret->value[i];

        v->name = n->key[i]->text;
        load_value(l, ret, n->item[i], v);
        ret->nvalue = i + 1;
    }
}

static void load_parties(struct load *l, const struct yaml_node *n, struct sample_case *ret)
{
    struct sample_words w = load_words(l, n);
    size_t *party = ARENA_ARRAY(l->a, size_t, w.n);

    for (size_t i = 0; i < w.n; i++) {
        size_t k = 0;

        while (k < l->data->nparty && !str_eq(l->data->party[k].name, w.at[i]))
            k++;
        if (k == l->data->nparty)
            load_fault(l, n, "没有叫“%.*s”的当事人类别", STR_F(w.at[i]));
        party[i] = k;
    }
    ret->party = party;
    ret->nparty = w.n;
}

static size_t may_value(struct load *l, const struct sample_case *c, const struct yaml_node *n,
                        const char *key)
{
    const struct yaml_node *name = load_may(n, key);

    return name ? value_find(l, c, name) : SAMPLE_NO_VALUE;
}

static void load_crime(struct load *l, const struct yaml_node *n, struct sample_case *ret)
{
    const struct yaml_node *crime = load_may(n, "crime");
    const struct sample_value *v;

    ret->crime = SAMPLE_NO_VALUE;
    if (!crime)
        return;
    ret->charge = load_text(l, crime, "charge");
    ret->crime = value_find(l, ret, load_need(l, crime, "value"));
    v = &ret->value[ret->crime];
    ret->crime_from =
        load_number(l, load_need(l, crime, "from"), v->kind == VALUE_COUNT ? v->decimals : 2);
}

static void check_cause(struct load *l, const struct yaml_node *n)
{
    struct near near = near_to(n->text);

    if (law_cause_find(l->law, n->text) >= 0)
        return;
    for (size_t i = 0; i < l->law->ncause; i++)
        near_offer(&near, l->law->cause[i].name);
    load_unknown(l, n, "案由", n->text, &near);
}

void load_case(struct load *l, const struct yaml_node *n, struct sample_case *ret)
{
    static const char *const known[] = {"cause", "weight",  "party",    "violation",  "basis",
                                        "kind",  "values",  "fine",     "confiscate", "facts",
                                        "crime", "penalty", "licensed", NULL};

    load_keys(l, n, known);
    check_cause(l, load_need(l, n, "cause"));
    ret->violation = load_text(l, n, "violation");
    ret->basis = load_text(l, n, "basis");
    ret->penalty_kind = load_text(l, n, "kind");
    load_parties(l, load_need(l, n, "party"), ret);
    load_values(l, load_need(l, n, "values"), ret);
    ret->fine = may_value(l, ret, n, "fine");
    ret->confiscated = may_value(l, ret, n, "confiscate");
    load_crime(l, n, ret);
    ret->licensed = load_may(n, "licensed") ? load_int(l, n, "licensed") : SAMPLE_USUAL;
    l->values = ret;
    ret->facts = load_proses(l, load_need(l, n, "facts"));
    ret->penalty = load_proses(l, load_need(l, n, "penalty"));
    l->values = NULL;
}
