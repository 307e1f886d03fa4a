/* text/ident.c - see ident.h. */
#include "text/ident.h"

#include "text/glyph.h"

static bool dropped(uint32_t cp)
{
    return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == '-' || cp == 0xA0 ||
           (cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212 || cp == 0xFEFF ||
           (cp >= 0x2000 && cp <= 0x200F);
}

static uint32_t clean_char(uint32_t cp)
{
    cp = cp >= 0xFF01 || cp == 0x3000 ? text_fold(cp) : cp;
    if (dropped(cp))
        return 0;
    return cp >= 'a' && cp <= 'z' ? cp - 'a' + 'A' : cp;
}

static bool is_clean(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '*'))
            return false;
    }
    return true;
}

struct str text_ident_clean(struct arena *a, struct str s)
{
    char *p;
    size_t n = 0;
    uint32_t len;

    if (is_clean(s))
        return s;
    p = arena_alloc(a, s.n + 1);
    for (size_t i = 0; i < s.n; i += len) {
        uint32_t cp = clean_char(glyph_decode(s.p + i, &len));

        if (cp != 0)
            n += str_utf8_put(p + n, cp);
    }
    return (struct str){p, n};
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : -1;
}

/* 0-9, then the letters without I, O, S, V, Z. */
static int uscc_value(char c)
{
    static const char letters[] = "ABCDEFGHJKLMNPQRTUWXY";
    const char *at = c >= 'A' && c <= 'Z' ? strchr(letters, c) : NULL;

    return at ? 10 + (int)(at - letters) : digit(c);
}

/* GB 32100: weights are powers of 3, modulo 31. */
enum text_ident text_uscc(struct str s)
{
    int sum = 0, weight = 1;

    if (s.n != 18)
        return TEXT_IDENT_SHAPE;
    for (size_t i = 0; i < 17; i++) {
        int v = uscc_value(s.p[i]);

        if (v < 0 || (i >= 2 && i < 8 && v > 9))
            return TEXT_IDENT_SHAPE;
        sum += v * weight;
        weight = weight * 3 % 31;
    }
    if (uscc_value(s.p[17]) < 0)
        return TEXT_IDENT_SHAPE;
    return (31 - sum % 31) % 31 == uscc_value(s.p[17]) ? TEXT_IDENT_OK : TEXT_IDENT_CHECK_DIGIT;
}

static int number_at(struct str s, size_t at, size_t n)
{
    int v = 0;

    for (size_t i = at; i < at + n; i++)
        v = v * 10 + digit(s.p[i]);
    return v;
}

/* GB 11643: region 6, birth date 8, sequence 3, check digit of ISO 7064 MOD 11-2. */
enum text_ident text_citizen_id(struct str s)
{
    static const char check[] = "10X98765432";
    static const int weight[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;

    if (s.n != 18 || (digit(s.p[17]) < 0 && s.p[17] != 'X'))
        return TEXT_IDENT_SHAPE;
    for (size_t i = 0; i < 17; i++) {
        if (digit(s.p[i]) < 0)
            return TEXT_IDENT_SHAPE;
        sum += digit(s.p[i]) * weight[i];
    }
    if (s.p[0] == '0' || !day_valid(number_at(s, 6, 4), number_at(s, 10, 2), number_at(s, 12, 2)))
        return TEXT_IDENT_SHAPE;
    return check[sum % 11] == s.p[17] ? TEXT_IDENT_OK : TEXT_IDENT_CHECK_DIGIT;
}

/* GB 11714: eight of 0-9A-Z and a check digit. */
enum text_ident text_org_code(struct str s)
{
    static const int weight[8] = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0, want;

    if (s.n != 9 || (digit(s.p[8]) < 0 && s.p[8] != 'X'))
        return TEXT_IDENT_SHAPE;
    for (size_t i = 0; i < 8; i++) {
        char c = s.p[i];
        int v = c >= 'A' && c <= 'Z' ? c - 'A' + 10 : digit(c);

        if (v < 0)
            return TEXT_IDENT_SHAPE;
        sum += v * weight[i];
    }
    want = (11 - sum % 11) % 11;
    return s.p[8] == (want == 10 ? 'X' : (char)('0' + want)) ? TEXT_IDENT_OK
                                                             : TEXT_IDENT_CHECK_DIGIT;
}

/* X is a legal character of the codes, alone; a run of three, or two among digits only, is a mask. */
bool text_ident_masked(struct str s)
{
    size_t run = 0, longest = 0, others = 0;
    uint32_t len;

    for (size_t i = 0; i < s.n; i += len) {
        uint32_t cp = clean_char(glyph_decode(s.p + i, &len));

        if (cp == '*' || cp == 0xD7 || cp == 0x67D0)
            return true;
        run = cp == 'X' ? run + 1 : 0;
        longest = run > longest ? run : longest;
        others += cp != 'X' && !(cp >= '0' && cp <= '9');
    }
    return longest >= 3 || (longest == 2 && others == 0);
}
