/*
 * rule/vector_value.c - values of a block, as one constant or an array; see vector.h.
 *
 * Cheap operators run over the whole block; days and working days are computed for the rows that
 * still matter, and once for neighbours with equal operands: records that came together mostly
 * carry the same date.  Moved days are remembered (vector_move.c).
 */
#include "rule/compile.h"
#include "rule/vector.h"

static void vals_none(struct rule_vals *v)
{
    *v = (struct rule_vals){.none = true};
}

static void vals_one(struct rule_vals *v, int64_t lo, int64_t hi)
{
    *v = (struct rule_vals){.one = true, .lo = lo, .hi = hi};
}

static void vals_rows(struct rule_vals *v)
{
    *v = (struct rule_vals){.unsupported = true};
}

/* ---- leaves ---- */

static void field(struct rule_block *b, const struct rule_node *n, struct rule_vals *ret)
{
    const struct column_chunk *k;
    int64_t *room;
    size_t rows;

    if (n->level != 0) {
        vals_rows(ret);
        return;
    }
    k = rule_block_chunk(b, n->field);
    if (!k) {
        vals_none(ret);
        return;
    }
    if (k->least == k->most && k->known == b->n) {
        vals_one(ret, k->least, k->least);
        return;
    }
    room = rule_block_room(b);
    rows = k->room && k->room < b->n ? k->room : b->n;
    b->v->kernels->expand(k->data, k->width, rows, k->base, room);
    *ret = (struct rule_vals){.at = room};
    column_chunk_valid(k, b->n, ret->known.w);
}

static void today(struct rule_block *b, struct rule_vals *ret)
{
    if (day_known(b->e.today))
        vals_one(ret, b->e.today.n, b->e.today.n);
    else
        vals_none(ret);
}

/* ---- operators ---- */

/* One result; false: unknown. */
typedef bool (*step_fn)(struct rule_block *b, const struct rule_node *n, const int64_t *operand,
                        int64_t *ret);

static bool step_add(struct rule_block *b, const struct rule_node *n, const int64_t *x,
                     int64_t *ret)
{
    (void)b;
    (void)n;
    return !__builtin_add_overflow(x[0], x[1], ret);
}

static bool step_sub(struct rule_block *b, const struct rule_node *n, const int64_t *x,
                     int64_t *ret)
{
    (void)b;
    (void)n;
    return !__builtin_sub_overflow(x[0], x[1], ret);
}

static bool step_mul(struct rule_block *b, const struct rule_node *n, const int64_t *x,
                     int64_t *ret)
{
    (void)b;
    if (n->num == 1 && n->den == 1)
        return !__builtin_mul_overflow(x[0], x[1], ret);
    return rule_ratio((rule_wide)x[0] * x[1], n->num, n->den, ret);
}

static bool step_div(struct rule_block *b, const struct rule_node *n, const int64_t *x,
                     int64_t *ret)
{
    (void)b;
    return rule_ratio(x[0], n->num, (rule_wide)x[1] * n->den, ret);
}

static bool step_neg(struct rule_block *b, const struct rule_node *n, const int64_t *x,
                     int64_t *ret)
{
    (void)b;
    (void)n;
    return !__builtin_sub_overflow(0, x[0], ret);
}

static bool step_abs(struct rule_block *b, const struct rule_node *n, const int64_t *x,
                     int64_t *ret)
{
    if (x[0] < 0)
        return step_neg(b, n, x, ret);
    *ret = x[0];
    return true;
}

static bool step_convert(struct rule_block *b, const struct rule_node *n, const int64_t *x,
                         int64_t *ret)
{
    (void)b;
    return rule_ratio(x[0], n->num, n->den, ret);
}

static bool step_regroup(struct rule_block *b, const struct rule_node *n, const int64_t *x,
                         int64_t *ret)
{
    (void)b;
    *ret = x[0] >= 0 && (uint64_t)x[0] < n->nregroup ? n->regroup[x[0]] : -1;
    return true;
}

static bool moves_back(const struct rule_node *n)
{
    return n->op == RULE_OP_DAY_SUB || n->op == RULE_OP_WORKDAY_SUB;
}

static bool step_move(struct rule_block *b, const struct rule_node *n, const int64_t *x,
                      int64_t *ret)
{
    struct rule_move *m = rule_block_moves(b, n->kid[1], moves_back(n));

    return rule_block_move(b, m, n->kid[1], x[0], ret);
}

static bool step_days(struct rule_block *b, const struct rule_node *n, const int64_t *x,
                      int64_t *ret)
{
    struct day from, to;

    (void)b;
    (void)n;
    if (!rule_day(x[0], &from) || !rule_day(x[1], &to))
        return false;
    *ret = (int64_t)to.n - from.n;
    return true;
}

static bool step_working_days(struct rule_block *b, const struct rule_node *n, const int64_t *x,
                              int64_t *ret)
{
    struct day from, to;
    int32_t days;

    (void)n;
    if (!rule_day(x[0], &from) || !rule_day(x[1], &to) ||
        !law_working_days(b->e.law, from, to, &days))
        return false;
    *ret = days;
    return true;
}

static bool step_year(struct rule_block *b, const struct rule_node *n, const int64_t *x,
                      int64_t *ret)
{
    int year, month, dom;
    struct day d;

    (void)b;
    (void)n;
    if (!rule_day(x[0], &d))
        return false;
    day_to_ymd(d, &year, &month, &dom);
    *ret = year;
    return true;
}

static const struct {
    enum rule_op op;
    uint8_t operands;
    step_fn step;
} steps[] = {
    {RULE_OP_ADD, 2, step_add},          {RULE_OP_SUB, 2, step_sub},
    {RULE_OP_MUL, 2, step_mul},          {RULE_OP_DIV, 2, step_div},
    {RULE_OP_NEG, 1, step_neg},          {RULE_OP_ABS, 1, step_abs},
    {RULE_OP_CONVERT, 1, step_convert},  {RULE_OP_REGROUP, 1, step_regroup},
    {RULE_OP_DAY_ADD, 1, step_move},     {RULE_OP_DAY_SUB, 1, step_move},
    {RULE_OP_WORKDAY_ADD, 1, step_move}, {RULE_OP_WORKDAY_SUB, 1, step_move},
    {RULE_OP_DAYS, 2, step_days},        {RULE_OP_WORKING_DAYS, 2, step_working_days},
    {RULE_OP_YEAR, 1, step_year},
};

static void move_rows(struct rule_block *b, const struct rule_node *n, const struct rule_vals *in,
                      const struct rule_bits *rows, struct rule_vals *ret)
{
    struct rule_move *m = rule_block_moves(b, n->kid[1], moves_back(n));
    int64_t *out = rule_block_room(b);

    *ret = (struct rule_vals){.at = out};
    for (size_t w = 0; w < COLUMN_WORDS; w++) {
        uint64_t known = 0;

        RULE_EACH_IN_WORD(rows, w, i)
        known |= (uint64_t)rule_block_move(b, m, n->kid[1], in->at[i], &out[i]) << (i & 63);
        ret->known.w[w] = known;
    }
}

/* The result of the row before serves again when the operands are the same. */
struct last {
    int64_t operand[2], result;
    bool any, known;
};

/* Rows in which all operands are known. */
static void operand_rows(const struct rule_vals *in, unsigned operands,
                         const struct rule_bits *live, struct rule_bits *ret)
{
    *ret = *live;
    for (unsigned k = 0; k < operands; k++)
        for (size_t w = 0; !in[k].one && w < COLUMN_WORDS; w++)
            ret->w[w] &= in[k].known.w[w];
}

static void step_rows(struct rule_block *b, const struct rule_node *n, size_t which,
                      const struct rule_vals *in, const struct rule_bits *rows,
                      struct rule_vals *ret)
{
    unsigned operands = steps[which].operands;
    int64_t *out = rule_block_room(b);
    struct last last = {0};

    *ret = (struct rule_vals){.at = out};
    RULE_EACH_BIT(rows, i)
    {
        int64_t x[2] = {rule_vals_at(&in[0], i), operands > 1 ? rule_vals_at(&in[1], i) : 0};

        if (!last.any || x[0] != last.operand[0] || x[1] != last.operand[1]) {
            last = (struct last){.operand = {x[0], x[1]}, .any = true};
            last.known = steps[which].step(b, n, x, &last.result);
        }
        out[i] = last.result;
        ret->known.w[i >> 6] |= (uint64_t)last.known << (i & 63);
    }
}

/* Steps that are cheaper than to look whether the operands are those of the row before: a loop for
 * each. */
static inline __attribute__((always_inline)) void
cheap_rows(struct rule_block *b, const struct rule_node *n, step_fn step,
           const struct rule_vals *in, const struct rule_bits *rows, struct rule_vals *ret)
{
    int64_t *out = rule_block_room(b);

    *ret = (struct rule_vals){.at = out};
    for (size_t w = 0; w < COLUMN_WORDS; w++) {
        uint64_t known = 0;

        RULE_EACH_IN_WORD(rows, w, i)
        {
            int64_t x[2] = {rule_vals_at(&in[0], i), rule_vals_at(&in[1], i)};

            known |= (uint64_t)step(b, n, x, &out[i]) << (i & 63);
        }
        ret->known.w[w] = known;
    }
}

static bool plain_mul(struct rule_block *b, const struct rule_node *n, const int64_t *x,
                      int64_t *ret)
{
    (void)b;
    (void)n;
    return !__builtin_mul_overflow(x[0], x[1], ret);
}

static void rows_of(struct rule_block *b, const struct rule_node *n, size_t which,
                    const struct rule_vals *in, const struct rule_bits *rows, struct rule_vals *ret)
{
    if (steps[which].step == step_add)
        cheap_rows(b, n, step_add, in, rows, ret);
    else if (steps[which].step == step_sub)
        cheap_rows(b, n, step_sub, in, rows, ret);
    else if (steps[which].step == step_days)
        cheap_rows(b, n, step_days, in, rows, ret);
    else if (steps[which].step == step_mul && n->num == 1 && n->den == 1)
        cheap_rows(b, n, plain_mul, in, rows, ret);
    else if (steps[which].step == step_move)
        move_rows(b, n, in, rows, ret);
    else
        step_rows(b, n, which, in, rows, ret);
}

static void step_one(struct rule_block *b, const struct rule_node *n, size_t which,
                     const struct rule_vals *in, struct rule_vals *ret)
{
    int64_t x[2] = {in[0].lo, steps[which].operands > 1 ? in[1].lo : 0}, out;

    if (steps[which].step(b, n, x, &out))
        vals_one(ret, out, out);
    else
        vals_none(ret);
}

static void operator_vals(struct rule_block *b, const struct rule_node *n, size_t which,
                          const struct rule_bits *live, struct rule_vals *ret)
{
    unsigned operands = steps[which].operands;
    struct rule_vals in[2] = {{0}, {.one = true}};
    struct rule_bits rows;
    bool one = true;

    for (unsigned k = 0; k < operands; k++) {
        rule_block_vals(b, n->kid[k], live, &in[k]);
        if (in[k].unsupported || rule_vals_ranged(&in[k])) {
            vals_rows(ret); /* ranges of limits: the row kernels know how */
            return;
        }
        if (in[k].none) {
            vals_none(ret);
            return;
        }
        one &= in[k].one;
    }
    operand_rows(in, operands, live, &rows);
    if (one)
        step_one(b, n, which, in, ret);
    else
        rows_of(b, n, which, in, &rows, ret);
}

/* 首个: values that are unknown so far are filled from the next side. */
static void first_vals(struct rule_block *b, const struct rule_node *n,
                       const struct rule_bits *live, struct rule_vals *ret)
{
    int64_t *out = NULL;

    vals_none(ret);
    for (size_t k = 0; k < n->nkid; k++) {
        struct rule_vals v;
        struct rule_bits need = *live;

        rule_block_vals(b, n->kid[k], live, &v);
        if (v.unsupported || rule_vals_ranged(&v)) {
            vals_rows(ret);
            return;
        }
        if (v.none)
            continue;
        if (v.one && !out) {
            *ret = v;
            return;
        }
        if (!out) {
            out = rule_block_room(b);
            *ret = (struct rule_vals){.at = out};
        }
        for (size_t w = 0; w < COLUMN_WORDS; w++)
            need.w[w] &= ~ret->known.w[w] & (v.one ? ~(uint64_t)0 : v.known.w[w]);
        RULE_EACH_BIT(&need, i)
        out[i] = rule_vals_at(&v, i);
        for (size_t w = 0; w < COLUMN_WORDS; w++)
            ret->known.w[w] |= need.w[w];
    }
}

void rule_block_vals(struct rule_block *b, const struct rule_node *n, const struct rule_bits *live,
                     struct rule_vals *ret)
{
    if (n->type.kind == RULE_WORDS && n->op != RULE_OP_FIELD) {
        vals_rows(ret);
    } else if (n->op == RULE_OP_FIELD) {
        field(b, n, ret);
    } else if (n->op == RULE_OP_CONST) {
        vals_one(ret, n->number, n->number);
    } else if (n->op == RULE_OP_TODAY) {
        today(b, ret);
    } else if (n->op == RULE_OP_LIMIT) {
        rule_block_limit(b, n, live, ret);
    } else if (n->op == RULE_OP_FIRST) {
        first_vals(b, n, live, ret);
    } else if (n->aggregate) {
        rule_block_aggregate(b, n, live, ret);
    } else if (n->peer) {
        rule_block_peer(b, n, live, ret);
    } else {
        for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
            if (steps[i].op == n->op) {
                operator_vals(b, n, i, live, ret);
                return;
            }
        vals_rows(ret);
    }
}
