/* law/posting.c - the fund that a procedure keeps: accounts (账户), and what an act posts to them
 * (分录); see procedure.h. */
#include "law/procedure_internal.h"

struct account_in {
    struct law_fund_account account;
    const struct yaml_node *name, *side, *basis;
};

#define ACCOUNT_AT(f) offsetof(struct account_in, f), 0
static const struct law_key account_key[] = {
    {"name", LAW_KEY_NODE, true, ACCOUNT_AT(name)},
    {"side", LAW_KEY_NODE, true, ACCOUNT_AT(side)},
    {"basis", LAW_KEY_NODE, false, ACCOUNT_AT(basis)},
    {"verified", LAW_KEY_VERIFIED, false, ACCOUNT_AT(account.basis.verified)},
    {"note", LAW_KEY_STR, false, ACCOUNT_AT(account.note)},
};
static const struct law_keys account_keys = LAW_KEYS("账户", account_key);

struct posting_in {
    struct law_posting posting;
    const struct yaml_node *debit, *credit, *basis;
};

#define POSTING_AT(f) offsetof(struct posting_in, f), 0
static const struct law_key posting_key[] = {
    {"debit", LAW_KEY_NODE, true, POSTING_AT(debit)},
    {"credit", LAW_KEY_NODE, true, POSTING_AT(credit)},
    {"basis", LAW_KEY_NODE, false, POSTING_AT(basis)},
    {"verified", LAW_KEY_VERIFIED, false, POSTING_AT(posting.basis.verified)},
};
static const struct law_keys posting_keys = LAW_KEYS("分录", posting_key);

static const char *const side_name[] = {[LAW_DEBIT] = "debit", [LAW_CREDIT] = "credit"};
enum { NSIDE = sizeof(side_name) / sizeof(side_name[0]) };
_Static_assert(NSIDE == LAW_CREDIT + 1, "a word for every side");

int law_account_find(const struct law_procedure *p, struct str name)
{
    for (size_t i = 0; i < p->naccount; i++)
        if (str_eq(p->account[i].name, name))
            return (int)i;
    return -1;
}

/* ---- accounts ---- */

/* A balance is a field like others, so that conditions can read it; nobody fills it in. */
static int add_field(struct procedure_loader *l, const struct law_fund_account *account)
{
    struct law_dataset *d = &l->p->fields;

    d->field[d->nfield] = (struct law_field){.name = account->name,
                                             .column = account->name,
                                             .type = LAW_MONEY,
                                             .unit = -1,
                                             .place = account->place};
    return (int)d->nfield++;
}

static void load_account(struct procedure_loader *l, const struct yaml_node *node)
{
    struct account_in in = {.account.basis.verified = LAW_VERIFIED_YES};
    struct law_fund_account *account = &in.account;
    int side;

    if (!law_read_map(l->ld, (struct law_item){l->f, node}, &account_keys, &in) ||
        !law_read_text(l->ld, l->f, in.name, &account->name))
        return;
    account->place = law_place_of(l->f, in.name);
    law_check_name(l->ld, l->f, in.name, "账户名");
    side = law_read_choice(l->ld, (struct law_item){l->f, in.side}, side_name, NSIDE, "side");
    account->side = side < 0 ? LAW_DEBIT : (enum law_side)side;
    procedure_read_basis(l, in.basis, &account->basis);
    if (procedure_field_find(l->p, account->name) >= 0) {
        PROCEDURE_ERROR(l, in.name, "已有字段或者账户“%.*s”", STR_F(account->name));
        return;
    }
    account->field = add_field(l, account);
    l->p->account[l->p->naccount++] = in.account;
}

/* Makes room behind the fields for n balances, which every role may see. */
static void make_room(struct procedure_loader *l, size_t n)
{
    struct law_dataset *d = &l->p->fields;
    struct law_field *field = ARENA_ARRAY(l->ld->a, struct law_field, d->nfield + n + 1);
    struct law_index_list *see = ARENA_ARRAY(l->ld->a, struct law_index_list, d->nfield + n + 1);

    if (d->nfield > 0) {
        memcpy(field, d->field, d->nfield * sizeof(*field));
        memcpy(see, l->p->see, d->nfield * sizeof(*see));
    }
    d->field = field;
    l->p->see = see;
}

void procedure_load_accounts(struct procedure_loader *l, const struct yaml_node *accounts)
{
    if (!procedure_list(l, accounts))
        return;
    make_room(l, accounts->n);
    l->p->account = ARENA_ARRAY(l->ld->a, struct law_fund_account, accounts->n + 1);
    for (size_t i = 0; i < accounts->n; i++)
        load_account(l, accounts->item[i]);
}

/* ---- postings ---- */

/* An amount is money that this very act gives. */
static int read_amount(struct procedure_loader *l, const struct yaml_node *node,
                       const struct law_act *act)
{
    int i = procedure_read_index(l, node, procedure_field_find, "字段");

    if (i < 0)
        return -1;
    if (l->p->fields.field[i].type != LAW_MONEY)
        PROCEDURE_ERROR(l, node, "字段“%.*s”应当是金额", STR_F(node->text));
    else if (!law_index_has(&act->need, i) && !law_index_has(&act->may, i))
        PROCEDURE_ERROR(l, node, "“%.*s”不填写字段“%.*s”，不能据以记账", STR_F(act->name),
                        STR_F(node->text));
    return i;
}

/* side -> {account: amount, …} */
static void load_lines(struct procedure_loader *l, const struct yaml_node *node, enum law_side side,
                       const struct law_act *act, struct law_posting *to)
{
    for (size_t i = 0; i < node->n; i++) {
        struct law_posting_line line = {.side = side};

        line.account = procedure_read_index(l, node->key[i], law_account_find, "账户");
        line.field = read_amount(l, node->item[i], act);
        if (line.account >= 0 && line.field >= 0)
            to->line[to->nline++] = line;
    }
}

static void load_posting(struct procedure_loader *l, const struct yaml_node *node,
                         struct law_act *act)
{
    struct posting_in in = {.posting.basis.verified = LAW_VERIFIED_YES};
    struct law_posting *p = &in.posting;

    if (!law_read_map(l->ld, (struct law_item){l->f, node}, &posting_keys, &in) ||
        !law_is_kind(l->ld, l->f, in.debit, YAML_MAP) ||
        !law_is_kind(l->ld, l->f, in.credit, YAML_MAP))
        return;
    p->place = law_place_of(l->f, node);
    p->line = ARENA_ARRAY(l->ld->a, struct law_posting_line, in.debit->n + in.credit->n + 1);
    load_lines(l, in.debit, LAW_DEBIT, act, p);
    load_lines(l, in.credit, LAW_CREDIT, act, p);
    procedure_read_basis(l, in.basis, &p->basis);
    act->posting[act->nposting++] = in.posting;
}

void procedure_load_postings(struct procedure_loader *l, const struct yaml_node *posts,
                             struct law_act *act)
{
    if (!procedure_list(l, posts))
        return;
    act->posting = ARENA_ARRAY(l->ld->a, struct law_posting, posts->n + 1);
    for (size_t i = 0; i < posts->n; i++)
        load_posting(l, posts->item[i], act);
}
