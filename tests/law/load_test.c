/* tests/law/load_test.c - the snapshot: version, references, what the shipped law holds. */
#include "law_fixture.h"

static void shipped_law_is_consistent(void **state)
{
    struct law *law = law_shipped();
    struct arena a;
    struct diag_list diags;
    struct buf b = {0};

    (void)state;
    arena_init(&a, 0);
    diag_init(&diags, &a);
    law_check(law, &diags);
    for (size_t i = 0; i < diags.v.n; i++)
        if (diags.v.at[i].level == DIAG_ERROR)
            diag_print(&b, &diags.v.at[i]);
    if (diags.errors > 0)
        fail_msg("%s", buf_cstr(&b));
    assert_true(diags.v.n > 0); /* what is not verified is listed */
    arena_release(&a);
    law_unref(law);
}

static void shipped_law_is_whole(void **state)
{
    struct law *law = law_shipped();
    size_t agencies = 0, towns = 0;

    (void)state;
    for (size_t i = 0; i < law->norgan; i++) {
        agencies += law->organ[i].kind == LAW_ORGAN_AGENCY;
        towns += law->organ[i].kind == LAW_ORGAN_TOWNSHIP;
    }
    assert_int_equal(agencies, 56);
    assert_int_equal(towns, 13);
    assert_true(law->nsource >= 111);
    assert_int_equal(law->ndataset, 11);
    assert_non_null(law_dataset_find(law, STR("移送")));
    assert_ptr_equal(law_dataset_find(law, STR("penalty")), law_dataset_find(law, STR("行政处罚")));
    law_unref(law);
}

static const struct law_text kinds[] = {
    LAW_TEXT("law/kind.yaml", "- 甲\n- 乙\n"),
    LAW_TEXT("law/rule/a.rule", "规则 a"),
};

static struct str version_of(const struct law_text *file, size_t n, char keep[32])
{
    struct buf out = {0};
    struct law *law = law_of(file, n, &out);

    assert_non_null(law);
    memcpy(keep, law->version.p, law->version.n);
    law_unref(law);
    buf_release(&out);
    return (struct str){keep, 16};
}

static void texts_that_facts_are_read_from_are_prose(void **state)
{
    struct law *law = law_shipped();
    const struct law_dataset *d = law_dataset_find(law, STR("penalty"));

    (void)state;
    assert_true(d->field[law_field_find(d, STR("违法事实"))].prose);
    assert_true(d->field[law_field_find(d, STR("处罚内容"))].prose);
    assert_false(d->field[law_field_find(d, STR("决定书文号"))].prose);
    assert_false(d->field[law_field_find(d, STR("当事人名称"))].prose);
    law_unref(law);
}

static void version_follows_names_and_bytes(void **state)
{
    struct law_text turned[] = {kinds[1], kinds[0]};
    struct law_text other[] = {kinds[0], {kinds[1].name, STR("规则 b")}};
    struct law_text renamed[] = {kinds[0], {STR("law/rule/b.rule"), kinds[1].text}};
    char a[32], b[32];
    struct str v = version_of(kinds, 2, a);

    (void)state;
    assert_true(str_eq(v, version_of(kinds, 2, b)));
    assert_true(str_eq(v, version_of(turned, 2, b)));
    assert_false(str_eq(v, version_of(other, 2, b)));
    assert_false(str_eq(v, version_of(renamed, 2, b)));
    assert_false(str_eq(v, version_of(kinds, 1, b)));
}

static void snapshot_lives_until_the_last_reference(void **state)
{
    struct buf out = {0};
    struct law *law = law_of(kinds, 2, &out), *other;

    (void)state;
    assert_non_null(law);
    other = law_ref(law);
    law_unref(law);
    assert_true(law_kind_known(other, STR("乙"))); /* ASan tells when it is gone */
    assert_int_equal(other->nrule, 1);
    assert_true(str_eq(other->rule[0].slug, STR("a")));
    law_unref(other);
    law_unref(NULL);
    buf_release(&out);
}

static void texts_are_copied(void **state)
{
    char text[] = "- 甲\n";
    struct law_text file = {STR("law/kind.yaml"), {text, sizeof(text) - 1}};
    struct buf out = {0};
    struct law *law = law_of(&file, 1, &out);

    (void)state;
    memset(text, 'x', sizeof(text) - 1);
    assert_true(law_kind_known(law, STR("甲")));
    law_unref(law);
    buf_release(&out);
}

static void a_folder_that_is_missing_is_an_error(void **state)
{
    struct arena a;
    struct diag_list diags;
    struct err err;
    struct law *law = NULL;

    (void)state;
    arena_init(&a, 0);
    diag_init(&diags, &a);
    assert_int_equal(law_load(SOURCE_ROOT "/no-such-law", &law, &diags, &err), ERR_NOT_FOUND);
    assert_null(law);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_law_is_consistent),
        cmocka_unit_test(shipped_law_is_whole),
        cmocka_unit_test(texts_that_facts_are_read_from_are_prose),
        cmocka_unit_test(version_follows_names_and_bytes),
        cmocka_unit_test(snapshot_lives_until_the_last_reference),
        cmocka_unit_test(texts_are_copied),
        cmocka_unit_test(a_folder_that_is_missing_is_an_error),
    };

    return cmocka_run_group_tests_name("law_load", tests, NULL, NULL);
}
