/* service/screen/change.c - see change.h. */
#include "service/screen/change.h"

#include <stdlib.h>

static int by_plan_and_row(const void *a, const void *b)
{
    const struct screen_finding *x = a, *y = b;

    if (x->plan != y->plan)
        return x->plan < y->plan ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static void keep_each_once(struct screen_scope *s)
{
    size_t n = 0;

    if (s->pair.n > 1)
        qsort(s->pair.at, s->pair.n, sizeof(*s->pair.at), by_plan_and_row);
    for (size_t i = 0; i < s->pair.n; i++)
        if (n == 0 || by_plan_and_row(&s->pair.at[n - 1], &s->pair.at[i]) != 0)
            s->pair.at[n++] = s->pair.at[i];
    s->pair.n = n;
}

static void add_plan(const struct screen_run_request *q, uint32_t plan,
                     const struct rule_reach *reach, struct arena *a, struct screen_scope *ret)
{
    const struct column_table *t =
        &q->world->table[q->plan[plan]->dataset - q->world->law->dataset];

    ret->whole[plan] = reach->whole;
    ret->block[plan] = reach->block;
    for (size_t i = 0; i < reach->row.n && !reach->whole; i++)
        if (!column_row_gone(t, reach->row.at[i]))
            vec_push(a, &ret->pair,
                     (struct screen_finding){.plan = plan,
                                             .row = (uint32_t)reach->row.at[i] & INT32_MAX});
}

void screen_scope_of(const struct screen_run_request *q, const struct screen_change *change,
                     size_t n, struct arena *a, struct screen_scope *ret)
{
    *ret = (struct screen_scope){0};
    ret->whole = ARENA_ARRAY(a, bool, q->nplan + 1);
    ret->block = ARENA_ARRAY(a, uint64_t *, q->nplan + 1);
    for (uint32_t p = 0; p < q->nplan; p++) {
        struct rule_reach reach = {.changes = n};

        for (size_t i = 0; i < n && !reach.whole; i++)
            rule_reach(q->binding, p, change[i].dataset, change[i].row, a, &reach);
        add_plan(q, p, &reach, a, ret);
    }
    keep_each_once(ret);
}

static bool has_block(const struct screen_scope *s, size_t plan, size_t block)
{
    return s->whole[plan] || (s->block[plan] && column_bit(s->block[plan], block));
}

bool screen_scope_has(const struct screen_scope *s, size_t plan, size_t row)
{
    struct screen_finding f = {.plan = (uint32_t)plan, .row = (uint32_t)row & INT32_MAX};

    return has_block(s, plan, row >> COLUMN_BLOCK_BITS) ||
           (s->pair.n > 0 &&
            bsearch(&f, s->pair.at, s->pair.n, sizeof(f), by_plan_and_row) != NULL);
}

struct scope_run {
    const struct screen_run_request *q;
    const struct screen_scope *scope;
    struct arena *a, scratch;
    VEC(struct screen_finding) found;
};

static void keep(struct scope_run *r, uint32_t plan, size_t row, bool undetermined)
{
    vec_push(r->a, &r->found,
             (struct screen_finding){
                 .plan = plan, .undetermined = undetermined, .row = (uint32_t)row & INT32_MAX});
}

static void run_block(struct scope_run *r, struct rule_block *block, uint32_t plan, size_t number)
{
    size_t dataset = (size_t)(r->q->plan[plan]->dataset - r->q->world->law->dataset);
    uint64_t hit[COLUMN_WORDS], undetermined[COLUMN_WORDS];

    if (!rule_block_open(block, dataset, number) ||
        rule_block_eval(block, plan, hit, undetermined) == 0)
        return;
    for (size_t i = 0; i < COLUMN_BLOCK; i++)
        if (column_bit(hit, i) || column_bit(undetermined, i))
            keep(r, plan, (number << COLUMN_BLOCK_BITS) + i, column_bit(undetermined, i));
}

static void run_blocks(struct scope_run *r, struct rule_block *block, uint32_t plan)
{
    const struct column_table *t =
        &r->q->world->table[r->q->plan[plan]->dataset - r->q->world->law->dataset];

    for (size_t number = 0; number < t->nblock; number++)
        if (has_block(r->scope, plan, number))
            run_block(r, block, plan, number);
}

static void run_pairs(struct scope_run *r)
{
    for (size_t i = 0; i < r->scope->pair.n; i++) {
        struct screen_finding f = r->scope->pair.at[i];
        enum rule_outcome o;

        if (has_block(r->scope, f.plan, f.row >> COLUMN_BLOCK_BITS))
            continue;
        o = rule_eval(r->q->binding, f.plan, f.row, &r->scratch);
        if (o != RULE_MISS)
            keep(r, f.plan, f.row, o == RULE_UNDETERMINED);
        arena_reset(&r->scratch);
    }
}

void screen_scope_run(const struct screen_run_request *q, const struct screen_scope *scope,
                      struct arena *a, struct screen_findings *ret)
{
    struct scope_run r = {.q = q, .scope = scope, .a = a};
    struct rule_vector *v = rule_vector_new(q->binding, q->kernels);
    struct rule_block *block = rule_block_new(v);

    arena_init(&r.scratch, 0);
    for (uint32_t p = 0; p < q->nplan; p++)
        if (scope->whole[p] || scope->block[p])
            run_blocks(&r, block, p);
    run_pairs(&r);
    if (r.found.n > 1)
        qsort(r.found.at, r.found.n, sizeof(*r.found.at), by_plan_and_row);
    *ret = (struct screen_findings){r.found.at, r.found.n};
    arena_release(&r.scratch);
    rule_block_free(block);
    rule_vector_free(v);
}
