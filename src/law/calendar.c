/* law/calendar.c - working days: weekdays, but for the days off and the make-up days (调休) of the
 * years that are loaded. */
#include "base/fen.h"
#include "law/law_internal.h"

struct year_in {
    const struct yaml_node *year, *off, *work;
    struct law_calendar_year y;
};

#define AT(f) offsetof(struct year_in, f), 0
static const struct law_key year_key[] = {
    {"year", LAW_KEY_NODE, true, AT(year)},
    {"notice", LAW_KEY_STR, false, AT(y.notice)},
    {"verified", LAW_KEY_VERIFIED, true, AT(y.verified)},
    {"amended_by", LAW_KEY_STRS, false, offsetof(struct year_in, y.amended),
     offsetof(struct year_in, y.namended)},
    {"off", LAW_KEY_NODE, true, AT(off)},
    {"work", LAW_KEY_NODE, true, AT(work)},
};
static const struct law_keys year_keys = LAW_KEYS("日历", year_key);

/* No calendar reaches further; it keeps the table of days small. */
enum { YEAR_MIN = 1990, YEAR_MAX = 2200 };

static struct law_calendar_day *day_at(const struct law_calendar *c, struct day d)
{
    return d.n >= c->first.n && d.n < c->first.n + c->n ? &c->day[d.n - c->first.n] : NULL;
}

static void load_year(struct law_loader *ld, struct law_item item, struct law_calendar *c,
                      struct year_in *in)
{
    int64_t year = 0;
    struct str text;

    if (!law_read_map(ld, item, &year_keys, in) || !law_read_text(ld, item.file, in->year, &text))
        return;
    if (!fen_decimal(text, 0, &year) || year < YEAR_MIN || year > YEAR_MAX) {
        LAW_ERROR(ld, item.file, in->year, "“%.*s”不是年份", STR_F(text));
        return;
    }
    for (size_t i = 0; i < c->nyear; i++)
        if (c->year[i].year == year)
            LAW_ERROR(ld, item.file, in->year, "%d年的日历重复", (int)year);
    in->y.year = (int)year;
    in->y.place = law_place_of(item.file, in->year);
    c->year[c->nyear++] = in->y;
}

static void state_day(struct law_loader *ld, struct law_item date, const struct law_calendar *c,
                      int year, enum law_day kind)
{
    struct law_calendar_day *at;
    struct day d;

    if (!law_read_day(ld, date.file, date.node, &d))
        return;
    if (d.n < day_from_ymd(year, 1, 1).n - 31 || d.n > day_from_ymd(year, 12, 31).n + 31) {
        LAW_ERROR(ld, date.file, date.node, "日期不在%d年前后一个月之内", year);
        return;
    }
    at = day_at(c, d);
    if (!at || at->kind == LAW_DAY_UNKNOWN)
        return; /* of a year that is not loaded: stays unknown */
    if (at->stated.line > 0)
        LAW_ERROR(ld, date.file, date.node, "“%.*s”已在 %.*s:%d 写过", STR_F(date.node->text),
                  STR_F(at->stated.file), at->stated.line);
    *at = (struct law_calendar_day){kind, law_place_of(date.file, date.node)};
}

/* days -> {holiday: [date …]} */
static void state_days(struct law_loader *ld, struct law_item days, const struct law_calendar *c,
                       int year, enum law_day kind)
{
    if (days.node->kind != YAML_MAP) {
        LAW_ERROR(ld, days.file, days.node, "这里应当是映射：节日: [日期, …]");
        return;
    }
    for (size_t i = 0; i < days.node->n; i++) {
        const struct yaml_node *list = days.node->item[i];

        if (list->kind != YAML_LIST)
            LAW_ERROR(ld, days.file, list, "这里应当是日期的列表");
        for (size_t k = 0; list->kind == YAML_LIST && k < list->n; k++)
            state_day(ld, (struct law_item){days.file, list->item[k]}, c, year, kind);
    }
}

/* All days from the first loaded year to the last; weekdays work, other days do not, days of years
 * between that are not loaded are unknown. */
static void lay_out(struct law_loader *ld, struct law_calendar *c)
{
    int from = YEAR_MAX, to = YEAR_MIN;

    for (size_t i = 0; i < c->nyear; i++) {
        from = c->year[i].year < from ? c->year[i].year : from;
        to = c->year[i].year > to ? c->year[i].year : to;
    }
    if (c->nyear == 0)
        return;
    c->first = day_from_ymd(from, 1, 1);
    c->n = day_from_ymd(to + 1, 1, 1).n - c->first.n;
    c->day = ARENA_ARRAY(ld->a, struct law_calendar_day, c->n);
    for (int32_t i = 0; i < c->n; i++)
        c->day[i].kind = LAW_DAY_UNKNOWN;
    for (size_t i = 0; i < c->nyear; i++) {
        struct day end = day_from_ymd(c->year[i].year + 1, 1, 1);

        for (struct day d = day_from_ymd(c->year[i].year, 1, 1); d.n < end.n; d.n++)
            day_at(c, d)->kind = day_weekday(d) <= 5 ? LAW_DAY_WORKING : LAW_DAY_OFF;
    }
}

static void count_days(struct law_loader *ld, struct law_calendar *c)
{
    c->working = ARENA_ARRAY(ld->a, int32_t, c->n + 1);
    c->unknown = ARENA_ARRAY(ld->a, int32_t, c->n + 1);
    for (int32_t i = 0; i < c->n; i++) {
        c->working[i + 1] = c->working[i] + (c->day[i].kind == LAW_DAY_WORKING);
        c->unknown[i + 1] = c->unknown[i] + (c->day[i].kind == LAW_DAY_UNKNOWN);
    }
}

void law_load_calendar(struct law_loader *ld)
{
    size_t n;
    struct law_item *item = law_file_items(ld, STR("law/calendar/"), &n);
    struct law_calendar *c = ARENA_NEW(ld->a, struct law_calendar);
    struct year_in *in = ARENA_ARRAY(ld->a, struct year_in, n + 1);

    ld->law->calendar = c;
    c->year = ARENA_ARRAY(ld->a, struct law_calendar_year, n + 1);
    for (size_t i = 0; i < n; i++)
        load_year(ld, item[i], c, &in[i]);
    lay_out(ld, c);
    for (size_t i = 0; i < n; i++) {
        if (in[i].y.year == 0)
            continue;
        state_days(ld, (struct law_item){item[i].file, in[i].off}, c, in[i].y.year, LAW_DAY_OFF);
        state_days(ld, (struct law_item){item[i].file, in[i].work}, c, in[i].y.year,
                   LAW_DAY_WORKING);
    }
    count_days(ld, c);
}

enum law_day law_calendar_day(const struct law *law, struct day d)
{
    const struct law_calendar_day *at = day_at(law->calendar, d);

    return at ? at->kind : LAW_DAY_UNKNOWN;
}

bool law_working_days(const struct law *law, struct day a, struct day b, int32_t *ret_n)
{
    const struct law_calendar *c = law->calendar;
    bool back = b.n < a.n;
    /* 64 bits: DAY_NONE and far dates must not overflow. */
    int64_t from = (int64_t)(back ? b.n : a.n) + 1 - c->first.n;
    int64_t to = (int64_t)(back ? a.n : b.n) + 1 - c->first.n;
    int32_t n;

    if (from == to) {
        *ret_n = 0;
        return true;
    }
    if (from < 0 || to > c->n || c->unknown[to] != c->unknown[from])
        return false;
    n = c->working[to] - c->working[from];
    *ret_n = back ? -n : n;
    return true;
}

bool law_working_day_add(const struct law *law, struct day d, int32_t n, struct day *ret)
{
    int32_t step = n < 0 ? -1 : 1;

    while (n != 0) {
        const struct law_calendar_day *at;

        d.n += step;
        at = day_at(law->calendar, d);
        if (!at || at->kind == LAW_DAY_UNKNOWN)
            return false;
        n -= at->kind == LAW_DAY_WORKING ? step : 0;
    }
    *ret = d;
    return true;
}
