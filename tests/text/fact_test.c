/* tests/text/fact_test.c - the reader of facts with a lexicon of its own.  What is read out of many
 * texts is in tests/golden/extract; here is what those cannot show. */
#include "text/fact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#define WORDS(name, ...) static const struct str name[] = {__VA_ARGS__}
#define LIST(name) name, sizeof(name) / sizeof(name[0])

WORDS(kilogram_also, {"公斤", 6});
static const struct text_unit units[] = {
    {{"千克", 6}, {"质量", 6}, 1, 1, LIST(kilogram_also)},
    {{"吨", 3}, {"质量", 6}, 1000, 1, NULL, 0},
    {{"平方米", 9}, {"面积", 6}, 1, 1, NULL, 0},
    {{"亩", 3}, {"面积", 6}, 2000, 3, NULL, 0},
    {{"人", 3}, {"人", 3}, 1, 1, NULL, 0},
};

WORDS(gain, {"违法所得", 12}, {"获利", 6});
WORDS(loss, {"损失", 6});
WORDS(direct_loss, {"直接损失", 12});
WORDS(waste, {"危险废物", 12});
WORDS(dead, {"死亡", 6}, {"死", 3});
WORDS(pipe, {"暗管", 6});
WORDS(not_pipe, {"演示", 6});
WORDS(field_area, {"农田", 6});
WORDS(prior, {"曾因…处罚", 15});

enum { GAIN, LOSS, DIRECT_LOSS, WASTE, DEAD, PIPE, AREA, PRIOR };
static const struct text_role roles[] = {
    [GAIN] = {.name = {"违法所得", 12}, .kind = TEXT_MONEY, .before = gain, .nbefore = 2},
    [LOSS] = {.name = {"损失", 6}, .kind = TEXT_MONEY, .before = loss, .nbefore = 1},
    [DIRECT_LOSS] = {.name = {"直接损失", 12},
                     .kind = TEXT_MONEY,
                     .before = direct_loss,
                     .nbefore = 1},
    [WASTE] = {.name = {"危险废物", 12},
               .kind = TEXT_QUANTITY,
               .unit = {"吨", 3},
               .before = waste,
               .nbefore = 1,
               .after = waste,
               .nafter = 1},
    [DEAD] = {.name = {"死亡", 6},
              .kind = TEXT_QUANTITY,
              .unit = {"人", 3},
              .before = dead,
              .nbefore = 2,
              .after = dead,
              .nafter = 2},
    [PIPE] = {.name = {"暗管", 6},
              .kind = TEXT_FLAG,
              .before = pipe,
              .nbefore = 1,
              .not_ = not_pipe,
              .nnot = 1},
    [AREA] = {.name = {"农田", 6},
              .kind = TEXT_QUANTITY,
              .unit = {"亩", 3},
              .before = field_area,
              .nbefore = 1},
    [PRIOR] = {.name = {"前科", 6}, .kind = TEXT_FLAG, .before = prior, .nbefore = 1},
};
static const struct text_lexicon lexicon = {units, sizeof(units) / sizeof(units[0]), roles,
                                            sizeof(roles) / sizeof(roles[0])};

struct fixture {
    struct arena a;
    struct text_reader *r;
};

static int set_up(void **state)
{
    static struct fixture f;

    arena_init(&f.a, 0);
    f.r = text_reader_new(&f.a, &lexicon);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    arena_release(&f->a);
    return 0;
}

static struct text_facts read_text(struct fixture *f, const char *text)
{
    struct text_facts facts = {0};

    text_read(f->r, str_from(text), &f->a, &facts);
    return facts;
}

/* The only fact of a text. */
static struct text_fact only(struct fixture *f, const char *text)
{
    struct text_facts facts = read_text(f, text);

    if (facts.v.n != 1)
        fail_msg("%s: %zu facts", text, facts.v.n);
    return facts.v.at[0];
}

static void positions_are_those_of_the_text(void **state)
{
    struct text_fact f = only(*state, "（全角）违法所得：人民币１，２３４．５０元整。");

    assert_int_equal(f.role, GAIN);
    assert_int_equal(f.value, 123450);
    assert_int_equal(f.cue_from, 12);
    assert_int_equal(f.cue_to, 24);
    assert_int_equal(f.from, 36);
    assert_int_equal(f.to, 36 + 8 * 3 + 6);
}

static void longer_cue_swallows_the_shorter(void **state)
{
    assert_int_equal(only(*state, "直接损失3万元").role, DIRECT_LOSS);
    assert_int_equal(only(*state, "损失3万元").role, LOSS);
}

static void units_are_converted_exactly(void **state)
{
    assert_int_equal(only(*state, "危险废物500公斤").value, 500000);
    assert_int_equal(only(*state, "危险废物3吨500千克").value, 3500000);
    assert_int_equal(only(*state, "农田1000平方米").value, 1500000);
    /* 1 平方米 is 0.0015 亩, 1/3 of a millionth is dropped */
    assert_int_equal(only(*state, "农田0.001平方米").value, 1);
}

static void a_cue_without_unit_counts(void **state)
{
    struct text_facts facts = read_text(*state, "造成2死3伤");

    assert_int_equal(facts.v.n, 1);
    assert_int_equal(facts.v.at[0].role, DEAD);
    assert_int_equal(facts.v.at[0].value, 2000000);
}

static void flags_and_their_denial(void **state)
{
    struct text_facts facts;

    assert_int_equal(only(*state, "通过暗管排放").polarity, TEXT_STATED);
    assert_int_equal(only(*state, "未发现暗管").polarity, TEXT_NEGATED);
    assert_int_equal(only(*state, "拟设置暗管").polarity, TEXT_PLANNED);
    facts = read_text(*state, "演示暗管");
    assert_int_equal(facts.v.n, 0);
}

static void cues_in_parts(void **state)
{
    assert_int_equal(only(*state, "曾因无证经营被区局处罚。").role, PRIOR);
    assert_int_equal(read_text(*state, "曾因故停业。被区局处罚。").v.n, 0);
    assert_int_equal(read_text(*state, "被处罚，曾因故停业。").v.n, 0);
}

static void nothing_is_read_from_nothing(void **state)
{
    assert_int_equal(read_text(*state, "").v.n, 0);
    assert_int_equal(read_text(*state, "。").v.n, 0);
    assert_int_equal(read_text(*state, "没有数字的一句话。").v.n, 0);
}

/* The same facts wherever a text is cut into its arena or not: long texts take another way. */
static void long_texts_read_alike(void **state)
{
    struct fixture *f = *state;
    struct buf b = {0};
    struct text_facts facts = {0};

    for (int i = 0; i < 400; i++)
        buf_z(&b, "违法所得3万元，危险废物3吨；通过暗管排放。");
    text_read(f->r, buf_view(&b), &f->a, &facts);
    assert_int_equal(facts.v.n, 1200);
    for (size_t i = 0; i < facts.v.n; i++) {
        assert_int_equal(facts.v.at[i].role, i % 3 == 0 ? GAIN : i % 3 == 1 ? WASTE : PIPE);
        assert_true(i == 0 || facts.v.at[i - 1].from < facts.v.at[i].from);
    }
    buf_release(&b);
}

/* Work stays in proportion to the text, whatever it holds. */
static void hostile_texts_end(void **state)
{
    static const char *const unit[] = {
        "的",      "违法所得", "3万元",          "未", "（", "1,", "对", "暗管", "违法所得的",
        "3万元、", "曾因",     "至2024年1月1日", "九", "《"};
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof(unit) / sizeof(unit[0]); i++) {
        struct buf b = {0};
        struct text_facts facts = {0};

        while (b.n < 300000)
            buf_z(&b, unit[i]);
        text_read(f->r, buf_view(&b), &f->a, &facts);
        buf_release(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(positions_are_those_of_the_text),
        cmocka_unit_test(longer_cue_swallows_the_shorter),
        cmocka_unit_test(units_are_converted_exactly),
        cmocka_unit_test(a_cue_without_unit_counts),
        cmocka_unit_test(flags_and_their_denial),
        cmocka_unit_test(cues_in_parts),
        cmocka_unit_test(nothing_is_read_from_nothing),
        cmocka_unit_test(long_texts_read_alike),
        cmocka_unit_test(hostile_texts_end),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
