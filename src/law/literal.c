/* law/literal.c - 10万元, 3吨, 30%, 12, 2024-01-31; see law.h. */
#include "base/fen.h"
#include "law/law.h"

enum { SCALE_FEN = 2, SCALE_QUANTITY = 6 };

/* Bytes of the number at the start: sign, digits, commas, point. */
static size_t number_end(struct str s)
{
    size_t i = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+');

    while (i < s.n && ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == ',' || s.p[i] == '.'))
        i++;
    return i;
}

/* Powers of ten that may stand between number and unit. */
static size_t multiplier(struct str s, int *ret_zeros)
{
    static const struct {
        const char *word;
        int zeros;
    } words[] = {{"百", 2}, {"千", 3}, {"万", 4}, {"亿", 8}};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (str_starts(s, str_from(words[i].word))) {
            *ret_zeros = words[i].zeros;
            return strlen(words[i].word);
        }
    return 0;
}

/* What follows the number: its type, its unit, the zeros of its multipliers.  The longest unit
 * wins, so that 3千克 is not 3000克. */
static bool unit_of(const struct law *law, struct str s, struct law_literal *ret, int *ret_zeros)
{
    for (*ret_zeros = 0;;) {
        int zeros = 0;
        size_t n;

        ret->unit = s.n > 0 ? law_unit_find(law, s) : -1;
        ret->type = ret->unit >= 0 ? LAW_QUANTITY : str_eq(s, STR("元")) ? LAW_MONEY : LAW_INT;
        if (ret->type != LAW_INT || s.n == 0)
            return true;
        n = multiplier(s, &zeros);
        if (n == 0 || *ret_zeros > 8)
            return false;
        *ret_zeros += zeros;
        s = str_tail(s, n);
    }
}

bool law_literal_parse(const struct law *law, struct str text, struct law_literal *ret)
{
    struct str s = str_trim(text);
    size_t end = number_end(s);
    struct law_literal lit = {.unit = -1};
    struct day day;
    int zeros, scale = 0;

    if (s.n == 10 && s.p[4] == '-' && day_parse(s, &day)) {
        *ret = (struct law_literal){LAW_DATE, -1, day.n};
        return true;
    }
    if (end == 0 || !unit_of(law, str_trim(str_tail(s, end)), &lit, &zeros))
        return false;
    if (lit.type != LAW_INT)
        scale = lit.type == LAW_MONEY ? SCALE_FEN : SCALE_QUANTITY;
    if (!fen_decimal(str_sub(s, 0, end), scale + zeros, &lit.num))
        return false;
    *ret = lit;
    return true;
}
