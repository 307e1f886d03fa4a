/*
 * rule/vector.c - one test over a block, tests that rules share, and the engine's door; see vector.h,
 * rule.h.
 */
#include "rule/vector.h"

#include "base/bug.h"
#include "base/mem.h"

#include <stdlib.h>

/* ---- one test ---- */

static void true_rows(const struct rule_vals *v, const struct rule_bits *live,
                      struct rule_truths *ret)
{
    ret->same = RULE_MIXED;
    for (size_t w = 0; w < COLUMN_WORDS; w++) {
        uint64_t yes = 0;

        ret->no.w[w] = live->w[w] & v->known.w[w];
        RULE_EACH_IN_WORD(&ret->no, w, i)
        yes |= (uint64_t)(v->at[i] != 0) << (i & 63);
        ret->yes.w[w] = yes;
        ret->no.w[w] &= ~yes;
    }
    rule_truths_settle(ret, live);
}

static void test_true(struct rule_block *b, const struct rule_node *n, const struct rule_bits *live,
                      struct rule_truths *ret)
{
    size_t used = b->used;
    struct rule_vals v;

    rule_block_vals(b, n->kid[0], live, &v);
    if (v.unsupported)
        rule_block_test_rows(b, n, live, ret);
    else if (v.none)
        rule_truths_all(ret, RULE_ALL_MAYBE);
    else if (v.one)
        rule_truths_all(ret, v.lo ? RULE_ALL_YES : RULE_ALL_NO);
    else
        true_rows(&v, live, ret);
    b->used = used;
}

static void test_missing(struct rule_block *b, const struct rule_node *n,
                         const struct rule_bits *live, struct rule_truths *ret)
{
    const struct rule_node *f = n->kid[0];
    const struct column_chunk *k;

    if (f->op != RULE_OP_FIELD || f->level != 0) {
        rule_block_test_rows(b, n, live, ret);
        return;
    }
    k = rule_block_chunk(b, f->field);
    if (!k || k->known == b->n) {
        rule_truths_all(ret, k ? RULE_ALL_NO : RULE_ALL_YES);
    } else {
        ret->same = RULE_MIXED;
        column_chunk_valid(k, b->n, ret->no.w);
        for (size_t w = 0; w < COLUMN_WORDS; w++) {
            ret->no.w[w] &= live->w[w];
            ret->yes.w[w] = live->w[w] & ~ret->no.w[w];
        }
        rule_truths_settle(ret, live);
    }
}

static void test_plain(struct rule_block *b, const struct rule_node *n,
                       const struct rule_bits *live, struct rule_truths *ret)
{
    if (n->op == RULE_OP_AND || n->op == RULE_OP_OR)
        rule_block_logic(b, n, live, ret);
    else if (n->op == RULE_OP_NOT)
        rule_block_test(b, n->kid[0], live, ret);
    else if (n->op == RULE_OP_TRUE)
        test_true(b, n, live, ret);
    else if (n->op == RULE_OP_MISSING || n->op == RULE_OP_PRESENT)
        test_missing(b, n, live, ret);
    else if (n->op == RULE_OP_MEETS)
        rule_block_meets(b, n, live, ret);
    else if (rule_words_side(n))
        rule_block_words(b, n, live, ret);
    else if (n->op == RULE_OP_IN || n->op == RULE_OP_NOT_IN)
        rule_block_member(b, n, live, ret);
    else if (n->op == RULE_OP_BEFORE || n->op == RULE_OP_AFTER)
        rule_block_window(b, n, live, ret);
    else if (n->aggregate)
        rule_block_exists(b, n, live, ret);
    else
        rule_block_compare(b, n, live, ret);
    if (n->op == RULE_OP_NOT || rule_by_opposite(n->op))
        rule_truths_not(ret);
}

/* ---- shared tests ---- */

static void add_to_memo(struct rule_memo *m, const struct rule_bits *need, struct rule_truths *t)
{
    rule_truths_spread(t, need);
    rule_truths_spread(&m->t, &m->done);
    for (size_t w = 0; w < COLUMN_WORDS; w++) {
        m->t.yes.w[w] |= t->yes.w[w];
        m->t.no.w[w] |= t->no.w[w];
        m->done.w[w] |= need->w[w];
    }
}

static void from_memo(const struct rule_memo *m, const struct rule_bits *live,
                      struct rule_truths *ret)
{
    if (m->t.same != RULE_MIXED) {
        ret->same = m->t.same;
        return;
    }
    ret->same = RULE_MIXED;
    for (size_t w = 0; w < COLUMN_WORDS; w++) {
        ret->yes.w[w] = m->t.yes.w[w] & live->w[w];
        ret->no.w[w] = m->t.no.w[w] & live->w[w];
    }
    rule_truths_settle(ret, live);
}

static void test_shared(struct rule_block *b, const struct rule_node *n, struct rule_memo *m,
                        const struct rule_bits *live, struct rule_truths *ret)
{
    struct rule_bits need = *live;

    if (m->block == b->block + 1)
        rule_bits_without(&need, &m->done);
    else
        memset(&m->done, 0, sizeof(m->done));
    if (rule_bits_any(&need)) {
        if (m->block != b->block + 1) {
            test_plain(b, n, &need, &m->t);
            m->block = b->block + 1;
            m->done = need;
        } else {
            test_plain(b, n, &need, ret);
            if (m->t.same == RULE_MIXED || ret->same != m->t.same)
                add_to_memo(m, &need, ret);
            else
                for (size_t w = 0; w < COLUMN_WORDS; w++)
                    m->done.w[w] |= need.w[w];
        }
    }
    from_memo(m, live, ret);
}

void rule_block_test(struct rule_block *b, const struct rule_node *n, const struct rule_bits *live,
                     struct rule_truths *ret)
{
    uint32_t slot = b->v->slot[b->plan][n->id - 1];

    if (slot)
        test_shared(b, n, &b->memo[slot - 1], live, ret);
    else
        test_plain(b, n, live, ret);
}

int64_t *rule_block_room(struct rule_block *b)
{
    BUG_ON(b->used >= RULE_VALS);
    return b->room[b->used++];
}

/* ---- slots ---- */

struct shared {
    const struct rule_node *node;
    const struct rule_plan *plan;
    uint32_t users, slot;
};

struct sharing {
    struct shared *at; /* by hash */
    size_t cap;
};

/* A limit of the standard it stands in means another number in another standard. */
bool rule_depends_on_place(const struct rule_node *n)
{
    if (n->versions && n->versions->fixed)
        return true;
    for (size_t i = 0; i < n->nkid; i++)
        if (rule_depends_on_place(n->kid[i]))
            return true;
    return n->aggregate && rule_depends_on_place(n->aggregate->condition);
}

/* Tests of the screened row, written alike over the same dataset, mean the same, but for a plan that
 * was compiled with another limit. */
static bool may_share(const struct rule_plan *p, const struct rule_node *n)
{
    return !p->changed && rule_op_get(n->op)->test && !n->reads_counted && n->source.n > 0 &&
           !rule_depends_on_place(n);
}

static struct shared *shared_find(const struct sharing *s, const struct rule_plan *p,
                                  const struct rule_node *n)
{
    uint64_t h = str_hash(n->source) ^ ((uint64_t)n->op << 56) ^ (uintptr_t)p->dataset;

    for (size_t i = h & (s->cap - 1);; i = (i + 1) & (s->cap - 1)) {
        struct shared *x = &s->at[i];

        if (!x->node || (x->node->op == n->op && x->plan->dataset == p->dataset &&
                         str_eq(x->node->source, n->source)))
            return x;
    }
}

static size_t count_tests(const struct rule_binding *b)
{
    size_t n = 0;

    for (size_t i = 0; i < b->nplan; i++)
        n += b->plan[i]->ncore;
    return n;
}

static void find_shared(struct rule_vector *v, struct sharing *s, bool number)
{
    const struct rule_binding *b = v->binding;

    for (size_t i = 0; i < b->nplan; i++)
        for (size_t k = 0; k < b->plan[i]->ncore; k++) {
            const struct rule_node *n = &b->plan[i]->node[k];
            struct shared *x;

            if (!may_share(b->plan[i], n))
                continue;
            x = shared_find(s, b->plan[i], n);
            if (!number) {
                x->node = n;
                x->plan = b->plan[i];
                x->users++;
            } else if (x->users > 1) {
                x->slot = x->slot ? x->slot : (uint32_t)++v->nslot;
                v->slot[i][k] = x->slot;
            }
        }
}

static void give_slots(struct rule_vector *v)
{
    struct sharing s = {.cap = 64};

    while (s.cap < count_tests(v->binding) * 2)
        s.cap *= 2;
    s.at = mem_zero(s.cap, sizeof(*s.at));
    find_shared(v, &s, false);
    find_shared(v, &s, true);
    free(s.at);
}

/* ---- the door ---- */

struct rule_vector *rule_vector_new(const struct rule_binding *b, const char *kernels)
{
    struct rule_vector *v = MEM_NEW(struct rule_vector);

    arena_init(&v->arena, 0);
    v->binding = b;
    v->kernels = kernels ? column_kernels_named(kernels) : column_kernels_best();
    BUG_ON(!v->kernels);
    v->slot = ARENA_ARRAY(&v->arena, uint32_t *, b->nplan + 1);
    for (size_t i = 0; i < b->nplan; i++)
        v->slot[i] = ARENA_ARRAY(&v->arena, uint32_t, b->plan[i]->ncore + 1);
    give_slots(v);
    return v;
}

void rule_vector_free(struct rule_vector *v)
{
    if (!v)
        return;
    for (size_t i = 0; i < v->walk.n; i++)
        free(v->walk.at[i]->count);
    arena_release(&v->arena);
    free(v);
}

struct rule_block *rule_block_new(const struct rule_vector *v)
{
    struct rule_block *b = MEM_NEW(struct rule_block);

    b->v = v;
    b->memo = mem_zero(v->nslot + 1, sizeof(*b->memo));
    b->peers = mem_zero(RULE_KEPT, sizeof(*b->peers));
    b->empty = mem_zero(RULE_KEPT, sizeof(*b->empty));
    b->members = rule_members_new();
    b->room = mem_alloc(RULE_VALS * sizeof(*b->room));
    arena_init(&b->scratch, 0);
    return b;
}

void rule_block_free(struct rule_block *b)
{
    if (!b)
        return;
    for (size_t i = 0; i < RULE_KEPT; i++)
        free(b->move[i].to);
    rule_members_free(b->members);
    free(b->memo);
    free(b->peers);
    free(b->empty);
    free(b->room);
    arena_release(&b->scratch);
    free(b);
}

/* Another table: what is kept by number of the block is of the former one. */
static void forget(struct rule_block *b)
{
    for (size_t i = 0; i < b->v->nslot; i++)
        b->memo[i].block = 0;
    for (size_t i = 0; i < RULE_KEPT; i++)
        b->peers[i].block = b->empty[i].block = 0;
}

bool rule_block_open(struct rule_block *b, size_t dataset, size_t block)
{
    const struct column_table *t = &b->v->binding->world->table[dataset];

    if (b->table != t)
        forget(b);
    b->table = t;
    b->block = block;
    b->n = t->fill[block];
    column_first_bits(b->rows.w, b->n);
    for (size_t w = 0; t->gone[block] && w < COLUMN_WORDS; w++)
        b->rows.w[w] &= ~t->gone[block][w];
    arena_reset(&b->scratch);
    return rule_bits_any(&b->rows);
}

void rule_block_since(struct rule_block *b, int field, struct day since)
{
    const struct column_chunk *k = rule_block_chunk(b, field);
    struct rule_bits early;

    if (!k)
        return;
    column_chunk_range(b->v->kernels, k, b->n, INT64_MIN, (int64_t)since.n - 1, early.w);
    rule_bits_without(&b->rows, &early);
}

size_t rule_block_eval(struct rule_block *b, size_t plan, uint64_t *ret_hit,
                       uint64_t *ret_undetermined)
{
    struct rule_truths t;
    size_t n = 0;

    b->plan = plan;
    b->used = 0;
    if (!rule_bits_any(&b->rows))
        return 0;
    rule_eval_start(&b->e, b->v->binding, plan, b->block << COLUMN_BLOCK_BITS, &b->scratch);
    rule_block_test(b, b->v->binding->plan[plan]->condition, &b->rows, &t);
    if (t.same == RULE_ALL_NO)
        return 0;
    rule_truths_spread(&t, &b->rows);
    for (size_t w = 0; w < COLUMN_WORDS; w++) {
        ret_hit[w] = t.yes.w[w];
        ret_undetermined[w] = b->rows.w[w] & ~t.yes.w[w] & ~t.no.w[w];
        n += (size_t)__builtin_popcountll(ret_hit[w] | ret_undetermined[w]);
    }
    return n;
}
