/*
 * text/reader.c - makes a reader out of a lexicon; see reader.h.
 *
 * A cue may be written in parts, 曾因…行政处罚: the last part is the cue, the others must stand
 * before it, in order, in the same sentence.
 */
#include "text/reader.h"

#include "base/bug.h"

enum { ROLES_MAX = 65535 };

struct grammar {
    struct str text;
    uint32_t does;
    enum word_is is;
};

static const struct grammar grammar[] = {
#define WORD(text, does) {{"" text, sizeof(text) - 1}, does, WORD_IS_PLAIN},
#define IS(text, is) {{"" text, sizeof(text) - 1}, 0, is},
#include "text/grammar.def"
#undef WORD
#undef IS
};
enum { NGRAMMAR = sizeof(grammar) / sizeof(grammar[0]) };

/* Words whose meaning depends on where they stand; the others are looked up behind a number. */
enum {
    MAIN_WORDS = WORD_RMB | WORD_FOREIGN | WORD_ABOUT | WORD_OVER | WORD_BELOW | WORD_UP_TO |
                 WORD_RANGE | WORD_SINCE | WORD_LINK | WORD_TOTAL | WORD_EACH | WORD_RESPECTIVELY |
                 WORD_PART | WORD_UNIT_PRICE | WORD_PER | WORD_CONVERTED | WORD_VERB | WORD_NOT |
                 WORD_NIL | WORD_BRIDGE | WORD_PLANNED | WORD_PLANNED_LONG | WORD_TO
};

/* One mention of a word in the lexicon, before they are sorted by word. */
struct mention {
    int32_t word;
    struct cue cue;
    bool not_;
};

struct making {
    struct arena *a;
    struct text_words *words;
    VEC(struct mention) mention;
    VEC(struct run) parts;
    VEC(int32_t) part_word;
};

/* parts -> word { '…' word }; the last word, the others kept; *ret_parts 0 when there are none. */
static struct str split_parts(struct making *m, struct str cue, uint32_t *ret_parts)
{
    struct run run = {(uint32_t)m->part_word.n, 0};
    struct str rest = cue;

    while (str_has(rest, STR("…"))) {
        struct str part = str_cut(&rest, STR("…"));
        int32_t word = text_words_add(m->words, part);

        if (word >= 0)
            vec_push(m->a, &m->part_word, word);
    }
    run.n = (uint32_t)m->part_word.n - run.at;
    *ret_parts = 0;
    if (run.n > 0) {
        vec_push(m->a, &m->parts, run);
        *ret_parts = (uint32_t)m->parts.n;
    }
    return rest;
}

static void add_cues(struct making *m, size_t role, const struct str *cue, size_t n,
                     enum cue_side side)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t parts;
        int32_t word = text_words_add(m->words, split_parts(m, cue[i], &parts));

        if (word >= 0)
            vec_push(m->a, &m->mention,
                     (struct mention){word, {(uint16_t)role, (uint8_t)side, parts}, false});
    }
}

static void add_roles(struct making *m, const struct text_lexicon *l)
{
    for (size_t i = 0; i < l->nrole; i++) {
        const struct text_role *role = &l->role[i];

        add_cues(m, i, role->before, role->nbefore, CUE_BEFORE);
        add_cues(m, i, role->after, role->nafter, CUE_AFTER);
        for (size_t k = 0; k < role->nnot; k++) {
            int32_t word = text_words_add(m->words, role->not_[k]);

            if (word >= 0)
                vec_push(m->a, &m->mention, (struct mention){word, {(uint16_t)i, 0, 0}, true});
        }
    }
}

static void add_units(struct making *m, const struct text_lexicon *l)
{
    for (size_t i = 0; i < l->nunit; i++) {
        text_words_add(m->words, l->unit[i].name);
        for (size_t k = 0; k < l->unit[i].nalso; k++)
            text_words_add(m->words, l->unit[i].also[k]);
    }
}

static void name_unit(struct text_reader *r, struct word *word, struct str name, size_t unit)
{
    int32_t w = text_words_add(r->words, name);

    if (w >= 0 && word[w].unit < 0)
        word[w].unit = (int16_t)unit;
}

static void set_grammar(struct text_reader *r, struct word *word)
{
    for (size_t i = 0; i < NGRAMMAR; i++) {
        struct word *w = &word[text_words_add(r->words, grammar[i].text)];

        w->does |= grammar[i].does;
        if (grammar[i].is != WORD_IS_PLAIN)
            w->is = (uint8_t)grammar[i].is;
        if (w->does & MAIN_WORDS)
            w->hit |= HIT_MAIN;
        else if ((w->does & WORD_SOFT) || w->is == WORD_IS_NOTHING)
            w->hit |= HIT_MARK;
    }
}

static int unit_called(const struct text_lexicon *l, struct str name)
{
    for (size_t i = 0; i < l->nunit; i++) {
        if (str_eq(l->unit[i].name, name))
            return (int)i;
        for (size_t k = 0; k < l->unit[i].nalso; k++)
            if (str_eq(l->unit[i].also[k], name))
                return (int)i;
    }
    return -1;
}

static void set_roles(struct text_reader *r, struct arena *a)
{
    const struct text_lexicon *l = r->lexicon;
    struct reader_role *role = ARENA_ARRAY(a, struct reader_role, l->nrole + 1);

    for (size_t i = 0; i < l->nrole; i++) {
        role[i].kind = l->role[i].kind;
        role[i].unit = unit_called(l, l->role[i].unit);
        role[i].dimension = role[i].unit < 0 ? -1 : r->dimension_of[role[i].unit];
    }
    r->role = role;
}

static struct run *run_of(struct text_reader *r, struct word *word, const struct mention *m)
{
    struct word *w = &word[m->word];

    if (m->not_)
        return &w->not_;
    return r->lexicon->role[m->cue.role].kind == TEXT_FLAG ? &w->flag : &w->cue;
}

static void set_kinds(const struct text_reader *r, struct word *w, const struct cue *cue)
{
    const struct reader_role *role = &r->role[cue->role];
    int bit = role->kind == TEXT_QUANTITY ? TEXT_FLAG + 1 + role->dimension : (int)role->kind;

    w->kinds[cue->side] |= (uint8_t)(1u << role->kind);
    w->measures[cue->side] |= 1ULL << (bit & 63);
}

/* Sorts the mentions by word into the reader's lists. */
static void set_cues(struct text_reader *r, struct making *m, struct word *word)
{
    struct cue *cue = ARENA_ARRAY(m->a, struct cue, m->mention.n + 1);
    uint16_t *not_ = ARENA_ARRAY(m->a, uint16_t, m->mention.n + 1);
    uint32_t ncue = 0, nnot = 0;

    for (size_t i = 0; i < m->mention.n; i++)
        run_of(r, word, &m->mention.at[i])->n++;
    for (int32_t w = 0; w < r->words->nword; w++) {
        word[w].cue.at = ncue;
        word[w].flag.at = ncue += word[w].cue.n;
        ncue += word[w].flag.n;
        word[w].not_.at = nnot;
        nnot += word[w].not_.n;
        word[w].hit |= (uint8_t)((word[w].cue.n ? HIT_MAIN : 0) | (word[w].flag.n ? HIT_FLAG : 0) |
                                 (word[w].not_.n ? HIT_NOT : 0));
        word[w].cue.n = word[w].flag.n = word[w].not_.n = 0;
    }
    for (size_t i = 0; i < m->mention.n; i++) {
        const struct mention *at = &m->mention.at[i];
        struct run *run = run_of(r, word, at);

        if (at->not_)
            not_[run->at + run->n++] = at->cue.role;
        else
            cue[run->at + run->n++] = at->cue;
        if (run == &word[at->word].cue)
            set_kinds(r, &word[at->word], &at->cue);
    }
    r->cue = cue;
    r->not_ = not_;
}

static void set_units(struct text_reader *r, struct arena *a, struct word *word)
{
    const struct text_lexicon *l = r->lexicon;
    int *dimension_of = ARENA_ARRAY(a, int, l->nunit + 1);

    r->percent = -1;
    for (size_t i = 0; i < l->nunit; i++) {
        size_t first = 0;

        name_unit(r, word, l->unit[i].name, i);
        for (size_t k = 0; k < l->unit[i].nalso; k++)
            name_unit(r, word, l->unit[i].also[k], i);
        while (!str_eq(l->unit[first].dimension, l->unit[i].dimension))
            first++;
        dimension_of[i] = (int)first;
        if (str_eq(l->unit[i].name, STR("%")))
            r->percent = (int)i;
    }
    r->dimension_of = dimension_of;
}

/* Kinds of glyphs, by class. */
static void set_sorts(struct text_reader *r, struct arena *a)
{
    struct glyph_sort *sort;
    uint32_t cp;

    for (size_t i = 0; (cp = glyph_known(i)) != 0; i++)
        text_words_alphabet(r->words, cp);
    sort = ARENA_ARRAY(a, struct glyph_sort, r->words->nclass);
    for (size_t i = 0; (cp = glyph_known(i)) != 0; i++)
        sort[text_words_class(r->words, cp)] = glyph_sort(cp);
    r->sort = sort;
}

struct text_reader *text_reader_new(struct arena *a, const struct text_lexicon *lexicon)
{
    struct text_reader *r = ARENA_NEW(a, struct text_reader);
    struct making m = {.a = a, .words = text_words_new(a)};
    struct word *word;

    BUG_ON(lexicon->nrole > ROLES_MAX || lexicon->nunit > INT16_MAX);
    r->lexicon = lexicon;
    r->words = m.words;
    for (size_t i = 0; i < NGRAMMAR; i++)
        BUG_ON(text_words_add(m.words, grammar[i].text) < 0);
    add_units(&m, lexicon);
    add_roles(&m, lexicon);
    word = ARENA_ARRAY(a, struct word, (size_t)m.words->nword);
    for (int32_t i = 0; i < m.words->nword; i++)
        word[i].unit = -1;
    set_grammar(r, word);
    set_units(r, a, word);
    set_roles(r, a);
    set_cues(r, &m, word);
    for (size_t i = 0; i < m.part_word.n; i++)
        word[m.part_word.at[i]].hit |= HIT_PART;
    r->endings = name_sure_endings();
    set_sorts(r, a);
    text_words_seal(m.words);
    r->word = word;
    r->parts = m.parts.at;
    r->part_word = m.part_word.at;
    return r;
}
