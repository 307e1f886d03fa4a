#ifndef TEXT_GLYPH_H
#define TEXT_GLYPH_H
/*
 * text/glyph.h - one character of prose as the readers of this folder see it: folded to half width
 * and to the simplified form of numerals, with what kind of character it is.
 *
 * Folding is for reading only: positions are always those of the text as it was given.
 */
#include "base/str.h"

enum glyph_kind {
    GLYPH_OTHER,
    GLYPH_SPACE,
    GLYPH_LETTER,    /* A-Z a-z */
    GLYPH_DIGIT,     /* 0-9; value */
    GLYPH_NUMERAL,   /* 〇零一…九两 壹…玖; value */
    GLYPH_TEN,       /* 十百千 拾佰仟; value: power of ten */
    GLYPH_WAN,       /* 万 亿; value: power of ten */
    GLYPH_MORE,      /* 余多几来, inside a number: 十余万 */
    GLYPH_HALF,      /* 半 */
    GLYPH_HAN_POINT, /* 点 */
    GLYPH_POINT,     /* . */
    GLYPH_COMMA,     /* , ， */
    GLYPH_STOP,      /* 。！？ and a new line; STOP to TITLE_CLOSE: see scan.c */
    GLYPH_SEMICOLON,
    GLYPH_OPEN, /* ( [ 【 { 〔 */
    GLYPH_CLOSE,
    GLYPH_TITLE_OPEN, /* 《 */
    GLYPH_TITLE_CLOSE,
    GLYPH_PAUSE, /* 、 */
    GLYPH_COLON,
    GLYPH_QUOTE,
    GLYPH_DASH, /* - — – ~ ～ */
    GLYPH_SLASH,
    GLYPH_YEAR,  /* 年 */
    GLYPH_MONTH, /* 月 */
    GLYPH_DAY,   /* 日 号 */
};

struct glyph_sort {
    uint8_t kind; /* enum glyph_kind */
    uint8_t value;
};

struct glyph {
    uint32_t at;     /* byte of the text */
    uint16_t class_; /* in the reader's alphabet; 0: in no word */
    uint8_t kind, value;
};

/* Half width; traditional and variant numerals to the usual ones; other code points unchanged. */
uint32_t text_fold(uint32_t cp);
/* Of a folded code point. */
struct glyph_sort glyph_sort(uint32_t cp);
/* The i-th code point that glyph_sort knows; 0 behind the last: for building an alphabet. */
uint32_t glyph_known(size_t i);
/* The i-th code point that text_fold changes, and what into; false behind the last. */
bool glyph_folded(size_t i, uint32_t *ret_from, uint32_t *ret_to);

/* The code point at s[i] of valid UTF-8; sets *len. */
static inline uint32_t glyph_decode(const char *s, uint32_t *len)
{
    const unsigned char *u = (const unsigned char *)s;

    if (u[0] < 0x80) {
        *len = 1;
        return u[0];
    }
    if (u[0] < 0xE0) {
        *len = 2;
        return (uint32_t)(u[0] & 0x1F) << 6 | (u[1] & 0x3F);
    }
    if (u[0] < 0xF0) {
        *len = 3;
        return (uint32_t)(u[0] & 0x0F) << 12 | (uint32_t)(u[1] & 0x3F) << 6 | (u[2] & 0x3F);
    }
    *len = 4;
    return (uint32_t)(u[0] & 0x07) << 18 | (uint32_t)(u[1] & 0x3F) << 12 |
           (uint32_t)(u[2] & 0x3F) << 6 | (u[3] & 0x3F);
}

static inline bool glyph_is_number(uint8_t kind)
{
    return kind >= GLYPH_DIGIT && kind <= GLYPH_HALF && kind != GLYPH_MORE;
}

#endif
