/*
 * tests/matter/seen_test.c - who sees what: a district in which every procedure has run by dice; for
 * every organ what lists, views, timelines and duties give equals what the procedure's own words
 * say, computed here by plain loops over all matters.
 */
#include "district.h"
#include "matter_fixture.h"

#include "matter/view.h"
#include "matter/work.h"

static struct law *law;

/* ---- the reference ---- */

static const struct law_organ *whole_of(int organ)
{
    const struct law_organ *o = &law->organ[organ];

    while (o->kind == LAW_ORGAN_SECTION && o->parent)
        o = o->parent;
    return o;
}

/* What was compared, so that nothing is left out by the dice. */
static struct {
    int64_t by_role, by_supervision, hidden_fields, unseen;
} met;

static bool should_see(const struct matter *m, int organ)
{
    const struct law_procedure *p = m->plan->p;
    bool supervises = (p->supervise.kinds >> whole_of(organ)->kind & 1) != 0;

    for (size_t i = 0; i < p->nrole; i++)
        if (m->organ[i] >= 0 && whole_of(m->organ[i]) == whole_of(organ)) {
            met.by_role++;
            return true;
        }
    met.by_supervision += supervises;
    met.unseen += !supervises;
    return supervises;
}

static bool should_see_field(const struct matter *m, size_t field, const struct actor *who)
{
    const struct law_procedure *p = m->plan->p;
    const struct law_field *f = &p->fields.field[field];

    for (size_t i = 0; i < f->nsee; i++) {
        int role = law_role_find(p, f->see[i]);
        int own = p->role[role].of >= 0 ? p->role[role].of : role;

        if (m->organ[own] >= 0 && str_eq(whole_of(m->organ[own])->id, who->whole) &&
            actor_can(who, p->role[role].capability))
            return true;
    }
    return f->nsee == 0;
}

/* ---- comparing ---- */

struct listed {
    bool *seen; /* by matter */
    int64_t n;
};

static enum err_code mark_row(void *p, const struct matter_row *row, struct err *err)
{
    struct listed *l = p;

    (void)err;
    l->seen[row->id] = true;
    l->n++;
    return ERR_OK;
}

static enum err_code mark_duty(void *p, const struct matter_duty *d, struct err *err)
{
    struct listed *l = p;

    (void)err;
    l->n += !l->seen[d->matter]; /* a duty in a matter that is not listed */
    return ERR_OK;
}

static enum err_code count_entry(void *p, const struct matter_entry *e, struct err *err)
{
    (void)e, (void)err;
    ++*(int64_t *)p;
    return ERR_OK;
}

static void compare_fields(const struct matter *m, const struct matter_view *v,
                           const struct actor *who)
{
    for (size_t i = 0; i < m->plan->p->fields.nfield; i++) {
        bool sees = should_see_field(m, i, who);

        assert_int_equal(v->matter.value[i].known, m->value[i].known && sees);
        assert_int_equal(v->hidden[i], m->value[i].known && !sees);
        met.hidden_fields += v->hidden[i];
    }
}

static void compare_matter(struct bench *b, const struct matter *m, const struct actor *who,
                           bool sees)
{
    const struct matter_timeline t = {who, m->id, 0};
    struct matter_view v;
    int64_t entries = 0;
    struct err err;

    OK(matter_entries(&b->log, &t, count_entry, &entries, &err));
    assert_int_equal(entries, sees ? m->version : 0);
    if (!sees) {
        assert_int_equal(matter_view_get(&b->log, who, m->id, &b->arena, &v, &err), ERR_NOT_FOUND);
        return;
    }
    OK(matter_view_get(&b->log, who, m->id, &b->arena, &v, &err));
    compare_fields(m, &v, who);
}

static void compare_organ(struct bench *b, int organ, const struct str *capability, size_t n)
{
    int64_t total = COUNT(b, "matter"), want = 0, stray;
    struct listed l = {.seen = ARENA_ARRAY(&b->arena, bool, total + 1)};
    const struct matter_filter all = {.closed = true};
    const struct matter_duty_filter duties = {.before = MOMENT_NONE};
    struct actor who;
    struct err err;

    OK(actor_make(law, law->organ[organ].id, STR("甲"), &who, &err));
    who.capability = capability;
    who.ncapability = n;
    OK(matter_list(b->store, &who, &all, mark_row, &l, &err));
    for (int64_t id = 1; id <= total; id++) {
        struct matter m;
        bool sees;

        OK(matter_get(&b->log, id, &b->arena, &m, &err));
        sees = should_see(&m, organ);
        assert_int_equal(l.seen[id], sees);
        compare_matter(b, &m, &who, sees);
        want += sees;
    }
    assert_int_equal(l.n, want);
    stray = l.n;
    OK(matter_duties(b->store, &who, &duties, mark_duty, &l, &err));
    assert_int_equal(l.n, stray);
}

/* One organ of each kind, another agency, and a section: without and with every capability. */
static void lists_and_views_are_the_procedures(void **state)
{
    static const char *const organs[] = {"mtg-amr",           "mtg-drc",          "mtg-police",
                                         "mtg-procuratorate", "mtg-court",        "mtg-justice",
                                         "mtg-dayu",          "mtg-proc-criminal"};
    static const struct str capable[] = {STR_INIT("举报人信息"), STR_INIT("案卷评查甲"),
                                         STR_INIT("案卷评查复核")};
    unsigned kinds = 0;
    struct bench b;

    (void)state;
    district_open(&b, law);
    print_message("%lld matters, %lld acts\n", (long long)COUNT(&b, "matter"),
                  (long long)COUNT(&b, "matter_act"));
    assert_int_equal(COUNT(&b, "(SELECT DISTINCT procedure FROM matter)"), (int64_t)b.book.n);
    for (size_t i = 0; i < law->norgan; i++)
        if (!(kinds >> law->organ[i].kind & 1)) {
            kinds |= 1u << law->organ[i].kind;
            compare_organ(&b, (int)i, NULL, 0);
        }
    assert_int_equal(kinds, (1u << (LAW_ORGAN_SECTION + 1)) - 1);
    for (size_t i = 0; i < sizeof(organs) / sizeof(organs[0]); i++) {
        int organ = law_organ_find(law, str_from(organs[i]));

        if (organ >= 0)
            compare_organ(&b, organ, capable, sizeof(capable) / sizeof(capable[0]));
    }
    print_message("%lld by role, %lld by supervision only, %lld unseen, %lld fields hidden\n",
                  (long long)met.by_role, (long long)met.by_supervision, (long long)met.unseen,
                  (long long)met.hidden_fields);
    assert_true(met.by_role > 0 && met.by_supervision > 0 && met.unseen > 0);
    assert_true(met.hidden_fields > 0);
    bench_close(&b);
}

static void the_operator_sees_everything(void **state)
{
    const struct actor who = actor_operator(STR(""));
    const struct matter_filter all = {.closed = true};
    struct listed l = {0};
    struct bench b;
    struct err err;

    (void)state;
    district_open(&b, law);
    l.seen = ARENA_ARRAY(&b.arena, bool, COUNT(&b, "matter") + 1);
    OK(matter_list(b.store, &who, &all, mark_row, &l, &err));
    assert_int_equal(l.n, COUNT(&b, "matter"));
    bench_close(&b);
}

/* ---- what a refusal tells ---- */

static int64_t referral_before_the_police(struct bench *b)
{
    struct matter_request q = opening(law, "a");
    struct matter_receipt r;
    struct err err;

    OK(matter_commit(&b->log, &q, &b->arena, &r, &err));
    return r.matter;
}

static void a_strange_organ_learns_nothing(void **state)
{
    struct bench b;
    struct matter_request q;
    struct matter_receipt r;
    struct err err;
    int64_t id;

    (void)state;
    bench_open(&b, law);
    id = referral_before_the_police(&b);
    q = reporting(law, id, 0, "b");
    q.act.actor.organ = law_organ_find(law, STR("mtg-drc"));
    assert_int_equal(matter_commit(&b.log, &q, &b.arena, &r, &err), ERR_NOT_FOUND);
    assert_null(strstr(err.zh, "核实"));
    q = reporting(law, id, 1, "c");
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
    q = reporting(law, id, 1, "d");
    q.act.actor.organ = law_organ_find(law, STR("mtg-police")); /* may come to hold a role */
    assert_int_equal(matter_commit(&b.log, &q, &b.arena, &r, &err), ERR_CONFLICT);
    assert_null(strstr(err.zh, "提出书面报告"));
    bench_close(&b);
}

static void names_are_masked_wherever_they_stand(void **state)
{
    static const struct matter_pair fields[] = {
        PAIR("当事人", "王小二"), PAIR("违法事实", "王小二无证开采，王小二拒不改正"),
        PAIR("涉嫌罪名", "非法采矿罪"), PAIR("专案组人数", "2")};
    const struct actor who = actor_operator(STR(""));
    struct bench b;
    struct matter_request q = opening(law, "a");
    struct matter_receipt r;
    struct matter_view v;
    struct err err;

    (void)state;
    bench_open(&b, law);
    q.act.field = (struct matter_pairs){(struct matter_pair *)fields, 4};
    OK(matter_commit(&b.log, &q, &b.arena, &r, &err));
    OK(matter_view_get(&b.log, &who, r.matter, &b.arena, &v, &err));
    assert_true(str_eq(matter_view_text(&v, 0, &b.arena), STR("***")));
    assert_true(str_eq(matter_view_text(&v, 1, &b.arena), STR("***无证开采，***拒不改正")));
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
        cmocka_unit_test(lists_and_views_are_the_procedures),
        cmocka_unit_test(the_operator_sees_everything),
        cmocka_unit_test(a_strange_organ_learns_nothing),
        cmocka_unit_test(names_are_masked_wherever_they_stand),
    };

    return cmocka_run_group_tests_name("matter_seen", tests, load, unload);
}
