/* base/fen.c - see fen.h. */
#include "base/fen.h"

static bool push_digit(int64_t *v, char c)
{
    return !__builtin_mul_overflow(*v, 10, v) && !__builtin_add_overflow(*v, c - '0', v);
}

/* decimal -> [sign] digit { digit | ',' } ['.' digit { digit }] */
bool fen_decimal(struct str s, int scale, int64_t *ret_value)
{
    int64_t v = 0;
    size_t i = 0, digits = 0, group = 0;
    bool minus = false, grouped = false;

    s = str_trim(s);
    if (i < s.n && (s.p[i] == '-' || s.p[i] == '+'))
        minus = s.p[i++] == '-';
    for (; i < s.n && (s.p[i] == ',' || (s.p[i] >= '0' && s.p[i] <= '9')); i++) {
        if (s.p[i] == ',') {
            if (digits == 0 || (grouped ? group != 3 : digits > 3))
                return false;
            grouped = true;
            group = 0;
            continue;
        }
        digits++;
        group++;
        if (!push_digit(&v, s.p[i]))
            return false;
    }
    if (digits == 0 || (grouped && group != 3))
        return false;
    if (i < s.n && s.p[i] == '.') {
        if (++i == s.n)
            return false;
        for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++) {
            if (scale == 0 && s.p[i] != '0')
                return false;
            if (scale > 0 && !push_digit(&v, s.p[i]))
                return false;
            scale -= scale > 0;
        }
    }
    if (i != s.n)
        return false;
    for (; scale > 0; scale--)
        if (!push_digit(&v, '0'))
            return false;
    *ret_value = minus ? -v : v;
    return true;
}

void fen_print_decimal(struct buf *b, int64_t value, int scale)
{
    char digits[24];
    int n = 0;
    uint64_t v = value < 0 ? -(uint64_t)value : (uint64_t)value;

    if (value < 0)
        buf_char(b, '-');
    while (scale > 0 && v % 10 == 0) {
        v /= 10;
        scale--;
    }
    while (v > 0 || n <= scale) {
        digits[n++] = (char)('0' + v % 10);
        v /= 10;
    }
    while (n > 0) {
        if (n == scale)
            buf_char(b, '.');
        buf_char(b, digits[--n]);
    }
}

void fen_print(struct buf *b, struct fen fen)
{
    static const int64_t wan = 10000LL * 100, yi = 100000000LL * 100;

    if (fen.n != 0 && fen.n % (yi / 10000) == 0 && (fen.n >= yi || fen.n <= -yi)) {
        fen_print_decimal(b, fen.n / (yi / 10000), 4);
        buf_z(b, "亿元");
    } else if (fen.n != 0 && fen.n % (wan / 100) == 0 && (fen.n >= wan || fen.n <= -wan)) {
        fen_print_decimal(b, fen.n / (wan / 100), 2);
        buf_z(b, "万元");
    } else {
        fen_print_decimal(b, fen.n, 2);
        buf_z(b, "元");
    }
}
