/*
 * tests/service/fund_statement_test.c - a worked example of eco-damage done in a store, twice: what the
 * statement says of each matter, of both, of a part of the time; what it refuses.
 */
#include "../matter/matter_fixture.h"

#include "service/fund/statement.h"

static struct law *law;

/* ---- a worked example, in the store ---- */

static const char *organ_of(const struct law_procedure *p, int role)
{
    static const struct {
        const char *role, *organ;
    } known[] = {{"赔偿权利人部门", "mtg-eco"},
                 {"财政部门", "mtg-finance"},
                 {"法院", "mtg-court"},
                 {"检察院", "mtg-procuratorate"}};
    int own = p->role[role].of >= 0 ? p->role[role].of : role;

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (str_eq(p->role[own].name, str_from(known[i].role)))
            return known[i].organ;
    fail();
    return NULL;
}

static struct matter_pairs pairs_of(struct arena *a, const struct law_pairs *from)
{
    struct matter_pairs to = {ARENA_ARRAY(a, struct matter_pair, from->n + 1), from->n};

    for (size_t i = 0; i < from->n; i++)
        to.at[i] = (struct matter_pair){from->at[i].name, from->at[i].value};
    return to;
}

static void do_step(struct bench *b, const struct law_procedure *p,
                    const struct law_example_step *s, int64_t *matter, int64_t *seen)
{
    const struct law_act *act = &p->act[s->act];
    int role = s->by >= 0 ? s->by : act->by.at[0];
    struct matter_request q = {.procedure = p->id, .matter = *matter, .seen = *seen};
    struct matter_receipt r;
    struct err err;

    q.act = act_of(law, organ_of(p, role), act->name.p, "2026-01-01");
    assert_true(moment_parse(s->at, &q.act.at, &q.act.timed));
    q.act.actor.capability = &p->role[role].capability;
    q.act.actor.ncapability = 1;
    q.act.field = pairs_of(&b->arena, &s->fields);
    q.act.paper = pairs_of(&b->arena, &s->papers);
    q.act.role.at = ARENA_ARRAY(&b->arena, struct matter_pair, act->names.n + 1);
    for (size_t i = 0; i < act->names.n; i++)
        q.act.role.at[q.act.role.n++] = (struct matter_pair){
            p->role[act->names.at[i]].name, str_from(organ_of(p, act->names.at[i]))};
    q.key = str_fmt(&b->arena, "%lld-%lld-%.*s", (long long)COUNT(b, "matter"), (long long)*seen,
                    STR_F(s->at));
    q.entered = q.act.at;
    OK(matter_commit(&b->log, &q, &b->arena, &r, &err));
    *matter = r.matter;
    *seen = r.version;
}

/* Does every step of the example that is not refused; the matter. */
static int64_t do_example(struct bench *b, const char *name)
{
    const struct law_procedure *p = law_procedure_find(law, STR("eco-damage"));
    int64_t matter = 0, seen = 0;

    for (size_t i = 0; i < p->nexample; i++)
        for (size_t k = 0; str_eq(p->example[i].name, str_from(name)) && k < p->example[i].nstep;
             k++)
            if (p->example[i].step[k].act >= 0 && p->example[i].step[k].refused.n == 0)
                do_step(b, p, &p->example[i].step[k], &matter, &seen);
    assert_true(matter > 0);
    return matter;
}

static const char main_road[] = "主路：缴纳资金、使用、验收、审计公开";
static const char refunded[] = "多缴的退还";

/* ---- what it says ---- */

static enum err_code state_of(struct bench *b, int64_t matter, const char *from, const char *to,
                              struct fund_statement *ret, struct err *err)
{
    struct actor who = actor_operator(STR(""));
    struct fund_question q = {.who = &who,
                              .plan = matter_plan_find(&b->book, STR("eco-damage")),
                              .matter = matter,
                              .from = DAY_NONE,
                              .to = DAY_NONE};

    assert_true(!from || day_parse(str_from(from), &q.from));
    assert_true(!to || day_parse(str_from(to), &q.to));
    return fund_statement_make(&b->log, &q, &b->arena, ret, err);
}

struct sums {
    int64_t opening, debit, credit, closing; /* in fen */
};

static void expect_sums(const struct fund_statement *s, const char *account, struct sums want)
{
    for (size_t i = 0; i < s->nsum; i++) {
        const struct fund_sum *sum = &s->sum[i];

        if (!str_eq(sum->account, str_from(account)))
            continue;
        assert_int_equal(sum->opening.n, want.opening);
        assert_int_equal(sum->debit.n, want.debit);
        assert_int_equal(sum->credit.n, want.credit);
        assert_int_equal(sum->closing.n, want.closing);
        return;
    }
    fail_msg("no account %s", account);
}

#define EXPECT(s, account, ...) expect_sums(s, account, (struct sums){__VA_ARGS__})

enum { WAN = 1000000 }; /* 万元 in fen */

static void one_matter_and_all(void **state)
{
    struct bench b;
    struct fund_statement s;
    struct err err;
    int64_t first;

    (void)state;
    bench_open(&b, law);
    first = do_example(&b, main_road);
    OK(state_of(&b, first, NULL, NULL, &s, &err));
    assert_int_equal(s.matter.n, 1);
    assert_true(str_eq(s.matter.at[0].state, STR("办结")));
    EXPECT(&s, "应收赔偿金", 0, 100 * WAN, 100 * WAN, 0);
    EXPECT(&s, "专户", 0, 100 * WAN, 100 * WAN, 0);
    EXPECT(&s, "已验收支出", 0, 80 * WAN, 0, 80 * WAN);
    EXPECT(&s, "结余上缴", 0, 20 * WAN, 0, 20 * WAN);
    EXPECT(&s, "核定赔偿金", 0, 0, 100 * WAN, 100 * WAN);
    assert_int_equal(s.debit.n, s.credit.n);
    assert_int_equal(s.matter.at[0].nline, 14);
    do_example(&b, refunded);
    OK(state_of(&b, 0, NULL, NULL, &s, &err));
    assert_int_equal(s.matter.n, 2);
    EXPECT(&s, "已验收支出", 0, 150 * WAN, 0, 150 * WAN);
    EXPECT(&s, "退还", 0, 10 * WAN + 1, 0, 10 * WAN + 1);
    EXPECT(&s, "结余上缴", 0, 40 * WAN - 1, 0, 40 * WAN - 1);
    EXPECT(&s, "核定赔偿金", 0, 0, 200 * WAN, 200 * WAN);
    bench_close(&b);
}

static void a_part_of_the_time(void **state)
{
    struct bench b;
    struct fund_statement s;
    struct err err;
    int64_t id;

    (void)state;
    bench_open(&b, law);
    id = do_example(&b, main_road);
    OK(state_of(&b, id, "2026-11-11", "2026-11-20", &s, &err));
    EXPECT(&s, "专户", 60 * WAN + 1, 40 * WAN - 1, 0, 100 * WAN);
    EXPECT(&s, "应收赔偿金", 40 * WAN - 1, 0, 40 * WAN - 1, 0);
    EXPECT(&s, "核定赔偿金", 100 * WAN, 0, 0, 100 * WAN);
    assert_int_equal(s.matter.at[0].nline, 2);
    OK(state_of(&b, id, NULL, "2026-10-22", &s, &err)); /* before anything was posted */
    EXPECT(&s, "核定赔偿金", 0, 0, 0, 0);
    assert_int_equal(s.debit.n, 0);
    bench_close(&b);
}

static void what_does_not_fit_is_refused(void **state)
{
    struct bench b;
    struct matter_request q = opening(law, "referral");
    struct matter_receipt r;
    struct fund_statement s;
    struct err err;
    int64_t id;

    (void)state;
    bench_open(&b, law);
    id = do_example(&b, main_road);
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
    assert_int_equal(state_of(&b, r.matter, NULL, NULL, &s, &err), ERR_NOT_FOUND);
    assert_int_equal(state_of(&b, r.matter + 1, NULL, NULL, &s, &err), ERR_NOT_FOUND);
    OK(store_exec(
        b.store,
        "UPDATE matter SET body = replace(body, '已验收支出\t80万元', '已验收支出\t81万元')",
        &err));
    assert_int_equal(state_of(&b, id, NULL, NULL, &s, &err), ERR_INVALID);
    assert_non_null(strstr(err.zh, "已验收支出"));
    assert_int_equal(state_of(&b, 0, NULL, NULL, &s, &err), ERR_INVALID);
    bench_close(&b);
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_matter_and_all),
                                       cmocka_unit_test(a_part_of_the_time),
                                       cmocka_unit_test(what_does_not_fit_is_refused)};

    return cmocka_run_group_tests_name("fund_statement", tests, load, unload);
}
