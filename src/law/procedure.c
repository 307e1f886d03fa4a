/* law/procedure.c - procedures (程序): the file, its roles, fields and states; see procedure.h. */
#include "law/procedure_internal.h"

struct procedure_in {
    struct law_procedure p;
    const struct yaml_node *basis, *roles, *fields, *accounts, *states, *acts, *terms, *examples,
        *supervise, *clues;
};

#define AT(f) offsetof(struct procedure_in, f), 0
static const struct law_key procedure_key[] = {
    {"id", LAW_KEY_STR, true, AT(p.id)},
    {"name", LAW_KEY_STR, true, AT(p.name)},
    {"mechanism", LAW_KEY_STR, true, AT(p.mechanism)},
    {"basis", LAW_KEY_NODE, true, AT(basis)},
    {"verified", LAW_KEY_VERIFIED, true, AT(p.basis.verified)},
    {"note", LAW_KEY_STR, false, AT(p.note)},
    {"roles", LAW_KEY_NODE, true, AT(roles)},
    {"fields", LAW_KEY_NODE, false, AT(fields)},
    {"accounts", LAW_KEY_NODE, false, AT(accounts)},
    {"states", LAW_KEY_NODE, true, AT(states)},
    {"acts", LAW_KEY_NODE, true, AT(acts)},
    {"terms", LAW_KEY_NODE, false, AT(terms)},
    {"examples", LAW_KEY_NODE, true, AT(examples)},
    {"supervise", LAW_KEY_NODE, false, AT(supervise)},
    {"clues", LAW_KEY_NODE, false, AT(clues)},
};
static const struct law_keys procedure_keys = LAW_KEYS("程序", procedure_key);

struct role_in {
    struct law_role role;
    const struct yaml_node *name, *kinds, *of;
};

#define ROLE_AT(f) offsetof(struct role_in, f), 0
static const struct law_key role_key[] = {
    {"name", LAW_KEY_NODE, true, ROLE_AT(name)},
    {"kinds", LAW_KEY_NODE, false, ROLE_AT(kinds)},
    {"of", LAW_KEY_NODE, false, ROLE_AT(of)},
    {"capability", LAW_KEY_STR, false, ROLE_AT(role.capability)},
};
static const struct law_keys role_keys = LAW_KEYS("角色", role_key);

struct state_in {
    struct law_state state;
    const struct yaml_node *name;
};

#define STATE_AT(f) offsetof(struct state_in, f), 0
static const struct law_key state_key[] = {
    {"name", LAW_KEY_NODE, true, STATE_AT(name)},
    {"final", LAW_KEY_BOOL, false, STATE_AT(state.final)},
    {"note", LAW_KEY_STR, false, STATE_AT(state.note)},
};
static const struct law_keys state_keys = LAW_KEYS("状态", state_key);

/* ---- names ---- */

int law_role_find(const struct law_procedure *p, struct str name)
{
    for (size_t i = 0; i < p->nrole; i++)
        if (str_eq(p->role[i].name, name))
            return (int)i;
    return -1;
}

int law_state_find(const struct law_procedure *p, struct str name)
{
    for (size_t i = 0; i < p->nstate; i++)
        if (str_eq(p->state[i].name, name))
            return (int)i;
    return -1;
}

int law_act_find(const struct law_procedure *p, struct str name)
{
    for (size_t i = 0; i < p->nact; i++)
        if (str_eq(p->act[i].name, name))
            return (int)i;
    return -1;
}

int procedure_field_find(const struct law_procedure *p, struct str name)
{
    return law_field_find(&p->fields, name);
}

bool law_index_has(const struct law_index_list *l, int i)
{
    for (size_t k = 0; k < l->n; k++)
        if (l->at[k] == i)
            return true;
    return false;
}

bool law_role_takes(const struct law_procedure *p, int role, enum law_organ_kind kind)
{
    const struct law_role *r = &p->role[role];

    if (r->of >= 0)
        r = &p->role[r->of];
    return (r->kinds & 1u << kind) != 0;
}

/* ---- shared readers ---- */

static void unknown_name(struct procedure_loader *l, const struct yaml_node *node,
                         procedure_find find, const char *what)
{
    struct near near = near_to(node->text);
    struct diag *d = PROCEDURE_ERROR(l, node, "没有%s“%.*s”", what, STR_F(node->text));
    const struct law_procedure *p = l->p;

    for (size_t i = 0; find == law_role_find && i < p->nrole; i++)
        near_offer(&near, p->role[i].name);
    for (size_t i = 0; find == law_state_find && i < p->nstate; i++)
        near_offer(&near, p->state[i].name);
    for (size_t i = 0; find == law_act_find && i < p->nact; i++)
        near_offer(&near, p->act[i].name);
    for (size_t i = 0; find == procedure_field_find && i < p->fields.nfield; i++)
        near_offer(&near, p->fields.field[i].name);
    for (size_t i = 0; find == law_account_find && i < p->naccount; i++)
        near_offer(&near, p->account[i].name);
    law_hint_near(l->ld, d, &near);
}

int procedure_read_index(struct procedure_loader *l, const struct yaml_node *node,
                         procedure_find find, const char *what)
{
    struct str name;
    int i;

    if (!law_read_text(l->ld, l->f, node, &name))
        return -1;
    i = find(l->p, name);
    if (i < 0)
        unknown_name(l, node, find, what);
    return i;
}

bool procedure_list(struct procedure_loader *l, const struct yaml_node *node)
{
    return node && law_is_kind(l->ld, l->f, node, YAML_LIST);
}

void procedure_read_list(struct procedure_loader *l, const struct yaml_node *node,
                         procedure_find find, const char *what, struct law_index_list *ret)
{
    size_t n = !node ? 0 : node->kind == YAML_LIST ? node->n : 1;

    ret->at = ARENA_ARRAY(l->ld->a, int, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct yaml_node *at = node->kind == YAML_LIST ? node->item[i] : node;
        int found = procedure_read_index(l, at, find, what);

        if (found >= 0 && law_index_has(ret, found))
            PROCEDURE_ERROR(l, at, "%s“%.*s”写了两次", what, STR_F(at->text));
        else if (found >= 0)
            ret->at[ret->n++] = found;
    }
}

void procedure_read_condition(struct procedure_loader *l, const struct yaml_node *node,
                              struct law_condition *ret)
{
    if (node && law_read_text(l->ld, l->f, node, &ret->text))
        ret->place = law_place_of_text(l->f, node);
}

void procedure_read_basis(struct procedure_loader *l, const struct yaml_node *node,
                          struct law_basis *ret)
{
    size_t n = !node ? 0 : node->kind == YAML_LIST ? node->n : 1;

    ret->at = ARENA_ARRAY(l->ld->a, struct law_citation, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct yaml_node *at = node->kind == YAML_LIST ? node->item[i] : node;

        if (law_read_citation(l->ld, (struct law_item){l->f, at}, &ret->at[ret->n]))
            ret->n++;
    }
}

void procedure_read_pairs(struct procedure_loader *l, const struct yaml_node *node,
                          struct law_pairs *ret)
{
    size_t n = !node ? 0 : node->kind == YAML_SCALAR ? 1 : node->n;

    ret->at = ARENA_ARRAY(l->ld->a, struct law_pair, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct law_pair *pair = &ret->at[ret->n];
        const struct yaml_node *name = node->kind == YAML_MAP    ? node->key[i]
                                       : node->kind == YAML_LIST ? node->item[i]
                                                                 : node;

        if (!law_read_text(l->ld, l->f, name, &pair->name))
            continue;
        pair->place = law_place_of(l->f, name);
        if (node->kind == YAML_MAP && !law_read_text(l->ld, l->f, node->item[i], &pair->value))
            continue;
        ret->n++;
    }
}

/* ---- roles, fields, states ---- */

unsigned procedure_read_kinds(struct procedure_loader *l, const struct yaml_node *node)
{
    size_t n = node->kind == YAML_LIST ? node->n : 1;
    unsigned kinds = 0;

    for (size_t i = 0; i < n; i++) {
        struct law_item item = {l->f, node->kind == YAML_LIST ? node->item[i] : node};
        int kind = law_read_organ_kind(l->ld, item);

        if (kind >= 0)
            kinds |= 1u << kind;
    }
    return kinds;
}

static void load_role(struct procedure_loader *l, const struct yaml_node *node)
{
    struct role_in in = {.role.of = -1};

    if (!law_read_map(l->ld, (struct law_item){l->f, node}, &role_keys, &in) ||
        !law_read_text(l->ld, l->f, in.name, &in.role.name))
        return;
    in.role.place = law_place_of(l->f, in.name);
    if ((in.kinds != NULL) == (in.of != NULL))
        PROCEDURE_ERROR(l, in.name, "角色应当写 kinds 或 of 之一");
    else if (in.kinds)
        in.role.kinds = procedure_read_kinds(l, in.kinds);
    else
        in.role.of = procedure_read_index(l, in.of, law_role_find, "角色");
    if (in.role.of >= 0 && l->p->role[in.role.of].of >= 0)
        PROCEDURE_ERROR(l, in.of, "of 应当指有自己机关的角色");
    if (law_role_find(l->p, in.role.name) >= 0)
        PROCEDURE_ERROR(l, in.name, "角色“%.*s”重复", STR_F(in.role.name));
    l->p->role[l->p->nrole++] = in.role;
}

static void load_state(struct procedure_loader *l, const struct yaml_node *node)
{
    struct state_in in = {0};

    if (!law_read_map(l->ld, (struct law_item){l->f, node}, &state_keys, &in) ||
        !law_read_text(l->ld, l->f, in.name, &in.state.name))
        return;
    in.state.place = law_place_of(l->f, in.name);
    if (law_state_find(l->p, in.state.name) >= 0)
        PROCEDURE_ERROR(l, in.name, "状态“%.*s”重复", STR_F(in.state.name));
    l->p->state[l->p->nstate++] = in.state;
}

static void load_roles(struct procedure_loader *l, const struct yaml_node *node)
{
    if (!procedure_list(l, node))
        return;
    l->p->role = ARENA_ARRAY(l->ld->a, struct law_role, node->n + 1);
    for (size_t i = 0; i < node->n; i++)
        load_role(l, node->item[i]);
}

static void load_states(struct procedure_loader *l, const struct yaml_node *node)
{
    if (!procedure_list(l, node))
        return;
    l->p->state = ARENA_ARRAY(l->ld->a, struct law_state, node->n + 1);
    for (size_t i = 0; i < node->n; i++)
        load_state(l, node->item[i]);
}

static void load_see(struct procedure_loader *l)
{
    const struct law_dataset *d = &l->p->fields;
    struct law_index_list *see = ARENA_ARRAY(l->ld->a, struct law_index_list, d->nfield + 1);

    for (size_t i = 0; i < d->nfield; i++) {
        const struct law_field *f = &d->field[i];

        see[i].at = ARENA_ARRAY(l->ld->a, int, f->nsee + 1);
        for (size_t k = 0; k < f->nsee; k++) {
            int role = law_role_find(l->p, f->see[k]);

            if (role < 0)
                diag_add(l->ld->diags, DIAG_ERROR, f->place.file, f->place.source, f->place.line,
                         f->place.column, "see 中没有角色“%.*s”", STR_F(f->see[k]));
            else
                see[i].at[see[i].n++] = role;
        }
    }
    l->p->see = see;
}

static void check_field_types(struct procedure_loader *l)
{
    for (size_t i = 0; i < l->p->fields.nfield; i++) {
        const struct law_field *f = &l->p->fields.field[i];

        if (f->type == LAW_PARTY || f->derive != LAW_DERIVE_NONE || f->read)
            diag_add(l->ld->diags, DIAG_ERROR, f->place.file, f->place.source, f->place.line,
                     f->place.column, "程序的字段不能是当事人，也不写 derive、read");
    }
}

static void load_fields(struct procedure_loader *l, const struct yaml_node *node)
{
    struct law_item part = {l->f, node};

    l->p->fields = (struct law_dataset){.name = l->p->name, .place = l->p->place};
    law_load_fields(l->ld, &l->p->fields, &part, node ? 1 : 0);
    check_field_types(l);
    load_see(l);
}

/* ---- the file ---- */

static struct str version_of(struct arena *a, struct str text)
{
    return str_fmt(a, "%016llx", (unsigned long long)str_hash(text));
}

/* Roles first: fields name them.  Accounts are fields too.  Acts before terms and examples, which name acts. */
static const struct law_procedure *load_procedure(struct law_loader *ld, struct law_item item)
{
    struct procedure_in in = {0};
    struct law_procedure *p = ARENA_NEW(ld->a, struct law_procedure);
    struct procedure_loader l = {ld, item.file, p};

    if (!law_read_map(ld, item, &procedure_keys, &in))
        return NULL;
    *p = in.p;
    p->place = law_place_of(item.file, item.node);
    p->text = item.file->text;
    p->version = version_of(ld->a, p->text);
    procedure_read_basis(&l, in.basis, &p->basis);
    load_roles(&l, in.roles);
    load_fields(&l, in.fields);
    procedure_load_accounts(&l, in.accounts);
    load_states(&l, in.states);
    procedure_load_acts(&l, in.acts);
    procedure_load_terms(&l, in.terms);
    procedure_load_supervise(&l, in.supervise);
    procedure_load_clues(&l, in.clues);
    procedure_load_examples(&l, in.examples);
    return p;
}

void law_load_procedures(struct law_loader *ld)
{
    size_t n;
    struct law_item *item = law_file_items(ld, STR("law/procedure/"), &n);
    struct law *law = ld->law;

    law->procedure = ARENA_ARRAY(ld->a, const struct law_procedure *, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct law_procedure *p = load_procedure(ld, item[i]);

        if (!p)
            continue;
        law->procedure[law->nprocedure++] = p;
        law_register(ld, &ld->snap->procedure_by_name, item[i], p->id, (void *)p);
        law_register(ld, &ld->snap->procedure_by_name, item[i], p->name, (void *)p);
    }
}

const struct law_procedure *law_procedure_find(const struct law *law, struct str id_or_name)
{
    return map_get(&law_snapshot(law)->procedure_by_name, id_or_name);
}

enum err_code law_procedure_parse(const struct law *law, struct law_text file, struct arena *a,
                                  struct diag_list *diags, const struct law_procedure **ret,
                                  struct err *err)
{
    /* The loader of a procedure reads the snapshot's names and writes none of them. */
    struct law_loader ld = {.snap = (struct law_snapshot *)law_snapshot(law),
                            .law = (struct law *)law,
                            .a = a,
                            .diags = diags};
    struct law_file f = {str_dup(a, file.name), str_dup(a, file.text), NULL};
    const struct law_procedure *p;
    size_t before = diags->errors;

    TRY(yaml_parse(a, f.name, f.text, diags, &f.root, err));
    p = load_procedure(&ld, (struct law_item){&f, f.root});
    if (!p || diags->errors > before) {
        err_set(err, ERR_INVALID, "%.*s: not a procedure", STR_F(file.name));
        return err_set_zh(err, "程序“%.*s”有错误，不能使用", STR_F(file.name));
    }
    *ret = p;
    return ERR_OK;
}
