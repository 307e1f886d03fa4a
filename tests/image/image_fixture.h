#ifndef TESTS_IMAGE_FIXTURE_H
#define TESTS_IMAGE_FIXTURE_H
/*
 * tests/image/image_fixture.h - a home with random records of the shipped law's datasets, imported and
 * corrected at random, and what an image of it must equal: tables loaded from the store row by row,
 * their cases joined.  Few numbers, parties and days, so that records meet.
 */
#include "../store/home.h"
#include "base/mem.h"
#include "image/image.h"
#include "registry/identity.h"
#include "registry/import.h"
#include "registry/schema.h"
#include "service/screen/cases.h"
#include "service/screen/run.h"
#include "service/screen/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define OK(call)                                       \
    do {                                               \
        if ((call) != ERR_OK)                          \
            fail_msg("%s: %s", #call, f->err.message); \
    } while (0)

struct fixture {
    struct home home;
    struct law *law;
    struct store *store;
    struct arena arena;
    struct screen_pack pack;
    const bool **want;
    struct err err;
    uint64_t seed;
    int64_t clock, content;
    int numbers; /* different document numbers */
};

static inline uint64_t pick(struct fixture *f, uint64_t n)
{
    f->seed = f->seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (f->seed >> 24) % n;
}

static inline void fixture_want(struct fixture *f)
{
    f->want = ARENA_ARRAY(&f->arena, const bool *, f->law->ndataset + 1);
    for (size_t d = 0; d < f->law->ndataset; d++) {
        bool *w = ARENA_ARRAY(&f->arena, bool, f->law->dataset[d].nfield + 1);

        if (screen_world_fields(&f->pack, d, w))
            f->want[d] = w;
    }
}

static inline void fixture_open_store(struct fixture *f)
{
    OK(store_open(f->home.path, STORE_CREATE, &f->store, &f->err));
    OK(registry_prepare(f->store, f->law, 1, &f->err));
}

static inline void fixture_begin(struct fixture *f, uint64_t seed)
{
    struct diag_list diags;

    *f = (struct fixture){.home = home_make(), .seed = seed, .numbers = 400};
    arena_init(&f->arena, 0);
    diag_init(&diags, &f->arena);
    OK(law_load(SOURCE_ROOT "/law", &f->law, &diags, &f->err));
    OK(screen_pack_load(f->law, NULL, 0, &f->arena, &diags, &f->pack, &f->err));
    fixture_want(f);
    fixture_open_store(f);
}

static inline void fixture_end(struct fixture *f)
{
    store_close(f->store);
    law_unref(f->law);
    arena_release(&f->arena);
    home_drop(&f->home);
}

/* ---- random records ---- */

static inline uint64_t at_most(uint64_t n, uint64_t most)
{
    return n < most ? n : most;
}

static inline struct str fixture_number(struct fixture *f, struct arena *a)
{
    uint64_t n = pick(f, (uint64_t)f->numbers);

    if (n % 40 == 0)
        return STR("无");
    return str_fmt(a, n % 3 ? "京甲罚〔2025〕%d号" : "京甲立[2025]%d号", (int)n);
}

static inline void fixture_value(struct fixture *f, const struct law_field *field, struct arena *a,
                                 struct registry_value *v)
{
    static const char *const words[] = {"无证采矿", "未移送公安机关", "罚款五万元", "情节严重"};

    *v = (struct registry_value){.known = true};
    switch (field->type) {
    case LAW_TEXT:
        v->text = str_fmt(a, "%s%d", words[pick(f, 4)], (int)pick(f, 50));
        return;
    case LAW_CODE:
        v->num = (int64_t)pick(f, field->code_of == LAW_CODE_CAUSE ? at_most(f->law->ncause, 12)
                                                                   : field->nvalue);
        v->text =
            field->code_of == LAW_CODE_CAUSE ? f->law->cause[v->num].code : field->value[v->num];
        return;
    case LAW_ORGAN:
        v->num = (int64_t)pick(f, at_most(f->law->norgan, 5));
        v->text = f->law->organ[v->num].id;
        return;
    case LAW_DATE:
        v->num = 20100 + (int64_t)pick(f, 500);
        return;
    case LAW_MONEY:
        v->num = (int64_t)pick(f, 100) * (pick(f, 50) ? 100000 : 7000000000001);
        return;
    case LAW_BOOL:
        v->num = (int64_t)pick(f, 2);
        return;
    case LAW_INT:
    case LAW_QUANTITY:
    case LAW_REGION:
    case LAW_PARTY:
        v->num = (int64_t)pick(f, 30) - 5;
        return;
    }
}

static inline bool fixture_is_number(const struct law_dataset *d, int field)
{
    for (size_t i = 0; i < d->ncase_from; i++)
        if (d->case_from[i] == field)
            return true;
    return false;
}

/* How often, in a hundred, a record has the field. */
static inline uint64_t fixture_often(const struct law_dataset *d, int field)
{
    if (fixture_is_number(d, field))
        return 45;
    if (field == d->organ_field || field == d->date_field || field == d->party_name)
        return 90;
    if (field == d->cause_field)
        return 80;
    return d->field[field].type == LAW_DATE || d->field[field].type == LAW_MONEY ? 15 : 5;
}

static inline void fixture_case(const struct law_dataset *d, struct registry_value *v,
                                struct arena *a)
{
    v[d->case_field] = (struct registry_value){0};
    for (size_t i = 0; i < d->ncase_from; i++)
        if (v[d->case_from[i]].known) {
            v[d->case_field] = (struct registry_value){
                true, 0, registry_identity_text(a, v[d->case_from[i]].text)};
            return;
        }
}

static inline struct registry_record fixture_record(struct fixture *f, const struct law_dataset *d,
                                                    int identity, struct arena *a)
{
    struct registry_value *v = ARENA_ARRAY(a, struct registry_value, d->nfield + 1);
    uint64_t id[] = {1, (uint64_t)identity, (uint64_t)(d - f->law->dataset)};
    uint64_t content[] = {2, (uint64_t)++f->content, 0};
    struct registry_record r = {.dataset = d, .value = v};

    for (size_t i = 0; i < d->nfield; i++) {
        if (pick(f, 100) >= fixture_often(d, (int)i))
            continue;
        if (fixture_is_number(d, (int)i))
            v[i] = (struct registry_value){true, 0, fixture_number(f, a)};
        else
            fixture_value(f, &d->field[i], a, &v[i]);
    }
    if (d->case_field >= 0)
        fixture_case(d, v, a);
    if (d->party_field >= 0) {
        bool own = pick(f, 4) == 0;

        r.party = (struct registry_party){own ? -1 : 1 + (int64_t)pick(f, 25),
                                          own ? REGISTRY_PARTY_OWN : REGISTRY_PARTY_USCC, STR("甲"),
                                          STR_NULL};
        v[d->party_field] = (struct registry_value){true, r.party.id, STR_NULL};
    }
    r.identity = registry_hash_bytes(id, sizeof(id));
    r.content = registry_hash_bytes(content, sizeof(content));
    return r;
}

/* ---- a file ---- */

static inline void fixture_rows(struct fixture *f, struct registry_import *im,
                                const struct registry_record *r, int n)
{
    int64_t again;

    OK(registry_import_sheet(im, &(struct registry_sheet){.dataset = r[0].dataset->id}, &f->err));
    for (int i = 0; i < n; i++)
        OK(registry_import_record(im, &r[i], &f->err));
    OK(registry_import_second(im, &again, &f->err));
    for (int i = 0; i < n; i++)
        if (registry_import_wants(im, i + 1))
            OK(registry_import_record(im, &r[i], &f->err));
    OK(registry_import_finish(im, STR("digest"), f->clock, true, &f->err));
}

/* n records of a dataset with identities in from … from + n - 1: those that the store has are
 * corrected. */
static inline void fixture_import(struct fixture *f, const char *dataset, int from, int n)
{
    const struct law_dataset *d = law_dataset_find(f->law, str_from(dataset));
    struct registry_record *r;
    struct registry_import_source source = {.file = STR("file.csv"), .options = STR("-")};
    struct registry_import *im;
    struct arena a;

    assert_non_null(d);
    arena_init(&a, 0);
    r = ARENA_ARRAY(&a, struct registry_record, (size_t)n + 1);
    for (int i = 0; i < n; i++) {
        r[i] = fixture_record(f, d, from + i, &a);
        r[i].row = i + 1;
        r[i].line = i + 2;
        registry_record_close(&r[i], &a);
    }
    source.now = ++f->clock;
    source.fingerprint = (struct registry_hash){f->seed, (uint64_t)f->clock};
    OK(registry_import_open(f->store, f->law, &source, &im, &f->err));
    fixture_rows(f, im, r, n);
    registry_import_close(im);
    arena_release(&a);
}

/* ---- images ---- */

static inline struct image_request fixture_request(const struct fixture *f, bool rebuild)
{
    return (struct image_request){.law = f->law,
                                  .today = day_from_ymd(2026, 1, 31),
                                  .want = f->want,
                                  .plan = f->pack.plan,
                                  .nplan = f->pack.n,
                                  .threads = 2,
                                  .rebuild = rebuild};
}

static inline struct image *fixture_image(struct fixture *f, bool rebuild,
                                          struct image_report *report)
{
    struct image_request q = fixture_request(f, rebuild);
    struct image *img;

    OK(image_open(f->store, &q, &img, report, &f->err));
    return img;
}

/* ---- equal to the store ---- */

struct fresh {
    struct screen_world world;
};

static inline void fresh_load(struct fixture *f, struct fresh *w)
{
    screen_world_init(&w->world, f->law, day_from_ymd(2026, 1, 31));
    for (size_t d = 0; d < f->law->ndataset; d++)
        if (f->want[d])
            OK(screen_world_load(&w->world, f->store, d, f->want[d], &f->err));
    screen_world_join_cases(&w->world);
}

/* A record's row in the image and in the tables from the store. */
struct pair {
    const struct law_dataset *dataset;
    const struct column_table *have, *want;
    size_t have_row, want_row;
};

static inline void check_text(const struct pair *p, size_t field)
{
    struct str have, want;
    struct arena a;

    arena_init(&a, 0);
    have = column_text(p->have, field, p->have_row, &a);
    want = column_text(p->want, field, p->want_row, &a);
    if (!str_eq(have, want))
        fail_msg("%.*s.%.*s: %.*s, not %.*s", STR_F(p->dataset->id),
                 STR_F(p->dataset->field[field].name), STR_F(have), STR_F(want));
    arena_release(&a);
}

static inline void check_cell(const struct pair *p, size_t field)
{
    const struct column *x = &p->have->column[field], *y = &p->want->column[field];

    if (column_known(x, p->have_row) != column_known(y, p->want_row))
        fail_msg("%.*s.%.*s: known %d, not %d", STR_F(p->dataset->id),
                 STR_F(p->dataset->field[field].name), column_known(x, p->have_row),
                 column_known(y, p->want_row));
    if (!column_known(y, p->want_row))
        return;
    if (y->kind == COLUMN_TEXT)
        check_text(p, field);
    if (y->kind == COLUMN_ID)
        assert_true(column_id(p->have, field, p->have_row) ==
                    column_id(p->want, field, p->want_row));
    if (y->kind == COLUMN_NUMBER)
        assert_true(column_number(x, p->have_row) == column_number(y, p->want_row));
}

static inline void check_table(struct fixture *f, const struct fresh *w, struct image *img,
                               size_t d)
{
    struct pair p = {.dataset = &f->law->dataset[d],
                     .have = &image_world(img)->table[d],
                     .want = &w->world.rule.table[d]};

    assert_int_equal(column_table_rows(p.have), column_table_rows(p.want));
    for (p.want_row = 0; p.want_row < p.want->n; p.want_row++) {
        int64_t id = w->world.origin[d].v.at[p.want_row].record;

        p.have_row = column_find_row(p.have, id);
        assert_true(p.have_row != SIZE_MAX && !column_row_gone(p.have, p.have_row));
        assert_true(column_row_id(p.have, p.have_row) == id);
        for (size_t c = 0; c < p.want->ncolumn; c++)
            if (f->want[d][c])
                check_cell(&p, c);
    }
}

struct outcome {
    int64_t id;
    uint32_t plan;
    bool undetermined;
};

static inline int by_outcome(const void *a, const void *b)
{
    const struct outcome *x = a, *y = b;

    if (x->plan != y->plan)
        return x->plan < y->plan ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static inline struct outcome *outcomes(struct fixture *f, const struct rule_world *w,
                                       const struct screen_world *origin, struct arena *a,
                                       size_t *ret_n)
{
    struct screen_findings found;
    struct rule_binding *b;
    struct outcome *o;

    OK(rule_bind(w, f->pack.plan, f->pack.n, &b, &f->err));
    screen_run(&(struct screen_run_request){.binding = b,
                                            .world = w,
                                            .plan = f->pack.plan,
                                            .nplan = f->pack.n,
                                            .since = DAY_NONE,
                                            .threads = 2},
               a, &found);
    o = ARENA_ARRAY(a, struct outcome, found.n + 1);
    for (size_t i = 0; i < found.n; i++) {
        size_t d = (size_t)(f->pack.plan[found.at[i].plan]->dataset - f->law->dataset);
        size_t row = found.at[i].row;

        o[i] = (struct outcome){origin ? origin->origin[d].v.at[row].record
                                       : column_row_id(&w->table[d], row),
                                found.at[i].plan, found.at[i].undetermined};
    }
    qsort(o, found.n, sizeof(*o), by_outcome);
    rule_binding_free(b);
    *ret_n = found.n;
    return o;
}

static inline void check_outcomes(struct fixture *f, const struct fresh *w, struct image *img)
{
    struct outcome *have, *want;
    size_t nhave, nwant;
    struct arena a;

    arena_init(&a, 0);
    have = outcomes(f, image_world(img), NULL, &a, &nhave);
    want = outcomes(f, &w->world.rule, &w->world, &a, &nwant);
    for (size_t i = 0; i < nhave && i < nwant; i++)
        if (have[i].id != want[i].id || have[i].plan != want[i].plan ||
            have[i].undetermined != want[i].undetermined)
            fail_msg("%.*s, record %lld: other than from the store",
                     STR_F(f->pack.plan[want[i].plan]->slug), (long long)want[i].id);
    assert_int_equal(nhave, nwant);
    arena_release(&a);
}

/* Cells, cases and what the shipped rules find. */
static inline void check_equal(struct fixture *f, struct image *img)
{
    struct fresh w;

    fresh_load(f, &w);
    for (size_t d = 0; d < f->law->ndataset; d++)
        if (f->want[d])
            check_table(f, &w, img, d);
    check_outcomes(f, &w, img);
    screen_world_release(&w.world);
}

#endif
