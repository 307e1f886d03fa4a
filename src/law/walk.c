/* law/walk.c - the worked examples of a procedure; matter/ walks them. */
#include "law/procedure_internal.h"

struct example_in {
    struct str name;
    const struct yaml_node *after, *steps;
};

static const struct law_key example_key[] = {
    {"name", LAW_KEY_STR, true, offsetof(struct example_in, name), 0},
    {"after", LAW_KEY_NODE, false, offsetof(struct example_in, after), 0},
    {"steps", LAW_KEY_NODE, true, offsetof(struct example_in, steps), 0},
};
static const struct law_keys example_keys = LAW_KEYS("例", example_key);

struct step_in {
    struct law_example_step step;
    const struct yaml_node *act, *by, *fields, *papers, *due, *roles, *state, *overdue, *balance;
};

#define AT(f) offsetof(struct step_in, f), 0
#define LIST_AT(f, count) offsetof(struct step_in, f), offsetof(struct step_in, count)
static const struct law_key step_key[] = {
    {"at", LAW_KEY_STR, true, AT(step.at)},
    {"act", LAW_KEY_NODE, false, AT(act)},
    {"by", LAW_KEY_NODE, false, AT(by)},
    {"capable", LAW_KEY_BOOL, false, AT(step.capable)},
    {"fields", LAW_KEY_NODE, false, AT(fields)},
    {"papers", LAW_KEY_NODE, false, AT(papers)},
    {"roles", LAW_KEY_NODE, false, AT(roles)},
    {"state", LAW_KEY_NODE, false, AT(state)},
    {"due", LAW_KEY_NODE, false, AT(due)},
    {"overdue", LAW_KEY_STRS, false, LIST_AT(step.overdue, step.noverdue)},
    {"balance", LAW_KEY_NODE, false, AT(balance)},
    {"links", LAW_KEY_STRS, false, LIST_AT(step.link, step.nlink)},
    {"makes", LAW_KEY_STRS, false, LIST_AT(step.make, step.nmake)},
    {"refused", LAW_KEY_STR, false, AT(step.refused)},
};
static const struct law_keys step_keys = LAW_KEYS("例的一步", step_key);

static void load_step(struct procedure_loader *l, const struct yaml_node *node,
                      struct law_procedure_example *e)
{
    struct step_in in = {.step = {.act = -1, .by = -1, .state = -1, .capable = true}};
    struct law_example_step *s = &in.step;

    if (!law_read_map(l->ld, (struct law_item){l->f, node}, &step_keys, &in))
        return;
    s->place = law_place_of(l->f, node);
    if (in.act)
        s->act = procedure_read_index(l, in.act, law_act_find, "办理行为");
    if (in.by)
        s->by = procedure_read_index(l, in.by, law_role_find, "角色");
    if (in.state)
        s->state = procedure_read_index(l, in.state, law_state_find, "状态");
    s->says_due = in.due != NULL;
    s->says_overdue = yaml_get(node, STR("overdue")) != NULL;
    s->says_links = yaml_get(node, STR("links")) != NULL;
    procedure_read_pairs(l, in.fields, &s->fields);
    procedure_read_pairs(l, in.papers, &s->papers);
    procedure_read_pairs(l, in.due, &s->due);
    procedure_read_pairs(l, in.roles, &s->roles);
    procedure_read_pairs(l, in.balance, &s->balance);
    for (size_t i = 0; i < s->balance.n; i++)
        if (law_account_find(l->p, s->balance.at[i].name) < 0)
            PROCEDURE_ERROR(l, in.balance, "没有账户“%.*s”", STR_F(s->balance.at[i].name));
    e->step[e->nstep++] = in.step;
}

/* An example that goes on from an earlier one begins with its steps. */
static const struct law_procedure_example *former(struct procedure_loader *l,
                                                  const struct yaml_node *after)
{
    for (size_t i = 0; after && i < l->p->nexample; i++)
        if (str_eq(l->p->example[i].name, after->text))
            return &l->p->example[i];
    if (after)
        PROCEDURE_ERROR(l, after, "前面没有名为“%.*s”的例", STR_F(after->text));
    return NULL;
}

static struct law_example_step former_step(struct law_example_step s)
{
    s.former = true;
    return s;
}

static void load_example(struct procedure_loader *l, const struct yaml_node *node)
{
    struct example_in in = {0};
    struct law_procedure_example *e = &l->p->example[l->p->nexample];
    const struct law_procedure_example *before;

    if (!law_read_map(l->ld, (struct law_item){l->f, node}, &example_keys, &in) ||
        !procedure_list(l, in.steps))
        return;
    e->name = in.name;
    e->place = law_place_of(l->f, node);
    before = former(l, in.after);
    e->step = ARENA_ARRAY(l->ld->a, struct law_example_step,
                          in.steps->n + (before ? before->nstep : 0) + 1);
    for (size_t i = 0; before && i < before->nstep; i++)
        e->step[e->nstep++] = former_step(before->step[i]);
    for (size_t i = 0; i < in.steps->n; i++)
        load_step(l, in.steps->item[i], e);
    l->p->nexample++;
}

void procedure_load_examples(struct procedure_loader *l, const struct yaml_node *examples)
{
    if (!procedure_list(l, examples))
        return;
    l->p->example = ARENA_ARRAY(l->ld->a, struct law_procedure_example, examples->n + 1);
    for (size_t i = 0; i < examples->n; i++)
        load_example(l, examples->item[i]);
}
