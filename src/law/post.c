/* law/post.c - capabilities (权限) and posts (岗位); see account.h. */
#include "law/account.h"
#include "law/law_internal.h"

/* ---- capabilities ---- */

struct capability_in {
    struct law_capability capability;
    const struct yaml_node *power;
};

#define AT(f) offsetof(struct capability_in, f), 0
static const struct law_key capability_key[] = {
    {"name", LAW_KEY_STR, true, AT(capability.name)},
    {"note", LAW_KEY_STR, false, AT(capability.note)},
    {"power", LAW_KEY_NODE, false, AT(power)},
};
#undef AT
static const struct law_keys capability_keys = LAW_KEYS("权限", capability_key);

static const char *const power_name[] = {
    [LAW_POWER_NONE] = "none",     [LAW_POWER_USERS] = "users",
    [LAW_POWER_GRANTS] = "grants", [LAW_POWER_AUDIT] = "audit",
    [LAW_POWER_UNMASK] = "unmask", [LAW_POWER_UNMASK_OWN] = "unmask_own",
};
_Static_assert(sizeof(power_name) / sizeof(power_name[0]) == LAW_POWERS, "a name for each");

static void read_power(struct law_loader *ld, struct law_item item, struct law_capability *c)
{
    int power = law_read_choice(ld, item, power_name, LAW_POWERS, "power");
    const struct law_capability *former;

    if (power <= LAW_POWER_NONE)
        return;
    former = law_power_find(ld->law, (enum law_power)power);
    if (former)
        LAW_ERROR(ld, item.file, item.node, "“%.*s”已经是 %s", STR_F(former->name),
                  power_name[power]);
    c->power = (enum law_power)power;
}

void law_load_capabilities(struct law_loader *ld)
{
    size_t n;
    struct law_item *item = law_list_items(ld, STR("law/capability.yaml"), &n);
    struct law *law = ld->law;

    law->capability = ARENA_ARRAY(ld->a, struct law_capability, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct law_capability *c = &law->capability[law->ncapability];
        struct capability_in in = {.capability.power = LAW_POWER_NONE};

        if (!law_read_map(ld, item[i], &capability_keys, &in))
            continue;
        if (in.power)
            read_power(ld, (struct law_item){item[i].file, in.power}, &in.capability);
        *c = in.capability;
        c->place = law_place_of(item[i].file, item[i].node);
        law->ncapability++;
        law_register(ld, &ld->snap->capability_by_name, item[i], c->name, c);
    }
}

const struct law_capability *law_capability_find(const struct law *law, struct str name)
{
    return map_get(&law_snapshot(law)->capability_by_name, name);
}

const struct law_capability *law_power_find(const struct law *law, enum law_power power)
{
    for (size_t i = 0; i < law->ncapability; i++)
        if (law->capability[i].power == power)
            return &law->capability[i];
    return NULL;
}

/* ---- posts ---- */

struct post_in {
    struct law_post post;
    const struct yaml_node *kinds, *admin, *capabilities;
};

#define AT(f) offsetof(struct post_in, f), 0
static const struct law_key post_key[] = {
    {"id", LAW_KEY_STR, true, AT(post.id)},
    {"name", LAW_KEY_STR, true, AT(post.name)},
    {"capabilities", LAW_KEY_NODE, true, AT(capabilities)},
    {"kinds", LAW_KEY_NODE, false, AT(kinds)},
    {"admin", LAW_KEY_NODE, false, AT(admin)},
    {"totp", LAW_KEY_BOOL, false, AT(post.totp)},
    {"note", LAW_KEY_STR, false, AT(post.note)},
};
#undef AT
static const struct law_keys post_keys = LAW_KEYS("岗位", post_key);

static const char *const admin_name[] = {
    [LAW_ADMIN_NONE] = "none",
    [LAW_ADMIN_SYSTEM] = "system",
    [LAW_ADMIN_SECURITY] = "security",
    [LAW_ADMIN_AUDIT] = "audit",
};
_Static_assert(sizeof(admin_name) / sizeof(admin_name[0]) == LAW_ADMINS, "a name for each");

struct str law_admin_zh(enum law_admin admin)
{
    switch (admin) {
    case LAW_ADMIN_NONE:
        break;
    case LAW_ADMIN_SYSTEM:
        return STR("系统管理员");
    case LAW_ADMIN_SECURITY:
        return STR("安全管理员");
    case LAW_ADMIN_AUDIT:
        return STR("审计管理员");
    }
    return STR("");
}

static void read_kinds(struct law_loader *ld, struct law_item item, struct law_post *p)
{
    if (!law_is_kind(ld, item.file, item.node, YAML_LIST))
        return;
    p->kinds = 0;
    for (size_t i = 0; i < item.node->n; i++) {
        int kind = law_read_organ_kind(ld, (struct law_item){item.file, item.node->item[i]});

        if (kind >= 0)
            p->kinds |= 1u << kind;
    }
}

static void read_capabilities(struct law_loader *ld, struct law_item item, struct law_post *p)
{
    if (!law_read_texts(ld, item.file, item.node, &p->capability, &p->ncapability))
        return;
    for (size_t i = 0; i < p->ncapability; i++)
        if (!law_capability_find(ld->law, p->capability[i])) {
            struct near near = law_near_in(&ld->snap->capability_by_name, p->capability[i]);

            law_hint_near(ld,
                          LAW_ERROR(ld, item.file, item.node->item[i],
                                    "law/capability.yaml 里没有权限“%.*s”",
                                    STR_F(p->capability[i])),
                          &near);
        }
}

static void read_post(struct law_loader *ld, struct law_item item, const struct post_in *in,
                      struct law_post *ret)
{
    int admin = LAW_ADMIN_NONE;

    *ret = in->post;
    ret->kinds = ~0u;
    ret->place = law_place_of(item.file, item.node);
    read_capabilities(ld, (struct law_item){item.file, in->capabilities}, ret);
    if (in->kinds)
        read_kinds(ld, (struct law_item){item.file, in->kinds}, ret);
    if (in->admin)
        admin = law_read_choice(ld, (struct law_item){item.file, in->admin}, admin_name, LAW_ADMINS,
                                "admin");
    ret->admin = admin > 0 ? (enum law_admin)admin : LAW_ADMIN_NONE;
}

void law_load_posts(struct law_loader *ld)
{
    size_t n;
    struct law_item *item = law_list_items(ld, STR("law/post.yaml"), &n);
    struct law *law = ld->law;

    law->post = ARENA_ARRAY(ld->a, struct law_post, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct law_post *p = &law->post[law->npost];
        struct post_in in = {.kinds = NULL};

        if (!law_read_map(ld, item[i], &post_keys, &in))
            continue;
        read_post(ld, item[i], &in, p);
        law->npost++;
        law_register(ld, &ld->snap->post_by_name, item[i], p->id, p);
        law_register(ld, &ld->snap->post_by_name, item[i], p->name, p);
    }
}

const struct law_post *law_post_find(const struct law *law, struct str id_or_name)
{
    return map_get(&law_snapshot(law)->post_by_name, id_or_name);
}

bool law_post_gives(const struct law_post *p, struct str capability)
{
    for (size_t i = 0; i < p->ncapability; i++)
        if (str_eq(p->capability[i], capability))
            return true;
    return false;
}

bool law_post_takes(const struct law *law, const struct law_post *p, int organ)
{
    return p->kinds >> law->organ[law_organ_whole(law, organ)].kind & 1;
}
