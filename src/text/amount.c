/*
 * text/amount.c - a number with its unit or currency; see scan.h.
 */
#include "text/scan.h"

__extension__ typedef __int128 wide;

enum { FEN_PER_YUAN = 100, MICRO_PER_FEN = 10000, FEN_PER_JIAO = 10 };

#define IS(bit) (1u << WORD_IS_##bit)

static const struct want want_unit = {
    .does = WORD_FOREIGN, .is = IS(YUAN) | IS(KUAI), .unit = true};
static const struct want want_currency = {.does = WORD_FOREIGN | WORD_RMB};
static const struct want want_whole = {.is = IS(WHOLE)};
static const struct want want_jiao = {.is = IS(JIAO)};
static const struct want want_fen = {.is = IS(FEN)};
static const struct want want_cue = {.after = 1u << TEXT_QUANTITY};
static const struct want want_per = {.does = WORD_PER};
static const struct want want_percent = {.is = IS(PERCENT)};

int64_t amount_convert(const struct scan *s, int64_t micro, int from_unit, int to_unit)
{
    const struct text_unit *from = &s->r->lexicon->unit[from_unit];
    const struct text_unit *to = &s->r->lexicon->unit[to_unit];
    wide v = (wide)micro * from->num;

    if (from->den <= 0 || to->num <= 0 || to->den <= 0 || from->num <= 0)
        return INT64_MAX;
    v = v / ((wide)1 << 62) > 1 ? v / to->num * to->den / from->den
                                : v * to->den / ((wide)to->num * from->den);
    return v > INT64_MAX ? INT64_MAX : (int64_t)v;
}

static void set_currency(struct amount *a, const struct word *w, uint32_t from, uint32_t to)
{
    if (w->does & WORD_FOREIGN) {
        a->modifier |= TEXT_FOREIGN;
        a->currency_from = from;
        a->currency_to = to;
    }
}

/* small -> digit (角 | 分) */
static bool small_coin(const struct scan *s, uint32_t at, const struct want *coin, int64_t *ret_n,
                       uint32_t *ret_to)
{
    struct number n;

    if (!glyph_is_number(scan_kind(s, at)) || number_read(s->g, s->n, at, &n) != NUMBER_FOUND ||
        n.micro >= 100 * 1000000 || n.micro % 1000000 != 0)
        return false;
    *ret_n = n.micro / 1000000;
    return scan_at(s, n.to, coin, ret_to) != NULL;
}

/* tail -> [ n 角 ] [ n 分 ] [ 整 ] [ 人民币 | 美元 … ] [ '/' x | 每 unit ] */
static void money_tail(const struct scan *s, struct amount *a)
{
    const struct word *w;
    uint32_t to;
    int64_t n;

    if (small_coin(s, a->to, &want_jiao, &n, &to)) {
        a->value += n * FEN_PER_JIAO;
        a->to = to;
    }
    if (small_coin(s, a->to, &want_fen, &n, &to)) {
        a->value += n;
        a->to = to;
    }
    if (scan_at(s, a->to, &want_whole, &to))
        a->to = to;
    w = scan_at(s, a->to, &want_currency, &to);
    if (w) {
        set_currency(a, w, a->to, to);
        a->to = to;
    }
}

static bool in_one_word(uint8_t kind)
{
    return kind == GLYPH_OTHER || kind == GLYPH_LETTER || kind == GLYPH_MONTH ||
           kind == GLYPH_DAY || kind == GLYPH_YEAR;
}

/* per -> '/' x | 每 x : the price of one */
static void unit_price(const struct scan *s, struct amount *a)
{
    uint32_t to = a->to;

    if (scan_kind(s, to) == GLYPH_SLASH)
        to++;
    else if (!scan_at(s, to, &want_per, &to))
        return;
    if (!in_one_word(scan_kind(s, to)))
        return;
    a->modifier |= TEXT_UNIT_PRICE;
    if (!scan_at(s, to, &want_unit, &a->to))
        a->to = to + 1;
}

static void set_money(const struct scan *s, struct amount *a)
{
    a->kind = TEXT_MONEY;
    a->unit = -1;
    a->value = a->number.micro / MICRO_PER_FEN;
    money_tail(s, a);
    unit_price(s, a);
}

/* 五千克: the unit may begin with the last glyph that was taken for the number's. */
static const struct word *unit_inside(const struct scan *s, uint32_t at, struct number *number,
                                      uint32_t *ret_to)
{
    const struct word *w;
    struct number n;

    if (number->to <= at + 1 || s->g[number->to - 1].kind != GLYPH_TEN)
        return NULL;
    w = scan_at(s, number->to - 1, &want_unit, ret_to);
    if (!w || number_read(s->g, number->to - 1, at, &n) != NUMBER_FOUND)
        return NULL;
    *number = n;
    return w;
}

/* 3吨500千克, one quantity in two units. */
static void second_unit(const struct scan *s, struct amount *a)
{
    const struct word *w;
    struct number n;
    uint32_t to;
    int64_t more;

    if (!glyph_is_number(scan_kind(s, a->to)) || number_read(s->g, s->n, a->to, &n) != NUMBER_FOUND)
        return;
    w = unit_inside(s, a->to, &n, &to);
    if (!w)
        w = scan_at(s, n.to, &want_unit, &to);
    if (!w || w->unit < 0 || s->r->dimension_of[w->unit] != s->r->dimension_of[a->unit])
        return;
    more = amount_convert(s, n.micro, w->unit, a->unit);
    if (more >= 1000000 || a->value > INT64_MAX - more)
        return;
    a->value += more;
    a->to = to;
}

static void set_quantity(const struct scan *s, struct amount *a, int unit)
{
    a->kind = TEXT_QUANTITY;
    a->unit = unit;
    a->value = a->number.micro;
    second_unit(s, a);
}

/* The currency in front of the number: 人民币3万元, ￥30,000.00. */
static const struct word *currency_before(const struct scan *s, uint32_t at, uint32_t hits,
                                          struct amount *a)
{
    const struct hit *h;
    const struct word *w;

    while (at > 0 && (s->g[at - 1].kind == GLYPH_SPACE || s->g[at - 1].kind == GLYPH_COLON))
        at--;
    if (hits == 0 || s->hit.at[hits - 1].to != at)
        return NULL;
    h = &s->hit.at[hits - 1];
    w = scan_word(s, h);
    if (!(w->does & (WORD_RMB | WORD_FOREIGN)))
        return NULL;
    set_currency(a, w, h->from, h->to);
    return w;
}

/* What may follow an amount that lacks its 元: 罚款80万，没收… */
static bool ends_here(const struct scan *s, uint32_t at)
{
    switch (scan_kind(s, scan_skip_space(s, at))) {
    case GLYPH_STOP:
    case GLYPH_SEMICOLON:
    case GLYPH_COMMA:
    case GLYPH_POINT:
    case GLYPH_PAUSE:
    case GLYPH_CLOSE:
        return true;
    default:
        return false;
    }
}

/* A number with neither unit nor currency behind it. */
static bool without_unit(const struct scan *s, struct amount *a, bool currency_named)
{
    uint32_t to;

    if (currency_named || (a->number.power != 0 && ends_here(s, a->to))) {
        a->weak = !currency_named;
        set_money(s, a);
        return true;
    }
    if (scan_at(s, a->to, &want_cue, &to)) {
        a->bare = true;
        a->kind = TEXT_QUANTITY;
        a->unit = -1;
        a->value = a->number.micro;
        return true;
    }
    return false;
}

/* A month, day or year behind a number is a date's: 3月 is no quantity, 3个月 is. */
static bool calendar_unit(const struct scan *s, uint32_t from, uint32_t to)
{
    return to == from + 1 && s->g[from].kind >= GLYPH_YEAR && s->g[from].kind <= GLYPH_DAY;
}

static bool percent_read(const struct scan *s, uint32_t at, struct amount *a)
{
    uint32_t to;

    if (!scan_at(s, at, &want_percent, &to) || s->r->percent < 0 ||
        number_read(s->g, s->n, to, &a->number) != NUMBER_FOUND)
        return false;
    a->to = a->number.to;
    set_quantity(s, a, s->r->percent);
    return true;
}

/* The unit or currency behind the number; NULL when there is none.  *ret_from: where it starts. */
static const struct word *unit_behind(const struct scan *s, uint32_t at, struct amount *a,
                                      uint32_t *ret_from, uint32_t *ret_to)
{
    const struct word *w = unit_inside(s, at, &a->number, ret_to);

    a->to = a->number.to;
    if (w) {
        *ret_from = a->to;
        return w;
    }
    if (scan_kind(s, a->to) == GLYPH_MORE) {
        a->modifier |= TEXT_OVER;
        a->to++;
    }
    *ret_from = scan_skip_space(s, a->to);
    return scan_at(s, *ret_from, &want_unit, ret_to);
}

/* amount -> 百分之 number | [ currency ] number [ 余 ] [ unit | 元 tail | currency ] */
bool amount_of(const struct scan *s, uint32_t at, enum number_found found, const struct number *n,
               uint32_t hits, struct amount *ret)
{
    struct amount a = {.unit = -1, .to = at + 1, .number = *n};
    const struct word *named, *w;
    uint32_t from, to;

    *ret = a;
    if (found == NUMBER_NONE)
        return percent_read(s, at, ret);
    ret->to = n->to;
    if (found == NUMBER_BROKEN)
        return false;
    a.modifier = n->more ? TEXT_OVER : 0u;
    named = currency_before(s, at, hits, &a);
    w = unit_behind(s, at, &a, &from, &to);
    if (w ? calendar_unit(s, from, to) : !without_unit(s, &a, named != NULL))
        return false;
    if (w) {
        a.to = to;
        if (w->is == WORD_IS_PLAIN && w->unit >= 0) {
            set_quantity(s, &a, w->unit);
        } else {
            set_currency(&a, w, from, to);
            a.weak = w->is == WORD_IS_KUAI;
            set_money(s, &a);
        }
    }
    *ret = a;
    return true;
}

bool amount_read(const struct scan *s, uint32_t at, uint32_t hits, struct amount *ret)
{
    struct number n = {.to = at};
    enum number_found found = number_read(s->g, s->n, at, &n);

    return amount_of(s, at, found, &n, hits, ret);
}
