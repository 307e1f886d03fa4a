/*
 * tests/law/deadline/property_test.c - what must hold for every clock, tried over random triggers,
 * lengths and pauses within the years of the calendar.  The seed is printed; LIANDONG_SEED sets it.
 */
#include "deadline_fixture.h"

#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 4000 };

static uint64_t state_of_dice;

static uint32_t dice(uint32_t n)
{
    state_of_dice ^= state_of_dice << 13;
    state_of_dice ^= state_of_dice >> 7;
    state_of_dice ^= state_of_dice << 17;
    return (uint32_t)(state_of_dice >> 20) % n;
}

static void roll_the_seed(void)
{
    const char *given = getenv("LIANDONG_SEED");

    state_of_dice = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL) * 2654435761u + 1;
    if (state_of_dice == 0)
        state_of_dice = 1;
    print_message("LIANDONG_SEED=%llu\n", (unsigned long long)state_of_dice);
}

/* A deadline whose document sets the length, so that any length can be tried: 未明文, no number. */
static struct law_clock any_clock(enum law_profile profile, struct law_length length)
{
    struct law_clock c = {
        .deadline = STR("ZF-01"), .timed = true, .profile = profile, .length = length};

    c.at = moment_at((struct day){day_from_ymd(2019, 1, 1).n + (int32_t)dice(5 * 365)},
                     (int32_t)dice(MOMENT_DAY));
    return c;
}

static const struct {
    enum law_profile profile;
    enum law_time unit;
    int most;
} forward[] = {
    {LAW_PROFILE_NAT, LAW_TIME_DAY, 90},       {LAW_PROFILE_NAT_ROLL, LAW_TIME_DAY, 90},
    {LAW_PROFILE_WD, LAW_TIME_DAY, 60},        {LAW_PROFILE_WD, LAW_TIME_WORKING_DAY, 60},
    {LAW_PROFILE_MON, LAW_TIME_MONTH, 12},     {LAW_PROFILE_MON_ROLL, LAW_TIME_MONTH, 12},
    {LAW_PROFILE_H_MOMENT, LAW_TIME_HOUR, 96}, {LAW_PROFILE_H_NEXTHOUR, LAW_TIME_HOUR, 96},
};
enum { NFORWARD = sizeof(forward) / sizeof(forward[0]) };

static struct law_clock any_forward(void)
{
    size_t i = dice(NFORWARD);
    struct law_length length = {1 + (int32_t)dice((uint32_t)forward[i].most), forward[i].unit};

    return any_clock(forward[i].profile, length);
}

static bool working(const struct law *law, struct day d)
{
    return law_calendar_day(law, d) == LAW_DAY_WORKING;
}

/* A later trigger is never due earlier. */
static void due_grows_with_the_trigger(void **state)
{
    struct law *law = law_shipped();
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    for (int i = 0; i < ROUNDS; i++, arena_reset(&a)) {
        struct law_clock x = any_forward(), y = x;

        y.at.n += dice(40 * MOMENT_DAY);
        assert_true(count(law, &x, &a).end.n <= count(law, &y, &a).end.n);
    }
    arena_release(&a);
    law_unref(law);
}

/* Longer is never earlier, and every period ends after its trigger. */
static void due_grows_with_the_length(void **state)
{
    struct law *law = law_shipped();
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    for (int i = 0; i < ROUNDS; i++, arena_reset(&a)) {
        struct law_clock x = any_forward(), y = x;

        y.length.n += 1 + (int32_t)dice(5);
        assert_true(x.at.n < count(law, &x, &a).end.n);
        assert_true(count(law, &x, &a).end.n <= count(law, &y, &a).end.n);
    }
    arena_release(&a);
    law_unref(law);
}

/* A period of working days and one that rolls end on a working day; one that rolls ends on the first
 * of them from its plain end on. */
static void periods_end_on_working_days(void **state)
{
    struct law *law = law_shipped();
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    for (int i = 0; i < ROUNDS; i++, arena_reset(&a)) {
        struct law_length days = {1 + (int32_t)dice(60), LAW_TIME_DAY};
        struct law_clock c = any_clock(LAW_PROFILE_WD, days);
        struct day plain, rolled;
        int32_t n;

        rolled = count(law, &c, &a).last;
        assert_true(working(law, rolled));
        assert_true(law_working_days(law, moment_day(c.at), rolled, &n));
        assert_int_equal(n, days.n);
        c.profile = LAW_PROFILE_NAT;
        plain = count(law, &c, &a).last;
        c.profile = LAW_PROFILE_NAT_ROLL;
        rolled = count(law, &c, &a).last;
        assert_true(working(law, rolled));
        for (; plain.n < rolled.n; plain.n++)
            assert_false(working(law, plain));
    }
    arena_release(&a);
    law_unref(law);
}

/* Whole days, one after the other in time, some touching or overlapping. */
static size_t any_pauses(const struct law_clock *c, struct law_pause *ret, size_t most)
{
    size_t n = dice((uint32_t)most + 1);

    for (size_t i = 0; i < n; i++) {
        struct day from = {moment_day(c->at).n - 5 + (int32_t)dice(60)};

        ret[i] = (struct law_pause){.from = moment_at(from, 0),
                                    .to = moment_at(from, MOMENT_DAY * (1 + (int32_t)dice(15))),
                                    .reason = STR("停"),
                                    .basis = STR("某文")};
    }
    return n;
}

static bool in_pause(const struct law_pause *p, size_t n, struct day d)
{
    for (size_t i = 0; i < n; i++)
        if (p[i].from.n <= moment_at(d, 0).n && moment_at(d, 0).n < p[i].to.n)
            return true;
    return false;
}

/* The period of natural or working days holds exactly its length of days that are not left out, and
 * is the shortest such: counted here day by day, as a clerk would. */
static void what_is_left_out_lengthens_by_its_overlap(void **state)
{
    struct law *law = law_shipped();
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    for (int i = 0; i < ROUNDS; i++, arena_reset(&a)) {
        bool wd = dice(2);
        struct law_length length = {1 + (int32_t)dice(40), LAW_TIME_DAY};
        struct law_clock c = any_clock(wd ? LAW_PROFILE_WD : LAW_PROFILE_NAT, length);
        struct law_pause pause[4];
        struct day d = moment_day(c.at), last;

        c.pause = pause;
        c.npause = any_pauses(&c, pause, 4);
        last = count(law, &c, &a).last;
        for (int32_t n = 0; n < length.n;) {
            d.n++;
            n += (!wd || working(law, d)) && !in_pause(pause, c.npause, d);
        }
        assert_int_equal(last.n, d.n);
    }
    arena_release(&a);
    law_unref(law);
}

/* Months: the plain end moves by the days left out up to it, and by those left out behind it. */
static void pauses_lengthen_months_by_days(void **state)
{
    struct law *law = law_shipped();
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    for (int i = 0; i < ROUNDS; i++, arena_reset(&a)) {
        struct law_length length = {1 + (int32_t)dice(3), LAW_TIME_MONTH};
        struct law_clock c = any_clock(LAW_PROFILE_MON, length);
        struct law_pause pause[3];
        struct day plain = count(law, &c, &a).last, last;
        int32_t lost = 0;

        c.pause = pause;
        c.npause = any_pauses(&c, pause, 3);
        last = count(law, &c, &a).last;
        for (struct day d = {moment_day(c.at).n + 1}; d.n <= last.n; d.n++)
            lost += in_pause(pause, c.npause, d);
        assert_int_equal(last.n - plain.n, lost);
    }
    arena_release(&a);
    law_unref(law);
}

/* Hours: the end moves by exactly the seconds of the union of the pauses within the period. */
static void pauses_lengthen_hours_by_seconds(void **state)
{
    struct law *law = law_shipped();
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    for (int i = 0; i < ROUNDS; i++, arena_reset(&a)) {
        struct law_length length = {1 + (int32_t)dice(72), LAW_TIME_HOUR};
        struct law_clock c = any_clock(LAW_PROFILE_H_MOMENT, length);
        int64_t hour = (int64_t)dice(80) - 4, n = 1 + dice(9);
        struct law_pause pause = {.from = {c.at.n + hour * MOMENT_HOUR},
                                  .to = {c.at.n + (hour + n) * MOMENT_HOUR},
                                  .reason = STR("停"),
                                  .basis = STR("某文")};
        int64_t want = length.n, late = hour < 0 ? hour + n : n;

        c.pause = &pause;
        c.npause = 1;
        if (hour < length.n && late > 0)
            want += late;
        assert_int_equal(count(law, &c, &a).end.n, c.at.n + want * MOMENT_HOUR);
    }
    arena_release(&a);
    law_unref(law);
}

/* An act is allowed by a window exactly when it would be late for a term of the same length. */
static void a_window_complements_a_term(void **state)
{
    struct law *law = law_shipped();
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    for (int i = 0; i < ROUNDS; i++, arena_reset(&a)) {
        struct law_clock window = {.deadline = STR("PIL-08")}, term = {.deadline = STR("PIL-13")};
        struct moment m;
        struct law_due w, t;

        window.at = term.at = any_forward().at;
        window.at.n += (int64_t)3 * 365 * MOMENT_DAY; /* both are in force */
        term.at = window.at;
        if (moment_day(window.at).n > day_from_ymd(2026, 10, 1).n)
            continue;
        w = count(law, &window, &a);
        t = count(law, &term, &a);
        assert_int_equal(w.deadline->length.n, t.deadline->length.n);
        assert_int_equal(w.deadline->kind, LAW_DEADLINE_WINDOW);
        m.n = w.end.n - MOMENT_DAY + dice(2 * MOMENT_DAY);
        assert_int_equal(law_due_passed(&w, m), law_due_passed(&t, m));
        assert_int_equal(law_due_passed(&w, m), moment_day(m).n > t.last.n);
    }
    arena_release(&a);
    law_unref(law);
}

/* Backwards: as many clear days stand between as the law asks, and one day later there would be too
 * few. */
static void backwards_leaves_clear_days(void **state)
{
    struct law *law = law_shipped();
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    for (int i = 0; i < ROUNDS; i++, arena_reset(&a)) {
        struct law_clock c = {.deadline = STR("CF-05")};
        struct day last, at;
        int32_t clear = 0;

        c.at = any_forward().at;
        at = moment_day(c.at);
        last = count(law, &c, &a).last;
        for (struct day d = {last.n + 1}; d.n < at.n; d.n++)
            clear += working(law, d);
        assert_int_equal(clear, 7);
        assert_true(working(law, last));
        c.deadline = STR("PIL-17");
        assert_int_equal(at.n - count(law, &c, &a).last.n - 1, 3);
    }
    arena_release(&a);
    law_unref(law);
}

/* Used and left make the total; what is left never grows with time; the last moment leaves nothing. */
static void what_is_left_runs_down(void **state)
{
    struct law *law = law_shipped();
    struct arena a;
    struct err err;

    (void)state;
    arena_init(&a, 0);
    for (int i = 0; i < ROUNDS; i++, arena_reset(&a)) {
        struct law_clock c = any_forward();
        struct law_pause pause[3];
        struct law_left x, y, none;
        struct law_due due;
        struct moment m;

        c.pause = pause;
        c.npause = any_pauses(&c, pause, 3);
        due = count(law, &c, &a);
        m.n = c.at.n + dice((uint32_t)(due.end.n - c.at.n));
        assert_int_equal(law_due_left(law, &c, &due, m, &a, &x, &err), ERR_OK);
        m.n += dice(3 * MOMENT_DAY);
        assert_int_equal(law_due_left(law, &c, &due, m, &a, &y, &err), ERR_OK);
        assert_true(x.used <= y.used && 0 <= x.used && y.used <= y.total);
        assert_true(x.total > 0 && x.total == y.total);
        m.n = due.end.n - !due.timed;
        assert_int_equal(law_due_left(law, &c, &due, m, &a, &none, &err), ERR_OK);
        assert_int_equal(none.used, none.total);
        assert_false(none.passed);
    }
    arena_release(&a);
    law_unref(law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(due_grows_with_the_trigger),
        cmocka_unit_test(due_grows_with_the_length),
        cmocka_unit_test(periods_end_on_working_days),
        cmocka_unit_test(what_is_left_out_lengthens_by_its_overlap),
        cmocka_unit_test(pauses_lengthen_months_by_days),
        cmocka_unit_test(pauses_lengthen_hours_by_seconds),
        cmocka_unit_test(a_window_complements_a_term),
        cmocka_unit_test(backwards_leaves_clear_days),
        cmocka_unit_test(what_is_left_runs_down),
    };

    roll_the_seed();
    return cmocka_run_group_tests_name("law_deadline_property", tests, NULL, NULL);
}
