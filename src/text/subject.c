/*
 * text/subject.c - of whom a clause speaks: 对X…, 给予X…, 责令X…, or X罚款… where X surely is an
 * organisation; see scan.h.  It governs to the next one or to the end of the sentence.
 */
#include "text/name.h"
#include "text/scan.h"

enum { NAME_GLYPHS = 400, BARE_GLYPHS = 60, HITS_ON = 64 };

static struct str glyphs(const struct scan *s, uint32_t from, uint32_t to)
{
    return str_sub(s->text, s->g[from].at, s->g[to].at);
}

static bool ends_clause(uint8_t kind)
{
    return kind == GLYPH_COMMA || kind == GLYPH_STOP || kind == GLYPH_SEMICOLON ||
           kind == GLYPH_COLON;
}

/* Where the name that starts at `from` ends: at a verb or cue, or where the clause does. */
static uint32_t name_end(const struct scan *s, uint32_t from, size_t hit)
{
    uint32_t depth = s->hit.at[hit].place.depth, to = s->n, i = from;

    for (size_t k = hit + 1; k < s->hit.n && k < hit + HITS_ON; k++) {
        const struct hit *h = &s->hit.at[k];
        const struct word *w = scan_word(s, h);

        if (h->place.depth != depth || h->from < from)
            continue;
        if ((w->does & (WORD_VERB | WORD_TO)) || w->cue.n > 0) {
            to = h->from;
            break;
        }
    }
    while (i < to && i < from + NAME_GLYPHS && !ends_clause(scan_kind(s, i)))
        i++;
    return i;
}

static void push(struct scan *s, uint32_t since, uint32_t from, uint32_t to,
                 const struct place *place)
{
    struct subject sub = {from, to, since, place->sentence};

    while (sub.to > sub.from && scan_kind(s, sub.to - 1) == GLYPH_SPACE)
        sub.to--;
    vec_push(s->a, &s->subject, sub);
}

/* name -> name | name 的 name : the latter when it names somebody (甲公司的法定代表人李明) */
static void named(struct scan *s, const struct hit *opener, uint32_t from, uint32_t to)
{
    uint32_t de = to;

    if (from >= to)
        return;
    if (text_name_kind(glyphs(s, from, to)) != TEXT_NAME_NONE) {
        push(s, opener->from, from, to, &opener->place);
        return;
    }
    while (de > from && !str_eq(glyphs(s, de - 1, de), STR("的")))
        de--;
    if (de > from && text_name_kind(glyphs(s, from, de - 1)) != TEXT_NAME_NONE)
        push(s, opener->from, from, de - 1, &opener->place);
}

/* First glyph of the clause that glyph `at` stands in; at most BARE_GLYPHS back. */
static uint32_t clause_start(const struct scan *s, uint32_t at)
{
    uint32_t i = at;

    while (i > 0 && at - i <= BARE_GLYPHS && !ends_clause(scan_kind(s, i - 1)))
        i--;
    return i;
}

/* 甲公司罚款3万元: the clause begins with the name of an organisation, right before a verb or cue. */
static void bare(struct scan *s, const struct hit *h)
{
    uint32_t from, len, cp;

    if (h->from == 0)
        return;
    cp = glyph_decode(s->text.p + s->g[h->from - 1].at, &len);
    if (!name_filter_has(&s->r->endings, cp))
        return;
    from = clause_start(s, h->from);
    if (h->from - from > BARE_GLYPHS || h->from - from < 2 ||
        !text_name_surely_organisation(glyphs(s, from, h->from)) ||
        text_name_within_clause(glyphs(s, from, h->from)))
        return;
    push(s, from, from, h->from, &h->place);
}

void scan_subjects(struct scan *s)
{
    uint32_t clause = UINT32_MAX;

    for (size_t i = 0; i < s->hit.n; i++) {
        const struct hit *h = &s->hit.at[i];
        const struct word *w = scan_word(s, h);

        if (h->place.clause != clause && ((w->does & WORD_VERB) || w->cue.n > 0))
            bare(s, h);
        if (w->does & WORD_TO)
            named(s, h, h->to, name_end(s, h->to, i));
        if ((w->does & (WORD_VERB | WORD_TO)) || w->cue.n > 0)
            clause = h->place.clause;
    }
}
