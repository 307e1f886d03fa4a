#ifndef TEXT_FACT_H
#define TEXT_FACT_H
/*
 * text/fact.h - facts read out of Chinese prose: money, quantities, counts of people, dates,
 * repeat-offence mentions and plain flags, each with its role, polarity and position.
 *
 * What to look for is the caller's lexicon (law data); this folder knows Chinese numerals,
 * amounts, grammar of approximation and negation, and no domain word.  It reads, it does not
 * choose: choosing among several candidates is the caller's business.
 */
#include "base/day.h"
#include "base/fen.h"
#include "base/vec.h"

struct text_unit {
    struct str name;      /* as the lexicon writes it: 吨 */
    struct str dimension; /* 质量 */
    int64_t num, den;     /* to the dimension's first unit */
    const struct str *also;
    size_t nalso;
};

enum text_fact_kind { TEXT_MONEY, TEXT_QUANTITY, TEXT_DATE, TEXT_FLAG };

/* What a field is called in prose.  before: cues that stand ahead of the value (货值金额);
 * after: cues that follow it (元罚款); not: cues that, found in the same clause, rule it out.
 * For a flag, before holds the words whose mention states it. */
struct text_role {
    struct str name;
    enum text_fact_kind kind;
    struct str unit; /* quantity: the field's unit; the value is converted to it */
    const struct str *before, *after, *not_;
    size_t nbefore, nafter, nnot;
    bool sum; /* several different values of this role may be added when none is a total */
};

struct text_lexicon {
    const struct text_unit *unit;
    size_t nunit;
    const struct text_role *role;
    size_t nrole;
};

enum text_polarity {
    TEXT_STATED,  /* said to be so */
    TEXT_NEGATED, /* 未, 无, 不存在 … before it */
    TEXT_BELOW,   /* 不足, 不满, 未达 */
    TEXT_PLANNED, /* 拟, 将, 可处, 应当 …: not yet so */
};

enum text_modifier {
    TEXT_ABOUT = 1 << 0,      /* 约, 近, 左右 */
    TEXT_OVER = 1 << 1,       /* 余, 多, 以上, 超过 */
    TEXT_UP_TO = 1 << 2,      /* 至, 不超过, 以下: upper end of a range */
    TEXT_FROM = 1 << 3,       /* lower end of a range */
    TEXT_TOTAL = 1 << 4,      /* 合计, 共计, 总计, 累计, 共 */
    TEXT_EACH = 1 << 5,       /* 各, 分别, 每 */
    TEXT_FOREIGN = 1 << 6,    /* a currency other than 人民币; value in its hundredths */
    TEXT_UNIT_PRICE = 1 << 7, /* 元/台, 每吨…元 */
    TEXT_PART = 1 << 8,       /* 其中 …: a part of what was said before */
    TEXT_NIL = 1 << 9, /* 无违法所得: said to be none; value 0, from..to the words that say so */
    TEXT_MONTH = 1 << 10, /* a date known to the month only; value its first day */
    TEXT_YEAR = 1 << 11,  /* a date known to the year only; value its first day */
};

struct text_fact {
    enum text_fact_kind kind;
    int role;      /* index into the lexicon, or -1: seen, no role */
    int64_t value; /* fen · millionths of the role's unit (or of unit when role is -1) · day · 1 */
    int unit;      /* index into the lexicon of the unit as written, or -1 */
    enum text_polarity polarity;
    unsigned modifier;               /* enum text_modifier bits */
    struct str currency;             /* as written when TEXT_FOREIGN */
    size_t from, to;                 /* bytes of the value in the text */
    size_t cue_from, cue_to;         /* bytes of the cue that gave the role; equal when none */
    size_t subject_from, subject_to; /* 对X…: bytes of X governing this clause; equal when none */
};

struct text_facts {
    VEC(struct text_fact) v;
};

/* Prepared form of a lexicon: cues in one automaton.  Immutable, shared between threads. */
struct text_reader;
/* Borrows lexicon for the reader's life; storage in a. */
struct text_reader *text_reader_new(struct arena *a, const struct text_lexicon *lexicon);

/* Appends all facts of text (valid UTF-8), in order of position, to ret; storage in a. */
void text_read(const struct text_reader *r, struct str text, struct arena *a,
               struct text_facts *ret);

#endif
