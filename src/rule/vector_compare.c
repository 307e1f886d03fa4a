/*
 * rule/vector_compare.c - comparisons, 属于 and windows over a block; see vector.h.
 *
 * A field against a constant becomes a range of the chunk's own numbers, which zone maps answer for
 * most blocks and a narrow loop for the rest.
 */
#include "rule/compile.h"
#include "rule/vector.h"

/* ---- a field and a constant ---- */

static int64_t clip(rule_wide v)
{
    return v < INT64_MIN ? INT64_MIN : v > INT64_MAX ? INT64_MAX : (int64_t)v;
}

/* Smallest x with x * by >= v; by > 0. */
static rule_wide least_reaching(rule_wide v, int64_t by)
{
    rule_wide q = v / by;

    return v % by > 0 ? q + 1 : q;
}

/* Largest x with x * by <= v. */
static rule_wide most_within(rule_wide v, int64_t by)
{
    rule_wide q = v / by;

    return v % by < 0 ? q - 1 : q;
}

/* Rows whose field is known to lie in [low, high]. */
static void field_within(struct rule_block *b, const struct column_chunk *k, rule_wide low,
                         rule_wide high, struct rule_bits *ret)
{
    if (low > INT64_MAX || high < INT64_MIN || low > high)
        memset(ret, 0, sizeof(*ret));
    else
        column_chunk_range(b->v->kernels, k, b->n, clip(low), clip(high), ret->w);
}

/* Zone maps: are all known values within? */
static bool all_within(const struct column_chunk *k, rule_wide low, rule_wide high)
{
    return low <= k->least && k->most <= high;
}

static bool none_within(const struct column_chunk *k, rule_wide low, rule_wide high)
{
    return high < k->least || k->most < low;
}

struct span_of { /* values for which the answer is yes, or no */
    rule_wide low, high;
};

/* yes in one span, no in another (or outside yes), undetermined between them. */
static void field_spans(struct rule_block *b, const struct column_chunk *k, struct span_of yes,
                        struct span_of no, const struct rule_bits *live, struct rule_truths *ret)
{
    bool everywhere = k->known == b->n;

    if (everywhere && all_within(k, yes.low, yes.high)) {
        rule_truths_all(ret, RULE_ALL_YES);
        return;
    }
    if (everywhere && all_within(k, no.low, no.high)) {
        rule_truths_all(ret, RULE_ALL_NO);
        return;
    }
    ret->same = RULE_MIXED;
    memset(&ret->yes, 0, sizeof(ret->yes));
    memset(&ret->no, 0, sizeof(ret->no));
    if (!none_within(k, yes.low, yes.high))
        field_within(b, k, yes.low, yes.high, &ret->yes);
    if (!none_within(k, no.low, no.high))
        field_within(b, k, no.low, no.high, &ret->no);
    for (size_t w = 0; w < COLUMN_WORDS; w++) {
        ret->yes.w[w] &= live->w[w];
        ret->no.w[w] &= live->w[w];
    }
    rule_truths_settle(ret, live);
}

static const rule_wide FAR = (rule_wide)1 << 100;

static bool is_plain_field(const struct rule_node *n)
{
    return n->op == RULE_OP_FIELD && n->level == 0 && n->type.kind != RULE_WORDS;
}

struct field_side {
    size_t field, other; /* operands; the other may be a field too */
    bool above;          /* field >= other; else other >= field */
};

/* Of the other operand there is one value or a range in this block. */
static void field_at_least(struct rule_block *b, const struct rule_node *n, struct field_side s,
                           const struct rule_vals *other, struct rule_truths *ret,
                           const struct rule_bits *live)
{
    const struct column_chunk *k = rule_block_chunk(b, n->kid[s.field]->field);
    int64_t by = n->scale[s.field];
    rule_wide lo, hi;

    if (!k || other->none) {
        rule_truths_all(ret, RULE_ALL_MAYBE);
        return;
    }
    lo = (rule_wide)other->lo * n->scale[s.other];
    hi = (rule_wide)other->hi * n->scale[s.other];
    if (s.above)
        field_spans(b, k, (struct span_of){least_reaching(hi, by), FAR},
                    (struct span_of){-FAR, least_reaching(lo, by) - 1}, live, ret);
    else
        field_spans(b, k, (struct span_of){-FAR, most_within(lo, by)},
                    (struct span_of){most_within(hi, by) + 1, FAR}, live, ret);
}

/* ---- any two sides ---- */

static void known_of(const struct rule_vals *v, struct rule_bits *rows)
{
    for (size_t w = 0; !v->one && w < COLUMN_WORDS; w++)
        rows->w[w] &= v->known.w[w];
}

static const int64_t *array_of(struct rule_block *b, const struct rule_vals *v)
{
    int64_t *out;

    if (!v->one)
        return v->at;
    out = rule_block_room(b);
    for (size_t i = 0; i < b->n; i++)
        out[i] = v->lo;
    return out;
}

static void wide_at_least(const struct rule_node *n, const size_t side[2],
                          const struct rule_vals *v, const struct rule_bits *rows,
                          struct rule_bits *yes)
{
    memset(yes, 0, sizeof(*yes));
    RULE_EACH_BIT(rows, i)
    if ((rule_wide)rule_vals_at(&v[0], i) * n->scale[side[0]] >=
        (rule_wide)rule_vals_at(&v[1], i) * n->scale[side[1]])
        yes->w[i >> 6] |= (uint64_t)1 << (i & 63);
}

static void arrays_at_least(struct rule_block *b, const struct rule_node *n, const size_t side[2],
                            const struct rule_vals *v, const struct rule_bits *live,
                            struct rule_truths *ret)
{
    struct rule_bits rows = *live;

    known_of(&v[0], &rows);
    known_of(&v[1], &rows);
    ret->same = RULE_MIXED;
    memset(&ret->yes, 0, sizeof(ret->yes));
    if (n->scale[side[0]] == 1 && n->scale[side[1]] == 1)
        b->v->kernels->at_least(array_of(b, &v[0]), array_of(b, &v[1]), b->n, ret->yes.w);
    else
        wide_at_least(n, side, v, &rows, &ret->yes);
    for (size_t w = 0; w < COLUMN_WORDS; w++) {
        ret->yes.w[w] &= rows.w[w];
        ret->no.w[w] = rows.w[w] & ~ret->yes.w[w];
    }
    rule_truths_settle(ret, live);
}

static void ones_at_least(const struct rule_node *n, const size_t side[2],
                          const struct rule_vals *v, struct rule_truths *ret)
{
    int64_t p = n->scale[side[0]], q = n->scale[side[1]];

    if ((rule_wide)v[0].lo * p >= (rule_wide)v[1].hi * q)
        rule_truths_all(ret, RULE_ALL_YES);
    else
        rule_truths_all(ret, (rule_wide)v[0].hi * p >= (rule_wide)v[1].lo * q ? RULE_ALL_MAYBE
                                                                              : RULE_ALL_NO);
}

/* kid[side[0]] >= kid[side[1]]; false: to be asked row by row. */
static bool at_least(struct rule_block *b, const struct rule_node *n, const size_t side[2],
                     const struct rule_bits *live, struct rule_truths *ret)
{
    struct rule_vals v[2];

    for (size_t i = 0; i < 2; i++)
        if (is_plain_field(n->kid[side[i]])) {
            rule_block_vals(b, n->kid[side[1 - i]], live, &v[1 - i]);
            if (v[1 - i].unsupported)
                return false;
            if (v[1 - i].one || v[1 - i].none) {
                field_at_least(b, n, (struct field_side){side[i], side[1 - i], i == 0}, &v[1 - i],
                               ret, live);
                return true;
            }
        }
    for (size_t i = 0; i < 2; i++) {
        rule_block_vals(b, n->kid[side[i]], live, &v[i]);
        if (v[i].unsupported)
            return false;
    }
    if (v[0].none || v[1].none)
        rule_truths_all(ret, RULE_ALL_MAYBE);
    else if (v[0].one && v[1].one)
        ones_at_least(n, side, v, ret);
    else if (rule_vals_ranged(&v[0]) || rule_vals_ranged(&v[1]))
        return false;
    else
        arrays_at_least(b, n, side, v, live, ret);
    return true;
}

static bool both_at_least(struct rule_block *b, const struct rule_node *n, const size_t first[2],
                          const size_t second[2], const struct rule_bits *live,
                          struct rule_truths *ret)
{
    struct rule_truths t;

    if (!at_least(b, n, first, live, ret))
        return false;
    if (ret->same == RULE_ALL_NO)
        return true;
    if (!at_least(b, n, second, live, &t))
        return false;
    rule_truths_join(ret, &t, live);
    return true;
}

/* Texts and codes are equal when their codes are. */
static bool equal_codes(struct rule_block *b, const struct rule_node *n,
                        const struct rule_bits *live, struct rule_truths *ret)
{
    struct rule_bits rows = *live;
    struct rule_vals v[2];

    for (size_t i = 0; i < 2; i++) {
        rule_block_vals(b, n->kid[i], live, &v[i]);
        if (v[i].unsupported)
            return false;
        if (v[i].none) {
            rule_truths_all(ret, RULE_ALL_MAYBE);
            return true;
        }
        known_of(&v[i], &rows);
    }
    ret->same = RULE_MIXED;
    memset(&ret->yes, 0, sizeof(ret->yes));
    b->v->kernels->equal(array_of(b, &v[0]), array_of(b, &v[1]), b->n, ret->yes.w);
    for (size_t w = 0; w < COLUMN_WORDS; w++) {
        ret->yes.w[w] &= rows.w[w];
        ret->no.w[w] = rows.w[w] & ~ret->yes.w[w];
    }
    rule_truths_settle(ret, live);
    return true;
}

static bool equal(struct rule_block *b, const struct rule_node *n, const struct rule_bits *live,
                  struct rule_truths *ret)
{
    static const size_t up[2] = {0, 1}, down[2] = {1, 0};

    if (n->kid[0]->type.kind == RULE_WORDS)
        return equal_codes(b, n, live, ret);
    return both_at_least(b, n, up, down, live, ret);
}

static bool compare(struct rule_block *b, const struct rule_node *n, const struct rule_bits *live,
                    struct rule_truths *ret)
{
    static const size_t up[2] = {0, 1}, down[2] = {1, 0}, high[2] = {2, 0};
    bool done;

    if (n->op == RULE_OP_EQ || n->op == RULE_OP_NE)
        done = equal(b, n, live, ret);
    else if (n->op == RULE_OP_BETWEEN)
        return both_at_least(b, n, up, high, live, ret);
    else
        done = at_least(b, n, n->op == RULE_OP_GE || n->op == RULE_OP_LT ? up : down, live, ret);
    if (done && (n->op == RULE_OP_LT || n->op == RULE_OP_GT))
        rule_truths_not(ret);
    return done;
}

void rule_block_compare(struct rule_block *b, const struct rule_node *n,
                        const struct rule_bits *live, struct rule_truths *ret)
{
    size_t used = b->used;

    if (!compare(b, n, live, ret))
        rule_block_test_rows(b, n, live, ret);
    b->used = used;
}

/* ---- 属于 ---- */

/* Whether every code between least and most is in the set, or none is. */
static enum rule_same zone_in_set(const struct rule_set *s, const struct column_chunk *k)
{
    enum { FEW = 64 };
    bool any = false, all = true;

    if ((rule_wide)k->most - k->least >= FEW)
        return RULE_MIXED;
    for (int64_t v = k->least; v <= k->most; v++) {
        bool in = rule_set_holds(s, v);

        any |= in;
        all &= in;
    }
    return all ? RULE_ALL_YES : any ? RULE_MIXED : RULE_ALL_NO;
}

static void member_rows(const struct rule_node *n, const struct rule_vals *v,
                        const struct rule_bits *live, struct rule_truths *ret)
{
    struct rule_bits rows = *live;

    known_of(v, &rows);
    ret->same = RULE_MIXED;
    for (size_t w = 0; w < COLUMN_WORDS; w++) {
        uint64_t in = 0;

        RULE_EACH_IN_WORD(&rows, w, i)
        in |= (uint64_t)rule_set_holds(n->set, rule_vals_at(v, i)) << (i & 63);
        ret->yes.w[w] = in;
        ret->no.w[w] = rows.w[w] & ~in;
    }
    rule_truths_settle(ret, live);
}

void rule_block_member(struct rule_block *b, const struct rule_node *n,
                       const struct rule_bits *live, struct rule_truths *ret)
{
    const struct column_chunk *k =
        is_plain_field(n->kid[0]) ? rule_block_chunk(b, n->kid[0]->field) : NULL;
    size_t used = b->used;
    struct rule_vals v;

    if (k && k->known == b->n && zone_in_set(n->set, k) != RULE_MIXED) {
        rule_truths_all(ret, zone_in_set(n->set, k));
        return;
    }
    rule_block_vals(b, n->kid[0], live, &v);
    if (v.unsupported || rule_vals_ranged(&v))
        rule_block_test_rows(b, n, live, ret);
    else if (v.none)
        rule_truths_all(ret, RULE_ALL_MAYBE);
    else if (v.one)
        rule_truths_all(ret, rule_set_holds(n->set, v.lo) ? RULE_ALL_YES : RULE_ALL_NO);
    else
        member_rows(n, &v, live, ret);
    b->used = used;
}

/* ---- 在…前…内, 在…后…内 ---- */

static enum rule_truth window_of(struct rule_block *b, const struct rule_node *n,
                                 struct rule_move *m, int64_t a, int64_t anchor)
{
    bool back = n->op == RULE_OP_BEFORE;
    struct day day, from;
    int64_t end;

    if (!rule_day(a, &day) || !rule_day(anchor, &from))
        return RULE_MAYBE;
    if (back ? a > anchor : a < anchor)
        return RULE_NO;
    if (!rule_block_move(b, m, n->kid[2], anchor, &end))
        return RULE_MAYBE;
    return rule_truth_of(back ? a >= end : a <= end);
}

static void window_rows(struct rule_block *b, const struct rule_node *n, const struct rule_vals *v,
                        const struct rule_bits *live, struct rule_truths *ret)
{
    struct rule_move *m = rule_block_moves(b, n->kid[2], n->op == RULE_OP_BEFORE);
    struct rule_bits rows = *live;

    known_of(&v[0], &rows);
    known_of(&v[1], &rows);
    memset(ret, 0, sizeof(*ret));
    ret->same = RULE_MIXED;
    RULE_EACH_BIT(&rows, i)
    {
        enum rule_truth t = window_of(b, n, m, rule_vals_at(&v[0], i), rule_vals_at(&v[1], i));

        ret->yes.w[i >> 6] |= (uint64_t)(t == RULE_YES) << (i & 63);
        ret->no.w[i >> 6] |= (uint64_t)(t == RULE_NO) << (i & 63);
    }
    rule_truths_settle(ret, live);
}

void rule_block_window(struct rule_block *b, const struct rule_node *n,
                       const struct rule_bits *live, struct rule_truths *ret)
{
    size_t used = b->used;
    struct rule_vals v[2];

    rule_block_vals(b, n->kid[0], live, &v[0]);
    rule_block_vals(b, n->kid[1], live, &v[1]);
    if (v[0].unsupported || v[1].unsupported)
        rule_block_test_rows(b, n, live, ret);
    else if (v[0].none || v[1].none)
        rule_truths_all(ret, RULE_ALL_MAYBE);
    else
        window_rows(b, n, v, live, ret);
    b->used = used;
}
