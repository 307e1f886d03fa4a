/* service/screen/change.c - see change.h. */
#include "service/screen/change.h"

#include <stdlib.h>

enum {
    BLOCK_PAYS = 12,      /* so many rows one by one cost what their block costs at once */
    MOST_PAIRS = 1 << 16, /* of one rule and some changes; beyond, it is screened whole */
};

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

static const struct column_table *table_of(const struct screen_run_request *q, size_t plan)
{
    return &q->world->table[q->plan[plan]->dataset - q->world->law->dataset];
}

static uint64_t *blocks_of(const struct screen_run_request *q, size_t plan, struct screen_scope *s)
{
    if (!s->block[plan])
        s->block[plan] = ARENA_ARRAY(s->arena, uint64_t, table_of(q, plan)->nblock / 64 + 1);
    return s->block[plan];
}

static void add_plan(const struct screen_run_request *q, uint32_t plan,
                     const struct rule_reach *reach, struct screen_scope *s)
{
    const struct column_table *t = table_of(q, plan);

    s->whole[plan] = reach->whole;
    for (size_t i = 0; reach->block && i < t->nblock / 64 + 1; i++)
        blocks_of(q, plan, s)[i] |= reach->block[i];
    for (size_t i = 0; i < reach->row.n && !reach->whole; i++)
        if (!column_row_gone(t, reach->row.at[i]))
            vec_push(s->arena, &s->pair,
                     (struct screen_finding){.plan = plan,
                                             .row = (uint32_t)reach->row.at[i] & INT32_MAX});
}

void screen_scope_init(const struct screen_run_request *q, struct arena *a,
                       struct screen_scope *ret)
{
    *ret = (struct screen_scope){.arena = a};
    ret->whole = ARENA_ARRAY(a, bool, q->nplan + 1);
    ret->block = ARENA_ARRAY(a, uint64_t *, q->nplan + 1);
}

void screen_scope_add(const struct screen_run_request *q, const struct screen_change *change,
                      size_t n, const bool *only, struct screen_scope *scope)
{
    struct arena scratch;

    arena_init(&scratch, 0);
    for (uint32_t p = 0; p < q->nplan; p++) {
        struct rule_reach reach = {.changes = n};

        if (scope->whole[p] || (only && !only[p]))
            continue;
        for (size_t i = 0; i < n && !reach.whole; i++) {
            rule_reach(q->binding, p, change[i].dataset, change[i].row, &scratch, &reach);
            reach.whole = reach.whole || reach.row.n > MOST_PAIRS;
        }
        add_plan(q, p, &reach, scope);
        arena_reset(&scratch);
    }
    arena_release(&scratch);
}

/* Rows of one rule that lie together are cheaper to ask for as a block. */
static void join_into_blocks(const struct screen_run_request *q, struct screen_scope *s)
{
    for (size_t from = 0, to; from < s->pair.n; from = to) {
        struct screen_finding f = s->pair.at[from];
        size_t block = (size_t)f.row >> COLUMN_BLOCK_BITS;

        for (to = from; to < s->pair.n && s->pair.at[to].plan == f.plan &&
                        (size_t)s->pair.at[to].row >> COLUMN_BLOCK_BITS == block;)
            to++;
        if (to - from >= (size_t)BLOCK_PAYS)
            blocks_of(q, f.plan, s)[block >> 6] |= UINT64_C(1) << (block & 63);
    }
}

void screen_scope_end(const struct screen_run_request *q, struct screen_scope *scope)
{
    keep_each_once(scope);
    join_into_blocks(q, scope);
}

void screen_scope_of(const struct screen_run_request *q, const struct screen_change *change,
                     size_t n, struct arena *a, struct screen_scope *ret)
{
    screen_scope_init(q, a, ret);
    screen_scope_add(q, change, n, NULL, ret);
    screen_scope_end(q, ret);
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
    const struct column_table *t = table_of(r->q, plan);

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

/* All of these rules in one pass, in threads. */
static void run_whole(struct scope_run *r)
{
    struct screen_run_request q = *r->q;
    struct screen_findings found;
    bool any = false;

    for (size_t p = 0; p < q.nplan; p++)
        any |= r->scope->whole[p];
    if (!any)
        return;
    q.only = r->scope->whole;
    screen_run(&q, r->a, &found);
    for (size_t i = 0; i < found.n; i++)
        vec_push(r->a, &r->found, found.at[i]);
}

static void run_rest(struct scope_run *r)
{
    struct rule_vector *v = rule_vector_new(r->q->binding, r->q->kernels);
    struct rule_block *block = rule_block_new(v);

    for (uint32_t p = 0; p < r->q->nplan; p++)
        if (!r->scope->whole[p] && r->scope->block[p])
            run_blocks(r, block, p);
    run_pairs(r);
    rule_block_free(block);
    rule_vector_free(v);
}

void screen_scope_run(const struct screen_run_request *q, const struct screen_scope *scope,
                      struct arena *a, struct screen_findings *ret)
{
    struct scope_run r = {.q = q, .scope = scope, .a = a};

    arena_init(&r.scratch, 0);
    run_whole(&r);
    run_rest(&r);
    if (r.found.n > 1)
        qsort(r.found.at, r.found.n, sizeof(*r.found.at), by_plan_and_row);
    *ret = (struct screen_findings){r.found.at, r.found.n};
    arena_release(&r.scratch);
}

/* ---- how much it is ---- */

static void mark_blocks(const struct column_table *t, const uint64_t *block, uint64_t *row)
{
    for (size_t b = 0; b < t->nblock; b++)
        for (size_t k = 0; column_bit(block, b) && k < COLUMN_WORDS; k++)
            for (size_t i = 0; i < 64 && k * 64 + i < t->fill[b]; i++)
                row[b * COLUMN_WORDS + k] |= UINT64_C(1) << i;
}

static int64_t count_rows(const struct column_table *t, const uint64_t *row)
{
    int64_t n = 0;

    COLUMN_EACH_ROW(t, r)
    n += column_bit(row, r);
    return n;
}

int64_t screen_scope_rows(const struct screen_run_request *q, const struct screen_scope *s)
{
    uint64_t **row = NULL;
    struct arena a;
    int64_t n = 0;

    arena_init(&a, 0);
    row = ARENA_ARRAY(&a, uint64_t *, q->world->law->ndataset + 1);
    for (size_t p = 0, at = 0; p < q->nplan; p++) {
        const struct column_table *t = table_of(q, p);
        uint64_t **mine = &row[t - q->world->table];
        size_t from = at;

        while (at < s->pair.n && s->pair.at[at].plan == p)
            at++;
        if (s->whole[p] || (from == at && !s->block[p]))
            continue;
        if (!*mine)
            *mine = ARENA_ARRAY(&a, uint64_t, (t->nblock + 1) * COLUMN_WORDS);
        for (size_t i = from; i < at; i++)
            (*mine)[s->pair.at[i].row >> 6] |= UINT64_C(1) << (s->pair.at[i].row & 63);
        if (s->block[p])
            mark_blocks(t, s->block[p], *mine);
    }
    for (size_t d = 0; d < q->world->law->ndataset; d++)
        n += row[d] ? count_rows(&q->world->table[d], row[d]) : 0;
    arena_release(&a);
    return n;
}
