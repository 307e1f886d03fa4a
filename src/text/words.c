/* text/words.c - see words.h. */
#include "text/words.h"

#include "base/bug.h"
#include "text/glyph.h"

enum { FIRST_STATES = 256, FIRST_EDGES = 512, FIRST_PAGES = 16 };

static void edges_new(struct text_words *w, uint32_t cap)
{
    w->edge_key = ARENA_ARRAY(w->a, uint64_t, cap);
    w->edge_to = ARENA_ARRAY(w->a, uint32_t, cap);
    w->edge_mask = cap - 1;
    w->nedge = 0;
}

struct text_words *text_words_new(struct arena *a)
{
    struct text_words *w = ARENA_NEW(a, struct text_words);

    w->a = a;
    w->page_of = ARENA_ARRAY(a, uint16_t, TEXT_WORDS_PLANES / 64);
    w->cap_page = FIRST_PAGES;
    w->page = ARENA_ARRAY(a, struct text_words_page, w->cap_page);
    w->npage = 1;
    w->nclass = 1;
    w->cap_state = FIRST_STATES;
    w->state = ARENA_ARRAY(a, struct text_words_state, w->cap_state);
    w->state[0].word = -1;
    w->nstate = 1;
    w->root = ARENA_ARRAY(a, uint32_t, 65536);
    edges_new(w, FIRST_EDGES);
    return w;
}

uint16_t text_words_alphabet(struct text_words *w, uint32_t cp)
{
    uint16_t *page = &w->page_of[cp >> 6], *class_;

    BUG_ON(cp >= TEXT_WORDS_PLANES);
    if (*page == 0) {
        if (w->npage == w->cap_page) {
            struct text_words_page *old = w->page;

            w->cap_page *= 2;
            w->page = ARENA_ARRAY(w->a, struct text_words_page, w->cap_page);
            memcpy(w->page, old, w->npage * sizeof(*old));
        }
        *page = (uint16_t)w->npage++;
    }
    class_ = &w->page[*page].class_of[cp & 63];
    if (*class_ == 0) {
        BUG_ON(w->nclass > UINT16_MAX);
        *class_ = (uint16_t)w->nclass++;
    }
    return *class_;
}

static void edge_put(struct text_words *w, uint64_t key, uint32_t to)
{
    uint32_t i = (uint32_t)(key * 0x9E3779B97F4A7C15u >> 40) & w->edge_mask;

    while (w->edge_key[i] != 0)
        i = (i + 1) & w->edge_mask;
    w->edge_key[i] = key;
    w->edge_to[i] = to;
    w->nedge++;
}

static void edges_grow(struct text_words *w)
{
    uint64_t *key = w->edge_key;
    uint32_t *to = w->edge_to, cap = w->edge_mask + 1;

    edges_new(w, cap * 2);
    for (uint32_t i = 0; i < cap; i++)
        if (key[i] != 0)
            edge_put(w, key[i], to[i]);
}

static uint32_t state_new(struct text_words *w, uint32_t parent)
{
    struct text_words_state *old = w->state;

    if (w->nstate == w->cap_state) {
        w->cap_state *= 2;
        w->state = ARENA_ARRAY(w->a, struct text_words_state, w->cap_state);
        memcpy(w->state, old, w->nstate * sizeof(*old));
    }
    w->state[w->nstate] = (struct text_words_state){
        .word = -1, .length = w->state[parent].length + 1, .fail = parent};
    return w->nstate++;
}

/* The child, made when it is missing.  Until the seal, .fail holds the parent. */
static uint32_t child_made(struct text_words *w, uint32_t state, uint16_t class_)
{
    uint32_t next = text_words_child(w, state, class_);

    if (next != 0)
        return next;
    next = state_new(w, state);
    if (state == 0) {
        w->root[class_] = next;
    } else {
        w->state[state].child |= 1ULL << (class_ & 63);
        if (w->nedge * 2 >= w->edge_mask)
            edges_grow(w);
        edge_put(w, (uint64_t)state << 16 | class_, next);
    }
    return next;
}

int32_t text_words_add(struct text_words *w, struct str word)
{
    uint32_t cp[TEXT_WORDS_LONGEST], state = 0;
    size_t n = 0, len;

    for (size_t i = 0; i < word.n; i += len) {
        if (n == TEXT_WORDS_LONGEST)
            return -1;
        cp[n] = text_fold(str_utf8_at(word, i, &len));
        if (cp[n++] >= TEXT_WORDS_PLANES)
            return -1;
    }
    if (n == 0)
        return -1;
    for (size_t i = 0; i < n; i++)
        state = child_made(w, state, text_words_alphabet(w, cp[i]));
    if (w->state[state].word < 0)
        w->state[state].word = w->nword++;
    return w->state[state].word;
}

struct edge {
    uint32_t from, to;
    uint16_t class_;
};

/* Fail link of e.to, given those of all shorter states. */
static void link_one(struct text_words *w, const struct edge *e)
{
    uint32_t f = w->state[e->from].fail;
    uint32_t next = 0;

    if (e->from != 0)
        while ((next = text_words_child(w, f, e->class_)) == 0 && f != 0)
            f = w->state[f].fail;
    w->state[e->to].fail = next;
    w->state[e->to].suffix = w->state[next].word >= 0 ? next : w->state[next].suffix;
}

/* Edges by length of the state they lead to: counting sort. */
static size_t edges_by_length(const struct text_words *w, struct edge *sorted)
{
    uint32_t at[TEXT_WORDS_LONGEST + 2] = {0};

    for (uint32_t s = 1; s < w->nstate; s++)
        at[w->state[s].length + 1]++;
    for (size_t i = 1; i < TEXT_WORDS_LONGEST + 2; i++)
        at[i] += at[i - 1];
    for (uint32_t c = 1; c < w->nclass; c++)
        if (w->root[c] != 0)
            sorted[at[1]++] = (struct edge){0, w->root[c], (uint16_t)c};
    for (uint32_t i = 0; i <= w->edge_mask; i++) {
        uint64_t key = w->edge_key[i];

        if (key != 0)
            sorted[at[w->state[w->edge_to[i]].length]++] =
                (struct edge){(uint32_t)(key >> 16), w->edge_to[i], (uint16_t)key};
    }
    return w->nstate - 1;
}

/* Wide and variant forms get the class of what they are read as. */
static void alphabet_fold(struct text_words *w)
{
    uint32_t from, to;

    for (size_t i = 0; glyph_folded(i, &from, &to); i++) {
        uint16_t class_ = text_words_class(w, to);

        if (class_ == 0)
            continue;
        text_words_alphabet(w, from);
        w->page[w->page_of[from >> 6]].class_of[from & 63] = class_;
    }
}

void text_words_seal(struct text_words *w)
{
    struct edge *sorted = ARENA_ARRAY(w->a, struct edge, w->nstate);
    size_t n = edges_by_length(w, sorted);

    w->state[0].fail = 0;
    for (size_t i = 0; i < n; i++)
        link_one(w, &sorted[i]);
    alphabet_fold(w);
}
