/*
 * tests/matter/fund_test.c - money balances to the fen (F1), whatever acts come in whatever order: the
 * debits of every posting equal its credits, no account is overdrawn, debit accounts equal credit
 * accounts, and the balances are the fold of what was posted; a refusal moves nothing.
 */
#include "matter_fixture.h"

#include "matter/posting.h"

enum { STEPS = 60000, LONGEST = 60, MOST_ACCOUNTS = 16 };

static struct law *law;

struct game {
    uint64_t dice;
    struct arena *arena;
    const struct matter_plan *plan;
    struct matter m;
    struct moment now;
    int64_t kept[MOST_ACCOUNTS]; /* what the lines posted so far come to, counted here */
    int64_t posted, overdrawn, unbalanced;
};

static uint64_t roll(struct game *g, uint64_t n)
{
    g->dice ^= g->dice << 13;
    g->dice ^= g->dice >> 7;
    g->dice ^= g->dice << 17;
    return g->dice % n;
}

/* ---- an act out of the dice ---- */

/* Often exactly what an account holds, or a fen more: where mistakes would show. */
static int64_t any_amount(struct game *g)
{
    const struct law_procedure *p = g->plan->p;
    int64_t held = g->m.value[p->account[roll(g, p->naccount)].field].n;

    switch (roll(g, 6)) {
    case 0:
        return held;
    case 1:
        return held + 1;
    case 2:
        return held / 2;
    case 3:
        return (int64_t)roll(g, 3);
    default:
        return (int64_t)roll(g, 10000000);
    }
}

static struct str any_value(struct game *g, const struct law_field *f)
{
    struct buf b = {0};
    struct str s;

    if (f->type == LAW_BOOL)
        return roll(g, 4) ? STR("是") : STR("否");
    if (f->type == LAW_CODE)
        return f->value[roll(g, f->nvalue)];
    if (f->type == LAW_MONEY)
        fen_print(&b, (struct fen){any_amount(g)});
    else if (f->type == LAW_DATE)
        day_print(&b, (struct day){moment_day(g->now).n + 10});
    else
        buf_z(&b, "甲");
    s = str_dup(g->arena, buf_view(&b));
    buf_release(&b);
    return s;
}

static void fill(struct game *g, const struct law_index_list *l, uint64_t of, uint64_t n,
                 struct matter_pairs *to)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct law_field *f = &g->plan->p->fields.field[l->at[i]];

        if (roll(g, n) < of)
            to->at[to->n++] = (struct matter_pair){f->name, any_value(g, f)};
    }
}

static int organ_for(const struct game *g, int role)
{
    const struct law_procedure *p = g->plan->p;
    int own = p->role[role].of >= 0 ? p->role[role].of : role;

    if (g->m.organ[own] >= 0)
        return g->m.organ[own];
    for (size_t i = 0; i < law->norgan; i++)
        if (law->organ[i].kind != LAW_ORGAN_SECTION && law_role_takes(p, own, law->organ[i].kind))
            return (int)i;
    fail();
    return -1;
}

static const struct law_act *any_act(struct game *g)
{
    const struct law_procedure *p = g->plan->p;

    for (;;) {
        const struct law_act *a = &p->act[roll(g, p->nact)];

        if (g->m.version == 0 ? a->opens
                              : !a->opens && (a->anywhere || law_index_has(&a->from, g->m.state)))
            return a;
    }
}

static struct matter_act any_wish(struct game *g)
{
    const struct law_procedure *p = g->plan->p;
    const struct law_act *a = any_act(g);
    struct matter_act act = {.name = a->name, .timed = true};

    g->now.n += (int64_t)roll(g, 20 * MOMENT_DAY);
    act.at = g->now;
    act.actor = (struct matter_act_actor){.organ = organ_for(g, a->by.at[0]),
                                          .person = STR("甲"),
                                          .capability = &p->role[a->by.at[0]].capability,
                                          .ncapability = 1};
    act.field.at = ARENA_ARRAY(g->arena, struct matter_pair, p->fields.nfield + 1);
    fill(g, &a->need, 39, 40, &act.field);
    fill(g, &a->may, 1, 2, &act.field);
    act.paper.at = ARENA_ARRAY(g->arena, struct matter_pair, a->npaper + 1);
    for (size_t i = 0; i < a->npaper; i++)
        act.paper.at[act.paper.n++] = (struct matter_pair){a->paper[i].name, STR("一号")};
    act.role.at = ARENA_ARRAY(g->arena, struct matter_pair, a->names.n + 1);
    for (size_t i = 0; i < a->names.n; i++)
        act.role.at[act.role.n++] = (struct matter_pair){
            p->role[a->names.at[i]].name, law->organ[organ_for(g, a->names.at[i])].id};
    return act;
}

/* ---- what must hold ---- */

static void check_lines(struct game *g, const struct matter_change *c)
{
    int64_t of_posting[LAW_CREDIT + 1] = {0, 0};

    for (size_t i = 0; i < c->line.n; i++) {
        const struct matter_line *line = &c->line.at[i];
        const struct law_fund_account *account = &g->plan->p->account[line->account];

        assert_true(line->amount.n > 0);
        of_posting[line->side] += line->amount.n;
        g->kept[line->account] += line->side == account->side ? line->amount.n : -line->amount.n;
        if (i + 1 == c->line.n || c->line.at[i + 1].posting != line->posting) {
            assert_int_equal(of_posting[LAW_DEBIT], of_posting[LAW_CREDIT]);
            of_posting[LAW_DEBIT] = of_posting[LAW_CREDIT] = 0;
        }
    }
    g->posted += (int64_t)c->line.n;
}

static void check_balances(const struct game *g)
{
    const struct law_procedure *p = g->plan->p;
    int64_t total[LAW_CREDIT + 1] = {0, 0};

    for (size_t i = 0; i < p->naccount; i++) {
        int64_t held = g->m.value[p->account[i].field].n;

        assert_true(held >= 0);
        assert_int_equal(held, g->kept[i]);
        total[p->account[i].side] += held;
    }
    assert_int_equal(total[LAW_DEBIT], total[LAW_CREDIT]);
}

static void step(struct game *g)
{
    struct matter_act wish = any_wish(g);
    struct matter_change c;
    struct err err;

    if (matter_apply(&g->m, &wish, g->arena, &c, &err) == ERR_OK) {
        g->m = c.after;
        check_lines(g, &c);
    } else {
        g->overdrawn += str_has(str_from(err.zh), STR("只有"));
        g->unbalanced += str_has(str_from(err.zh), STR("借贷不平"));
    }
    check_balances(g);
}

static void play(struct game *g)
{
    g->m = matter_none(g->plan, g->arena);
    g->now = moment_of("2026-01-05T09:00:00");
    memset(g->kept, 0, sizeof(g->kept));
    for (int i = 0; i < LONGEST && (g->m.version == 0 || matter_is_open(&g->m)); i++)
        step(g);
}

static void money_balances_whatever_comes(void **state)
{
    struct arena book_arena, a;
    struct matter_book book;
    struct game g = {.dice = 20261125, .arena = &a};

    (void)state;
    print_message("seed %llu\n", (unsigned long long)g.dice);
    arena_init(&book_arena, 0);
    arena_init(&a, 0);
    book = book_of(law, &book_arena);
    g.plan = matter_plan_find(&book, STR("eco-damage"));
    assert_non_null(g.plan);
    assert_true(g.plan->p->naccount > 0 && g.plan->p->naccount <= MOST_ACCOUNTS);
    for (int n = 0; n < STEPS / LONGEST * 4; n++) {
        play(&g);
        arena_reset(&a);
    }
    print_message("%lld lines posted, %lld overdrafts and %lld unequal postings refused\n",
                  (long long)g.posted, (long long)g.overdrawn, (long long)g.unbalanced);
    assert_true(g.posted > 2000 && g.overdrawn > 200 && g.unbalanced > 20);
    arena_release(&a);
    arena_release(&book_arena);
}

static int load(void **state)
{
    (void)state;
    law = law_shipped();
    return 0;
}

static int unload(void **state)
{
    (void)state;
    law_unref(law);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(money_balances_whatever_comes)};

    return cmocka_run_group_tests_name("matter_fund", tests, load, unload);
}
