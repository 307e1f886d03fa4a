/* law/length.c - lengths of time and counting profiles: their names and what they fit; see
 * deadline.h. */
#include "base/fen.h"
#include "law/deadline.h"

/* No period of the law is longer; it keeps every date far from the ends of the calendar. */
enum { YEARS_MAX = 100 };

static const struct {
    struct str word, between;
} time_word[] = {
#define LAW_TIME(id, word, between) [LAW_TIME_##id] = {STR_INIT(word), STR_INIT(between)},
#include "law/time.def"
#undef LAW_TIME
};
_Static_assert(sizeof(time_word) / sizeof(time_word[0]) == LAW_NTIME, "one word for each unit");

#define BIT(id) (1u << LAW_TIME_##id)
static const struct {
    struct str name, zh;
    uint32_t units;
} profile_word[] = {
    [LAW_PROFILE_NONE] = {STR_INIT(""), STR_INIT(""), 0},
#define LAW_PROFILE(id, units, zh) [LAW_PROFILE_##id] = {STR_INIT(#id), STR_INIT(zh), units},
#include "law/profile.def"
#undef LAW_PROFILE
};
#undef BIT
_Static_assert(sizeof(profile_word) / sizeof(profile_word[0]) == LAW_NPROFILE, "one for each");

static int64_t most(enum law_time unit)
{
    switch (unit) {
    case LAW_TIME_HOUR:
        return YEARS_MAX * 366 * 24;
    case LAW_TIME_DAY:
    case LAW_TIME_WORKING_DAY:
        return YEARS_MAX * 366;
    case LAW_TIME_MONTH:
        return YEARS_MAX * 12;
    case LAW_TIME_YEAR:
        return YEARS_MAX;
    case LAW_NTIME:
        break;
    }
    return 0;
}

/* Bytes of the number at the start. */
static size_t digits(struct str s)
{
    size_t i = 0;

    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
        i++;
    return i;
}

bool law_length_parse(struct str text, struct law_length *ret)
{
    struct str s = str_trim(text), unit;
    size_t n = digits(s);
    int64_t value;

    if (!fen_decimal(str_sub(s, 0, n), 0, &value) || value < 1)
        return false;
    unit = str_trim(str_tail(s, n));
    if (str_starts(unit, STR("个")))
        unit = str_tail(unit, STR("个").n);
    for (int i = 0; i < LAW_NTIME; i++)
        if (str_eq(unit, time_word[i].word) && value <= most((enum law_time)i)) {
            *ret = (struct law_length){(int32_t)value, (enum law_time)i};
            return true;
        }
    return false;
}

void law_length_print(struct buf *b, struct law_length length)
{
    buf_fmt(b, "%d%.*s%.*s", (int)length.n, STR_F(time_word[length.unit].between),
            STR_F(time_word[length.unit].word));
}

enum law_profile law_profile_find(struct str name)
{
    for (int i = 1; i < LAW_NPROFILE; i++)
        if (str_eq(name, profile_word[i].name))
            return (enum law_profile)i;
    return LAW_PROFILE_NONE;
}

struct str law_profile_name(enum law_profile profile)
{
    return profile_word[profile].name;
}

struct str law_profile_zh(enum law_profile profile)
{
    return profile_word[profile].zh;
}

bool law_profile_fits(enum law_profile profile, enum law_time unit)
{
    return (profile_word[profile].units >> unit & 1u) != 0;
}

bool law_profile_back(enum law_profile profile)
{
    return profile == LAW_PROFILE_BACK_NAT_CLEAR || profile == LAW_PROFILE_BACK_WD_CLEAR;
}
