/*
 * bench/screen/engine.c - see engine.h.  The vector engine over the image of the store.
 */
#include "engine.h"

#include "base/clock.h"
#include "image/image.h"
#include "pipeline/home.h"
#include "registry/scan.h"
#include "service/screen/arrive.h"
#include "service/screen/pack.h"
#include "service/screen/run.h"
#include "service/screen/world.h"

#include <stdio.h>
#include <stdlib.h>

struct engine {
    const struct law *law;
    struct pipeline_home home;
    struct screen_pack pack;
    struct image *image;
    struct image_report report;
    struct rule_world *world;        /* the image's */
    struct rule_binding *all, **one; /* of the pack; of each rule alone */
    bool **uses;                     /* [dataset][field], read by the pack */
    const bool **want;               /* [dataset][field], kept in the image; NULL: not read */
    int threads;
    int64_t build_ns, open_ns, bind_ns;
    struct arena arena;
};

void bench_die(const char *what, const struct err *err)
{
    fprintf(stderr, "screen: %s: %s\n", what, err->zh[0] ? err->zh : err->message);
    exit(1);
}

static void load_pack(struct engine *e)
{
    struct diag_list diags;
    struct err err;

    diag_init(&diags, &e->arena);
    if (screen_pack_load(e->law, NULL, 0, &e->arena, &diags, &e->pack, &err) != ERR_OK)
        bench_die("rules", &err);
}

/* What the program keeps in the image: fields that rules read, and those by which people know a
 * record. */
static void choose_fields(struct engine *e)
{
    size_t n = e->law->ndataset;

    e->uses = ARENA_ARRAY(&e->arena, bool *, n);
    e->want = ARENA_ARRAY(&e->arena, const bool *, n);
    for (size_t d = 0; d < n; d++) {
        bool *field = ARENA_ARRAY(&e->arena, bool, e->law->dataset[d].nfield + 1);

        e->uses[d] = ARENA_ARRAY(&e->arena, bool, e->law->dataset[d].nfield + 1);
        (void)screen_pack_uses(&e->pack, d, e->uses[d]);
        e->want[d] = screen_world_fields(&e->pack, d, field) ? field : NULL;
    }
}

/* Nanoseconds that opening the image took; made anew or as it lies. */
static int64_t open_image(struct engine *e, struct day today, bool rebuild)
{
    struct image_request q = {.law = e->law,
                              .today = today,
                              .want = e->want,
                              .plan = e->pack.plan,
                              .nplan = e->pack.n,
                              .threads = e->threads,
                              .rebuild = rebuild};
    int64_t start = clock_elapsed_ns();
    struct err err;

    if (image_open(e->home.store, &q, &e->image, &e->report, &err) != ERR_OK)
        bench_die("image", &err);
    return clock_elapsed_ns() - start;
}

static void bind_pack(struct engine *e)
{
    int64_t start = clock_elapsed_ns();
    struct err err;

    e->world = image_world(e->image);
    if (rule_bind(e->world, e->pack.plan, e->pack.n, &e->all, &err) != ERR_OK)
        bench_die("binding", &err);
    e->bind_ns = clock_elapsed_ns() - start;
}

struct engine *engine_open(const char *home, const struct law *law, struct day today, int threads)
{
    struct engine *e = calloc(1, sizeof(*e));
    struct err err;

    arena_init(&e->arena, 0);
    e->law = law;
    e->threads = threads;
    if (pipeline_home_open(home, law, 0, &e->home, &err) != ERR_OK)
        bench_die(home, &err);
    load_pack(e);
    choose_fields(e);
    e->one = ARENA_ARRAY(&e->arena, struct rule_binding *, e->pack.n);
    e->build_ns = open_image(e, today, true);
    image_close(e->image);
    e->open_ns = open_image(e, today, false);
    bind_pack(e);
    return e;
}

void engine_close(struct engine *e)
{
    for (size_t i = 0; i < e->pack.n; i++)
        if (e->one[i])
            rule_binding_free(e->one[i]);
    rule_binding_free(e->all);
    image_close(e->image);
    pipeline_home_close(&e->home);
    arena_release(&e->arena);
    free(e);
}

static int64_t column_bytes(const struct column_table *t, const struct column *c)
{
    int64_t n = 0;

    for (size_t i = 0; c->chunk && i < t->nblock; i++)
        n += (int64_t)t->fill[i] * c->chunk[i].width +
             (c->chunk[i].valid ? (int64_t)COLUMN_BLOCK / 8 : 0);
    return n;
}

struct engine_size engine_size(const struct engine *e)
{
    struct engine_size s = {.build_ns = e->build_ns,
                            .open_ns = e->open_ns,
                            .bind_ns = e->bind_ns,
                            .bytes = e->report.bytes};

    for (size_t d = 0; d < e->law->ndataset; d++) {
        const struct column_table *t = &e->world->table[d];

        if (!e->want[d])
            continue;
        s.records += (int64_t)column_table_rows(t);
        for (size_t c = 0; c < t->ncolumn; c++)
            s.touched += e->uses[d][c] ? column_bytes(t, &t->column[c]) : 0;
    }
    return s;
}

size_t engine_rules(const struct engine *e)
{
    return e->pack.n;
}

const struct rule_plan *engine_rule(const struct engine *e, size_t rule)
{
    return e->pack.plan[rule];
}

static int64_t run(struct engine *e, const struct rule_binding *b, struct rule_plan *const *plan,
                   size_t nplan, struct arena *a, struct screen_findings *found)
{
    const struct screen_run_request q = {.binding = b,
                                         .world = e->world,
                                         .plan = plan,
                                         .nplan = nplan,
                                         .since = DAY_NONE,
                                         .threads = e->threads};
    int64_t start = clock_elapsed_ns();

    screen_run(&q, a, found);
    return clock_elapsed_ns() - start;
}

int64_t engine_run_pack(struct engine *e)
{
    struct screen_findings found;
    struct arena a;
    int64_t ns;

    arena_init(&a, 0);
    ns = run(e, e->all, e->pack.plan, e->pack.n, &a, &found);
    arena_release(&a);
    return ns;
}

static const struct rule_binding *bind_one(struct engine *e, size_t rule)
{
    struct err err;

    if (!e->one[rule] && rule_bind(e->world, &e->pack.plan[rule], 1, &e->one[rule], &err) != ERR_OK)
        bench_die("binding", &err);
    return e->one[rule];
}

int64_t engine_run_rule(struct engine *e, size_t rule, struct arena *a, struct engine_findings *ret)
{
    const struct rule_binding *b = bind_one(e, rule);
    size_t d = (size_t)(e->pack.plan[rule]->dataset - e->law->dataset);
    struct screen_findings found;
    int64_t ns = run(e, b, &e->pack.plan[rule], 1, a, &found);

    for (size_t i = 0; ret && i < found.n; i++)
        vec_push(
            a, &ret->v,
            (struct engine_found){engine_record(e, d, found.at[i].row), found.at[i].undetermined});
    return ns;
}

int64_t engine_edit_rule(struct engine *e, size_t rule, int64_t *ret_findings)
{
    const struct rule_plan *old = e->pack.plan[rule];
    struct screen_findings found;
    struct rule_binding *b;
    struct rule_plan *plan;
    struct diag_list diags;
    struct arena a;
    struct err err;
    int64_t start;

    arena_init(&a, 0);
    diag_init(&diags, &a);
    start = clock_elapsed_ns();
    if (rule_compile(e->law, old->slug, old->file, old->text, &a, &diags, &plan, &err) != ERR_OK ||
        rule_bind(e->world, &plan, 1, &b, &err) != ERR_OK)
        bench_die("edited rule", &err);
    (void)run(e, b, &plan, 1, &a, &found);
    start = clock_elapsed_ns() - start;
    *ret_findings = (int64_t)found.n;
    rule_binding_free(b);
    arena_release(&a);
    return start;
}

/* The record at the row as somebody else's case of today would be: other numbers, all else as it is. */
static void similar_record(struct engine *e, size_t dataset, size_t row, struct arena *a,
                           struct registry_record *ret)
{
    const struct law_dataset *d = &e->law->dataset[dataset];
    struct registry_stored stored;
    struct err err;

    if (registry_record_get(e->home.store, e->law, d, engine_record(e, dataset, row), a, &stored,
                            &err) != ERR_OK)
        bench_die("record", &err);
    *ret = (struct registry_record){.dataset = d, .value = stored.value};
    for (size_t i = 0; i < d->ncase_from; i++) {
        struct registry_value *v = &stored.value[d->case_from[i]];

        if (v->known)
            v->text = str_fmt(a, "%.*s之%zu", STR_F(v->text), row);
    }
    if (d->case_field >= 0)
        stored.value[d->case_field].known = false;
    registry_record_close(ret, a);
}

static void evaluate_row(struct engine *e, size_t dataset, size_t row, struct arena *a)
{
    uint64_t *chosen = ARENA_ARRAY(a, uint64_t, e->pack.n / 64 + 1);

    rule_choose(e->all, dataset, row, chosen);
    for (size_t p = 0; p < e->pack.n; p++) {
        struct rule_reason reason;

        if (column_bit(chosen, p) && rule_eval(e->all, p, row, a) == RULE_HIT)
            rule_explain(e->all, p, row, a, &reason);
    }
}

/* The record itself: put into the image, asked about, hits explained. */
static void take_alone(struct engine *e, const struct registry_record *record, int64_t id,
                       struct arena *a)
{
    size_t dataset = (size_t)(record->dataset - e->law->dataset);
    struct image_changes changes = {0};

    image_put(e->image, record, id, a, &changes);
    evaluate_row(e, dataset, (size_t)changes.v.at[0].came, a);
}

/* As the program takes it, with the rows whose outcome it can change. */
static void take_arriving(struct engine *e, const struct registry_record *record, int64_t id,
                          struct arena *a)
{
    const struct screen_run_request q = {.binding = e->all,
                                         .world = e->world,
                                         .plan = e->pack.plan,
                                         .nplan = e->pack.n,
                                         .since = DAY_NONE,
                                         .threads = 1};
    struct screen_arrived ret;

    screen_arrive(&q, e->image, record, id, a, &ret);
}

int64_t engine_new_record(struct engine *e, size_t dataset, size_t like, int64_t id, bool alone)
{
    struct registry_record record;
    struct arena made, a;
    int64_t ns;

    arena_init(&made, 0);
    arena_init(&a, 0);
    similar_record(e, dataset, like, &made, &record);
    ns = clock_elapsed_ns();
    (alone ? take_alone : take_arriving)(e, &record, id, &a);
    ns = clock_elapsed_ns() - ns;
    arena_release(&a);
    arena_release(&made);
    return ns;
}

size_t engine_rows(const struct engine *e, size_t dataset)
{
    return column_table_rows(&e->world->table[dataset]);
}

size_t engine_next_row(const struct engine *e, size_t dataset, size_t row)
{
    return column_next_row(&e->world->table[dataset], row);
}

bool engine_reads(const struct engine *e, size_t dataset)
{
    return e->want[dataset] != NULL;
}

bool engine_has(const struct engine *e, size_t dataset, size_t field)
{
    return e->world->table[dataset].column[field].chunk != NULL;
}

bool engine_value(const struct engine *e, size_t dataset, size_t field, size_t row, struct arena *a,
                  struct engine_value *ret)
{
    const struct column_table *t = &e->world->table[dataset];
    const struct column *c = &t->column[field];

    if (!column_known(c, row))
        return false;
    *ret = (struct engine_value){.text = c->kind == COLUMN_TEXT};
    if (ret->text)
        ret->bytes = column_text(t, field, row, a);
    else if (c->kind == COLUMN_ID)
        ret->number = column_id(t, field, row);
    else
        ret->number = column_number(c, row);
    return true;
}

int64_t engine_record(const struct engine *e, size_t dataset, size_t row)
{
    return column_row_id(&e->world->table[dataset], row);
}

const struct rule_binding *engine_binding(const struct engine *e)
{
    return e->all;
}
