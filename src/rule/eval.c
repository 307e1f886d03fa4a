/*
 * rule/eval.c - kernels of tests and values, and rule_eval; see eval.h, rule.h.
 */
#include "rule/eval.h"

#include "rule/compile.h"

typedef enum rule_truth (*test_kernel)(struct rule_eval *e, const struct rule_node *n);
typedef bool (*value_kernel)(struct rule_eval *e, const struct rule_node *n, struct rule_value *v);

static const test_kernel test_kernels[RULE_OP_N] = {
#define RULE_TEST(id, spelling, signature, unknown, sqlite, postgres, help) \
    [RULE_OP_##id] = rule_test_##id,
#define RULE_VALUE(id, spelling, signature, unknown, sqlite, postgres, help)
#include "rule/rule_op.def"
#undef RULE_TEST
#undef RULE_VALUE
};

static const value_kernel value_kernels[RULE_OP_N] = {
#define RULE_TEST(id, spelling, signature, unknown, sqlite, postgres, help)
#define RULE_VALUE(id, spelling, signature, unknown, sqlite, postgres, help) \
    [RULE_OP_##id] = rule_value_##id,
#include "rule/rule_op.def"
#undef RULE_TEST
#undef RULE_VALUE
};

enum rule_truth rule_test(struct rule_eval *e, const struct rule_node *n)
{
    return test_kernels[n->op](e, n);
}

bool rule_value(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return value_kernels[n->op](e, n, v);
}

/* ---- leaves ---- */

bool rule_value_FIELD(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    v->text = STR_NULL;
    return column_get(&e->table[n->level]->column[n->field], e->row[n->level], &v->n);
}

bool rule_value_CONST(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    (void)e;
    v->n = n->type.kind == RULE_WORDS ? COLUMN_NO_CODE : n->number;
    v->text = n->text;
    return true;
}

struct str rule_words_of(struct rule_eval *e, const struct rule_value *v)
{
    return v->n == COLUMN_NO_CODE ? v->text : column_pool_get(e->world->pool, v->n, e->arena);
}

bool rule_value_TODAY(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    (void)n;
    v->n = e->today.n;
    return day_known(e->today);
}

/* ---- logic ---- */

enum rule_truth rule_test_AND(struct rule_eval *e, const struct rule_node *n)
{
    enum rule_truth all = RULE_YES;

    for (size_t i = 0; i < n->nkid; i++) {
        enum rule_truth t = rule_test(e, n->cheap[i]);

        if (t == RULE_NO)
            return t;
        if (t == RULE_MAYBE)
            all = t;
    }
    return all;
}

enum rule_truth rule_test_OR(struct rule_eval *e, const struct rule_node *n)
{
    enum rule_truth any = RULE_NO;

    for (size_t i = 0; i < n->nkid; i++) {
        enum rule_truth t = rule_test(e, n->cheap[i]);

        if (t == RULE_YES)
            return t;
        if (t == RULE_MAYBE)
            any = t;
    }
    return any;
}

enum rule_truth rule_test_NOT(struct rule_eval *e, const struct rule_node *n)
{
    return rule_truth_not(rule_test(e, n->kid[0]));
}

enum rule_truth rule_test_TRUE(struct rule_eval *e, const struct rule_node *n)
{
    struct rule_value v;

    return rule_value(e, n->kid[0], &v) ? rule_truth_of(v.n != 0) : RULE_MAYBE;
}

enum rule_truth rule_test_MISSING(struct rule_eval *e, const struct rule_node *n)
{
    struct rule_value v;

    return rule_truth_of(!rule_value(e, n->kid[0], &v));
}

enum rule_truth rule_test_PRESENT(struct rule_eval *e, const struct rule_node *n)
{
    struct rule_value v;

    return rule_truth_of(rule_value(e, n->kid[0], &v));
}

/* ---- comparison ---- */

/* a >= b for numbers in their own units */
static bool reaches(const struct rule_node *n, size_t a, int64_t x, size_t b, int64_t y)
{
    if (n->scale[a] == 1 && n->scale[b] == 1)
        return x >= y;
    return (rule_wide)x * n->scale[a] >= (rule_wide)y * n->scale[b];
}

/* Operand a is at least operand b: yes when the whole of its range is, no when none of it is. */
static enum rule_truth at_least(struct rule_eval *e, const struct rule_node *n, size_t a, size_t b)
{
    int64_t alo, ahi, blo, bhi;

    if (!rule_range(e, n->kid[a], &alo, &ahi) || !rule_range(e, n->kid[b], &blo, &bhi))
        return RULE_MAYBE;
    if (reaches(n, a, alo, b, bhi))
        return RULE_YES;
    return reaches(n, a, ahi, b, blo) ? RULE_MAYBE : RULE_NO;
}

enum rule_truth rule_test_GE(struct rule_eval *e, const struct rule_node *n)
{
    return at_least(e, n, 0, 1);
}

enum rule_truth rule_test_LE(struct rule_eval *e, const struct rule_node *n)
{
    return at_least(e, n, 1, 0);
}

enum rule_truth rule_test_LT(struct rule_eval *e, const struct rule_node *n)
{
    return rule_truth_not(at_least(e, n, 0, 1));
}

enum rule_truth rule_test_GT(struct rule_eval *e, const struct rule_node *n)
{
    return rule_truth_not(at_least(e, n, 1, 0));
}

enum rule_truth rule_test_BETWEEN(struct rule_eval *e, const struct rule_node *n)
{
    return rule_truth_and(at_least(e, n, 0, 1), at_least(e, n, 2, 0));
}

/* By what is known of the texts of the pool; a text that is new is looked at itself. */
static bool words_hold(struct rule_eval *e, const struct rule_node *n, const struct rule_value *v)
{
    struct rule_words *w = e->prepared ? e->prepared->words[n->id - 1] : NULL;
    size_t chunk = (size_t)v->n >> COLUMN_POOL_BITS;
    if (w && v->n != COLUMN_NO_CODE && chunk < w->nchunk && !e->world->pool->chunk[chunk]->open)
        return column_bit(rule_words_bits(w, e->world->pool, chunk),
                          (size_t)v->n & (COLUMN_POOL_CHUNK - 1));
    return w ? rule_words_hold(w, rule_words_of(e, v)) : rule_words_bare(n, rule_words_of(e, v));
}

static bool same_words(struct rule_eval *e, const struct rule_value *a, const struct rule_value *b)
{
    if (a->n != COLUMN_NO_CODE && b->n != COLUMN_NO_CODE)
        return a->n == b->n;
    return str_eq(rule_words_of(e, a), rule_words_of(e, b));
}

enum rule_truth rule_test_EQ(struct rule_eval *e, const struct rule_node *n)
{
    struct rule_value a, b;

    if (n->ranged || n->scale[0] != 1 || n->scale[1] != 1)
        return rule_truth_and(at_least(e, n, 0, 1), at_least(e, n, 1, 0));
    if (rule_words_side(n))
        return rule_value(e, rule_words_side(n), &a) ? rule_truth_of(words_hold(e, n, &a))
                                                     : RULE_MAYBE;
    if (!rule_value(e, n->kid[0], &a) || !rule_value(e, n->kid[1], &b))
        return RULE_MAYBE;
    if (n->kid[0]->type.kind == RULE_WORDS)
        return rule_truth_of(same_words(e, &a, &b));
    return rule_truth_of(a.n == b.n);
}

enum rule_truth rule_test_NE(struct rule_eval *e, const struct rule_node *n)
{
    return rule_truth_not(rule_test_EQ(e, n));
}

/* ---- sets ---- */

enum rule_truth rule_test_IN(struct rule_eval *e, const struct rule_node *n)
{
    struct rule_value v;

    if (!rule_value(e, n->kid[0], &v))
        return RULE_MAYBE;
    return rule_truth_of(n->set->kind == RULE_WORDS ? words_hold(e, n, &v)
                                                    : rule_set_holds(n->set, v.n));
}

enum rule_truth rule_test_NOT_IN(struct rule_eval *e, const struct rule_node *n)
{
    return rule_truth_not(rule_test_IN(e, n));
}

enum rule_truth rule_test_HAS(struct rule_eval *e, const struct rule_node *n)
{
    struct rule_value v;

    return rule_value(e, n->kid[0], &v) ? rule_truth_of(words_hold(e, n, &v)) : RULE_MAYBE;
}

enum rule_truth rule_test_LACKS(struct rule_eval *e, const struct rule_node *n)
{
    return rule_truth_not(rule_test_HAS(e, n));
}

/* ---- standards ---- */

bool rule_conduct_day(const struct rule_eval *e, const struct rule_node *n, struct day *ret,
                      size_t *ret_which)
{
    const struct law_dataset *d = n->versions->dataset;
    const struct column_table *t = e->table[n->level];
    size_t row = e->row[n->level];

    for (size_t i = 0; i < d->nconduct; i++) {
        int64_t day;

        if (column_get(&t->column[d->conduct[i]], row, &day) && rule_day(day, ret)) {
            *ret_which = i;
            return true;
        }
    }
    return false;
}

enum rule_version_state rule_version_at(const struct rule_eval *e, const struct rule_node *n,
                                        const struct rule_version **ret)
{
    const struct rule_versions *v = n->versions;
    size_t which, i = 0;
    struct day day;

    *ret = &v->at[0];
    if (v->fixed)
        return RULE_VERSION_FOUND;
    if (!rule_conduct_day(e, n, &day, &which))
        return RULE_VERSION_NO_DATE;
    while (i < v->n && !rule_in_force(v->at[i].law, day.n))
        i++;
    if (i == v->n)
        return RULE_VERSION_NONE;
    *ret = &v->at[i];
    return v->at[i].law->verified == LAW_VERIFIED_NO ? RULE_VERSION_UNVERIFIED : RULE_VERSION_FOUND;
}

enum rule_truth rule_test_MEETS(struct rule_eval *e, const struct rule_node *n)
{
    const struct rule_version *v;

    if (rule_version_at(e, n, &v) != RULE_VERSION_FOUND || !v->test)
        return RULE_MAYBE;
    return rule_test(e, v->test);
}

bool rule_value_LIMIT(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    const struct rule_version *version;

    if (rule_version_at(e, n, &version) != RULE_VERSION_FOUND || !version->limit ||
        version->low != version->high)
        return false;
    v->n = version->low;
    return true;
}

/* ---- evaluation of a row ---- */

void rule_eval_start(struct rule_eval *e, const struct rule_binding *b, size_t plan, size_t row,
                     struct arena *a)
{
    const struct rule_plan *p = b->plan[plan];

    e->law = p->law;
    e->arena = a;
    e->today = b->world->today;
    e->world = b->world;
    e->prepared = &b->prepared[plan];
    e->table[0] = &b->world->table[p->dataset - p->law->dataset];
    e->row[0] = row;
    e->table[1] = NULL;
    e->row[1] = 0;
}

enum rule_outcome rule_eval(const struct rule_binding *b, size_t plan, size_t row, struct arena *a)
{
    struct rule_eval e;

    rule_eval_start(&e, b, plan, row, a);
    switch (rule_test(&e, b->plan[plan]->condition)) {
    case RULE_NO:
        return RULE_MISS;
    case RULE_YES:
        return RULE_HIT;
    case RULE_MAYBE:
        break;
    }
    return RULE_UNDETERMINED;
}
