#ifndef TEXT_WORDS_H
#define TEXT_WORDS_H
/*
 * text/words.h - many words found in a text in one pass (Aho-Corasick over code points).
 *
 * Texts and words are compared half-width (text/glyph.h): １２３元 holds 元 and 123.
 * Made once (text_words_new, _add, _seal), then read-only and shared by any number of threads.
 * It finds every occurrence, overlapping ones too; what an occurrence means is the caller's
 * business.  Storage is the arena given at the start.
 */
#include "base/str.h"

struct text_words_page {
    uint16_t class_of[64];
};

/* A state of the automaton: a prefix of one or more words. */
struct text_words_state {
    uint64_t child;  /* bit class % 64 set for each child: most misses need no look-up */
    uint32_t fail;   /* longest proper suffix that is a prefix of a word */
    uint32_t suffix; /* nearest state on the fail chain that ends a word; 0: none */
    int32_t word;    /* the word that is spelled out here; -1: none */
    uint32_t length; /* code points */
};

/* Fields are for the inline steps below only. */
struct text_words {
    struct arena *a;
    uint16_t *page_of; /* code point / 64 → page; page 0 is empty */
    struct text_words_page *page;
    uint32_t *root; /* class → child of the root */
    struct text_words_state *state;
    uint64_t *edge_key; /* state << 16 | class; 0: free */
    uint32_t *edge_to;
    uint32_t edge_mask;
    uint32_t nstate, nclass, nedge, npage;
    uint32_t cap_state, cap_page;
    int32_t nword;
};

/* Words are limited to 64 code points, the alphabet to 65 535, states to 2^31. */
enum { TEXT_WORDS_LONGEST = 64, TEXT_WORDS_PLANES = 0x30000 };

struct text_words *text_words_new(struct arena *a);
/* Number of word, from 0; the same word again gives the same number.  -1 when it is empty, too
 * long or outside planes 0 to 2. */
int32_t text_words_add(struct text_words *w, struct str word);
/* Gives the code point a class even if no word holds it; the class. */
uint16_t text_words_alphabet(struct text_words *w, uint32_t cp);
/* Ends the making; nothing can be added afterwards. */
void text_words_seal(struct text_words *w);

/* Class of a code point, folded or not; 0: in no word. */
static inline uint16_t text_words_class(const struct text_words *w, uint32_t cp)
{
    if (cp >= TEXT_WORDS_PLANES)
        return 0;
    return w->page[w->page_of[cp >> 6]].class_of[cp & 63];
}

/* The child of state for class, or 0. */
static inline uint32_t text_words_child(const struct text_words *w, uint32_t state, uint16_t class_)
{
    uint64_t key = (uint64_t)state << 16 | class_;
    uint32_t i;

    if (state == 0)
        return w->root[class_];
    if (!(w->state[state].child >> (class_ & 63) & 1))
        return 0;
    i = (uint32_t)(key * 0x9E3779B97F4A7C15u >> 40) & w->edge_mask;
    while (w->edge_key[i] != 0 && w->edge_key[i] != key)
        i = (i + 1) & w->edge_mask;
    return w->edge_key[i] == key ? w->edge_to[i] : 0;
}

/* The state after one more code point of the text. */
static inline uint32_t text_words_step(const struct text_words *w, uint32_t state, uint16_t class_)
{
    uint32_t next;

    if (class_ == 0)
        return 0;
    while ((next = text_words_child(w, state, class_)) == 0 && state != 0)
        state = w->state[state].fail;
    return next;
}

/* The longest word that ends at state, as a state; 0: none.  Shorter ones: .suffix of it. */
static inline uint32_t text_words_end(const struct text_words *w, uint32_t state)
{
    return w->state[state].word >= 0 ? state : w->state[state].suffix;
}

#endif
