/* law/act.c - the acts (办理行为) of a procedure: who, from where, what must hold, what follows. */
#include "base/fen.h"
#include "law/procedure_internal.h"

struct act_in {
    struct law_act act;
    const struct yaml_node *name, *by, *from, *to, *need, *may, *names, *tell, *papers, *when,
        *link, *posts, *times, *basis;
};

#define AT(f) offsetof(struct act_in, f), 0
static const struct law_key act_key[] = {
    {"name", LAW_KEY_NODE, true, AT(name)},
    {"by", LAW_KEY_NODE, false, AT(by)},
    {"opens", LAW_KEY_BOOL, false, AT(act.opens)},
    {"from", LAW_KEY_NODE, false, AT(from)},
    {"to", LAW_KEY_NODE, false, AT(to)},
    {"need", LAW_KEY_NODE, false, AT(need)},
    {"may", LAW_KEY_NODE, false, AT(may)},
    {"names", LAW_KEY_NODE, false, AT(names)},
    {"tell", LAW_KEY_NODE, false, AT(tell)},
    {"papers", LAW_KEY_NODE, false, AT(papers)},
    {"makes", LAW_KEY_STRS, false, offsetof(struct act_in, act.make),
     offsetof(struct act_in, act.nmake)},
    {"when", LAW_KEY_NODE, false, AT(when)},
    {"links", LAW_KEY_NODE, false, AT(link)},
    {"posts", LAW_KEY_NODE, false, AT(posts)},
    {"times", LAW_KEY_NODE, false, AT(times)},
    {"basis", LAW_KEY_NODE, false, AT(basis)},
    {"verified", LAW_KEY_VERIFIED, false, AT(act.basis.verified)},
    {"note", LAW_KEY_STR, false, AT(act.note)},
};
static const struct law_keys act_keys = LAW_KEYS("办理行为", act_key);

struct guard_in {
    struct law_guard guard;
    const struct yaml_node *when, *basis;
};

#define GUARD_AT(f) offsetof(struct guard_in, f), 0
static const struct law_key guard_key[] = {
    {"if", LAW_KEY_NODE, true, GUARD_AT(when)},
    {"else", LAW_KEY_STR, true, GUARD_AT(guard.otherwise)},
    {"basis", LAW_KEY_NODE, false, GUARD_AT(basis)},
    {"verified", LAW_KEY_VERIFIED, false, GUARD_AT(guard.basis.verified)},
};
static const struct law_keys guard_keys = LAW_KEYS("条件", guard_key);

struct paper_in {
    struct law_paper paper;
    const struct yaml_node *when;
};

#define PAPER_AT(f) offsetof(struct paper_in, f), 0
static const struct law_key paper_key[] = {
    {"paper", LAW_KEY_STR, true, PAPER_AT(paper.name)},
    {"if", LAW_KEY_NODE, true, PAPER_AT(when)},
};
static const struct law_keys paper_keys = LAW_KEYS("材料", paper_key);

struct link_in {
    struct law_link link;
    const struct yaml_node *open, *act, *join, *act_name, *carry, *roles, *when;
};

#define LINK_AT(f) offsetof(struct link_in, f), 0
static const struct law_key link_key[] = {
    {"open", LAW_KEY_NODE, false, LINK_AT(open)},   {"in", LAW_KEY_NODE, false, LINK_AT(act)},
    {"join", LAW_KEY_NODE, false, LINK_AT(join)},   {"act", LAW_KEY_NODE, false, LINK_AT(act_name)},
    {"carry", LAW_KEY_NODE, false, LINK_AT(carry)}, {"roles", LAW_KEY_NODE, false, LINK_AT(roles)},
    {"if", LAW_KEY_NODE, false, LINK_AT(when)},
};
static const struct law_keys link_keys = LAW_KEYS("关联", link_key);

/* ---- guards, papers ---- */

static void load_guards(struct procedure_loader *l, const struct yaml_node *node,
                        struct law_act *act)
{
    if (!procedure_list(l, node))
        return;
    act->guard = ARENA_ARRAY(l->ld->a, struct law_guard, node->n + 1);
    for (size_t i = 0; i < node->n; i++) {
        struct guard_in in = {.guard.basis.verified = LAW_VERIFIED_YES};

        if (!law_read_map(l->ld, (struct law_item){l->f, node->item[i]}, &guard_keys, &in))
            continue;
        procedure_read_condition(l, in.when, &in.guard.when);
        procedure_read_basis(l, in.basis, &in.guard.basis);
        act->guard[act->nguard++] = in.guard;
    }
}

/* papers -> [ name | {paper: name, if: cond} ] */
static void load_papers(struct procedure_loader *l, const struct yaml_node *node,
                        struct law_act *act)
{
    if (!procedure_list(l, node))
        return;
    act->paper = ARENA_ARRAY(l->ld->a, struct law_paper, node->n + 1);
    for (size_t i = 0; i < node->n; i++) {
        struct paper_in in = {0};
        const struct yaml_node *at = node->item[i];

        if (at->kind == YAML_SCALAR) {
            if (!law_read_text(l->ld, l->f, at, &in.paper.name))
                continue;
        } else if (!law_read_map(l->ld, (struct law_item){l->f, at}, &paper_keys, &in)) {
            continue;
        }
        procedure_read_condition(l, in.when, &in.paper.when);
        act->paper[act->npaper++] = in.paper;
    }
}

/* ---- links ---- */

static void load_role_pairs(struct procedure_loader *l, const struct yaml_node *node,
                            struct law_link *link)
{
    if (!node || !law_is_kind(l->ld, l->f, node, YAML_MAP))
        return;
    link->role = ARENA_ARRAY(l->ld->a, struct law_role_pair, node->n + 1);
    for (size_t i = 0; i < node->n; i++) {
        struct law_role_pair pair = {node->key[i]->text, -1};

        pair.here = procedure_read_index(l, node->item[i], law_role_find, "角色");
        if (pair.here >= 0)
            link->role[link->nrole++] = pair;
    }
}

static void load_link(struct procedure_loader *l, const struct yaml_node *node, struct law_act *act)
{
    struct link_in in = {0};
    const struct yaml_node *procedure;

    if (!law_read_map(l->ld, (struct law_item){l->f, node}, &link_keys, &in))
        return;
    if ((in.open != NULL) + (in.act != NULL) + (in.join != NULL) != 1) {
        PROCEDURE_ERROR(l, node, "关联应当写 open、in、join 之一");
        return;
    }
    in.link.kind = in.open ? LAW_LINK_OPEN : in.act ? LAW_LINK_ACT : LAW_LINK_JOIN;
    procedure = in.open ? in.open : in.act ? in.act : in.join;
    if (!law_read_text(l->ld, l->f, procedure, &in.link.procedure))
        return;
    if ((in.link.kind == LAW_LINK_JOIN) == (in.act_name != NULL))
        PROCEDURE_ERROR(l, node, "open 和 in 应当写 act，join 不写 act");
    else if (in.act_name)
        (void)law_read_text(l->ld, l->f, in.act_name, &in.link.act);
    procedure_read_list(l, in.carry, procedure_field_find, "字段", &in.link.carry);
    load_role_pairs(l, in.roles, &in.link);
    procedure_read_condition(l, in.when, &in.link.when);
    in.link.place = law_place_of(l->f, node);
    act->link[act->nlink++] = in.link;
}

static void load_links(struct procedure_loader *l, const struct yaml_node *node,
                       struct law_act *act)
{
    if (!procedure_list(l, node))
        return;
    act->link = ARENA_ARRAY(l->ld->a, struct law_link, node->n + 1);
    for (size_t i = 0; i < node->n; i++)
        load_link(l, node->item[i], act);
}

/* ---- the act ---- */

/* from -> 任一未结状态 | state | [state …]; an act that opens a matter has none. */
static void load_from(struct procedure_loader *l, const struct act_in *in, struct law_act *act)
{
    if ((in->from != NULL) == act->opens) {
        PROCEDURE_ERROR(l, in->name, "办理行为应当写 from；只有开启事项的（opens: yes）不写");
        return;
    }
    if (in->from && in->from->kind == YAML_SCALAR && str_eq(in->from->text, STR("任一未结状态")))
        act->anywhere = true;
    else
        procedure_read_list(l, in->from, law_state_find, "状态", &act->from);
}

static void load_times(struct procedure_loader *l, const struct yaml_node *node,
                       struct law_act *act)
{
    struct str text;

    if (node && law_read_text(l->ld, l->f, node, &text) &&
        (!fen_decimal(text, 0, &act->times) || act->times < 1))
        PROCEDURE_ERROR(l, node, "times 应当是次数");
}

static void load_lists(struct procedure_loader *l, const struct act_in *in, struct law_act *act)
{
    procedure_read_list(l, in->by, law_role_find, "角色", &act->by);
    procedure_read_list(l, in->need, procedure_field_find, "字段", &act->need);
    procedure_read_list(l, in->may, procedure_field_find, "字段", &act->may);
    procedure_read_list(l, in->names, law_role_find, "角色", &act->names);
    procedure_read_list(l, in->tell, law_role_find, "角色", &act->tell);
    for (size_t i = 0; i < act->may.n; i++)
        if (law_index_has(&act->need, act->may.at[i]))
            PROCEDURE_ERROR(l, in->name, "字段“%.*s”既在 need 又在 may",
                            STR_F(l->p->fields.field[act->may.at[i]].name));
    for (size_t i = 0; i < act->names.n; i++)
        if (l->p->role[act->names.at[i]].of >= 0)
            PROCEDURE_ERROR(l, in->name, "names 应当指有自己机关的角色");
}

static void load_act(struct procedure_loader *l, const struct yaml_node *node)
{
    struct act_in in = {.act = {.to = -1, .basis.verified = LAW_VERIFIED_YES}};
    struct law_act *act = &in.act;

    if (!law_read_map(l->ld, (struct law_item){l->f, node}, &act_keys, &in) ||
        !law_read_text(l->ld, l->f, in.name, &act->name))
        return;
    act->place = law_place_of(l->f, in.name);
    load_lists(l, &in, act);
    load_from(l, &in, act);
    if (in.to)
        act->to = procedure_read_index(l, in.to, law_state_find, "状态");
    else if (act->opens)
        PROCEDURE_ERROR(l, in.name, "开启事项的办理行为应当写 to");
    load_papers(l, in.papers, act);
    load_guards(l, in.when, act);
    load_links(l, in.link, act);
    procedure_load_postings(l, in.posts, act);
    load_times(l, in.times, act);
    procedure_read_basis(l, in.basis, &act->basis);
    if (law_act_find(l->p, act->name) >= 0)
        PROCEDURE_ERROR(l, in.name, "办理行为“%.*s”重复", STR_F(act->name));
    l->p->act[l->p->nact++] = in.act;
}

void procedure_load_acts(struct procedure_loader *l, const struct yaml_node *acts)
{
    if (!procedure_list(l, acts))
        return;
    l->p->act = ARENA_ARRAY(l->ld->a, struct law_act, acts->n + 1);
    for (size_t i = 0; i < acts->n; i++)
        load_act(l, acts->item[i]);
}
