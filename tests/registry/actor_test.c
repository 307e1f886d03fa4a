/* tests/registry/actor_test.c - who asks, by an organ's names and by a section's path. */
#include "../law/law_fixture.h"
#include "registry/actor.h"

static struct law *law;

static struct actor made(const char *organ)
{
    struct actor a;
    struct err err;

    assert_int_equal(actor_make(law, str_from(organ), STR("甲"), &a, &err), ERR_OK);
    return a;
}

static void an_organ_is_known_by_its_names(void **state)
{
    (void)state;
    assert_true(str_eq(made("mtg-amr").organ, STR("mtg-amr")));
    assert_true(str_eq(made("区市场监管局").organ, STR("mtg-amr")));
    assert_int_equal(made("mtg-amr").kind, LAW_ORGAN_AGENCY);
    assert_true(str_eq(made("mtg-amr").whole, STR("mtg-amr")));
}

static void a_section_belongs_to_its_organ(void **state)
{
    struct actor a = made("检察院.行政检察");

    (void)state;
    assert_true(str_eq(a.organ, STR("mtg-proc-administrative")));
    assert_true(str_eq(a.whole, STR("mtg-procuratorate")));
    assert_true(str_eq(actor_kind(&a), STR("procuratorate")));
    assert_int_equal(actor_all(&a), 0);
}

static void nobody_is_not_the_operator(void **state)
{
    struct actor a;
    struct err err;

    (void)state;
    assert_int_equal(actor_make(law, STR(""), STR("甲"), &a, &err), ERR_NOT_FOUND);
    assert_int_equal(actor_make(law, STR("某处"), STR("甲"), &a, &err), ERR_NOT_FOUND);
    assert_non_null(strstr(err.zh, "某处"));
}

static void the_operator_sees_all_and_is_no_organ(void **state)
{
    struct actor a = actor_operator(STR(""));

    (void)state;
    assert_int_equal(actor_all(&a), 1);
    assert_int_equal(actor_kind(&a).n, 0);
    assert_false(actor_can(&a, STR("批准移送")));
}

static void a_capability_is_had_or_not(void **state)
{
    const struct str has[] = {STR_INIT("批准移送")};
    struct actor a = made("mtg-amr");

    (void)state;
    a.capability = has;
    a.ncapability = 1;
    assert_true(actor_can(&a, STR("批准移送")));
    assert_false(actor_can(&a, STR("立案审批")));
    assert_true(actor_can(&a, STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_organ_is_known_by_its_names),
        cmocka_unit_test(a_section_belongs_to_its_organ),
        cmocka_unit_test(nobody_is_not_the_operator),
        cmocka_unit_test(the_operator_sees_all_and_is_no_organ),
        cmocka_unit_test(a_capability_is_had_or_not),
    };
    int failed;

    law = law_shipped();
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    law_unref(law);
    return failed;
}
