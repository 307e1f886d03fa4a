#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H
/*
 * base/clock.h - the only source of the present.  Passed down, so that tests set it.
 * Civil time is Beijing time (UTC+8, no daylight saving), whatever the machine's zone.
 */
#include "base/moment.h"

struct clock {
    int64_t (*now)(void *p); /* seconds since 1970-01-01T00:00:00Z */
    void *p;
};

struct clock clock_system(void);
struct clock clock_fixed(const int64_t *seconds); /* borrowed: the test's variable */

struct day clock_today(const struct clock *c);
struct moment clock_moment(const struct clock *c);
/* "2026-01-31T09:30:00+08:00" */
void clock_print(struct buf *b, int64_t seconds);
/* Nanoseconds of a monotonic clock, for rates and progress; never for a fact. */
int64_t clock_elapsed_ns(void);

#endif
