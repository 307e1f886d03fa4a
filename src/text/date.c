/*
 * text/date.c - dates in prose; see scan.h.
 *
 * A date that lacks its year or month takes it from the date before, where the text says so: 同年,
 * 次年, 同月, or as the end of a range or a list.  A day and month without year (3月5日) take the
 * year of the date before, as such texts mean it.  Two-digit years are not read.
 */
#include "text/scan.h"

enum { YEAR_FIRST = 1900, YEAR_LAST = 2100, YEAR_WORD = 2 };

#define IS(bit) (1u << WORD_IS_##bit)

struct parts {
    int year, month, dom; /* 0: not given */
    uint32_t to;
};

/* n -> number of 1 to max, with a glyph of `kind` behind it */
static bool small(const struct scan *s, uint32_t at, int max, enum glyph_kind kind, struct parts *p,
                  int *ret)
{
    struct number n;

    at = scan_skip_space(s, at);
    if (!glyph_is_number(scan_kind(s, at)) || number_read(s->g, s->n, at, &n) != NUMBER_FOUND ||
        n.micro % 1000000 != 0 || n.micro < 1000000 || n.micro / 1000000 > max ||
        scan_kind(s, scan_skip_space(s, n.to)) != kind)
        return false;
    *ret = (int)(n.micro / 1000000);
    p->to = scan_skip_space(s, n.to) + 1;
    return true;
}

static bool four_numerals(const struct scan *s, uint32_t at, uint32_t to)
{
    return to == at + 4 && s->g[at].kind == GLYPH_NUMERAL;
}

/* digits -> d d, one or two of them; 0 when there are none or more */
static int two_digits(const struct scan *s, uint32_t *at)
{
    int v = 0, n = 0;

    for (; scan_kind(s, *at) == GLYPH_DIGIT && n < 3; ++*at, n++)
        v = v * 10 + s->g[*at].value;
    return n == 1 || n == 2 ? v : 0;
}

/* iso -> yyyy sep mm sep dd; sep -> '-' | '.' | '/' */
static bool read_iso(const struct scan *s, uint32_t at, struct parts *p)
{
    uint32_t i = at;
    uint8_t sep;
    int year = 0, n = 0;

    for (; scan_kind(s, i) == GLYPH_DIGIT && n < 5; i++, n++)
        year = year * 10 + s->g[i].value;
    sep = scan_kind(s, i);
    if (n != 4 || (sep != GLYPH_DASH && sep != GLYPH_POINT && sep != GLYPH_SLASH))
        return false;
    i++;
    p->month = two_digits(s, &i);
    if (p->month == 0 || scan_kind(s, i++) != sep)
        return false;
    p->dom = two_digits(s, &i);
    if (p->dom == 0)
        return false;
    p->year = year;
    p->to = i;
    return true;
}

/* Behind the 份 of 7月份 that may stand at `at`. */
static uint32_t skip_fen(const struct scan *s, uint32_t at)
{
    if (at < s->n && str_eq(str_sub(s->text, s->g[at].at, s->g[at + 1].at), STR("份")))
        at++;
    return at;
}

/* year -> n 年 [ n 月 [ n 日 | 份 ] ] */
static bool read_from_year(const struct scan *s, uint32_t at, struct parts *p)
{
    struct number n;

    if (number_read(s->g, s->n, at, &n) != NUMBER_FOUND ||
        (n.digits != 4 && !four_numerals(s, at, n.to)) ||
        scan_kind(s, scan_skip_space(s, n.to)) != GLYPH_YEAR)
        return false;
    p->year = (int)(n.micro / 1000000);
    p->to = scan_skip_space(s, n.to) + 1;
    if (small(s, p->to, 12, GLYPH_MONTH, p, &p->month) &&
        !small(s, p->to, 31, GLYPH_DAY, p, &p->dom))
        p->to = skip_fen(s, p->to);
    return true;
}

/* Whether a word that is one of `is` ends at glyph `at`; YEAR_WORD glyphs long. */
static bool word_before(const struct scan *s, uint32_t at, uint32_t is)
{
    struct want want = {.is = is};
    uint32_t to;

    return at >= YEAR_WORD && scan_at(s, at - YEAR_WORD, &want, &to) && to == at;
}

/* month -> [ 同年 | 次年 ] n 月 [ n 日 | 份 ] */
static bool read_from_month(const struct scan *s, uint32_t at, bool follows, struct parts *p)
{
    bool same = word_before(s, at, IS(SAME_YEAR)), next = word_before(s, at, IS(NEXT_YEAR));

    if (!small(s, at, 12, GLYPH_MONTH, p, &p->month))
        return false;
    if (!small(s, p->to, 31, GLYPH_DAY, p, &p->dom))
        p->to = skip_fen(s, p->to);
    if (!same && !next && !follows && p->dom == 0)
        return false;
    p->year = s->last_year == 0 ? 0 : s->last_year + next;
    return true;
}

/* day -> [ 同月 | 次月 ] n 日 */
static bool read_from_day(const struct scan *s, uint32_t at, bool follows, struct parts *p)
{
    bool same = word_before(s, at, IS(SAME_MONTH)), next = word_before(s, at, IS(NEXT_MONTH));

    if ((!same && !next && !follows) || !small(s, at, 31, GLYPH_DAY, p, &p->dom))
        return false;
    p->year = s->last_month == 0 ? 0 : s->last_year + (next && s->last_month == 12);
    p->month = next ? s->last_month % 12 + 1 : s->last_month;
    return true;
}

static bool plausible(const struct parts *p)
{
    return p->year >= YEAR_FIRST && p->year <= YEAR_LAST &&
           day_valid(p->year, p->month ? p->month : 1, p->dom ? p->dom : 1);
}

bool date_read(struct scan *s, uint32_t at, bool follows, struct date *ret)
{
    struct parts p = {.to = at};

    *ret = (struct date){.from = at, .to = at};
    if (!read_iso(s, at, &p)) {
        p = (struct parts){.to = at};
        if (!read_from_year(s, at, &p) && !read_from_month(s, at, follows, &p) &&
            !read_from_day(s, at, follows, &p))
            return false;
    }
    ret->to = p.to;
    if (!plausible(&p))
        return false;
    s->last_year = p.year;
    s->last_month = p.month;
    ret->modifier = p.month == 0 ? TEXT_YEAR : p.dom == 0 ? TEXT_MONTH : 0u;
    ret->day = day_from_ymd(p.year, p.month ? p.month : 1, p.dom ? p.dom : 1).n;
    return true;
}
