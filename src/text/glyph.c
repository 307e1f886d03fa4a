/* text/glyph.c - see glyph.h. */
#include "text/glyph.h"

static const uint32_t known[] = {
#define GLYPH(cp, kind, value) cp,
#define FOLD(from, to)
#include "text/glyph.def"
#undef GLYPH
#undef FOLD
};
enum { NKNOWN = sizeof(known) / sizeof(known[0]) };

static const uint32_t folded[][2] = {
#define GLYPH(cp, kind, value)
#define FOLD(from, to) {from, to},
#include "text/glyph.def"
#undef GLYPH
#undef FOLD
};
enum { NFOLDED = sizeof(folded) / sizeof(folded[0]) };

enum { ASCII_FIRST = '\t', ASCII_LAST = '~' };
enum { WIDE_FIRST = 0xFF01, WIDE_LAST = 0xFF5E, WIDE_TO_ASCII = 0xFEE0 };

static enum glyph_kind ascii_kind(uint32_t c)
{
    if (c >= '0' && c <= '9')
        return GLYPH_DIGIT;
    if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
        return GLYPH_LETTER;
    switch (c) {
    case ' ':
    case '\t':
        return GLYPH_SPACE;
    case '.':
        return GLYPH_POINT;
    case ',':
        return GLYPH_COMMA;
    case ':':
        return GLYPH_COLON;
    case ';':
        return GLYPH_SEMICOLON;
    case '!':
    case '?':
    case '\n':
    case '\r':
        return GLYPH_STOP;
    case '(':
    case '[':
    case '{':
        return GLYPH_OPEN;
    case ')':
    case ']':
    case '}':
        return GLYPH_CLOSE;
    case '"':
    case '\'':
        return GLYPH_QUOTE;
    case '-':
    case '~':
        return GLYPH_DASH;
    case '/':
        return GLYPH_SLASH;
    default:
        return GLYPH_OTHER;
    }
}

uint32_t text_fold(uint32_t cp)
{
    if (cp < 0x80)
        return cp;
    if (cp >= WIDE_FIRST && cp <= WIDE_LAST)
        return cp - WIDE_TO_ASCII;
    switch (cp) {
#define GLYPH(cp, kind, value)
#define FOLD(from, to) \
    case from:         \
        return to;
#include "text/glyph.def"
#undef GLYPH
#undef FOLD
    default:
        return cp;
    }
}

struct glyph_sort glyph_sort(uint32_t cp)
{
    if (cp < 0x80)
        return (struct glyph_sort){(uint8_t)ascii_kind(cp),
                                   (uint8_t)(cp >= '0' && cp <= '9' ? cp - '0' : 0)};
    switch (cp) {
#define GLYPH(cp, kind, value) \
    case cp:                   \
        return (struct glyph_sort){GLYPH_##kind, value};
#define FOLD(from, to)
#include "text/glyph.def"
#undef GLYPH
#undef FOLD
    default:
        return (struct glyph_sort){GLYPH_OTHER, 0};
    }
}

uint32_t glyph_known(size_t i)
{
    if (i < NKNOWN)
        return known[i];
    i -= NKNOWN;
    return i <= ASCII_LAST - ASCII_FIRST ? ASCII_FIRST + (uint32_t)i : 0;
}

bool glyph_folded(size_t i, uint32_t *ret_from, uint32_t *ret_to)
{
    if (i < NFOLDED) {
        *ret_from = folded[i][0];
        *ret_to = folded[i][1];
        return true;
    }
    i -= NFOLDED;
    if (i > WIDE_LAST - WIDE_FIRST)
        return false;
    *ret_from = WIDE_FIRST + (uint32_t)i;
    *ret_to = *ret_from - WIDE_TO_ASCII;
    return true;
}
