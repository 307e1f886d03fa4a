/* base/day.c - see day.h.  The conversion counts 400-year eras of 146097 days. */
#include "base/day.h"

#include "base/bug.h"

static bool leap(int y)
{
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static int month_days(int y, int m)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return m == 2 && leap(y) ? 29 : days[m - 1];
}

bool day_valid(int year, int month, int dom)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && dom >= 1 &&
           dom <= month_days(year, month);
}

struct day day_from_ymd(int year, int month, int dom)
{
    int y = month <= 2 ? year - 1 : year;
    int era = y / 400, yoe = y - era * 400;
    int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + dom - 1;
    int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

    BUG_ON(!day_valid(year, month, dom));
    return (struct day){era * 146097 + doe - 719468};
}

void day_to_ymd(struct day d, int *ret_year, int *ret_month, int *ret_dom)
{
    int64_t z = (int64_t)d.n + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int doe = (int)(z - era * 146097);
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;

    *ret_dom = doy - (153 * mp + 2) / 5 + 1;
    *ret_month = mp < 10 ? mp + 3 : mp - 9;
    *ret_year = (int)(yoe + era * 400) + (*ret_month <= 2);
}

static struct day add_months(struct day d, int64_t months)
{
    int y, m, dom;
    int64_t total;

    day_to_ymd(d, &y, &m, &dom);
    total = (int64_t)y * 12 + (m - 1) + months;
    if (total < 12)
        total = 12;
    if (total > 9999 * 12 + 11)
        total = 9999 * 12 + 11;
    y = (int)(total / 12);
    m = (int)(total % 12) + 1;
    return day_from_ymd(y, m, dom > month_days(y, m) ? month_days(y, m) : dom);
}

struct day day_add(struct day d, struct span span)
{
    switch (span.unit) {
    case SPAN_DAY:
        return (struct day){d.n + span.n};
    case SPAN_MONTH:
        return add_months(d, span.n);
    case SPAN_YEAR:
        return add_months(d, (int64_t)span.n * 12);
    }
    BUG_ON(1);
    return d;
}

struct day day_sub(struct day d, struct span span)
{
    return day_add(d, (struct span){-span.n, span.unit});
}

int day_weekday(struct day d)
{
    int w = (int)(((int64_t)d.n + 3) % 7);

    return (w < 0 ? w + 7 : w) + 1;
}

/* number -> digit{1,max} */
static bool read_number(struct str s, size_t *at, int max, int *ret_value)
{
    int v = 0, n = 0;

    while (*at < s.n && n < max && s.p[*at] >= '0' && s.p[*at] <= '9') {
        v = v * 10 + (s.p[*at] - '0');
        (*at)++;
        n++;
    }
    *ret_value = v;
    return n > 0;
}

static bool eat(struct str s, size_t *at, struct str word)
{
    if (!str_starts(str_tail(s, *at), word))
        return false;
    *at += word.n;
    return true;
}

/* rest -> empty | white space ANY | 'T' ANY */
static bool rest_is_time(struct str s, size_t at)
{
    return at == s.n || s.p[at] == ' ' || s.p[at] == 'T' || s.p[at] == '\t';
}

static bool eat_separator(struct str s, size_t *at, struct str han, char *mark)
{
    if (eat(s, at, han)) {
        *mark = 'h';
        return true;
    }
    if (*at < s.n && (s.p[*at] == '-' || s.p[*at] == '/' || s.p[*at] == '.') &&
        (!*mark || *mark == s.p[*at])) {
        *mark = s.p[(*at)++];
        return true;
    }
    return false;
}

/* date -> YYYYMMDD | year sep month sep day ['日'|'号'] */
bool day_parse(struct str s, struct day *ret_day)
{
    size_t at = 0;
    int y, m, d;
    char mark = 0;

    s = str_trim(s);
    if (!read_number(s, &at, 4, &y) || at != 4)
        return false;
    if (at < s.n && s.p[at] >= '0' && s.p[at] <= '9') {
        if (!read_number(s, &at, 2, &m) || !read_number(s, &at, 2, &d) || at != 8)
            return false;
    } else {
        if (!eat_separator(s, &at, STR("年"), &mark) || !read_number(s, &at, 2, &m) ||
            !eat_separator(s, &at, STR("月"), &mark) || !read_number(s, &at, 2, &d))
            return false;
        if (mark == 'h' && !eat(s, &at, STR("日")) && !eat(s, &at, STR("号")))
            return false;
    }
    if (!rest_is_time(s, at) || !day_valid(y, m, d))
        return false;
    *ret_day = day_from_ymd(y, m, d);
    return true;
}

void day_print(struct buf *b, struct day d)
{
    int y, m, dom;

    day_to_ymd(d, &y, &m, &dom);
    buf_fmt(b, "%04d-%02d-%02d", y, m, dom);
}
