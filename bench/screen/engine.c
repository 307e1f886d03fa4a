/*
 * bench/screen/engine.c - see engine.h.  The vector engine over tables that were read from the store.
 */
#include "engine.h"

#include "base/clock.h"
#include "pipeline/home.h"
#include "service/screen/cases.h"
#include "service/screen/pack.h"
#include "service/screen/run.h"
#include "service/screen/world.h"

#include <stdio.h>
#include <stdlib.h>

struct engine {
    const struct law *law;
    struct pipeline_home home;
    struct screen_pack pack;
    struct screen_world world;
    struct rule_binding *all, **one; /* of the pack; of each rule alone */
    bool **uses;                     /* [dataset][field], read by the pack */
    bool *read;                      /* [dataset] */
    int threads;
    int64_t build_ns;
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

static void load_tables(struct engine *e)
{
    struct err err;

    for (size_t d = 0; d < e->law->ndataset; d++) {
        e->uses[d] = ARENA_ARRAY(&e->arena, bool, e->law->dataset[d].nfield + 1);
        e->read[d] = screen_pack_uses(&e->pack, d, e->uses[d]);
        if (e->read[d] &&
            screen_world_load(&e->world, e->home.store, d, e->uses[d], &err) != ERR_OK)
            bench_die("tables", &err);
    }
    screen_world_join_cases(&e->world);
}

static void bind_pack(struct engine *e)
{
    struct err err;

    if (rule_bind(&e->world.rule, e->pack.plan, e->pack.n, &e->all, &err) != ERR_OK)
        bench_die("binding", &err);
}

struct engine *engine_open(const char *home, const struct law *law, struct day today, int threads)
{
    struct engine *e = calloc(1, sizeof(*e));
    int64_t start;
    struct err err;

    arena_init(&e->arena, 0);
    e->law = law;
    e->threads = threads;
    if (pipeline_home_open(home, law, 0, &e->home, &err) != ERR_OK)
        bench_die(home, &err);
    load_pack(e);
    e->uses = ARENA_ARRAY(&e->arena, bool *, law->ndataset);
    e->read = ARENA_ARRAY(&e->arena, bool, law->ndataset);
    e->one = ARENA_ARRAY(&e->arena, struct rule_binding *, e->pack.n);
    screen_world_init(&e->world, law, today);
    start = clock_elapsed_ns();
    load_tables(e);
    bind_pack(e);
    e->build_ns = clock_elapsed_ns() - start;
    return e;
}

void engine_close(struct engine *e)
{
    for (size_t i = 0; i < e->pack.n; i++)
        if (e->one[i])
            rule_binding_free(e->one[i]);
    rule_binding_free(e->all);
    screen_world_release(&e->world);
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

static int64_t pool_bytes(const struct column_pool *p)
{
    int64_t n = 0;

    for (size_t i = 0; i < p->nchunk; i++)
        if (p->chunk[i] && p->chunk[i]->open)
            for (uint32_t k = 0; k < p->chunk[i]->n; k++)
                n += (int64_t)(p->chunk[i]->open[k].n + sizeof(struct str));
        else if (p->chunk[i])
            n += p->chunk[i]->npacked;
    return n;
}

struct engine_size engine_size(const struct engine *e)
{
    struct engine_size s = {.build_ns = e->build_ns, .engine = "vector"};

    s.bytes = pool_bytes(e->world.rule.pool);
    for (size_t d = 0; d < e->law->ndataset; d++) {
        const struct column_table *t = &e->world.rule.table[d];

        s.records += e->read[d] ? (int64_t)t->n : 0;
        for (size_t c = 0; c < t->ncolumn; c++) {
            s.bytes += column_bytes(t, &t->column[c]);
            s.touched += e->read[d] && e->uses[d][c] ? column_bytes(t, &t->column[c]) : 0;
        }
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
                                         .world = &e->world.rule,
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

    if (!e->one[rule] &&
        rule_bind(&e->world.rule, &e->pack.plan[rule], 1, &e->one[rule], &err) != ERR_OK)
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
        rule_bind(&e->world.rule, &plan, 1, &b, &err) != ERR_OK)
        bench_die("edited rule", &err);
    (void)run(e, b, &plan, 1, &a, &found);
    start = clock_elapsed_ns() - start;
    *ret_findings = (int64_t)found.n;
    rule_binding_free(b);
    arena_release(&a);
    return start;
}

int64_t engine_screen_row(struct engine *e, size_t dataset, size_t row)
{
    int64_t start = clock_elapsed_ns();
    struct arena a;

    arena_init(&a, 0);
    for (size_t p = 0; p < e->pack.n; p++) {
        struct rule_reason reason;

        if (e->pack.plan[p]->dataset == &e->law->dataset[dataset] &&
            rule_eval(e->all, p, row, &a) == RULE_HIT)
            rule_explain(e->all, p, row, &a, &reason);
    }
    start = clock_elapsed_ns() - start;
    arena_release(&a);
    return start;
}

size_t engine_rows(const struct engine *e, size_t dataset)
{
    return e->world.rule.table[dataset].n;
}

bool engine_reads(const struct engine *e, size_t dataset)
{
    return e->read[dataset];
}

bool engine_has(const struct engine *e, size_t dataset, size_t field)
{
    return e->world.rule.table[dataset].column[field].chunk != NULL;
}

bool engine_value(const struct engine *e, size_t dataset, size_t field, size_t row, struct arena *a,
                  struct engine_value *ret)
{
    const struct column_table *t = &e->world.rule.table[dataset];
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
    return e->world.origin[dataset].v.at[row].record;
}

const struct rule_binding *engine_binding(const struct engine *e)
{
    return e->all;
}
