#ifndef TEXT_TEXT_INTERNAL_H
#define TEXT_TEXT_INTERNAL_H
/*
 * text/text_internal.h - what the files of this folder tell one another and nobody else.
 */
#include "text/glyph.h"

/* A number in a row of glyphs. */
struct number {
    int64_t micro;  /* millionths, rounded down */
    uint32_t to;    /* glyph behind it */
    uint8_t digits; /* plain ASCII digits without comma or point: how many; else 0 */
    uint8_t power;  /* power of ten of its last 十百千万亿; 0: there is none */
    bool more;      /* 余, 多, 几 inside: 十余万 */
};

enum number_found {
    NUMBER_NONE,
    NUMBER_FOUND,
    NUMBER_BROKEN, /* digits that are no number: 1,2345 or 1.2.3; `to` is behind them */
};

/* Reads a number that starts at g[at]; n glyphs in all. */
enum number_found number_read(const struct glyph *g, uint32_t n, uint32_t at, struct number *ret);

/* Words by which a phrase is known to name somebody; see name.def. */
enum name_word_kind {
    NAME_SURE,
    NAME_LIKELY,
    NAME_REFERENT,
    NAME_REFERENT_ORG,
    NAME_THIS,
    NAME_TITLE,
    NAME_NOTE,
    NAME_TRAIL,
    NAME_ELSEWHERE,
    NAME_VERBAL,
};

/* Bytes of the word of that kind that s ends or starts with; 0: none. */
size_t name_word_ends(struct str s, enum name_word_kind kind);
size_t name_word_starts(struct str s, enum name_word_kind kind);

/* Last characters of sure endings, as a set with few wrong members: a quick no. */
struct name_filter {
    uint64_t bit[4];
};
struct name_filter name_sure_endings(void);
static inline bool name_filter_has(const struct name_filter *f, uint32_t cp)
{
    return f->bit[cp >> 6 & 3] >> (cp & 63) & 1;
}

#endif
