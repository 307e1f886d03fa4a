/* base/moment.c - see moment.h. */
#include "base/moment.h"

struct moment moment_at(struct day d, int32_t second)
{
    return (struct moment){(int64_t)d.n * MOMENT_DAY + second};
}

struct day moment_day(struct moment m)
{
    int64_t n = m.n / MOMENT_DAY;

    return (struct day){(int32_t)(n - (m.n % MOMENT_DAY < 0))};
}

int32_t moment_second(struct moment m)
{
    return (int32_t)(m.n - (int64_t)moment_day(m).n * MOMENT_DAY);
}

/* two -> digit digit, below max */
static bool read_two(struct str s, size_t at, int max, int *ret_value)
{
    if (at + 2 > s.n || s.p[at] < '0' || s.p[at] > '9' || s.p[at + 1] < '0' || s.p[at + 1] > '9')
        return false;
    *ret_value = (s.p[at] - '0') * 10 + (s.p[at + 1] - '0');
    return *ret_value < max;
}

/* time -> two ':' two [ ':' two ] */
static bool read_time(struct str s, int32_t *ret_second)
{
    int hour, minute, second = 0;

    if (!read_two(s, 0, 24, &hour) || s.n < 5 || s.p[2] != ':' || !read_two(s, 3, 60, &minute))
        return false;
    if (s.n != 5 && (s.n != 8 || s.p[5] != ':' || !read_two(s, 6, 60, &second)))
        return false;
    *ret_second = hour * MOMENT_HOUR + minute * MOMENT_MINUTE + second;
    return true;
}

/* moment -> YYYY-MM-DD [ ('T' | ' ') time [ "+08:00" ] ] */
bool moment_parse(struct str s, struct moment *ret_moment, bool *ret_timed)
{
    static const size_t date = sizeof("2025-01-31") - 1;
    int32_t second = 0;
    struct day day;

    s = str_trim(s);
    if (s.n < date || s.p[4] != '-' || s.p[7] != '-' || !day_parse(str_sub(s, 0, date), &day))
        return false;
    if (s.n > date) {
        struct str time = str_tail(s, date + 1);

        if (s.p[date] != 'T' && s.p[date] != ' ')
            return false;
        if (str_ends(time, STR("+08:00")))
            time.n -= STR("+08:00").n;
        if (!read_time(time, &second))
            return false;
    }
    *ret_moment = moment_at(day, second);
    *ret_timed = s.n > date;
    return true;
}

void moment_print(struct buf *b, struct moment m)
{
    int32_t second = moment_second(m);

    day_print(b, moment_day(m));
    buf_fmt(b, "T%02d:%02d:%02d", (int)(second / MOMENT_HOUR), (int)(second / MOMENT_MINUTE % 60),
            (int)(second % MOMENT_MINUTE));
}
