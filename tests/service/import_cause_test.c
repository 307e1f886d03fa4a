/* tests/service/import_cause_test.c - the cause of a record, from its own words. */
#include "service/import/cause.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

static const char causes[] =
    "- code: drug\n"
    "  name: 药品类\n"
    "  field: 药品\n"
    "  children:\n"
    "    - {code: drug.fake, name: 生产销售假药, words: [销售假药, 生产假药, 假药], not: [不属于假药]}\n"
    "    - {code: drug.bad, name: 生产销售劣药, words: [劣药]}\n"
    "    - {code: drug.buy, name: 从非法渠道购进药品, words: [非法渠道购进药品]}\n"
    "- code: mining\n"
    "  name: 采矿类\n"
    "  field: 自然资源\n"
    "  children:\n"
    "    - {code: mining.none, name: 非法采矿, words: [无证采矿, 盗采, 采矿许可证]}\n"
    "    - {code: mining.beyond, name: 越界采矿, words: [越界采矿, 采矿许可证]}\n";
static const char fields[] =
    "name: 处罚\n"
    "id: p\n"
    "identity: [[日期]]\n"
    "roles: {cause: 案由, date: 日期, cause_from: [类型, 事实]}\n"
    "fields:\n"
    "  - {name: 类型, column: kind, type: 文本}\n"
    "  - {name: 日期, column: day, type: 日期}\n"
    "  - {name: 事实, column: facts, type: 文本}\n"
    "  - {name: 案由, column: cause, type: 代码, code_of: cause, derive: cause}\n"
    "  - {name: 得分, column: score, type: 整数, derive: cause_score}\n"
    "  - {name: 次选, column: next, type: 代码, code_of: cause, derive: cause_next}\n";

struct fixture {
    struct arena a;
    struct law *law;
    struct import_causes *causes;
};

static int set_up(void **state)
{
    static struct fixture f;
    const struct law_text file[] = {
        {STR("law/cause/c.yaml"), str_from(causes)},
        {STR("law/dataset/p.yaml"), str_from(fields)},
    };
    struct diag_list diags;
    struct buf b = {0};
    struct err err;

    f = (struct fixture){0};
    arena_init(&f.a, 0);
    diag_init(&diags, &f.a);
    if (law_parse(file, 2, &f.law, &diags, &err) != ERR_OK) {
        diag_print_all(&b, &diags);
        fprintf(stderr, "%s\n%s\n", err.message, buf_cstr(&b));
        buf_release(&b);
        return -1;
    }
    f.causes = import_causes_new(&f.a, f.law);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    law_unref(f->law);
    arena_release(&f->a);
    return 0;
}

static struct import_cause_match match(struct fixture *f, const char *type, const char *facts)
{
    const struct str text[] = {str_from(type), str_from(facts)};

    return import_cause_match(f->causes, text, 2, &f->a);
}

static void is(struct fixture *f, const struct import_cause_match *m, const char *code)
{
    const char *got = m->best < 0 ? "" : f->law->cause[m->best].code.p;

    if (m->best < 0 ? *code != '\0' : !str_eq(f->law->cause[m->best].code, str_from(code)))
        fail_msg("%s, not %s; score %d", got, code, m->score);
}

static void the_organs_own_words_decide(void **state)
{
    struct fixture *f = *state;
    struct import_cause_match m = match(f, "销售假药", "当事人还销售劣药");

    is(f, &m, "drug.fake");
    assert_true(m.score >= 800);
    assert_true(m.next >= 0 && str_eq(f->law->cause[m.next].code, STR("drug.bad")));
    assert_true(m.next_score < m.score);
}

static void longer_words_hide_shorter_ones(void **state)
{
    struct import_cause_match m = match(*state, "从非法渠道购进药品", "");

    is(*state, &m, "drug.buy");
    assert_int_equal(m.score, 1000);
    assert_int_equal(m.next, -1);
}

static void the_facts_alone_may_do(void **state)
{
    struct import_cause_match m = match(*state, "", "当事人无证采矿，开采砂石。");

    is(*state, &m, "mining.none");
    assert_true(m.score < 1000);
}

static void a_shared_word_alone_is_a_tie(void **state)
{
    struct import_cause_match m = match(*state, "采矿许可证", "");

    is(*state, &m, "");
    assert_true(m.next >= 0);
}

static void too_little_is_unknown(void **state)
{
    struct import_cause_match m = match(*state, "", "劣药");

    is(*state, &m, "");
    m = match(*state, "其他", "其他");
    is(*state, &m, "");
    assert_int_equal(m.score, 0);
}

static void a_class_gives_way_to_its_member(void **state)
{
    struct import_cause_match m = match(*state, "采矿类 非法采矿", "");

    is(*state, &m, "mining.none");
    m = match(*state, "采矿类", "");
    is(*state, &m, "mining");
}

static void words_may_rule_out(void **state)
{
    struct import_cause_match m = match(*state, "销售假药", "经认定，涉案药品不属于假药。");

    is(*state, &m, "");
}

static void a_record_gets_cause_score_and_next(void **state)
{
    struct fixture *f = *state;
    const struct law_dataset *d = law_dataset_find(f->law, STR("p"));
    struct registry_value v[6] = {
        {.known = true, .text = STR("销售假药")}, {0}, {.known = true, .text = STR("销售劣药")}};
    struct registry_record rec = {.dataset = d, .value = v};

    import_causes_apply(f->causes, &rec, &f->a);
    assert_true(v[3].known && str_eq(v[3].text, STR("drug.fake")));
    assert_true(v[4].known && v[4].num > 500);
    assert_true(v[5].known && str_eq(v[5].text, STR("drug.bad")));
    assert_true(
        str_eq(rec.evidence, STR("[{\"field\":\"案由\",\"in\":\"类型\",\"from\":0,\"to\":12,"
                                 "\"text\":\"销售假药\"}]")));
}

static void a_known_cause_stays(void **state)
{
    struct fixture *f = *state;
    const struct law_dataset *d = law_dataset_find(f->law, STR("p"));
    struct registry_value v[6] = {{.known = true, .text = STR("销售假药")}};
    struct registry_record rec = {.dataset = d, .value = v};

    v[3] = (struct registry_value){true, 2, f->law->cause[2].code};
    import_causes_apply(f->causes, &rec, &f->a);
    assert_int_equal(v[3].num, 2);
    assert_int_equal(rec.evidence.n, 0);
}

#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(the_organs_own_words_decide), T(longer_words_hide_shorter_ones),
        T(the_facts_alone_may_do),      T(a_shared_word_alone_is_a_tie),
        T(too_little_is_unknown),       T(a_class_gives_way_to_its_member),
        T(words_may_rule_out),          T(a_record_gets_cause_score_and_next),
        T(a_known_cause_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
