/* format/number.c - decimal numbers as text, exactly; no rounding by way of double. */
#include "format/number_internal.h"

#include "base/buf.h"

static bool digit_at(struct str s, size_t i)
{
    return i < s.n && s.p[i] >= '0' && s.p[i] <= '9';
}

static size_t skip_digits(struct str s, size_t i)
{
    while (digit_at(s, i))
        i++;
    return i;
}

/* number -> [ - ] ( 0 | 1-9 { digit } ) [ . digit { digit } ] [ ( e | E ) [ + | - ] digit … ] */
size_t number_token(struct str s)
{
    size_t i = s.n > 0 && s.p[0] == '-', from = i;

    i = skip_digits(s, i);
    if (i == from || (s.p[from] == '0' && i > from + 1))
        return 0;
    if (i < s.n && s.p[i] == '.') {
        if (!digit_at(s, i + 1))
            return 0;
        i = skip_digits(s, i + 1);
    }
    if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
        i++;
        i += i < s.n && (s.p[i] == '+' || s.p[i] == '-');
        if (!digit_at(s, i))
            return 0;
        i = skip_digits(s, i);
    }
    return i;
}

/* Splits a token into sign, digits without point, and the place of the point among them. */
struct parts {
    bool negative;
    struct buf digits;
    int64_t point;
};

static bool split(struct str s, struct parts *ret)
{
    size_t i = s.p[0] == '-';
    int64_t exponent = 0;
    bool minus;

    *ret = (struct parts){.negative = i == 1};
    for (; digit_at(s, i); i++)
        buf_char(&ret->digits, s.p[i]);
    ret->point = (int64_t)ret->digits.n;
    if (i < s.n && s.p[i] == '.')
        for (i++; digit_at(s, i); i++)
            buf_char(&ret->digits, s.p[i]);
    if (i == s.n)
        return true;
    i++; /* e */
    minus = s.p[i] == '-';
    for (i += s.p[i] == '-' || s.p[i] == '+'; i < s.n; i++) {
        exponent = exponent * 10 + (s.p[i] - '0');
        if (exponent > NUMBER_EXPONENT_MAX)
            return false;
    }
    ret->point += minus ? -exponent : exponent;
    return true;
}

/* Digits on both sides of the point, without the zeros that say nothing. */
static void print(struct buf *b, const struct parts *parts)
{
    struct buf all = {0};
    struct str whole, part;

    for (int64_t i = parts->point; i < 0; i++)
        buf_char(&all, '0');
    buf_str(&all, buf_view(&parts->digits));
    while ((int64_t)all.n < parts->point)
        buf_char(&all, '0');
    whole = (struct str){all.p, parts->point > 0 ? (size_t)parts->point : 0};
    part = str_tail(buf_view(&all), whole.n);
    while (whole.n > 0 && whole.p[0] == '0')
        whole = str_tail(whole, 1);
    while (part.n > 0 && part.p[part.n - 1] == '0')
        part.n--;
    if (parts->negative && (whole.n > 0 || part.n > 0))
        buf_char(b, '-');
    buf_str(b, whole.n > 0 ? whole : STR("0"));
    if (part.n > 0)
        buf_char(b, '.');
    buf_str(b, part);
    buf_release(&all);
}

bool number_plain(struct arena *a, struct str token, struct str *ret)
{
    struct parts parts;
    struct buf b = {0};
    bool ok;

    if (!memchr(token.p, 'e', token.n) && !memchr(token.p, 'E', token.n)) {
        *ret = token;
        return true;
    }
    ok = split(token, &parts);
    if (ok) {
        print(&b, &parts);
        *ret = str_dup(a, buf_view(&b));
    }
    buf_release(&parts.digits);
    buf_release(&b);
    return ok;
}
