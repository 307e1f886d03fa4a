/*
 * text/role.c - which cue gives which value its role; see scan.h and cue.c.
 *
 * A cue serves one value of a kind; lists (1万元、2万元), brackets behind a value, 分别为, 减为 and totals that
 * add up pass a role on.  What fits none of these keeps no role: nothing is guessed.
 */
#include "text/scan.h"

enum {
    HITS_BACK = 24, /* how many hits are looked at on either side */
    LIST_MAX = 16,
};

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
        if (!cue_fits(s, h, v, CUE_BEFORE))
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
    f = cue_after(s, v);
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
    f = better(cue_before(s, v), cue_after(s, v));
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
