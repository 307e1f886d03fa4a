/* base/buf.c - see buf.h. */
#include "base/buf.h"

#include "base/bug.h"
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void buf_room(struct buf *b, size_t more)
{
    size_t need, cap = b->cap ? b->cap : 64;

    BUG_ON(__builtin_add_overflow(b->n, more, &need));
    if (need <= b->cap)
        return;
    while (cap < need)
        cap *= 2;
    b->p = mem_realloc(b->p, cap);
    b->cap = cap;
}

void buf_release(struct buf *b)
{
    free(b->p);
    *b = (struct buf){0};
}

void buf_add(struct buf *b, const void *p, size_t n)
{
    if (n == 0)
        return;
    buf_room(b, n);
    memcpy(b->p + b->n, p, n);
    b->n += n;
}

void buf_str(struct buf *b, struct str s)
{
    buf_add(b, s.p, s.n);
}

void buf_z(struct buf *b, const char *z)
{
    buf_add(b, z, strlen(z));
}

void buf_char(struct buf *b, char c)
{
    buf_room(b, 1);
    b->p[b->n++] = c;
}

void buf_utf8(struct buf *b, uint32_t cp)
{
    char out[4];

    buf_add(b, out, str_utf8_put(out, cp));
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    BUG_ON(n < 0);
    buf_room(b, (size_t)n + 1);
    va_start(ap, fmt);
    vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
    va_end(ap);
    b->n += (size_t)n;
}

void buf_i64(struct buf *b, int64_t v)
{
    char digits[20];
    size_t at = sizeof(digits);
    uint64_t rest = v < 0 ? -(uint64_t)v : (uint64_t)v;

    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (v < 0)
        buf_char(b, '-');
    buf_add(b, digits + at, sizeof(digits) - at);
}

static void json_char(struct buf *b, unsigned char c)
{
    switch (c) {
    case '"':
        buf_z(b, "\\\"");
        return;
    case '\\':
        buf_z(b, "\\\\");
        return;
    case '\n':
        buf_z(b, "\\n");
        return;
    case '\r':
        buf_z(b, "\\r");
        return;
    case '\t':
        buf_z(b, "\\t");
        return;
    default:
        if (c < 0x20 || c == 0x7F)
            buf_fmt(b, "\\u%04x", c);
        else
            buf_char(b, (char)c);
    }
}

/* Bytes from i on that stand in JSON as they are. */
static size_t json_plain(struct str s, size_t i)
{
    size_t from = i;

    for (; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c < 0x20 || c == '"' || c == '\\' || c == 0x7F || c == 0xE2)
            break;
    }
    return i - from;
}

void buf_json(struct buf *b, struct str s)
{
    buf_char(b, '"');
    for (size_t i = 0, n; i < s.n; i++) {
        struct str rest;

        n = json_plain(s, i);
        buf_add(b, s.p + i, n);
        i += n;
        if (i == s.n)
            break;
        rest = str_tail(s, i);
        if (str_starts(rest, STR("\xE2\x80\xA8")) || str_starts(rest, STR("\xE2\x80\xA9"))) {
            buf_z(b, rest.p[2] == '\xA8' ? "\\u2028" : "\\u2029");
            i += 2;
        } else {
            json_char(b, (unsigned char)s.p[i]);
        }
    }
    buf_char(b, '"');
}

const char *buf_cstr(struct buf *b)
{
    buf_room(b, 1);
    b->p[b->n] = '\0';
    return b->p;
}
