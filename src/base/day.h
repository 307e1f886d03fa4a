#ifndef BASE_DAY_H
#define BASE_DAY_H
/*
 * base/day.h - civil dates (proleptic Gregorian) as days since 1970-01-01, and spans of them.
 * No time zones, no clock, no holidays: those are law data.
 */
#include "base/buf.h"

struct day {
    int32_t n;
};

enum span_unit { SPAN_DAY, SPAN_MONTH, SPAN_YEAR };

struct span {
    int32_t n;
    enum span_unit unit;
};

#define DAY_NONE ((struct day){INT32_MIN})

static inline bool day_known(struct day d)
{
    return d.n != INT32_MIN;
}

bool day_valid(int year, int month, int dom);          /* years 1 to 9999 */
struct day day_from_ymd(int year, int month, int dom); /* of a valid date */
void day_to_ymd(struct day d, int *ret_year, int *ret_month, int *ret_dom);
/* Corresponding day; where the month has none, its last day (民法典第二百零二条 shape). */
struct day day_add(struct day d, struct span span);
struct day day_sub(struct day d, struct span span);
int day_weekday(struct day d); /* 1 Monday … 7 Sunday */

/* Reads "2025-01-31", "2025/1/31", "2025.1.31", "20250131" or "2025年1月31日", an optional time
 * of day after white space or T being ignored; false when it is none of these. */
bool day_parse(struct str s, struct day *ret_day);
void day_print(struct buf *b, struct day d); /* "2025-01-31" */

#endif
