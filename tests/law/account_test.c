/* tests/law/account_test.c - capabilities, posts and the rules for accounts of the shipped law. */
#include "law/account.h"

#include "law_fixture.h"

static void every_power_has_its_capability(void **state)
{
    struct law *law = law_shipped();

    (void)state;
    for (int i = LAW_POWER_USERS; i < LAW_POWERS; i++)
        assert_non_null(law_power_find(law, (enum law_power)i));
    assert_null(law_capability_find(law, STR("没有的权限")));
    law_unref(law);
}

static void a_post_is_for_kinds_of_organs(void **state)
{
    struct law *law = law_shipped();
    const struct law_post *head = law_post_find(law, STR("agency-head"));

    (void)state;
    assert_non_null(head);
    assert_ptr_equal(head, law_post_find(law, STR("执法机关负责人")));
    assert_true(law_post_gives(head, STR("批准移送")));
    assert_false(law_post_gives(head, STR("立案审批")));
    assert_true(law_post_takes(law, head, law_organ_find(law, STR("mtg-amr"))));
    assert_false(law_post_takes(law, head, law_organ_find(law, STR("mtg-police"))));
    /* a section counts as its organ */
    assert_true(law_post_takes(law, law_post_find(law, STR("police-head")),
                               law_organ_find(law, STR("mtg-police-legal"))));
    law_unref(law);
}

static void the_three_administrators_share_nothing(void **state)
{
    static const char *const id[] = {"system-admin", "security-admin", "audit-admin"};
    struct law *law = law_shipped();

    (void)state;
    for (int i = 0; i < 3; i++) {
        const struct law_post *p = law_post_find(law, str_from(id[i]));

        assert_int_equal(p->admin, LAW_ADMIN_SYSTEM + i);
        assert_true(p->totp);
        for (int k = 0; k < 3; k++)
            for (size_t c = 0; k != i && c < p->ncapability; c++)
                assert_false(law_post_gives(law_post_find(law, str_from(id[k])), p->capability[c]));
    }
    law_unref(law);
}

static void spans_are_seconds(void **state)
{
    struct law *law = law_shipped();
    const struct law_account *a = law->account;

    (void)state;
    assert_non_null(a);
    assert_int_equal(a->session_idle, 30 * 60);
    assert_int_equal(a->session_absolute, 12 * 3600);
    assert_int_equal(a->password_age, (int64_t)180 * 86400);
    assert_int_equal(a->lock_first, 30);
    assert_true(a->ncommon > 10);
    assert_int_equal(a->separation.n, 1);
    assert_int_equal(a->separation.verified, LAW_VERIFIED_NO);
    law_unref(law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_power_has_its_capability),
        cmocka_unit_test(a_post_is_for_kinds_of_organs),
        cmocka_unit_test(the_three_administrators_share_nothing),
        cmocka_unit_test(spans_are_seconds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
