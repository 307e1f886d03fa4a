/* base/str.c - see str.h. */
#include "base/str.h"

#include "base/bug.h"

#include <stdarg.h>
#include <stdio.h>
#include <xxhash.h>

int str_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;

    return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && str_eq(str_sub(s, 0, prefix.n), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n && str_eq(str_tail(s, s.n - suffix.n), suffix);
}

size_t str_find_from(struct str s, struct str needle, size_t from)
{
    const char *hit;

    if (from > s.n)
        return STR_NPOS;
    if (needle.n == 0)
        return from;
    if (s.n - from < needle.n)
        return STR_NPOS;
    hit = memmem(s.p + from, s.n - from, needle.p, needle.n);
    return hit ? (size_t)(hit - s.p) : STR_NPOS;
}

size_t str_find(struct str s, struct str needle)
{
    return str_find_from(s, needle, 0);
}

/* Bytes of the white space that s starts with, or 0. */
static size_t space_at(struct str s)
{
    if (s.n == 0)
        return 0;
    switch ((unsigned char)s.p[0]) {
    case ' ':
    case '\t':
    case '\n':
    case '\v':
    case '\f':
    case '\r':
        return 1;
    case 0xC2:
        return str_starts(s, STR("\xC2\xA0")) ? 2 : 0;
    case 0xE3:
        return str_starts(s, STR("\xE3\x80\x80")) ? 3 : 0;
    case 0xEF:
        return str_starts(s, STR("\xEF\xBB\xBF")) ? 3 : 0;
    default:
        return 0;
    }
}

static size_t space_before(struct str s)
{
    for (size_t k = 1; k <= 3 && k <= s.n; k++)
        if (space_at(str_tail(s, s.n - k)) == k)
            return k;
    return 0;
}

struct str str_trim(struct str s)
{
    size_t k;

    while ((k = space_at(s)) > 0)
        s = str_tail(s, k);
    while ((k = space_before(s)) > 0)
        s.n -= k;
    return s;
}

struct str str_cut(struct str *rest, struct str sep)
{
    size_t at = str_find(*rest, sep);
    struct str head = *rest;

    if (at == STR_NPOS) {
        *rest = rest->n ? (struct str){rest->p + rest->n, 0} : *rest;
        return head;
    }
    head.n = at;
    *rest = str_tail(*rest, at + sep.n);
    return head;
}

struct str str_dup(struct arena *a, struct str s)
{
    return (struct str){arena_cstr(a, s.p, s.n), s.n};
}

struct str str_fmt(struct arena *a, const char *fmt, ...)
{
    va_list ap;
    int n;
    char *p;

    va_start(ap, fmt);
    n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    BUG_ON(n < 0);
    p = arena_alloc(a, (size_t)n + 1);
    va_start(ap, fmt);
    vsnprintf(p, (size_t)n + 1, fmt, ap);
    va_end(ap);
    return (struct str){p, (size_t)n};
}

static bool continues(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

static uint32_t utf8_bad(size_t *len)
{
    *len = 1;
    return 0xFFFD;
}

uint32_t str_utf8_at(struct str s, size_t i, size_t *len)
{
    const unsigned char *u = (const unsigned char *)s.p + i;
    size_t left = s.n - i;
    uint32_t cp;

    if (u[0] < 0x80) {
        *len = 1;
        return u[0];
    }
    if (u[0] >= 0xC2 && u[0] <= 0xDF && left >= 2 && continues(u[1])) {
        *len = 2;
        return (uint32_t)(u[0] & 0x1F) << 6 | (u[1] & 0x3F);
    }
    if ((u[0] & 0xF0) == 0xE0 && left >= 3 && continues(u[1]) && continues(u[2])) {
        cp = (uint32_t)(u[0] & 0x0F) << 12 | (uint32_t)(u[1] & 0x3F) << 6 | (u[2] & 0x3F);
        if (cp < 0x800 || (cp >= 0xD800 && cp <= 0xDFFF))
            return utf8_bad(len);
        *len = 3;
        return cp;
    }
    if ((u[0] & 0xF8) == 0xF0 && left >= 4 && continues(u[1]) && continues(u[2]) &&
        continues(u[3])) {
        cp = (uint32_t)(u[0] & 0x07) << 18 | (uint32_t)(u[1] & 0x3F) << 12 |
             (uint32_t)(u[2] & 0x3F) << 6 | (u[3] & 0x3F);
        if (cp < 0x10000 || cp > 0x10FFFF)
            return utf8_bad(len);
        *len = 4;
        return cp;
    }
    return utf8_bad(len);
}

size_t str_utf8_put(char out[4], uint32_t cp)
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

size_t str_utf8_valid(struct str s)
{
    size_t i = 0, len;

    while (i < s.n) {
        if ((unsigned char)s.p[i] < 0x80) {
            i++;
            continue;
        }
        if (str_utf8_at(s, i, &len) == 0xFFFD && len == 1)
            return i;
        i += len;
    }
    return s.n;
}

size_t str_utf8_count(struct str s)
{
    size_t count = 0;

    for (size_t i = 0; i < s.n; i++)
        count += !continues((unsigned char)s.p[i]);
    return count;
}

int str_cp_width(uint32_t cp)
{
    static const struct {
        uint32_t from, to;
    } wide[] = {{0x1100, 0x115F}, {0x2E80, 0xA4CF}, {0xAC00, 0xD7A3}, {0xF900, 0xFAFF},
                {0xFE30, 0xFE6F}, {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6}, {0x20000, 0x3FFFD}};

    for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
        if (cp >= wide[i].from && cp <= wide[i].to)
            return 2;
    return 1;
}

size_t str_width(struct str s)
{
    size_t width = 0;

    for (size_t i = 0, len; i < s.n; i += len)
        width += (size_t)str_cp_width(str_utf8_at(s, i, &len));
    return width;
}

uint64_t str_hash(struct str s)
{
    return XXH3_64bits(s.p ? s.p : "", s.n);
}
