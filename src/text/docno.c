/*
 * text/docno.c - numbers of documents: 京门市监罚〔2026〕12号; see ident.h.
 *
 *     doc_no  -> prefix year [ infix ] serials
 *     year    -> open dddd [ 年 ] close
 *     serials -> serial { separator serial } 号
 *     serial  -> [ 第 ] digits [ 号 ]
 *     infix   -> words and digits: 广州办, 京0109刑初
 */
#include "text/glyph.h"
#include "text/ident.h"

enum { SERIAL_DIGITS = 12, SERIALS_MAX = 200 };

struct cursor {
    struct str s;
    size_t i;
};

/* The folded code point at the cursor; 0 at the end. */
static uint32_t peek(const struct cursor *c, uint32_t *len)
{
    *len = 0;
    return c->i < c->s.n ? text_fold(glyph_decode(c->s.p + c->i, len)) : 0;
}

static void skip_space(struct cursor *c)
{
    uint32_t len;

    while (peek(c, &len) == ' ')
        c->i += len;
}

static bool take(struct cursor *c, uint32_t wanted)
{
    uint32_t len;

    skip_space(c);
    if (peek(c, &len) != wanted)
        return false;
    c->i += len;
    return true;
}

static bool is_digit(uint32_t cp)
{
    return cp >= '0' && cp <= '9';
}

static bool opens(uint32_t cp)
{
    return cp == '(' || cp == '[' || cp == '{' || cp == 0x3014 || cp == 0x3010 || cp == 0x300C ||
           cp == 0x3008;
}

static bool closes(uint32_t cp)
{
    return cp == ')' || cp == ']' || cp == '}' || cp == 0x3015 || cp == 0x3011 || cp == 0x300D ||
           cp == 0x3009;
}

/* digits -> d { d }; false when there are none or more than `max` */
static bool digits(struct cursor *c, size_t max, int64_t *ret, size_t *ret_n)
{
    uint32_t len, cp;

    *ret = 0;
    *ret_n = 0;
    skip_space(c);
    while (is_digit(cp = peek(c, &len))) {
        if (++*ret_n > max)
            return false;
        *ret = *ret * 10 + (int64_t)(cp - '0');
        c->i += len;
    }
    return *ret_n > 0;
}

/* year -> open dddd [ 年 ] close; leaves the cursor alone when it is none */
static bool year(struct cursor *c, int *ret)
{
    struct cursor at = *c;
    uint32_t len;
    int64_t v;
    size_t n;

    if (!opens(peek(&at, &len)))
        return false;
    at.i += len;
    if (!digits(&at, 4, &v, &n) || n != 4)
        return false;
    take(&at, 0x5E74);
    skip_space(&at);
    if (!closes(peek(&at, &len)))
        return false;
    at.i += len;
    *ret = (int)v;
    *c = at;
    return true;
}

static bool find_year(struct cursor *c, struct text_doc_no *d)
{
    uint32_t len;

    while (c->i < c->s.n) {
        size_t before = c->i;

        if (year(c, &d->year)) {
            d->prefix = str_trim(str_sub(c->s, 0, before));
            return true;
        }
        peek(c, &len);
        c->i += len;
    }
    return false;
}

static bool separator(struct cursor *c)
{
    static const uint32_t between[] = {0x3001, ',',    ';',    '-',    0x2014, 0x2013,
                                       '~',    0x81F3, 0x5230, 0x548C, 0x53CA, 0x4E0E};

    for (size_t i = 0; i < sizeof(between) / sizeof(between[0]); i++)
        if (take(c, between[i]))
            return true;
    return false;
}

/* Digits that are the serial: 号 or another serial stands behind them (not so in 京0109刑初12号). */
static bool serial_ends(struct cursor at)
{
    int64_t v;
    size_t n;

    return digits(&at, SERIAL_DIGITS, &v, &n) && (take(&at, 0x53F7) || separator(&at));
}

/* Over one character, or over all digits that stand together. */
static void skip_word(struct cursor *c)
{
    uint32_t len;
    bool digit = is_digit(peek(c, &len));

    do {
        c->i += len;
    } while (digit && is_digit(peek(c, &len)));
}

/* infix -> what stands before the serial, without 第 and 字 */
static bool infix(struct cursor *c, struct text_doc_no *d)
{
    size_t from = c->i;
    uint32_t len, cp;

    while ((cp = peek(c, &len)) != 0 && !(is_digit(cp) && serial_ends(*c))) {
        if (cp == 0x53F7 || opens(cp))
            return false;
        skip_word(c);
    }
    d->infix = str_trim(str_sub(c->s, from, c->i));
    while (str_ends(d->infix, STR("第")) || str_ends(d->infix, STR("字")))
        d->infix = str_trim(str_sub(d->infix, 0, d->infix.n - 3));
    while (str_starts(d->infix, STR("字")))
        d->infix = str_trim(str_tail(d->infix, 3));
    return cp != 0 && d->infix.n <= 60;
}

/* What may stand between two serials: signs, 第, and the same prefix and year said again. */
static bool next_serial(struct cursor *c, const struct text_doc_no *d)
{
    bool any = false;
    int again;

    while (separator(c))
        any = true;
    if (!any)
        return false;
    skip_space(c);
    if (d->prefix.n > 0 && str_starts(str_tail(c->s, c->i), d->prefix))
        c->i += d->prefix.n;
    skip_space(c);
    if (year(c, &again) && again != d->year)
        return false;
    take(c, 0x7B2C);
    return true;
}

bool text_doc_no(struct str s, struct text_doc_no *ret)
{
    struct cursor c = {str_trim(s), 0};
    struct text_doc_no d = {.infix = STR("")};
    bool ended;
    int64_t v;
    size_t n;

    if (!find_year(&c, &d) || !infix(&c, &d) || !digits(&c, SERIAL_DIGITS, &v, &n))
        return false;
    d.first = d.last = v;
    ended = take(&c, 0x53F7);
    for (int i = 0; i < SERIALS_MAX && next_serial(&c, &d) && digits(&c, SERIAL_DIGITS, &v, &n);
         i++) {
        d.last = v > d.last ? v : d.last;
        ended |= take(&c, 0x53F7);
    }
    if (!ended || (d.prefix.n == 0 && d.infix.n == 0))
        return false;
    *ret = d;
    return true;
}
