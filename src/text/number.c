/*
 * text/number.c - see number.h and text_internal.h.
 *
 * Values are kept in 10^-12 while they are put together, so that 2.996525万 is exact.
 */
#include "text/number.h"

#include "text/text_internal.h"

__extension__ typedef __int128 wide;

enum { SCALE = 12 };
static const int64_t ONE = 1000000000000;

static const int64_t ten_to[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};

enum piece { PIECE_READ, PIECE_END, PIECE_BAD };

struct reading {
    const struct glyph *g;
    uint32_t n, i;
    wide total, section, pending;
    bool have;    /* pending is a digit or decimal without its multiplier */
    bool single;  /* pending is one digit: 3万5 */
    bool zero;    /* 零 since the last multiplier */
    uint8_t last; /* power of the last multiplier */
    uint8_t section_last, wan_last;
    uint8_t digits;
    bool more;
};

static uint8_t kind_at(const struct reading *r, uint32_t i)
{
    return i < r->n ? r->g[i].kind : (uint8_t)GLYPH_STOP;
}

static uint32_t digit_run(const struct reading *r, uint32_t i)
{
    uint32_t from = i;

    while (kind_at(r, i) == GLYPH_DIGIT)
        i++;
    return i - from;
}

/* Behind the thousands groups that start at i with a comma; i when there are none. */
static uint32_t groups_end(const struct reading *r, uint32_t i)
{
    while (kind_at(r, i) == GLYPH_COMMA && digit_run(r, i + 1) == 3)
        i += 4;
    return i;
}

/* Whether a narrow comma with a digit behind it stands at i: no grouping, no separator either. */
static bool stray_comma(const struct reading *r, uint32_t i)
{
    return kind_at(r, i) == GLYPH_COMMA && kind_at(r, i + 1) == GLYPH_DIGIT &&
           r->g[i + 1].at - r->g[i].at == 1;
}

static bool fits(wide v)
{
    return v >= 0 && v < (wide)ONE * 9000000000000;
}

/* v in millionths, rounded down; the common case without a division of 128 bits. */
static int64_t millionths(wide v)
{
    return v <= INT64_MAX ? (int64_t)v / 1000000 : (int64_t)(v / 1000000);
}

static void skip_broken(struct reading *r)
{
    uint8_t k;

    while ((k = kind_at(r, r->i)) == GLYPH_DIGIT || k == GLYPH_POINT || k == GLYPH_COMMA)
        r->i++;
}

static bool push(wide *v, uint8_t digit)
{
    *v = *v * 10 + digit;
    return *v < (wide)ONE * ONE;
}

/* fraction -> '.' digit { digit } */
static int read_fraction(struct reading *r, wide *v)
{
    int scale = 0;

    if (kind_at(r, r->i) != GLYPH_POINT || kind_at(r, r->i + 1) != GLYPH_DIGIT)
        return 0;
    for (r->i++; kind_at(r, r->i) == GLYPH_DIGIT; r->i++)
        if (scale < SCALE) {
            *v = *v * 10 + r->g[r->i].value;
            scale++;
        }
    return scale;
}

/* arabic -> digits { ',' ddd } [ fraction ]; digits -> digit { digit } */
static enum piece read_arabic(struct reading *r)
{
    uint32_t first = digit_run(r, r->i), to = r->i + first;
    uint32_t grouped = first <= 3 ? groups_end(r, to) : to;
    int scale;
    wide v = 0;

    if (stray_comma(r, grouped))
        return PIECE_BAD;
    for (; r->i < grouped; r->i++)
        if (r->g[r->i].kind == GLYPH_DIGIT && !push(&v, r->g[r->i].value))
            return PIECE_BAD;
    scale = read_fraction(r, &v);
    if (scale > 0 && kind_at(r, r->i) == GLYPH_POINT && kind_at(r, r->i + 1) == GLYPH_DIGIT)
        return PIECE_BAD;
    r->single = first == 1 && scale == 0;
    r->digits = grouped == to && first < 20 && scale == 0 ? (uint8_t)first : 0;
    for (; scale < SCALE; scale++)
        v *= 10;
    r->pending = v;
    r->have = true;
    return fits(v) ? PIECE_READ : PIECE_BAD;
}

/* point -> 点 numeral { numeral } */
static void read_han_point(struct reading *r)
{
    int64_t unit = ONE / 10;

    if (kind_at(r, r->i) != GLYPH_HAN_POINT || kind_at(r, r->i + 1) != GLYPH_NUMERAL)
        return;
    r->single = false;
    for (r->i++; kind_at(r, r->i) == GLYPH_NUMERAL; r->i++, unit /= 10)
        r->pending += (wide)unit * r->g[r->i].value;
}

/* A string of numerals such as 二〇二四.  Two of them are an estimate (七八人), unless 〇 is one;
 * so is a string with a multiplier behind it (三五万). */
static enum piece read_positional(struct reading *r, uint32_t count)
{
    uint8_t next = kind_at(r, r->i + count);
    bool zero = false;
    wide v = 0;

    for (uint32_t k = 0; k < count; k++) {
        zero |= r->g[r->i + k].value == 0;
        if (!push(&v, r->g[r->i + k].value))
            return PIECE_BAD;
    }
    if ((count == 2 && !zero) || next == GLYPH_TEN || next == GLYPH_WAN)
        return PIECE_BAD;
    r->pending = v * ONE;
    r->have = true;
    r->single = false;
    r->i += count;
    return fits(r->pending) ? PIECE_READ : PIECE_BAD;
}

/* numerals -> 零 | numeral [ point ] | positional */
static enum piece read_numerals(struct reading *r)
{
    uint32_t count = 0;
    uint8_t value = r->g[r->i].value;

    while (kind_at(r, r->i + count) == GLYPH_NUMERAL)
        count++;
    if (value == 0 && r->last != 0 && (count > 1 || kind_at(r, r->i + 1) == GLYPH_DIGIT)) {
        r->zero = true;
        r->i++;
        return PIECE_READ;
    }
    if (count > 1)
        return r->last == 0 ? read_positional(r, count) : PIECE_BAD;
    r->pending = (wide)value * ONE;
    r->single = r->have = true;
    r->i++;
    read_han_point(r);
    return PIECE_READ;
}

/* 十 alone is 10; 百 and 千 alone only before 余: 百余人. */
static bool bare_ten(const struct reading *r)
{
    if (r->g[r->i].value == 1 && r->section_last == 0)
        return true;
    return r->last == 0 && kind_at(r, r->i + 1) == GLYPH_MORE;
}

static enum piece read_ten(struct reading *r)
{
    uint8_t power = r->g[r->i].value;

    if (!r->have && !bare_ten(r))
        return PIECE_END;
    if (r->section_last != 0 && power >= r->section_last)
        return PIECE_BAD;
    r->section += (r->have ? r->pending : ONE) * ten_to[power];
    r->pending = 0;
    r->have = r->zero = false;
    r->last = r->section_last = power;
    r->i++;
    return fits(r->section) ? PIECE_READ : PIECE_BAD;
}

static enum piece read_wan(struct reading *r)
{
    uint8_t power = r->g[r->i].value;
    bool wan_yi = power == 8 && r->wan_last == 4;
    wide v = r->section + r->pending;

    if (v == 0 && !wan_yi)
        return PIECE_END;
    if (r->wan_last != 0 && power >= r->wan_last && !wan_yi)
        return PIECE_BAD;
    r->total = wan_yi ? (r->total + v) * ten_to[8] : r->total + v * ten_to[power];
    r->section = r->pending = 0;
    r->have = r->zero = false;
    r->section_last = 0;
    r->last = r->wan_last = power;
    r->i++;
    return fits(r->total) ? PIECE_READ : PIECE_BAD;
}

/* more -> 余 万亿, the end of the number: 十余万, 三百多亿 */
static enum piece read_more(struct reading *r)
{
    if (r->more || kind_at(r, r->i + 1) != GLYPH_WAN || (!r->have && r->section == 0))
        return PIECE_END;
    r->more = true;
    r->i++;
    return read_wan(r);
}

/* The next piece of the number, or its end. */
static enum piece read_piece(struct reading *r)
{
    switch (kind_at(r, r->i)) {
    case GLYPH_DIGIT:
        return r->have || r->more ? PIECE_END : read_arabic(r);
    case GLYPH_NUMERAL:
        return r->have || r->more ? PIECE_END : read_numerals(r);
    case GLYPH_TEN:
        return r->more ? PIECE_END : read_ten(r);
    case GLYPH_WAN:
        return read_wan(r);
    case GLYPH_MORE:
        return read_more(r);
    case GLYPH_SPACE: /* 5 万元 */
        if (!r->have || kind_at(r, r->i + 1) != GLYPH_WAN)
            return PIECE_END;
        r->i++;
        return read_wan(r);
    default:
        return PIECE_END;
    }
}

/* What stands behind the last multiplier: 三万五 is 35000; 3万5000 and 三万零五 are what they say.
 * Four digits before 年 are the next thing: 罚款3万2024年…. */
static bool add_rest(struct reading *r)
{
    if (!r->have || r->last == 0)
        return true;
    if (r->digits == 4 && kind_at(r, r->i) == GLYPH_YEAR) {
        r->i -= 4;
        r->have = false;
        r->pending = 0;
        return true;
    }
    if (r->single && !r->zero)
        r->pending *= ten_to[r->last - 1];
    return r->pending < (wide)ONE * ten_to[r->last];
}

static enum number_found broken(struct reading *r, struct number *ret)
{
    skip_broken(r);
    ret->to = r->i;
    return NUMBER_BROKEN;
}

/* number -> 半 | piece { piece }
 * piece  -> arabic | numerals | 十百千 | 万亿 | more */
enum number_found number_read(const struct glyph *g, uint32_t n, uint32_t at, struct number *ret)
{
    struct reading r = {.g = g, .n = n, .i = at};
    enum piece piece;
    wide v;

    if (kind_at(&r, at) == GLYPH_HALF) {
        *ret = (struct number){.micro = 500000, .to = at + 1};
        return NUMBER_FOUND;
    }
    while ((piece = read_piece(&r)) == PIECE_READ)
        ;
    if (piece == PIECE_BAD)
        return broken(&r, ret);
    if (r.i == at)
        return NUMBER_NONE;
    if (!add_rest(&r))
        return broken(&r, ret);
    v = r.total + r.section + r.pending;
    if (!fits(v))
        return broken(&r, ret);
    *ret = (struct number){.micro = millionths(v),
                           .to = r.i,
                           .digits = r.last == 0 ? r.digits : 0,
                           .power = r.last,
                           .more = r.more};
    return NUMBER_FOUND;
}

static bool may_continue(uint8_t kind)
{
    return glyph_is_number(kind) || kind == GLYPH_MORE || kind == GLYPH_COMMA ||
           kind == GLYPH_POINT || kind == GLYPH_HAN_POINT || kind == GLYPH_SPACE;
}

bool text_number(struct str text, size_t at, int64_t *ret_micro, size_t *ret_to)
{
    enum { LONGEST = 128 };
    struct glyph g[LONGEST];
    uint32_t n = 0, len;
    struct number number;

    for (size_t i = at; i < text.n && n < LONGEST; i += len) {
        struct glyph_sort sort = glyph_sort(text_fold(glyph_decode(text.p + i, &len)));

        g[n++] = (struct glyph){(uint32_t)(i - at), 0, sort.kind, sort.value};
        if (!may_continue(sort.kind))
            break;
    }
    if (n == 0 || number_read(g, n, 0, &number) != NUMBER_FOUND || number.to == LONGEST)
        return false;
    *ret_micro = number.micro;
    *ret_to = number.to < n ? at + g[number.to].at : text.n;
    return true;
}
