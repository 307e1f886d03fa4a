/*
 * tests/service/screen_arrive_test.c - a record that arrives is told what a run over everything would
 * say of it and of the rows that it bears on; nothing else changes but by rules that are named as wide.
 */
#include "../image/image_fixture.h"
#include "service/screen/arrive.h"

enum { ARRIVALS = 60 };

struct office {
    struct fixture f;
    struct image *img;
    struct rule_binding *b;
    struct screen_run_request q;
    struct screen_findings before;
    struct arena arena;
    int64_t told, others, lost, narrow;
};

static void begin(struct office *o, uint64_t seed)
{
    struct fixture *f = &o->f;
    struct image_report report;

    print_message("seed %llu\n", (unsigned long long)seed);
    memset(o, 0, sizeof(*o));
    fixture_begin(f, seed);
    f->numbers = 900;
    arena_init(&o->arena, 0);
    fixture_import(f, "penalty", 0, 900);
    fixture_import(f, "referral", 0, 150);
    fixture_import(f, "filing", 0, 150);
    o->img = fixture_image(f, false, &report);
    image_world(o->img)->today = day_from_ymd(2026, 1, 31);
    OK(rule_bind(image_world(o->img), f->pack.plan, f->pack.n, &o->b, &f->err));
    o->q = (struct screen_run_request){.binding = o->b,
                                       .world = image_world(o->img),
                                       .plan = f->pack.plan,
                                       .nplan = f->pack.n,
                                       .since = DAY_NONE,
                                       .threads = 1};
    screen_run(&o->q, &o->arena, &o->before);
}

static void end(struct office *o)
{
    rule_binding_free(o->b);
    image_close(o->img);
    arena_release(&o->arena);
    fixture_end(&o->f);
}

static bool is_wide(const struct screen_arrived *got, uint32_t plan)
{
    for (size_t i = 0; i < got->nwide; i++)
        if (got->wide[i] == plan)
            return true;
    return false;
}

static const struct screen_arrived_finding *told(const struct screen_arrived *got,
                                                 const struct screen_finding *f)
{
    for (size_t i = 0; i < got->n; i++)
        if (got->at[i].finding.plan == f->plan && got->at[i].finding.row == f->row)
            return &got->at[i];
    return NULL;
}

static bool was_found(const struct office *o, const struct screen_finding *f)
{
    for (size_t i = 0; i < o->before.n; i++)
        if (o->before.at[i].plan == f->plan && o->before.at[i].row == f->row)
            return o->before.at[i].undetermined == f->undetermined;
    return false;
}

static bool is_miss(const struct screen_arrived *got, const struct screen_finding *f)
{
    for (size_t i = 0; i < got->nmiss; i++)
        if (got->miss[i].plan == f->plan && got->miss[i].row == f->row)
            return true;
    return false;
}

static bool stands(const struct screen_findings *now, const struct screen_finding *f)
{
    for (size_t i = 0; i < now->n; i++)
        if (now->at[i].plan == f->plan && now->at[i].row == f->row)
            return true;
    return false;
}

/* What is found no more was asked, or is of a wide rule, or its row is no more. */
static void check_lost(struct office *o, const struct screen_arrived *got,
                       const struct screen_findings *now)
{
    for (size_t i = 0; i < o->before.n; i++) {
        const struct screen_finding *f = &o->before.at[i];
        size_t d = (size_t)(o->q.plan[f->plan]->dataset - o->f.law->dataset);

        if (stands(now, f) || column_row_gone(&o->q.world->table[d], f->row))
            continue;
        if (!is_miss(got, f) && !is_wide(got, f->plan))
            fail_msg("%.*s row %u was lost untold", STR_F(o->q.plan[f->plan]->slug), f->row);
        o->lost += is_miss(got, f);
    }
}

/* Every finding is one of before, or was told, or is of a wide rule about another row. */
static void check(struct office *o, size_t dataset, const struct screen_arrived *got)
{
    struct screen_findings now;

    screen_run(&o->q, &o->arena, &now);
    for (size_t i = 0; i < now.n; i++) {
        const struct screen_finding *f = &now.at[i];
        const struct screen_arrived_finding *t = told(got, f);
        size_t d = (size_t)(o->q.plan[f->plan]->dataset - o->f.law->dataset);
        bool own = d == dataset && f->row == got->row;

        if (t)
            assert_int_equal(t->finding.undetermined, f->undetermined);
        else if (own || (!is_wide(got, f->plan) && !was_found(o, f)))
            fail_msg("%.*s row %u was not told", STR_F(o->q.plan[f->plan]->slug), f->row);
        if (t && !f->undetermined)
            assert_true(t->reason.outcome == RULE_HIT && t->reason.because.n > 0);
        o->told += t != NULL;
        o->others += t && !own;
    }
    for (size_t i = 0; i < got->n; i++)
        assert_true(stands(&now, &got->at[i].finding));
    for (size_t i = 0; i < got->nmiss; i++)
        assert_false(stands(&now, &got->miss[i]));
    check_lost(o, got, &now);
    o->narrow += (int64_t)(o->q.nplan - got->nwide);
    o->before = now;
}

static void records_arrive(void **state)
{
    static const char *const name[] = {"penalty", "referral", "filing"};
    struct office office, *o = &office;

    (void)state;
    begin(o, 91);
    for (int i = 0; i < ARRIVALS; i++) {
        const struct law_dataset *d = law_dataset_find(o->f.law, str_from(name[i % 3]));
        struct registry_record r = fixture_record(&o->f, d, 10000 + i, &o->arena);
        struct screen_arrived got;

        screen_arrive(&o->q, o->img, &r, 10000 + i, &o->arena, &got);
        check(o, (size_t)(d - o->f.law->dataset), &got);
    }
    print_message("told %lld, of other rows %lld, lost %lld\n", (long long)o->told,
                  (long long)o->others, (long long)o->lost);
    assert_true(o->told > 100);
    assert_true(o->others > 10);
    assert_true(o->lost > 0);
    assert_true(o->narrow > (int64_t)o->q.nplan * ARRIVALS / 2);
    end(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_arrive),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
