/* format/sheet_number.c - what the numbers stored in a workbook mean; see number_internal.h. */
#include "format/number_internal.h"

#include "base/day.h"

#include <ctype.h>

enum { SIGNIFICANT = 15, SECONDS_A_DAY = 86400 };

/* ---- plain numbers ---- */

static struct str whole_part(struct str s)
{
    const char *point = memchr(s.p, '.', s.n);

    return point ? (struct str){s.p, (size_t)(point - s.p)} : s;
}

static struct str without_sign(struct str s)
{
    return s.n > 0 && s.p[0] == '-' ? str_tail(s, 1) : s;
}

/* Whole numbers up to 2^53 are exact in a double. */
static bool exact(struct str digits)
{
    static const char limit[] = "9007199254740992";

    if (digits.n != sizeof(limit) - 1)
        return digits.n < sizeof(limit) - 1;
    return memcmp(digits.p, limit, digits.n) <= 0;
}

/* Adds one to the last digit of out[0..n), a point standing anywhere; false: it carries out. */
static bool carry(char *out, size_t n)
{
    while (n-- > 0) {
        if (out[n] == '.')
            continue;
        if (out[n] != '9') {
            out[n]++;
            return true;
        }
        out[n] = '0';
    }
    return false;
}

/* A number with a fraction, without sign, rounded half up to 15 significant digits. */
static struct str round_digits(struct arena *a, struct str s)
{
    char *out = arena_alloc(a, s.n + 2);
    size_t n = 1, seen = 0, i = 0;

    out[0] = '0'; /* room for a carry */
    for (; i < s.n && seen < SIGNIFICANT; i++) {
        seen += s.p[i] != '.' && (seen > 0 || s.p[i] != '0');
        out[n++] = s.p[i];
    }
    if (i < s.n && s.p[i] == '.')
        i++;
    if (i < s.n && s.p[i] >= '5')
        (void)carry(out, n);
    if (memchr(out, '.', n)) {
        while (out[n - 1] == '0')
            n--;
        n -= out[n - 1] == '.';
    }
    return out[0] == '0' && n > 1 && out[1] != '.' ? (struct str){out + 1, n - 1}
                                                   : (struct str){out, n};
}

/* The stored text without exponent and without zeros behind its fraction; false: no number. */
static bool plain(struct arena *a, struct str stored, struct str *ret)
{
    struct str s = str_trim(stored);

    if (s.n > 0 && s.p[0] == '+')
        s = str_tail(s, 1);
    if (s.n == 0 || number_token(s) != s.n || !number_plain(a, s, ret))
        return false;
    if (memchr(ret->p, '.', ret->n)) {
        while (ret->p[ret->n - 1] == '0')
            ret->n--;
        ret->n -= ret->p[ret->n - 1] == '.';
    }
    return true;
}

bool number_of_sheet(struct arena *a, struct str stored, struct str *ret)
{
    struct str s = STR_NULL, digits;

    *ret = stored;
    if (!plain(a, stored, &s))
        return false;
    *ret = s;
    digits = without_sign(s);
    if (!memchr(s.p, '.', s.n))
        return exact(digits);
    if (digits.n <= SIGNIFICANT)
        return true;
    if (whole_part(digits).n > SIGNIFICANT)
        return false;
    digits = round_digits(a, digits);
    *ret = s.p[0] == '-' ? str_fmt(a, "-%.*s", STR_F(digits)) : digits;
    return true;
}

/* ---- formats ---- */

/* Bytes of the code at i that are no format letter: quoted, escaped, bracketed. */
static size_t skip_literal(struct str s, size_t i)
{
    char c = s.p[i], close = c == '"' ? '"' : ']';
    const char *end;

    if (c == '\\' || c == '_' || c == '*')
        return 2;
    if (c != '"' && c != '[')
        return 0;
    end = memchr(s.p + i + 1, close, s.n - i - 1);
    return end ? (size_t)(end - s.p) - i + 1 : s.n - i;
}

/* [h], [mm], [ss]: elapsed time. */
static bool is_elapsed(struct str s)
{
    return s.n >= 3 && strchr("hms", tolower((unsigned char)s.p[1])) &&
           strchr("hms]", tolower((unsigned char)s.p[2]));
}

struct letters {
    bool date, time, m;
};

/* Takes note of the letter or literal at i of the code; returns its bytes. */
static size_t read_letter(struct str code, size_t i, struct letters *seen)
{
    int c = tolower((unsigned char)code.p[i]);
    size_t skip = skip_literal(code, i);

    if (skip > 0) {
        size_t end = i + skip < code.n ? i + skip : code.n;

        seen->time |= c == '[' && is_elapsed(str_sub(code, i, end));
        return skip;
    }
    seen->date |= c == 'y' || c == 'd';
    seen->time |= c == 'h' || c == 's';
    seen->m |= c == 'm';
    return 1;
}

enum number_format number_format_of_code(struct str code)
{
    struct letters seen = {0};

    if (str_starts(code, STR("General")) || str_starts(code, STR("G/")))
        return NUMBER_FORMAT_PLAIN;
    for (size_t i = 0; i < code.n && code.p[i] != ';';)
        i += read_letter(code, i, &seen);
    if (seen.date || (seen.m && !seen.time))
        return NUMBER_FORMAT_DATE;
    return seen.time ? NUMBER_FORMAT_TIME : NUMBER_FORMAT_PLAIN;
}

enum number_format number_format_of_id(int id)
{
    static const struct {
        int from, to;
        enum number_format format;
    } known[] = {
        {14, 17, NUMBER_FORMAT_DATE}, {18, 21, NUMBER_FORMAT_TIME}, {22, 22, NUMBER_FORMAT_DATE},
        {27, 31, NUMBER_FORMAT_DATE}, {32, 35, NUMBER_FORMAT_TIME}, {36, 36, NUMBER_FORMAT_DATE},
        {45, 47, NUMBER_FORMAT_TIME}, {50, 54, NUMBER_FORMAT_DATE}, {55, 56, NUMBER_FORMAT_TIME},
        {57, 58, NUMBER_FORMAT_DATE},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
        if (id >= known[i].from && id <= known[i].to)
            return known[i].format;
    return NUMBER_FORMAT_PLAIN;
}

/* ---- serial days ---- */

/* Splits a serial number into whole days and seconds, rounded; false: none or out of reach. */
static bool split_serial(struct arena *a, struct str stored, int64_t *ret_days,
                         int64_t *ret_seconds)
{
    struct str s, whole;
    int64_t days = 0, billionths = 0, scale = 100000000;

    if (!plain(a, stored, &s) || s.p[0] == '-')
        return false;
    whole = whole_part(s);
    if (whole.n > 7)
        return false;
    for (size_t i = 0; i < whole.n; i++)
        days = days * 10 + (s.p[i] - '0');
    for (size_t i = whole.n + 1; i < s.n && scale > 0; i++, scale /= 10)
        billionths += (s.p[i] - '0') * scale;
    *ret_seconds = (billionths * SECONDS_A_DAY + 500000000) / 1000000000;
    *ret_days = days + *ret_seconds / SECONDS_A_DAY;
    *ret_seconds %= SECONDS_A_DAY;
    return true;
}

static bool day_of_serial(int64_t serial, bool since_1904, struct day *ret)
{
    struct day base = since_1904 ? day_from_ymd(1904, 1, 1) : day_from_ymd(1899, 12, 31);

    if (!since_1904 && (serial < 1 || serial == 60))
        return false;
    if (!since_1904 && serial > 60)
        serial--; /* 1900-02-29 was counted */
    ret->n = (int32_t)(base.n + serial);
    return ret->n <= day_from_ymd(9999, 12, 31).n;
}

bool number_date(struct arena *a, struct str stored, bool since_1904, enum number_format format,
                 struct str *ret)
{
    int64_t days, seconds;
    struct buf b = {0};
    struct day day;

    *ret = stored;
    if (!split_serial(a, stored, &days, &seconds))
        return false;
    if (format != NUMBER_FORMAT_TIME || days > 0) {
        if (!day_of_serial(days, since_1904, &day))
            return false;
        day_print(&b, day);
    }
    if (seconds > 0 || b.n == 0)
        buf_fmt(&b, "%s%02d:%02d:%02d", b.n > 0 ? " " : "", (int)(seconds / 3600),
                (int)(seconds / 60 % 60), (int)(seconds % 60));
    *ret = str_dup(a, buf_view(&b));
    buf_release(&b);
    return true;
}
