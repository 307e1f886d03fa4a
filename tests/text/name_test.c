/* tests/text/name_test.c - normal forms and kinds of names.  All names are invented. */
#include "text/name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

static void nfkc(void **state)
{
    struct arena a;
    struct str plain = STR("甲县乙村民委员会ABC·一、二。“三”");

    (void)state;
    arena_init(&a, 0);
    assert_ptr_equal(text_nfkc(&a, plain).p, plain.p);
    assert_ptr_equal(text_nfkc(&a, STR("")).n, 0);
    assert_true(str_eq(text_nfkc(&a, STR("（ＡＢＣ１２３）　，")), STR("(ABC123) ,")));
    assert_true(str_eq(text_nfkc(&a, STR("㎡①№ﾊﾞ")), STR("m21Noバ")));
    assert_true(str_eq(text_nfkc(&a, STR("e\xCC\x81")), STR("\xC3\xA9")));
    assert_true(str_eq(text_nfkc(&a, STR("汉（")), STR("汉(")));
    arena_release(&a);
}

static void check_normal(struct arena *a, const char *in, const char *out)
{
    struct str got = text_name_normal(a, str_from(in));

    if (!str_eq(got, str_from(out)))
        fail_msg("%s: %.*s, not %s", in, STR_F(got), out);
}

static void normal(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    check_normal(&a, "甲 建材　有限公司", "甲建材有限公司");
    check_normal(&a, "甲（北京）建材有限公司", "甲(北京)建材有限公司");
    check_normal(&a, "甲【北京】建材有限公司", "甲(北京)建材有限公司");
    check_normal(&a, "甲建材中心（普通合伙）", "甲建材中心(普通合伙)");
    check_normal(&a, "张某（时任甲公司经理（主持工作））", "张某");
    check_normal(&a, "乙小吃店（经营者：李某）", "乙小吃店");
    check_normal(&a, "张某[原甲公司经理]", "张某");
    check_normal(&a, "甲银行股份有限公司乙分行及相关责任人员", "甲银行股份有限公司乙分行");
    check_normal(&a, "张某案", "张某");
    check_normal(&a, "abc贸易公司", "ABC贸易公司");
    check_normal(&a, "阿依古丽•买买提", "阿依古丽·买买提");
    check_normal(&a, "", "");
    check_normal(&a, "（时任经理）", "(时任经理)");
    arena_release(&a);
}

static void masked(void **state)
{
    static const char *const yes[] = {"李某",   "李某某", "张*",      "**公司",    "XX公司",
                                      "xx公司", "某商行", "××建材店", "＊＊经营部"};
    static const char *const no[] = {"李明", "X光机厂", "甲建材有限公司", "MAX贸易公司", ""};

    (void)state;
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
        if (!text_name_masked(str_from(yes[i])))
            fail_msg("%s", yes[i]);
    for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
        if (text_name_masked(str_from(no[i])))
            fail_msg("%s", no[i]);
}

static void personal(void **state)
{
    static const char *const yes[] = {"李明", "李晓明", "欧阳晓明", "阿依古丽·买买提",
                                      "李某", "张*"};
    static const char *const no[] = {"李",    "甲超市", "乙小吃店", "甲建材有限公司",
                                     "李明2", "A公司",  ""};

    (void)state;
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
        if (!text_name_personal(str_from(yes[i])))
            fail_msg("%s", yes[i]);
    for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
        if (text_name_personal(str_from(no[i])))
            fail_msg("%s", no[i]);
}

static void kinds(void **state)
{
    static const struct {
        const char *text;
        enum text_name_kind kind;
    } s[] = {
        {"李某某", TEXT_NAME_PERSON},
        {"李明", TEXT_NAME_PERSON},
        {"责任人李明", TEXT_NAME_PERSON},
        {"时任该公司副总经理李明", TEXT_NAME_PERSON},
        {"李某、王某", TEXT_NAME_PERSON},
        {"阿依古丽·买买提", TEXT_NAME_PERSON},
        {"甲建材有限公司", TEXT_NAME_ORGANISATION},
        {"甲县乙小吃店", TEXT_NAME_ORGANISATION},
        {"支行", TEXT_NAME_ORGANISATION},
        {"分支机构", TEXT_NAME_ORGANISATION},
        {"当事人", TEXT_NAME_REFERENT},
        {"你单位", TEXT_NAME_REFERENT},
        {"其", TEXT_NAME_REFERENT},
        {"该公司", TEXT_NAME_REFERENT_ORG},
        {"该中心支公司", TEXT_NAME_REFERENT_ORG},
        {"机构", TEXT_NAME_REFERENT_ORG},
        {"违法行为", TEXT_NAME_NONE},
        {"事故发生", TEXT_NAME_NONE},
        {"", TEXT_NAME_NONE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(s) / sizeof(s[0]); i++)
        if (text_name_kind(str_from(s[i].text)) != s[i].kind)
            fail_msg("%s: %d", s[i].text, text_name_kind(str_from(s[i].text)));
}

static void lists(void **state)
{
    struct str rest = STR("甲公司、 乙公司；丙公司以及丁公司和戊，"), item;
    static const char *const want[] = {"甲公司", "乙公司", "丙公司", "丁公司", "戊"};
    size_t n = 0;

    (void)state;
    while (text_name_next(&rest, &item)) {
        assert_true(n < 5);
        assert_true(str_eq(item, str_from(want[n++])));
    }
    assert_int_equal(n, 5);
}

static void persons(void **state)
{
    (void)state;
    assert_true(str_eq(text_name_person(STR("直接责任人员李明")), STR("李明")));
    assert_true(str_eq(text_name_person(STR("法定代表人欧阳晓明")), STR("欧阳晓明")));
    assert_true(str_eq(text_name_person(STR("李明")), STR("李明")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nfkc),     cmocka_unit_test(normal), cmocka_unit_test(masked),
        cmocka_unit_test(personal), cmocka_unit_test(kinds),  cmocka_unit_test(lists),
        cmocka_unit_test(persons),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
