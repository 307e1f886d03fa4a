/* format/utf8.c - checks, repairs and cuts UTF-8 of strangers. */
#include "format/format_internal.h"

static bool continues(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* Eight bytes of ASCII other than NUL at a time. */
static size_t skip_ascii(struct str s, size_t i)
{
    const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
    uint64_t word;

    while (i + sizeof(word) <= s.n) {
        memcpy(&word, s.p + i, sizeof(word));
        if ((word | (word - ones)) & highs) /* a byte above 0x7F, or one that borrows: NUL */
            break;
        i += sizeof(word);
    }
    while (i < s.n && (signed char)s.p[i] > 0)
        i++;
    return i;
}

/* Runs of Han characters: three bytes each, E4 to E9 first, which need no check for overlong
 * forms or surrogates. */
static size_t skip_han(struct str s, size_t i)
{
    while (i + 3 <= s.n && (unsigned char)s.p[i] - 0xE3u <= 0xE9u - 0xE3u &&
           continues(s.p[i + 1]) && continues(s.p[i + 2]))
        i += 3;
    return i;
}

size_t utf8_check(struct str s, size_t from)
{
    size_t i = from, len;

    while (i < s.n) {
        i = skip_han(s, skip_ascii(s, i));
        if (i >= s.n || (signed char)s.p[i] > 0)
            continue;
        if (s.p[i] == 0 || (str_utf8_at(s, i, &len) == 0xFFFD && len == 1))
            return i;
        i += len;
    }
    return s.n;
}

struct str utf8_repair(struct arena *a, struct str s)
{
    struct buf b = {0};
    struct str fixed;
    size_t i = 0;

    while (i < s.n) {
        size_t bad = utf8_check(s, i);

        buf_add(&b, s.p + i, bad - i);
        if (bad < s.n)
            buf_utf8(&b, 0xFFFD);
        i = bad + 1;
    }
    fixed = str_dup(a, buf_view(&b));
    buf_release(&b);
    return fixed;
}

struct str utf8_shorten(struct arena *a, struct str s, size_t max)
{
    size_t n = max;

    if (s.n <= max)
        return s;
    while (n > 0 && continues(s.p[n]))
        n--;
    return str_fmt(a, "%.*s…", (int)n, s.p);
}
