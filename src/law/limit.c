/* law/limit.c - limits of standards, and the values that a province or district sets for them. */
#include "base/fen.h"
#include "law/deadline_internal.h"

struct range_in {
    const struct yaml_node *low, *high, *set_by;
};

static const struct law_key range_key[] = {
    {"low", LAW_KEY_NODE, true, offsetof(struct range_in, low), 0},
    {"high", LAW_KEY_NODE, true, offsetof(struct range_in, high), 0},
    {"set_by", LAW_KEY_NODE, true, offsetof(struct range_in, set_by), 0},
};
static const struct law_keys range_keys = LAW_KEYS("限值", range_key);

struct setting_in {
    const struct yaml_node *standard, *limit, *value;
    struct str basis, note;
    struct day effective, expires;
    enum law_verified verified;
};

#define AT(f) offsetof(struct setting_in, f), 0
static const struct law_key setting_key[] = {
    {"standard", LAW_KEY_NODE, true, AT(standard)},
    {"limit", LAW_KEY_NODE, true, AT(limit)},
    {"value", LAW_KEY_NODE, true, AT(value)},
    {"basis", LAW_KEY_STR, true, AT(basis)},
    {"effective", LAW_KEY_DAY, true, AT(effective)},
    {"expires", LAW_KEY_DAY, false, AT(expires)},
    {"verified", LAW_KEY_VERIFIED, true, AT(verified)},
    {"note", LAW_KEY_STR, false, AT(note)},
};
static const struct law_keys setting_keys = LAW_KEYS("地方数额", setting_key);

bool law_read_amount(struct law_loader *ld, struct law_item item, struct law_literal *ret)
{
    struct str text;

    if (!law_read_text(ld, item.file, item.node, &text))
        return false;
    if (law_literal_parse(ld->law, text, ret) && ret->type != LAW_DATE)
        return true;
    diag_hint(ld->diags, LAW_ERROR(ld, item.file, item.node, "“%.*s”不是数额", STR_F(text)),
              "写成数字加单位：10万元、3吨、30%%、2人，单位见 law/unit/unit.yaml");
    return false;
}

static bool same_dimension(const struct law *law, const struct law_literal *a,
                           const struct law_literal *b)
{
    return a->type == b->type && (a->unit == b->unit || (a->unit >= 0 && b->unit >= 0 &&
                                                         str_eq(law->unit[a->unit].dimension,
                                                                law->unit[b->unit].dimension)));
}

/* v in the unit `unit`; false when it does not come out whole or is too large. */
static bool convert(const struct law *law, struct law_literal *v, int unit)
{
    const struct law_unit *from, *to;
    int64_t num, den;

    if (v->unit == unit)
        return true;
    from = &law->unit[v->unit];
    to = &law->unit[unit];
    if (__builtin_mul_overflow(v->num, from->num, &num) ||
        __builtin_mul_overflow(num, to->den, &num) ||
        __builtin_mul_overflow(from->den, to->num, &den) || num % den != 0)
        return false;
    *v = (struct law_literal){v->type, unit, num / den};
    return true;
}

static bool load_range(struct law_loader *ld, struct law_item item, struct law_limit *l)
{
    static const char *const setter[] = {"province", "district"};
    struct range_in in = {0};
    struct law_literal low, high;

    if (!law_read_map(ld, item, &range_keys, &in) ||
        !law_read_amount(ld, (struct law_item){item.file, in.low}, &low) ||
        !law_read_amount(ld, (struct law_item){item.file, in.high}, &high) ||
        law_read_choice(ld, (struct law_item){item.file, in.set_by}, setter, 2, "set_by") < 0)
        return false;
    if (!same_dimension(ld->law, &low, &high) || !convert(ld->law, &high, low.unit) ||
        low.num > high.num) {
        LAW_ERROR(ld, item.file, in.high, "high 应当与 low 同一种单位，且不小于 low");
        return false;
    }
    l->type = low.type;
    l->unit = low.unit;
    l->low = low.num;
    l->high = high.num;
    l->set_by_province = true;
    return true;
}

static void load_limit(struct law_loader *ld, struct law_item item, struct law_limit *l)
{
    struct law_literal v;

    if (item.node->kind == YAML_MAP) {
        load_range(ld, item, l);
        return;
    }
    if (!law_read_amount(ld, item, &v))
        return;
    l->type = v.type;
    l->unit = v.unit;
    l->low = l->high = v.num;
}

void law_load_limits(struct law_loader *ld, struct law_standard *s, struct law_item limits)
{
    if (limits.node->kind != YAML_MAP) {
        LAW_ERROR(ld, limits.file, limits.node, "limits 应当是映射：名称: 数额");
        return;
    }
    s->limit = ARENA_ARRAY(ld->a, struct law_limit, limits.node->n + 1);
    s->nlimit = limits.node->n;
    for (size_t i = 0; i < s->nlimit; i++) {
        const struct yaml_node *key = limits.node->key[i];

        law_check_name(ld, limits.file, key, "限值名称");
        s->limit[i].name = key->text;
        s->limit[i].place = law_place_of(limits.file, key);
        load_limit(ld, (struct law_item){limits.file, limits.node->item[i]}, &s->limit[i]);
    }
}

static int limit_index(const struct law_standard *s, struct str name)
{
    for (size_t i = 0; i < s->nlimit; i++)
        if (str_eq(s->limit[i].name, name))
            return (int)i;
    return -1;
}

/* The part of s from `from` to `to`; what is left of s before and after is kept in rest. */
struct cut {
    struct law_standard part, rest[2];
    size_t nrest;
};

static struct day later(struct day a, struct day b)
{
    return a.n > b.n ? a : b; /* DAY_NONE is the beginning of time */
}

static struct day earlier_end(struct day a, struct day b)
{
    if (!day_known(a) || !day_known(b))
        return day_known(a) ? a : b;
    return a.n < b.n ? a : b;
}

static bool cut_version(const struct law_standard *s, struct day from, struct day to,
                        struct cut *ret)
{
    *ret = (struct cut){.part = *s};
    ret->part.effective = later(s->effective, from);
    ret->part.expires = earlier_end(s->expires, to);
    if (day_known(ret->part.expires) && ret->part.expires.n <= ret->part.effective.n)
        return false;
    if (s->effective.n < ret->part.effective.n) {
        ret->rest[ret->nrest] = *s;
        ret->rest[ret->nrest++].expires = ret->part.effective;
    }
    if (day_known(ret->part.expires) &&
        (!day_known(s->expires) || s->expires.n > ret->part.expires.n)) {
        ret->rest[ret->nrest] = *s;
        ret->rest[ret->nrest++].effective = ret->part.expires;
    }
    return true;
}

/* One version of a standard becomes up to three: as it was, with the limit set, as it was. */
static bool apply_to(struct law_loader *ld, struct law_item item, const struct setting_in *in,
                     const struct law_standard *s, struct cut *ret)
{
    int i = limit_index(s, in->limit->text);
    struct law_literal v;
    struct law_limit *l;

    if (i < 0 || !cut_version(s, in->effective, in->expires, ret) ||
        !law_read_amount(ld, (struct law_item){item.file, in->value}, &v))
        return false;
    l = arena_copy(ld->a, s->limit, s->nlimit * sizeof(*s->limit));
    ret->part.limit = l;
    l += i;
    if (!l->set_by_province || l->low == l->high) {
        LAW_ERROR(ld, item.file, in->limit, "标准“%.*s”的“%.*s”不由地方确定，或者已经确定过",
                  STR_F(s->name), STR_F(l->name));
        return false;
    }
    if (!same_dimension(ld->law, &v, &(struct law_literal){l->type, l->unit, 0}) ||
        !convert(ld->law, &v, l->unit) || v.num < l->low || v.num > l->high) {
        LAW_ERROR(ld, item.file, in->value, "数额不在标准“%.*s”允许地方确定的幅度内",
                  STR_F(s->name));
        return false;
    }
    l->low = l->high = v.num;
    return true;
}

static void unknown_setting(struct law_loader *ld, struct law_item item,
                            const struct setting_in *in, const struct law_standard *s, size_t n)
{
    struct near near;

    for (size_t i = 0; i < n; i++)
        if (limit_index(&s[i], in->limit->text) >= 0)
            return; /* no version in that time: nothing to set */
    near =
        s ? near_to(in->limit->text) : law_near_in(&ld->snap->standard_by_name, in->standard->text);
    for (size_t i = 0; s && i < s->nlimit; i++)
        near_offer(&near, s->limit[i].name);
    law_hint_near(
        ld,
        s ? LAW_ERROR(ld, item.file, in->limit, "标准“%.*s”没有限值“%.*s”",
                      STR_F(in->standard->text), STR_F(in->limit->text))
          : LAW_ERROR(ld, item.file, in->standard, "没有标准“%.*s”", STR_F(in->standard->text)),
        &near);
}

static void apply(struct law_loader *ld, struct law_item item, const struct setting_in *in)
{
    struct law *law = ld->law;
    size_t n, total = law->nstandard, first;
    const struct law_standard *s = law_standard_find(law, in->standard->text, &n);
    struct law_standard *all;

    unknown_setting(ld, item, in, s, n);
    if (n == 0)
        return;
    first = (size_t)(s - law->standard);
    all = ARENA_ARRAY(ld->a, struct law_standard, total + 2 * n + 1);
    memcpy(all, law->standard, total * sizeof(*all));
    for (size_t i = first; i < first + n; i++) {
        struct cut cut;

        if (!apply_to(ld, item, in, &law->standard[i], &cut))
            continue;
        all[i] = cut.part;
        for (size_t k = 0; k < cut.nrest; k++)
            all[total++] = cut.rest[k];
    }
    law->standard = all;
    law->nstandard = total;
    law_index_standards(ld);
}

void law_load_settings(struct law_loader *ld)
{
    size_t n;
    struct law_item *item = law_list_items(ld, STR("law/setting.yaml"), &n);

    for (size_t i = 0; i < n; i++) {
        struct setting_in in = {.effective = DAY_NONE, .expires = DAY_NONE};

        if (item[i].node->kind == YAML_MAP && yaml_get(item[i].node, STR("deadline"))) {
            law_apply_profile_setting(ld, item[i]);
            continue;
        }
        if (!law_read_map(ld, item[i], &setting_keys, &in))
            continue;
        if (in.verified != LAW_VERIFIED_NO)
            apply(ld, item[i], &in);
        else
            LAW_ERROR(ld, item[i].file, item[i].node,
                      "没有核实的数额不能启用：核实后写 verified: yes，否则删去");
    }
}
