/* render/cff.c - see cff.h. */
#include "render/cff.h"

/* A walk over bytes: running over the end is remembered and gives zeros. */
struct cff_in {
    struct str s;
    size_t at;
    bool bad;
};

static unsigned take(struct cff_in *in, int bytes)
{
    unsigned v = 0;

    if (in->at > in->s.n || in->s.n - in->at < (size_t)bytes) {
        in->bad = true;
        return 0;
    }
    for (int i = 0; i < bytes; i++)
        v = v << 8 | (unsigned char)in->s.p[in->at++];
    return v;
}

/* index -> count offset-size offsets data; moves behind it, *ret_first is its first entry. */
static bool take_index(struct cff_in *in, struct str *ret_first)
{
    unsigned count = take(in, 2), size, first = 0, last = 0, second = 0;
    size_t data;

    *ret_first = STR_NULL;
    if (count == 0 || in->bad)
        return !in->bad;
    size = take(in, 1);
    if (size < 1 || size > 4)
        return false;
    for (unsigned i = 0; i <= count && !in->bad; i++) {
        last = take(in, (int)size);
        first = i == 0 ? last : first;
        second = i == 1 ? last : second;
    }
    data = in->at - 1;
    if (in->bad || first < 1 || second < first || last < second || last > in->s.n - data)
        return false;
    *ret_first = str_sub(in->s, data + first, data + second);
    in->at = data + last;
    return true;
}

/* operand -> 28 b1 b2 | 29 b1 b2 b3 b4 | 30 nibbles | b0 [b1] */
static int64_t take_operand(struct cff_in *in, unsigned b0)
{
    if (b0 == 28)
        return (int16_t)take(in, 2);
    if (b0 == 29)
        return (int32_t)take(in, 4);
    if (b0 == 30) {
        for (unsigned b = 0; !in->bad && (b & 15) != 15 && b >> 4 != 15;)
            b = take(in, 1);
        return 0;
    }
    if (b0 <= 246)
        return (int64_t)b0 - 139;
    if (b0 <= 250)
        return ((int64_t)b0 - 247) * 256 + take(in, 1) + 108;
    return -((int64_t)b0 - 251) * 256 - take(in, 1) - 108;
}

/* Where the charset stands; false unless the dictionary is that of a font with CIDs. */
static bool read_top(struct str dict, size_t *ret_charset)
{
    enum { CHARSET = 15, ESCAPE = 12, ROS = 30, OPERATORS = 22 };
    struct cff_in in = {.s = dict};
    int64_t operand = 0;
    bool ros = false;
    size_t charset = 0;

    while (in.at < dict.n && !in.bad) {
        unsigned b0 = take(&in, 1);

        if (b0 >= OPERATORS) {
            operand = take_operand(&in, b0);
            continue;
        }
        if (b0 == ESCAPE)
            ros |= take(&in, 1) == ROS;
        else if (b0 == CHARSET && operand > 0)
            charset = (size_t)operand;
    }
    *ret_charset = charset;
    return ros && !in.bad && charset > 2; /* 0, 1, 2 are the predefined ones of other fonts */
}

/* charset -> 0 cid… | 1 (first left:1)… | 2 (first left:2)… ; glyph 0 is not listed. */
static bool read_charset(struct cff_in *in, uint16_t *cid, size_t n)
{
    unsigned format = take(in, 1);

    if (format > 2)
        return false;
    cid[0] = 0;
    for (size_t i = 1; i < n && !in->bad;) {
        unsigned first = take(in, 2), left = format ? take(in, (int)format) : 0;

        for (unsigned k = 0; k <= left && i < n; k++)
            cid[i++] = (uint16_t)(first + k);
    }
    return !in->bad;
}

bool cff_cids(struct str cff, uint16_t *cid, size_t n)
{
    struct cff_in in = {.s = cff};
    struct str name, top;
    size_t charset;

    in.at = 2;
    in.at = take(&in, 1);
    if (n == 0 || in.bad || !take_index(&in, &name) || !take_index(&in, &top) ||
        !read_top(top, &charset))
        return false;
    in.at = charset;
    return read_charset(&in, cid, n);
}
