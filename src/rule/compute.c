/* rule/compute.c - kernels of arithmetic, dates and functions; values as ranges; see eval.h. */
#include "rule/compile.h"
#include "rule/eval.h"

/* ---- days ---- */

bool rule_day(int64_t n, struct day *ret)
{
    enum { FIRST = -719162, LAST = 2932896 }; /* 0001-01-01, 9999-12-31 */

    if (n < FIRST || n > LAST)
        return false;
    *ret = (struct day){(int32_t)n};
    return true;
}

static bool known_day(struct rule_eval *e, const struct rule_node *n, struct day *ret)
{
    struct rule_value v;

    return rule_value(e, n, &v) && rule_day(v.n, ret);
}

bool rule_day_move(struct rule_eval *e, struct day from, const struct rule_node *span, bool back,
                   struct day *ret)
{
    int32_t n = (int32_t)span->number;
    struct span calendar = {n, span->span};
    struct day to;

    if (span->type.kind == RULE_WORKING)
        return law_working_day_add(e->law, from, back ? -n : n, ret);
    to = back ? day_sub(from, calendar) : day_add(from, calendar);
    return rule_day(to.n, ret);
}

static bool moved(struct rule_eval *e, const struct rule_node *n, bool back, struct rule_value *v)
{
    struct day d;

    if (!known_day(e, n->kid[0], &d) || !rule_day_move(e, d, n->kid[1], back, &d))
        return false;
    v->n = d.n;
    return true;
}

bool rule_value_DAY_ADD(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return moved(e, n, false, v);
}

bool rule_value_DAY_SUB(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return moved(e, n, true, v);
}

bool rule_value_WORKDAY_ADD(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return moved(e, n, false, v);
}

bool rule_value_WORKDAY_SUB(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return moved(e, n, true, v);
}

bool rule_value_DAYS(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    struct day a, b;

    if (!known_day(e, n->kid[0], &a) || !known_day(e, n->kid[1], &b))
        return false;
    v->n = (int64_t)b.n - a.n;
    return true;
}

bool rule_value_WORKING_DAYS(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    struct day a, b;
    int32_t days;

    if (!known_day(e, n->kid[0], &a) || !known_day(e, n->kid[1], &b) ||
        !law_working_days(e->law, a, b, &days))
        return false;
    v->n = days;
    return true;
}

bool rule_value_YEAR(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    int year, month, dom;
    struct day d;

    if (!known_day(e, n->kid[0], &d))
        return false;
    day_to_ymd(d, &year, &month, &dom);
    v->n = year;
    return true;
}

/* A in [B - span, B], or in [B, B + span]; an end that cannot be known leaves the other. */
static enum rule_truth window(struct rule_eval *e, const struct rule_node *n, bool back)
{
    enum rule_truth near, far = RULE_MAYBE;
    struct day a, b, end;

    if (!known_day(e, n->kid[0], &a) || !known_day(e, n->kid[1], &b))
        return RULE_MAYBE;
    near = rule_truth_of(back ? a.n <= b.n : a.n >= b.n);
    if (near == RULE_YES && rule_day_move(e, b, n->kid[2], back, &end))
        far = rule_truth_of(back ? a.n >= end.n : a.n <= end.n);
    return rule_truth_and(near, far);
}

enum rule_truth rule_test_BEFORE(struct rule_eval *e, const struct rule_node *n)
{
    return window(e, n, true);
}

enum rule_truth rule_test_AFTER(struct rule_eval *e, const struct rule_node *n)
{
    return window(e, n, false);
}

/* ---- arithmetic ---- */

static bool add(int64_t a, int64_t b, int64_t *ret)
{
    return !__builtin_add_overflow(a, b, ret);
}

static bool sub(int64_t a, int64_t b, int64_t *ret)
{
    return !__builtin_sub_overflow(a, b, ret);
}

static bool both(struct rule_eval *e, const struct rule_node *n, int64_t *a, int64_t *b)
{
    struct rule_value x, y;

    if (!rule_value(e, n->kid[0], &x) || !rule_value(e, n->kid[1], &y))
        return false;
    *a = x.n;
    *b = y.n;
    return true;
}

bool rule_value_ADD(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    int64_t a, b;

    return both(e, n, &a, &b) && add(a, b, &v->n);
}

bool rule_value_SUB(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    int64_t a, b;

    return both(e, n, &a, &b) && sub(a, b, &v->n);
}

static bool multiply(const struct rule_node *n, int64_t a, int64_t b, int64_t *ret)
{
    return rule_ratio((rule_wide)a * b, n->num, n->den, ret);
}

static bool divide(const struct rule_node *n, int64_t a, int64_t b, int64_t *ret)
{
    return rule_ratio(a, n->num, (rule_wide)b * n->den, ret);
}

bool rule_value_MUL(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    int64_t a, b;

    return both(e, n, &a, &b) && multiply(n, a, b, &v->n);
}

bool rule_value_DIV(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    int64_t a, b;

    return both(e, n, &a, &b) && divide(n, a, b, &v->n);
}

bool rule_value_NEG(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return rule_value(e, n->kid[0], v) && sub(0, v->n, &v->n);
}

bool rule_value_ABS(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return rule_value(e, n->kid[0], v) && (v->n >= 0 || sub(0, v->n, &v->n));
}

bool rule_value_CONVERT(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    return rule_value(e, n->kid[0], v) && rule_ratio(v->n, n->num, n->den, &v->n);
}

bool rule_value_REGROUP(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    if (!rule_value(e, n->kid[0], v))
        return false;
    v->n = v->n >= 0 && (uint64_t)v->n < n->nregroup ? n->regroup[v->n] : -1;
    return true;
}

bool rule_value_FIRST(struct rule_eval *e, const struct rule_node *n, struct rule_value *v)
{
    for (size_t i = 0; i < n->nkid; i++)
        if (rule_value(e, n->kid[i], v))
            return true;
    return false;
}

/* ---- ranges ---- */

struct range {
    int64_t lo, hi;
};

static bool kid_range(struct rule_eval *e, const struct rule_node *n, size_t i, struct range *r)
{
    return rule_range(e, n->kid[i], &r->lo, &r->hi);
}

/* The smallest and largest of f over the corners: right for + - × ÷, each monotone per side. */
static bool corners(const struct rule_node *n, struct range a, struct range b, struct range *ret,
                    bool (*f)(const struct rule_node *n, int64_t a, int64_t b, int64_t *ret))
{
    for (int i = 0; i < 4; i++) {
        int64_t v = 0;

        if (!f(n, i & 1 ? a.hi : a.lo, i & 2 ? b.hi : b.lo, &v))
            return false;
        ret->lo = i == 0 || v < ret->lo ? v : ret->lo;
        ret->hi = i == 0 || v > ret->hi ? v : ret->hi;
    }
    return true;
}

static bool node_add(const struct rule_node *n, int64_t a, int64_t b, int64_t *ret)
{
    (void)n;
    return add(a, b, ret);
}

static bool node_sub(const struct rule_node *n, int64_t a, int64_t b, int64_t *ret)
{
    (void)n;
    return sub(a, b, ret);
}

static bool node_convert(const struct rule_node *n, int64_t a, int64_t b, int64_t *ret)
{
    (void)b;
    return rule_ratio(a, n->num, n->den, ret);
}

static bool node_neg(const struct rule_node *n, int64_t a, int64_t b, int64_t *ret)
{
    (void)n;
    (void)b;
    return sub(0, a, ret);
}

static bool limit_range(struct rule_eval *e, const struct rule_node *n, struct range *ret)
{
    const struct rule_version *v;

    if (rule_version_at(e, n, &v) != RULE_VERSION_FOUND || !v->limit)
        return false;
    *ret = (struct range){v->low, v->high};
    return true;
}

static bool ranged(struct rule_eval *e, const struct rule_node *n, struct range *ret)
{
    struct range a, b = {0, 0};

    if (n->op == RULE_OP_LIMIT)
        return limit_range(e, n, ret);
    if (!kid_range(e, n, 0, &a) || (n->nkid > 1 && !kid_range(e, n, 1, &b)))
        return false;
    if (n->op == RULE_OP_DIV && b.lo <= 0 && b.hi >= 0)
        return false;
    if (n->op == RULE_OP_ADD)
        return corners(n, a, b, ret, node_add);
    if (n->op == RULE_OP_SUB)
        return corners(n, a, b, ret, node_sub);
    if (n->op == RULE_OP_MUL)
        return corners(n, a, b, ret, multiply);
    if (n->op == RULE_OP_DIV)
        return corners(n, a, b, ret, divide);
    return corners(n, a, b, ret, n->op == RULE_OP_NEG ? node_neg : node_convert);
}

bool rule_range(struct rule_eval *e, const struct rule_node *n, int64_t *lo, int64_t *hi)
{
    struct rule_value v = {0};
    struct range r = {0, 0};

    if (!n->ranged) {
        if (!rule_value(e, n, &v))
            return false;
        *lo = *hi = v.n;
        return true;
    }
    if (!ranged(e, n, &r))
        return false;
    *lo = r.lo;
    *hi = r.hi;
    return true;
}
