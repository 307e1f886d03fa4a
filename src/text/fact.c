/*
 * text/fact.c - a text in, its facts out, in order of position; see fact.h and scan.h.
 */
#include "text/fact.h"

#include "text/scan.h"

enum { NOTS_NEAR = 32, SMALL_SORT = 32 };

/* Facts on their way out. */
struct out {
    struct scan *s;
    struct text_facts *ret;
    size_t subject; /* subjects that begin at or before the last position asked for */
};

/* Who governs glyph `at` of a sentence; NULL when nobody is named. */
static const struct subject *governing(struct out *o, uint32_t at, uint32_t sentence)
{
    const struct scan *s = o->s;

    while (o->subject < s->subject.n && s->subject.at[o->subject].since <= at)
        o->subject++;
    if (o->subject == 0 || s->subject.at[o->subject - 1].sentence != sentence)
        return NULL;
    return &s->subject.at[o->subject - 1];
}

static void set_subject(struct out *o, struct text_fact *f, const struct subject *who)
{
    if (!who)
        return;
    f->subject_from = o->s->g[who->from].at;
    f->subject_to = o->s->g[who->to].at;
}

/* ---- not-words ---- */

/* The first not-word that ends behind glyph `at`. */
static size_t first_not(const struct scan *s, uint32_t at)
{
    size_t low = 0, high = s->not_.n;

    while (low < high) {
        size_t mid = (low + high) / 2;

        if (s->not_.at[mid].to <= at)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static bool rules_out(const struct scan *s, const struct hit *n, uint16_t role, uint32_t clause)
{
    const struct run *run = &s->r->word[n->word].not_;

    if (n->place.clause != clause)
        return false;
    for (uint32_t i = 0; i < run->n; i++)
        if (s->r->not_[run->at + i] == role)
            return true;
    return false;
}

/* Whether a not-word of the role stands in the clause, near glyph `at`. */
static bool ruled_out(const struct scan *s, uint16_t role, uint32_t at, uint32_t clause)
{
    size_t mid = first_not(s, at);

    for (size_t i = mid; i < s->not_.n && i < mid + NOTS_NEAR; i++)
        if (rules_out(s, &s->not_.at[i], role, clause))
            return true;
    for (size_t i = mid; i > 0 && i + NOTS_NEAR > mid; i--)
        if (rules_out(s, &s->not_.at[i - 1], role, clause))
            return true;
    return false;
}

/* ---- values ---- */

static struct text_fact fact_of_value(struct out *o, const struct value *v)
{
    const struct scan *s = o->s;
    struct text_fact f = {.kind = v->kind,
                          .role = -1,
                          .value = v->number,
                          .unit = v->unit,
                          .modifier = v->modifier,
                          .from = s->g[v->from].at,
                          .to = s->g[v->to].at};

    f.polarity = polarity_of(s, v);
    if (v->modifier & TEXT_FOREIGN)
        f.currency = str_sub(s->text, s->g[v->currency_from].at, s->g[v->currency_to].at);
    set_subject(o, &f, governing(o, v->from, v->place.sentence));
    if (v->cue >= 0) {
        f.cue_from = s->g[s->hit.at[v->cue].from].at;
        f.cue_to = s->g[s->hit.at[v->cue].to].at;
    }
    return f;
}

/* The value in the role's unit; false when it does not fit. */
static bool in_role_unit(const struct scan *s, const struct value *v, uint16_t role, int64_t *ret)
{
    *ret = v->number;
    if (v->kind != TEXT_QUANTITY || v->bare)
        return true;
    *ret = amount_convert(s, v->number, v->unit, s->r->role[role].unit);
    return *ret != INT64_MAX;
}

/* Of a date also by the clause behind it: 3月5日至3月8日，执法人员检查. */
static bool value_ruled_out(const struct scan *s, const struct value *v, const struct hit *h,
                            uint16_t role)
{
    return ruled_out(s, role, v->from, v->place.clause) ||
           ruled_out(s, role, h->from, h->place.clause) ||
           (v->kind == TEXT_DATE && ruled_out(s, role, v->to, v->place.clause + 1));
}

static bool has_role(const struct text_facts *facts, size_t since, int role)
{
    for (size_t i = since; i < facts->v.n; i++)
        if (facts->v.at[i].role == role)
            return true;
    return false;
}

/* One fact for each role that the value's cue gives it. */
static void emit_value(struct out *o, const struct value *v)
{
    const struct scan *s = o->s;
    struct text_fact f;
    const struct hit *h;
    const struct word *w;
    size_t before = o->ret->v.n;

    if (v->cue < 0 && (v->weak || v->bare))
        return;
    f = fact_of_value(o, v);
    if (v->cue >= 0) {
        h = &s->hit.at[v->cue];
        w = scan_word(s, h);
        for (uint32_t i = 0; i < w->cue.n; i++) {
            const struct cue *cue = &s->r->cue[w->cue.at + i];

            f.role = cue->role;
            if (role_fits(s, cue, h, v) && in_role_unit(s, v, cue->role, &f.value) &&
                !value_ruled_out(s, v, h, cue->role) && !has_role(o->ret, before, cue->role))
                vec_push(s->a, &o->ret->v, f);
        }
    }
    if (o->ret->v.n > before || v->bare)
        return;
    f.role = -1;
    f.value = v->number;
    vec_push(s->a, &o->ret->v, f);
}

/* ---- 无违法所得 ---- */

/* Nothing more is said of it: the clause ends, or 的 and the clause ends. */
static bool said_of_nothing(const struct scan *s, uint32_t at)
{
    static const struct want want = {.does = WORD_DE};

    at = scan_skip_space(s, at);
    scan_at(s, at, &want, &at);
    switch (scan_kind(s, scan_skip_space(s, at))) {
    case GLYPH_COMMA:
    case GLYPH_STOP:
    case GLYPH_SEMICOLON:
    case GLYPH_PAUSE:
    case GLYPH_CLOSE:
    case GLYPH_POINT:
        return true;
    default:
        return false;
    }
}

static void emit_nil(struct out *o, size_t i, const struct hit *by)
{
    const struct scan *s = o->s;
    const struct hit *h = &s->hit.at[i];
    const struct word *w = scan_word(s, h);
    struct text_fact f = {.unit = -1,
                          .polarity =
                              scan_word(s, by)->does & WORD_NIL ? TEXT_STATED : TEXT_NEGATED,
                          .modifier = TEXT_NIL,
                          .from = s->g[by->from].at,
                          .to = s->g[h->to].at,
                          .cue_from = s->g[h->from].at,
                          .cue_to = s->g[h->to].at};

    set_subject(o, &f, governing(o, h->from, h->place.sentence));
    for (uint32_t k = 0; k < w->cue.n; k++) {
        const struct cue *cue = &s->r->cue[w->cue.at + k];

        f.role = cue->role;
        f.kind = s->r->role[cue->role].kind;
        if (cue->side == CUE_BEFORE && f.kind != TEXT_DATE && cue->parts == 0 &&
            !ruled_out(s, cue->role, h->from, h->place.clause))
            vec_push(s->a, &o->ret->v, f);
    }
}

/* Cues that are denied and have no value. */
static void emit_nils(struct out *o)
{
    const struct scan *s = o->s;
    const uint8_t kinds = 1u << TEXT_MONEY | 1u << TEXT_QUANTITY;

    o->subject = 0;
    for (size_t i = 0; i < s->hit.n; i++) {
        const struct hit *h = &s->hit.at[i], *by;

        if (!(scan_word(s, h)->kinds[CUE_BEFORE] & kinds) || h->claimed ||
            !said_of_nothing(s, h->to))
            continue;
        by = denied_by(s, h->from, (uint32_t)i);
        if (by)
            emit_nil(o, i, by);
    }
}

/* ---- flags ---- */

static bool already_said(const struct text_facts *ret, const struct text_fact *f)
{
    for (size_t i = ret->v.n; i > 0 && ret->v.n - i < NOTS_NEAR; i--) {
        const struct text_fact *g = &ret->v.at[i - 1];

        if (g->kind == TEXT_FLAG && g->role == f->role && g->to > f->from && g->from < f->to)
            return true;
    }
    return false;
}

/* Hits that end with the flag or before. */
static uint32_t hits_by(const struct scan *s, const struct hit *flag)
{
    uint32_t low = 0, high = (uint32_t)s->hit.n;

    while (low < high) {
        uint32_t mid = (low + high) / 2;

        if (s->hit.at[mid].to <= flag->to)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static void emit_flag(struct out *o, const struct hit *h)
{
    const struct scan *s = o->s;
    const struct word *w = scan_word(s, h);
    struct text_fact f = {.kind = TEXT_FLAG,
                          .value = 1,
                          .unit = -1,
                          .polarity = (enum text_polarity)h->claimed,
                          .to = s->g[h->to].at};

    set_subject(o, &f, governing(o, h->from, h->place.sentence));
    for (uint32_t i = 0; i < w->flag.n; i++) {
        const struct cue *cue = &s->r->cue[w->flag.at + i];
        uint32_t from;

        f.role = cue->role;
        if (!role_parts(s, cue, h, &from) || ruled_out(s, cue->role, h->from, h->place.clause))
            continue;
        f.from = f.cue_from = s->g[from].at;
        f.polarity =
            from < h->from && f.polarity == TEXT_STATED && denied_by(s, from, hits_by(s, h))
                ? TEXT_NEGATED
                : (enum text_polarity)h->claimed;
        f.cue_to = f.to;
        if (!already_said(o->ret, &f))
            vec_push(s->a, &o->ret->v, f);
    }
}

/* ---- all of them ---- */

static int by_position(const void *a, const void *b)
{
    const struct text_fact *x = a, *y = b;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    return (x->role > y->role) - (x->role < y->role);
}

static void sort_facts(struct text_fact *f, size_t n)
{
    if (n > SMALL_SORT) {
        qsort(f, n, sizeof(*f), by_position);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        struct text_fact x = f[i];
        size_t k = i;

        for (; k > 0 && by_position(&f[k - 1], &x) > 0; k--)
            f[k] = f[k - 1];
        f[k] = x;
    }
}

static void emit_all(struct scan *s, struct text_facts *ret)
{
    struct out o = {s, ret, 0};
    size_t first = ret->v.n;

    for (size_t i = 0; i < s->value.n; i++)
        emit_value(&o, &s->value.at[i]);
    emit_nils(&o);
    o.subject = 0;
    for (size_t i = 0; i < s->flag.n; i++)
        emit_flag(&o, &s->flag.at[i]);
    if (ret->v.n > first)
        sort_facts(ret->v.at + first, ret->v.n - first);
}

void text_read(const struct text_reader *r, struct str text, struct arena *a,
               struct text_facts *ret)
{
    struct glyph glyph[SCAN_GLYPHS + 1];
    uint8_t soft[SCAN_GLYPHS];
    struct hit hit[SCAN_HITS];
    struct value value[SCAN_VALUES];
    struct scan s = {.r = r, .a = a, .text = text, .g = glyph, .soft = soft};

    if (text.n == 0)
        return;
    if (text.n > SCAN_GLYPHS) {
        s.g = ARENA_ARRAY(a, struct glyph, text.n + 1);
        s.soft = ARENA_ARRAY(a, uint8_t, text.n);
    }
    s.hit.at = hit;
    s.hit.cap = SCAN_HITS;
    s.value.at = value;
    s.value.cap = SCAN_VALUES;
    scan_words(&s);
    scan_values(&s);
    scan_modifiers(&s);
    scan_roles(&s);
    scan_flags(&s);
    scan_subjects(&s);
    emit_all(&s, ret);
}
