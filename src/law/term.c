/* law/term.c - the terms of a procedure: which deadline runs from which act to which. */
#include "law/procedure_internal.h"

struct term_in {
    struct law_term term;
    const struct yaml_node *name, *deadline, *kind, *by, *start, *stop, *cancel, *extend, *suspend,
        *resume, *opens, *extend_by, *from, *until, *when, *basis;
};

#define AT(f) offsetof(struct term_in, f), 0
static const struct law_key term_key[] = {
    {"name", LAW_KEY_NODE, false, AT(name)},
    {"deadline", LAW_KEY_NODE, false, AT(deadline)},
    {"kind", LAW_KEY_NODE, false, AT(kind)},
    {"by", LAW_KEY_NODE, false, AT(by)},
    {"start", LAW_KEY_NODE, true, AT(start)},
    {"stop", LAW_KEY_NODE, true, AT(stop)},
    {"cancel", LAW_KEY_NODE, false, AT(cancel)},
    {"extend", LAW_KEY_NODE, false, AT(extend)},
    {"suspend", LAW_KEY_NODE, false, AT(suspend)},
    {"resume", LAW_KEY_NODE, false, AT(resume)},
    {"opens", LAW_KEY_NODE, false, AT(opens)},
    {"extend_by", LAW_KEY_NODE, false, AT(extend_by)},
    {"from", LAW_KEY_NODE, false, AT(from)},
    {"until", LAW_KEY_NODE, false, AT(until)},
    {"if", LAW_KEY_NODE, false, AT(when)},
    {"passed", LAW_KEY_STR, false, AT(term.passed)},
    {"basis", LAW_KEY_NODE, false, AT(basis)},
    {"verified", LAW_KEY_VERIFIED, false, AT(term.basis.verified)},
};
static const struct law_keys term_keys = LAW_KEYS("期限", term_key);

static const char *const kind_name[] = {
    [LAW_TERM_DUTY] = "duty", [LAW_TERM_RIGHT] = "right", [LAW_TERM_WINDOW] = "window"};
enum { NKIND = sizeof(kind_name) / sizeof(kind_name[0]) };
_Static_assert(NKIND == LAW_TERM_WINDOW + 1, "a name for every kind of term");

/* Index of the field, which has that type; -1. */
static int read_field(struct procedure_loader *l, const struct yaml_node *node, enum law_type type)
{
    int i = node ? procedure_read_index(l, node, procedure_field_find, "字段") : -1;

    if (i >= 0 && l->p->fields.field[i].type != type)
        PROCEDURE_ERROR(l, node, "字段“%.*s”应当是%s", STR_F(node->text),
                        type == LAW_DATE ? "日期" : "整数");
    return i;
}

static void load_lists(struct procedure_loader *l, const struct term_in *in, struct law_term *t)
{
    procedure_read_list(l, in->start, law_act_find, "办理行为", &t->start);
    procedure_read_list(l, in->stop, law_act_find, "办理行为", &t->stop);
    procedure_read_list(l, in->cancel, law_act_find, "办理行为", &t->cancel);
    procedure_read_list(l, in->extend, law_act_find, "办理行为", &t->extend);
    procedure_read_list(l, in->suspend, law_act_find, "办理行为", &t->suspend);
    procedure_read_list(l, in->resume, law_act_find, "办理行为", &t->resume);
    procedure_read_list(l, in->opens, law_act_find, "办理行为", &t->opens);
}

/* A term without a deadline must have its own name: 及时 and what a document sets are terms too. */
static void load_name(struct procedure_loader *l, const struct yaml_node *node,
                      const struct term_in *in, struct law_term *t)
{
    if (in->deadline)
        (void)law_read_text(l->ld, l->f, in->deadline, &t->deadline);
    t->name = t->deadline;
    if (in->name)
        (void)law_read_text(l->ld, l->f, in->name, &t->name);
    if (t->name.n == 0)
        PROCEDURE_ERROR(l, node, "期限应当写 deadline 或 name");
    for (size_t i = 0; i < l->p->nterm; i++)
        if (str_eq(l->p->term[i].name, t->name))
            PROCEDURE_ERROR(l, node, "期限“%.*s”重复", STR_F(t->name));
}

static void load_term(struct procedure_loader *l, const struct yaml_node *node)
{
    struct term_in in = {.term = {.by = -1, .basis.verified = LAW_VERIFIED_YES}};
    struct law_term *t = &in.term;
    int kind = 0;

    if (!law_read_map(l->ld, (struct law_item){l->f, node}, &term_keys, &in))
        return;
    t->place = law_place_of(l->f, node);
    load_name(l, node, &in, t);
    if (in.kind)
        kind = law_read_choice(l->ld, (struct law_item){l->f, in.kind}, kind_name, NKIND, "kind");
    t->kind = kind < 0 ? LAW_TERM_DUTY : (enum law_term_kind)kind;
    if (in.by)
        t->by = procedure_read_index(l, in.by, law_role_find, "角色");
    else if (t->kind != LAW_TERM_WINDOW)
        PROCEDURE_ERROR(l, node, "期限应当写 by：谁负有义务或者享有权利");
    load_lists(l, &in, t);
    t->extend_by = read_field(l, in.extend_by, LAW_INT);
    t->from = read_field(l, in.from, LAW_DATE);
    t->until = read_field(l, in.until, LAW_DATE);
    procedure_read_condition(l, in.when, &t->when);
    procedure_read_basis(l, in.basis, &t->basis);
    l->p->term[l->p->nterm++] = in.term;
}

void procedure_load_terms(struct procedure_loader *l, const struct yaml_node *terms)
{
    if (!procedure_list(l, terms))
        return;
    l->p->term = ARENA_ARRAY(l->ld->a, struct law_term, terms->n + 1);
    for (size_t i = 0; i < terms->n; i++)
        load_term(l, terms->item[i]);
}
