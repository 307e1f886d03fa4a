/* law/deadline_setting.c - the counting profile that a district chose where the law is silent. */
#include "law/deadline_internal.h"

struct setting_in {
    const struct yaml_node *deadline, *profile;
    struct str basis, note;
    struct day effective, expires;
    enum law_verified verified;
};

#define AT(f) offsetof(struct setting_in, f), 0
static const struct law_key setting_key[] = {
    {"deadline", LAW_KEY_NODE, true, AT(deadline)},
    {"profile", LAW_KEY_NODE, true, AT(profile)},
    {"basis", LAW_KEY_STR, true, AT(basis)},
    {"effective", LAW_KEY_DAY, true, AT(effective)},
    {"expires", LAW_KEY_DAY, false, AT(expires)},
    {"verified", LAW_KEY_VERIFIED, true, AT(verified)},
    {"note", LAW_KEY_STR, false, AT(note)},
};
#undef AT
static const struct law_keys setting_keys = LAW_KEYS("地方计算方式", setting_key);

static bool overlaps(const struct law_profile_setting *a, const struct law_profile_setting *b)
{
    return (!day_known(a->expires) || b->effective.n < a->expires.n) &&
           (!day_known(b->expires) || a->effective.n < b->expires.n);
}

static void add(struct law_loader *ld, struct law_item item, struct law_deadline *d,
                const struct law_profile_setting *s)
{
    struct law_profile_setting *all =
        ARENA_ARRAY(ld->a, struct law_profile_setting, d->nsetting + 1);

    for (size_t i = 0; i < d->nsetting; i++) {
        all[i] = d->setting[i];
        if (overlaps(&all[i], s)) {
            LAW_ERROR(ld, item.file, item.node, "期限“%.*s”的计算方式已经确定过，时间重叠",
                      STR_F(d->id));
            return;
        }
    }
    all[d->nsetting++] = *s;
    d->setting = all;
}

/* The district chooses only where the law is silent, and only what the law allows. */
static void apply(struct law_loader *ld, struct law_item item, const struct setting_in *in,
                  struct law_deadline *d)
{
    struct law_profile_setting s = {
        .basis = in->basis, .effective = in->effective, .expires = in->expires};

    if (!d->counting ||
        !law_read_profile(ld, (struct law_item){item.file, in->profile}, &s.profile))
        return;
    if (d->counting->allowed == 0)
        LAW_ERROR(ld, item.file, in->deadline, "期限“%.*s”的计算方式由法律规定，不由地方确定",
                  STR_F(d->id));
    else if (!(d->counting->allowed >> s.profile & 1u) ||
             !law_profile_fits(s.profile, d->length.unit) ||
             law_profile_back(s.profile) != law_profile_back(d->profile))
        LAW_ERROR(ld, item.file, in->profile, "期限“%.*s”不能由地方定为按“%.*s”计算", STR_F(d->id),
                  STR_F(law_profile_name(s.profile)));
    else
        add(ld, item, d, &s);
}

void law_apply_profile_setting(struct law_loader *ld, struct law_item item)
{
    struct setting_in in = {.effective = DAY_NONE, .expires = DAY_NONE};
    struct str id;
    size_t n;
    const struct law_deadline *first;
    struct near near;

    if (!law_read_map(ld, item, &setting_keys, &in) ||
        !law_read_text(ld, item.file, in.deadline, &id))
        return;
    if (in.verified == LAW_VERIFIED_NO) {
        LAW_ERROR(ld, item.file, item.node,
                  "没有核实的计算方式不能启用：核实后写 verified: yes，否则删去");
        return;
    }
    first = law_deadline_find(ld->law, id, &n);
    for (size_t i = 0; i < n; i++)
        apply(ld, item, &in, &ld->law->deadline[(size_t)(first - ld->law->deadline) + i]);
    if (n > 0)
        return;
    near = law_near_in(&ld->snap->deadline_by_id, id);
    law_hint_near(ld, LAW_ERROR(ld, item.file, in.deadline, "没有期限“%.*s”", STR_F(id)), &near);
}
