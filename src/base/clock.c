/* base/clock.c - see clock.h. */
#include "base/clock.h"

#include <time.h>

enum { BEIJING_OFFSET = 8 * 3600, DAY_SECONDS = 86400 };

static int64_t system_now(void *p)
{
    struct timespec ts;

    (void)p;
    clock_gettime(CLOCK_REALTIME, &ts);
    return ts.tv_sec;
}

static int64_t fixed_now(void *p)
{
    return *(const int64_t *)p;
}

struct clock clock_system(void)
{
    return (struct clock){system_now, NULL};
}

struct clock clock_fixed(const int64_t *seconds)
{
    return (struct clock){fixed_now, (void *)(uintptr_t)seconds};
}

static struct day beijing_day(int64_t seconds, int64_t *ret_rest)
{
    int64_t local = seconds + BEIJING_OFFSET, n = local / DAY_SECONDS;

    n -= local % DAY_SECONDS < 0;
    *ret_rest = local - n * DAY_SECONDS;
    return (struct day){(int32_t)n};
}

struct day clock_today(const struct clock *c)
{
    int64_t rest;

    return beijing_day(c->now(c->p), &rest);
}

struct moment clock_moment(const struct clock *c)
{
    return (struct moment){c->now(c->p) + BEIJING_OFFSET};
}

void clock_print(struct buf *b, int64_t seconds)
{
    int64_t rest;

    day_print(b, beijing_day(seconds, &rest));
    buf_fmt(b, "T%02d:%02d:%02d+08:00", (int)(rest / 3600), (int)(rest / 60 % 60),
            (int)(rest % 60));
}

int64_t clock_elapsed_ns(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}
