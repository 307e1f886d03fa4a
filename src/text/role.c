/*
 * text/role.c - which cue gives which value its role; see scan.h.
 *
 * A cue that stands right before a value (nothing between but words such as 共计, 为, 人民币) is the
 * strongest; then one right behind it; then one a few characters away in the same clause; then one
 * in the clause before, when the value's own clause only takes it up (…违法所得，共计3万元).  A cue
 * serves one value of a kind; lists (1万元、2万元), brackets behind a value, 分别为 and totals that add
 * up pass a role on.  What fits none of these keeps no role: nothing is guessed.
 */
#include "text/scan.h"

enum {
    HITS_BACK = 24,   /* how many hits are looked at on either side */
    FAR_MONEY = 4,    /* glyphs of other text between cue and money */
    FAR_MEASURE = 10, /* … and a quantity or a date */
    FAR_MONEY_AFTER = 2,
    FAR_MEASURE_AFTER = 8,
    TOO_FAR = 1000,
    GAP_MAX = 200, /* glyphs; also what bounds the work on hostile texts */
    PARTS_BACK = 64,
    LIST_MAX = 16,
};

/* Ways in which a cue can be tied to a value, best first. */
enum tie { TIE_STRONG_BEFORE, TIE_STRONG_AFTER, TIE_NEAR, TIE_CLAUSE_BEFORE, TIE_NONE };

struct found {
    enum tie tie;
    int hit;
    uint8_t side;
    uint32_t far; /* glyphs of other text between */
};

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

static bool any_fits(const struct scan *s, const struct hit *h, struct value *v, enum cue_side side)
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
    uint32_t limit = v->kind == TEXT_MONEY ? FAR_MONEY : FAR_MEASURE;
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

/* The nearest cue before the value that fits it and has none yet. */
static struct found find_before(const struct scan *s, struct value *v)
{
    struct found none = {.tie = TIE_NONE, .hit = -1};
    uint32_t barrier = barrier_before(s, v);

    for (uint32_t i = v->hits, back = 0; i > 0 && back < HITS_BACK; i--, back++) {
        const struct hit *h = &s->hit.at[i - 1];

        if (h->place.sentence != v->place.sentence || h->from < barrier)
            break;
        if (!any_fits(s, h, v, CUE_BEFORE))
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
        if (s->hit.at[i].from == v->to && any_fits(s, &s->hit.at[i], v, CUE_AFTER))
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
        !any_fits(s, h, &next, CUE_BEFORE) || gap_between(s, h->to, next.from).far > 0 ||
        cue_behind(s, &next))
        return OWNER_THIS;
    if (!noun_behind(s, &next))
        return OWNER_NEXT;
    return noun_before(s, v) ? OWNER_UNCLEAR : OWNER_THIS;
}

static struct found find_after(struct scan *s, struct value *v)
{
    struct found f = {.tie = TIE_NONE, .hit = -1, .side = CUE_AFTER};
    const struct value *end = s->value.at + s->value.n;
    uint32_t limit = v->kind == TEXT_MONEY ? FAR_MONEY_AFTER : FAR_MEASURE_AFTER;
    uint32_t stop = v + 1 < end ? v[1].from : s->n;

    for (uint32_t i = v->hits, on = 0; i < s->hit.n && on < HITS_BACK; i++, on++) {
        struct hit *h = &s->hit.at[i];
        enum owner owner;

        if (h->from < v->to)
            continue;
        if (h->place.clause != v->place.clause || h->from >= stop)
            break;
        if (!any_fits(s, h, v, CUE_AFTER))
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

/* ---- lists, 分别为, totals ---- */

static void take(struct scan *s, struct value *v, const struct found *f)
{
    v->cue = f->hit;
    v->side = f->side;
    s->hit.at[f->hit].claimed |= 1u << v->kind;
}

static void inherit(struct value *v, const struct value *from)
{
    v->cue = from->cue;
    v->side = from->side;
}

static bool between_has(const struct scan *s, uint32_t from_hit, const struct value *v,
                        uint32_t does)
{
    for (uint32_t i = from_hit; i < v->hits; i++)
        if (scan_word(s, &s->hit.at[i])->does & does)
            return true;
    return false;
}

/* Cues joined by 、和及 that end with hit `last`, last first; how many. */
static size_t cue_chain(const struct scan *s, struct value *v, int last, int *chain)
{
    size_t n = 1;
    int right = last;

    chain[0] = last;
    for (int i = last - 1; i >= 0 && n < LIST_MAX && last - i < HITS_BACK; i--) {
        const struct hit *h = &s->hit.at[i];
        uint32_t far = 0, links = 0;

        if (h->place.clause != s->hit.at[last].place.clause)
            break;
        if (!any_fits(s, h, v, CUE_BEFORE))
            continue;
        for (uint32_t k = h->to; k < s->hit.at[right].from; k++) {
            bool pause = scan_kind(s, k) == GLYPH_PAUSE;

            links += pause;
            far += !pause && !s->soft[k];
        }
        for (int k = i + 1; k < right; k++) {
            const struct hit *l = &s->hit.at[k];

            if (scan_word(s, l)->does & WORD_LINK) {
                links++;
                far -= l->to - l->from;
            }
        }
        if (links == 0 || far > 0)
            break;
        chain[n++] = right = i;
    }
    return n;
}

static size_t list_length(const struct scan *s, const struct value *v)
{
    const struct value *end = s->value.at + s->value.n;
    size_t n = 1;

    while (v + n < end && v[n].listed && v[n].kind == v->kind && n < LIST_MAX)
        n++;
    return n;
}

/* 销售金额和违法所得分别为10万元、3万元: in order.  Cues that share one total (违法所得及罚款共5万元), or
 * do not match the values in number, give no role.  True when it was such a case. */
static bool pair_cues(struct scan *s, struct value *v, const struct found *f)
{
    int chain[LIST_MAX];
    size_t ncue, nvalue;
    bool respectively = between_has(s, (uint32_t)f->hit, v, WORD_RESPECTIVELY);

    if (f->side != CUE_BEFORE || (!respectively && !(v->modifier & TEXT_TOTAL)))
        return false;
    ncue = cue_chain(s, v, f->hit, chain);
    if (ncue < 2)
        return false;
    nvalue = list_length(s, v);
    for (size_t i = 0; i < nvalue; i++)
        v[i].respective = true;
    for (size_t i = 0; ncue == nvalue && respectively && i < nvalue; i++) {
        v[i].cue = chain[ncue - 1 - i];
        v[i].side = CUE_BEFORE;
        s->hit.at[v[i].cue].claimed |= 1u << v->kind;
    }
    return true;
}

/* Two cues that give the same roles: 废矿物油, 废铅蓄电池. */
static bool same_roles(const struct scan *s, const struct value *a, const struct value *b)
{
    const struct run *x = &scan_word(s, &s->hit.at[a->cue])->cue;
    const struct run *y = &scan_word(s, &s->hit.at[b->cue])->cue;

    if (x->n != y->n)
        return false;
    for (uint32_t i = 0; i < x->n; i++)
        if (s->r->cue[x->at + i].role != s->r->cue[y->at + i].role)
            return false;
    return true;
}

/* A total that has no cue of its own, when the values of one role before it add up to it. */
static bool total_of_parts(const struct scan *s, struct value *v)
{
    const struct value *w = v, *last = NULL;
    int64_t sum = 0;
    size_t n = 0;

    while (w > s->value.at && n < 2 * LIST_MAX) {
        w--;
        if (w->place.sentence != v->place.sentence)
            break;
        if (w->kind != v->kind || w->unit != v->unit || (w->modifier & TEXT_TOTAL))
            continue;
        if (w->cue < 0 || (last && !same_roles(s, w, last)) ||
            __builtin_add_overflow(sum, w->number, &sum))
            return false;
        last = w;
        n++;
        if (n > 1 && sum == v->number) {
            inherit(v, w);
            return true;
        }
    }
    return false;
}

/* ---- one value ---- */

static struct found better(struct found a, struct found b)
{
    if (a.tie == TIE_NEAR && b.tie == TIE_NEAR)
        return b.far < a.far ? b : a;
    return b.tie < a.tie ? b : a;
}

/* The upper end of a range has the role of the lower, or gives it the role of a cue behind. */
static void find_role_of_range(struct scan *s, struct value *v)
{
    struct found f;

    if (v[-1].cue >= 0) {
        inherit(v, v - 1);
        return;
    }
    f = find_after(s, v);
    if (f.tie != TIE_NONE) {
        take(s, v, &f);
        inherit(v - 1, v);
    }
}

static void find_role(struct scan *s, struct value *v)
{
    struct found f;

    if (v->respective)
        return;
    if (v->ends_range) {
        find_role_of_range(s, v);
        return;
    }
    if (v > s->value.at && v[-1].changed && v[-1].kind == v->kind && v[-1].cue >= 0) {
        inherit(v, v - 1);
        return;
    }
    f = better(find_before(s, v), find_after(s, v));
    if (f.tie > TIE_STRONG_AFTER && v > s->value.at && (v->listed || v->in_bracket) && !v->weak &&
        !v->bare) {
        inherit(v, v - 1);
        return;
    }
    if ((v->weak || v->bare) && f.tie > TIE_STRONG_AFTER)
        return;
    if (f.tie != TIE_NONE) {
        if (!pair_cues(s, v, &f))
            take(s, v, &f);
    } else if (v->modifier & TEXT_TOTAL) {
        total_of_parts(s, v);
    }
}

void scan_roles(struct scan *s)
{
    for (size_t i = 0; i < s->value.n; i++)
        find_role(s, &s->value.at[i]);
}
