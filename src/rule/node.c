/* rule/node.c - making nodes of a plan; see compile.h. */
#include "rule/compile.h"

struct rule_node *rule_node_new(struct rule_compiler *c, enum rule_op op, struct rule_type type,
                                const struct syntax *at)
{
    struct rule_node *n = ARENA_NEW(c->arena, struct rule_node);

    n->op = op;
    n->type = type;
    n->field = -1;
    n->num = n->den = 1;
    for (int i = 0; i < 3; i++)
        n->scale[i] = 1;
    n->source = rule_written(c, at);
    return n;
}

void rule_node_kids(struct rule_compiler *c, struct rule_node *n, struct rule_node *const *kid,
                    size_t nkid)
{
    n->kid = arena_copy(c->arena, kid, nkid * sizeof(*kid));
    n->nkid = nkid;
    for (size_t i = 0; i < nkid; i++) {
        n->reads_screened |= kid[i]->reads_screened;
        n->reads_counted |= kid[i]->reads_counted;
        n->ranged |= kid[i]->ranged;
    }
}

struct rule_node *rule_node_wrap(struct rule_compiler *c, enum rule_op op,
                                 struct rule_node *const *kid, size_t nkid)
{
    struct rule_node *n = ARENA_NEW(c->arena, struct rule_node);

    n->op = op;
    n->type = kid[0]->type;
    n->field = -1;
    n->num = n->den = 1;
    for (int i = 0; i < 3; i++)
        n->scale[i] = 1;
    n->source = kid[0]->source;
    rule_node_kids(c, n, kid, nkid);
    return n;
}

struct rule_node *rule_node_error(struct rule_compiler *c, const struct syntax *at)
{
    return rule_node_new(c, RULE_OP_CONST, rule_type_plain(RULE_NO_TYPE), at);
}

struct rule_node *rule_node_number(struct rule_compiler *c, struct rule_type type, int64_t number,
                                   const struct syntax *at)
{
    struct rule_node *n = rule_node_new(c, RULE_OP_CONST, type, at);

    n->number = number;
    return n;
}

struct rule_node *rule_node_text(struct rule_compiler *c, struct str text, const struct syntax *at)
{
    struct rule_node *n = rule_node_new(c, RULE_OP_CONST, rule_type_plain(RULE_WORDS), at);

    n->text = text;
    return n;
}

void rule_use_field(struct rule_compiler *c, const struct law_dataset *d, int field)
{
    size_t i = ((uintptr_t)d - (uintptr_t)c->law->dataset) / sizeof(*d);

    if (i >= c->law->ndataset) /* the fields of a procedure: no dataset of the law */
        return;
    c->plan->uses_dataset[i] = true;
    if (field >= 0)
        c->plan->uses_field[i][field] = true;
}

struct rule_node *rule_node_field(struct rule_compiler *c, const struct law_dataset *d, int field,
                                  int level, const struct syntax *at)
{
    struct rule_node *n = rule_node_new(c, RULE_OP_FIELD, rule_type_of_field(&d->field[field]), at);

    n->dataset = d;
    n->field = field;
    n->level = level;
    n->reads_screened = level == 0;
    n->reads_counted = level == 1;
    rule_use_field(c, d, field);
    return n;
}

bool rule_ratio(rule_wide a, rule_wide num, rule_wide den, int64_t *ret)
{
    rule_wide v, half;

    if (den == 0 || __builtin_mul_overflow(a, num, &v))
        return false;
    if (den < 0) {
        v = -v;
        den = -den;
    }
    half = den / 2;
    if (__builtin_add_overflow(v, v < 0 ? -half : half, &v))
        return false;
    v /= den;
    if (v > INT64_MAX || v < -INT64_MAX)
        return false;
    *ret = (int64_t)v;
    return true;
}

struct rule_node *rule_node_in_unit(struct rule_compiler *c, struct rule_node *n, int unit)
{
    struct rule_node *convert;
    int64_t num, den, v;

    if (n->type.kind != RULE_QUANTITY || n->type.unit == unit ||
        !rule_scale_factor(c->law, n->type.unit, unit, &num, &den))
        return n;
    if (n->op == RULE_OP_CONST && (rule_wide)n->number * num % den == 0 &&
        rule_ratio(n->number, num, den, &v)) {
        n->number = v;
        n->type.unit = unit;
        return n;
    }
    convert = rule_node_wrap(c, RULE_OP_CONVERT, &n, 1);
    convert->type.unit = unit;
    convert->num = num;
    convert->den = den;
    return convert;
}

/* Brings n->scale[0..n) of quantities to whole numbers without a common factor. */
bool rule_scale_operands(struct rule_compiler *c, struct rule_node *n)
{
    int64_t den = 1, common = 0;

    if (n->nkid == 0 || n->kid[0]->type.kind != RULE_QUANTITY)
        return true;
    for (size_t i = 0; i < n->nkid; i++) {
        struct rule_scale s = rule_scale_of(c->law, n->kid[i]->type.unit);

        if (__builtin_mul_overflow(den, s.den / rule_gcd(den, s.den), &den))
            return false;
    }
    for (size_t i = 0; i < n->nkid; i++) {
        struct rule_scale s = rule_scale_of(c->law, n->kid[i]->type.unit);

        if (__builtin_mul_overflow(s.num, den / s.den, &n->scale[i]))
            return false;
        common = rule_gcd(common, n->scale[i]);
    }
    for (size_t i = 0; i < n->nkid && common > 0; i++)
        n->scale[i] /= common;
    return true;
}

void rule_hint_near(struct rule_compiler *c, struct diag *d, const struct near *near)
{
    struct str best = near_best(near);

    if (best.n)
        diag_hint(c->diags, d, "是否想写“%.*s”?", STR_F(best));
}
