/* law/counting.c - how the branches of the law count time (law/counting.yaml). */
#include "law/deadline_internal.h"

struct clause_in {
    struct str text;
    const struct yaml_node *basis;
};

static const struct law_key clause_key[] = {
    {"text", LAW_KEY_STR, true, offsetof(struct clause_in, text), 0},
    {"basis", LAW_KEY_NODE, false, offsetof(struct clause_in, basis), 0},
};
static const struct law_keys clause_keys = LAW_KEYS("计算规则", clause_key);

struct circumstance_in {
    struct law_circumstance c;
    const struct yaml_node *name, *length, *profiles, *basis;
};

#define AT(f) offsetof(struct circumstance_in, f), 0
static const struct law_key circumstance_key[] = {
    {"case", LAW_KEY_NODE, true, AT(name)},
    {"length", LAW_KEY_NODE, false, AT(length)},
    {"profiles", LAW_KEY_NODE, false, AT(profiles)},
    {"text", LAW_KEY_STR, false, AT(c.clause.text)},
    {"basis", LAW_KEY_NODE, true, AT(basis)},
};
#undef AT
static const struct law_keys circumstance_keys = LAW_KEYS("情形", circumstance_key);

struct counting_in {
    struct law_counting c;
    const struct yaml_node *start, *roll, *end, *profiles, *allowed, *when;
};

#define AT(f) offsetof(struct counting_in, f), 0
static const struct law_key counting_key[] = {
    {"id", LAW_KEY_STR, true, AT(c.id)},
    {"start", LAW_KEY_NODE, true, AT(start)},
    {"roll", LAW_KEY_NODE, true, AT(roll)},
    {"end", LAW_KEY_NODE, true, AT(end)},
    {"profiles", LAW_KEY_NODE, true, AT(profiles)},
    {"district", LAW_KEY_NODE, false, AT(allowed)},
    {"when", LAW_KEY_NODE, false, AT(when)},
    {"verified", LAW_KEY_VERIFIED, true, AT(c.verified)},
    {"note", LAW_KEY_STR, false, AT(c.note)},
};
#undef AT
static const struct law_keys counting_keys = LAW_KEYS("计算口径", counting_key);

void law_read_clause(struct law_loader *ld, struct law_item item, struct law_clause *ret)
{
    struct clause_in in = {.basis = NULL};

    if (!law_read_map(ld, item, &clause_keys, &in))
        return;
    ret->text = in.text;
    if (in.basis)
        law_read_citation(ld, (struct law_item){item.file, in.basis}, &ret->cite);
}

bool law_read_length(struct law_loader *ld, struct law_item item, struct law_length *ret)
{
    struct str text;

    if (!law_read_text(ld, item.file, item.node, &text))
        return false;
    if (law_length_parse(text, ret))
        return true;
    diag_hint(ld->diags, LAW_ERROR(ld, item.file, item.node, "“%.*s”不是期限的长度", STR_F(text)),
              "写成数字加单位：24小时、3日、10个工作日、2个月、5年，不超过一百年");
    return false;
}

bool law_read_profile(struct law_loader *ld, struct law_item item, enum law_profile *ret)
{
    struct near near;
    struct buf all = {0};
    struct str text;

    if (!law_read_text(ld, item.file, item.node, &text))
        return false;
    *ret = law_profile_find(text);
    if (*ret != LAW_PROFILE_NONE)
        return true;
    near = near_to(text);
    for (int i = 1; i < LAW_NPROFILE; i++) {
        near_offer(&near, law_profile_name((enum law_profile)i));
        buf_fmt(&all, "%s%.*s", i > 1 ? "、" : "", STR_F(law_profile_name((enum law_profile)i)));
    }
    law_hint_near(ld,
                  LAW_ERROR(ld, item.file, item.node, "没有计算方式“%.*s”，可用的有：%s",
                            STR_F(text), buf_cstr(&all)),
                  &near);
    buf_release(&all);
    return false;
}

static void read_profile_of(struct law_loader *ld, const struct law_file *f,
                            const struct yaml_node *key, const struct yaml_node *value,
                            enum law_profile *by_unit)
{
    static const char *const unit[] = {
#define LAW_TIME(id, word, between) [LAW_TIME_##id] = (word),
#include "law/time.def"
#undef LAW_TIME
    };
    int u = law_read_choice(ld, (struct law_item){f, key}, unit, LAW_NTIME, "单位");
    enum law_profile p;

    if (!law_read_profile(ld, (struct law_item){f, value}, &p) || u < 0)
        return;
    if (!law_profile_fits(p, (enum law_time)u))
        LAW_ERROR(ld, f, value, "计算方式“%.*s”不能用于以“%s”计的期限", STR_F(value->text),
                  unit[u]);
    else
        by_unit[u] = p;
}

/* profiles -> {小时: H_MOMENT, 日: NAT} */
static void read_profiles(struct law_loader *ld, struct law_item item, enum law_profile *by_unit)
{
    if (!law_is_kind(ld, item.file, item.node, YAML_MAP))
        return;
    for (size_t i = 0; i < item.node->n; i++)
        read_profile_of(ld, item.file, item.node->key[i], item.node->item[i], by_unit);
}

static void read_circumstance(struct law_loader *ld, struct law_item item,
                              struct law_circumstance *ret)
{
    struct circumstance_in in = {.name = NULL};
    const struct law_file *f = item.file;

    if (!law_read_map(ld, item, &circumstance_keys, &in) ||
        !law_read_text(ld, f, in.name, &in.c.name))
        return;
    in.c.place = law_place_of(f, in.name);
    law_read_citation(ld, (struct law_item){f, in.basis}, &in.c.clause.cite);
    if (in.length)
        law_read_length(ld, (struct law_item){f, in.length}, &in.c.length);
    if (in.profiles)
        read_profiles(ld, (struct law_item){f, in.profiles}, in.c.profile);
    if (!in.length && !in.profiles)
        LAW_ERROR(ld, f, item.node, "情形“%.*s”没有写 length 或者 profiles，与平常没有分别",
                  STR_F(in.c.name));
    *ret = in.c;
}

void law_read_circumstances(struct law_loader *ld, struct law_item list,
                            struct law_circumstance **ret, size_t *ret_n)
{
    if (!law_is_kind(ld, list.file, list.node, YAML_LIST))
        return;
    *ret = ARENA_ARRAY(ld->a, struct law_circumstance, list.node->n + 1);
    *ret_n = list.node->n;
    for (size_t i = 0; i < list.node->n; i++)
        read_circumstance(ld, (struct law_item){list.file, list.node->item[i]}, &(*ret)[i]);
}

static void read_allowed(struct law_loader *ld, struct law_item list, uint32_t *ret)
{
    if (!law_is_kind(ld, list.file, list.node, YAML_LIST))
        return;
    for (size_t i = 0; i < list.node->n; i++) {
        enum law_profile p;

        if (law_read_profile(ld, (struct law_item){list.file, list.node->item[i]}, &p))
            *ret |= 1u << p;
    }
}

/* What is used where the district has not chosen must be among what it may choose. */
static void check_allowed(struct law_loader *ld, struct law_item item, const struct law_counting *c)
{
    for (int u = 0; c->allowed && u < LAW_NTIME; u++)
        if (c->profile[u] != LAW_PROFILE_NONE && !(c->allowed >> c->profile[u] & 1u))
            LAW_ERROR(ld, item.file, item.node, "计算口径“%.*s”的 district 不含其平常的“%.*s”",
                      STR_F(c->id), STR_F(law_profile_name(c->profile[u])));
}

static void load_counting(struct law_loader *ld, struct law_item item, struct law_counting *ret)
{
    struct counting_in in = {.start = NULL};
    const struct law_file *f = item.file;

    if (!law_read_map(ld, item, &counting_keys, &in))
        return;
    in.c.place = law_place_of(f, item.node);
    law_read_clause(ld, (struct law_item){f, in.start}, &in.c.start);
    law_read_clause(ld, (struct law_item){f, in.roll}, &in.c.roll);
    law_read_clause(ld, (struct law_item){f, in.end}, &in.c.end);
    read_profiles(ld, (struct law_item){f, in.profiles}, in.c.profile);
    if (in.allowed)
        read_allowed(ld, (struct law_item){f, in.allowed}, &in.c.allowed);
    if (in.when)
        law_read_circumstances(ld, (struct law_item){f, in.when}, &in.c.circumstance,
                               &in.c.ncircumstance);
    check_allowed(ld, item, &in.c);
    *ret = in.c;
    law_register(ld, &ld->snap->counting_by_id, item, ret->id, ret);
}

void law_load_countings(struct law_loader *ld)
{
    size_t n;
    struct law_item *item = law_list_items(ld, STR("law/counting.yaml"), &n);

    ld->law->counting = ARENA_ARRAY(ld->a, struct law_counting, n + 1);
    ld->law->ncounting = n;
    for (size_t i = 0; i < n; i++)
        load_counting(ld, item[i], &ld->law->counting[i]);
}
