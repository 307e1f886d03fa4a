/* rule/arithmetic.c - comparisons, sums, windows and functions; see compile.h. */
#include "rule/compile.h"

enum { MILLION = 1000000 };

static bool any_error(struct rule_node *const *kid, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (rule_is_error(kid[i]))
            return true;
    return false;
}

/* ---- messages ---- */

static bool is_comparison(struct str spelling)
{
    return str_eq(spelling, STR("<")) || str_eq(spelling, STR("≤")) || str_eq(spelling, STR(">")) ||
           str_eq(spelling, STR("≥"));
}

static const char *type_hint(struct str spelling, struct rule_type a, struct rule_type b)
{
    struct rule_type x = a.kind <= b.kind ? a : b, y = a.kind <= b.kind ? b : a;

    if (x.kind == RULE_INT && y.kind == RULE_MONEY)
        return "金额要带单位，如 10万元";
    if (x.kind == RULE_INT && y.kind == RULE_QUANTITY)
        return "整数与带单位的数量不能混用：给整数写上单位，如 3吨、30%";
    if (x.kind == RULE_DATE && y.kind == RULE_DATE)
        return str_eq(spelling, STR("-")) ? "两个日期相差的天数写作 天数(甲, 乙)" : NULL;
    if (y.kind == RULE_DATE && x.kind == RULE_INT)
        return "日期加减要写期间，如 日期 + 3日、日期 - 2年、日期 + 7工作日";
    if (y.kind == RULE_SPAN || y.kind == RULE_WORKING)
        return "期间写在日期后面：日期 + 3日";
    if (y.kind == RULE_PARTY || x.kind == RULE_PARTY)
        return "当事人只能与当事人比较；要比名称，用当事人名称字段";
    if (x.kind == y.kind && is_comparison(spelling))
        return "这类值只能比较相等（=、≠）";
    return NULL;
}

static void report_dimensions(struct rule_compiler *c, const struct syntax *s,
                              const struct law *law, struct rule_node *const *kid)
{
    RULE_ERROR(c, s, "单位不同类：左边“%.*s”（%.*s）是%.*s，右边“%.*s”（%.*s）是%.*s",
               STR_F(kid[0]->source), STR_F(rule_place(&c->lx, s->kid[0]->begin)),
               STR_F(rule_scale_of(law, kid[0]->type.unit).dimension), STR_F(kid[1]->source),
               STR_F(rule_place(&c->lx, s->kid[1]->begin)),
               STR_F(rule_scale_of(law, kid[1]->type.unit).dimension));
}

static void report_pair(struct rule_compiler *c, const struct syntax *s, struct str spelling,
                        struct rule_node *const *kid)
{
    struct rule_type a = kid[0]->type, b = kid[1]->type;
    const char *hint = type_hint(spelling, a, b);
    struct diag *d;

    if (a.kind == RULE_QUANTITY && b.kind == RULE_QUANTITY && !rule_type_alike(c->law, a, b)) {
        report_dimensions(c, s, c->law, kid);
        return;
    }
    d = RULE_ERROR(
        c, s, "“%.*s”不能这样用：左边“%.*s”（%.*s）是%.*s，右边“%.*s”（%.*s）是%.*s",
        STR_F(spelling), STR_F(kid[0]->source), STR_F(rule_place(&c->lx, s->kid[0]->begin)),
        STR_F(rule_type_name(c->arena, c->law, a)), STR_F(kid[1]->source),
        STR_F(rule_place(&c->lx, s->kid[1]->begin)), STR_F(rule_type_name(c->arena, c->law, b)));
    if (hint)
        diag_hint(c->diags, d, "%s", hint);
}

static const char *help_of(struct str spelling)
{
    for (int op = 0; op < RULE_OP_N; op++)
        if (str_eq(str_from(rule_op_get((enum rule_op)op)->spelling), spelling))
            return rule_op_get((enum rule_op)op)->help;
    return "";
}

void rule_report_types(struct rule_compiler *c, const struct syntax *s, struct str spelling,
                       struct rule_node *const *kid, size_t n)
{
    struct buf b = {0};
    struct diag *d;

    if (n == 2 && s->nkid == 2 && s->kind == SYNTAX_BINARY) {
        report_pair(c, s, spelling, kid);
        return;
    }
    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, "%s“%.*s”是%.*s", i ? "，" : "", STR_F(kid[i]->source),
                STR_F(rule_type_name(c->arena, c->law, kid[i]->type)));
    d = RULE_ERROR(c, s, "“%.*s”不能这样用：%.*s", STR_F(spelling), STR_F(buf_view(&b)));
    if (s->kind == SYNTAX_CALL)
        diag_hint(c->diags, d, "%s", help_of(spelling));
    buf_release(&b);
}

/* ---- operators ---- */

struct rule_node *rule_resolve_apply(struct rule_compiler *c, const struct syntax *s,
                                     struct str spelling, struct rule_node *const *kid, size_t n)
{
    struct rule_type type[8], result = rule_type_plain(RULE_NO_TYPE);
    struct rule_node *node;
    enum rule_op op;

    if (any_error(kid, n))
        return rule_node_error(c, s);
    for (size_t i = 0; i < n; i++)
        type[i] = kid[i]->type;
    op = rule_op_fit(c->law, spelling, type, n, &result);
    if (op == RULE_OP_N) {
        rule_report_types(c, s, spelling, kid, n);
        return rule_node_error(c, s);
    }
    node = rule_node_new(c, op, result, s);
    rule_node_kids(c, node, kid, n);
    return node;
}

static bool fits(struct rule_compiler *c, const struct syntax *s, bool ok)
{
    if (!ok)
        RULE_ERROR(c, s, "单位换算超出范围");
    return ok;
}

/* The factor that makes MUL and DIV of scaled whole numbers come out in the result's unit. */
static bool set_factor(struct rule_compiler *c, struct rule_node *n)
{
    struct rule_type a = n->kid[0]->type, b = n->kid[1]->type;
    bool ra = rule_type_is_ratio(c->law, a), rb = rule_type_is_ratio(c->law, b);

    if (n->op == RULE_OP_MUL) {
        if (!ra && !rb)
            return true;
        if (!(rb ? a.kind != RULE_INT : b.kind != RULE_INT))
            return true; /* 2 × 30% stays in per cent */
        if (!rule_scale_factor(c->law, rb ? b.unit : a.unit, RULE_UNIT_ONE, &n->num, &n->den))
            return false;
        return !__builtin_mul_overflow(n->den, MILLION, &n->den);
    }
    if (b.kind == RULE_INT && a.kind != RULE_INT)
        return true;
    if (rb && !ra) {
        if (!rule_scale_factor(c->law, b.unit, RULE_UNIT_ONE, &n->den, &n->num))
            return false;
    } else if (a.kind == RULE_QUANTITY &&
               !rule_scale_factor(c->law, a.unit, b.unit, &n->num, &n->den)) {
        return false;
    }
    return !__builtin_mul_overflow(n->num, MILLION, &n->num);
}

/* Quantities are added in the unit of the left side. */
static struct rule_node *resolve_sum(struct rule_compiler *c, const struct syntax *s)
{
    struct rule_node *kid[2];

    if (rule_is_span(s->kid[0])) {
        RULE_ERROR(c, s->kid[0], "期间要写在日期后面：日期 %.*s %.*s", STR_F(s->text),
                   STR_F(s->kid[0]->text));
        return rule_node_error(c, s);
    }
    kid[0] = rule_resolve_value(c, s->kid[0]);
    if (kid[0]->type.kind == RULE_DATE && rule_is_term(s->kid[1]))
        return rule_resolve_term(c, s, kid[0]);
    if (kid[0]->type.kind == RULE_DATE && rule_is_span(s->kid[1]))
        kid[1] = rule_resolve_span(c, s->kid[1]);
    else
        kid[1] = rule_resolve_value(c, s->kid[1]);
    if (kid[0]->type.kind == RULE_QUANTITY && rule_type_alike(c->law, kid[0]->type, kid[1]->type))
        kid[1] = rule_node_in_unit(c, kid[1], kid[0]->type.unit);
    return rule_resolve_apply(c, s, s->text, kid, 2);
}

static struct rule_node *resolve_product(struct rule_compiler *c, const struct syntax *s)
{
    struct rule_node *kid[2], *n;

    kid[0] = rule_resolve_value(c, s->kid[0]);
    kid[1] = rule_resolve_value(c, s->kid[1]);
    n = rule_resolve_apply(c, s, s->text, kid, 2);
    if (!rule_is_error(n) && !fits(c, s, set_factor(c, n)))
        return rule_node_error(c, s);
    return n;
}

static struct rule_node *resolve_comparison(struct rule_compiler *c, const struct syntax *s)
{
    struct rule_node *kid[2], *n;

    rule_resolve_pair(c, s->kid[0], s->kid[1], kid);
    n = rule_resolve_apply(c, s, s->text, kid, 2);
    if (!rule_is_error(n) && !fits(c, s, rule_scale_operands(c, n)))
        return rule_node_error(c, s);
    return n;
}

struct rule_node *rule_resolve_binary(struct rule_compiler *c, const struct syntax *s)
{
    if (str_eq(s->text, STR("+")) || str_eq(s->text, STR("-")))
        return resolve_sum(c, s);
    if (str_eq(s->text, STR("×")) || str_eq(s->text, STR("÷")))
        return resolve_product(c, s);
    return resolve_comparison(c, s);
}

struct rule_node *rule_resolve_neg(struct rule_compiler *c, const struct syntax *s)
{
    struct rule_node *kid = rule_resolve_value(c, s->kid[0]);

    if (kid->op == RULE_OP_CONST && (kid->type.kind == RULE_INT || kid->type.kind == RULE_MONEY ||
                                     kid->type.kind == RULE_QUANTITY))
        return rule_node_number(c, kid->type, -kid->number, s);
    return rule_resolve_apply(c, s, STR("-"), &kid, 1);
}

struct rule_node *rule_resolve_between(struct rule_compiler *c, const struct syntax *s)
{
    struct rule_node *kid[3], *n;

    kid[0] = rule_resolve_value(c, s->kid[0]);
    kid[1] = rule_resolve(c, s->kid[1], kid[0]->type);
    kid[2] = rule_resolve(c, s->kid[2], kid[0]->type);
    n = rule_resolve_apply(c, s, STR("介于"), kid, 3);
    if (!rule_is_error(n) && !fits(c, s, rule_scale_operands(c, n)))
        return rule_node_error(c, s);
    return n;
}

struct rule_node *rule_resolve_window(struct rule_compiler *c, const struct syntax *s)
{
    bool before = str_eq(s->text, STR("前"));
    struct rule_node *kid[3];

    rule_resolve_pair(c, s->kid[0], s->kid[1], kid);
    kid[2] = rule_resolve_span(c, s->kid[2]);
    return rule_resolve_apply(c, s, before ? STR("在…前…内") : STR("在…后…内"), kid, 3);
}

/* ---- functions ---- */

static const enum rule_op functions[] = {RULE_OP_DAYS, RULE_OP_WORKING_DAYS, RULE_OP_FIRST,
                                         RULE_OP_YEAR, RULE_OP_ABS};

enum { NFUNCTIONS = sizeof(functions) / sizeof(functions[0]), MAX_ARGUMENTS = 8 };

static void report_function(struct rule_compiler *c, const struct syntax *s)
{
    static const char *const others[] = {"次数", "合计",   "最大", "最小", "最近",
                                         "存在", "不存在", "同类", "任一", "全部"};
    struct near near = near_to(s->text);
    struct diag *d;

    for (size_t i = 0; i < NFUNCTIONS; i++)
        near_offer(&near, str_from(rule_op_get(functions[i])->spelling));
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        near_offer(&near, str_from(others[i]));
    if (str_eq(s->text, STR("任一")) || str_eq(s->text, STR("全部"))) {
        d = RULE_ERROR(c, s, "“%.*s(…)”只能写在“属于”“含”后面", STR_F(s->text));
        return;
    }
    d = rule_error(&c->lx, s->mark, s->mark + s->text.n, "没有函数“%.*s”", STR_F(s->text));
    rule_hint_near(c, d, &near);
}

/* 首个: all in one unit and one dictionary. */
static bool same_shape(struct rule_compiler *c, const struct syntax *s, struct rule_node **kid,
                       size_t n)
{
    for (size_t i = 1; i < n; i++) {
        kid[i] = rule_node_in_unit(c, kid[i], kid[0]->type.unit);
        if (kid[i]->type.kind == RULE_CODE && kid[i]->type.codes != kid[0]->type.codes) {
            RULE_ERROR(c, s->kid[i], "“首个”里的代码要出自同一个字典");
            return false;
        }
    }
    return true;
}

static bool no_open_limit(struct rule_compiler *c, const struct syntax *s,
                          struct rule_node *const *kid, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (kid[i]->ranged) {
            RULE_ERROR(c, s->kid[i], "省定未设定的限值只能用来加减乘除和比较大小");
            return false;
        }
    return true;
}

static struct rule_node *resolve_function(struct rule_compiler *c, const struct syntax *s,
                                          enum rule_op op)
{
    struct rule_node *kid[MAX_ARGUMENTS];
    struct rule_type wanted = rule_type_plain(RULE_NO_TYPE);

    if (s->nkid > MAX_ARGUMENTS) {
        RULE_ERROR(c, s, "“%.*s”的参数太多：最多 %d 个", STR_F(s->text), MAX_ARGUMENTS);
        return rule_node_error(c, s);
    }
    for (size_t i = 0; i < s->nkid; i++) {
        kid[i] = rule_resolve(c, s->kid[i], wanted);
        if (i == 0 && op == RULE_OP_FIRST)
            wanted = kid[0]->type;
    }
    if (any_error(kid, s->nkid) || !no_open_limit(c, s, kid, s->nkid))
        return rule_node_error(c, s);
    if (op == RULE_OP_FIRST && !same_shape(c, s, kid, s->nkid))
        return rule_node_error(c, s);
    return rule_resolve_apply(c, s, s->text, kid, s->nkid);
}

struct rule_node *rule_resolve_call(struct rule_compiler *c, const struct syntax *s)
{
    enum rule_op op;

    if (rule_is_aggregate(s->text, &op))
        return rule_resolve_aggregate(c, s, op);
    for (size_t i = 0; i < NFUNCTIONS; i++)
        if (str_eq(s->text, str_from(rule_op_get(functions[i])->spelling)))
            return resolve_function(c, s, functions[i]);
    report_function(c, s);
    return rule_node_error(c, s);
}
