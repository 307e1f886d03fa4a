/* law/check_account.c - what must hold of capabilities and posts: whatever a procedure or the program
 * asks for exists and can be given to somebody of the right kind of organ; the three
 * administrators stay three. */
#include "law/account.h"
#include "law/check_internal.h"

/* ---- procedures ---- */

/* Kinds of organ that hold the role, through the roles it refers to. */
static unsigned kinds_of(const struct law_procedure *p, const struct law_role *r)
{
    for (size_t i = 0; r->of >= 0 && i < p->nrole; i++)
        r = &p->role[r->of];
    return r->kinds;
}

/* Kinds of organ whose people can be given the capability. */
static unsigned kinds_given(const struct law *law, struct str capability)
{
    unsigned kinds = 0;

    for (size_t i = 0; i < law->npost; i++)
        if (law_post_gives(&law->post[i], capability))
            kinds |= law->post[i].kinds;
    return kinds;
}

/* A role whose organ may be of several kinds can rightly be closed to some of them (the chief
 * procurator of a unit that assesses risks, when a justice bureau does it): said, not refused. */
static void check_role(struct check *c, const struct law_procedure *p, const struct law_role *r)
{
    unsigned want = kinds_of(p, r), given;

    if (r->capability.n == 0)
        return;
    if (!law_capability_find(c->law, r->capability)) {
        CHECK_ADD(c, DIAG_ERROR, &r->place, "law/capability.yaml 里没有权限“%.*s”",
                  STR_F(r->capability));
        return;
    }
    given = kinds_given(c->law, r->capability);
    for (int kind = 0; kind < LAW_ORGAN_SECTION; kind++)
        if ((want & ~given) >> kind & 1)
            CHECK_ADD(c, want & given ? DIAG_NOTE : DIAG_ERROR, &r->place,
                      "角色“%.*s”需要权限“%.*s”，law/post.yaml 里没有岗位能把它给 %.*s 的人",
                      STR_F(r->name), STR_F(r->capability),
                      STR_F(law_organ_kind_name((enum law_organ_kind)kind)));
}

/* ---- the program's own ---- */

static bool some_post_gives(const struct law *law, struct str capability)
{
    for (size_t i = 0; i < law->npost; i++)
        if (law_post_gives(&law->post[i], capability))
            return true;
    return false;
}

static void check_capability(struct check *c, const struct law_capability *k)
{
    if (!some_post_gives(c->law, k->name))
        CHECK_ADD(c, DIAG_WARNING, &k->place, "没有岗位给出权限“%.*s”", STR_F(k->name));
}

/* Which administrator holds the capabilities that administer accounts. */
static enum law_admin admin_of(enum law_power power)
{
    switch (power) {
    case LAW_POWER_USERS:
        return LAW_ADMIN_SYSTEM;
    case LAW_POWER_GRANTS:
        return LAW_ADMIN_SECURITY;
    case LAW_POWER_AUDIT:
        return LAW_ADMIN_AUDIT;
    case LAW_POWER_NONE:
    case LAW_POWER_UNMASK:
    case LAW_POWER_UNMASK_OWN:
        break;
    }
    return LAW_ADMIN_NONE;
}

/* A power of one administrator in a post that is not his would give it to two. */
static void check_post(struct check *c, const struct law_post *p, unsigned *admins)
{
    for (size_t i = 0; i < p->ncapability; i++) {
        const struct law_capability *k = law_capability_find(c->law, p->capability[i]);
        enum law_admin of = k ? admin_of(k->power) : LAW_ADMIN_NONE;

        if (of != LAW_ADMIN_NONE && of != p->admin)
            CHECK_ADD(c, DIAG_ERROR, &p->place, "岗位“%.*s”不能有“%.*s”：只有%.*s可以有",
                      STR_F(p->name), STR_F(k->name), STR_F(law_admin_zh(of)));
        if (of != LAW_ADMIN_NONE && of == p->admin)
            *admins |= 1u << of;
    }
}

/* A law with accounts has each of the three, with his power. */
static void check_admins(struct check *c, unsigned admins)
{
    for (int i = LAW_ADMIN_SYSTEM; c->law->account && i < LAW_ADMINS; i++)
        if (!(admins >> i & 1))
            CHECK_ADD(c, DIAG_ERROR, &c->law->account->place,
                      "law/post.yaml 里没有%.*s的岗位，或它没有应有的权限",
                      STR_F(law_admin_zh((enum law_admin)i)));
}

void check_accounts(struct check *c)
{
    unsigned admins = 0;

    for (size_t i = 0; i < c->law->nprocedure; i++)
        for (size_t k = 0; k < c->law->procedure[i]->nrole; k++)
            check_role(c, c->law->procedure[i], &c->law->procedure[i]->role[k]);
    for (size_t i = 0; i < c->law->ncapability; i++)
        check_capability(c, &c->law->capability[i]);
    for (size_t i = 0; i < c->law->npost; i++)
        check_post(c, &c->law->post[i], &admins);
    check_admins(c, admins);
    if (c->law->account && c->law->account->separation.verified != LAW_VERIFIED_YES)
        CHECK_ADD(c, DIAG_NOTE, &c->law->account->place, "三员分立的依据%s",
                  check_verified(c->law->account->separation.verified));
}
