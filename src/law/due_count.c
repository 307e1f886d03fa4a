/* law/due_count.c - the arithmetic of clocks: which days and seconds count, those left out aside.
 * How a whole period is counted is due_run.c. */
#include "law/deadline_internal.h"

#include <stdlib.h>

static int by_from(const void *a, const void *b)
{
    const struct law_pause *x = a, *y = b;

    return (x->from.n > y->from.n) - (x->from.n < y->from.n);
}

/* Merges pauses that touch, so that no time is left out twice. */
static void merge(struct law_count *c)
{
    size_t n = 0;

    for (size_t i = 0; i < c->npause; i++) {
        struct law_pause *last = n > 0 ? &c->pause[n - 1] : NULL;

        if (!last || (!law_pause_open(last) && c->pause[i].from.n > last->to.n))
            c->pause[n++] = c->pause[i];
        else if (!law_pause_open(last) &&
                 (law_pause_open(&c->pause[i]) || c->pause[i].to.n > last->to.n))
            last->to = c->pause[i].to;
    }
    c->npause = n;
}

enum err_code law_count_init(struct law_count *c)
{
    const struct law_clock *clock = c->clock;

    c->npause = clock->npause;
    c->pause = ARENA_ARRAY(c->a, struct law_pause, clock->npause + 1);
    for (size_t i = 0; i < clock->npause; i++) {
        c->pause[i] = clock->pause[i];
        if (!law_pause_open(&c->pause[i]) && c->pause[i].to.n <= c->pause[i].from.n) {
            err_set(c->err, ERR_INVALID, "pause %zu ends before it begins", i);
            return err_set_zh(c->err, "不计入的期间（%.*s）止于其开始之前",
                              STR_F(c->pause[i].reason));
        }
    }
    if (c->npause > 0)
        qsort(c->pause, c->npause, sizeof(*c->pause), by_from);
    merge(c);
    return ERR_OK;
}

/* The clock stood still at the end of the day, and has moved since. */
static bool left_out(const struct law_count *c, struct day d)
{
    int64_t end = moment_at(d, MOMENT_DAY).n;

    for (size_t i = 0; i < c->npause; i++)
        if (!law_pause_open(&c->pause[i]) && c->pause[i].from.n < end && c->pause[i].to.n >= end)
            return true;
    return false;
}

bool law_count_working(enum law_profile p)
{
    return p == LAW_PROFILE_WD || p == LAW_PROFILE_BACK_WD_CLEAR;
}

enum err_code law_count_beyond(struct law_count *c, struct day d)
{
    int y, m, dom;

    day_to_ymd(d, &y, &m, &dom);
    err_set(c->err, ERR_NOT_FOUND, "calendar: year %d is not loaded", y);
    return err_set_zh(
        c->err, "日历没有 %d 年：国务院办公厅的放假通知装入 law/calendar/%d.yaml 后才能计算", y, y);
}

/* The kind of a day, never unknown. */
enum err_code law_count_kind(struct law_count *c, struct day d, enum law_day *ret)
{
    *ret = law_calendar_day(c->law, d);
    return *ret == LAW_DAY_UNKNOWN ? law_count_beyond(c, d) : ERR_OK;
}

/* Does the day count by the unit of the profile, pauses aside? */
enum err_code law_count_counts(struct law_count *c, struct day d, bool *ret)
{
    enum law_day kind = LAW_DAY_WORKING;

    if (law_count_working(c->due->profile))
        TRY(law_count_kind(c, d, &kind));
    *ret = kind == LAW_DAY_WORKING;
    return ERR_OK;
}

enum err_code law_count_days(struct law_count *c, struct day from, struct day to, int32_t *ret_n)
{
    int32_t n = 0;

    for (struct day d = {from.n + 1}; d.n <= to.n; d.n++) {
        bool yes;

        TRY(law_count_counts(c, d, &yes));
        n += yes && !left_out(c, d);
    }
    *ret_n = n;
    return ERR_OK;
}

int64_t law_count_seconds(const struct law_count *c, struct moment from, struct moment to)
{
    int64_t n = to.n > from.n ? to.n - from.n : 0;

    for (size_t i = 0; i < c->npause; i++) {
        const struct law_pause *p = &c->pause[i];
        int64_t a = p->from.n > from.n ? p->from.n : from.n;
        int64_t b = !law_pause_open(p) && p->to.n < to.n ? p->to.n : to.n;

        n -= b > a ? b - a : 0;
    }
    return n;
}

/* The n-th day after d that counts, those left out aside. */
enum err_code law_count_walk(struct law_count *c, struct day d, int32_t n, struct day *ret)
{
    while (n > 0) {
        bool yes;

        d.n++;
        TRY(law_count_counts(c, d, &yes));
        n -= yes && !left_out(c, d);
    }
    *ret = d;
    return ERR_OK;
}

/* Days of (from, to] that would count but are left out. */
enum err_code law_count_lost(struct law_count *c, struct day from, struct day to, int32_t *ret_n)
{
    *ret_n = 0;
    for (struct day d = {from.n + 1}; d.n <= to.n; d.n++) {
        bool yes;

        TRY(law_count_counts(c, d, &yes));
        *ret_n += yes && left_out(c, d);
    }
    return ERR_OK;
}

/* The last day of `length` after d when nothing is left out.  The unit is that of the length, but
 * days are working days where the profile says so. */
enum err_code law_count_nominal(struct law_count *c, struct day d, struct law_length length,
                                struct day *ret)
{
    switch (length.unit) {
    case LAW_TIME_DAY:
    case LAW_TIME_WORKING_DAY:
        if (!law_count_working(c->due->profile)) {
            *ret = (struct day){d.n + length.n};
            return ERR_OK;
        }
        for (int32_t n = length.n; n > 0;) {
            enum law_day kind;

            d.n++;
            TRY(law_count_kind(c, d, &kind));
            n -= kind == LAW_DAY_WORKING;
        }
        *ret = d;
        return ERR_OK;
    case LAW_TIME_MONTH:
        *ret = day_add(d, (struct span){length.n, SPAN_MONTH});
        return ERR_OK;
    case LAW_TIME_YEAR:
        *ret = day_add(d, (struct span){length.n, SPAN_YEAR});
        return ERR_OK;
    case LAW_TIME_HOUR:
    case LAW_NTIME:
        break;
    }
    err_set(c->err, ERR_INVALID, "a period of days is not lengthened by hours");
    return err_set_zh(c->err, "以日、月、年计算的期限不能延长若干小时");
}
