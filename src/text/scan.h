#ifndef TEXT_SCAN_H
#define TEXT_SCAN_H
/*
 * text/scan.h - one text on its way to facts: glyphs, words found, values read, who is spoken of.
 * Private to this folder.  Lives on the stack of text_read; what does not fit goes to its arena.
 *
 *     scan_words   glyphs, clauses, hits          scan.c
 *     scan_values  money, quantities, dates       value.c amount.c date.c
 *     scan_modifiers 合计, 约, 其中, 拟            modifier.c
 *     scan_roles   which cue gives which value    role.c cue.c
 *     scan_flags   polarity of flags              modifier.c
 *     scan_subjects 对X…                          subject.c
 */
#include "text/reader.h"

/* Where something stands: equal numbers mean the same clause, the same sentence. */
struct place {
    uint32_t clause, sentence;
    uint32_t depth; /* brackets around it */
};

/* A word found. */
struct hit {
    int32_t word;
    uint32_t from, to; /* glyphs */
    struct place place;
    uint32_t claimed; /* 1 << text_fact_kind: a value of that kind has taken it */
};

/* A value read. */
struct value {
    enum text_fact_kind kind;
    int64_t number;                      /* fen · millionths of unit · day */
    int unit;                            /* as written; -1: none was written */
    unsigned modifier;                   /* enum text_modifier */
    uint32_t from, to;                   /* glyphs of the value */
    uint32_t currency_from, currency_to; /* glyphs; equal when none */
    struct place place;
    uint32_t hits;    /* hits that end at or before `from` */
    bool weak;        /* 80万 without 元: money only right behind a cue */
    bool bare;        /* 2死: a number with no unit, followed by its cue */
    bool listed;      /* nothing but 、 between the value before and this one */
    bool in_bracket;  /* opens the bracket behind the value before it */
    bool conditional; /* …以上的，: the case that a rule supposes */
    bool changed;     /* 减为 …: the next value stands in its place */
    bool ends_range;  /* the value before is its lower end: one cue gives both their role */
    bool below;       /* 不足 */
    bool planned;     /* 拟, 可处 … govern it */
    int cue;          /* hit; -1: none */
    uint8_t side;     /* enum cue_side */
    bool respective;  /* paired by 分别为 */
};

struct subject {
    uint32_t from, to; /* glyphs of the name */
    uint32_t since;    /* glyph from which it governs */
    uint32_t sentence;
};

enum { SCAN_GLYPHS = 600, SCAN_HITS = 128, SCAN_VALUES = 16 };

struct scan {
    const struct text_reader *r;
    struct arena *a;
    struct str text;
    struct glyph *g; /* [n + 1]; g[n].at is the text's length */
    uint8_t *soft;   /* [n]: covered by a word that may stand between cue and value */
    uint32_t n;
    VEC(struct hit) hit; /* by end */
    VEC(struct hit) flag;
    VEC(struct hit) not_;
    VEC(struct hit) part;
    VEC(struct hit) start; /* where numbers start; word unused */
    VEC(struct value) value;
    VEC(struct subject) subject;
    int last_year, last_month; /* of the date before; 0: none */
};

void scan_words(struct scan *s);
void scan_values(struct scan *s);
void scan_modifiers(struct scan *s);
void scan_roles(struct scan *s);
/* Leaves the polarity of each flag in its `claimed`. */
void scan_flags(struct scan *s);
void scan_subjects(struct scan *s);

/* ---- scan.c ---- */
static inline const struct word *scan_word(const struct scan *s, const struct hit *h)
{
    return &s->r->word[h->word];
}

static inline uint8_t scan_kind(const struct scan *s, uint32_t i)
{
    return i < s->n ? s->g[i].kind : (uint8_t)GLYPH_STOP;
}

/* Words wanted at a place. */
struct want {
    uint32_t does; /* enum word_does */
    uint32_t is;   /* 1 << enum word_is */
    bool unit;
    uint8_t after; /* 1 << enum text_fact_kind: cues that follow a value */
};

/* The longest word that starts at glyph i, when it is one of those wanted; sets *ret_to. */
const struct word *scan_at(const struct scan *s, uint32_t i, const struct want *want,
                           uint32_t *ret_to);
/* Behind spaces that start at i. */
uint32_t scan_skip_space(const struct scan *s, uint32_t i);

/* ---- amount.c ---- */
/* Money or a quantity as it is written, without what stands around it. */
struct amount {
    enum text_fact_kind kind;
    struct number number;
    int64_t value; /* fen · millionths of unit */
    int unit;
    unsigned modifier;
    uint32_t to;
    uint32_t currency_from, currency_to;
    bool weak, bare;
};

/* Reads one that starts at `at`; hits: those that end there or before.  False when none does;
 * then ret->to is where reading goes on. */
bool amount_read(const struct scan *s, uint32_t at, uint32_t hits, struct amount *ret);
/* The same when its number has been read. */
bool amount_of(const struct scan *s, uint32_t at, enum number_found found, const struct number *n,
               uint32_t hits, struct amount *ret);
/* micro of one unit in another, rounded down; INT64_MAX when it does not fit. */
int64_t amount_convert(const struct scan *s, int64_t micro, int from_unit, int to_unit);

/* ---- date.c ---- */
struct date {
    int64_t day;
    unsigned modifier; /* TEXT_MONTH, TEXT_YEAR: its precision */
    uint32_t from, to;
};

/* Reads a date whose first digits stand at `at`; moves s->last_date.  `follows`: it stands behind
 * another date and 至, or 、, and may lack what that one has. */
bool date_read(struct scan *s, uint32_t at, bool follows, struct date *ret);

/* ---- cue.c ---- */
struct gap {
    uint32_t far; /* glyphs that are not soft; large when a list or sentence ends between */
    uint32_t commas;
    uint32_t taken_up; /* soft glyphs behind the last comma */
};

/* What stands between two glyphs.  Brackets that close before `to` do not count. */
struct gap gap_between(const struct scan *s, uint32_t from, uint32_t to);
/* Whether the cue of hit h, standing where v.side says, can mean v. */
bool role_fits(const struct scan *s, const struct cue *cue, const struct hit *h,
               const struct value *v);
/* Whether the earlier parts of a cue in parts stand before hit h, in order, in its sentence; sets
 * *ret_from to where the first begins, h itself for a cue in one piece. */
bool role_parts(const struct scan *s, const struct cue *cue, const struct hit *h,
                uint32_t *ret_from);
/* The same for any of the hit's cues on that side; leaves the side in v. */
bool cue_fits(const struct scan *s, const struct hit *h, struct value *v, enum cue_side side);

/* Ways in which a cue can be tied to a value, best first. */
enum tie { TIE_STRONG_BEFORE, TIE_STRONG_AFTER, TIE_NEAR, TIE_CLAUSE_BEFORE, TIE_NONE };

struct found {
    enum tie tie;
    int hit;
    uint8_t side;
    uint32_t far; /* glyphs of other text between */
};

/* The nearest cue before the value that fits it and has none yet. */
struct found cue_before(const struct scan *s, struct value *v);
/* The same behind it. */
struct found cue_after(struct scan *s, struct value *v);

/* ---- modifier.c ---- */
enum text_polarity polarity_of(const struct scan *s, const struct value *v);
const struct hit *denied_by(const struct scan *s, uint32_t at, uint32_t hits);

#endif
