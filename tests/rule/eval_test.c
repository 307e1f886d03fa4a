/*
 * tests/rule/eval_test.c - plans over worlds of many rows: aggregates and peer groups give what a
 * plain loop over all rows gives; bindings refuse what does not fit.
 */
#include "rule_fixture.h"

#include "base/bug.h"

enum { ROWS = 1500, CASES = 40, PARTIES = 25, DAYS = 900, FIRST_DAY = 19000 };

struct fixture_world {
    struct law *law;
    struct arena arena;
    struct rule_world world;
    const struct law_dataset *penalty, *referral;
    struct column_table *p, *r;
    int case_, party, cause, date, fine; /* fields of 行政处罚 */
    int r_case, r_party, r_date, r_amount;
    uint64_t seed;
};

static uint64_t next(struct fixture_world *w)
{
    w->seed ^= w->seed << 13;
    w->seed ^= w->seed >> 7;
    w->seed ^= w->seed << 17;
    return w->seed;
}

static int64_t below(struct fixture_world *w, int64_t n)
{
    return (int64_t)(next(w) % (uint64_t)n);
}

/* One value in ten is unknown. */
static void put(struct fixture_world *w, struct column_table *t, int field, size_t row,
                int64_t value)
{
    if (below(w, 10) > 0)
        rule_world_set(&w->world, (size_t)(t - w->world.table), (size_t)field, row, value,
                       STR_NULL);
}

static void put_case(struct fixture_world *w, struct column_table *t, int field, size_t row)
{
    char text[32];
    int n = snprintf(text, sizeof(text), "案件%lld", (long long)below(w, CASES));

    if (below(w, 10) > 0)
        column_set_text(t, (size_t)field, row, (struct str){text, (size_t)n});
}

static void fill(struct fixture_world *w)
{
    for (int i = 0; i < ROWS; i++) {
        size_t p = column_table_add(w->p), r = column_table_add(w->r);

        put_case(w, w->p, w->case_, p);
        put(w, w->p, w->party, p, below(w, PARTIES));
        put(w, w->p, w->cause, p, below(w, (int64_t)w->law->ncause));
        put(w, w->p, w->date, p, FIRST_DAY + below(w, DAYS));
        put(w, w->p, w->fine, p, below(w, 1000) * 100);
        put_case(w, w->r, w->r_case, r);
        put(w, w->r, w->r_party, r, below(w, PARTIES));
        put(w, w->r, w->r_date, r, FIRST_DAY + below(w, DAYS));
        put(w, w->r, w->r_amount, r, below(w, 1000) - 500);
    }
}

static int set_up(void **state)
{
    static struct fixture_world fixture; /* cmocka hands it from here to every test */
    struct fixture_world *w = &fixture;

    memset(w, 0, sizeof(*w));
    w->seed = 20260101;
    print_message("seed %llu\n", (unsigned long long)w->seed);
    arena_init(&w->arena, 0);
    w->law = fixture_law();
    rule_world_init(&w->world, w->law, (struct day){FIRST_DAY + DAYS});
    w->penalty = law_dataset_find(w->law, STR("行政处罚"));
    w->referral = law_dataset_find(w->law, STR("移送"));
    w->p = &w->world.table[w->penalty - w->law->dataset];
    w->r = &w->world.table[w->referral - w->law->dataset];
    w->case_ = w->penalty->case_field;
    w->party = w->penalty->party_field;
    w->cause = w->penalty->cause_field;
    w->date = w->penalty->date_field;
    w->fine = law_field_find(w->penalty, STR("罚款金额"));
    w->r_case = w->referral->case_field;
    w->r_party = w->referral->party_field;
    w->r_date = w->referral->date_field;
    w->r_amount = law_field_find(w->referral, STR("涉案金额"));
    fill(w);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture_world *w = *state;

    rule_world_release(&w->world);
    arena_release(&w->arena);
    law_unref(w->law);
    return 0;
}

/* ---- the plain answers ---- */

static bool number_at(const struct column_table *t, int field, size_t row, int64_t *ret)
{
    return column_get(&t->column[field], row, ret);
}

struct cell {
    const struct column_table *table;
    int field;
    size_t row;
};

static bool same_number(struct cell a, struct cell b)
{
    int64_t x, y;

    return number_at(a.table, a.field, a.row, &x) && number_at(b.table, b.field, b.row, &y) &&
           x == y;
}

static bool same_text(struct cell a, struct cell b)
{
    struct arena arena;
    bool same;

    if (!column_known(&a.table->column[a.field], a.row) ||
        !column_known(&b.table->column[b.field], b.row))
        return false;
    arena_init(&arena, 0);
    same = str_eq(column_text(a.table, (size_t)a.field, a.row, &arena),
                  column_text(b.table, (size_t)b.field, b.row, &arena));
    arena_release(&arena);
    return same;
}

typedef enum rule_outcome (*plain_answer)(struct fixture_world *w, size_t row);

static enum rule_outcome outcome(bool hit)
{
    return hit ? RULE_HIT : RULE_MISS;
}

/* Penalties of the same party in the year before, at least as high; the row itself does not count. */
static enum rule_outcome plain_window(struct fixture_world *w, size_t row)
{
    int64_t own, date, other, fine, n = 0, party;

    if (!number_at(w->p, w->party, row, &party) || !number_at(w->p, w->date, row, &date) ||
        !number_at(w->p, w->fine, row, &own))
        return RULE_UNDETERMINED;
    for (size_t i = 0; i < ROWS; i++)
        n += i != row &&
             same_number((struct cell){w->p, w->party, i}, (struct cell){w->p, w->party, row}) &&
             number_at(w->p, w->date, i, &other) && other <= date &&
             other >= day_sub((struct day){(int32_t)date}, (struct span){1, SPAN_YEAR}).n &&
             number_at(w->p, w->fine, i, &fine) && fine >= own;
    return outcome(n >= 5);
}

static enum rule_outcome plain_exists(struct fixture_world *w, size_t row)
{
    int64_t date, other;

    if (!column_known(&w->p->column[w->case_], row) || !number_at(w->p, w->date, row, &date))
        return RULE_UNDETERMINED;
    for (size_t i = 0; i < ROWS; i++)
        if (same_text((struct cell){w->r, w->r_case, i}, (struct cell){w->p, w->case_, row}) &&
            number_at(w->r, w->r_date, i, &other) && other > date)
            return RULE_HIT;
    return RULE_MISS;
}

static enum rule_outcome plain_sum(struct fixture_world *w, size_t row)
{
    int64_t party, sum = 0, v;
    bool any = false;

    if (!number_at(w->p, w->party, row, &party) || !column_known(&w->p->column[w->case_], row))
        return RULE_UNDETERMINED;
    for (size_t i = 0; i < ROWS; i++)
        if (same_number((struct cell){w->r, w->r_party, i}, (struct cell){w->p, w->party, row}) &&
            same_text((struct cell){w->r, w->r_case, i}, (struct cell){w->p, w->case_, row}) &&
            number_at(w->r, w->r_amount, i, &v)) {
            sum += v;
            any = true;
        }
    return any ? outcome(sum > 0) : RULE_UNDETERMINED;
}

/* Referrals of the same case for more than nothing and at most the fine. */
static enum rule_outcome plain_range(struct fixture_world *w, size_t row)
{
    int64_t fine, v, n = 0;

    if (!column_known(&w->p->column[w->case_], row) || !number_at(w->p, w->fine, row, &fine))
        return RULE_UNDETERMINED;
    for (size_t i = 0; i < ROWS; i++)
        n += same_text((struct cell){w->r, w->r_case, i}, (struct cell){w->p, w->case_, row}) &&
             number_at(w->r, w->r_amount, i, &v) && v > 0 && v <= fine;
    return outcome(n > 12);
}

/* Of equal dates the later row; a row without a date only when none has one. */
static enum rule_outcome plain_latest(struct fixture_world *w, size_t row)
{
    int64_t best = INT64_MIN, date, amount = 0;
    size_t at = ROWS;

    if (!column_known(&w->p->column[w->case_], row))
        return RULE_UNDETERMINED;
    for (size_t i = 0; i < ROWS; i++) {
        if (!same_text((struct cell){w->r, w->r_case, i}, (struct cell){w->p, w->case_, row}))
            continue;
        if (!number_at(w->r, w->r_date, i, &date))
            date = INT64_MIN;
        if (date >= best) {
            best = date;
            at = i;
        }
    }
    if (at == ROWS || !number_at(w->r, w->r_amount, at, &amount))
        return RULE_UNDETERMINED;
    return outcome(amount > 100);
}

static enum rule_outcome plain_max(struct fixture_world *w, size_t row)
{
    int64_t best = INT64_MIN, v, party;

    if (!number_at(w->p, w->party, row, &party))
        return RULE_UNDETERMINED;
    for (size_t i = 0; i < ROWS; i++)
        if (i != row &&
            same_number((struct cell){w->p, w->party, i}, (struct cell){w->p, w->party, row}) &&
            number_at(w->p, w->fine, i, &v) && v > best)
            best = v;
    return best == INT64_MIN ? RULE_UNDETERMINED : outcome(best >= 99000);
}

/* Others of the party with at least the fine; one that is as large as can be is a fine like any. */
static enum rule_outcome plain_at_least(struct fixture_world *w, size_t row)
{
    int64_t own, v, party, n = 0;

    if (!number_at(w->p, w->party, row, &party) || !number_at(w->p, w->fine, row, &own))
        return RULE_UNDETERMINED;
    for (size_t i = 0; i < ROWS; i++)
        n += i != row &&
             same_number((struct cell){w->p, w->party, i}, (struct cell){w->p, w->party, row}) &&
             number_at(w->p, w->fine, i, &v) && v >= own;
    return outcome(n == 2);
}

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* Known fines of the rows with the same cause; 0 when the row's own cause is unknown. */
static size_t peers_of(struct fixture_world *w, size_t row, int64_t *fine)
{
    size_t n = 0;

    for (size_t i = 0; i < ROWS; i++)
        if (same_number((struct cell){w->p, w->cause, i}, (struct cell){w->p, w->cause, row}) &&
            number_at(w->p, w->fine, i, &fine[n]))
            n++;
    qsort(fine, n, sizeof(*fine), by_number);
    return n;
}

/* The least value v with at least p % of all at or below it. */
static int64_t plain_quantile(const int64_t *v, size_t n, size_t p)
{
    for (size_t i = 0; i < n; i++)
        if ((i + 1) * 100 >= n * p)
            return v[i];
    return v[n - 1];
}

static enum rule_outcome plain_quantiles(struct fixture_world *w, size_t row)
{
    int64_t fine[ROWS], own;
    size_t n = peers_of(w, row, fine);

    if (n == 0 || !number_at(w->p, w->fine, row, &own))
        return RULE_UNDETERMINED;
    return outcome(own > plain_quantile(fine, n, 90) || own < plain_quantile(fine, n, 50) / 10);
}

static enum rule_outcome plain_mean(struct fixture_world *w, size_t row)
{
    int64_t fine[ROWS], own, sum = 0;
    size_t n = peers_of(w, row, fine);

    if (n == 0 || !number_at(w->p, w->fine, row, &own))
        return RULE_UNDETERMINED;
    for (size_t i = 0; i < n; i++)
        sum += fine[i];
    return outcome(own > (sum * 2 + (int64_t)n) / (2 * (int64_t)n)); /* half rounds up */
}

/* ---- plans against plain answers ---- */

static void compare(struct fixture_world *w, const char *condition, plain_answer plain)
{
    struct rule_plan *plan = fixture_condition(w->law, condition, &w->arena);
    struct rule_binding *b;
    size_t seen[3] = {0};
    struct arena scratch;
    struct err err;

    arena_init(&scratch, 0);
    assert_int_equal(rule_bind(&w->world, &plan, 1, &b, &err), ERR_OK);
    for (size_t row = 0; row < ROWS; row++) {
        enum rule_outcome have = rule_eval(b, 0, row, &scratch), want = plain(w, row);

        if (have != want)
            fail_msg("%s\nrow %zu: %d, plain loop says %d", condition, row, have, want);
        seen[have]++;
    }
    assert_true(seen[RULE_HIT] > 0 && seen[RULE_MISS] > 0 && seen[RULE_UNDETERMINED] > 0);
    assert_int_equal(scratch.used, 0); /* nothing is allocated on the way */
    rule_binding_free(b);
    arena_release(&scratch);
}

static void aggregates_equal_a_plain_loop(void **state)
{
    struct fixture_world *w = *state;

    compare(w,
            "次数(行政处罚, 当事人 = 本案 且 决定日期 在 本案.决定日期 前 1年 内 且 罚款金额 >= "
            "本案.罚款金额) >= 5",
            plain_window);
    compare(w, "存在(移送, 案件 = 本案 且 移送日期 > 本案.决定日期)", plain_exists);
    compare(w, "非 不存在(移送, 本案.决定日期 < 移送日期 且 本案.案件 = 案件)", plain_exists);
    compare(w, "合计(移送.涉案金额, 当事人 = 本案 且 案件 = 本案) > 0元", plain_sum);
    compare(w, "次数(移送, 案件 = 本案 且 涉案金额 > 0元 且 本案.罚款金额 >= 涉案金额) > 12",
            plain_range);
    compare(w, "最近(移送.涉案金额, 案件 = 本案) > 1元", plain_latest);
    compare(w, "最大(行政处罚.罚款金额, 当事人 = 本案) >= 990元", plain_max);
}

static void the_greatest_number_is_a_number(void **state)
{
    enum { EACH = 40 };
    struct fixture_world *w = *state;

    for (size_t row = 0; row < ROWS; row += EACH)
        column_set_number(w->p, (size_t)w->fine, row, INT64_MAX);
    compare(w, "次数(行政处罚, 当事人 = 本案 且 罚款金额 >= 本案.罚款金额) = 2", plain_at_least);
}

static void peer_groups_equal_a_plain_loop(void **state)
{
    struct fixture_world *w = *state;

    compare(
        w,
        "罚款金额 > 同类(罚款金额 的 分位数(90), 按 案由) 或 罚款金额 < 同类(罚款金额 的 中位数, 按 案由) × "
        "10%",
        plain_quantiles);
    compare(w, "罚款金额 > 同类(罚款金额 的 均值, 按 案由)", plain_mean);
}

/* Plans share a binding; each answers as if it were alone. */
static void plans_share_a_binding(void **state)
{
    struct fixture_world *w = *state;
    struct rule_plan *plan[3];
    struct rule_binding *b;
    struct arena scratch;
    struct err err;

    plan[0] = fixture_condition(w->law, "存在(移送, 案件 = 本案)", &w->arena);
    plan[1] =
        fixture_condition(w->law, "存在(移送, 案件 = 本案 且 移送日期 > 本案.决定日期)", &w->arena);
    plan[2] = fixture_condition(w->law, "罚款金额 > 同类(罚款金额 的 均值, 按 案由)", &w->arena);
    arena_init(&scratch, 0);
    assert_int_equal(rule_bind(&w->world, plan, 3, &b, &err), ERR_OK);
    for (size_t row = 0; row < ROWS; row++) {
        assert_int_equal(rule_eval(b, 1, row, &scratch), plain_exists(w, row));
        assert_int_equal(rule_eval(b, 2, row, &scratch), plain_mean(w, row));
        if (rule_eval(b, 1, row, &scratch) == RULE_HIT)
            assert_int_equal(rule_eval(b, 0, row, &scratch), RULE_HIT);
    }
    rule_binding_free(b);
    arena_release(&scratch);
}

/* The outcome that is explained is the outcome; a clue always has its reasons. */
static void reasons_agree_with_outcomes(void **state)
{
    struct fixture_world *w = *state;
    struct rule_plan *plan = fixture_condition(
        w->law,
        "案由 属于 案由类.采矿类 且 (罚款金额 < 500元 或 不存在(移送, 案件 = 本案)) 且 "
        "次数(行政处罚, 当事人 = 本案) > 3",
        &w->arena);
    struct rule_binding *b;
    struct arena scratch;
    struct err err;

    assert_int_equal(rule_bind(&w->world, &plan, 1, &b, &err), ERR_OK);
    arena_init(&scratch, 0);
    for (size_t row = 0; row < ROWS; row++) {
        struct rule_reason r;

        rule_explain(b, 0, row, &scratch, &r);
        assert_int_equal(r.outcome, rule_eval(b, 0, row, &scratch));
        assert_true(r.because.n > 0);
        assert_int_equal(r.missing.n > 0, r.outcome == RULE_UNDETERMINED);
        assert_true(r.nrow <= 2 * 50); /* two aggregates */
        for (size_t i = 0; i < r.nrow; i++)
            assert_true(r.row[i].row < ROWS &&
                        (r.row[i].dataset == w->referral || r.row[i].row != row));
        arena_reset(&scratch);
    }
    arena_release(&scratch);
    rule_binding_free(b);
}

static void a_binding_refuses_what_does_not_fit(void **state)
{
    struct fixture_world *w = *state;
    struct rule_plan *plan = fixture_condition(w->law, "存在(移送, 案件 = 本案)", &w->arena);
    struct law *other = fixture_law();
    struct rule_world wrong = {.law = other, .table = w->world.table, .today = w->world.today};
    struct column_table *none = ARENA_ARRAY(&w->arena, struct column_table, w->law->ndataset);
    struct rule_world empty = {.law = w->law, .table = none, .today = w->world.today};
    struct rule_binding *b = NULL;
    struct err err;

    assert_int_equal(rule_bind(&wrong, &plan, 1, &b, &err), ERR_INVALID);
    assert_int_equal(rule_bind(&empty, &plan, 1, &b, &err), ERR_INVALID);
    assert_null(b);
    law_unref(other);
}

/* A version names text and law: the same for the same, another for a changed comma. */
static void a_version_follows_the_text(void **state)
{
    struct fixture_world *w = *state;
    struct rule_plan *a = fixture_condition(w->law, "罚款金额 > 1元", &w->arena);
    struct rule_plan *b = fixture_condition(w->law, "罚款金额 > 1元", &w->arena);
    struct rule_plan *c = fixture_condition(w->law, "罚款金额 >  1元", &w->arena);

    assert_int_equal(a->version.n, 16);
    assert_true(str_eq(a->version, b->version));
    assert_false(str_eq(a->version, c->version));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(aggregates_equal_a_plain_loop),
        cmocka_unit_test(peer_groups_equal_a_plain_loop),
        cmocka_unit_test(plans_share_a_binding),
        cmocka_unit_test(reasons_agree_with_outcomes),
        cmocka_unit_test(a_binding_refuses_what_does_not_fit),
        cmocka_unit_test(a_version_follows_the_text),
        cmocka_unit_test(the_greatest_number_is_a_number), /* the last one: it changes the rows */
    };

    return cmocka_run_group_tests_name("rule_eval", tests, set_up, tear_down);
}
