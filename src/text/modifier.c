/*
 * text/modifier.c - what is said about values beside their role: 合计, 各, 约, 其中, 拟, 未, 不足; see scan.h.
 */
#include "text/scan.h"

static unsigned modifiers_of(uint32_t does, const struct value *v)
{
    unsigned m = 0;

    m |= does & WORD_TOTAL ? TEXT_TOTAL : 0u;
    m |= does & WORD_EACH ? TEXT_EACH : 0u;
    if (v->kind == TEXT_MONEY && (does & (WORD_UNIT_PRICE | WORD_PER)))
        m |= TEXT_UNIT_PRICE;
    return m;
}

static unsigned modifiers_beside(uint32_t does)
{
    unsigned m = 0;

    m |= does & WORD_ABOUT ? TEXT_ABOUT : 0u;
    m |= does & WORD_OVER ? TEXT_OVER : 0u;
    m |= does & WORD_UP_TO ? TEXT_UP_TO : 0u;
    return m;
}

enum { PER_FAR = 3 }; /* 每条200支: glyphs between 每 and the number */

/* 合计, 各, 每吨: anywhere in the clause behind the value before; 约, 超过, 不足: beside the value. */
static void find_modifiers(const struct scan *s, struct value *v)
{
    uint32_t barrier = v > s->value.at ? v[-1].to : 0;
    bool beside = true;

    for (uint32_t i = v->hits; i > 0; i--) {
        const struct hit *h = &s->hit.at[i - 1];
        uint32_t does = scan_word(s, h)->does;

        if (h->place.clause != v->place.clause || h->from < barrier)
            break;
        v->modifier |= modifiers_of(does, v);
        if (beside) {
            uint32_t far = gap_between(s, h->to, v->from).far;

            v->modifier |= (does & WORD_PER) && far <= PER_FAR ? TEXT_UNIT_PRICE : 0u;
            beside = far == 0;
        }
        if (!beside)
            continue;
        v->modifier |= modifiers_beside(does);
        v->below |= (does & WORD_BELOW) != 0;
    }
}

/* Where the last words with a wider reach were said. */
struct scope {
    size_t hit;
    uint32_t part, planned_long; /* sentence + 1; 0: none yet */
    uint32_t planned;            /* clause + 1 */
};

static void scope_move(const struct scan *s, struct scope *sc, uint32_t hits)
{
    for (; sc->hit < hits; sc->hit++) {
        const struct hit *h = &s->hit.at[sc->hit];
        uint32_t does = scan_word(s, h)->does;

        if (does & WORD_PART)
            sc->part = h->place.sentence + 1;
        if (does & WORD_PLANNED)
            sc->planned = h->place.clause + 1;
        if (does & WORD_PLANNED_LONG)
            sc->planned_long = h->place.sentence + 1;
    }
}

static bool scope_planned(const struct scope *sc, const struct place *p)
{
    return sc->planned == p->clause + 1 || sc->planned_long == p->sentence + 1;
}

void scan_modifiers(struct scan *s)
{
    struct scope sc = {0};

    for (size_t i = 0; i < s->value.n; i++) {
        struct value *v = &s->value.at[i];

        find_modifiers(s, v);
        scope_move(s, &sc, v->hits);
        v->planned = scope_planned(&sc, &v->place);
        v->modifier |= sc.part == v->place.sentence + 1 ? TEXT_PART : 0u;
    }
}

/* The word of denial right before glyph `at` (未, 无), words such as 造成 and 发现 between; NULL when
 * there is none.  `hits`: those that end at or before `at`. */
const struct hit *denied_by(const struct scan *s, uint32_t at, uint32_t hits)
{
    for (uint32_t i = hits; i > 0; i--) {
        const struct hit *h = &s->hit.at[i - 1];
        uint32_t does = scan_word(s, h)->does;
        struct gap gap;

        if (h->to > at) {
            if (h->from < at && (does & WORD_NOT)) /* 不具有…, and the cue begins with 具有 */
                return h;
            continue;
        }
        gap = gap_between(s, h->to, at);
        if (gap.far > 0 || gap.commas > 0 || !(does & (WORD_NOT | WORD_BRIDGE)))
            return NULL;
        if (does & WORD_NOT)
            return h;
        at = h->from;
    }
    return NULL;
}

enum text_polarity polarity_of(const struct scan *s, const struct value *v)
{
    const unsigned vague = TEXT_OVER | TEXT_UP_TO | TEXT_FROM;
    uint32_t at = v->from, hits = v->hits;

    if (v->planned || (v->conditional && (v->below || (v->modifier & vague))))
        return TEXT_PLANNED;
    if (v->below)
        return TEXT_BELOW;
    if (v->changed)
        return TEXT_NEGATED;
    if (v->cue >= 0 && v->side == CUE_BEFORE) {
        at = s->hit.at[v->cue].from;
        hits = (uint32_t)v->cue;
    }
    return denied_by(s, at, hits) ? TEXT_NEGATED : TEXT_STATED;
}

void scan_flags(struct scan *s)
{
    struct scope sc = {0};
    uint32_t hits = 0;

    for (size_t i = 0; i < s->flag.n; i++) {
        struct hit *f = &s->flag.at[i];

        while (hits < s->hit.n && s->hit.at[hits].to <= f->to)
            hits++;
        scope_move(s, &sc, hits);
        f->claimed = scope_planned(&sc, &f->place)         ? TEXT_PLANNED
                     : denied_by(s, f->from, hits) != NULL ? TEXT_NEGATED
                                                           : TEXT_STATED;
    }
}
