/* tests/text/ident_test.c - check digits, masks, document numbers.  All numbers are invented. */
#include "text/ident.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

static struct str clean(struct arena *a, const char *s)
{
    return text_ident_clean(a, str_from(s));
}

static void uscc(void **state)
{
    (void)state;
    assert_int_equal(text_uscc(STR("91110109MA00000A1B")), TEXT_IDENT_CHECK_DIGIT);
    assert_int_equal(text_uscc(STR("91350100M000100Y43")), TEXT_IDENT_OK); /* example of GB 32100 */
    assert_int_equal(text_uscc(STR("91350100M000100Y44")), TEXT_IDENT_CHECK_DIGIT);
    assert_int_equal(text_uscc(STR("91350100M000100I43")), TEXT_IDENT_SHAPE);
    assert_int_equal(text_uscc(STR("9135010AM000100Y43")), TEXT_IDENT_SHAPE);
    assert_int_equal(text_uscc(STR("91350100M000100Y4")), TEXT_IDENT_SHAPE);
    assert_int_equal(text_uscc(STR("")), TEXT_IDENT_SHAPE);
}

/* Of all single wrong characters and most swaps the check digit tells. */
static void uscc_finds_slips(void **state)
{
    static const char set[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    char code[] = "91350100M000100Y43";

    (void)state;
    for (size_t i = 0; i < 18; i++) {
        char right = code[i];

        for (const char *c = set; *c; c++) {
            code[i] = *c;
            assert_int_equal(text_uscc((struct str){code, 18}) == TEXT_IDENT_OK, *c == right);
        }
        code[i] = right;
    }
}

static void citizen_id(void **state)
{
    (void)state;
    assert_int_equal(text_citizen_id(STR("11010519491231002X")), TEXT_IDENT_OK); /* of GB 11643 */
    assert_int_equal(text_citizen_id(STR("440524188001010014")), TEXT_IDENT_OK);
    assert_int_equal(text_citizen_id(STR("110105194912310021")), TEXT_IDENT_CHECK_DIGIT);
    assert_int_equal(text_citizen_id(STR("11010519490230002X")),
                     TEXT_IDENT_SHAPE); /* 30 February */
    assert_int_equal(text_citizen_id(STR("110105491231002")), TEXT_IDENT_SHAPE);
    assert_int_equal(text_citizen_id(STR("1101051949123100２X")), TEXT_IDENT_SHAPE);
}

static void org_code(void **state)
{
    (void)state;
    assert_int_equal(text_org_code(STR("D2143569X")), TEXT_IDENT_OK); /* of GB 11714 */
    assert_int_equal(text_org_code(STR("D21435691")), TEXT_IDENT_CHECK_DIGIT);
    assert_int_equal(text_org_code(STR("D2143569")), TEXT_IDENT_SHAPE);
}

static void cleaning(void **state)
{
    struct arena a;
    struct str same = STR("91350100M000100Y43");

    (void)state;
    arena_init(&a, 0);
    assert_ptr_equal(text_ident_clean(&a, same).p, same.p);
    assert_true(str_eq(clean(&a, " ９１３５０１００m000100y43\n"), same));
    assert_true(str_eq(clean(&a, "D2143569-X"), STR("D2143569X")));
    assert_true(str_eq(clean(&a, "1101　0519491231002x"), STR("11010519491231002X")));
    arena_release(&a);
}

static void masks(void **state)
{
    (void)state;
    assert_true(text_ident_masked(STR("110105********002X")));
    assert_true(text_ident_masked(STR("110105XXXXXXXX002X")));
    assert_true(text_ident_masked(STR("1101051949××××002X")));
    assert_true(text_ident_masked(STR("110105194912XX0021")));
    assert_false(text_ident_masked(STR("11010519491231002X")));
    assert_false(text_ident_masked(STR("91350100MX00100Y43")));
    assert_false(text_ident_masked(STR("")));
}

struct sample {
    const char *text, *prefix; /* NULL: not of that shape */
    int year;
    int64_t first, last;
    const char *infix;
};

static void doc_no(void **state)
{
    static const struct sample samples[] = {
        {"京门市监罚〔2026〕12号", "京门市监罚", 2026, 12, 12, ""},
        {"京门市监罚〔2026〕第012号", "京门市监罚", 2026, 12, 12, ""},
        {"京门市监罚字[2026]12号", "京门市监罚字", 2026, 12, 12, ""},
        {"京门市监罚【2026】12号", "京门市监罚", 2026, 12, 12, ""},
        {"京门市监罚（2026）12号", "京门市监罚", 2026, 12, 12, ""},
        {"京门市监罚(2026年)12号", "京门市监罚", 2026, 12, 12, ""},
        {"京门市监罚「2026」12号", "京门市监罚", 2026, 12, 12, ""},
        {"京门市监罚｛２０２６｝１２号", "京门市监罚", 2026, 12, 12, ""},
        {"粤市监罚〔2026〕广州办0423号", "粤市监罚", 2026, 423, 423, "广州办"},
        {"某金罚决字〔2026〕56、57、58号", "某金罚决字", 2026, 56, 58, ""},
        {"某金罚决字〔2026〕1号、2号、3号", "某金罚决字", 2026, 1, 3, ""},
        {"某金罚决字〔2026〕1—4号", "某金罚决字", 2026, 1, 4, ""},
        {"某金罚决字〔2026〕42号-43号", "某金罚决字", 2026, 42, 43, ""},
        {"某金罚决字〔2026〕7至9号", "某金罚决字", 2026, 7, 9, ""},
        {"某金罚决字〔2026〕5号-6号、14号-15号", "某金罚决字", 2026, 5, 15, ""},
        {"某金罚决字〔2026〕14号-某金罚决字〔2026〕15号", "某金罚决字", 2026, 14, 15, ""},
        {"某金罚决字〔2025〕8号、某金罚决字〔2026〕1号", "某金罚决字", 2025, 8, 8, ""},
        {"某罚〔2026〕12-1号", "某罚", 2026, 12, 12, ""},
        {" 某罚 〔 2026 〕 12 号 ", "某罚", 2026, 12, 12, ""},
        {"（2026）京0109刑初12号", "", 2026, 12, 12, "京0109刑初"},
        {"〔2026〕12号", NULL, 0, 0, 0, NULL},
        {"京门市监罚〔2026〕号", NULL, 0, 0, 0, NULL},
        {"京门市监罚〔2026〕12", NULL, 0, 0, 0, NULL},
        {"京门市监罚2026第12号", NULL, 0, 0, 0, NULL},
        {"京门市监罚〔26〕12号", NULL, 0, 0, 0, NULL},
        {"京门市监罚〔2026〕1234567890123号", NULL, 0, 0, 0, NULL},
        {"", NULL, 0, 0, 0, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        const struct sample *s = &samples[i];
        struct text_doc_no d;
        bool found = text_doc_no(str_from(s->text), &d);

        if (found != (s->prefix != NULL))
            fail_msg("%s: found %d", s->text, found);
        if (found &&
            (!str_eq(d.prefix, str_from(s->prefix)) || d.year != s->year || d.first != s->first ||
             d.last != s->last || !str_eq(d.infix, str_from(s->infix))))
            fail_msg("%s: %.*s|%d|%.*s|%lld-%lld", s->text, STR_F(d.prefix), d.year, STR_F(d.infix),
                     (long long)d.first, (long long)d.last);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uscc),       cmocka_unit_test(uscc_finds_slips),
        cmocka_unit_test(citizen_id), cmocka_unit_test(org_code),
        cmocka_unit_test(cleaning),   cmocka_unit_test(masks),
        cmocka_unit_test(doc_no),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
