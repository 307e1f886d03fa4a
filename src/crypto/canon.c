/* crypto/canon.c - see canon.h. */
#include "crypto/canon.h"

#include <inttypes.h>

void canon_begin(struct buf *b, const char *kind, int version)
{
    buf_fmt(b, "liandong %s v%d\n", kind, version);
}

void canon_text(struct buf *b, const char *name, struct str value)
{
    buf_fmt(b, "%s %zu\n", name, value.n);
    buf_str(b, value);
    buf_char(b, '\n');
}

void canon_text_or_none(struct buf *b, const char *name, struct str value)
{
    if (value.p)
        canon_text(b, name, value);
    else
        buf_fmt(b, "%s -\n", name);
}

void canon_i64(struct buf *b, const char *name, int64_t value)
{
    char digits[24];
    int n = snprintf(digits, sizeof(digits), "%" PRId64, value);

    canon_text(b, name, (struct str){digits, (size_t)n});
}

void canon_later(struct buf *b, const char *name, struct str value)
{
    if (value.p)
        canon_text(b, name, value);
}
