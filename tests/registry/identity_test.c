/* tests/registry/identity_test.c - which rows are the same again, and which are about the same party. */
#include "registry/identity.h"
#include "registry/party.h"
#include "registry/seen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { NAME, USCC, CITIZEN, ORG, REG, ADDRESS, DOC, DAY, PARTY, FIELDS };

static const int by_doc[] = {DOC, NAME, -1}, by_day[] = {NAME, DAY, -1};
static const int *const identity[] = {by_doc, by_day};
static const char *const column[FIELDS] = {"name",    "uscc",   "citizen_id", "org_code", "reg_no",
                                           "address", "doc_no", "on_day",     "party_id"};

struct row {
    struct law_dataset d;
    struct law_field field[FIELDS];
    struct registry_value value[FIELDS];
    struct registry_record r;
    struct arena a;
};

/* Texts in the order of the fields; NULL is not known. */
static void row_init(struct row *w, const char *const text[ADDRESS + 2], int32_t day)
{
    memset(w, 0, sizeof(*w));
    arena_init(&w->a, 0);
    for (int i = 0; i < FIELDS; i++) {
        w->field[i].column = str_from(column[i]);
        w->field[i].type = i == DAY ? LAW_DATE : i == PARTY ? LAW_PARTY : LAW_TEXT;
        if (i <= DOC && text[i])
            w->value[i] = (struct registry_value){true, 0, str_from(text[i])};
    }
    if (day)
        w->value[DAY] = (struct registry_value){true, day, STR_NULL};
    w->d = (struct law_dataset){.field = w->field,
                                .nfield = FIELDS,
                                .identity = identity,
                                .nidentity = 2,
                                .party_field = PARTY,
                                .party_name = NAME,
                                .party_uscc = USCC,
                                .party_citizen_id = CITIZEN,
                                .party_org_code = ORG,
                                .party_reg_no = REG,
                                .party_address = ADDRESS,
                                .party_kind = -1};
    w->r = (struct registry_record){.dataset = &w->d, .value = w->value};
    registry_identify(&w->r, &w->a);
    registry_party_resolve(&w->r, &w->a);
}

#define ROW(...)                     \
    (const char *const[ADDRESS + 2]) \
    {                                \
        __VA_ARGS__                  \
    }

static struct registry_record record_of(const char *const text[ADDRESS + 2], int32_t day)
{
    struct row w;

    row_init(&w, text, day);
    arena_release(&w.a);
    return w.r;
}

static void identity_is_of_the_first_known_alternative(void **state)
{
    struct registry_record a, b;

    (void)state;
    a = record_of(ROW("甲公司", NULL, NULL, NULL, NULL, NULL, "甲〔2025〕1号"), 7);
    b = record_of(ROW(" 甲 公司", "x", NULL, NULL, NULL, NULL, "甲[２０２５]1号"), 8);
    assert_true(
        registry_hash_eq(a.identity, b.identity)); /* spelling and other fields do not count */
    assert_false(registry_hash_eq(a.content, b.content));
    b = record_of(ROW("甲公司", NULL, NULL, NULL, NULL, NULL, "甲〔2025〕2号"), 7);
    assert_false(registry_hash_eq(a.identity, b.identity));
    /* documents of a series are neighbours: the index is written in few places */
    assert_true(a.identity.hi >> 40 == b.identity.hi >> 40);
    a = record_of(ROW("甲公司"), 7);
    b = record_of(ROW("甲公司", "x"), 7);
    assert_true(registry_hash_eq(a.identity, b.identity));
    b = record_of(ROW("甲公司"), 8);
    assert_false(registry_hash_eq(a.identity, b.identity));
    /* nothing to go by: the row is its own identity */
    a = record_of(ROW("甲公司"), 0);
    assert_true(registry_hash_eq(a.identity, a.content));
}

static void content_is_what_is_said_where(void **state)
{
    struct registry_record a = record_of(ROW("甲", "乙"), 1), b = record_of(ROW("乙", "甲"), 1);

    (void)state;
    assert_false(registry_hash_eq(a.content, b.content));
    b = record_of(ROW("甲", "乙"), 2);
    assert_false(registry_hash_eq(a.content, b.content));
    b = record_of(ROW("甲", "乙", NULL), 1);
    assert_true(registry_hash_eq(a.content, b.content));
}

static void parties_are_known_by_their_strongest_key(void **state)
{
    static const char uscc[] = "91110109000000001Q";
    struct registry_record a, b;

    (void)state;
    a = record_of(ROW("甲公司", uscc, NULL, NULL, "110109000012345"), 1);
    b = record_of(ROW("甲公司（原乙公司）", uscc), 2);
    assert_int_equal(a.party.key, REGISTRY_PARTY_USCC);
    assert_true(a.party.id > 0 && a.party.id == b.party.id);
    /* a wrong check digit is no key: the next one counts */
    a = record_of(ROW("甲公司", "911101090000000010", NULL, NULL, "110109000012345"), 1);
    assert_int_equal(a.party.key, REGISTRY_PARTY_REG_NO);
    b = record_of(ROW("甲公司", NULL, NULL, NULL, "110109000012345"), 3);
    assert_true(a.party.id == b.party.id);
    b = record_of(ROW("乙公司", NULL, NULL, NULL, "110109000012345"), 3);
    assert_true(a.party.id != b.party.id);
    a = record_of(ROW("甲公司", NULL, NULL, NULL, NULL, "某路1号"), 1);
    assert_int_equal(a.party.key, REGISTRY_PARTY_OWN); /* 某: masked */
    a = record_of(ROW("甲公司", NULL, NULL, NULL, NULL, "新桥大街36号"), 1);
    assert_int_equal(a.party.key, REGISTRY_PARTY_ADDRESS);
    a = record_of(ROW("甲公司", NULL, NULL, NULL, NULL, "门头沟区"), 1);
    assert_int_equal(a.party.key, REGISTRY_PARTY_OWN); /* singles nobody out */
}

static void names_alone_join_nobody(void **state)
{
    static const char *const name[] = {"张三", "李某某", "北京甲有限公司", "**公司"};

    (void)state;
    for (size_t i = 0; i < sizeof(name) / sizeof(name[0]); i++) {
        struct registry_record a = record_of(ROW(name[i]), 1), b = record_of(ROW(name[i]), 2);

        assert_int_equal(a.party.key, REGISTRY_PARTY_OWN);
        assert_true(a.party.id < 0 && b.party.id < 0);
        assert_true(a.party.id != b.party.id);
    }
    assert_true(record_of(ROW(NULL), 1).party.id == 0);
    /* a masked name is none even with an address */
    assert_int_equal(record_of(ROW("李某某", NULL, NULL, NULL, NULL, "新桥大街36号"), 1).party.key,
                     REGISTRY_PARTY_OWN);
    assert_int_equal(record_of(ROW("张三", NULL, "110109********1234"), 1).party.key,
                     REGISTRY_PARTY_OWN);
}

static void sets_of_rows_grow(void **state)
{
    struct registry_seen s = {0};

    (void)state;
    assert_false(registry_seen_has(&s, (struct registry_hash){1, 2}));
    for (uint64_t i = 0; i < 100000; i++)
        assert_true(registry_seen_add(&s, registry_row_key((struct registry_hash){i, i}, i)));
    for (uint64_t i = 0; i < 100000; i++)
        assert_false(registry_seen_add(&s, registry_row_key((struct registry_hash){i, i}, i)));
    assert_false(registry_seen_has(&s, registry_row_key((struct registry_hash){1, 1}, 2)));
    assert_int_equal(s.n, 100000);
    assert_true(s.cap * sizeof(*s.slot) <= 100000 * 40);
    registry_seen_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identity_is_of_the_first_known_alternative),
        cmocka_unit_test(content_is_what_is_said_where),
        cmocka_unit_test(parties_are_known_by_their_strongest_key),
        cmocka_unit_test(names_alone_join_nobody),
        cmocka_unit_test(sets_of_rows_grow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
