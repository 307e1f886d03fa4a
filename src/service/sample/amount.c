/* service/sample/amount.c - see amount.h.  Called some twenty times a row: no printf. */
#include "service/sample/amount.h"

enum { YUAN = 100, WAN = 10000 };

void amount_digits(struct buf *b, int64_t n)
{
    char digit[20];
    size_t i = sizeof(digit);

    do
        digit[--i] = (char)('0' + n % 10);
    while ((n /= 10) > 0);
    buf_add(b, digit + i, sizeof(digit) - i);
}

void amount_decimal(struct buf *b, int64_t n, int decimals)
{
    int64_t scale = 1;

    for (int i = 0; i < decimals; i++)
        scale *= 10;
    amount_digits(b, n / scale);
    n %= scale;
    if (n == 0)
        return;
    buf_char(b, '.');
    for (; n > 0; n %= scale) {
        scale /= 10;
        buf_char(b, (char)('0' + n / scale));
    }
}

static void print_comma(struct buf *b, int64_t n)
{
    if (n >= 1000) {
        print_comma(b, n / 1000);
        buf_char(b, ',');
        n %= 1000;
        buf_char(b, (char)('0' + n / 100));
        buf_char(b, (char)('0' + n / 10 % 10));
        buf_char(b, (char)('0' + n % 10));
    } else {
        amount_digits(b, n);
    }
}

struct numerals {
    const char *digit[10], *power[4]; /* power of ten within a group of four */
};

static const struct numerals common = {{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"},
                                       {"", "十", "百", "千"}};
static const struct numerals capital = {
    {"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}, {"", "拾", "佰", "仟"}};

/* One group of up to four digits; zero: a digit was left out before it. */
static void print_group(struct buf *b, int n, bool zero, const struct numerals *how)
{
    for (int i = 3, scale = 1000; i >= 0; i--, scale /= 10) {
        int digit = n / scale % 10;

        if (digit == 0) {
            zero = zero || n >= scale;
            continue;
        }
        if (zero)
            buf_z(b, how->digit[0]);
        zero = false;
        buf_z(b, how->digit[digit]);
        buf_z(b, how->power[i]);
    }
}

/* Whole numbers from 1 to 10^12 - 1. */
static void print_han(struct buf *b, int64_t n, const struct numerals *how)
{
    int group[3] = {(int)(n / 100000000), (int)(n / WAN % WAN), (int)(n % WAN)};
    static const char *const unit[3] = {"亿", "万", ""};
    bool started = false, gap = false;

    for (int i = 0; i < 3; i++) {
        if (group[i] == 0) {
            gap = started;
            continue;
        }
        print_group(b, group[i], started && (gap || group[i] < 1000), how);
        buf_z(b, unit[i]);
        started = true;
        gap = false;
    }
}

static void print_fullwidth(struct buf *b, int64_t n)
{
    size_t from = b->n;
    char digit[20];
    size_t count;

    amount_digits(b, n);
    count = b->n - from;
    memcpy(digit, b->p + from, count);
    b->n = from;
    for (size_t i = 0; i < count; i++)
        buf_utf8(b, 0xFF10 + (uint32_t)(digit[i] - '0'));
}

/* Whether the style can write the amount as officials do. */
static bool fits(int64_t fen, enum amount_style style)
{
    switch (style) {
    case AMOUNT_PLAIN:
    case AMOUNT_RMB:
    case AMOUNT_CENTS:
        return true;
    case AMOUNT_WAN:
        return fen >= (int64_t)WAN * YUAN / 2 && fen % YUAN == 0;
    case AMOUNT_COMMA:
    case AMOUNT_FULLWIDTH:
        return fen % YUAN == 0;
    case AMOUNT_HAN:
    case AMOUNT_CAPITAL:
        return fen >= YUAN && fen % (100 * YUAN) == 0;
    }
    return false;
}

void amount_print(struct buf *b, struct fen fen, enum amount_style style)
{
    int64_t yuan = fen.n / YUAN;

    switch (fits(fen.n, style) ? style : AMOUNT_PLAIN) {
    case AMOUNT_RMB:
        buf_z(b, "人民币");
        amount_decimal(b, fen.n, 2);
        break;
    case AMOUNT_PLAIN:
        amount_decimal(b, fen.n, 2);
        break;
    case AMOUNT_CENTS:
        amount_digits(b, yuan);
        buf_char(b, '.');
        buf_char(b, (char)('0' + fen.n / 10 % 10));
        buf_char(b, (char)('0' + fen.n % 10));
        break;
    case AMOUNT_COMMA:
        print_comma(b, yuan);
        break;
    case AMOUNT_WAN:
        amount_decimal(b, yuan, 4);
        buf_z(b, "万");
        break;
    case AMOUNT_FULLWIDTH:
        print_fullwidth(b, yuan);
        break;
    case AMOUNT_HAN:
        print_han(b, yuan, &common);
        break;
    case AMOUNT_CAPITAL:
        print_han(b, yuan, &capital);
        buf_z(b, "元整");
        return;
    }
    buf_z(b, "元");
}

void amount_day(struct buf *b, struct day d)
{
    int y, m, dom;

    day_to_ymd(d, &y, &m, &dom);
    amount_digits(b, y);
    buf_z(b, "年");
    amount_digits(b, m);
    buf_z(b, "月");
    amount_digits(b, dom);
    buf_z(b, "日");
}
