/* tests/matter/clue_open_test.c - a matter opened on a clue: filled from it, linked both ways, once. */
#include "matter_fixture.h"

#include "matter/clue_list.h"
#include "matter/ledger_subject.h"
#include "matter/replay.h"
#include "matter/view.h"
#include "registry/schema.h"
#include "store/fault.h"

static struct law *law;
static const struct actor operator_ = {.is_operator = true};

/* ---- a clue on a penalty ---- */

static void migrate(struct bench *b)
{
    struct err err;

    OK(registry_prepare(b->store, law, 1, &err));
    OK(matter_clue_migrate(b->store, 1, &err));
}

static int64_t find_clue(struct bench *b, const char *kind)
{
    struct matter_clue c = {.rule = str_from(kind),
                            .rule_version = STR("0001"),
                            .kind = str_from(kind),
                            .dataset = STR("penalty"),
                            .record = 7,
                            .organ = STR("mtg-amr"),
                            .sent = STR("mtg-procuratorate"),
                            .sentence = STR("某公司非法采矿"),
                            .reason = STR("{}"),
                            .facts = STR("f")};
    enum matter_clue_change change;
    struct matter_run run;
    struct err err;

    OK(store_begin(b->store, &err));
    OK(matter_run_begin(b->store, STR("law"), 100, &run, &err));
    OK(matter_clue_put(b->store, run, &c, &change, &err));
    OK(ledger_cover(b->store, &err));
    OK(store_commit(b->store, &err));
    return COUNT(b, "clue");
}

static void set(struct registry_value *v, const struct law_dataset *d, const char *name,
                struct registry_value to)
{
    int f = law_field_find(d, str_from(name));

    assert_true(f >= 0);
    v[f] = to;
    v[f].known = true;
}

static struct matter_on_clue facts_of(struct bench *b, int64_t clue, const char *kind)
{
    const struct law_dataset *d = law_dataset_find(law, STR("penalty"));
    struct registry_value *v = ARENA_ARRAY(&b->arena, struct registry_value, d->nfield + 1);
    struct matter_on_clue o = {.clue = clue,
                               .rule = str_from(kind),
                               .rule_version = STR("0001"),
                               .kind = str_from(kind),
                               .dataset = d,
                               .value = v,
                               .at = 200};

    set(v, d, "当事人名称", (struct registry_value){.text = STR("某石材有限公司")});
    set(v, d, "机关", (struct registry_value){.num = law_organ_find(law, STR("mtg-amr"))});
    o.fact[LAW_CLUE_SENTENCE] = STR("某公司非法采矿");
    o.fact[LAW_CLUE_CHARGE] = STR("非法采矿罪");
    return o;
}

static const struct matter_pair team[] = {PAIR("专案组人数", "2")};

/* The wish to open a referral on the clue. */
static struct matter_request on_clue(struct bench *b, int64_t clue, const char *key)
{
    struct matter_request q = {.procedure = STR("referral"),
                               .act = act_of(law, "mtg-amr", "", "2024-03-04T09:00:00"),
                               .key = str_from(key),
                               .entered = moment_of("2024-06-01T09:00:00"),
                               .on_clue = facts_of(b, clue, "有案不移")};

    q.act.field = (struct matter_pairs){(struct matter_pair *)team, 1};
    return q;
}

static struct matter_clue_kept kept(struct bench *b, int64_t clue)
{
    struct matter_clue_kept k;
    struct err err;

    OK(matter_clue_get(b->store, &operator_, clue, &b->arena, &k, &err));
    return k;
}

static struct str value_of(const struct matter_view *v, const char *field)
{
    int f = law_field_find(&v->matter.plan->p->fields, str_from(field));

    return v->matter.value[f].text;
}

static void set_up(struct bench *b, int64_t *ret_clue)
{
    bench_open(b, law);
    migrate(b);
    *ret_clue = find_clue(b, "有案不移");
}

/* ---- tests ---- */

static void a_clue_fills_its_matter(void **state)
{
    struct matter_request q;
    struct matter_receipt r;
    struct matter_view v;
    struct bench b;
    struct err err;
    int64_t clue;

    (void)state;
    set_up(&b, &clue);
    q = on_clue(&b, clue, "a");
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
    OK(matter_view_get(&b.log, &operator_, r.matter, &b.arena, &v, &err));
    assert_true(str_eq(value_of(&v, "当事人"), STR("某石材有限公司")));
    assert_true(str_eq(value_of(&v, "违法事实"), STR("某公司非法采矿"))); /* the second source */
    assert_true(str_eq(value_of(&v, "涉嫌罪名"), STR("非法采矿罪")));
    assert_int_equal(matter_organ_of(&v.matter, law_role_find(v.matter.plan->p, STR("移送机关"))),
                     law_organ_find(law, STR("mtg-amr")));
    bench_close(&b);
}

static void the_link_is_seen_from_both_sides(void **state)
{
    struct matter_request q;
    struct matter_receipt r;
    struct matter_clue_events h;
    struct matter_view v;
    struct bench b;
    struct err err;
    int64_t clue;

    (void)state;
    set_up(&b, &clue);
    q = on_clue(&b, clue, "a");
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
    OK(matter_view_get(&b.log, &operator_, r.matter, &b.arena, &v, &err));
    assert_int_equal(v.clue, clue);
    assert_true(str_eq(v.rule_version, STR("0001")));
    assert_int_equal(kept(&b, clue).matter, r.matter);
    assert_int_equal(kept(&b, clue).state, MATTER_CLUE_ACCEPTED);
    OK(matter_clue_history(b.store, &operator_, clue, &b.arena, &h, &err));
    assert_int_equal(h.v.n, 3); /* found, accepted, opened */
    assert_true(str_eq(h.v.at[2].what, STR("opened")));
    assert_int_equal(h.v.at[2].matter, r.matter);
    assert_true(str_eq(h.v.at[2].actor, STR("甲")));
    assert_int_equal(COUNT(&b, "matter_act WHERE bytes LIKE '%由线索\t1\n规则\t有案不移\n%'"), 1);
    assert_int_equal(COUNT(&b, "ledger_leaf WHERE kind = 'clue_event'"), 3);
    bench_close(&b);
}

static void a_clue_opens_one_matter(void **state)
{
    struct matter_request q;
    struct matter_receipt r;
    struct bench b;
    struct err err;
    int64_t clue;

    (void)state;
    set_up(&b, &clue);
    q = on_clue(&b, clue, "a");
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
    assert_true(r.again); /* the same wish is done once */
    q = on_clue(&b, clue, "b");
    assert_int_equal(matter_commit(&b.log, &q, &b.arena, &r, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.zh, "已经开启事项 1"));
    q = on_clue(&b, clue, "a");
    q.on_clue.clue++; /* the same key for another clue */
    assert_int_equal(matter_commit(&b.log, &q, &b.arena, &r, &err), ERR_CONFLICT);
    assert_int_equal(COUNT(&b, "matter"), 1);
    bench_close(&b);
}

/* It is worked in the matter then; only the organ may still speak. */
static void an_opened_clue_is_decided_on_no_more(void **state)
{
    const struct matter_actor by = {STR("乙"), STR("mtg-procuratorate"), 300};
    struct matter_decision d = {.verb = MATTER_DISMISS, .code = STR("referred")};
    struct matter_request q;
    struct matter_receipt r;
    struct bench b;
    struct err err;

    (void)state;
    set_up(&b, &d.clue);
    q = on_clue(&b, d.clue, "a");
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
    OK(store_begin(b.store, &err));
    assert_int_equal(matter_clue_decide(b.store, &d, &by, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.zh, "事项 1"));
    d.verb = MATTER_REOPEN;
    assert_int_equal(matter_clue_decide(b.store, &d, &by, &err), ERR_CONFLICT);
    d.verb = MATTER_REBUT;
    d.note = STR("已经移送");
    OK(matter_clue_decide(b.store, &d, &by, &err));
    assert_int_equal(store_exec(b.store, "UPDATE clue SET matter = NULL", &err), ERR_CONFLICT);
    store_rollback(b.store);
    bench_close(&b);
}

static void a_refusal_leaves_the_clue(void **state)
{
    struct matter_request q;
    struct matter_receipt r;
    struct bench b;
    struct err err;
    int64_t clue;

    (void)state;
    set_up(&b, &clue);
    q = on_clue(&b, clue, "a");
    q.act.field.n = 0;
    assert_int_equal(matter_commit(&b.log, &q, &b.arena, &r, &err), ERR_INVALID);
    assert_non_null(strstr(err.zh, "还要填写：专案组人数"));
    assert_int_equal(kept(&b, clue).state, MATTER_CLUE_OPEN);
    assert_int_equal(COUNT(&b, "clue_event"), 1);
    assert_int_equal(COUNT(&b, "matter"), 0);
    bench_close(&b);
}

static void only_what_the_procedure_says_opens_it(void **state)
{
    struct matter_request q;
    struct matter_receipt r;
    struct bench b;
    struct err err;
    int64_t clue;

    (void)state;
    set_up(&b, &clue);
    q = on_clue(&b, clue, "a");
    q.procedure = STR("inspection");
    assert_int_equal(matter_commit(&b.log, &q, &b.arena, &r, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.zh, "“有案不移”类线索（行政处罚）不能开启"));
    q = on_clue(&b, clue, "a");
    q.act.name = STR("提出书面报告");
    assert_int_equal(matter_commit(&b.log, &q, &b.arena, &r, &err), ERR_INVALID);
    q = on_clue(&b, 99, "a");
    assert_int_equal(matter_commit(&b.log, &q, &b.arena, &r, &err), ERR_NOT_FOUND);
    bench_close(&b);
}

static void what_a_person_gives_stands_before_the_clue(void **state)
{
    static const struct matter_pair fields[] = {PAIR("专案组人数", "3"),
                                                PAIR("当事人", "另一公司")};
    struct matter_request q;
    struct matter_receipt r;
    struct matter_view v;
    struct bench b;
    struct err err;
    int64_t clue;

    (void)state;
    set_up(&b, &clue);
    q = on_clue(&b, clue, "a");
    q.act.field = (struct matter_pairs){(struct matter_pair *)fields, 2};
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
    OK(matter_view_get(&b.log, &operator_, r.matter, &b.arena, &v, &err));
    assert_true(str_eq(value_of(&v, "当事人"), STR("另一公司")));
    bench_close(&b);
}

static void replay_knows_the_clue(void **state)
{
    struct matter_request q;
    struct matter_receipt r;
    struct matter_replay again_said;
    struct bench b, again;
    struct err err;
    int64_t clue;

    (void)state;
    set_up(&b, &clue);
    q = on_clue(&b, clue, "a");
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
    bench_open(&again, law);
    OK(matter_replay_check(&b.log, &again.log, &b.arena, &again_said, &err));
    assert_int_equal(again_said.different, 0);
    assert_int_equal(COUNT(&again, "matter_clue"), 1);
    bench_close(&again);
    bench_close(&b);
}

/* Every call of the write path fails once: neither the matter nor the decision is there, and the same
 * wish works. */
static void every_fault_leaves_clue_and_matter_whole(void **state)
{
    int64_t points = 0;

    (void)state;
    for (bool done = false; !done; points++) {
        struct store_fault fault = {.below = &store_sqlite, .code = ERR_IO};
        struct matter_request q;
        struct matter_receipt r;
        struct bench b;
        struct err err;
        int64_t clue;

        set_up(&b, &clue);
        bench_close_store(&b);
        bench_open_store(&b, &store_faulty, &fault);
        q = on_clue(&b, clue, "a");
        fault.fail_at = fault.calls + points + 1;
        done = matter_commit(&b.log, &q, &b.arena, &r, &err) == ERR_OK;
        fault.fail_at = 0;
        if (!done) {
            assert_int_equal(kept(&b, clue).state, MATTER_CLUE_OPEN);
            assert_int_equal(COUNT(&b, "matter"), 0);
            assert_int_equal(COUNT(&b, "clue_event"), 1);
            assert_int_equal(COUNT(&b, "ledger_leaf"), 1);
            OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
        }
        assert_int_equal(kept(&b, clue).matter, r.matter);
        assert_int_equal(COUNT(&b, "matter_clue"), 1);
        assert_int_equal(COUNT(&b, "ledger_leaf"), 4);
        bench_close(&b);
    }
    print_message("%lld points of the write path\n", (long long)points - 1);
    assert_true(points > 40);
}

/* ---- who sees clues ---- */

static void a_clue_is_seen_by_its_organ_and_its_addressee(void **state)
{
    static const struct {
        const char *organ;
        bool sees;
    } who[] = {{"mtg-amr", true},  {"mtg-procuratorate", true}, {"检察院.行政检察", true},
               {"mtg-drc", false}, {"mtg-police", false},       {"mtg-court", false}};
    const struct matter_clue_filter all = {0};
    struct bench b;
    struct err err;
    int64_t clue;

    (void)state;
    set_up(&b, &clue);
    for (size_t i = 0; i < sizeof(who) / sizeof(who[0]); i++) {
        struct matter_clue_events h;
        struct matter_clue_kept k;
        struct matter_clues c;
        struct actor actor;

        OK(actor_make(law, str_from(who[i].organ), STR("甲"), &actor, &err));
        OK(matter_clue_list(b.store, &actor, &all, &b.arena, &c, &err));
        assert_int_equal(c.total, who[i].sees);
        assert_int_equal(c.v.n, who[i].sees);
        assert_int_equal(matter_clue_get(b.store, &actor, clue, &b.arena, &k, &err),
                         who[i].sees ? ERR_OK : ERR_NOT_FOUND);
        OK(matter_clue_history(b.store, &actor, clue, &b.arena, &h, &err));
        assert_int_equal(h.v.n, who[i].sees);
    }
    bench_close(&b);
}

/* ---- the shipped ways ---- */

/* What the law writes with = is a value of its field, and a word that is none is said. */
static void what_is_written_is_a_value(void **state)
{
    struct diag_list diags;
    struct bench b;
    size_t ways = 0;

    (void)state;
    bench_open(&b, law);
    diag_init(&diags, &b.arena);
    for (size_t i = 0; i < b.book.n; i++) {
        ways += b.book.plan[i].p->nclue;
        matter_clue_check(&b.book.plan[i], &diags);
    }
    assert_int_equal(diags.errors, 0);
    assert_true(ways >= 10);
    bench_close(&b);
}

static void a_word_that_is_no_value_is_said(void **state)
{
    const struct law_procedure *shipped = law_procedure_find(law, STR("filing-supervision"));
    const char *word = strstr(shipped->text.p, "=依职权发现");
    const struct law_procedure *p;
    struct matter_plan plan;
    struct diag_list diags;
    struct bench b;
    struct buf text = {0};
    struct err err;

    (void)state;
    bench_open(&b, law);
    diag_init(&diags, &b.arena);
    assert_non_null(word);
    buf_str(&text, (struct str){shipped->text.p, (size_t)(word - shipped->text.p)});
    buf_z(&text, "=无此来源");
    buf_z(&text, word + strlen("=依职权发现"));
    OK(law_procedure_parse(law, (struct law_text){STR("p.yaml"), buf_view(&text)}, &b.arena, &diags,
                           &p, &err));
    OK(matter_plan_make(law, p, &b.arena, &diags, &plan, &err));
    matter_clue_check(&plan, &diags);
    assert_int_equal(diags.errors, 1);
    buf_release(&text);
    bench_close(&b);
}

static int load(void **state)
{
    (void)state;
    law = law_shipped();
    return 0;
}

static int unload(void **state)
{
    (void)state;
    law_unref(law);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clue_fills_its_matter),
        cmocka_unit_test(the_link_is_seen_from_both_sides),
        cmocka_unit_test(a_clue_opens_one_matter),
        cmocka_unit_test(an_opened_clue_is_decided_on_no_more),
        cmocka_unit_test(a_refusal_leaves_the_clue),
        cmocka_unit_test(only_what_the_procedure_says_opens_it),
        cmocka_unit_test(what_a_person_gives_stands_before_the_clue),
        cmocka_unit_test(replay_knows_the_clue),
        cmocka_unit_test(every_fault_leaves_clue_and_matter_whole),
        cmocka_unit_test(a_clue_is_seen_by_its_organ_and_its_addressee),
        cmocka_unit_test(what_is_written_is_a_value),
        cmocka_unit_test(a_word_that_is_no_value_is_said),
    };

    return cmocka_run_group_tests_name("matter_clue_open", tests, load, unload);
}
