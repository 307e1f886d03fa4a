/*
 * tests/rule/deadline_test.c - 日期 + 时限.ID is the day on which a clock of that deadline ends: every
 * deadline of the shipped law, every day of three years, counted by the rule language and by
 * law/due.h, which know nothing of each other.
 */
#include "../law/law_fixture.h"
#include "law/due.h"
#include "rule/condition.h"

enum { FIRST_YEAR = 2023, DAYS = 3 * 365 };

static struct law_field field[] = {
    {.name = STR_INIT("起"), .type = LAW_DATE, .unit = -1},
    {.name = STR_INIT("末"), .type = LAW_DATE, .unit = -1},
};
static const struct law_dataset fields = {
    .name = STR_INIT("期间"), .field = field, .nfield = sizeof(field) / sizeof(field[0])};

struct bench {
    struct law *law;
    struct arena arena;
    int64_t compared, timed;
    size_t usable, refused;
};

/* NULL when the language does not take the deadline. */
static const struct rule_condition *condition(struct bench *b, struct str id, const char *compare)
{
    struct str text = str_fmt(&b->arena, "末 %s 起 + 时限.%.*s", compare, STR_F(id));
    struct law_place place = {STR("test"), text, 1, 1};
    const struct rule_condition *c = NULL;
    struct diag_list diags;
    struct err err;

    diag_init(&diags, &b->arena);
    return rule_condition_compile(b->law, &fields, text, &place, &b->arena, &diags, &c, &err) ==
                   ERR_OK
               ? c
               : NULL;
}

static enum rule_outcome test(struct bench *b, const struct rule_condition *c, int32_t from,
                              int32_t last)
{
    const struct rule_condition_value v[] = {{true, from, STR_NULL}, {true, last, STR_NULL}};

    return rule_condition_test(
        c, rule_condition_row_make(b->law, &fields, v, (struct day){from}, &b->arena));
}

static void compare_day(struct bench *b, struct str id, const struct rule_condition *c, int32_t day)
{
    struct law_clock clock = {.deadline = id, .at = moment_at((struct day){day}, 0)};
    struct law_due due;
    struct err err;

    if (law_due_count(b->law, &clock, &b->arena, &due, &err) != ERR_OK)
        return; /* not in force yet, or beyond the calendar */
    if (test(b, c, day, due.last.n) != RULE_HIT)
        fail_msg("%.*s from day %d: the clock ends on day %d, the rule on another", STR_F(id), day,
                 due.last.n);
    b->compared++;
}

/* In hours the language says the last day on which the act may still be in time, whenever on the
 * first day the clock began. */
static void compare_hours(struct bench *b, struct str id, const struct rule_condition *late,
                          int32_t day)
{
    struct law_clock clock = {
        .deadline = id, .at = {moment_at((struct day){day + 1}, 0).n - 1}, .timed = true};
    struct law_due due;
    struct err err;

    if (law_due_count(b->law, &clock, &b->arena, &due, &err) != ERR_OK)
        return;
    for (int32_t n = 0; n < 4; n++) /* a day that the rule calls late begins behind the end */
        if (test(b, late, day, day + n) == RULE_HIT)
            assert_true(moment_at((struct day){day + n}, 0).n >= due.end.n);
    assert_int_equal(test(b, late, day, moment_day(due.end).n + 1), RULE_HIT);
    b->timed++;
}

static void compare(struct bench *b, const struct law_deadline *d)
{
    bool hours = d->length.unit == LAW_TIME_HOUR;
    const struct rule_condition *c = condition(b, d->id, hours ? ">" : "=");
    struct day first = day_from_ymd(FIRST_YEAR, 1, 2);
    struct arena mark;

    if (!c) {
        b->refused++;
        return;
    }
    b->usable++;
    mark = b->arena;
    arena_init(&b->arena, 0);
    for (int32_t i = 0; i < DAYS; i += hours ? 7 : 1) {
        if (hours)
            compare_hours(b, d->id, c, first.n + i);
        else
            compare_day(b, d->id, c, first.n + i);
        arena_reset(&b->arena);
    }
    arena_release(&b->arena);
    b->arena = mark;
}

static void the_rule_counts_as_the_clock(void **state)
{
    struct bench b = {.law = law_shipped()};
    struct str before = STR_NULL;

    (void)state;
    arena_init(&b.arena, 0);
    for (size_t i = 0; i < b.law->ndeadline; i++) {
        if (!str_eq(before, b.law->deadline[i].id))
            compare(&b, &b.law->deadline[i]);
        before = b.law->deadline[i].id;
    }
    print_message("%zu deadlines, %lld days and %lld hours alike; %zu have no number, are not"
                  " verified or count backwards\n",
                  b.usable, (long long)b.compared, (long long)b.timed, b.refused);
    assert_true(b.usable > 80 && b.compared > 50000 && b.timed > 500);
    arena_release(&b.arena);
    law_unref(b.law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_rule_counts_as_the_clock)};

    return cmocka_run_group_tests_name("rule_deadline", tests, NULL, NULL);
}
