#ifndef BASE_MOMENT_H
#define BASE_MOMENT_H
/*
 * base/moment.h - a civil date with a time of day, in Beijing time, to the second.
 *
 * What it is not: a point on a clock that runs elsewhere; there are no zones, no leap seconds and
 * no daylight saving.  A period that ends with a day ends at the first second of the next one.
 */
#include "base/day.h"

struct moment {
    int64_t n; /* seconds since 1970-01-01T00:00:00, Beijing time */
};

#define MOMENT_NONE ((struct moment){INT64_MIN})

enum { MOMENT_MINUTE = 60, MOMENT_HOUR = 3600, MOMENT_DAY = 86400 };

static inline bool moment_known(struct moment m)
{
    return m.n != INT64_MIN;
}

struct moment moment_at(struct day d, int32_t second); /* second: of the day, 0 is midnight */
struct day moment_day(struct moment m);
int32_t moment_second(struct moment m); /* of its day */

/* Reads "2025-01-31", "2025-01-31T10:20", "2025-01-31 10:20:30", an optional "+08:00" behind a time
 * of day; false when it is none of these.  *ret_timed: a time of day was given, else it is 0. */
bool moment_parse(struct str s, struct moment *ret_moment, bool *ret_timed);
void moment_print(struct buf *b, struct moment m); /* "2025-01-31T10:20:30" */

#endif
