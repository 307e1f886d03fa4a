/*
 * rule/emit_range.c - comparisons in SQL, also of unlike units and of limits that a province has
 * not set; see emit.h.  The evaluator's counterparts are at_least (eval.c) and rule_range
 * (compute.c).
 */
#include "rule/emit.h"

/* ---- what needs no row ---- */

bool emit_is_fixed(const struct rule_node *n)
{
    if (n->op == RULE_OP_CONST)
        return n->type.kind != RULE_WORDS;
    if (n->op == RULE_OP_LIMIT)
        return n->versions->fixed;
    if (n->op != RULE_OP_ADD && n->op != RULE_OP_SUB && n->op != RULE_OP_MUL &&
        n->op != RULE_OP_DIV && n->op != RULE_OP_NEG && n->op != RULE_OP_ABS &&
        n->op != RULE_OP_CONVERT)
        return false;
    for (size_t i = 0; i < n->nkid; i++)
        if (!emit_is_fixed(n->kid[i]))
            return false;
    return true;
}

bool emit_fixed_range(const struct rule_node *n, int64_t *ret_lo, int64_t *ret_hi)
{
    struct rule_eval none = {.law = NULL}; /* fixed nodes read no row */

    return rule_range(&none, n, ret_lo, ret_hi);
}

/* ---- ends ---- */

/* lower_of(…) of the corners; each corner unknown makes the whole unknown, as in the evaluator. */
static void corners(struct emit *e, const struct rule_node *n, bool high)
{
    bool a = n->kid[0]->ranged, b = n->nkid > 1 && n->kid[1]->ranged;
    int ncorner = a && b ? 4 : 2;

    for (int i = 1; i < ncorner; i++) {
        if (high)
            sql_add(&e->m, "upper_of(");
        else
            sql_add(&e->m, "lower_of(");
    }
    for (int i = 0; i < ncorner; i++) {
        bool ends[2] = {a && (i & 1), b && (a ? i & 2 : i & 1)};

        if (i > 0)
            sql_add(&e->m, ", ");
        emit_template(e, n, ends);
        if (i > 0)
            sql_add(&e->m, ")");
    }
}

/* Division by an interval that holds zero is unknown. */
static void quotient(struct emit *e, const struct rule_node *n, bool high)
{
    sql_add(&e->m, "CASE WHEN NOT (");
    emit_end(e, n->kid[1], false);
    sql_add(&e->m, " <= 0 AND ");
    emit_end(e, n->kid[1], true);
    sql_add(&e->m, " >= 0) THEN ");
    corners(e, n, high);
    sql_add(&e->m, " END");
}

void emit_end(struct emit *e, const struct rule_node *n, bool high)
{
    int64_t lo, hi;

    if (!n->ranged || rule_op_get(n->op)->test) {
        emit_node(e, n);
    } else if (emit_is_fixed(n)) {
        if (emit_fixed_range(n, &lo, &hi))
            emit_typed(e, n, high ? hi : lo);
        else
            emit_null(e, n);
    } else if (n->op == RULE_OP_LIMIT) {
        emit_versions(e, n, high ? EMIT_HIGH : EMIT_LOW);
    } else if (n->op == RULE_OP_DIV && n->kid[1]->ranged) {
        quotient(e, n, high);
    } else {
        corners(e, n, high);
    }
}

/* ---- comparisons ---- */

struct side {
    size_t kid;
    bool high;
};

static bool same_scale(const struct rule_node *n, size_t a, size_t b)
{
    return n->scale[a] == 1 && n->scale[b] == 1;
}

/* x sign y; of unlike units by exact products. */
static void compare(struct emit *e, const struct rule_node *n, struct side x,
                    struct sql_template sign, struct side y)
{
    bool plain = same_scale(n, x.kid, y.kid);

    if (!plain)
        sql_add(&e->m, "compare_scaled(");
    emit_end(e, n->kid[x.kid], x.high);
    if (!plain) {
        sql_add(&e->m, ", ");
        sql_int(&e->m, n->scale[x.kid]);
        sql_add(&e->m, ", ");
    } else {
        sql_expand(&e->m, sign, NULL);
    }
    emit_end(e, n->kid[y.kid], y.high);
    if (!plain) {
        sql_add(&e->m, ", ");
        sql_int(&e->m, n->scale[y.kid]);
        sql_add(&e->m, ")");
        sql_expand(&e->m, sign, NULL);
        sql_add(&e->m, "0");
    }
}

static const struct sql_template ge = SQL_TEMPLATE(" >= "), le = SQL_TEMPLATE(" <= "),
                                 gt = SQL_TEMPLATE(" > "), lt = SQL_TEMPLATE(" < "),
                                 eq = SQL_TEMPLATE(" = "), ne = SQL_TEMPLATE(" <> ");

/* Operand a is at least operand b: yes when the whole of its range is, no when none of it is. */
static void at_least(struct emit *e, const struct rule_node *n, size_t a, size_t b, bool not_)
{
    struct side alo = {a, false}, ahi = {a, true}, blo = {b, false}, bhi = {b, true};

    sql_add(&e->m, "CASE WHEN ");
    compare(e, n, alo, ge, bhi);
    if (not_)
        sql_add(&e->m, " THEN FALSE WHEN ");
    else
        sql_add(&e->m, " THEN TRUE WHEN ");
    compare(e, n, ahi, lt, blo);
    if (not_)
        sql_add(&e->m, " THEN TRUE END");
    else
        sql_add(&e->m, " THEN FALSE END");
}

static void both(struct emit *e, const struct rule_node *n, size_t other)
{
    if (n->op == RULE_OP_NE)
        sql_add(&e->m, "NOT ");
    sql_add(&e->m, "(");
    at_least(e, n, 0, 1, false);
    sql_add(&e->m, " AND ");
    at_least(e, n, other, 0, false);
    sql_add(&e->m, ")");
}

static void ranged(struct emit *e, const struct rule_node *n)
{
    bool not_ = n->op == RULE_OP_LT || n->op == RULE_OP_GT;

    if (n->op == RULE_OP_BETWEEN)
        both(e, n, 2);
    else if (n->op == RULE_OP_EQ || n->op == RULE_OP_NE)
        both(e, n, 1);
    else if (n->op == RULE_OP_GE || n->op == RULE_OP_LT)
        at_least(e, n, 0, 1, not_);
    else
        at_least(e, n, 1, 0, not_);
}

static struct sql_template sign_of(enum rule_op op)
{
    if (op == RULE_OP_LT)
        return lt;
    if (op == RULE_OP_LE)
        return le;
    if (op == RULE_OP_GT)
        return gt;
    if (op == RULE_OP_GE)
        return ge;
    return op == RULE_OP_EQ ? eq : ne;
}

static void scaled(struct emit *e, const struct rule_node *n)
{
    struct side x = {0, false}, y = {1, false}, z = {2, false};

    if (n->op != RULE_OP_BETWEEN) {
        compare(e, n, x, sign_of(n->op), y);
        return;
    }
    sql_add(&e->m, "(");
    compare(e, n, x, ge, y);
    sql_add(&e->m, " AND ");
    compare(e, n, x, le, z);
    sql_add(&e->m, ")");
}

void emit_comparison(struct emit *e, const struct rule_node *n)
{
    static const bool low[2] = {false, false};
    bool plain = true;

    for (size_t i = 0; i < n->nkid; i++)
        plain = plain && n->scale[i] == 1;
    if (n->ranged)
        ranged(e, n);
    else if (!plain)
        scaled(e, n);
    else
        emit_template(e, n, low);
}
