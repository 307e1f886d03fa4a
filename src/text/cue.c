/*
 * text/cue.c - the cues near a value, and how near; see scan.h.
 *
 * A cue that stands right before a value (nothing between but words such as 共计, 为, 人民币) is the
 * strongest; then one right behind it; then one a few characters away in the same clause; then one
 * in the clause before, when the value's own clause only takes it up (…违法所得，共计3万元).
 */
#include "text/scan.h"

enum {
    HITS_BACK = 24, /* how many hits are looked at on either side */
    TOO_FAR = 1000,
    GAP_MAX = 200, /* glyphs; also what bounds the work on hostile texts */
    PARTS_BACK = 64,
};

/* Glyphs of other text that may stand between a cue and a value of each kind: dates stand close, what
 * is counted may come between a number and its cue (2名作业人员当场死亡). */
static const uint32_t far_before[] = {[TEXT_MONEY] = 4, [TEXT_QUANTITY] = 10, [TEXT_DATE] = 2};
static const uint32_t far_after[] = {[TEXT_MONEY] = 2, [TEXT_QUANTITY] = 8, [TEXT_DATE] = 0};

/* ---- what a cue means for a value ---- */

bool role_parts(const struct scan *s, const struct cue *cue, const struct hit *h,
                uint32_t *ret_from)
{
    struct run run;
    uint32_t left, back = 0;

    *ret_from = h->from;
    if (cue->parts == 0)
        return true;
    run = s->r->parts[cue->parts - 1];
    left = run.n;
    for (size_t i = s->part.n; i > 0 && left > 0 && back < PARTS_BACK; i--) {
        const struct hit *part = &s->part.at[i - 1];

        if (part->to > *ret_from)
            continue;
        if (part->place.sentence != h->place.sentence || h->from - part->from > GAP_MAX)
            break;
        back++;
        if (part->word == s->r->part_word[run.at + left - 1]) {
            left--;
            *ret_from = part->from;
        }
    }
    return left == 0;
}

static bool measures(const struct scan *s, const struct reader_role *role, const struct value *v)
{
    if (role->kind != v->kind)
        return false;
    if (v->kind != TEXT_QUANTITY)
        return true;
    if (v->bare)
        return role->unit >= 0;
    return role->unit >= 0 && role->dimension == s->r->dimension_of[v->unit];
}

/* 至 and 到 mean the ends of a period only in one: 3月5日到当事人处检查. */
static bool range_word(const struct scan *s, const struct hit *h, const struct value *v)
{
    return v->kind == TEXT_DATE && (scan_word(s, h)->does & WORD_RANGE) &&
           !(v->modifier & (TEXT_FROM | TEXT_UP_TO));
}

bool role_fits(const struct scan *s, const struct cue *cue, const struct hit *h,
               const struct value *v)
{
    uint32_t from;

    return cue->side == v->side && measures(s, &s->r->role[cue->role], v) && !range_word(s, h, v) &&
           role_parts(s, cue, h, &from);
}

/* 至 between two dates serves both. */
static bool joins_period(const struct scan *s, const struct hit *h, const struct value *v)
{
    return v->kind == TEXT_DATE && (scan_word(s, h)->does & WORD_RANGE) != 0;
}

bool cue_fits(const struct scan *s, const struct hit *h, struct value *v, enum cue_side side)
{
    const struct word *w = scan_word(s, h);

    if (!(w->kinds[side] >> v->kind & 1))
        return false;
    v->side = (uint8_t)side;
    for (uint32_t i = 0; i < w->cue.n; i++)
        if (role_fits(s, &s->r->cue[w->cue.at + i], h, v))
            return true;
    return false;
}

/* ---- what stands between ---- */

/* Behind the bracket that opens at i and closes before `to`; i when it does not. */
static uint32_t skip_bracket(const struct scan *s, uint32_t i, uint32_t to)
{
    uint32_t depth = 0;

    for (uint32_t k = i; k < to; k++) {
        depth += scan_kind(s, k) == GLYPH_OPEN;
        depth -= scan_kind(s, k) == GLYPH_CLOSE && depth > 0;
        if (depth == 0)
            return k + 1;
    }
    return i;
}

struct gap gap_between(const struct scan *s, uint32_t from, uint32_t to)
{
    struct gap gap = {.far = to > from + GAP_MAX ? TOO_FAR : 0};
    uint32_t past;

    for (uint32_t i = from; i < to && gap.far < TOO_FAR; i++) {
        if (s->soft[i]) {
            gap.taken_up++;
            continue;
        }
        switch (scan_kind(s, i)) {
        case GLYPH_SPACE:
        case GLYPH_COLON:
        case GLYPH_QUOTE:
        case GLYPH_CLOSE:
            break;
        case GLYPH_COMMA:
            gap.commas++;
            gap.taken_up = 0;
            break;
        case GLYPH_OPEN:
            past = skip_bracket(s, i, to);
            i = past > i ? past - 1 : i;
            break;
        case GLYPH_PAUSE:
        case GLYPH_SEMICOLON:
        case GLYPH_STOP:
            gap.far = TOO_FAR;
            break;
        default:
            gap.far++;
        }
    }
    return gap;
}

/* ---- cues before and behind ---- */

/* The value before v that would stand between it and a cue. */
static uint32_t barrier_before(const struct scan *s, const struct value *v)
{
    const struct value *w = v;

    while (w > s->value.at) {
        w--;
        if (w->place.sentence != v->place.sentence)
            break;
        if (w->kind == v->kind && w->place.depth <= v->place.depth &&
            (w->kind != TEXT_QUANTITY || w->unit < 0 || v->unit < 0 ||
             s->r->dimension_of[w->unit] == s->r->dimension_of[v->unit]))
            return w->to;
        if (v - w > HITS_BACK)
            break;
    }
    return 0;
}

static struct found judge_before(const struct scan *s, const struct value *v, uint32_t i)
{
    const struct hit *h = &s->hit.at[i];
    struct gap gap = gap_between(s, h->to, v->from);
    uint32_t limit = far_before[v->kind];
    struct found f = {TIE_NONE, (int)i, CUE_BEFORE, gap.far};

    if (gap.commas == 0 && gap.far == 0)
        f.tie = TIE_STRONG_BEFORE;
    else if (gap.commas == 1 && gap.far == 0 && gap.taken_up > 0)
        f.tie = TIE_CLAUSE_BEFORE;
    else if (gap.commas == 0 && gap.far <= limit && h->place.depth == v->place.depth &&
             (v == s->value.at || v[-1].to <= h->from))
        f.tie = TIE_NEAR;
    return f;
}

struct found cue_before(const struct scan *s, struct value *v)
{
    struct found none = {.tie = TIE_NONE, .hit = -1};
    uint32_t barrier = barrier_before(s, v);

    for (uint32_t i = v->hits, back = 0; i > 0 && back < HITS_BACK; i--, back++) {
        const struct hit *h = &s->hit.at[i - 1];

        if (h->place.sentence != v->place.sentence || h->from < barrier)
            break;
        if (!cue_fits(s, h, v, CUE_BEFORE))
            continue;
        if ((h->claimed >> v->kind & 1) && !joins_period(s, h, v))
            break;
        return judge_before(s, v, i - 1);
    }
    return none;
}

/* A cue between two values without punctuation may be either's: 1人死亡2人受伤, 柴油3吨危险废物2吨. */
enum owner { OWNER_THIS, OWNER_NEXT, OWNER_UNCLEAR };

static bool noun_behind(const struct scan *s, const struct value *v)
{
    return scan_kind(s, v->to) == GLYPH_OTHER && !s->soft[v->to];
}

/* A word stands before that may say what is counted; 造成 and the like do not. */
static bool noun_before(const struct scan *s, const struct value *v)
{
    const struct hit *h = v->hits > 0 ? &s->hit.at[v->hits - 1] : NULL;

    if (v->from == 0 || scan_kind(s, v->from - 1) != GLYPH_OTHER || s->soft[v->from - 1])
        return false;
    return !(h && h->to == v->from && (scan_word(s, h)->does & WORD_BRIDGE));
}

static bool cue_behind(const struct scan *s, struct value *v)
{
    for (uint32_t i = v->hits; i < s->hit.n && s->hit.at[i].from <= v->to; i++)
        if (s->hit.at[i].from == v->to && cue_fits(s, &s->hit.at[i], v, CUE_AFTER))
            return true;
    return false;
}

/* The next value has the cue right before it.  If it has no word behind, the cue is its own; if
 * this value has a word before, and the next no cue behind, nobody can tell. */
static enum owner owner_of(const struct scan *s, const struct value *v, uint32_t i)
{
    const struct hit *h = &s->hit.at[i];
    struct value next;

    if (v + 1 >= s->value.at + s->value.n || joins_period(s, h, v))
        return OWNER_THIS;
    next = v[1];
    if (next.from < h->to || next.place.clause != h->place.clause ||
        !cue_fits(s, h, &next, CUE_BEFORE) || gap_between(s, h->to, next.from).far > 0 ||
        cue_behind(s, &next))
        return OWNER_THIS;
    if (!noun_behind(s, &next))
        return OWNER_NEXT;
    return noun_before(s, v) ? OWNER_UNCLEAR : OWNER_THIS;
}

struct found cue_after(struct scan *s, struct value *v)
{
    struct found f = {.tie = TIE_NONE, .hit = -1, .side = CUE_AFTER};
    const struct value *end = s->value.at + s->value.n;
    uint32_t limit = far_after[v->kind];
    uint32_t stop = v + 1 < end ? v[1].from : s->n;

    for (uint32_t i = v->hits, on = 0; i < s->hit.n && on < HITS_BACK; i++, on++) {
        struct hit *h = &s->hit.at[i];
        enum owner owner;

        if (h->from < v->to)
            continue;
        if (h->place.clause != v->place.clause || h->from >= stop)
            break;
        if (!cue_fits(s, h, v, CUE_AFTER))
            continue;
        f.far = gap_between(s, v->to, h->from).far;
        owner = owner_of(s, v, i);
        if (owner == OWNER_UNCLEAR)
            h->claimed |= 1u << v->kind;
        if ((h->claimed >> v->kind & 1) || f.far > limit || owner != OWNER_THIS)
            break;
        f.tie = f.far == 0 ? TIE_STRONG_AFTER : TIE_NEAR;
        f.hit = (int)i;
        break;
    }
    return f;
}
