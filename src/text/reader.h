#ifndef TEXT_READER_H
#define TEXT_READER_H
/*
 * text/reader.h - the prepared form of a lexicon: one automaton over all words, and what each word
 * does.  Private to this folder; made by reader.c, read-only afterwards.
 */
#include "text/fact.h"
#include "text/text_internal.h"
#include "text/words.h"

/* What a word of grammar does; see grammar.def. */
enum word_does {
    WORD_RMB = 1 << 0,
    WORD_FOREIGN = 1 << 1,
    WORD_ABOUT = 1 << 2,
    WORD_ABOUT_AFTER = 1 << 3,
    WORD_OVER = 1 << 4,
    WORD_OVER_AFTER = 1 << 5,
    WORD_BELOW = 1 << 6,
    WORD_UP_TO = 1 << 7,
    WORD_UP_TO_AFTER = 1 << 8,
    WORD_RANGE = 1 << 9,
    WORD_SINCE = 1 << 10,
    WORD_LINK = 1 << 11,
    WORD_TOTAL = 1 << 12,
    WORD_EACH = 1 << 13,
    WORD_RESPECTIVELY = 1 << 14,
    WORD_PART = 1 << 15,
    WORD_UNIT_PRICE = 1 << 16,
    WORD_PER = 1 << 17,
    WORD_SOFT = 1 << 18, /* may stand between a cue and its value */
    WORD_CONVERTED = 1 << 19,
    WORD_DE = 1 << 20,
    WORD_AMOUNT = 1 << 21, /* names an amount without saying of what: 金额 */
    WORD_VERB = 1 << 22,   /* ends the name behind 对: 给予, 并处 */
    WORD_NOT = 1 << 23,
    WORD_NIL = 1 << 24,          /* said to be none: 无 */
    WORD_BRIDGE = 1 << 25,       /* may stand between 未 and what is denied */
    WORD_PLANNED = 1 << 26,      /* to the end of the clause */
    WORD_PLANNED_LONG = 1 << 27, /* to the end of the sentence */
    WORD_TO = 1 << 28,           /* 对: whom it is about */
};

/* A word with one function of its own. */
enum word_is {
    WORD_IS_PLAIN,
    WORD_IS_YUAN,
    WORD_IS_KUAI,
    WORD_IS_JIAO,
    WORD_IS_FEN,
    WORD_IS_WHOLE,
    WORD_IS_SAME_YEAR,
    WORD_IS_NEXT_YEAR,
    WORD_IS_SAME_MONTH,
    WORD_IS_NEXT_MONTH,
    WORD_IS_ORDINAL,
    WORD_IS_VAGUE,
    WORD_IS_PERCENT,
    WORD_IS_FRACTION,
    WORD_IS_CHANGED,
    WORD_IS_NOTHING,
};

/* A word of the lexicon: whose cue it is and where it stands. */
enum cue_side { CUE_BEFORE, CUE_AFTER };

struct cue {
    uint16_t role;
    uint8_t side; /* enum cue_side */
    uint32_t parts; /* words that must stand earlier in the sentence: 曾因…行政处罚; see reader.c */
};

/* Run of elements of one of the reader's lists. */
struct run {
    uint32_t at, n;
};

struct word {
    uint32_t does;        /* enum word_does */
    uint8_t is;           /* enum word_is */
    uint8_t hit;          /* enum word_hit */
    int16_t unit;         /* of the lexicon; -1: none */
    struct run cue;       /* in reader.cue: values */
    struct run flag;      /* in reader.cue: flags */
    struct run not_;      /* in reader.not_: roles that it rules out */
    uint64_t measures[2]; /* by side: a bit for money, for dates, for each dimension of its cues */
    uint8_t kinds[2];     /* by enum cue_side: 1 << text_fact_kind of its value cues */
};

/* What the scan does with a word it has found. */
enum word_hit {
    HIT_NONE = 0,
    HIT_MAIN = 1 << 0, /* goes into the row of hits, and swallows shorter ones */
    HIT_MARK = 1 << 1, /* swallows shorter ones and softens what it covers, no more */
    HIT_FLAG = 1 << 2,
    HIT_NOT = 1 << 3,
    HIT_PART = 1 << 4, /* an earlier part of a cue in parts */
};

struct reader_role {
    enum text_fact_kind kind;
    int unit;      /* quantity: index of its unit; -1: the lexicon has none of that name */
    int dimension; /* of that unit */
};

struct text_reader {
    const struct text_lexicon *lexicon;
    struct text_words *words;
    const struct word *word; /* [words->nword] */
    const struct cue *cue;
    const uint16_t *not_;
    const struct run *parts; /* parts[cue.parts - 1]: run of part_word */
    const int32_t *part_word;
    const struct reader_role *role;
    const int *dimension_of;       /* unit → first unit of its dimension */
    const struct glyph_sort *sort; /* class → kind */
    struct name_filter endings;    /* of organisations */
    int percent;                   /* the unit called %; -1: none */
};

#endif
