/* format/gb18030.c - GB18030 (and so GBK, GB2312) to UTF-8, in pieces, by ICU. */
#include "format/format_internal.h"

#include "base/bug.h"
#include "base/mem.h"

#include <unicode/ucnv.h>

enum { PIVOT = 4096 };

struct gb_decoder {
    UConverter *from, *to;
    UChar pivot[PIVOT];
    UChar *pivot_from, *pivot_to;
    bool first;
};

static UConverter *converter(const char *name)
{
    UErrorCode u = U_ZERO_ERROR;
    UConverter *c = ucnv_open(name, &u);

    BUG_ON(U_FAILURE(u)); /* both are built into every ICU */
    return c;
}

struct gb_decoder *gb_decoder_new(void)
{
    struct gb_decoder *d = MEM_NEW(struct gb_decoder);

    d->from = converter("GB18030");
    d->to = converter("UTF-8");
    d->pivot_from = d->pivot_to = d->pivot;
    d->first = true;
    return d;
}

void gb_decoder_free(struct gb_decoder *d)
{
    if (!d)
        return;
    ucnv_close(d->from);
    ucnv_close(d->to);
    free(d);
}

size_t gb_decode(struct gb_decoder *d, struct str *src, bool last, char *dst, size_t cap)
{
    UErrorCode u = U_ZERO_ERROR;
    const char *in = src->p;
    char *out = dst;

    ucnv_convertEx(d->to, d->from, &out, dst + cap, &in, src->p + src->n, d->pivot, &d->pivot_from,
                   &d->pivot_to, d->pivot + PIVOT, d->first, last, &u);
    BUG_ON(U_FAILURE(u) && u != U_BUFFER_OVERFLOW_ERROR && u != U_TRUNCATED_CHAR_FOUND);
    d->first = false;
    *src = (struct str){in, (size_t)(src->p + src->n - in)};
    return (size_t)(out - dst);
}

/* Bytes of the GB18030 sequence at s[i]; 0: malformed. */
static size_t sequence_at(struct str s, size_t i)
{
    const unsigned char *u = (const unsigned char *)s.p + i;
    size_t left = s.n - i;

    if (u[0] < 0x80)
        return 1;
    if (u[0] == 0x80 || u[0] == 0xFF)
        return 0;
    if (left < 2)
        return 2; /* cut off */
    if (u[1] >= 0x40 && u[1] <= 0xFE && u[1] != 0x7F)
        return 2;
    if (u[1] < 0x30 || u[1] > 0x39)
        return 0;
    if (left < 4)
        return 4;
    return u[2] >= 0x81 && u[2] <= 0xFE && u[3] >= 0x30 && u[3] <= 0x39 ? 4 : 0;
}

size_t gb_count_bad(struct str sample)
{
    size_t bad = 0;

    for (size_t i = 0, k; i < sample.n; i += k) {
        k = sequence_at(sample, i);
        bad += k == 0;
        k += k == 0;
    }
    return bad;
}
