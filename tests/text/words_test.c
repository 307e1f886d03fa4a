/* tests/text/words_test.c - the automaton finds every occurrence, compared with looking for each. */
#include "text/words.h"

#include "base/buf.h"

#include "text/glyph.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

/* How many times the words occur in text, overlapping ones too. */
static size_t occurrences(const struct text_words *w, struct str text)
{
    uint32_t state = 0, len;
    size_t n = 0;

    for (size_t i = 0; i < text.n; i += len) {
        state = text_words_step(w, state, text_words_class(w, glyph_decode(text.p + i, &len)));
        for (uint32_t e = text_words_end(w, state); e != 0; e = w->state[e].suffix)
            n++;
    }
    return n;
}

static size_t plainly(const struct str *word, size_t nword, struct str text)
{
    size_t n = 0;

    for (size_t i = 0; i < nword; i++)
        for (size_t at = str_find(text, word[i]); at != STR_NPOS;
             at = str_find_from(text, word[i], at + 1))
            n++;
    return n;
}

static void adding(void **state)
{
    struct arena a;
    struct text_words *w;
    char longest[3 * TEXT_WORDS_LONGEST + 4];

    (void)state;
    arena_init(&a, 0);
    w = text_words_new(&a);
    for (size_t i = 0; i <= TEXT_WORDS_LONGEST; i++)
        memcpy(longest + 3 * i, "长", 3);
    assert_int_equal(text_words_add(w, STR("货值")), 0);
    assert_int_equal(text_words_add(w, STR("货值金额")), 1);
    assert_int_equal(text_words_add(w, STR("货值")), 0);
    assert_int_equal(text_words_add(w, STR("ＫＧ")), text_words_add(w, STR("KG")));
    assert_int_equal(text_words_add(w, STR("")), -1);
    assert_int_equal(text_words_add(w, (struct str){longest, 3 * TEXT_WORDS_LONGEST}), 3);
    assert_int_equal(text_words_add(w, (struct str){longest, 3 * TEXT_WORDS_LONGEST + 3}), -1);
    text_words_seal(w);
    assert_int_equal(occurrences(w, STR("货值金额，ＫＧ，KG")), 4);
    assert_int_equal(occurrences(w, STR("")), 0);
    arena_release(&a);
}

/* Pseudo-random words over few characters, so that they overlap in every way. */
static void finds_all(void **state)
{
    static const char *const letter[] = {"甲", "乙", "丙", "A"};
    uint32_t seed = 12345;

    (void)state;
    for (int round = 0; round < 200; round++) {
        struct arena a;
        struct text_words *w;
        struct str word[40];
        struct buf text = {0};
        size_t n = 0;

        arena_init(&a, 0);
        w = text_words_new(&a);
        while (n < 40) {
            struct buf b = {0};
            size_t length = 1 + (seed >> 20) % 6;

            for (size_t i = 0; i < length; i++) {
                seed = seed * 1664525u + 1013904223u;
                buf_z(&b, letter[seed >> 30]);
            }
            word[n] = str_dup(&a, buf_view(&b));
            buf_release(&b);
            if (text_words_add(w, word[n]) == (int32_t)n)
                n++;
            else
                seed += 7;
            if (w->nword > (int32_t)n)
                break;
        }
        text_words_seal(w);
        for (int i = 0; i < 300; i++) {
            seed = seed * 1664525u + 1013904223u;
            buf_z(&text, letter[seed >> 30]);
        }
        assert_int_equal(occurrences(w, buf_view(&text)), plainly(word, n, buf_view(&text)));
        buf_release(&text);
        arena_release(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(adding), cmocka_unit_test(finds_all)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
