/*
 * text/scan.c - glyphs, clauses and hits of one text, in one pass; see scan.h.
 */
#include "text/scan.h"

enum { DEPTH_MAX = 8 };

/* Where the pass is. */
struct pass {
    uint32_t state;
    struct place place;
    uint32_t clauses;          /* handed out so far */
    uint32_t outer[DEPTH_MAX]; /* clause around each open bracket */
    uint32_t title;            /* glyph of the open 《, + 1; 0: none */
    uint8_t before, now;       /* kinds of the last two glyphs */
};

/* A longer cue swallows a shorter one that could give a value the same measure (直接经济损失, 损失), and
 * any word swallows grammar; 农民工工资, which counts people, leaves 工资, which is money. */
static bool covers(const struct word *longer, const struct word *shorter)
{
    return (shorter->measures[CUE_BEFORE] & ~longer->measures[CUE_BEFORE]) == 0 &&
           (shorter->measures[CUE_AFTER] & ~longer->measures[CUE_AFTER]) == 0;
}

static void add_main(struct scan *s, const struct hit *h, const struct word *w)
{
    size_t from = s->hit.n, kept;

    while (from > 0 && s->hit.at[from - 1].from >= h->from)
        from--;
    kept = from;
    for (size_t i = from; i < s->hit.n; i++)
        if (!covers(w, scan_word(s, &s->hit.at[i])))
            s->hit.at[kept++] = s->hit.at[i];
    s->hit.n = kept;
    memset(s->soft + h->from, (w->does & WORD_SOFT) != 0, h->to - h->from);
    if (w->hit & HIT_MAIN)
        vec_push(s->a, &s->hit, *h);
}

/* All words that end at glyph i: of the main ones those that the longest does not cover. */
static void add_hits(struct scan *s, const struct pass *p, uint32_t end, uint32_t i)
{
    const struct text_words *words = s->r->words;
    const struct word *longest = NULL;

    for (; end != 0; end = words->state[end].suffix) {
        const struct text_words_state *st = &words->state[end];
        const struct word *w = &s->r->word[st->word];
        struct hit h = {st->word, i + 1 - st->length, i + 1, p->place, 0};

        if ((w->hit & (HIT_MAIN | HIT_MARK)) && p->title == 0) {
            if (!longest)
                add_main(s, &h, longest = w);
            else if (!covers(longest, w))
                vec_push(s->a, &s->hit, h);
        }
        if (w->hit & HIT_FLAG)
            vec_push(s->a, &s->flag, h);
        if (w->hit & HIT_NOT)
            vec_push(s->a, &s->not_, h);
        if (w->hit & HIT_PART)
            vec_push(s->a, &s->part, h);
    }
}

static void new_clause(struct pass *p)
{
    p->place.clause = ++p->clauses;
}

static void new_sentence(struct pass *p)
{
    new_clause(p);
    p->place.sentence++;
    p->place.depth = 0;
    p->title = 0;
}

static void open_bracket(struct pass *p)
{
    if (p->place.depth < DEPTH_MAX)
        p->outer[p->place.depth] = p->place.clause;
    p->place.depth++;
    new_clause(p);
}

static void close_bracket(struct pass *p)
{
    if (p->place.depth == 0)
        return;
    if (--p->place.depth < DEPTH_MAX)
        p->place.clause = p->outer[p->place.depth];
}

/* Whether the glyph before i is one with which the titles of laws end: 法 例 则 定 释 …. */
static bool title_of_law(const struct scan *s, uint32_t i)
{
    uint32_t len;

    if (i == 0)
        return false;
    switch (glyph_decode(s->text.p + s->g[i - 1].at, &len)) {
    case 0x6CD5: /* 法 */
    case 0x4F8B: /* 例 */
    case 0x5219: /* 则 */
    case 0x5B9A: /* 定 */
    case 0x91CA: /* 释 */
    case 0x51C6: /* 准 */
    case 0x8303: /* 范 */
        return true;
    default:
        return false;
    }
}

/* Flags inside 《…法》 are the law's words, not the case's. */
static void close_title(struct scan *s, struct pass *p, uint32_t i)
{
    if (p->title != 0 && title_of_law(s, i))
        while (s->flag.n > 0 && s->flag.at[s->flag.n - 1].from >= p->title)
            s->flag.n--;
    p->title = 0;
}

/* The glyph at i ends or opens something. */
static void punctuate(struct scan *s, struct pass *p, uint32_t i)
{
    switch (p->now) {
    case GLYPH_STOP:
        new_sentence(p);
        break;
    case GLYPH_SEMICOLON:
        new_clause(p);
        break;
    case GLYPH_OPEN:
        open_bracket(p);
        break;
    case GLYPH_CLOSE:
        close_bracket(p);
        break;
    case GLYPH_TITLE_OPEN:
        p->title = i + 1;
        break;
    case GLYPH_TITLE_CLOSE:
        close_title(s, p, i);
        break;
    default:
        break;
    }
}

/* A comma ends a clause and a full stop of ASCII a sentence, unless digits stand on both sides. */
static void settle_comma(struct pass *p, uint8_t before, uint8_t mark, uint8_t after)
{
    if (before == GLYPH_DIGIT && after == GLYPH_DIGIT)
        return;
    if (mark == GLYPH_COMMA)
        new_clause(p);
    else if (mark == GLYPH_POINT && before != GLYPH_LETTER)
        new_sentence(p);
}

static void number_start(struct scan *s, const struct pass *p, uint32_t i)
{
    struct hit h = {-1, i, i, p->place, 0};

    if (p->title == 0 && !glyph_is_number(p->before))
        vec_push(s->a, &s->start, h);
}

static void one_glyph(struct scan *s, struct pass *p, uint32_t i)
{
    uint8_t before = p->before, mark = p->now;
    uint32_t end;

    p->before = p->now;
    p->now = s->g[i].kind;
    if (mark == GLYPH_COMMA || mark == GLYPH_POINT)
        settle_comma(p, before, mark, p->now);
    if (glyph_is_number(p->now))
        number_start(s, p, i);
    else if (p->now >= GLYPH_STOP && p->now <= GLYPH_TITLE_CLOSE)
        punctuate(s, p, i);
    end = text_words_end(s->r->words, p->state);
    if (end != 0)
        add_hits(s, p, end, i);
}

void scan_words(struct scan *s)
{
    const struct text_words *words = s->r->words;
    struct pass p = {.now = GLYPH_STOP};
    uint32_t i = 0, len;

    for (size_t at = 0; at < s->text.n; at += len, i++) {
        uint16_t class_ = text_words_class(words, glyph_decode(s->text.p + at, &len));
        struct glyph_sort sort = s->r->sort[class_];

        s->g[i] = (struct glyph){(uint32_t)at, class_, sort.kind, sort.value};
        s->soft[i] = 0;
        p.state = text_words_step(words, p.state, class_);
        one_glyph(s, &p, i);
    }
    s->n = i;
    s->g[i] = (struct glyph){(uint32_t)s->text.n, 0, GLYPH_STOP, 0};
}

static bool wanted(const struct word *w, const struct want *want)
{
    return (w->does & want->does) || (want->is >> w->is & 1) || (want->unit && w->unit >= 0) ||
           (w->kinds[CUE_AFTER] & want->after);
}

/* A longer word that means nothing hides the wanted one that it begins with: 人次, 人. */
const struct word *scan_at(const struct scan *s, uint32_t i, const struct want *want,
                           uint32_t *ret_to)
{
    const struct text_words *words = s->r->words;
    const struct word *longest = NULL, *w;
    uint32_t state = 0, to = i;

    for (uint32_t k = i; k < s->n && s->g[k].class_ != 0; k++) {
        state = text_words_child(words, state, s->g[k].class_);
        if (state == 0)
            break;
        if (words->state[state].word < 0)
            continue;
        w = &s->r->word[words->state[state].word];
        if (w->is == WORD_IS_NOTHING || wanted(w, want)) {
            longest = w;
            to = k + 1;
        }
    }
    if (!longest || longest->is == WORD_IS_NOTHING)
        return NULL;
    *ret_to = to;
    return longest;
}

uint32_t scan_skip_space(const struct scan *s, uint32_t i)
{
    while (scan_kind(s, i) == GLYPH_SPACE)
        i++;
    return i;
}
