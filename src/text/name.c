/* text/name.c - normal forms of names; see name.h.  What a phrase names is in party.c. */
#include "text/name.h"

#include "base/bug.h"
#include "text/text_internal.h"

#include <unicode/unorm2.h>
#include <unicode/ustring.h>

/* Code points that NFKC leaves alone whatever stands beside them: ASCII, Han, common punctuation. */
static bool settled(uint32_t cp)
{
    return cp < 0x80 || (cp >= 0x4E00 && cp <= 0x9FFF) || (cp >= 0x3001 && cp <= 0x301F) ||
           (cp >= 0x3400 && cp <= 0x4DBF) || cp == 0xB7 || (cp >= 0x2018 && cp <= 0x201D) ||
           cp == 0x2014 || cp == 0x3007;
}

static bool wide_ascii(uint32_t cp)
{
    return (cp >= 0xFF01 && cp <= 0xFF5E) || cp == 0x3000;
}

/* How many bytes of s need nothing at all; *ret_simple: the rest needs only half width. */
static size_t unchanged(struct str s, bool *ret_simple)
{
    size_t first = s.n;
    uint32_t len;

    *ret_simple = true;
    for (size_t i = 0; i < s.n; i += len) {
        uint32_t cp = glyph_decode(s.p + i, &len);

        if (settled(cp))
            continue;
        if (first == s.n)
            first = i;
        if (!wide_ascii(cp)) {
            *ret_simple = false;
            break;
        }
    }
    return first;
}

static struct str narrow(struct arena *a, struct str s, size_t from)
{
    char *p = arena_alloc(a, s.n + 1);
    size_t n = from;
    uint32_t len;

    memcpy(p, s.p, from);
    for (size_t i = from; i < s.n; i += len) {
        uint32_t cp = glyph_decode(s.p + i, &len);

        n += str_utf8_put(p + n, wide_ascii(cp) ? text_fold(cp) : cp);
    }
    return (struct str){p, n};
}

/* The long way, by ICU. */
static struct str normalise(struct arena *a, struct str s)
{
    UErrorCode rc = U_ZERO_ERROR;
    const UNormalizer2 *nfkc = unorm2_getNFKCInstance(&rc);
    UChar *in = ARENA_ARRAY(a, UChar, s.n + 1), *out;
    int32_t n_in = 0, n_out, n = 0;
    char *p;

    u_strFromUTF8(in, (int32_t)s.n + 1, &n_in, s.p, (int32_t)s.n, &rc);
    BUG_ON(U_FAILURE(rc));
    n_out = unorm2_normalize(nfkc, in, n_in, NULL, 0, &rc);
    rc = U_ZERO_ERROR;
    out = ARENA_ARRAY(a, UChar, (size_t)n_out + 1);
    unorm2_normalize(nfkc, in, n_in, out, n_out + 1, &rc);
    BUG_ON(U_FAILURE(rc));
    p = arena_alloc(a, (size_t)n_out * 3 + 1);
    u_strToUTF8(p, n_out * 3 + 1, &n, out, n_out, &rc);
    BUG_ON(U_FAILURE(rc));
    return (struct str){p, (size_t)n};
}

enum { LONGEST_NFKC = 64 * 1024 * 1024 };

struct str text_nfkc(struct arena *a, struct str s)
{
    bool simple;
    size_t from = unchanged(s, &simple);

    BUG_ON(s.n > LONGEST_NFKC);
    if (from == s.n)
        return s;
    return simple ? narrow(a, s, from) : normalise(a, s);
}

static bool space(uint32_t cp)
{
    return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0xA0 || cp == 0x3000 ||
           (cp >= 0x2000 && cp <= 0x200F) || cp == 0xFEFF;
}

/* What a character of a name is compared as; 0: nothing. */
static uint32_t name_char(uint32_t cp)
{
    if (space(cp))
        return 0;
    if (cp >= 'a' && cp <= 'z')
        return cp - 'a' + 'A';
    switch (cp) {
    case 0x3014: /* 〔 */
    case 0x3010: /* 【 */
    case '[':
    case '{':
        return '(';
    case 0x3015:
    case 0x3011:
    case ']':
    case '}':
        return ')';
    case 0x2022: /* • */
    case 0x2027:
    case 0x30FB: /* ・ */
    case 0x22C5:
        return 0xB7;
    default:
        return cp;
    }
}

static bool name_needs_change(struct str s)
{
    uint32_t len;

    for (size_t i = 0; i < s.n; i += len) {
        uint32_t cp = glyph_decode(s.p + i, &len);

        if (name_char(cp) != cp)
            return true;
    }
    return false;
}

static struct str name_chars(struct arena *a, struct str s)
{
    char *p;
    size_t n = 0;
    uint32_t len;

    if (!name_needs_change(s))
        return s;
    p = arena_alloc(a, s.n + 1);
    for (size_t i = 0; i < s.n; i += len) {
        uint32_t cp = name_char(glyph_decode(s.p + i, &len));

        if (cp != 0)
            n += str_utf8_put(p + n, cp);
    }
    return (struct str){p, n};
}

/* Where the bracket that closes at the end of s opens; s.n when it does not. */
static size_t last_bracket(struct str s)
{
    size_t depth = 0;

    if (s.n == 0 || s.p[s.n - 1] != ')')
        return s.n;
    for (size_t i = s.n; i > 0; i--) {
        depth += s.p[i - 1] == ')';
        if (s.p[i - 1] == '(' && --depth == 0)
            return i - 1;
    }
    return s.n;
}

static bool is_note(struct str name, struct str inside)
{
    return name_word_starts(inside, NAME_NOTE) > 0 || text_name_personal(name);
}

static bool cut_note(struct str *s)
{
    size_t at = last_bracket(*s);

    if (at == s->n || at == 0 || !is_note(str_sub(*s, 0, at), str_sub(*s, at + 1, s->n - 1)))
        return false;
    s->n = at;
    return true;
}

static bool cut_trail(struct str *s)
{
    size_t n = name_word_ends(*s, NAME_TRAIL);

    if (n == 0 || n == s->n)
        return false;
    s->n -= n;
    return true;
}

struct str text_name_normal(struct arena *a, struct str s)
{
    s = name_chars(a, text_nfkc(a, s));
    while (cut_trail(&s) || cut_note(&s))
        ;
    if (s.n > 3 && str_ends(s, STR("案")))
        s.n -= 3;
    return s;
}

/* masked -> 某 | '*' | X X | × | ＊ */
bool text_name_masked(struct str s)
{
    uint32_t before = 0, len;

    for (size_t i = 0; i < s.n; i += len) {
        uint32_t cp = text_fold(glyph_decode(s.p + i, &len));

        if (cp == 0x67D0 || cp == '*' || cp == 0xD7 || cp == 0x25CB || cp == 0x2573)
            return true;
        cp = cp == 'x' ? 'X' : cp;
        if (cp == 'X' && before == 'X')
            return true;
        before = cp;
    }
    return false;
}
